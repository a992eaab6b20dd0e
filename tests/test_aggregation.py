"""Insured periods of two neutral parties merged under each term of the vocabulary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from totalisation.aggregation import Aggregation, View, aggregate
from totalisation.agreement import Agreement
from totalisation.case import Case, Period
from totalisation.determination import Determination, determine
from totalisation.messages import FaultsError
from totalisation.months import MonthSet, format_month, parse_month
from totalisation.periods import record_periods
from totalisation.schemes import scheme_named

READ = {"article": "1", "source": "T", "status": "verified"}
KINDS = scheme_named("declared").kinds
CLASSES = ("compulsory", "voluntary", "credited", "deemed", "residence")
ENTRY = "2010-01"


def agreement(aa: Mapping[str, Any] | None = None, bb: Mapping[str, Any] | None = None, **terms: Any) -> Agreement:
    """An agreement with no terms but those given; each term may leave out where it stands."""

    def party(title: str, given: Mapping[str, Any] | None) -> dict[str, Any]:
        cited = {name: {**READ, **term} for name, term in (given or {}).items()}
        base = {"scheme": "declared", "currency": "EUR", "title": {"en": title}, "totalise": {"when": "needed", **READ}}
        return base | cited

    return Agreement.model_validate(
        {
            "id": "aa-bb",
            "kind": "totalisation",
            "title": {"en": "Agreement between A and B"},
            "sources": {"T": {"title": {"en": "Treaty"}}},
            "entry_into_force": {"date": date(2010, 1, 1), **READ},
            "parties": {"AA": party("A", aa), "BB": party("B", bb)},
            **{name: {**READ, **term} for name, term in terms.items()},
        }
    )


def period(party: str, first: str, last: str, kind: str = "compulsory", **keys: Any) -> Period:
    return Period.model_validate({"party": party, "from": first, "to": last, "kind": kind, **keys})


def merged(under: Agreement, *periods: Period) -> Aggregation:
    records = {code: record_periods(code, periods, KINDS) for code in under.codes}
    return aggregate(under, records, periods)


def span(first: str, last: str) -> MonthSet:
    return MonthSet.span(parse_month(first), parse_month(last))


def reasons(aggregation: Aggregation, party: str) -> list[tuple[str, str, str, str]]:
    """The ledger of a view: whose months, from and to, and why they were dropped."""
    return [
        (each.party, format_month(each.first), format_month(each.last), str(each.reason))
        for each in aggregation.views[party].ledger
    ]


# Years 2001-2010 in AA and 2008-2015 in BB: 36 months in both.
AA_TEN_YEARS = period("AA", "2001-01", "2010-12")
BB_EIGHT_YEARS = period("BB", "2008-01", "2015-12")


def test_without_an_overlap_term_each_party_keeps_its_own_and_adds_the_rest() -> None:
    found = merged(agreement(), AA_TEN_YEARS, BB_EIGHT_YEARS)
    assert (found.total_months, len(found.overlap)) == (180, 36)
    a, b = found.views["AA"], found.views["BB"]
    assert (a.own_months, a.ratio_months, len(a.foreign), a.total_months) == (120, 120, 60, 180)
    assert (b.own_months, b.ratio_months, len(b.foreign), b.total_months) == (96, 96, 84, 180)
    assert a.foreign == span("2011-01", "2015-12")
    assert b.foreign == span("2001-01", "2007-12")


def test_each_own_says_so_and_is_noted_as_a_term_that_decided() -> None:
    under = agreement(overlap={"keeper": "each_own"})
    found = merged(under, AA_TEN_YEARS, BB_EIGHT_YEARS)
    for code, other in (("AA", "BB"), ("BB", "AA")):
        view = found.views[code]
        assert view.own_kept == view.own
        assert under.overlap in view.terms
        assert reasons(found, code) == [
            (other, "2008-01", "2010-12", "insured under both parties: counted once, with this party")
        ]
        # What is left out is no period of the case, but a part of several.
        assert {(each.period, each.kind, each.counted) for each in view.ledger} == {(-1, "", False)}
    apart = merged(under, AA_TEN_YEARS)
    assert under.overlap not in apart.views["AA"].terms


def test_one_party_may_keep_every_month_of_both() -> None:
    found = merged(agreement(overlap={"keeper": "party", "party": "BB"}), AA_TEN_YEARS, BB_EIGHT_YEARS)
    a, b = found.views["AA"], found.views["BB"]
    assert (a.own_months, a.ratio_months, len(a.foreign)) == (120, 84, 96)
    assert (b.own_months, b.ratio_months, len(b.foreign)) == (96, 96, 84)
    assert a.total == b.total == found.total
    assert reasons(found, "AA") == [
        ("AA", "2008-01", "2010-12", "insured under both parties: counted once, with the other party")
    ]


def test_by_class_the_stronger_class_keeps_the_month_and_equals_each_their_own() -> None:
    under = agreement(overlap={"keeper": "by_class"})
    found = merged(under, AA_TEN_YEARS, period("BB", "2008-01", "2015-12", "voluntary"))
    assert found.views["AA"].own_kept == span("2001-01", "2010-12")
    assert found.views["BB"].own_kept == span("2011-01", "2015-12")
    equal = merged(under, AA_TEN_YEARS, BB_EIGHT_YEARS)
    assert equal.views["AA"].own_kept == equal.views["AA"].own
    assert equal.views["BB"].own_kept == equal.views["BB"].own


def test_by_class_goes_by_the_order_that_the_agreement_gives() -> None:
    precedence = ["voluntary", "compulsory", "credited", "deemed", "residence"]
    under = agreement(overlap={"keeper": "by_class", "precedence": precedence})
    found = merged(under, AA_TEN_YEARS, period("BB", "2008-01", "2015-12", "voluntary"))
    assert found.views["AA"].own_kept == span("2001-01", "2007-12")
    assert found.views["BB"].own_kept == span("2008-01", "2015-12")


def test_within_a_party_a_month_counts_once_for_the_stronger_kind() -> None:
    found = merged(agreement(), period("AA", "2001-01", "2001-12", "voluntary"), period("AA", "2001-07", "2002-06"))
    assert found.views["AA"].own_months == 18
    kinds = found.records["AA"].months_by_kind
    assert kinds["compulsory"] == span("2001-07", "2002-06")
    assert kinds["voluntary"] == span("2001-01", "2001-06")


@pytest.mark.parametrize(("count", "expected"), [("counted", 120), ("not_counted", 12)])
def test_periods_before_entry_into_force_count_only_if_the_agreement_says_so(count: str, expected: int) -> None:
    under = agreement(earlier_periods={"count": count})
    found = merged(under, AA_TEN_YEARS, period("BB", "2011-01", "2011-12"))
    assert len(found.views["BB"].foreign) == expected
    assert under.earlier_periods in found.views["BB"].terms
    # A party's own law is not the agreement's to restrict.
    assert found.views["AA"].own_months == 120
    if count == "not_counted":
        assert reasons(found, "BB") == [("AA", "2001-01", "2009-12", "before the agreement entered into force")]


def test_third_states_are_excluded_unless_linked() -> None:
    third = [period("CC", "2012-01", "2012-12"), period("DD", "2013-01", "2013-12"), period("CC", "2010-01", "2010-06")]
    refunded = period("CC", "2014-01", "2014-12", refunded=True)
    silent = merged(agreement(), AA_TEN_YEARS, *third, refunded)
    assert silent.views["AA"].foreign == MonthSet()
    assert {(each.party, each.counted) for each in silent.ledger} == {("CC", False), ("DD", False)}
    linked = {"count": "linked_states", "states": ["CC"]}
    found = merged(agreement(third_state_periods=linked), AA_TEN_YEARS, *third, refunded)
    assert found.views["AA"].foreign == span("2012-01", "2012-12")
    assert found.views["BB"].foreign == span("2001-01", "2010-12") | span("2012-01", "2012-12")
    assert [each.counted for each in found.ledger] == [True, False, True, False]
    links, excluded = "third state that the agreement links", "third state: excluded"
    assert [str(each.reason) for each in found.ledger] == [links, excluded, links, excluded]
    linking = agreement(third_state_periods=linked)
    assert [
        linking.third_state_periods in each.views["AA"].terms for each in (found, merged(linking, AA_TEN_YEARS))
    ] == [
        True,
        False,
    ]
    # The plain union of both parties knows no third state.
    assert found.total_months == 120


def test_time_of_unknown_place_keeps_clear_of_the_months_of_a_linked_state() -> None:
    under = agreement(third_state_periods={"count": "linked_states", "states": ["CC"]})
    undated = period("BB", "2000-01", "2000-12", count={"unit": "months", "number": 6})
    found = merged(under, undated, period("CC", "2000-01", "2000-06")).views["AA"]
    assert (len(found.foreign), found.minimum_met) == (12, True)


def test_a_linked_third_state_takes_no_month_from_a_party() -> None:
    under = agreement(
        third_state_periods={"count": "linked_states", "states": ["CC"]},
        overlap={"keeper": "party", "party": "BB"},
    )
    found = merged(under, AA_TEN_YEARS, period("CC", "2005-01", "2012-12"))
    assert found.views["AA"].own_kept == span("2001-01", "2010-12")
    assert found.views["AA"].foreign == span("2011-01", "2012-12")


@pytest.mark.parametrize(("count", "expected"), [("extinguished", 0), ("counted", 24)])
def test_refunded_periods_count_abroad_only_if_the_agreement_says_so(count: str, expected: int) -> None:
    under = agreement(refunded_periods={"count": count})
    refunded = period("AA", "2001-01", "2002-12", refunded=True)
    found = merged(under, refunded, BB_EIGHT_YEARS)
    assert found.views["AA"].own_months == 0
    assert len(found.views["BB"].foreign) == expected
    assert found.total_months == 96
    silent = merged(agreement(), refunded, BB_EIGHT_YEARS)
    assert len(silent.views["BB"].foreign) == 0


def test_a_party_counts_only_the_foreign_classes_that_it_names() -> None:
    mixed = [period("BB", "2011-01", "2011-12"), period("BB", "2012-01", "2012-12", "residence")]
    found = merged(agreement(aa={"foreign_periods": {"classes": ["compulsory"]}}), AA_TEN_YEARS, *mixed)
    assert found.views["AA"].foreign == span("2011-01", "2011-12")
    assert ("BB", "2012-01", "2012-12", "kind of period that the agreement does not count") in reasons(found, "AA")
    assert found.views["BB"].own_months == 24


def test_own_classes_outside_the_agreement_stay_with_national_law() -> None:
    under = agreement(
        aa={
            "own_periods": {"classes": ["compulsory", "voluntary"]},
            "minimum_own_period": {"number": 13, "unit": "months", "below": "nothing"},
        }
    )
    periods = [period("AA", "2011-01", "2011-12"), period("AA", "2012-01", "2013-12", "residence")]
    view = merged(under, *periods).views["AA"]
    assert (view.own_months, view.ratio_months, view.counted_own_months) == (36, 12, 12)
    assert not view.minimum_met
    # What this party may not count of its own, the other party's same month may add.
    both = merged(under, *periods, period("BB", "2013-01", "2013-12")).views["AA"]
    assert both.foreign == span("2013-01", "2013-12")


@pytest.mark.parametrize(
    ("minimum", "months"),
    [
        ({"number": 12, "unit": "months"}, 12),
        ({"number": 1, "unit": "years"}, 12),
        ({"number": 2, "unit": "quarters"}, 6),
    ],
)
def test_the_minimum_own_period_is_met_by_its_last_month(minimum: dict[str, Any], months: int) -> None:
    under = agreement(aa={"minimum_own_period": {**minimum, "below": "nothing"}})
    last = parse_month("2001-01") + months - 1
    for step, met in ((-1, False), (0, True), (1, True)):
        found = merged(under, period("AA", "2001-01", format_month(last + step)), BB_EIGHT_YEARS)
        assert found.views["AA"].minimum_met is met
        assert not found.views["BB"].taken_over


def test_a_minimum_in_days_needs_a_conversion_and_is_rounded_up() -> None:
    days = {"number": 365, "unit": "days", "below": "nothing"}
    with pytest.raises(FaultsError, match="the agreement does not say how days become months"):
        merged(agreement(aa={"minimum_own_period": days}))
    under = agreement(
        aa={
            "minimum_own_period": days,
            "conversion": {"months_per_unit": {"days": "1/30"}, "remainder": "down"},
        }
    )
    assert not merged(under, period("AA", "2001-01", "2001-12")).views["AA"].minimum_met
    assert merged(under, period("AA", "2001-01", "2002-01")).views["AA"].minimum_met


@pytest.mark.parametrize(("months", "taken"), [(11, 11), (12, 0)])
def test_the_other_party_takes_over_what_is_below_the_minimum(months: int, taken: int) -> None:
    term = {"number": 12, "unit": "months", "below": "other_takes_over"}
    under = agreement(aa={"minimum_own_period": term}, bb={"minimum_own_period": term})
    last = format_month(parse_month("2001-01") + months - 1)
    found = merged(under, period("AA", "2001-01", last), BB_EIGHT_YEARS)
    b = found.views["BB"]
    assert len(b.taken_over) == taken
    assert (b.total_months, b.ratio_months) == (96 + months, 96)
    assert b.denominator_months == 96 + months - taken
    assert found.views["AA"].minimum_met is not bool(taken)
    assert not found.views["AA"].taken_over


def test_both_below_the_minimum_take_each_other_over() -> None:
    term = {"number": 12, "unit": "months", "below": "other_takes_over"}
    under = agreement(aa={"minimum_own_period": term}, bb={"minimum_own_period": term})
    found = merged(under, period("AA", "2001-01", "2001-06"), period("BB", "2002-01", "2002-03"))
    assert [len(found.views[code].taken_over) for code in ("AA", "BB")] == [3, 6]
    assert not any(view.minimum_met for view in found.views.values())


def undated(party: str, first: str, last: str, unit: str, number: int) -> Period:
    return period(party, first, last, count={"unit": unit, "number": number})


@pytest.mark.parametrize(("remainder", "months"), [("down", 3), ("up", 4), ("nearest", 3)])
def test_certified_days_become_months_by_the_conversion(remainder: str, months: int) -> None:
    term = {"conversion": {"months_per_unit": {"days": "1/30"}, "remainder": remainder}}
    under = agreement(term, term)
    found = merged(under, undated("BB", "2001-01", "2001-12", "days", 100))
    assert found.views["BB"].own_months == months
    half = merged(under, undated("BB", "2001-01", "2001-12", "days", 105))
    assert half.views["BB"].own_months == (3 if remainder == "down" else 4)


def test_each_side_converts_by_its_own_term() -> None:
    under = agreement(
        aa={"conversion": {"months_per_unit": {"weeks": "1/4"}, "remainder": "down"}},
        bb={"conversion": {"months_per_unit": {"weeks": "3/13"}, "remainder": "up"}},
    )
    found = merged(under, undated("BB", "2001-01", "2001-12", "weeks", 26))
    assert found.views["BB"].own_months == 6
    assert len(found.views["AA"].foreign) == 6
    found = merged(under, undated("BB", "2001-01", "2001-12", "weeks", 27))
    assert (found.views["BB"].own_months, len(found.views["AA"].foreign)) == (7, 6)


def test_certified_time_of_unknown_unit_is_refused_at_its_field() -> None:
    with pytest.raises(FaultsError, match=r"periods\[1\]\.count\.unit: the agreement does not say how weeks become"):
        merged(agreement(), AA_TEN_YEARS, undated("BB", "2001-01", "2001-12", "weeks", 26))


def test_months_quarters_and_years_need_no_conversion() -> None:
    for unit, number, months in (("months", 5, 5), ("quarters", 3, 9), ("years", 1, 12)):
        found = merged(agreement(), undated("AA", "2001-01", "2001-12", unit, number))
        assert found.views["AA"].own_months == months


def test_certified_time_is_placed_where_nothing_else_counts() -> None:
    # Six certified months of 2001, of whose first eight the other party has each: there is room after them.
    found = merged(agreement(), period("AA", "2001-01", "2001-08"), undated("BB", "2001-01", "2001-12", "months", 4))
    assert found.views["BB"].own_months == 4
    assert not found.overlap
    assert found.views["AA"].foreign == span("2001-09", "2001-12")


def test_the_yearly_cap_holds_for_all_certified_times_of_a_party_together() -> None:
    under = agreement(
        bb={"conversion": {"months_per_unit": {}, "remainder": "down", "most_months_per_year": 9}},
    )
    one = merged(under, undated("BB", "2001-01", "2002-12", "months", 24))
    assert one.views["BB"].own.years() == {2001: 9, 2002: 9}
    two = merged(
        under, undated("BB", "2001-01", "2001-12", "months", 6), undated("BB", "2001-01", "2001-12", "months", 6)
    )
    assert two.views["BB"].own_months == 9


def test_a_full_year_of_units_makes_twelve_months() -> None:
    term = {"months_per_unit": {"days": "1/30"}, "remainder": "down", "units_per_full_year": {"days": 312}}
    under = agreement({"conversion": term}, {"conversion": term})
    assert merged(under, undated("BB", "2001-01", "2001-12", "days", 311)).views["BB"].own_months == 10
    assert merged(under, undated("BB", "2001-01", "2001-12", "days", 312)).views["BB"].own_months == 12


def test_months_without_a_place_count_on_their_own_side_alone() -> None:
    under = agreement()
    records = {code: record_periods(code, [AA_TEN_YEARS, BB_EIGHT_YEARS], KINDS) for code in under.codes}
    records["AA"].extra_months = 5
    found = aggregate(under, records, [AA_TEN_YEARS, BB_EIGHT_YEARS])
    assert found.total_months == 185
    assert (found.views["AA"].own_months, found.views["AA"].total_months) == (125, 185)
    assert (found.views["BB"].own_months, found.views["BB"].total_months) == (96, 180)


def test_third_state_periods_may_count_for_entitlement_alone() -> None:
    under = agreement(third_state_periods={"count": "linked_states", "states": ["CC"], "count_for": "entitlement"})
    view = merged(under, AA_TEN_YEARS, BB_EIGHT_YEARS, period("CC", "2015-01", "2016-12")).views["AA"]
    assert (view.total_months, view.amount_months, view.denominator_months) == (192, 180, 180)


def test_age_and_date_bound_what_a_party_counts() -> None:
    classes = list(CLASSES)
    under = agreement(
        aa={"foreign_periods": {"classes": classes, "since": date(2009, 1, 1), "until_age_years": 65}},
        bb={"foreign_periods": {"classes": classes, "from_age_years": 20}},
    )
    periods = [AA_TEN_YEARS, BB_EIGHT_YEARS]
    records = {code: record_periods(code, periods, KINDS) for code in under.codes}
    old = aggregate(under, records, periods, date(1948, 6, 15)).views["AA"]
    # From the date on, and up to the month before the 65th birthday's.
    assert old.foreign == span("2011-01", "2013-05")
    young = aggregate(under, records, periods, date(1984, 6, 15)).views["BB"]
    assert young.foreign == span("2004-06", "2007-12")


def test_days_left_over_are_summed_where_the_agreement_says_so() -> None:
    by_days = [period("AA", "2001-01-20", "2001-03-10"), period("AA", "2002-01-25", "2002-02-10")]
    plain = merged(agreement(), *by_days).views["AA"]
    assert plain.own_months == 5
    for remainder, months in (("down", 2), ("up", 3)):
        under = agreement(aa={"own_days": {"days_per_month": 30, "remainder": remainder}})
        # One month and 19 days, and 17 days: 36 days left over are a month and six days.
        assert merged(under, *by_days).views["AA"].own_months == months


def test_a_party_that_counts_in_quarters_makes_them_of_the_other_partys_months() -> None:
    counting = {"unit": "quarters", "per": "calendar_year", "remainder": "up"}
    under = agreement(aa={"counting": counting}, bb={})
    view = merged(under, period("AA", "2001-02", "2001-02"), period("BB", "2002-01", "2002-04")).views["AA"]
    assert view.own_kept == span("2001-01", "2001-03")
    assert view.foreign == span("2002-01", "2002-06")
    assert view.own_months == 1
    down = agreement(aa={"counting": {**counting, "remainder": "down"}})
    assert merged(down, period("BB", "2002-01", "2002-04")).views["AA"].foreign == span("2002-01", "2002-03")


# A restatement with plain loops over single months, for every mix of terms and periods.

ORDER = {name: place for place, name in enumerate(CLASSES)}


def plain_months(periods: Sequence[Period], party: str) -> dict[int, str]:
    """Each month of the party with the class that keeps it."""
    kept: dict[int, str] = {}
    for each in periods:
        if each.party == party and not each.refunded:
            broken = {month.first_month for month in each.broken_months}
            for month in range(each.first.first_month, each.last.first_month + 1):
                if month not in broken and (month not in kept or ORDER[each.kind] < ORDER[kept[month]]):
                    kept[month] = each.kind
    return kept


def plain_view(under: Agreement, periods: Sequence[Period], code: str) -> tuple[set[int], set[int]]:
    """The own months that stay with the party, and those that others add."""
    other = under.other(code)
    mine, theirs = plain_months(periods, code), plain_months(periods, other)
    terms = under.parties[code]
    own = set()
    for month, kind in mine.items():
        if terms.own_periods is None or kind in terms.own_periods.classes:
            own.add(month)
    entry = parse_month(ENTRY)
    foreign, lent = set(), set()
    for month in range(parse_month("1995-01"), parse_month("2020-01")):
        if under.earlier_periods is not None and under.earlier_periods.count == "not_counted" and month < entry:
            continue
        allowed = CLASSES if terms.foreign_periods is None else terms.foreign_periods.classes
        if theirs.get(month) in allowed:
            foreign.add(month)
        for each in periods:
            within = each.first.first_month <= month <= each.last.first_month
            if not within:
                continue
            refunds = under.refunded_periods is not None and under.refunded_periods.count == "counted"
            if each.party == other and each.refunded and refunds:
                foreign.add(month)
            third = under.third_state_periods
            if each.party == "CC" and not each.refunded and third is not None and third.count == "linked_states":
                lent.add(month)
    lent -= foreign
    kept = set()
    for month in own:
        lost = False
        if month in foreign and under.overlap is not None:
            if under.overlap.keeper == "party":
                lost = under.overlap.party != code
            elif under.overlap.keeper == "by_class":
                lost = month in theirs and ORDER[theirs[month]] < ORDER[mine[month]]
        if not lost:
            kept.add(month)
    return kept, (foreign | lent) - kept


starts = st.integers(parse_month("2005-01"), parse_month("2014-12"))


@st.composite
def some_periods(draw: st.DrawFn) -> list[Period]:
    made = []
    for _ in range(draw(st.integers(0, 7))):
        first = draw(starts)
        last = first + draw(st.integers(0, 40))
        broken = draw(st.lists(st.integers(first, last), max_size=3, unique=True))
        made.append(
            period(
                draw(st.sampled_from(["AA", "BB", "CC"])),
                format_month(first),
                format_month(last),
                draw(st.sampled_from(CLASSES)),
                broken_months=[format_month(each) for each in broken],
                refunded=draw(st.sampled_from([False, False, False, True])),
            )
        )
    return made


some_classes = st.fixed_dictionaries({"classes": st.lists(st.sampled_from(CLASSES), unique=True)})
party_terms = st.fixed_dictionaries({}, optional={"own_periods": some_classes, "foreign_periods": some_classes})
terms = st.fixed_dictionaries(
    {},
    optional={
        "overlap": st.sampled_from(
            [{"keeper": "each_own"}, {"keeper": "by_class"}, {"keeper": "party", "party": "AA"}]
        ),
        "third_state_periods": st.sampled_from([{"count": "excluded"}, {"count": "linked_states", "states": ["CC"]}]),
        "earlier_periods": st.sampled_from([{"count": "counted"}, {"count": "not_counted"}]),
        "refunded_periods": st.sampled_from([{"count": "extinguished"}, {"count": "counted"}]),
    },
)


@settings(max_examples=300, deadline=None)
@given(some_periods(), party_terms, party_terms, terms)
def test_every_mix_of_terms_agrees_with_plain_loops(
    periods: list[Period], aa: dict[str, Any], bb: dict[str, Any], given_terms: dict[str, Any]
) -> None:
    under = agreement(aa, bb, **given_terms)
    found = merged(under, *periods)
    mine, theirs = (set(plain_months(periods, code)) for code in ("AA", "BB"))
    assert set(found.total) == mine | theirs
    assert set(found.overlap) == mine & theirs
    for code in ("AA", "BB"):
        view = found.views[code]
        kept, foreign = plain_view(under, periods, code)
        assert set(view.own) == set(plain_months(periods, code))
        assert (set(view.own_kept), set(view.foreign)) == (kept, foreign)
        assert view.total_months == len(kept | foreign)


# The declared scheme end to end.

FIGURES = {"required_months": 180, "pension_age_months": 720, "monthly_pension": 100_001}


def decided(under: Agreement, *periods: Period, **figures: Any) -> Determination:
    case = Case.model_validate(
        {
            "case_id": "D-1",
            "agreement": "aa-bb",
            "person": {"sex": "male", "birth_date": "1956-03-10"},
            "claim": {"benefit": "old_age", "date": "2016-04-01"},
            "periods": [each.model_dump(by_alias=True) for each in periods],
            "established": {"AA": FIGURES | figures, "BB": FIGURES | figures},
        }
    )
    return determine(case, under)


PRO_RATA = {"amount": {"method": "pro_rata"}, "ratio": {}}


def test_declared_figures_decide_by_totalisation_and_share_the_amount() -> None:
    both = decided(agreement(PRO_RATA, {"amount": {"method": "direct"}}), AA_TEN_YEARS, BB_EIGHT_YEARS)
    a, b = both.parties["AA"], both.parties["BB"]
    assert (a.basis, a.own_months, a.totalised_months) == ("totalised", 120, 180)
    assert a.ratio == Fraction(2, 3)
    assert (a.theoretical_amount, a.monthly_amount) == (100_001, 66_667)
    assert (b.basis, b.ratio, b.monthly_amount) == ("totalised", None, 100_001)
    assert a.start == parse_month("2016-04")
    assert "monthly_pension" in a.established


def test_declared_own_periods_that_suffice_are_not_totalised() -> None:
    found = decided(agreement(PRO_RATA, PRO_RATA), AA_TEN_YEARS, BB_EIGHT_YEARS, required_months=100)
    assert (found.parties["AA"].basis, found.parties["AA"].monthly_amount) == ("independent", 100_001)
    assert (found.parties["BB"].basis, found.parties["BB"].ratio) == ("totalised", Fraction(8, 15))


def test_declared_conditions_that_are_missing_are_named_with_their_month() -> None:
    found = decided(agreement(PRO_RATA, PRO_RATA), AA_TEN_YEARS, BB_EIGHT_YEARS, required_months=200)
    for code in ("AA", "BB"):
        result = found.parties[code]
        assert (result.entitled, result.basis, result.monthly_amount) == (False, "none", None)
        (missing,) = result.missing
        assert (missing.name, missing.required, missing.actual) == ("qualifying_period", 200, 180)
        assert missing.earliest == parse_month("2017-12")


def test_a_pension_that_starts_later_than_the_claim_waits_for_the_age() -> None:
    found = decided(agreement(PRO_RATA, PRO_RATA), AA_TEN_YEARS, BB_EIGHT_YEARS, pension_age_months=730)
    (missing,) = found.parties["AA"].missing
    assert (missing.name, missing.earliest) == ("age", parse_month("2017-01"))


def test_a_missing_declared_figure_is_asked_for() -> None:
    case = Case.model_validate(
        {
            "case_id": "D-2",
            "agreement": "aa-bb",
            "person": {"sex": "male", "birth_date": "1956-03-10"},
            "claim": {"benefit": "old_age", "date": "2016-04-01"},
            "periods": [AA_TEN_YEARS.model_dump(by_alias=True)],
            "established": {"AA": FIGURES, "BB": {"required_months": 180}},
        }
    )
    with pytest.raises(FaultsError, match=r"established\.BB\.pension_age_months"):
        determine(case, agreement(PRO_RATA, PRO_RATA))


def test_a_record_ends_with_a_month() -> None:
    """What lies after it is left out: of months, of the ledger, and of time of unknown place that begins later."""
    undated = [
        period("AA", first, "2012-12", count={"unit": "months", "number": 2}) for first in ("2011-02", "2011-03")
    ]
    periods = [period("AA", "2010-01", "2010-06"), period("AA", "2010-09", "2010-12"), *undated]
    record = record_periods("AA", periods, KINDS)
    assert len(record.until(parse_month("2012-12")).months) == len(record.months) == 10
    ended = record.until(parse_month("2010-10"))
    assert ended.months == span("2010-01", "2010-06") | span("2010-09", "2010-10")
    assert [(format_month(each.first), format_month(each.last)) for each in ended.ledger if each.counted] == [
        ("2010-01", "2010-06"),
        ("2010-09", "2010-10"),
    ]
    assert [len(record.until(parse_month(last)).undated) for last in ("2011-01", "2011-02", "2011-03")] == [0, 1, 2]
    first = record.until(parse_month("2010-09"))
    assert [(each.first, each.last) for each in first.ledger if each.counted][1:] == [(parse_month("2010-09"),) * 2]
    early = record.until(parse_month("2010-08"))
    assert (early.months, len([each for each in early.ledger if each.counted])) == (span("2010-01", "2010-06"), 1)


def test_a_view_ends_with_a_month() -> None:
    kept, foreign = span("2010-01", "2010-12"), span("2011-01", "2011-12")
    view = View("AA", kept, kept, foreign, foreign, 3, True, own_counted=kept, entitlement_only=foreign)
    ended = view.until(parse_month("2011-02"), 15)
    assert (ended.own_months, ended.total_months, len(ended.taken_over), len(ended.entitlement_only)) == (15, 17, 2, 2)
    assert (ended.minimum_met, view.until(parse_month("2011-02"), 16).minimum_met) == (True, False)
    assert (len(view.until(parse_month("2010-02"), 0).own_kept), view.until(parse_month("2010-02"), 0).foreign) == (
        2,
        MonthSet(),
    )
