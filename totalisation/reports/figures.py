"""The figures of law as a list for people: scheme by scheme, name by name, and what needs care."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from totalisation.messages import Message, message
from totalisation.months import FIRST_MONTH, LAST_MONTH, Month, format_month, month
from totalisation.parameters import STATUSES as STATUS_NAMES
from totalisation.parameters import Entry, Key, Parameter
from totalisation.reports import words
from totalisation.reports.columns import heading, width, wrapped
from totalisation.reports.figures_data import Wanted, care_wanted, listed, statuses_of
from totalisation.reports.names import STATUSES, note_in, own_name
from totalisation.reports.values import AGE_UNITS, MONEY_UNITS, sorted_items
from totalisation.schemes.base import Scheme
from totalisation.upkeep import Gap, Standing, changed, standings, upkeep_of


def figures_lines(schemes: Iterable[Scheme], wanted: Wanted, at: Month, language: str) -> Iterator[str]:
    """The list for people: scheme by scheme, name by name, and at the end what needs care."""
    schemes = list(schemes)
    for scheme in schemes:
        found = listed(scheme, wanted)
        if not found:
            continue
        yield from heading(scheme.name, "=")
        yield ""
        for parameter, entries in found:
            yield from _parameter_lines(scheme, parameter, entries, wanted, at, language)
            yield ""
        yield from _source_lines(scheme, found, wanted, language)
    told = [(scheme, each) for scheme in schemes for each in standings(scheme, at) if care_wanted(each, wanted)]
    careful = [(scheme, each) for scheme, each in told if each.state != "current"]
    if careful:
        title = message("What needs care in {month}", month=words.month(at, language)).in_language(language)
        yield from heading(title, "=")
        yield ""
        for scheme, each in careful:
            yield from wrapped(warning(scheme, each).in_language(language), "! ")


def warning(scheme: Scheme, found: Standing) -> Message:
    """What is to be known of a table that has ended, ends soon, or has not changed for long."""
    parameter = scheme.parameters[found.upkeep.name]
    title, then = _Texts(parameter.title), _Texts(found.upkeep.then or {})
    if found.last is not None:
        text = (
            message(
                "{scheme}: {name} ({title}) ended with {month}; from {next} on: {then}.",
                scheme=scheme.name,
                name=parameter.name,
                title=title,
                month=_Month(found.last),
                next=_Month(found.last + 1),
                then=then,
            )
            if found.state == "ended"
            else message(
                "{scheme}: {name} ({title}) ends with {month}; from {next} on: {then}.",
                scheme=scheme.name,
                name=parameter.name,
                title=title,
                month=_Month(found.last),
                next=_Month(found.last + 1),
                then=then,
            )
        )
    else:
        text = message(
            "{scheme}: {name} ({title}) is unchanged since {month}: look for a new figure. Without it: {then}.",
            scheme=scheme.name,
            name=parameter.name,
            title=title,
            month="–" if found.changed is None else _Month(found.changed),
            then=then,
        )
    return text


class _Texts(Message):
    """A text that a file of the scheme gives in each language."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        Message.__init__(self, texts.get("en", ""), texts)

    def in_language(self, language: str = "en") -> str:
        return str(self.values.get(language, self.text))


class _Month(Message):
    """A month, written as each language does."""

    def __init__(self, value: Month) -> None:
        Message.__init__(self, format_month(value), {"month": value})

    def in_language(self, language: str = "en") -> str:
        return words.month(month(int(self.text[:4]), int(self.text[5:])), language)


def _parameter_lines(
    scheme: Scheme, parameter: Parameter, entries: list[Entry], wanted: Wanted, at: Month, language: str
) -> Iterator[str]:
    upkeep = upkeep_of(scheme).get(parameter.name)
    yield from wrapped(f"{parameter.name}: {own_name(parameter.title, language)}")
    since = changed(parameter, upkeep, at)
    if since is not None and not wanted.missing:
        age = message(
            "unchanged since {month}: {age}",
            month=words.month(since, language),
            age=words.months(at - since, language),
        )
        yield f"    {age.in_language(language)}"
    if not parameter.entries:
        none = message("no figure: it is established by the institution")
        yield f"    {none.in_language(language)}"
    for entry in () if wanted.missing else entries:
        yield from _entry_lines(parameter, entry, wanted, language)
    for gap in upkeep.gaps if upkeep else ():
        yield from wrapped(_gap_in_words(gap, language), "    - ")


def _entry_lines(parameter: Parameter, entry: Entry, wanted: Wanted, language: str) -> Iterator[str]:
    last = "" if entry.until == LAST_MONTH else words.month(entry.until, language)
    first = "" if entry.since <= FIRST_MONTH else words.month(entry.since, language)
    line = f"{first} – {last}".rstrip()
    value = _value_in_words(parameter, entry, language)
    cited = str(entry.citation)
    counts = statuses_of(entry)
    told = ", ".join(
        STATUSES[each].in_language(language) + (f": {counts[each]}" if parameter.index else "")
        for each in STATUS_NAMES
        if counts[each]
    )
    yield from wrapped(f"{value}  [{cited}]  {told}", f"    {line}  ", " " * 8)
    if wanted.name is not None:
        yield from _key_lines(parameter, entry, wanted.status, language)
    if entry.note and _notes_wanted(wanted):
        yield from wrapped(note_in(entry.note, language), " " * 8)


def _key_lines(parameter: Parameter, entry: Entry, status: str | None, language: str) -> Iterator[str]:
    if not isinstance(entry.value, Mapping):
        return
    keys = [(_key_in_words(key, parameter, language), key) for key, _ in sorted_items(entry.value)]
    columns = max((width(text) for text, _ in keys), default=0)
    for text, key in keys:
        found = entry.status_by_key.get(key, entry.status)
        if status in (None, found):
            number = in_words(entry.value[key], parameter.unit, language)
            yield f"        {text:<{columns}}  {number}  ({STATUSES[found].in_language(language)})"


def _value_in_words(parameter: Parameter, entry: Entry, language: str) -> str:
    if not isinstance(entry.value, Mapping):
        return in_words(entry.value, parameter.unit, language)
    keys = [key for key, _ in sorted_items(entry.value)]
    if not keys:
        return message("no figures").in_language(language)
    return message(
        "{count} figures, {first} to {last}; the last: {value}",
        count=len(keys),
        first=_key_in_words(keys[0], parameter, language),
        last=_key_in_words(keys[-1], parameter, language),
        value=in_words(entry.value[keys[-1]], parameter.unit, language),
    ).in_language(language)


def _key_in_words(key: Key, parameter: Parameter, language: str) -> str:
    if isinstance(key, int) and parameter.index == "month":
        return words.month(month(key // 100, key % 100), language)
    if isinstance(key, int) and parameter.index == "start_year_and_insured_year":
        return f"{key // 10_000}/{key % 10_000}"
    return str(key)


def in_words(value: Any, unit: str, language: str) -> str:
    """A figure in the words of its unit; money without its currency, which is the party's."""
    if unit in MONEY_UNITS or unit == "factor":
        return words.number(value, language)
    if unit == "fraction":
        return words.percent(value, language)
    if unit == "percent":
        return f"{words.number(value, language)}%"
    if unit == "months":
        return words.months(value, language)
    if unit == "years":
        return words.years(value, language)
    if unit in AGE_UNITS:
        return words.age(int(value) * AGE_UNITS[unit], language)
    return words.number(value, language)


def _gap_in_words(gap: Gap, language: str) -> str:
    note = own_name(gap.note, language)
    if gap.since is not None and gap.until is not None:
        what = words.month_span(gap.since, gap.until, language)
        return message("missing: {what}. {note}", what=what, note=note).in_language(language)
    years = [str(first) if first == last else f"{first}–{last}" for first, last in gap.years]
    if gap.entry is None:
        return message("missing: {what}. {note}", what=years, note=note).in_language(language)
    return message(
        "missing in the table from {month}: {what}. {note}",
        month=words.month(gap.entry, language),
        what=years,
        note=note,
    ).in_language(language)


def _notes_wanted(wanted: Wanted) -> bool:
    """Whether notes are told: of what was asked for by itself, not in the list of everything."""
    return wanted.name is not None or wanted.status is not None


def _source_lines(
    scheme: Scheme, found: list[tuple[Parameter, list[Entry]]], wanted: Wanted, language: str
) -> Iterator[str]:
    cited = sorted({entry.citation.source for _, entries in found for entry in entries})
    if not cited:
        return
    yield from heading(message("Sources").in_language(language))
    columns = max(width(each) for each in cited) + 2
    for each in cited:
        yield from wrapped(own_name(scheme.sources[each]["title"], language), f"{each:<{columns}}")
        if _notes_wanted(wanted) and (note := note_in(scheme.note_on(each), language)):
            yield from wrapped(note, " " * columns)
    yield ""
