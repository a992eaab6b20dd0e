"""The pension in money: at its start, at least the minimum, and carried through the later adjustments."""

from __future__ import annotations

from collections.abc import Mapping

from totalisation.money import Exact, to_nearest_whole
from totalisation.months import Month
from totalisation.rules import rule
from totalisation.schemes.dated import month_of_key
from totalisation.schemes.vietnam.start import LAW_2024


@rule("L2014 56(1)", unit="money_per_month", name="pension_exact", since="2016-01", until="2017-12")
def pension_exact_2016(average_earnings: Exact, pension_rate: Exact) -> Exact:
    """Monthly pension before rounding: the rate times the average salary."""
    return average_earnings * pension_rate


@rule(
    "L2014 56(2)",
    "D153 3",
    unit="money_per_month",
    name="pension_exact",
    since="2018-01",
    until="2021-12",
)
def pension_exact_2018(average_earnings: Exact, pension_rate: Exact, women_supplement: Exact) -> Exact:
    """Monthly pension before rounding: the rate times the average salary, and the supplement of women."""
    return average_earnings * pension_rate + women_supplement


@rule("L2014 56(2)", unit="money_per_month", name="pension_exact", since="2022-01", until="2025-06")
def pension_exact_2022(average_earnings: Exact, pension_rate: Exact) -> Exact:
    """Monthly pension before rounding: the rate times the average salary."""
    return average_earnings * pension_rate


@rule("D158 13(1)", unit="money_per_month", since="2025-07")
def pension_exact(average_earnings: Exact, pension_rate: Exact) -> Exact:
    """Monthly pension before rounding: "bằng tỷ lệ hưởng lương hưu hằng tháng nhân với mức bình quân tiền lương"."""
    return average_earnings * pension_rate


@rule("D153 3", unit="money_per_month", since="2018-01", until="2021-12", status="secondary")
def women_supplement(
    sex: str,
    insured_half_years: int,
    average_earnings: Exact,
    rate_before_reduction: Exact,
    women_supplement_rate: Mapping[int, Exact],
    women_supplement_2018: str,
) -> Exact:
    """Supplement for women whose pension starts in 2018 to 2021 with 20 to 29.5 insured years.

    Art. 3(1): "mức lương hưu được điều chỉnh bằng mức lương hưu tính theo quy định tại khoản 2 Điều 56 … cộng với mức
    điều chỉnh"; (2): a percentage of the pension of Art. 56(2), which is that before early retirement reduces it, by
    insured time and year of the start. So legal libraries print the article; the decree itself has not been read: that
    nothing is added is the other reading.
    """
    entitled = sex == "female" and insured_half_years in women_supplement_rate
    if not entitled or women_supplement_2018 == "not_added":
        return 0
    return average_earnings * rate_before_reduction * women_supplement_rate[insured_half_years]


@rule("L2014 56(5)", "L2024 141(11)", unit="months")
def compulsory_own_months(own_months: int, voluntary_months: int) -> int:
    """Own insured months under compulsory insurance."""
    return max(own_months - voluntary_months, 0)


@rule("L2014 56(5)", unit="money_per_month", name="minimum_pension", since="2016-01", until="2025-06")
def minimum_pension_2016(
    totalising: bool,
    route: str,
    compulsory_own_months: int,
    minimum_pension_required_months: int,
    reference_level: Exact,
) -> Exact:
    """Minimum pension: the base salary, "trừ trường hợp quy định tại điểm i khoản 1 Điều 2 và khoản 3 Điều 54".

    0 where there is none: on totalised time, and for the women of Art. 54(3).
    """
    enough = compulsory_own_months >= minimum_pension_required_months
    return reference_level if enough and not totalising and route != "commune_cadre" else 0


@rule("L2024 141(11)", "D158 13(1)", unit="money_per_month", since="2025-07")
def minimum_pension(
    totalising: bool,
    citizen: bool,
    first_insured_month: Month | None,
    compulsory_own_months: int,
    minimum_pension_required_months: int,
    reference_level: Exact,
) -> Exact:
    """Minimum pension: the reference level, for Vietnamese citizens insured before July 2025 with 20 years.

    "đã tham gia bảo hiểm xã hội trước ngày Luật này có hiệu lực thi hành mà có thời gian đóng bảo hiểm xã hội
    bắt buộc từ đủ 20 năm trở lên". 0 where there is none: on totalised time, and for foreigners (Art. 2(2)).
    """
    enough = compulsory_own_months >= minimum_pension_required_months
    before = first_insured_month is not None and first_insured_month < LAW_2024
    return reference_level if enough and before and citizen and not totalising else 0


@rule("C59 20(1)", unit="money_per_month", rounding="nearest_whole")
def monthly_amount_at_start(payable_exact: Exact, minimum_pension: Exact) -> int:
    """Monthly pension at the start, to the nearest dong: Ví dụ 39 of C59 prints 5,886,817.8 as 5,886,818.

    No article names this rounding.
    """
    return to_nearest_whole(max(payable_exact, minimum_pension))


@rule("D162 2", "D42 2(1)", unit="money_per_month", rounding="nearest_whole")
def monthly_amount(
    monthly_amount_at_start: int,
    start_month: Month,
    as_of_month: Month,
    adjustments: Mapping[int, Exact],
    first_adjustments: Mapping[int, Exact],
) -> int:
    """Monthly pension after the adjustments (điều chỉnh lương hưu) made since it started, each to the nearest dong.

    An adjustment raises the pensions drawn before its date. That of July 2023 gave more to those who had not
    had the one before it (D42/2023 Art. 2(1)(b)). The extra sums for pensions from before 1995 cannot arise.
    """
    amount, adjusted = monthly_amount_at_start, False
    for date in sorted(adjustments):
        when = month_of_key(date)
        if start_month < when <= as_of_month:
            rate = first_adjustments[date] if date in first_adjustments and not adjusted else adjustments[date]
            amount = to_nearest_whole(amount * (1 + rate))
            adjusted = True
    return amount
