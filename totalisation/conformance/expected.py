"""Failures that are expected: a file with the name of a property and the reason on each line."""

from __future__ import annotations

from pathlib import Path

from totalisation.case_file import read_bounded
from totalisation.messages import Fault, FaultsError, message

LARGEST_LIST = 100_000
"""Bytes that a list of expected failures may hold."""


def read_expected(file: str | Path) -> dict[str, str]:
    """The reasons in ``file`` by the names of the properties.

    A line holds a property's name and, after a space, the reason; empty lines and lines that begin with # are
    left out. Raises FaultsError: the file cannot be read, a line has no reason, or a name stands twice.
    """
    file = Path(file)
    found: dict[str, str] = {}
    faults: list[Fault] = []
    text = read_bounded(file, LARGEST_LIST).decode("utf-8", errors="replace")
    for number, line in enumerate(text.splitlines(), 1):
        written = line.strip()
        if not written or written.startswith("#"):
            continue
        name, _, reason = written.partition(" ")
        where = f"{file.name}:{number}"
        if not reason.strip():
            faults.append(
                Fault(where, message("the reason is missing."), message("Write it after the name of the property."))
            )
        elif name in found:
            faults.append(Fault(where, message("{name} stands here twice.", name=name)))
        else:
            found[name] = reason.strip()
    if faults:
        raise FaultsError(faults)
    return found
