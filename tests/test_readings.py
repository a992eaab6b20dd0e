"""Open questions about an agreement itself: how a file states them, how a case chooses, what the others change."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from tests.test_aggregation import READ, agreement, period
from tests.treaties import counted, decided, declared
from totalisation.agreement import Agreement
from totalisation.agreement_file import read_agreement
from totalisation.case_checks import faults_of
from totalisation.case_file import case_from
from totalisation.determination import Determination, InterpretationUsed
from totalisation.messages import FaultsError
from totalisation.readings import as_read, choice_of, open_questions, parties_of, term_at

Figures = dict[str, dict[str, int | str]]

FIGURES: Figures = {
    "AA": {"required_months": 120, "pension_age_months": 720, "theoretical_amount": 1200, "monthly_pension": 500},
    "BB": {"required_months": 120, "pension_age_months": 720, "monthly_pension": 700},
}
PERIODS = [period("AA", "1990-01", "1994-12"), period("BB", "1994-01", "2003-12")]


def question(changes: str, default: Any, other: Any) -> dict[str, Any]:
    def choice(value: Any, article: str) -> dict[str, Any]:
        return {"value": value, "title": {"en": str(value)}, **READ, "article": article}

    return {
        "changes": changes,
        "default": "first",
        "question": {"en": "Which?"},
        "choices": {"first": choice(default, "1"), "second": choice(other, "2")},
    }


def with_question(name: str, asked: dict[str, Any], under: Agreement) -> Agreement:
    return Agreement.model_validate({**under.model_dump(), "interpretations": {name: asked}})


SHARED = {"amount": {"method": "pro_rata"}, "ratio": {"denominator_cap": 100}}


def keeper() -> Agreement:
    """Who keeps a month insured under both: a term that binds both parties."""
    under = agreement(SHARED, overlap={"keeper": "each_own"})
    return with_question("who_keeps", question("overlap.keeper", "each_own", "by_class"), under)


def cap() -> Agreement:
    """The cap of the ratio's denominator: a term of one party."""
    asked = question("parties.AA.ratio.denominator_cap", 100, 75)
    return with_question("cap", asked, agreement(SHARED, overlap={"keeper": "each_own"}))


def test_the_term_itself_is_the_default_reading() -> None:
    under = cap()

    assert as_read(under, {}) is under
    assert as_read(under, {"AA": {"cap": "first"}}) is under


def test_another_reading_changes_the_field_and_where_it_stands() -> None:
    under = cap()

    read = as_read(under, {"AA": {"cap": "second"}}).parties["AA"].ratio

    assert read is not None
    assert (read.denominator_cap, read.article) == (75, "2")
    assert as_read(as_read(under, {"AA": {"cap": "second"}}), {}) == under


def test_a_question_concerns_the_party_that_its_term_binds() -> None:
    one, both = cap(), keeper()

    assert parties_of(one, one.interpretations["cap"]) == ("AA",)
    assert parties_of(both, both.interpretations["who_keeps"]) == ("AA", "BB")
    assert (set(open_questions(one, "AA")), set(open_questions(one, "BB"))) == ({"cap"}, set())
    assert choice_of(both, "who_keeps", {"BB": {"who_keeps": "second"}}) == "second"


@pytest.mark.parametrize("path", ["overlap", "overlap.nothing", "parties.AA.ratio", "parties.CC.ratio.x", "nothing.x"])
def test_a_path_that_names_no_field_is_refused(path: str) -> None:
    with pytest.raises(LookupError):
        term_at(cap(), path)


def result(under: Agreement, **chosen: dict[str, str]) -> Determination:
    return decided(under, PERIODS, FIGURES, interpretations=chosen)


def told(under: Agreement, **chosen: dict[str, str]) -> InterpretationUsed:
    (used,) = [each for each in result(under, **chosen).interpretations if each.party == "AA"]
    return used


def test_a_determination_tells_the_reading_and_what_the_other_would_change() -> None:
    by_default, by_choice = told(cap()), told(cap(), AA={"cap": "second"})

    assert (by_default.choice, by_default.chosen_by_case, by_default.citation.article) == ("first", False, "1")
    (other,) = by_default.alternatives
    assert (other.choice, other.entitled, other.monthly_amount, other.difference) == ("second", True, 960, 240)
    assert (by_choice.choice, by_choice.chosen_by_case, by_choice.citation.article) == ("second", True, "2")
    (other,) = by_choice.alternatives
    assert (other.choice, other.monthly_amount, other.difference) == ("first", 720, -240)


def test_a_reading_of_both_parties_that_one_chooses_is_told_as_chosen() -> None:
    assert told(keeper()).chosen_by_case is False
    assert told(keeper(), AA={"who_keeps": "second"}).chosen_by_case is True
    assert told(keeper(), BB={"who_keeps": "second"}).chosen_by_case is True


def test_a_reading_that_cannot_be_decided_is_told_as_such() -> None:
    """The agreement says nothing of how weeks become months."""
    minimum = {"minimum_own_period": {"number": 12, "unit": "months", "below": "nothing"}}
    asked = question("parties.AA.minimum_own_period.unit", "months", "weeks")
    (other,) = told(with_question("of_what", asked, agreement({**SHARED, **minimum}))).alternatives
    assert (other.choice, other.entitled, other.undecided) == ("second", False, True)
    assert (other.monthly_amount, other.difference, other.single_sums) == (None, None, None)


@pytest.mark.parametrize("choice", ["first", "second"])
def test_an_alternative_is_what_the_case_would_get_by_choosing_it(choice: str) -> None:
    under = cap()
    other = {"first": "second", "second": "first"}[choice]

    (alternative,) = told(under, AA={"cap": choice}).alternatives

    assert alternative.monthly_amount == result(under, AA={"cap": other}).parties["AA"].monthly_amount


def test_a_question_that_a_result_does_not_rest_on_is_not_told() -> None:
    alone = [period("AA", "1990-01", "2003-12")]

    assert decided(cap(), alone, FIGURES).interpretations == ()
    assert [each.party for each in result(cap()).interpretations] == ["AA"]


def test_a_question_is_told_where_only_its_other_reading_has_an_effect() -> None:
    """Two Korean months make no quarter under the one reading, so that nothing is totalised."""
    periods = [period("KR", "1990-01", "1990-02"), counted("US", "1991-01", "2000-12", 39, "quarters")]
    figures: Figures = {
        "KR": {"required_months": 120, "pension_age_months": 720, "monthly_pension": 0},
        "US": {
            "required_months": 120,
            "pension_age_months": 780,
            "theoretical_amount": 1300,
            "computation_months": 420,
        },
    }

    decision = decided(
        declared("kr-us"), periods, figures, interpretations={"US": {"remainder_of_a_quarter": "is_dropped"}}
    )

    assert decision.parties["US"].basis == "none"
    (used,) = decision.interpretations
    assert [(each.choice, each.entitled) for each in used.alternatives] == [("makes_a_quarter", True)]
    # A third reading without any effect hides nothing.
    asked = declared("kr-us").model_dump()
    choices = asked["interpretations"]["remainder_of_a_quarter"]["choices"]
    choices["is_lost"] = choices["is_dropped"]
    three = Agreement.model_validate(asked)
    decision = decided(three, periods, figures, interpretations={"US": {"remainder_of_a_quarter": "is_dropped"}})
    (used,) = decision.interpretations
    assert {(each.choice, each.entitled) for each in used.alternatives} == {
        ("makes_a_quarter", True),
        ("is_lost", False),
    }


def test_the_reading_of_the_united_states_follows_the_case() -> None:
    periods = [period("KR", "1990-01", "1990-04"), counted("US", "1991-01", "2000-12", 38, "quarters")]
    figures: Figures = {
        "KR": {"required_months": 120, "pension_age_months": 720, "monthly_pension": 0},
        "US": {
            "required_months": 120,
            "pension_age_months": 780,
            "theoretical_amount": 1300,
            "computation_months": 420,
        },
    }

    american = decided(declared("kr-us"), periods, figures).parties["US"]

    assert (american.basis, american.totalised_months, american.ratio) == ("totalised", 120, Fraction(38 * 3, 420))
    assert any(each.source == "POMS-GN-01741-120" for each in american.terms)


def faults(under: Agreement, chosen: dict[str, dict[str, str]]) -> list[str]:
    case = case_from(
        {
            "case_id": "1",
            "agreement": "aa-bb",
            "person": {"sex": "male", "birth_date": "1950-01-01"},
            "claim": {"benefit": "old_age", "date": "2020-01-15"},
            "periods": [],
            "interpretations": chosen,
        }
    )
    return [each.in_language() for each in faults_of(case, under)]


def test_a_case_is_told_what_it_may_choose() -> None:
    assert faults(cap(), {"AA": {"cap": "second"}}) == []
    assert faults(cap(), {"AA": {"cap": "third"}})[0].startswith("interpretations.AA.cap: “third” is not a reading")
    assert faults(cap(), {"BB": {"cap": "second"}})[0].startswith("interpretations.BB.cap: BB has no open question")


def test_a_term_of_both_parties_is_read_in_one_way() -> None:
    assert faults(keeper(), {"AA": {"who_keeps": "second"}, "BB": {"who_keeps": "second"}}) == []
    assert faults(keeper(), {"AA": {"who_keeps": "first"}, "BB": {"who_keeps": "second"}}) == [
        "interpretations.BB.who_keeps: this term binds both parties, and is read in two ways. Choose one reading."
    ]


FILE = """
id = "aa-bb"
kind = "totalisation"
title = { en = "Agreement between A and B" }
sources = { T = { title = { en = "Treaty" } } }
entry_into_force = { date = 2010-01-01, article = "1", source = "T", status = "verified" }
overlap = { keeper = "each_own", article = "2", source = "T", status = "verified" }

[interpretations.who_keeps]
changes = "overlap.keeper"
default = "own"
question = { en = "Who keeps a month insured under both?" }

[interpretations.who_keeps.choices]
own = { value = "each_own", title = { en = "each" }, article = "2", source = "T", status = "verified" }
class = { value = "by_class", title = { en = "the stronger" }, article = "3", source = "T", status = "verified" }

[parties.AA]
scheme = "declared"
currency = "EUR"
title = { en = "A" }
totalise = { when = "needed", article = "4", source = "T", status = "verified" }
amount = { method = "direct", article = "4", source = "T", status = "verified" }

[parties.BB]
scheme = "declared"
currency = "EUR"
title = { en = "B" }
"""


def test_a_file_states_a_question() -> None:
    read = read_agreement(FILE.encode(), "aa-bb.toml")

    assert set(read.interpretations["who_keeps"].choices) == {"own", "class"}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            'default = "own"',
            'default = "owner"',
            "aa-bb.toml:11: interpretations.who_keeps.default: “owner” is not a reading of this question.",
        ),
        (
            'default = "own"',
            'default = "class"',
            "aa-bb.toml:11: interpretations.who_keeps.default: the term itself says “each_own”.",
        ),
        (
            'changes = "overlap.keeper"',
            'changes = "overlap.keep"',
            "aa-bb.toml:10: interpretations.who_keeps.changes: no term of this file has the field “overlap.keep”.",
        ),
        (
            'value = "by_class"',
            'value = "by_luck"',
            "aa-bb.toml:16: interpretations.who_keeps.choices.class.value: overlap.keeper cannot be “by_luck”.",
        ),
        (
            'article = "3", source = "T"',
            'article = "3", source = "U"',
            "aa-bb.toml:16: interpretations.who_keeps.choices.class.source: “U” is not among the sources.",
        ),
        (
            'title = { en = "the stronger" }',
            'title = { vi = "loại mạnh hơn" }',
            "aa-bb.toml:16: interpretations.who_keeps.choices.class.title: has no English title.",
        ),
        (
            'question = { en = "Who keeps a month insured under both?" }',
            "question = {}",
            "aa-bb.toml:12: interpretations.who_keeps.question: has no English title.",
        ),
        ('value = "by_class"', "value = 1.5", "aa-bb.toml:16: interpretations.who_keeps.choices.class.value"),
        (
            'class = { value = "by_class"',
            '# class = { value = "by_class"',
            "aa-bb.toml:14: interpretations.who_keeps.choices: ",
        ),
    ],
)
def test_a_fault_of_a_question_names_its_line(old: str, new: str, expected: str) -> None:
    assert old in FILE

    with pytest.raises(FaultsError) as refused:
        read_agreement(FILE.replace(old, new).encode(), "aa-bb.toml")

    lines = [each.in_language() for each in refused.value.faults]
    assert any(each.startswith(expected) for each in lines), lines
