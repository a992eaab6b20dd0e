"""The month in which the pension starts (thời điểm hưởng lương hưu)."""

from __future__ import annotations

from typing import Final

from totalisation.months import Month, month
from totalisation.rules import rule
from totalisation.schemes.vietnam.conditions import REDUCED

LAW_2024: Final[Month] = month(2025, 7)
"""The first month of Law 41/2024 (Art. 140(1)); Law 58/2014 applies until the month before."""

AGES_RISE: Final[Month] = month(2021, 1)
"""The first month of the Labour Code of 2019, whose Art. 169 raises the ages year by year."""


def _after(
    claim_month: Month, age_awaited_month: Month, route: str, concluded: Month | None, last: Month | None
) -> Month:
    """Not before the claim, and after the age, the medical conclusion and the last insured month."""
    start = max(claim_month, age_awaited_month + 1)
    if route in REDUCED and concluded is not None:
        start = max(start, concluded + 1)
    return start if last is None else max(start, last + 1)


def _under_law_2014(
    claim_month: Month,
    age_awaited_month: Month,
    route: str,
    capacity_conclusion_month: Month | None,
    last_insured_month: Month | None,
    top_up_paid_month: Month | None,
    provision_month: Month,
    totalising: bool,
) -> Month:
    start = _after(claim_month, age_awaited_month, route, capacity_conclusion_month, last_insured_month)
    if top_up_paid_month is not None:
        start = max(start, top_up_paid_month)
    # Law 58/2014 knows no pension on totalised time: Art. 8(4) and 66(4) of Law 41/2024 are the first that do.
    return max(start, provision_month, LAW_2024) if totalising else start


@rule("L2014 59", "C59 18", "C59 15(4)", unit="month", name="start_month", since="2016-01", until="2020-12")
def start_month_until_2020(
    claim_month: Month,
    age_awaited_month: Month,
    route: str,
    capacity_conclusion_month: Month | None,
    last_insured_month: Month | None,
    top_up_paid_month: Month | None,
    provision_month: Month,
    totalising: bool,
) -> Month:
    """First month of the pension: that of the claim, once all is met.

    "ngày 01 tháng liền kề sau tháng sinh": the age counts from the first of the month after the birthday's. A
    loss of capacity counts from the month after the medical conclusion. Missing months that are paid in one sum
    let the pension start in the month in which they are paid (Art. 15(4)).
    """
    return _under_law_2014(
        claim_month,
        age_awaited_month,
        route,
        capacity_conclusion_month,
        last_insured_month,
        top_up_paid_month,
        provision_month,
        totalising,
    )


@rule("L2014 59", "C59 18", "C59 15(4)", "D135 3", unit="month", name="start_month", since="2021-01", until="2025-06")
def start_month_until_2025(
    claim_month: Month,
    age_awaited_month: Month,
    route: str,
    capacity_conclusion_month: Month | None,
    last_insured_month: Month | None,
    top_up_paid_month: Month | None,
    provision_month: Month,
    totalising: bool,
) -> Month:
    """First month of the pension, as until 2020; what the new ages alone allow starts with them."""
    start = _under_law_2014(
        claim_month,
        age_awaited_month,
        route,
        capacity_conclusion_month,
        last_insured_month,
        top_up_paid_month,
        provision_month,
        totalising,
    )
    return max(start, AGES_RISE)


@rule("L2024 69", "C12 1", "C12 2", unit="month", since="2025-07")
def start_month(
    claim_month: Month,
    age_awaited_month: Month,
    route: str,
    capacity_conclusion_month: Month | None,
    last_insured_month: Month | None,
    top_up_paid_month: Month | None,
    provision_month: Month,
) -> Month:
    """First month of the pension: that of the claim, once all is met.

    "từ tháng liền kề sau tháng đủ tuổi nghỉ hưu": the month after the age is attained, after work ends, after
    the medical conclusion, and "từ tháng liền kề sau tháng đóng đủ số tiền cho số tháng còn thiếu", the month
    after missing months are paid. What this law alone allows starts with it at the earliest (point 1(c)).
    """
    start = _after(claim_month, age_awaited_month, route, capacity_conclusion_month, last_insured_month)
    if top_up_paid_month is not None:
        start = max(start, top_up_paid_month + 1)
    return max(start, provision_month, LAW_2024)
