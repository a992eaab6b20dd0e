"""What is wrong with the files of a scheme's figures: gaps, overlaps, figures without a source, and the rest.

The reader of ``totalisation.parameters`` refuses what it cannot read. This looks at the files as they are
written, tells every fault with its line, and knows from ``upkeep.toml`` which figures there ought to be.
"""

from __future__ import annotations

import itertools
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from totalisation.messages import LANGUAGES, Fault, Message, message
from totalisation.money import Exact, exact
from totalisation.months import LAST_MONTH, format_month, month_of
from totalisation.notes import wrong_with_note
from totalisation.parameters import STATUSES, UNITS, Citation, Entry, key_of
from totalisation.schemes.base import Scheme
from totalisation.toml_lines import Place, line_of, lines_of
from totalisation.upkeep import FILE, TIME_INDEXES, Gap, Upkeep, read_upkeep, years_in
from totalisation.wording import one_of, shown

WHOLE_UNITS: Final = frozenset({"months", "half_years", "years", "age", "age_months", "count", "percent"})
"""Units whose figures are whole numbers from 0 on."""

GREATEST: Final[Mapping[str, int]] = {
    "fraction": 1,
    "percent": 100,
    "years": 150,
    "months": 1800,
    "half_years": 300,
    "age": 150,
    "age_months": 1800,
}
"""The greatest figure of a unit that can be meant."""

NOTED_FILES: Final = ("sources.toml", "limits.toml")
"""Further files of a scheme whose tables may have a note."""

TABLE_KEYS: Final = ("title", "unit", "index", "entries")
ENTRY_KEYS: Final = ("from", "to", "value", "values", "source", "article", "status", "note", *STATUSES)


@dataclass
class Findings:
    """Faults, for which the files are refused, and gaps that are known, each with the reason that is given."""

    faults: list[Fault] = field(default_factory=list)
    known: list[Fault] = field(default_factory=list)


def check_figures(scheme: Scheme) -> Findings:
    """Everything that is wrong with the figures of ``scheme``, and the gaps in them that are known."""
    findings = Findings()
    upkeep = _upkeep(scheme, findings)
    files: dict[str, str] = {}
    for file in sorted((scheme.folder / "parameters").glob("*.toml")):
        where = f"{scheme.name}/parameters/{file.name}"
        text = _text(file, where, findings)
        if text is None:
            continue
        lines = lines_of(text)
        for name, table in tomllib.loads(text).items():
            checked = _Table(scheme, where, lines, name, table, upkeep.get(name), findings)
            if name in files:
                checked.fault((name,), message("“{name}” also stands in {file}.", name=name, file=files[name]))
            files[name] = file.name
            checked.check()
    for name in upkeep.keys() - files.keys():
        wrong = message("there is no table “{name}” among the figures.", name=name)
        findings.faults.append(Fault(f"{scheme.name}/{FILE}: {name}", wrong, one_of(name, files)))
    for file_name in NOTED_FILES:
        _notes(scheme.folder / file_name, f"{scheme.name}/{file_name}", findings)
    return findings


def _notes(file: Path, where: str, findings: Findings) -> None:
    """Find what is wrong with the notes of a file whose tables are otherwise not looked at."""
    text = _text(file, where, findings) if file.exists() else None
    if text is None:
        return
    lines = lines_of(text)
    for name, table in tomllib.loads(text).items():
        for within, wrong, right in wrong_with_note(table.get("note") if isinstance(table, dict) else None):
            line = line_of(lines, (name, "note", *within))
            findings.faults.append(Fault(f"{where}:{line}: {'.'.join((name, 'note', *within))}", wrong, right))


def _text(file: Path, where: str, findings: Findings) -> str | None:
    try:
        text = file.read_text(encoding="utf-8")
        tomllib.loads(text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        findings.faults.append(Fault(where, message("cannot be read as TOML: {error}.", error=str(error))))
        return None
    return text


def _upkeep(scheme: Scheme, findings: Findings) -> dict[str, Upkeep]:
    file = scheme.folder / FILE
    text = _text(file, f"{scheme.name}/{FILE}", findings) if file.exists() else None
    if text is None:
        return {}
    try:
        found = read_upkeep(tomllib.loads(text))
    except ValueError as error:
        findings.faults.append(Fault(f"{scheme.name}/{FILE}", message("it cannot be used: {error}.", error=str(error))))
        return {}
    for name, upkeep in found.items():
        for texts in filter(None, (upkeep.then, *(gap.note for gap in upkeep.gaps))):
            if missing := _missing_languages(texts):
                wrong = message("there is no text in {languages}.", languages=missing)
                findings.faults.append(Fault(f"{scheme.name}/{FILE}: {name}", wrong))
        if upkeep.refused and upkeep.then is None:
            wrong = message("it is not said which cases are refused.")
            findings.faults.append(Fault(f"{scheme.name}/{FILE}: {name}", wrong, message("Add “{key}”.", key="then")))
    return found


def _missing_languages(texts: object) -> list[str]:
    given = texts if isinstance(texts, Mapping) else {}
    return [each for each in LANGUAGES if not str(given.get(each, "")).strip()]


class _Table:
    """One parameter as its file writes it."""

    def __init__(
        self,
        scheme: Scheme,
        file: str,
        lines: Mapping[Place, int],
        name: str,
        table: Any,
        upkeep: Upkeep | None,
        findings: Findings,
    ) -> None:
        self.scheme, self.file, self.lines, self.name, self.upkeep = scheme, file, lines, name, upkeep
        self.table: dict[str, Any] = table if isinstance(table, dict) else {}
        self.findings = findings

    def fault(self, place: Place, wrong: Message, right: Message | None = None) -> None:
        self.findings.faults.append(Fault(self._where(place), wrong, right))

    def _where(self, place: Place) -> str:
        return f"{self.file}:{line_of(self.lines, place)}: {self.name}"

    def check(self) -> None:
        """Find all that is wrong with it."""
        self._keys((self.name,), self.table, TABLE_KEYS, ("title", "unit", "entries"))
        if missing := _missing_languages(self.table.get("title")):
            self.fault((self.name,), message("there is no title in {languages}.", languages=missing))
        if self.table.get("unit") not in UNITS:
            wrong = message("{value} is not a unit.", value=shown(self.table.get("unit")))
            self.fault((self.name, "unit"), wrong, one_of(str(self.table.get("unit")), sorted(UNITS)))
        entries = [each for each in self.table.get("entries", ()) if isinstance(each, dict)]
        read = [self._entry(each, (self.name, "entries", number)) for number, each in enumerate(entries)]
        self._dates(read)
        if self.table.get("index") in TIME_INDEXES and self.upkeep is None:
            self.fault(
                (self.name, "index"),
                message("it is not said how this table by years or months is kept current."),
                message("Describe it in {file}.", file=f"{self.scheme.name}/{FILE}"),
            )
        if self.upkeep is not None:
            self._years(read)

    def _keys(self, place: Place, table: Mapping[str, Any], known: Iterable[str], needed: Iterable[str]) -> None:
        for key in table.keys() - set(known):
            self.fault((*place, key), message("“{key}” means nothing here.", key=key), one_of(key, known))
        for key in needed:
            if key not in table:
                self.fault(place, message("“{key}” is missing.", key=key))

    def _entry(self, entry: Mapping[str, Any], place: Place) -> Entry | None:
        """Check one entry; None where its dates or figures cannot be read."""
        indexed = bool(self.table.get("index"))
        self._keys(
            place,
            entry,
            ENTRY_KEYS,
            ("from", "source", "status", "values" if indexed else "value"),
        )
        self._source(entry, place)
        for within, wrong, right in wrong_with_note(entry.get("note")):
            self.fault((*place, "note", *within), wrong, right)
        figures: dict[Any, Any] = dict(entry.get("values", {})) if indexed else {"": entry.get("value")}
        read = {key_of(key): self._figure(value, (*place, "values", key)) for key, value in figures.items()}
        self._statuses(entry, place, figures if indexed else {})
        dates = [self._date(entry, key, place) for key in ("from", "to")]
        if dates[0] is None or None in read.values() or ("to" in entry and dates[1] is None):
            return None
        since, until = month_of(dates[0]), LAST_MONTH if dates[1] is None else month_of(dates[1])
        if until < since:
            self.fault((*place, "to"), message("it ends before it begins."))
            return None
        numbers = {key: value for key, value in read.items() if value is not None}
        return Entry(since, until, numbers if indexed else numbers[""], Citation(""), "unverified")

    def _source(self, entry: Mapping[str, Any], place: Place) -> None:
        source = str(entry.get("source", ""))
        if source not in self.scheme.sources:
            wrong = message("there is no source “{source}”.", source=source)
            self.fault((*place, "source"), wrong, one_of(source, self.scheme.sources))
        elif entry.get("status") == "verified" and "read" not in self.scheme.sources[source]:
            self.fault(
                (*place, "status"),
                message("it is called read in its instrument, but “{source}” has not been read.", source=source),
                message("Add “{key}” to the source, or another status.", key="read"),
            )

    def _statuses(self, entry: Mapping[str, Any], place: Place, figures: Mapping[Any, Any]) -> None:
        if "status" in entry and entry["status"] not in STATUSES:
            wrong = message("{value} is not a status.", value=shown(entry["status"]))
            self.fault((*place, "status"), wrong, one_of(str(entry["status"]), STATUSES))
        known, seen = {key_of(key) for key in figures}, set()
        for status in STATUSES:
            for key in map(key_of, entry.get(status, ())):
                if key not in known:
                    self.fault((*place, status), message("a status is given for {key}, which has no figure.", key=key))
                elif key in seen:
                    self.fault((*place, status), message("two statuses are given for {key}.", key=key))
                seen.add(key)

    def _figure(self, value: Any, place: Place) -> Exact | None:
        """The exact number, or None with a fault."""
        number: Exact | None = None
        if isinstance(value, int) and not isinstance(value, bool):
            number = value
        elif isinstance(value, str):
            try:
                number = exact(value)
            except ValueError:
                number = None
        if number is None:
            wrong = message("{value} is not a whole number or an exact number in quotes.", value=shown(str(value)))
            self.fault(place, wrong)
            return None
        unit = str(self.table.get("unit"))
        most = GREATEST.get(unit)
        whole = unit not in WHOLE_UNITS or Fraction(number).denominator == 1
        if not whole or number < 0 or (most is not None and number > most):
            self.fault(place, message("{value} cannot be in the unit “{unit}”.", value=shown(value), unit=unit))
        return number

    def _date(self, entry: Mapping[str, Any], key: str, place: Place) -> date | None:
        value = entry.get(key)
        if value is None:
            return None
        if not isinstance(value, date):
            self.fault((*place, key), message("{value} is not a date without quotes.", value=shown(str(value))))
            return None
        if key == "from" and value.day != 1:
            self.fault((*place, key), message("it does not begin on the first day of a month."))
        if key == "to" and (value + timedelta(1)).day != 1:
            self.fault((*place, key), message("it does not end on the last day of a month."))
        return value

    def _dates(self, entries: list[Entry | None]) -> None:
        """Order, overlaps and gaps between entries. One without ``to`` ends where the next begins."""
        gaps = [] if self.upkeep is None else [gap for gap in self.upkeep.gaps if gap.since is not None]
        for number, (earlier, later) in enumerate(itertools.pairwise(entries), 1):
            place = (self.name, "entries", number, "from")
            if earlier is None or later is None:
                continue
            if later.since <= earlier.since:
                self.fault(place, message("the entries are not in order of their dates."))
            elif earlier.until != LAST_MONTH and later.since <= earlier.until:
                self.fault(place, message("it overlaps with the entry before."))
            elif earlier.until != LAST_MONTH and later.since > earlier.until + 1:
                missing = (earlier.until + 1, later.since - 1)
                gap = next((each for each in gaps if (each.since, each.until) == missing), None)
                told = message(
                    "figures from {first} to {last} are missing.",
                    first=format_month(missing[0]),
                    last=format_month(missing[1]),
                )
                self._gap(place, told, gap)
                gaps = [each for each in gaps if each is not gap]
        for gap in gaps:
            self._no_gap(gap)

    def _years(self, entries: list[Entry | None]) -> None:
        """Years that are missing inside a table."""
        assert self.upkeep is not None
        gaps = [gap for gap in self.upkeep.gaps if gap.since is None]
        for number, entry in enumerate(entries):
            if entry is None:
                continue
            own = [each for each in gaps if each.entry in (None, entry.since)]
            place = (self.name, "entries", number, "values")
            for what, there, needed in years_in(entry, self.upkeep):
                missing = set(needed) - there
                for gap in own:
                    if gap.keys & missing == gap.keys:
                        self._gap(place, _years_missing(what, gap.keys), gap)
                        missing -= gap.keys
                        gaps = [each for each in gaps if each is not gap]
                if missing:
                    self._gap(place, _years_missing(what, missing), None)
        for gap in gaps:
            self._no_gap(gap)

    def _gap(self, place: Place, wrong: Message, gap: Gap | None) -> None:
        if gap is None:
            right = message("Add them, or say in {file} why they are not known.", file=f"{self.scheme.name}/{FILE}")
            self.fault(place, wrong, right)
        else:
            self.findings.known.append(Fault(self._where(place), wrong, Note(gap.note)))

    def _no_gap(self, gap: Gap) -> None:
        what = (
            ", ".join(_runs(gap.keys))
            if gap.since is None or gap.until is None
            else f"{format_month(gap.since)} – {format_month(gap.until)}"
        )
        wrong = message("a gap is explained that there is not: {what}.", what=what)
        self.findings.faults.append(Fault(f"{self.scheme.name}/{FILE}: {self.name}", wrong, message("Delete it.")))


@dataclass(frozen=True, slots=True)
class Note(Message):
    """A text that a file of the scheme gives in each language."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        Message.__init__(self, texts["en"], texts)

    def in_language(self, language: str = "en") -> str:
        """The text in ``language``."""
        return str(self.values.get(language, self.text))


def _years_missing(what: str, years: Iterable[int]) -> Message:
    told = list(_runs(years))
    if what:
        return message("figures of {start} for {years} are missing.", start=what, years=told)
    return message("figures for {years} are missing.", years=told)


def _runs(years: Iterable[int]) -> Iterator[str]:
    """Years as their unbroken stretches."""
    ordered = sorted(years)
    for _, group in itertools.groupby(enumerate(ordered), lambda each: each[1] - each[0]):
        stretch = [year for _, year in group]
        yield str(stretch[0]) if len(stretch) == 1 else f"{stretch[0]}–{stretch[-1]}"
