"""Agreements read from TOML files: every fault with its file, line and term."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from totalisation.agreement import Agreement
from totalisation.agreement_checks import faults_of_terms
from totalisation.case_file import LONGEST_FILE_NAME, read_bounded
from totalisation.faults_of_models import Place, limited, path, placed_faults
from totalisation.messages import Fault, FaultsError, Message, message
from totalisation.reading_checks import faults_of_readings
from totalisation.toml_lines import line_of, lines_of
from totalisation.wording import WrittenNumber, one_of, shortened

LARGEST_AGREEMENT: Final = 256_000
"""Bytes that an agreement's file may hold."""

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_AT = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


def agreements_folder() -> Path:
    """The folder of the agreements that are shipped: within the package, or beside it in a source tree."""
    package = Path(__file__).parent
    installed = package / "agreements"
    return installed if installed.is_dir() else package.parent / "agreements"


def agreement_names() -> list[str]:
    """The names of the agreements that are shipped."""
    return sorted(each.stem for each in agreements_folder().glob("*.toml") if _NAME.fullmatch(each.stem))


@lru_cache(maxsize=256)
def find_agreement(name: str) -> Agreement:
    """The shipped agreement ``name``, read once.

    Raises FaultsError if there is none of that name, or with every fault of its file. A name is never taken
    as a path: ``read_agreement_file`` reads a file from elsewhere.
    """
    file = agreements_folder() / f"{name}.toml" if _NAME.fullmatch(name) else None
    if file is None or not file.is_file():
        names = agreement_names()
        raise FaultsError(
            [
                Fault(
                    "agreement",
                    message("there is no agreement “{name}”.", name=shortened(name)),
                    one_of(name, names) if names else None,
                )
            ]
        )
    return read_agreement_file(file)


def read_agreement_file(file: str | Path) -> Agreement:
    """The agreement in the TOML file ``file``.

    Raises FaultsError: the file cannot be read, or every fault of it.
    """
    file = Path(file)
    return read_agreement(read_bounded(file, LARGEST_AGREEMENT), file.name)


def read_agreement(data: bytes, file_name: str) -> Agreement:
    """The agreement in the TOML text ``data``, which stands in a file of the name ``file_name``.

    Raises FaultsError with every fault; the ``where`` of each is "FILE:LINE: TERM".
    """
    file_name = shortened(file_name, LONGEST_FILE_NAME)
    if len(data) > LARGEST_AGREEMENT:
        raise _refused(
            file_name,
            message("the file holds {size} bytes.", size=len(data)),
            message("At most {limit} bytes are read.", limit=LARGEST_AGREEMENT),
        )
    text, raw = _parsed(data, file_name)
    agreement = None
    found: list[tuple[Place, Fault]] = []
    try:
        agreement = Agreement.model_validate(raw)
    except ValidationError as error:
        placed = placed_faults(error, Agreement, raw, message("unknown term."))
        found += (each for each in placed if each[0] != ("parties",) or "parties" in raw)
    except (UnicodeError, RecursionError):
        raise _refused(file_name, message("the file holds text that cannot be read.")) from None
    told = {place for place, _ in found}
    found += [(place, fault) for place, fault in faults_of_terms(raw, file_name) if place not in told]
    if agreement is not None and not found:
        found += faults_of_readings(agreement)
    if agreement is not None and not found:
        return agreement
    raise FaultsError(limited(_with_lines(found, text, file_name)))


def _with_lines(found: list[tuple[Place, Fault]], text: str, file_name: str) -> list[Fault]:
    """The faults in the order of the file, each with its line."""
    try:
        lines: Mapping[Place, int] = lines_of(text)
    except RecursionError:
        lines = {}
    at_line = sorted(((line_of(lines, place), place, fault) for place, fault in found), key=lambda each: each[0])
    return [
        Fault(f"{file_name}:{line}: {path(place)}" if place else f"{file_name}:{line}", fault.wrong, fault.right)
        for line, place, fault in at_line
    ]


def _parsed(data: bytes, file_name: str) -> tuple[str, dict[str, Any]]:
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise _refused(
            file_name,
            message("byte {position} is not UTF-8 text.", position=error.start + 1),
            message("Save the file as UTF-8."),
        ) from None
    try:
        return text, tomllib.loads(text, parse_float=WrittenNumber)
    except tomllib.TOMLDecodeError as error:
        described = str(error)
        at = _AT.search(described)
        reason = described[: at.start()] if at else described
        line = int(at[1]) if at and at[1] else text.count("\n") + 1
        column = int(at[2]) if at and at[2] else len(text) - text.rfind("\n")
        raise _refused(
            f"{file_name}:{line}",
            message("not TOML at column {column}: {reason}.", column=column, reason=reason),
        ) from None
    except RecursionError:
        raise _refused(file_name, message("lists are nested too deep.")) from None
    except ValueError:
        raise _refused(file_name, message("a number has too many digits.")) from None


def _refused(where: str, wrong: Message, right: Message | None = None) -> FaultsError:
    return FaultsError([Fault(where, wrong, right)])
