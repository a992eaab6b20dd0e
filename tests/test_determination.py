"""What a determination says beside the amounts: what it rests on that was not read, and what other readings do."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.schemes.korea.helpers import TERM, agreement, case, months_until, period
from tests.schemes.korea.test_refund import refund_case
from tests.schemes.vietnam import helpers as of_vietnam
from totalisation import assess, determination
from totalisation.agreement import Agreement
from totalisation.determination import Determination, InterpretationUsed, determine, doubts_about
from totalisation.messages import FaultsError
from totalisation.parameters import Citation, Status, Table
from totalisation.rules import Origin, Quantity

BORN, CLAIMED = "1960-01", "2026-03-10"


def determined(*periods: dict[str, Any], by: Agreement | None = None, **more: Any) -> Determination:
    return assess(case(BORN, CLAIMED, *periods, **more), agreement=by or agreement())


def question(determination: Determination, name: str) -> InterpretationUsed:
    (found,) = [each for each in determination.interpretations if each.name == name]
    return found


LONG = months_until("2019-12", 380)


def test_the_reading_that_a_case_chooses_is_told_as_chosen_and_the_others_with_their_effect() -> None:
    """The cap binds: 35 years with an average of 500,000 won (Act Art. 53)."""
    default = determined(LONG, average=500_001)
    told = question(default, "rounding_order")
    assert (told.choice, told.chosen_by_case, told.party) == ("each_part_paid", False, "KR")
    assert {each.choice for each in told.alternatives} == {"sum_paid", "theoretical_amount_first"}
    by_case = determined(LONG, average=500_001, interpretations={"KR": {"rounding_order": "sum_paid"}})
    chosen = question(by_case, "rounding_order")
    assert (chosen.choice, chosen.chosen_by_case) == ("sum_paid", True)
    assert question(by_case, "cap_covers").chosen_by_case is False
    # Another question keeps the reading that the case chose.
    decided = by_case.parties["KR"].monthly_amount
    for each in (*chosen.alternatives, *question(by_case, "cap_covers").alternatives):
        assert each.entitled
        assert not each.undecided
        assert (each.monthly_amount, each.difference) == (decided, 0)
        assert (each.single_sums, each.difference_of_sums) == (None, None)


def test_the_steps_are_kept_unless_nobody_asks_for_them() -> None:
    found = determined(LONG, average=500_000)
    assert determine(found.case, found.agreement).parties["KR"].steps
    bare = determine(found.case, found.agreement, record=False).parties["KR"]
    assert (bare.steps, bare.monthly_amount) == ([], found.parties["KR"].monthly_amount)


def test_the_effect_on_single_sums_is_told() -> None:
    worked = period("2022-01", "2023-12", 3_000_000)
    found = assess(refund_case("1990-03", "2025-12-31", worked), agreement=agreement())
    (yearly,) = question(found, "interest_of_refund").alternatives
    decided = found.parties["KR"].further["refund"]
    assert yearly.single_sums is not None
    assert yearly.difference_of_sums == yearly.single_sums - decided
    assert yearly.difference_of_sums > 0
    assert (yearly.monthly_amount, yearly.difference) == (None, None)
    # Not due, there is no sum to compare.
    none = assess(refund_case("1990-03", "2035-12-31", worked, since="2025-01-01"), agreement=agreement())
    assert none.parties["KR"].entitled is False
    assert all(
        each.difference_of_sums is None or each.single_sums is not None
        for used in none.interpretations
        for each in used.alternatives
    )


def test_a_reading_that_a_missing_figure_leaves_open_is_told_as_undecided(monkeypatch: pytest.MonkeyPatch) -> None:
    found = determined(LONG, average=500_001)

    def refuse(*_: object) -> None:
        raise FaultsError([])

    monkeypatch.setattr(determination, "_decider", refuse)
    for each in question(found, "rounding_order").alternatives:
        assert (each.entitled, each.undecided, each.monthly_amount) == (False, True, None)


def test_a_sum_that_is_due_by_another_reading_alone_has_no_difference() -> None:
    """Held in a determination: what was decided has no single sum, the other reading has one."""
    found = determined(LONG, average=500_001)
    party = found.parties["KR"]
    (part,) = (
        assess(refund_case("1990-03", "2025-12-31", period("2022-01", "2023-12", 3_000_000)), agreement=agreement())
        .parties["KR"]
        .parts
    )
    other = replace(party, parts=(part,))
    told = found._compared("KR", "x", other)
    assert (told.single_sums, told.difference_of_sums, told.difference) == (part.amount, None, 0)
    with_sums = replace(found, parties={"KR": other})
    assert with_sums._compared("KR", "x", party).difference_of_sums is None
    assert with_sums._compared("KR", "x", other).difference_of_sums == 0


def test_what_was_not_read_in_its_instrument_is_told_once_each() -> None:
    read = determined(LONG, average=500_000)
    told = {(each.party, each.kind, each.name): each for each in read.unverified}
    assert len(told) == len(read.unverified)
    assert all(each.status != "verified" for each in read.unverified)
    used = {name.split(".")[0] for party, kind, name in told if kind == "figure" and party == "KR"}
    sources = {each.name for made in read.parties["KR"].computations for each in made.doubtful}
    assert used
    assert used <= sources


def test_a_term_that_was_not_read_is_told_with_its_article() -> None:
    declared = agreement().model_dump()
    declared["parties"]["KR"]["totalise"] = {"when": "needed", **TERM, "status": "unverified", "article": "7"}
    short = months_until("2019-12", 60, 2_000_000)
    abroad = {"party": "AA", "from": "2005-01", "to": "2014-12", "kind": "compulsory"}
    found = determined(short, abroad, by=Agreement.model_validate(declared), average=2_000_000)
    assert found.parties["KR"].basis == "totalised"
    (doubt,) = [each for each in found.unverified if each.kind == "term"]
    assert (doubt.party, doubt.name, doubt.status, doubt.citation.article) == ("KR", "totalise", "unverified", "7")
    read = determined(short, abroad, average=2_000_000)
    assert [each for each in read.unverified if each.kind == "term"] == []


def test_a_rule_that_was_not_read_is_told_too() -> None:
    """L2014 67(2) stands in a garbled copy: the rule of who is entitled under that law says so."""
    died = {
        "benefit": "survivors",
        "death": {"date": "2024-02-03"},
        "survivors": [{"relation": "child", "birth_date": "2015-01"}],
    }
    worked = of_vietnam.period("2000-01", "2019-12")
    found = assess(
        of_vietnam.case("male", "1970-01", "2024-03-10", worked, claim=died), agreement=of_vietnam.agreement()
    )
    rules = {each.name: each.status for each in found.unverified if each.kind == "rule"}
    assert rules["entitled_relatives"] == "unverified"
    assert "children_until" not in rules


FIRST, SECOND = Citation("LAW", "1"), Citation("LAW", "2")


def doubts(value: Any, origin: Origin, status: Status, cited: bool = True, **more: Any) -> list[tuple[Any, ...]]:
    quantity = Quantity("q", value, "money", origin, (FIRST, SECOND) if cited else (), status, **more)
    return [(each.name, each.status, each.citation, each.kind, each.value) for each in doubts_about("KR", quantity)]


def test_a_rule_is_doubted_by_its_first_article() -> None:
    assert doubts(7, "rule", "unverified") == [("q", "unverified", FIRST, "rule", None)]
    assert doubts(7, "rule", "secondary") == [("q", "secondary", FIRST, "rule", None)]
    assert doubts(7, "rule", "unverified", cited=False) == []
    assert doubts(7, "rule", "verified") == []
    others: tuple[Origin, ...] = ("fact", "established", "interpretation")
    assert [doubts(7, origin, "unverified") for origin in others] == [[], [], []]


def test_a_figure_is_doubted_by_itself_and_one_of_a_table_where_it_was_used() -> None:
    assert doubts(7, "figure", "unverified") == [("q", "unverified", FIRST, "figure", 7)]
    assert doubts(7, "figure", "verified") == []
    table = Table("q", {2010: 1, 2011: 2, 2012: 3}, "figures.toml")
    assert [table[2010], table[2011]] == [1, 2]
    by_key: dict[int, Status] = {2011: "secondary", 2012: "unverified"}
    assert doubts(table, "figure", "verified", status_by_key=by_key) == [("q.2011", "secondary", FIRST, "figure", 2)]
    assert doubts(table, "figure", "verified") == []
    assert [each[:2] for each in doubts(table, "figure", "unverified")] == [
        ("q.2010", "unverified"),
        ("q.2011", "unverified"),
    ]
    mixed: dict[int, Status] = {2010: "verified"}
    assert [each[0] for each in doubts(table, "figure", "unverified", status_by_key=mixed)] == ["q.2011"]
