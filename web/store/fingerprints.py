"""Which figures of law and which agreement a determination was made with."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from totalisation.agreement_file import agreements_folder, find_agreement
from totalisation.schemes import scheme_of
from web.store.canonical import fingerprint


@dataclass(frozen=True)
class Parameters:
    """The files that an agreement's determinations rest on."""

    files: dict[str, str]
    """SHA-256 of each file, by its name such as "schemes/aland/parameters/rates.toml"."""

    fingerprint: str
    """SHA-256 over the names and fingerprints of all."""


@lru_cache(maxsize=256)
def parameters_of(agreement: str) -> Parameters:
    """The files behind the shipped agreement: its own, and all figures and readings of its parties' schemes.

    They are read once, as the engine itself reads them once. Raises FaultsError if there is no such agreement.
    """
    files = {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in _files(agreement)}
    return Parameters(files, fingerprint(files))


def _files(agreement: str) -> Iterator[tuple[str, Path]]:
    parties = find_agreement(agreement).parties
    yield f"agreements/{agreement}.toml", agreements_folder() / f"{agreement}.toml"
    for scheme in {each.name: each for each in (scheme_of(party) for party in parties.values())}.values():
        for path in sorted(scheme.folder.rglob("*.toml")):
            yield f"schemes/{scheme.name}/{path.relative_to(scheme.folder).as_posix()}", path
