"""A scheme with other figures than its own, which changed copies of its parameter files hold outside of it.

Such a scheme goes by a name of its own, which tells where those files stand and what they hold. So whatever asks
for the scheme of an agreement's party gets the figures that were meant, in any thread or process, and nothing
else does. ``totalisation.other_figures`` makes agreements that name one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from copy import copy
from functools import cached_property
from pathlib import Path
from typing import Final, NamedTuple

from totalisation.messages import Fault, FaultsError, message
from totalisation.parameters import read_parameter_files
from totalisation.schemes.base import Scheme

MARK: Final = ":"
"""What no file of an agreement can write in the name of a scheme: see ``totalisation.written_values.Word``."""


class Reference(NamedTuple):
    """A scheme with other figures: its own name, the folder of the changed files, and the hash of their content."""

    scheme: str
    folder: Path
    sha256: str

    def __str__(self) -> str:
        return MARK.join((self.scheme, self.sha256, str(self.folder)))

    @classmethod
    def read(cls, name: str) -> Reference | None:
        """What ``name`` refers to; None where it is a scheme's own name."""
        scheme, *rest = name.split(MARK, 2)
        return cls(scheme, Path(rest[1]), rest[0]) if len(rest) == 2 else None


def changed_scheme(scheme: Scheme, reference: Reference) -> Scheme:
    """The scheme with the figures of the reference: its rules are the same, and all that is made of figures is new.

    Raises FaultsError where the files no longer hold what they held when the reference was made.
    """
    if hash_of(changed_files(reference.folder)) != reference.sha256:
        wrong = message("the figures were changed while they were in use.")
        raise FaultsError([Fault(str(reference.folder), wrong, message("Start again."))])
    other = copy(scheme)
    for kind in type(scheme).__mro__:
        for name, attribute in vars(kind).items():
            if isinstance(attribute, cached_property):
                vars(other).pop(name, None)
    vars(other)["parameters"] = read_parameter_files(parameter_files(scheme, reference))
    other._recorded = None
    return other


def parameter_files(scheme: Scheme, reference: Reference | None = None) -> list[Path]:
    """The files that hold a scheme's figures, in order of their names; with a reference, those that it means."""
    own = sorted((scheme.folder / "parameters").glob("*.toml"))
    changed = {} if reference is None else {each.name: each for each in changed_files(reference.folder)}
    return [changed.get(each.name, each) for each in own]


def changed_files(folder: Path) -> list[Path]:
    """The files in a folder that stand for a scheme's own of the same names."""
    return sorted(folder.glob("*.toml"))


def hash_of(files: Iterable[Path]) -> str:
    """The hash of the names and the content of files."""
    found = hashlib.sha256()
    for file in files:
        content = file.read_bytes()
        found.update(f"{file.name}\0{len(content)}\0".encode())
        found.update(content)
    return found.hexdigest()
