"""What a determination says, put in order for the page that shows it, and what another claim month would say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from flask import Blueprint, Response, render_template, request

from totalisation.api import assess
from totalisation.determination import Determination
from totalisation.messages import FaultsError, in_words, message
from totalisation.months import parse_month
from totalisation.reports import terms, words
from totalisation.reports.blocks import Block, Item, Section
from totalisation.reports.claim_facts import claim_blocks
from totalisation.reports.data import as_data
from totalisation.reports.documents import documents_cited
from totalisation.reports.explanation import node_line, reasoning
from totalisation.reports.extinction import extinction_section
from totalisation.reports.html.styles import stylesheet
from totalisation.reports.kept import names_of
from totalisation.reports.names import BASES, CONDITIONS, QUANTITIES, Names, word
from totalisation.reports.noted import with_notes
from totalisation.reports.page import Page, with_citation
from totalisation.reports.svg_timeline import timeline_svg
from totalisation.reports.values import condition_in_words
from totalisation.reports.worksheet_doubts import chosen, doubts_noted, effect_of, matters
from totalisation.reports.worksheet_result import figures, parts_not_due, sentence, share
from totalisation.written_values import exact_figure
from web.access import ALL, open_to
from web.languages import current_language
from web.pages import what_if
from web.store.models import StoredDetermination

pages = Blueprint("results", __name__)

TIMELINE_WIDTH: Final = 720
"""Units of the drawing; the page scales it to its own width."""

Node = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Side:
    """One party's answer, in words."""

    code: str
    party: str
    sentence: str
    figures: list[tuple[str, str]]
    met: list[str]
    missing: list[str]
    when: str
    remarks: list[str]
    terms: list[str]
    computations: list[tuple[str, list[Node]]]
    not_due: list[Block] = field(default_factory=list)
    """The parts of a benefit that are not due beside one that is, each with what is missing."""


@dataclass(frozen=True, slots=True)
class Question:
    """An open question of law: the reading chosen, and the other readings with their effect."""

    asked: str
    chosen: str
    others: list[tuple[str, str]]
    matters: bool


@dataclass(frozen=True, slots=True)
class Result:
    """All that the page shows of one determination."""

    benefit: str
    claim: list[Block]
    """The facts of a benefit beside the old-age pension."""
    sides: list[Side]
    ended: Section | None
    """What a lump sum ends."""
    timeline: str
    """An ``<svg>`` element."""
    doubts: tuple[Item, ...]
    """Each with its note below it."""
    questions: list[Question]
    documents: Mapping[str, str]


def result_of(determination: Determination, language: str) -> Result:
    """What the page shows of a determination, in ``language``."""
    page = Page(determination, language)
    trees = reasoning(determination, language)["parties"]
    return Result(
        word(determination.case.claim.benefit, language),
        list(claim_blocks(page)),
        [_side(page, code, trees[code]) for code in determination.parties],
        extinction_section(page),
        timeline_svg(determination, language, width=TIMELINE_WIDTH),
        with_notes(doubts_noted(page), language),
        sorted(_questions(page), key=lambda each: not each.matters),
        documents_cited(determination, language),
    )


def _side(page: Page, code: str, tree: Mapping[str, Any]) -> Side:
    result, names, language = page.determination.parties[code], page.names[code], page.language
    when = ""
    if result.missing:
        told = (
            message("The conditions cannot all be met by the passing of time.")
            if result.earliest is None
            else message(
                "All conditions would be met at the earliest in {month}.", month=words.month(result.earliest, language)
            )
        )
        when = page.told(told)
    computations = [
        (each["title"], [_lined(root, page, code) for root in each["trees"]]) for each in tree["computations"]
    ]
    return Side(
        code,
        page.party(code),
        page.told(sentence(result, page.party(code), language)),
        list(figures(result, names, page.case.claim.survivors)),
        [condition_in_words(each, names) for each in result.conditions if each.met],
        [condition_in_words(each, names) for each in result.missing],
        when,
        [with_citation(page.in_full(each.text), each.citation) for each in result.remarks],
        [terms.line(each, page.agreement, language) for each in result.terms],
        computations,
        parts_not_due(page, code, result),
    )


def _lined(node: Node, page: Page, code: str) -> Node:
    """A node of the reasoning with its line in words."""
    return {
        "line": node_line(node, page.names[code]),
        "conditions": node.get("conditions", []),
        "inputs": [_lined(each, page, code) for each in node.get("inputs", [])],
    }


def _questions(page: Page) -> Iterator[Question]:
    for used in page.determination.interpretations:
        names = page.names[used.party]
        yield Question(
            with_citation(f"{page.party(used.party)}: {names.quantity(used.name)}", used.citation),
            chosen(page, used),
            [
                (names.choice(used.name, each.choice), effect_of(each, page.determination.parties[used.party], names))
                for each in used.alternatives
            ],
            matters(page, used),
        )


def again(made: StoredDetermination) -> Determination | None:
    """The determination computed again, if it says to the letter what was decided; else None.

    What was decided is what is kept. Only where the engine and the figures of law still say the same may the
    page show their reasoning beside it.
    """
    if made.facts is None or made.result is None:
        return None
    try:
        determination = assess(made.facts, as_of=made.as_of)
    except FaultsError:
        return None
    return determination if _said(as_data(determination)) == _said(made.result) else None


def _said(data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if name != "engine"}


def as_kept(result: Mapping[str, Any], language: str) -> list[Side]:
    """Each side of a determination that can no longer be computed in the same way, as it was kept."""
    names = names_of(result, language)
    return [
        _kept_side(code, names[code].party(code) if code in names else code, side, names.get(code), language)
        for code, side in result["parties"].items()
    ]


def _kept_side(code: str, party: str, side: Mapping[str, Any], names: Names | None, language: str) -> Side:
    def called(name: str) -> str:
        return in_words(QUANTITIES.get(name, name), language) if names is None else names.quantity(name)

    told = [
        (in_words(QUANTITIES.get(name, name), language), _kept_value(name, value, side["currency"], language))
        for name, value in side.items()
        if isinstance(value, (str, int)) and not isinstance(value, bool) and name in QUANTITIES
    ]
    further = side.get("further") or {}
    told += [(called(name), words.money(amount, side["currency"], language)) for name, amount in further.items()]
    amount = side.get("monthly_amount")
    basis = in_words(BASES[side["basis"]], language)
    text = basis if amount is None else f"{words.money(amount, side['currency'], language)}, {basis}"
    missing = [
        in_words(CONDITIONS[each["condition"]], language)
        if each["condition"] in CONDITIONS
        else called(each["condition"])
        for each in side["missing"]
    ]
    remarks = [str(each.get("text", "")) for each in side["remarks"]]
    earliest = side.get("earliest")
    when = words.month(parse_month(earliest), language) if earliest else ""
    return Side(code, party, text, told, [], missing, when, remarks, [], [])


def _kept_value(name: str, value: int | str, currency: str, language: str) -> str:
    """A figure as it was kept, in the words of its unit."""
    if name.endswith("_months"):
        return words.months(exact_figure(value), language)
    if name == "ratio":
        return share(exact_figure(value), language)
    return words.money(exact_figure(value), currency, language)


def page_of(made: StoredDetermination) -> str:
    """The page of a determination."""
    language = current_language()
    determination = again(made)
    result = None if determination is None else result_of(determination, language)
    kept = as_kept(made.result, language) if result is None and made.result is not None else []
    return render_template(
        "result/page.html",
        made=made,
        case=made.case,
        result=result,
        sides=kept if result is None else result.sides,
        what_if=what_if.of(made, determination, request.args, language),
    )


@pages.get("/timeline.css")
@open_to(ALL)
def timeline_style() -> Response:
    """How the timeline is dressed: the drawing itself bears no style, for the policy of the pages."""
    return Response(stylesheet("timeline"), mimetype="text/css")
