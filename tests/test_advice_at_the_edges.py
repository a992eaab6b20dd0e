"""Options of persons at the edges of the law, each worked out by hand from its articles."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from totalisation import Case
from totalisation.advice.contributions import kinds_by_age
from totalisation.advice.option import Option, Options
from totalisation.advice.options import options_of
from totalisation.advice.suppositions import Suppositions
from totalisation.advice.value import break_even
from totalisation.case import Period
from totalisation.months import format_month, month
from totalisation.reports.advice import study_of
from totalisation.reports.advice_data import as_data
from totalisation.reports.study import study_text
from totalisation.schemes import scheme_named

pytestmark = pytest.mark.slow

IN_DONG = Suppositions(rates={"KRW": Fraction(18), "VND": Fraction(1)}, common="VND")
RATES = {"KR": {"deposit_rate": {str(year): "2 %" for year in range(2000, 2027)}}}


def period(party: str, first: str, last: str, monthly: int, **more: Any) -> dict[str, Any]:
    kind = {"VN": "compulsory", "KR": "workplace"}[party]
    regime = {"salary_regime": "employer"} if party == "VN" else {}
    earned = [{"from": first, "to": last, "monthly": monthly}]
    return {"party": party, "from": first, "to": last, "kind": kind, "earnings": earned, **regime, **more}


def laid(
    sex: str, birth: str, today: str, *periods: dict[str, Any], nationality: str = "VN", residence: str = "VN"
) -> Options:
    case = Case.model_validate(
        {
            "case_id": "edge",
            "agreement": "vn-kr",
            "person": {"sex": sex, "birth_date": birth, "nationality": nationality, "residence": residence},
            "claim": {"benefit": "old_age", "date": today},
            "periods": periods,
            "established": RATES,
        }
    )
    return options_of(case, IN_DONG)


def one(options: Options, kind: str, party: str = "") -> Option:
    (found,) = [each for each in options.options if (each.kind, each.party) == (kind, party)]
    return found


def pension(option: Option, party: str) -> tuple[str, str, int]:
    """The month of the claim, the first month paid, and its amount."""
    (found,) = [each for each in option.pensions if each.party == party]
    start = found.payments.start
    assert start is not None
    return format_month(found.month), format_month(start), found.payments.runs[0].amount


def test_one_month_short_of_fifteen_years() -> None:
    """Law 41/2024 Art. 33(7), 64, 66(1): one month more, or paid in one sum at 22 %, makes 40 % of the average."""
    options = laid("male", "1964-11-10", "2026-11-02", period("VN", "2010-01", "2024-11", 10_000_000))
    # The coefficients of 2026 for 2010 to 2023, eleven months of 2024 at 1.03, and the month that is added.
    by_year = [
        "1.96",
        "1.65",
        "1.51",
        "1.42",
        "1.36",
        "1.36",
        "1.32",
        "1.28",
        "1.23",
        "1.20",
        "1.16",
        "1.14",
        "1.11",
        "1.07",
    ]
    average = (12 * sum(map(Fraction, by_year)) + 11 * Fraction("1.03") + 1) * 10_000_000 / 180
    expected = round(average * Fraction(40, 100))
    assert expected == 5_279_333
    assert pension(one(options, "longer", "VN"), "VN") == ("2026-12", "2026-12", expected)
    topped = one(options, "top_up", "VN")
    assert pension(topped, "VN") == ("2026-11", "2026-12", expected)
    assert [each.total for each in topped.contributions] == [2_200_000]


def test_what_is_kept_and_ends_in_a_sum_is_told_to_end() -> None:
    options = laid("male", "1964-11-10", "2026-11-02", period("VN", "2010-01", "2024-11", 10_000_000))
    told = study_text(study_of(options))
    kept = told[told.index("3. A. Keep") : told.index("4. B.")]
    assert "179 months (14 years 11 months) of insurance end for good" in kept
    assert "Nothing is paid before the claim" not in kept


def test_two_months_short_that_a_totalised_pension_does_not_need() -> None:
    """Art. 66(4) pays 2.25 % a year below fifteen years; with two months paid in one sum Art. 66(1) pays 45 %."""
    options = laid(
        "female",
        "1970-02-10",
        "2026-11-02",
        period("VN", "2012-01", "2026-10", 9_000_000),
        period("KR", "2005-03", "2009-02", 1_700_000),
    )
    assert pension(options.options[0], "VN") == ("2027-06", "2027-07", 3_690_733)
    topped = one(options, "top_up", "VN")
    assert (topped.months, [each.total for each in topped.contributions]) == (2, [2 * 9_000_000 * 22 // 100])
    assert pension(topped, "VN") == ("2027-06", "2027-07", 4_911_300)


def test_insurance_on_one_side_keeps_no_pension_of_the_other_waiting() -> None:
    """Nothing in Korean law hangs on insurance in Viet Nam: payments that need not wait do not lapse (Art. 115)."""
    options = laid(
        "male",
        "1961-03-20",
        "2026-11-02",
        period("KR", "2000-01", "2009-12", 2_000_000),
        period("VN", "2011-01", "2018-12", 5_000_000),
    )
    keep, longer = options.options[0], one(options, "longer", "VN")
    assert pension(longer, "KR") == pension(keep, "KR") == ("2026-11", "2024-04", 505_520)
    assert pension(longer, "VN")[0] == "2033-11"


def test_insurance_that_makes_both_pensions_stands_once_and_with_both() -> None:
    """Twelve months more in Korea make ten years there and fifteen together: one option, and both pensions in it."""
    options = laid(
        "female",
        "1975-08-15",
        "2026-11-02",
        period("VN", "2020-01", "2024-12", 8_000_000),
        period("KR", "2008-01", "2016-12", 1_800_000),
    )
    longer = one(options, "longer", "KR")
    assert (longer.months, [each.party for each in longer.pensions]) == (12, ["VN", "KR"])
    assert pension(longer, "VN")[2] == round(8_000_000 * Fraction("5.51") / 5 * Fraction("0.1125"))
    named = [(each.kind, each.party, each.months) for each in options.options]
    assert len(named) == len(set(named))


def test_after_sixty_insurance_in_korea_is_voluntary_and_ends_at_sixty_five() -> None:
    """Arts. 12(1), 13(1), 88(4): from the month after sixty the person pays the whole contribution, and to 65 alone."""
    options = laid(
        "female",
        "1970-02-10",
        "2026-11-02",
        period("VN", "2012-01", "2026-10", 9_000_000),
        period("KR", "2005-03", "2009-02", 1_700_000),
    )
    workplace, voluntary = one(options, "longer", "KR").contributions
    spans = [(format_month(each.runs[0].first), format_month(each.runs[-1].last)) for each in (workplace, voluntary)]
    assert spans == [("2026-11", "2030-02"), ("2030-03", "2032-10")]
    assert (workplace.kind, voluntary.kind) == ("workplace", "voluntary_continued")
    assert voluntary.runs[0].amount == 1_700_000 * 115 // 1000 == 2 * workplace.runs[-1].amount
    old = laid(
        "male",
        "1962-06-10",
        "2025-07-01",
        period("KR", "2000-01", "2006-12", 1_500_000),
        period("VN", "2007-01", "2019-12", 5_000_000),
    )
    # Thirty-six months that are missing from ten years would end in June 2028, a year after sixty-five.
    assert [each for each in old.options if (each.kind, each.party) == ("longer", "KR")] == []


@pytest.mark.parametrize(
    ("last", "kinds"),
    [
        ("2030-02", ["workplace"]),
        ("2030-03", ["workplace", "voluntary_continued"]),
        ("2035-02", ["workplace", "voluntary_continued"]),
        ("2035-03", []),
    ],
)
def test_kinds_of_insurance_by_age(last: str, kinds: list[str]) -> None:
    added = Period.model_validate(period("KR", "2026-11", last, 1_700_000))
    parts = kinds_by_age(month(1970, 2), added, scheme_named("korea"))
    assert [each.kind for each in parts] == kinds
    months = [each for part in parts for each in range(part.first.first_month, part.last.first_month + 1)]
    assert months == (list(range(month(2026, 11), added.last.first_month + 1)) if kinds else [])


def test_further_insurance_is_not_below_the_reference_level() -> None:
    """Law 41/2024 Art. 31(1)(đ): 900,000 dong of 2004 cannot be insured in 2026, but 2,530,000 can."""
    options = laid(
        "female",
        "1972-05-20",
        "2026-11-02",
        period("VN", "1995-01", "2004-12", 900_000),
        period("KR", "2009-01", "2025-12", 2_000_000),
        residence="KR",
    )
    longer = one(options, "longer", "VN")
    assert [each.amount for each in longer.contributions[0].runs] == [2_530_000 * 8 // 100]
    # 120 months at the coefficients of 1995 to 2004, which add up to 41.70, and 60 months at the reference level.
    average = (12 * 900_000 * Fraction("41.70") + 60 * 2_530_000) / 180
    assert pension(longer, "VN")[2] == round(average * Fraction(45, 100)) == 1_505_400


def test_a_foreigner_who_has_left_may_take_the_lump_sum() -> None:
    """Law 41/2024 Art. 70(2)(đ), (3): 33 months are three years of two months' average salary, on a ceiling."""
    options = laid(
        "male",
        "1975-08-15",
        "2026-11-02",
        period("KR", "1999-05", "2022-12", 3_000_000),
        period("VN", "2023-01", "2025-09", 40_000_000),
        nationality="KR",
        residence="KR",
    )
    (paid,) = one(options, "lump_sum", "VN").lump_sums
    level = (Fraction("1.07") * 6 * 29_800_000, Fraction("1.07") * 6 * 36_000_000, Fraction("1.03") * 6 * 36_000_000)
    average = (sum(level) + Fraction("1.03") * 6 * 40_000_000 + 9 * 40_000_000) / 33
    assert (paid.reason, paid.supposed, paid.amount) == ("permit_ended", True, round(6 * average))
    assert "the ground is supposed, since the person lives elsewhere" in " ".join(study_text(study_of(options)).split())


def test_an_early_pension_begins_with_the_month_of_the_age() -> None:
    """Arts. 54(1), 61(2), 63(2): sixty on 15 August 2035, claimed in that month, paid from September at 70 %."""
    options = laid("male", "1975-08-15", "2026-11-02", period("KR", "2010-01", "2022-12", 3_000_000), residence="KR")
    full = pension(options.options[0], "KR")[2]
    claimed, start, amount = pension(one(options, "early", "KR"), "KR")
    assert (claimed, start) == ("2035-08", "2035-09")
    assert full * 7 // 10 // 10 * 10 <= amount <= (full + 10) * 7 // 10 // 10 * 10


def test_a_deferral_is_as_long_as_the_law_allows_and_is_told_so() -> None:
    """Art. 62: totalisation gives the right from August 2025 on, and June 2030 is the month of sixty-eight."""
    options = laid(
        "male",
        "1962-06-10",
        "2025-07-01",
        period("KR", "2000-01", "2006-12", 1_500_000),
        period("VN", "2007-01", "2019-12", 5_000_000),
    )
    deferred = one(options, "deferred", "KR")
    assert deferred.months == 59
    kept = pension(options.options[0], "KR")[2]
    claimed, start, amount = pension(deferred, "KR")
    assert (claimed, start) == ("2025-07", "2030-07")
    factor = Fraction("1.021") * (1 + Fraction("0.006") * 59)
    assert kept * factor // 10 * 10 <= amount <= (kept + 10) * factor // 10 * 10


def test_the_refund_that_the_agreement_gives_is_found_the_day_before_it_does() -> None:
    """Art. 23(2): a day earlier there is no refund to nationals of Viet Nam, and in July 2025 there is."""
    sums = {}
    for today in ("2025-06-30", "2025-07-01"):
        options = laid(
            "male",
            "1962-06-10",
            today,
            period("KR", "2000-01", "2006-12", 1_500_000),
            period("VN", "2007-01", "2019-12", 5_000_000),
        )
        taken = one(options, "lump_sum", "VN").lump_sums
        sums[today] = [(each.party, format_month(each.month), each.amount) for each in taken]
        assert str(taken[0].citation) == ("L2014 60" if today < "2025-07-01" else "L2024 70")
    before, after = sums.values()
    assert before == [("VN", "2025-06", 180_259_615), ("KR", "2025-07", 15_620_850)]
    assert after == [("VN", "2025-07", 180_259_615), ("KR", "2025-07", 15_620_850)]


def test_a_sum_whose_conditions_are_not_known_is_no_option_but_a_doubt() -> None:
    """The right of who left in 2009 follows a law that is not encoded: it is not told as due."""
    options = laid("female", "1970-02-10", "2026-11-02", period("KR", "2005-03", "2009-02", 1_700_000))
    assert [each.kind for each in options.options if each.kind.startswith("lump_sum")] == []
    assert [(each.party, each.reason) for each in options.unjudged] == [("KR", "emigration")]
    assert "Lump sums of which it cannot be told whether they are due" in study_text(study_of(options))
    assert [each["reason"] for each in as_data(options)["unjudged"]] == ["emigration"]


def test_what_cannot_be_told_is_compared_with_nothing() -> None:
    """A refund without known rates of interest is not counted: no month is told in which it is overtaken."""
    options = laid(
        "male",
        "1971-03-20",
        "2026-11-02",
        period("VN", "2003-01", "2013-12", 3_600_000),
        period("KR", "2019-06", "2024-03", 2_000_000),
    )
    case = options.case.model_copy(update={"established": {}})
    options = options_of(case, IN_DONG)
    undecided = {each.letter for each in options.options if each.undecided}
    assert undecided
    assert not undecided & {letter for each in break_even(options) for letter in (each.behind, each.ahead)}
    told = " ".join(study_text(study_of(options)).split())
    assert f"Not compared, since an amount cannot be told: {', '.join(sorted(undecided))}." in told


def test_a_refund_of_who_may_have_left_later_is_a_doubt() -> None:
    """Art. 115(1): five years from the departure, of which only the end of insurance is known."""
    options = laid("male", "1990-04-01", "2026-11-02", period("KR", "2015-01", "2019-12", 2_200_000))
    assert [each.kind for each in options.options if each.kind.startswith("lump_sum")] == []
    (told,) = options.unjudged
    assert (told.party, told.reason) == ("KR", "emigration")
    assert "taken to have arisen on 2019-12-31" in told.faults[0].in_language("en")


def test_a_reduced_pension_stands_beside_the_one_at_the_full_age() -> None:
    """Law 41/2024 Art. 65(1)(a), 66(3): sixty months early take 10 % off 65 %; from sixty-two on nothing is taken."""
    case = {
        "case_id": "reduced",
        "agreement": "vn-kr",
        "person": {
            "sex": "male",
            "birth_date": "1970-04-01",
            "capacity_loss_percent": 65,
            "capacity_conclusion": "2026-09-01",
        },
        "claim": {"benefit": "old_age", "date": "2026-11-02"},
        "periods": [period("VN", "1995-01", "2024-12", 6_000_000)],
        "established": {"VN": {"average_earnings": 10_000_000}},
    }
    options = options_of(Case.model_validate(case), IN_DONG)
    assert pension(options.options[0], "VN") == ("2026-11", "2026-11", 5_500_000)
    assert pension(one(options, "unreduced", "VN"), "VN") == ("2032-04", "2032-05", 6_500_000)


def test_a_refund_that_may_be_paid_back_stands_beside_what_is_kept() -> None:
    """National Pension Act Art. 78 lets it be paid back, Law 41/2024 Art. 5(3) does not; what it costs is not known."""
    options = laid(
        "female",
        "1975-08-15",
        "2026-11-02",
        period("VN", "2005-01", "2012-12", 4_000_000, refunded=True),
        period("VN", "2020-01", "2024-12", 8_000_000),
        period("KR", "2008-01", "2012-12", 1_800_000, refunded=True),
        period("KR", "2014-01", "2018-12", 1_800_000),
    )
    # 60 months in Korea alone and 60 in Viet Nam are ten years together; with 60 more Korea asks for no other's months.
    assert [each.result.basis for each in options.options[0].pensions] == ["totalised"]
    repaid = one(options, "repaid", "KR")
    assert [(each.party, each.result.basis) for each in repaid.pensions] == [("VN", "totalised"), ("KR", "independent")]
    assert str(repaid.citation) == "NPA 78"
    assert [each.kind for each in options.options].count("repaid") == 1
    assert repaid.letter not in {letter for each in break_even(options) for letter in (each.behind, each.ahead)}
    assert "what is paid back, with its interest, is not known" in study_text(study_of(options))
