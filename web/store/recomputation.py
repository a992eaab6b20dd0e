"""An old determination computed again with today's engine and figures, and laid beside what was decided."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from totalisation import __version__
from totalisation.api import assess
from totalisation.messages import Fault, FaultsError
from totalisation.reports.data import as_data
from web.store.determinations import content_hash, content_of
from web.store.fingerprints import parameters_of
from web.store.models import StoredDetermination


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that is not what it was: ``path`` as in "parties.AA.monthly_amount"; None where there is none."""

    path: str
    then: Any
    now: Any


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is the same today, and what is not."""

    engine_then: str
    engine_now: str
    files_changed: tuple[str, ...]
    """The files of figures and terms that are not the same as then."""
    intact: bool
    """Whether facts and result are those whose hash was kept when it was decided."""
    differences: tuple[Difference, ...]
    faults: tuple[Fault, ...]
    """Why today's engine refuses the case, if it does."""

    @property
    def same(self) -> bool:
        """Whether today's result is the result decided then."""
        return self.intact and not self.differences and not self.faults


def recompute(made: StoredDetermination) -> Comparison:
    """Compute a determination again and compare. Raises ErasedError."""
    facts, result = content_of(made)
    differences: tuple[Difference, ...] = ()
    faults: tuple[Fault, ...] = ()
    files: dict[str, str] = {}
    try:
        again = as_data(assess(facts, as_of=made.as_of))
        # The engine's version is told by itself.
        differences = tuple(differing({**result, "engine": None}, {**again, "engine": None}))
        files = parameters_of(facts["agreement"]).files
    except FaultsError as error:
        faults = tuple(error.faults)
    return Comparison(
        engine_then=made.engine_version,
        engine_now=__version__,
        files_changed=tuple(
            sorted(
                name
                for name in made.parameter_files.keys() | files.keys()
                if files and made.parameter_files.get(name) != files.get(name)
            )
        ),
        intact=content_hash(made.salt or "", facts, result) == made.content_hash,
        differences=differences,
        faults=faults,
    )


def differing(then: Any, now: Any, path: str = "") -> Iterator[Difference]:
    """The values that differ between two JSON values, each at its deepest place."""
    if isinstance(then, dict) and isinstance(now, dict):
        for key in sorted(then.keys() | now.keys()):
            yield from differing(then.get(key), now.get(key), f"{path}.{key}" if path else key)
    elif isinstance(then, list) and isinstance(now, list) and len(then) == len(now):
        for index, (before, after) in enumerate(zip(then, now, strict=True)):
            yield from differing(before, after, f"{path}[{index}]")
    elif then != now:
        yield Difference(path, then, now)
