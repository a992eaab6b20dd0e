"""The whole reasoning behind a determination, as a tree from what was asked down to facts and figures.

The tree is made once, as plain data with each value also in words; it is printed as text or as JSON. A
sub-result that several others rest on is shown in full where it first occurs and referred to by its number
afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from totalisation.determination import Determination
from totalisation.messages import Message, in_words, message
from totalisation.parameters import Status, Table
from totalisation.party_result import PartyResult
from totalisation.reports import terms
from totalisation.reports.columns import WIDTH, heading, width, wrapped
from totalisation.reports.data import citation_data, term_data
from totalisation.reports.names import BASES, ORIGINS, STATUSES, Names, note_in, party_name
from totalisation.reports.values import condition_in_words, in_unit, plain
from totalisation.rules import Computation, Quantity

Node = dict[str, Any]
"""One quantity of the tree. Keys: number, name, label, value, words, unit, origin, status, citations,
rounding, note, inputs, and for conditions each of them in words under ``conditions``; or number, name, label,
words and ``see`` where it was shown before."""

FIRST_ASKED: Final = ("monthly_amount", "monthly_amount_at_start")
THEN_ASKED: Final = ("conditions", "start_month")

NARROWEST: Final = 48
"""Columns that text has at least, however deep in the tree: there lines grow beyond the page."""

_EDGE, _LAST, _PIPE, _SPACE = "├─ ", "└─ ", "│  ", "   "


def reasoning(determination: Determination, language: str = "en") -> dict[str, Any]:
    """The reasoning as plain data: for each party its result, the terms applied, and the trees of its computations.

    An entitled party has one computation; one that is not has that on own periods and, where it was tried,
    that with totalised ones. Every step that was computed is in one of the trees.
    """
    return {
        "case_id": determination.case.case_id,
        "agreement": determination.case.agreement,
        "as_of": determination.as_of.isoformat(),
        "parties": {
            code: {
                "party": party_name(determination.agreement, code, language),
                "entitled": result.entitled,
                "basis": result.basis,
                "terms": [
                    {**term_data(each, language), "label": terms.label(each, language, determination.agreement)}
                    for each in result.terms
                ],
                "computations": [
                    _computation(each, result, Names(language, determination.agreement, code, result.scheme))
                    for each in result.computations
                ],
            }
            for code, result in determination.parties.items()
        },
    }


def _computation(computation: Computation, result: PartyResult, names: Names) -> dict[str, Any]:
    totalising = bool(computation.facts["totalising"][0])
    return {
        "totalising": totalising,
        "title": BASES["totalised" if totalising else "independent"].in_language(names.language),
        "trees": _Trees(names).of(_roots(computation, result)),
    }


def _roots(computation: Computation, result: PartyResult) -> list[Quantity]:
    """The quantities that were asked for, then every step that none of them rests on."""
    by_name = {each.name: each for each in computation.quantities}
    asked = [name for each in result.parts for name in (each.name, each.part.at_start, each.part.conditions) if name]
    order = (*FIRST_ASKED, *result.further, *asked, *THEN_ASKED)
    roots: list[Quantity] = []
    reached: set[str] = set()
    for root in [by_name[name] for name in order if name in by_name] + list(reversed(computation.steps)):
        if root.name not in reached:
            roots.append(root)
            _reach(root, reached)
    return roots


def _reach(quantity: Quantity, reached: set[str]) -> None:
    if quantity.name not in reached:
        reached.add(quantity.name)
        for each in quantity.inputs:
            _reach(each, reached)


class _Trees:
    """Makes the nodes of one computation, numbering all but the bare facts."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.numbers: dict[str, int] = {}

    def of(self, roots: Sequence[Quantity]) -> list[Node]:
        return [self.node(each) for each in roots]

    def node(self, quantity: Quantity) -> Node:
        names, language = self.names, self.names.language
        node: Node = {
            "number": None,
            "name": quantity.name,
            "label": names.quantity(quantity.name),
            "words": self.in_words(quantity),
        }
        if quantity.name in self.numbers:
            return {**node, "number": self.numbers[quantity.name], "see": self.numbers[quantity.name]}
        if quantity.origin != "fact":
            node["number"] = self.numbers[quantity.name] = len(self.numbers) + 1
        return {
            **node,
            "value": plain(quantity.value, quantity.unit, language),
            "unit": quantity.unit,
            "origin": quantity.origin,
            "status": _status(quantity),
            "citations": [citation_data(each) for each in quantity.citations],
            "rounding": quantity.rounding or None,
            "note": note_in(quantity.note, self.names.language) or None,
            "conditions": self.conditions(quantity),
            "inputs": [self.node(each) for each in quantity.inputs],
        }

    def in_words(self, quantity: Quantity) -> str:
        if quantity.origin == "interpretation":
            return self.names.choice(quantity.name, quantity.value)
        if quantity.unit == "conditions":
            met = sum(each.met for each in quantity.value)
            return message("{met} of {all} met", met=met, all=len(quantity.value)).in_language(self.names.language)
        return in_unit(quantity.value, quantity.unit, self.names)

    def conditions(self, quantity: Quantity) -> list[str]:
        if quantity.unit != "conditions":
            return []
        return [condition_in_words(each, self.names) for each in quantity.value]


def _status(quantity: Quantity) -> Status:
    """A quantity's own status; for a table the least sure among the figures that were used."""
    if not isinstance(quantity.value, Table):
        return quantity.status
    used = {quantity.status_of(key) for key in quantity.value.used}
    for status in ("unverified", "secondary"):
        if status in used:
            return status
    return "verified"


def explanation(determination: Determination, language: str = "en") -> str:
    """The reasoning as text with box-drawing characters, 100 columns wide unless the tree is very deep."""
    return "\n".join(_lines(determination, language)) + "\n"


def _lines(determination: Determination, language: str) -> Iterator[str]:
    tree = reasoning(determination, language)
    yield from heading(message("Explanation of case {case_id}", case_id=tree["case_id"]).in_language(language), "=")
    for code, party in tree["parties"].items():
        result = determination.parties[code]
        names = Names(language, determination.agreement, code, result.scheme)
        yield ""
        yield from heading(f"{party['party']}: {BASES[result.basis].in_language(language)}")
        for computation in party["computations"]:
            if len(party["computations"]) > 1:
                yield ""
                yield from wrapped(message("Computed {basis}:", basis=computation["title"]).in_language(language))
            for root in computation["trees"]:
                yield ""
                yield from _text(root, "", "", names)
        if result.terms:
            yield ""
            yield message("Terms of the agreement that were applied:").in_language(language)
            for term in result.terms:
                yield from wrapped(terms.line(term, determination.agreement, language), "- ")


def _text(node: Node, first: str, rest: str, names: Names) -> Iterator[str]:
    """The lines of a node: ``first`` begins its first line, ``rest`` those of its inputs and wrapped text."""
    inputs: list[Node] = node.get("inputs", [])
    hang = rest + (_PIPE if inputs else _SPACE)
    columns = max(WIDTH, width(hang) + NARROWEST)
    yield from wrapped(node_line(node, names), first, hang, columns)
    for condition in node.get("conditions", []):
        yield from wrapped(condition, hang + "* ", hang + "  ", columns)
    for place, each in enumerate(inputs):
        last = place == len(inputs) - 1
        yield from _text(each, rest + (_LAST if last else _EDGE), rest + (_SPACE if last else _PIPE), names)


def node_line(node: Node, names: Names) -> str:
    """One node in words: its number, name and value, and where it comes from."""
    language = names.language
    # A step that was told before is referred to; to number it again would make it refer to itself.
    number = f"[{node['number']}] " if node["number"] and "see" not in node else ""
    line = f"{number}{node['label']} = {node['words']}"
    if "see" in node:
        seen = message("see [{number}]", number=node["see"]).in_language(language)
        return f"{line} ({seen})"
    told: list[Message | str] = []
    if node["rounding"]:
        told.append(names.rounding(node["rounding"]))
    if node["origin"] != "rule":
        told.append(ORIGINS[node["origin"]])
    told.extend(f"{each['source']} {each['article']}".strip() for each in node["citations"])
    if node["status"] != "verified":
        told.append(STATUSES[node["status"]])
    return f"{line} ({'; '.join(in_words(each, language) for each in told)})" if told else line
