"""Published figures of the Korean National Pension, each computed through a whole case where one can be made.

Sources, all read on 2026-11-24:

* NPS-TABLE: National Pension Service, expected old-age pensions 2026 (노령연금 예상연금월액표), January and July
  editions, https://m.nps.or.kr/pnsinfo/databbs/getOHAF0272M0List.do, in a machine conversion. It supposes a
  first insurance in January 2026, so that every month has the factor 1.29, and A = 3,193,511 won. The Service's
  own calculator gave the same for 21 of these cells on 2026-09-13.
* MOHW-2016: the Ministry's worked example of 2016, as safetimes.co.kr (idxno=4686) prints it.
* ETODAY-2010, HANKYUNG-2005: dependants' amounts by the month, etoday.co.kr 297156 and hankyung.com 2005032227285.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from tests.schemes.korea.helpers import computed, decided, months_until, period
from totalisation.money import down_to_ten, truncate
from totalisation.schemes.korea import SCHEME

TABLE = """
400000    193150 289720 386300 400000 400000 400000 400000
410000    193680 290530 387370 410000 410000 410000 410000
500000    198520 297780 397050 496310 500000 500000 500000
620000    204970 307460 409950 512440 614920 620000 620000
740000    211420 317130 422850 528560 634270 739990 740000
880000    218950 328420 437900 547370 656850 766320 875800
1000000   225400 338100 450800 563500 676200 788900 901600
1010000   225930 338900 451870 564840 677810 790780 903750
1013000   226090 339140 452190 565240 678290 791340 904390
1020000   226470 339710 452950 566190 679420 792660 905900
1030000   227010 340520 454020 567530 681040 794540 908050
1200000   236150 354220 472300 590370 708450 826520 944600
1420000   247970 371960 495950 619940 743920 867910 991900
2000000   279150 418720 558300 697870 837450 977020 1116600
2500000   306020 459030 612050 765060 918070 1071090 1224100
3000000   332900 499350 665800 832250 998700 1165150 1331600
4000000   386650 579970 773300 966620 1159950 1353270 1546600
5000000   440400 660600 880800 1101000 1321200 1541400 1761600
6000000   494150 741220 988300 1235370 1482450 1729520 1976600
6010000   494680 742030 989370 1236720 1484060 1731410 1978750
6250000   507580 761380 1015170 1268970 1522760 1776560 2030350
6370000   514030 771050 1028070 1285090 1542110 1799130 2056150
6590000   525860 788790 1051720 1314650 1577590 1840520 2103450
"""
YEARS = (10, 15, 20, 25, 30, 35, 40)
CELLS = [
    (int(average), years, int(pension))
    for average, *row in (line.split() for line in TABLE.split("\n") if line)
    for years, pension in zip(YEARS, row, strict=True)
]


@pytest.mark.parametrize(("average", "years", "pension"), CELLS)
def test_the_table_of_expected_pensions(average: int, years: int, pension: int) -> None:
    """NPS-TABLE. Insured from January 2026, of pension age in the last month: paid from the next January."""
    end = 2026 + years
    result = decided(
        f"{end - 66}-12-01",
        f"{end}-01-02",
        period("2026-01", f"{end - 1}-12"),
        average=average,
        established={"average_income_of_all_insured": {str(end): 3_193_511}},
        as_of=date(end, 1, 31),
    )
    assert (result.basis, result.own_months) == ("independent", 12 * years)
    assert result.monthly_amount_at_start == result.monthly_amount == pension


@pytest.mark.parametrize("rate_of_1996", ["2.073", "2.074"])
@pytest.mark.parametrize("rate_of_1997", ["1.874", "1.875"])
def test_the_ministrys_example_of_2016(rate_of_1996: str, rate_of_1997: str) -> None:
    """MOHW-2016: "월 73만4000원". Of two rates only the bounds are known: all that they admit give that amount."""
    result = decided(
        "1955-03-10",
        "2016-04-01",
        period("1995-04", "2015-03", 2_100_000),
        established={"revaluation_rate": {"1996": rate_of_1996, "1997": rate_of_1997}},
    )
    assert result.own_months == 240
    assert result.monthly_amount is not None
    assert round(result.monthly_amount, -3) == 734_000


def test_the_same_without_revaluation() -> None:
    """MOHW-2016: "60만6000원" if income were not revalued."""
    result = decided("1955-03-10", "2016-04-01", period("1995-04", "2015-03"), average=2_100_000)
    assert result.monthly_amount == 606_460


@pytest.mark.parametrize(
    ("year", "spouse", "child"),
    [
        (2010, 220_870, 147_230),  # ETODAY-2010
        (2022, 269_630, 179_710),  # viva100.com 202201093443788
        (2025, 300_330, 200_160),  # MOHW notice 2025-31
    ],
)
def test_published_dependants_amounts(year: int, spouse: int, child: int) -> None:
    amounts = [SCHEME.parameters[name].entries[0].value for name in ("spouse_amount", "child_or_parent_amount")]
    assert [each[year] for each in amounts if isinstance(each, dict)] == [spouse, child]


@pytest.mark.parametrize(
    ("yearly", "monthly"),
    [
        (220_870, 18_400),  # ETODAY-2010: spouse, "월 18,400"
        (147_230, 12_260),  # ETODAY-2010: child or parent
        (190_760, 15_890),  # HANKYUNG-2005: 388,850 with a spouse, after 372,960
        (127_170, 10_590),  # HANKYUNG-2005: 399,440 with a child besides
    ],
)
def test_a_month_of_a_dependants_amount_is_cut_to_ten_won(yearly: int, monthly: int) -> None:
    assert down_to_ten(Fraction(yearly, 12)) == monthly


def test_a_pension_with_dependants_adds_parts_that_were_each_cut() -> None:
    """The order of HANKYUNG-2005 on figures of 2025: pension, spouse and child each cut, then added."""
    career = ("1962-04-15", "2025-05-02", months_until("2020-12", 240))
    alone = decided(*career, average=2_500_000)
    family = [{"relation": "spouse"}, {"relation": "child", "birth_date": "2015-01"}]
    result = decided(*career, average=2_500_000, dependants=family)
    assert alone.monthly_amount is not None
    assert result.monthly_amount == alone.monthly_amount + 25_020 + 16_680


@pytest.mark.parametrize(
    ("paid", "year", "adjusted"),
    [
        # Ministry releases by the press: etoday 297156, jemin 259531, etoday 1091375, viva100, ubr.or.kr.
        (500_000, 2009, 523_500),
        (500_000, 2010, 514_000),
        (1_000_000, 2011, 1_029_000),
        (1_000_000, 2015, 1_013_000),
        (1_000_000, 2022, 1_025_000),
        (450_830, 2016, 453_980),  # safetimes 4686
    ],
)
def test_published_adjustments_by_consumer_prices(paid: int, year: int, adjusted: int) -> None:
    prices = SCHEME.parameters["consumer_price_adjustment"].entries[0].value
    assert isinstance(prices, dict)
    assert truncate(paid * (1 + prices[year]), 10) == adjusted


@pytest.mark.parametrize(
    ("birth", "start_year", "income_year", "income", "revalued"),
    [
        ("1959-01-05", 2021, 2010, 2_000_000, 2_784_000),  # asiae.co.kr 2021-01-22
        ("1960-12-05", 2023, 1988, 1_000_000, 7_640_000),  # dtnews24.com, newszen.co.kr 21290
        ("1960-01-05", 2022, 1988, 1_000_000, 7_161_000),  # gncsw.or.kr
        ("1958-01-05", 2020, 1988, 1_000_000, 6_512_000),  # wowtv/Yonhap 2020-01-10
        ("1955-03-05", 2016, 1988, 1_000_000, 5_622_000),  # safetimes 4686
    ],
)
def test_published_revaluations(birth: str, start_year: int, income_year: int, income: int, revalued: int) -> None:
    result = decided(
        birth,
        f"{start_year}-08-01",
        period(f"{income_year}-01", f"{income_year}-12", income),
        period("1999-01", "2008-12", 1_000_000),
    )
    assert computed(result, "benefit_year") == start_year
    assert computed(result, "revaluation_rates")[income_year] * income == revalued
