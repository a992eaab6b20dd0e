"""Worked examples (Ví dụ) of Circular 59/2015/TT-BLĐTBXH and of other official papers, decided as whole cases.

The examples give ages; the month of birth is the one with that age. Where an example gives no average salary, one
of 10,000,000 dong stands for it. Examples on lump sums, survivors and regional allowances are not of this scheme.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from tests.schemes.vietnam.helpers import computed, decided, months_before, period
from totalisation.messages import FaultsError
from totalisation.months import format_month, parse_month

PERCENT = Fraction(1, 100)


def born(start: str, years: int, months: int = 0) -> str:
    """The month of birth of a person of that age on the first of ``start``, counted as in Ví dụ 27."""
    return format_month(parse_month(start) - 12 * years - months - 1)


def loss(percent: int, concluded: str) -> dict[str, Any]:
    return {"person": {"capacity_loss_percent": percent, "capacity_conclusion": concluded}}


def test_example_19_hazardous_work_and_regional_allowance_add_up() -> None:
    result = decided(
        "male",
        "1959-03-20",
        "2016-04-01",
        period("1986-04", "1997-12"),
        period("1998-01", "2007-12", conditions=["hazardous"]),
        period("2008-01", "2016-03", conditions=["hazardous", "difficult_area"]),
    )
    assert result.entitled
    assert computed(result, "hazardous_months") == 18 * 12 + 3
    assert computed(result, "route") == "hazardous"
    assert format_month(result.start or 0) == "2016-04"


def test_example_20_commune_cadre_with_more_than_fifteen_years() -> None:
    result = decided(
        "female",
        "1961-03",
        "2016-04-01",
        period("1998-01", "2012-03"),
        period("2012-04", "2016-03", conditions=["commune_cadre"]),
    )
    assert result.entitled
    assert computed(result, "route") == "commune_cadre"
    assert result.own_months == 18 * 12 + 3
    assert result.rate == (45 + 2 * Fraction(7, 2)) * PERCENT


def test_example_21_voluntary_years_do_not_make_fifteen_compulsory_ones() -> None:
    result = decided(
        "female",
        "1961-03",
        "2016-04-01",
        period("1998-01", "2001-12", kind="voluntary"),
        period("2002-04", "2016-03", conditions=["commune_cadre"]),
    )
    assert not result.entitled
    assert [each.name for each in result.missing] == ["qualifying_period"]
    assert result.missing[0].actual in (14 * 12, 18 * 12)


@pytest.mark.parametrize("paid", ["2016-04", "2016-07"])
def test_example_22_missing_months_paid_in_one_sum(paid: str) -> None:
    result = decided(
        "male",
        "1956-03",
        f"{paid}-10",
        months_before("2016-03", 19 * 12 + 7),
        claim={"top_up": {"VN": {"months": 5, "paid": paid}}},
    )
    assert result.entitled
    assert result.own_months == 240
    assert format_month(result.start or 0) == paid


def test_example_23_missing_months_of_a_pension_on_reduced_capacity() -> None:
    result = decided(
        "male",
        "1963-03",
        "2016-04-10",
        months_before("2016-03", 19 * 12 + 6),
        claim={"top_up": {"VN": {"months": 6, "paid": "2016-04"}}},
        **loss(63, "2016-03-10"),
    )
    assert result.entitled
    assert computed(result, "route") == "reduced_capacity"
    assert format_month(result.start or 0) == "2016-04"


def test_example_24_cap_before_reduction_and_one_off_allowance() -> None:
    result = decided(
        "female",
        born("2016-06", 53),
        "2016-06-01",
        months_before("2016-05", 26 * 12 + 4),
        **loss(61, "2016-05-10"),
    )
    assert computed(result, "earned_rate") == Fraction(795, 1000)
    assert computed(result, "rate_before_reduction") == 75 * PERCENT
    assert result.rate == 71 * PERCENT
    assert result.further == {"one_off_allowance": 7_500_000}  # 1.5 years x 0.5 x 10,000,000


@pytest.mark.parametrize(
    ("sex", "start", "age", "months", "conditions", "before", "rate"),
    [
        ("female", "2019-01", (50, 1), 28 * 12, [], 71, 62),
        ("male", "2017-04", (49, 0), 27 * 12, ["underground_coal", "very_hazardous"], 69, 67),
        ("male", "2018-05", (56, 7), 29 * 12 + 7, [], 73, 67),
        ("male", "2016-08", (51, 0), 27 * 12 + 3, ["very_hazardous"], 70, 62),
    ],
    ids=["25", "26", "28", "29"],
)
def test_examples_25_26_28_29_reduction_for_early_retirement(
    sex: str, start: str, age: tuple[int, int], months: int, conditions: list[str], before: int, rate: int
) -> None:
    last = parse_month(start) - 1
    fifteen = period(format_month(last - 179), format_month(last), conditions=conditions)
    earlier = months_before(format_month(last - 180), months - 180)
    result = decided(sex, born(start, *age), f"{start}-01", earlier, fifteen, **loss(61, f"{format_month(last)}-01"))
    assert result.entitled
    assert format_month(result.start or 0) == start
    assert computed(result, "rate_before_reduction") == before * PERCENT
    assert result.rate == rate * PERCENT


def test_example_27_only_the_year_of_birth_is_known() -> None:
    result = decided("female", "1962", "2016-03-01", months_before("2016-02", 25 * 12), **loss(61, "2016-02-10"))
    assert format_month(result.start or 0) == "2016-03"
    assert computed(result, "months_early") == 11
    assert result.rate == 74 * PERCENT


@pytest.mark.parametrize(
    ("sex", "birth", "claim", "start"),
    [
        ("male", "1956-03-01", "2016-03-20", "2016-04"),
        ("male", "1956-12-01", "2016-12-20", "2017-01"),
        ("female", "1961", "2016-12-20", "2017-01"),
    ],
    ids=["30", "31", "32"],
)
def test_examples_30_to_32_first_month_after_the_age(sex: str, birth: str, claim: str, start: str) -> None:
    result = decided(sex, birth, claim, months_before("2015-12", 300))
    assert result.entitled
    assert format_month(result.start or 0) == start


def test_example_32_not_entitled_before_the_age_is_attained() -> None:
    result = decided("female", "1961", "2016-11-20", months_before("2015-12", 300))
    assert not result.entitled
    assert [each.name for each in result.missing] == ["age"]


def test_example_33_month_after_the_medical_conclusion() -> None:
    result = decided("female", "1965-05-10", "2016-07-05", months_before("2016-06", 23 * 12), **loss(61, "2016-07-05"))
    assert result.entitled
    assert format_month(result.start or 0) == "2016-08"


def state(first: str, last: str, coefficient: str) -> dict[str, Any]:
    return period(
        first,
        last,
        salary_regime="state",
        earnings=[{"from": first, "to": last, "monthly": 0, "coefficient": coefficient}],
    )


def test_example_36_state_salary_before_and_after_an_employers() -> None:
    result = decided(
        "male",
        "1956-09",
        "2016-10-01",
        state("1990-01", "1996-12", "3.5"),
        period("1997-01", "2006-09", 1_000_000),
        state("2009-10", "2011-09", "4.5"),
        state("2011-10", "2016-09", "5"),
        average=None,
        established={"adjustment_coefficients": {str(year): "2" for year in range(1997, 2007)}},
    )
    average = 5 * 1_210_000  # the last 60 State months, 10/2011 to 09/2016
    assert result.own_months == 23 * 12 + 9
    assert computed(result, "state_months") == 168
    assert computed(result, "state_average_by_level") == average
    assert computed(result, "state_sum") == 168 * average
    assert result.average_earnings == Fraction(168 * average + 117 * 2_000_000, 285)


def test_example_37_the_window_jumps_the_employers_time() -> None:
    result = decided(
        "male",
        "1957-12",
        "2018-01-01",
        state("1996-01", "2000-12", "2"),
        state("2001-01", "2002-12", "3"),
        period("2003-01", "2013-12", 1_000_000),
        state("2014-01", "2017-12", "6"),
        average=None,
        established={"adjustment_coefficients": {str(year): "1" for year in range(2003, 2014)}},
    )
    average = Fraction(24 * 3 + 48 * 6, 72) * 1_300_000  # 24 months to 12/2002 and 48 from 01/2014
    assert result.own_months == 22 * 12
    assert computed(result, "state_sum") == 132 * average


@pytest.mark.parametrize(
    ("years", "earlier", "later", "average", "amount"),
    [
        # The seniority allowance of a former occupation, 5.08 x 14 %, is part of both coefficients.
        (30, "6.9112", "7.2712", 8_113_480, 6_085_110),
        # 5.76 x 1.25 and 6.10 x 1.27.
        (27, "7.2", "7.747", 8_531_620, 5_886_818),
    ],
    ids=["38", "39"],
)
def test_examples_38_39_state_salary_with_seniority(
    years: int, earlier: str, later: str, average: int, amount: int
) -> None:
    result = decided(
        "male",
        "1956-03",
        "2016-04-01",
        state(f"{2016 - years}-04", "2011-03", "4"),
        state("2011-04", "2014-03", earlier),
        state("2014-04", "2016-03", later),
        average=None,
    )
    assert result.average_earnings == average
    assert result.monthly_amount_at_start == amount


def test_example_40_the_last_years_and_the_better_earlier_ones() -> None:
    career = (
        state("1986-04", "2008-03", "5"),
        state("2008-04", "2010-03", "7.688"),  # 6.2 x 1.24
        state("2010-04", "2013-03", "8.3312"),  # 6.56 x 1.27
        state("2013-04", "2016-03", "6.92"),
    )
    by_last_years = decided("male", "1956-03", "2016-04-01", *career, average=None)
    assert by_last_years.monthly_amount_at_start == 6_455_364
    by_earlier_years = decided("male", "1956-03", "2016-04-01", *career, average=9_285_008)
    assert by_earlier_years.monthly_amount_at_start == 6_963_756


def test_worked_example_of_the_social_security_office_average_of_2017() -> None:
    """Worker A, lump sum decided in 2017: printed average 1,774,052 dong of 37 months (secondary copy)."""
    months = [
        ("2013-01", "2013-12", 1_200_000),
        ("2014-01", "2014-09", 1_445_000),
        ("2014-10", "2014-12", 2_140_000),
        ("2015-07", "2015-12", 2_140_000),
        ("2016-01", "2016-02", 2_140_000),
        ("2016-03", "2016-07", 2_515_000),
    ]
    career = [period(*each) for each in months]
    exact = decided("male", "1956-01", "2017-02-01", *career, average=None)
    assert computed(exact, "average_earnings") == Fraction(65_639_950, 37)
    cut = decided(
        "male",
        "1956-01",
        "2017-02-01",
        *career,
        average=None,
        interpretations={"VN": {"average_rounding": "whole_units"}},
    )
    assert computed(cut, "average_earnings") == 1_774_052


@pytest.mark.parametrize(
    ("start", "age", "years", "before", "rate"),
    [
        # 29 September 2017: "16 năm đầu 45%; 4 năm … 8%. Tổng 53% … trước tuổi 4 năm 4 tháng nên giảm trừ 8%: 45%".
        # https://nld.com.vn/cong-doan/duoc-huong-luong-huu-theo-ti-le-45-20170929224310887.htm
        ("2018-01", (55, 8), 20, 53, 45),
        # 2020, born in July 1965: "18 năm đầu 45%, 7 x 2% = 14% … trước tuổi 4 năm 10 tháng … 8% + 1%: 59% - 9% = 50%".
        # http://dilawfirm.vn/bai-viet/nghi-huu-truoc-tuoi-tinh-luong-huu-ra-sao-2180.aspx
        ("2020-10", (55, 2), 25, 59, 50),
    ],
)
def test_social_insurance_of_ho_chi_minh_city_on_early_retirement(
    start: str, age: tuple[int, int], years: int, before: int, rate: int
) -> None:
    """What the institution of the city answered to readers, on L2014 56(2), (3)."""
    last = format_month(parse_month(start) - 1)
    result = decided(
        "male", born(start, *age), f"{start}-01", months_before(last, 12 * years), **loss(63, f"{last}-01")
    )
    assert format_month(result.start or 0) == start
    assert computed(result, "rate_before_reduction") == before * PERCENT
    assert result.rate == rate * PERCENT


@pytest.mark.parametrize(
    ("start", "months", "allowance"),
    [
        # Institution of Ho Chi Minh City, 27 May 2016: 6 years and, of two odd months, half a year: 3.25 months.
        # https://nld.com.vn/cong-doan/tro-cap-mot-lan-khi-nghi-huu-20160527212645792.htm
        ("2016-06", 36 * 12 + 2, 32_500_000),
        # Army newspaper, 2019: 75 % are of 32 years, "5 năm x 0,5 = 2,5 tháng".
        # https://www.qdnd.vn/phap-luat/luat-su-cua-ban/ty-le-phan-tram-luong-huu-va-tro-cap-gi-khi-nghi-huu-573523
        ("2019-10", 37 * 12, 25_000_000),
    ],
)
def test_answers_on_the_single_allowance_of_long_insurance(start: str, months: int, allowance: int) -> None:
    last = format_month(parse_month(start) - 1)
    result = decided("male", born(start, 60), f"{start}-01", months_before(last, months))
    assert result.rate == 75 * PERCENT
    assert result.further == {"one_off_allowance": allowance}


def test_social_insurance_of_viet_nam_on_35_years_in_2019() -> None:
    """Answer of 2019 to a man born on 3 August 1959, retired in September 2019 after 35 years and 7 months: 75 %.

    https://phapluatplus.baophapluat.vn/cach-tinh-luong-huu-voi-doi-tuong-vua-la-quan-nhan-vua-la-cong-chuc-134049.html
    """
    result = decided("male", "1959-08-03", "2019-09-01", months_before("2019-08", 35 * 12 + 7))
    assert format_month(result.start or 0) == "2019-09"
    assert result.rate == 75 * PERCENT


def test_circular_19_of_2025_example_1_officer_with_32_years() -> None:
    """Circular 19/2025/TT-BQP, Ví dụ 01 (secondary copy): 45 % for 20 years and 12 x 2 % are 69 %."""
    result = decided("male", "1969-06", "2025-09-01", months_before("2025-08", 32 * 12, conditions=["armed_forces"]))
    assert computed(result, "route") == "armed_forces"
    assert result.rate == 69 * PERCENT


@pytest.mark.parametrize(("odd", "half_years"), [(4, 71), (11, 72)])
def test_circular_19_of_2025_examples_2_and_3_odd_months(odd: int, half_years: int) -> None:
    """Ví dụ 02 and 03 (secondary copy): 35 years 4 months are 35.5, 35 years 11 months are 36."""
    result = decided("male", "1960-01", "2025-09-01", months_before("2025-08", 35 * 12 + odd))
    assert computed(result, "insured_half_years") == half_years


def test_a_year_of_the_start_without_coefficients_is_refused() -> None:
    with pytest.raises(FaultsError, match=r"adjustment_coefficients.*2016"):
        decided(
            "male",
            "1955-01",
            "2016-06-01",
            months_before(
                "2016-05",
                300,
                salary_regime="employer",
                earnings=[{"from": format_month(parse_month("2016-05") - 299), "to": "2016-05", "monthly": 1_000_000}],
            ),
            average=None,
        )
