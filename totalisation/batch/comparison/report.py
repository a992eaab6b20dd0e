"""The summary of a comparison as text: a table of who gains and who loses, and one of how much."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from totalisation.agreement import Agreement
from totalisation.batch.comparison.groups import GROUPS
from totalisation.batch.report import most_first
from totalisation.messages import Message, message
from totalisation.reports import words
from totalisation.reports.columns import padded, width
from totalisation.reports.names import BASES, Names, word
from totalisation.schemes import scheme_named

Json = Mapping[str, Any]

_OF_CHANGES = ("persons", "sum", "mean", "least", "p10", "p25", "median", "p75", "p90", "most")


class ComparisonText:
    """The summary of a comparison of ``a`` with another law, in one language."""

    def __init__(self, data: Json, a: Agreement, language: str) -> None:
        self.data = data
        self.language = language
        self.names = {code: Names(language, a, code, scheme_named(terms.scheme)) for code, terms in a.parties.items()}

    def say(self, text: Message) -> str:
        """A message in the language."""
        return text.in_language(self.language)

    def number(self, value: int) -> str:
        """A whole number as the language writes it."""
        return words.number(value, self.language)

    def law(self, side: str) -> str:
        """What a side stands for: its agreement, and where its figures come from, if not from the schemes."""
        law = self.data["laws"][side]
        if law["parameters"] is None:
            return str(law["agreement"])
        told = message("{agreement} with the figures in {folder}", agreement=law["agreement"], folder=law["parameters"])
        return self.say(told)

    def group(self, by: str, group: str) -> str:
        """The name of a group of persons."""
        if by in ("sex", "benefit"):
            return word(group, self.language)
        if by == "cohort":
            return self.say(message("born {years}", years=group.replace("-", "–")))
        if by == "basis":
            return " → ".join(self.say(BASES[each]) for each in group.split("_to_"))
        return self.say(message("all"))

    def entitled(self, code: str) -> str:
        """How many one party pays under either law, and for how many that changes."""
        changes = self.data["parties"][code]["amounts"]["monthly_amount"].get("basis", {})
        counts = {tuple(name.split("_to_")): each["persons"] for name, each in changes.items()}
        due = [sum(number for change, number in counts.items() if change[side] != "none") for side in (0, 1)]
        newly = sum(number for (a, b), number in counts.items() if a == "none" != b)
        no_longer = sum(number for (a, b), number in counts.items() if b == "none" != a)
        told = message(
            "{party}: {a} entitled under A, {b} under B; {newly} newly, {no_longer} no longer",
            party=code,
            a=self.number(due[0]),
            b=self.number(due[1]),
            newly=self.number(newly),
            no_longer=self.number(no_longer),
        )
        return self.say(told)

    def lines(self) -> Iterator[str]:
        """The whole summary, line by line."""
        data = self.data
        for side in data["laws"]:
            yield f"{side.upper()}: {self.law(side)}"
        yield self.say(
            message(
                "{persons} persons: {compared} compared, in {seconds} s ({rate} persons per second)",
                persons=self.number(data["persons"]),
                compared=self.number(data["compared"]),
                seconds=data["seconds"],
                rate=self.number(data["persons_per_second"] or 0),
            )
        )
        rejected = {name: self.number(each) for name, each in data["rejected"].items()}
        yield self.say(message("rejected: {a} under A, {b} under B, of them {both} under both", **rejected))
        yield from self._faults(data["rejects"])
        for code in data["parties"]:
            yield from self._party(code)

    def _faults(self, rejects: Mapping[str, Mapping[str, int]]) -> Iterator[str]:
        every = Counter(rejects["a"]) + Counter(rejects["b"])
        if every:
            yield self.say(message("Faults by column, under A and under B"))
        for name, _ in most_first(every):
            under_a, under_b = (self.number(rejects[side].get(name, 0)) for side in ("a", "b"))
            yield f"  {under_a:>12}  {under_b:>12}  {name}"

    def _party(self, code: str) -> Iterator[str]:
        party = self.data["parties"][code]
        yield ""
        yield self.entitled(code)
        starts = {name: self.number(party["start"][name]) for name in ("earlier", "later")}
        yield self.say(
            message("{party}: payment begins earlier for {earlier}, later for {later}", party=code, **starts)
        )
        for name, amount in party["amounts"].items():
            all_of_them = amount.get("all", {}).get("all")
            if all_of_them is None or not (all_of_them["sum_a"] or all_of_them["sum_b"]):
                continue
            yield ""
            yield f"{code}: {self.names[code].quantity(name)}, {party['currency']}"
            groups = [(self.group(by, group), amount[by][group]) for by, group in GROUPS if group in amount.get(by, {})]
            yield from self._table(self._totals(groups))
            if any(each["gained"]["persons"] or each["lost"]["persons"] for _, each in groups):
                yield ""
                yield from self._table(self._changes(groups))

    def _totals(self, groups: Sequence[tuple[str, Json]]) -> Iterator[list[str]]:
        headings = (
            message("persons"),
            message("gain"),
            message("same"),
            message("lose"),
            message("sum under A"),
            message("sum under B"),
            message("difference"),
        )
        yield ["", *map(self.say, headings)]
        for name, each in groups:
            numbers = (
                each["persons"],
                each["gained"]["persons"],
                each["same"],
                each["lost"]["persons"],
                each["sum_a"],
                each["sum_b"],
                each["sum_b"] - each["sum_a"],
            )
            yield [name, *map(self.number, numbers)]

    def _changes(self, groups: Sequence[tuple[str, Json]]) -> Iterator[list[str]]:
        headings = {
            "persons": message("persons"),
            "sum": message("sum"),
            "mean": message("mean"),
            "least": message("least"),
            "median": message("median"),
            "most": message("most"),
        }
        yield ["", *(self.say(headings[each]) if each in headings else f"{each[1:]} %" for each in _OF_CHANGES)]
        for name, each in groups:
            for change, told in (
                ("gained", message("{group}: gain", group=name)),
                ("lost", message("{group}: lose", group=name)),
            ):
                if each[change]["persons"]:
                    yield [self.say(told), *(self.number(each[change][column]) for column in _OF_CHANGES)]

    @staticmethod
    def _table(rows: Iterator[list[str]]) -> Iterator[str]:
        """Rows in columns, numbers to the right."""
        table = list(rows)
        widths = [max(map(width, column)) for column in zip(*table, strict=True)]
        for first, *others in table:
            numbers = (" " * (most - width(each)) + each for each, most in zip(others, widths[1:], strict=True))
            yield "  ".join(["  " + padded(first, widths[0]), *numbers]).rstrip()
