"""The figures of law as data: since when each holds, its place in the law, whether it was read, its age."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from totalisation.months import LAST_MONTH, Month, format_month
from totalisation.parameters import Entry, Parameter
from totalisation.reports.names import note_in, own_name
from totalisation.reports.values import plain, sorted_items
from totalisation.schemes.base import Scheme
from totalisation.upkeep import Gap, Standing, changed, standings, upkeep_of


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which figures are listed: those of some schemes, of one name, of one status, or what is missing alone."""

    schemes: tuple[str, ...] = ()
    name: str | None = None
    status: str | None = None
    missing: bool = False


def statuses_of(entry: Entry) -> Counter[str]:
    """How many figures of an entry have which status."""
    if not isinstance(entry.value, Mapping):
        return Counter([entry.status])
    return Counter(entry.status_by_key.get(key, entry.status) for key in entry.value)


def listed(scheme: Scheme, wanted: Wanted) -> list[tuple[Parameter, list[Entry]]]:
    """The parameters that are wanted, by name, each with its entries that are."""
    upkeep = upkeep_of(scheme)
    found = []
    for name, parameter in sorted(scheme.parameters.items()):
        if wanted.name not in (None, name):
            continue
        entries = [each for each in parameter.entries if wanted.status is None or statuses_of(each)[wanted.status]]
        lacking = not parameter.entries or (name in upkeep and bool(upkeep[name].gaps))
        if lacking if wanted.missing else entries or (wanted.status is None and not parameter.entries):
            found.append((parameter, entries))
    return found


def care_wanted(found: Standing, wanted: Wanted) -> bool:
    """Whether the table is among those that are asked for."""
    return wanted.name in (None, found.upkeep.name)


def figures_data(schemes: Iterable[Scheme], wanted: Wanted, at: Month, language: str) -> dict[str, Any]:
    """All of it as plain JSON types."""
    schemes = list(schemes)
    return {
        "at": format_month(at),
        "figures": [
            _parameter_data(scheme, parameter, entries, wanted, at, language)
            for scheme in schemes
            for parameter, entries in listed(scheme, wanted)
        ],
        "kept_current": [
            _standing_data(scheme, each, language)
            for scheme in schemes
            for each in standings(scheme, at)
            if care_wanted(each, wanted)
        ],
    }


def _parameter_data(
    scheme: Scheme, parameter: Parameter, entries: list[Entry], wanted: Wanted, at: Month, language: str
) -> dict[str, Any]:
    upkeep = upkeep_of(scheme).get(parameter.name)
    since = changed(parameter, upkeep, at)
    return {
        "scheme": scheme.name,
        "name": parameter.name,
        "title": own_name(parameter.title, language),
        "unit": parameter.unit,
        "index": parameter.index or None,
        "file": parameter.file,
        "unchanged_since": None if since is None else format_month(since),
        "age_months": None if since is None else at - since,
        "entries": [_entry_data(scheme, parameter, each, wanted.status, language) for each in entries],
        "missing": [_gap_data(each, language) for each in (upkeep.gaps if upkeep else ())],
    }


def _entry_data(
    scheme: Scheme, parameter: Parameter, entry: Entry, status: str | None, language: str
) -> dict[str, Any]:
    source = scheme.sources.get(entry.citation.source, {})
    data: dict[str, Any] = {
        "from": format_month(entry.since),
        "to": None if entry.until == LAST_MONTH else format_month(entry.until),
        "source": entry.citation.source,
        "source_title": own_name(source["title"], language) if source else None,
        "article": entry.citation.article or None,
        "note": note_in(entry.note, language) or None,
    }
    if not isinstance(entry.value, Mapping):
        return {**data, "value": plain(entry.value, parameter.unit), "status": entry.status}
    return {
        **data,
        "values": {
            str(key): {"value": plain(value, parameter.unit), "status": found}
            for key, value in sorted_items(entry.value)
            if status in (None, found := entry.status_by_key.get(key, entry.status))
        },
    }


def _gap_data(gap: Gap, language: str) -> dict[str, Any]:
    return {
        "from": None if gap.since is None else format_month(gap.since),
        "to": None if gap.until is None else format_month(gap.until),
        "entry": None if gap.entry is None else format_month(gap.entry),
        "years": [list(each) for each in gap.years],
        "note": own_name(gap.note, language),
    }


def _standing_data(scheme: Scheme, found: Standing, language: str) -> dict[str, Any]:
    upkeep = found.upkeep
    return {
        "scheme": scheme.name,
        "name": upkeep.name,
        "state": found.state,
        "last": None if found.last is None else format_month(found.last),
        "unchanged_since": None if found.changed is None else format_month(found.changed),
        "refused_afterwards": upkeep.refused,
        "then": None if upkeep.then is None else own_name(upkeep.then, language),
    }
