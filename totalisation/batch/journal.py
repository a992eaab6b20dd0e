"""The journal of a run: on what input, how far it came, and what it counted, so that another can go on.

It is one small JSON file, replaced as a whole. What it names is finished; all else is done again.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

from totalisation import __version__
from totalisation.agreement import Agreement
from totalisation.agreement_file import agreements_folder
from totalisation.messages import Fault, FaultsError, message
from totalisation.schemes import scheme_named
from totalisation.schemes.changed import Reference, parameter_files

_ENDS: Final = 1 << 20
"""Bytes at each end of an input file whose content is compared."""


@dataclass
class Progress:
    """How far a run came, and what it counted until there."""

    persons_read: int = 0
    periods_read: int = 0
    order: dict[str, Any] | None = None
    results_parts: int = 0
    rejects_parts: int = 0
    summary: dict[str, Any] = field(default_factory=dict)
    seconds: float = 0.0
    decided: bool = False
    """Whether all persons were decided, so that only the results are to be put in their place."""
    placed: bool = False
    """Whether they were, so that only this journal is left to be removed."""


def identity(said: dict[str, Any], inputs: dict[str, Path], language: str) -> dict[str, Any]:
    """What a run is about: the same results come of the same. ``said`` is what ``about`` says."""
    return {**said, "language": language, "inputs": {role: _file(path) for role, path in inputs.items()}}


def about(agreement: Agreement, agreement_file: Path | None, as_of: date | None) -> dict[str, Any]:
    """The engine, the law and the day that results rest on: what their file says of itself."""
    file = agreement_file or agreements_folder() / f"{agreement.id}.toml"
    # An agreement that came from no file is known by its terms.
    content = file.read_bytes() if file.is_file() else agreement.model_dump_json().encode()
    return {
        "engine_version": __version__,
        "agreement": agreement.id,
        "agreement_sha256": hashlib.sha256(content).hexdigest(),
        "parameters_sha256": _hash_of_parameters(agreement),
        "as_of": None if as_of is None else as_of.isoformat(),
    }


def _hash_of_parameters(agreement: Agreement) -> str:
    """One hash of all figures and readings of the schemes of both parties."""
    found = hashlib.sha256()
    for terms in agreement.parties.values():
        scheme = scheme_named(terms.scheme)
        for file in [*sorted(scheme.folder.glob("*.toml")), *parameter_files(scheme, Reference.read(terms.scheme))]:
            found.update(f"{scheme.name}/{file.name}\0".encode())
            found.update(file.read_bytes())
    return found.hexdigest()


def _file(path: Path) -> dict[str, Any]:
    """A file as it is known again: its size, when it was changed, and both ends of its content."""
    known = path.stat()
    found = hashlib.sha256()
    with path.open("rb") as stream:
        found.update(stream.read(_ENDS))
        stream.seek(max(known.st_size - _ENDS, 0))
        found.update(stream.read(_ENDS))
    return {
        "name": path.name,
        "bytes": known.st_size,
        "changed_ns": known.st_mtime_ns,
        "ends_sha256": found.hexdigest(),
    }


class Journal:
    """The folder of an unfinished run beside its results, with the journal in it."""

    def __init__(self, output: Path) -> None:
        self.folder = output.with_name(f"{output.name}.unfinished")
        self._file = self.folder / "journal.json"
        self._lock: Any = None

    def open(self, run: dict[str, Any], *, restart: bool = False) -> Progress:
        """Where to go on: what another run of the same has left, or the beginning.

        Raises FaultsError where the folder is another run's: one that is under way, or one on other input.
        """
        self._take_lock()
        try:
            return self._gone_on(run, restart)
        except BaseException:
            self.close()
            raise

    def _gone_on(self, run: dict[str, Any], restart: bool) -> Progress:
        if restart or not self._file.exists():
            self._clear()
            progress = Progress()
            self._write(run, progress)
            return progress
        known = self._known()
        if differing := _differences(known["run"], run):
            wrong = message("an unfinished run stands here that differs in {differing}.", differing=differing)
            right = message("Finish it with its own input, or drop it by {option}.", option="--restart")
            raise FaultsError([Fault(str(self.folder), wrong, right)])
        self._run = run
        return Progress(**known["progress"])

    def _known(self) -> dict[str, Any]:
        """What the journal says. Raises FaultsError where it is damaged."""
        try:
            known = json.loads(self._file.read_text(encoding="utf-8"))
            if isinstance(known["run"], dict) and Progress(**known["progress"]).persons_read >= 0:
                return {"run": known["run"], "progress": known["progress"]}
        except (ValueError, LookupError, TypeError):
            pass
        wrong = message("what an unfinished run has left here is damaged.")
        raise FaultsError([Fault(str(self.folder), wrong, message("Drop it by {option}.", option="--restart"))])

    def save(self, progress: Progress) -> None:
        """Put down how far the run came."""
        self._write(self._run, progress)

    def close(self) -> None:
        """Let another run have the folder."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def remove(self) -> None:
        """Remove the folder: the run is finished. The journal goes last, so that it tells of all that is there."""
        for each in self.folder.iterdir():
            if each != self._file:
                each.unlink()
        shutil.rmtree(self.folder)
        self.close()

    def _write(self, run: dict[str, Any], progress: Progress) -> None:
        self._run = run
        new = self._file.with_suffix(".new")
        with new.open("w", encoding="utf-8") as stream:
            json.dump({"run": run, "progress": asdict(progress)}, stream, indent=1)
            stream.flush()
            os.fsync(stream.fileno())
        new.replace(self._file)

    def _clear(self) -> None:
        for each in self.folder.iterdir():
            if each.name != _LOCK:
                each.unlink()

    def _take_lock(self) -> None:
        try:
            import fcntl
        except ImportError:  # no such locks on this system
            self.folder.mkdir(parents=True, exist_ok=True)
            return
        while True:
            self.folder.mkdir(parents=True, exist_ok=True)
            try:
                self._lock = (self.folder / _LOCK).open("w")
            except FileNotFoundError:
                continue
            try:
                fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                self.close()
                raise FaultsError([Fault(str(self.folder), message("another run is writing these results."))]) from None
            if self._holds_lock():
                return
            self.close()

    def _holds_lock(self) -> bool:
        """Whether the lock is that of the folder as it stands: a run that just ended may have removed it."""
        assert self._lock is not None
        try:
            return os.path.samestat(os.fstat(self._lock.fileno()), (self.folder / _LOCK).stat())
        except FileNotFoundError:
            return False


_LOCK: Final = "lock"


def _differences(known: dict[str, Any], run: dict[str, Any], within: str = "") -> list[str]:
    """The names of what differs between two runs."""
    found = []
    for name in sorted(known.keys() | run.keys()):
        here, there = known.get(name), run.get(name)
        if isinstance(here, dict) and isinstance(there, dict):
            found += _differences(here, there, f"{within}{name}.")
        elif here != there:
            found.append(f"{within}{name}")
    return found
