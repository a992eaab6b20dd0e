"""The lump-sum refund (반환일시금): who may have it, until when, and how much with interest.

The law of the month in which its ground arises applies.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Final

from totalisation.earnings import EarningsRun
from totalisation.messages import Fault
from totalisation.money import Exact, down_to_ten, truncate
from totalisation.months import Month, days_in_month, month, month_of
from totalisation.parameters import Key, MissingFigureError
from totalisation.rules import rule
from totalisation.schemes.base import Condition
from totalisation.schemes.korea.ages import birthday_has_come
from totalisation.schemes.korea.calendar import FIRST_CONTRIBUTION_ON_INCOME, income_year
from totalisation.written_values import PartialDate

REASONS: Final = frozenset({"age", "emigration", "nationality_lost"})
"""Why a refund may be asked for: sixty years of age, moving abroad for good, losing the nationality."""

FIRST_INTEREST: Final[Month] = month(1999, 4)
"""Interest on contributions for earlier months follows decrees that have not been read (Addendum 20507 Art. 21)."""

WORKPLACE: Final = ("workplace", "compulsory")
"""Kinds of period whose contribution the employer shares."""

NOWHERE: Final = "none"


def figure_in(table: Mapping[Key, Exact], when: Month) -> Exact | None:
    """The figure of a table of dated figures (YYYYMM) that holds in the month ``when``; None before the first."""
    key = when // 12 * 100 + when % 12 + 1
    found = max((int(each) for each in table if int(each) <= key), default=None)
    return None if found is None else table[found]


@rule("NPA 77(1)1", "NPA Addendum 8541 Art. 8-3", unit="month")
def refund_age_month(birth_date: PartialDate, refund_age_years: int) -> Month:
    """The month of the age at which a refund falls due, without any addition by year of birth.

    "부칙 제8조에도 불구하고 가입기간이 10년 미만인 … 사람은 60세가 된 때에 반환일시금을 지급받을 수 있다".
    """
    return birth_date.first_month + 12 * refund_age_years


@rule("NPA 77(1)", unit="month")
def refund_ground_month(
    withdrawal_reason: str, withdrawal_month: Month | None, refund_age_month: Month, claim_month: Month
) -> Month:
    """The month in which the ground for a refund arises: of the age, of moving abroad, of losing the nationality."""
    if withdrawal_reason == "age" or withdrawal_month is None:
        return refund_age_month if withdrawal_reason == "age" else claim_month
    return withdrawal_month


@rule("NPA 77(1)", unit="count")
def refund_ground_day(withdrawal_reason: str, withdrawal_day: int, birth_day: int) -> int:
    """The day of its month on which the ground for a refund arises; 0 where it is not known."""
    return birth_day if withdrawal_reason == "age" else withdrawal_day


@rule("NPA 77(1)", "NPA 126(4)", unit="month")
def refund_month(refund_ground_month: Month, claim_month: Month) -> Month:
    """The month from which the refund can be paid: that of the claim, once the ground has arisen."""
    return max(refund_ground_month, claim_month)


@rule("NPA 77(1)", unit="month")
def refund_law_month(refund_ground_month: Month, claim_month: Month) -> Month:
    """The month whose law applies: that in which the ground arises, not after the claim."""
    return min(refund_ground_month, claim_month)


@rule("NPA 126(4)", "NPA 127", unit="word")
def refund_right(
    citizen: bool,
    withdrawal_reason: str,
    visa: str,
    nationality: str,
    agreed_refund: bool,
    agreed_refund_date: date,
    claim_date: date,
    refund_by_visa: Mapping[Key, Exact],
    refund_by_reciprocity: Mapping[Key, Exact],
) -> str:
    """On what a person's right to a refund rests: nationality, visa, reciprocity or an agreement; or "none".

    "외국인 가입자등에게는 제77조부터 제79조까지의 규정을 적용하지 아니한다. 다만, …": foreigners have none but (1)
    where their law pays Koreans such a sum, (2) as workers under the Act on the Employment of Foreign Workers, (3) as
    industrial trainees; and by an agreement (Art. 127). Who has lost the nationality was insured as a national, and is
    no foreigner insured as one.
    """
    if citizen or withdrawal_reason == "nationality_lost":
        return "citizen"
    if visa in refund_by_visa and refund_by_visa[visa] > 0:
        return "visa"
    if nationality in refund_by_reciprocity and refund_by_reciprocity[nationality] > 0:
        return "reciprocity"
    if agreed_refund and agreed_refund_date <= claim_date:
        return "agreement"
    return NOWHERE


@rule("NPA 77(1)1", unit="months")
def refund_tested_months(own_months: int, total_months: int, refund_qualifying: str) -> int:
    """The insured months that are held against the ten years of a pension."""
    return total_months if refund_qualifying == "totalised" else own_months


@rule("NPA 115(1)", unit="months")
def refund_limitation_months(
    withdrawal_reason: str, limitation_months: int, refund_at_age_limitation_months: int
) -> int:
    """Months after which the right lapses: five years, but ten for a refund at the age.

    "제77조제1항제1호에 따른 반환일시금을 지급받을 권리는 10년간".
    """
    return refund_at_age_limitation_months if withdrawal_reason == "age" else limitation_months


def within_years(claim_date: date, last: Month, ground_day: int) -> bool:
    """Whether the claim comes by the day on which a time of years ends, in the month ``last``.

    It ends with the same day of the month as that of the ground, or the month's last one (Civil Act Arts. 157, 160);
    where the day of the ground is not known, with the month.
    """
    claimed = month_of(claim_date)
    day = min(ground_day or days_in_month(last), days_in_month(last))
    return claimed < last or (claimed == last and claim_date.day <= day)


@rule("NPA 77(1), 79, 115, 116", "NPA 126(4)", unit="conditions")
def refund_conditions(
    withdrawal_reason: str,
    own_months: int,
    refund_tested_months: int,
    required_months: int,
    refund_ground_month: Month,
    refund_ground_day: int,
    refund_age_month: Month,
    claim_month: Month,
    claim_date: date,
    last_own_month: Month,
    pension_age_attained: bool,
    refund_right: str,
    refund_limitation_months: int,
) -> tuple[Condition, ...]:
    """The conditions of a refund: its ground, the right to one, no pension in its place, and the time limit.

    Art. 79: the right ends "다시 가입자로 된 때", when the person is insured again, or has the right to an old-age
    pension. Art. 116: a right under item 3 that has lapsed revives at sixty.
    """
    found = [
        Condition("months_to_refund", "months", 1, own_months, own_months > 0, None),
        Condition("refund_right", "word", "yes", refund_right, refund_right != NOWHERE, None),
        Condition(
            "refund_ground",
            "month",
            refund_ground_month,
            claim_month,
            birthday_has_come(claim_date, refund_ground_month, refund_ground_day),
            refund_ground_month,
        ),
    ]
    if withdrawal_reason == "age":
        ended = last_own_month <= max(refund_ground_month, claim_month)
        found.append(Condition("insurance_ended", "flag", True, ended, ended, None if ended else last_own_month))
    else:
        ended = last_own_month <= refund_ground_month
        found.append(Condition("insurance_ended", "flag", True, ended, ended, None))
    below = refund_tested_months < required_months
    if withdrawal_reason == "age":
        found.append(
            Condition(
                "below_qualifying_period",
                "months",
                required_months - 1,
                refund_tested_months,
                below,
                claim_month if below else None,
            )
        )
    else:
        awaited = below or not pension_age_attained
        found.append(Condition("no_pension_right", "flag", True, awaited, awaited, claim_month if awaited else None))
    last = refund_ground_month + refund_limitation_months
    in_time = within_years(claim_date, last, refund_ground_day)
    revives = withdrawal_reason != "age" and refund_age_month > claim_month
    later = refund_age_month if revives else None
    found.append(Condition("claimed_in_time", "month", last, claim_month, in_time, claim_month if in_time else later))
    return tuple(found)


def rate_of(kind: str, when: Month, workplace: Mapping[Key, Exact], other: Mapping[Key, Exact]) -> Exact:
    """The contribution rate of a month. Raises MissingFigureError where it is not known."""
    table = workplace if kind in WORKPLACE else other
    rate = figure_in(table, when)
    return table[when // 12 * 100 + when % 12 + 1] if rate is None else rate


def standard_income(monthly: int, when: Month, floor: Mapping[Key, Exact], ceiling: Mapping[Key, Exact]) -> int:
    """The standard monthly income of a month: cut to 1,000 won, between floor and ceiling; before 2008 as recorded."""
    if when < FIRST_CONTRIBUTION_ON_INCOME:
        return monthly
    year = income_year(when)
    return int(min(max(monthly // 1000 * 1000, floor[year]), ceiling[year]))


@rule("NPA 77(2), 88, 117", "NPA Addendum 20903 Art. 4", "NPA Addendum 8541 Art. 12", unit="list")
def contributions_by_month(
    earnings: Sequence[EarningsRun],
    agreed_refund_since: Month,
    refund_right: str,
    standard_income_floor: Mapping[Key, Exact],
    standard_income_ceiling: Mapping[Key, Exact],
    workplace_contribution_rate: Mapping[Key, Exact],
    individual_contribution_rate: Mapping[Key, Exact],
    contribution_rounding: str,
) -> dict[Month, int]:
    """The contribution paid for each month, the employer's share in it: the standard income times the rate.

    "납부한 연금보험료(… 사용자의 부담금을 포함한다)"; each is cut to ten won (Art. 117), as one amount or as two
    halves. Where the right rests on the agreement alone, only from the month from which that refunds.
    """
    paid: dict[Month, int] = {}
    for run in earnings:
        for when in range(run.first, run.last + 1):
            if refund_right == "agreement" and when < agreed_refund_since:
                continue
            income = standard_income(run.monthly, when, standard_income_floor, standard_income_ceiling)
            rate = rate_of(run.kind, when, workplace_contribution_rate, individual_contribution_rate)
            if run.kind in WORKPLACE and contribution_rounding == "each_half":
                paid[when] = 2 * int(truncate(Fraction(income * rate) / 2, 10))
            else:
                paid[when] = int(truncate(income * rate, 10))
    return paid


@rule("NPA 77(2)", unit="money")
def contributions_paid(contributions_by_month: Mapping[Month, int]) -> int:
    """All contributions together."""
    return sum(contributions_by_month.values())


def rates_of_years(years: Iterable[int], deposit_rate: Mapping[Key, Exact]) -> dict[int, Exact]:
    """The deposit rates of ``years``. Raises MissingFigureError with all that are not known."""
    rates: dict[int, Exact] = {}
    faults: list[Fault] = []
    for year in years:
        try:
            rates[year] = deposit_rate[year]
        except MissingFigureError as error:
            faults += error.faults
    if faults:
        raise MissingFigureError(faults)
    return rates


@rule("NPD 50", "NPA 89(1)", unit="money")
def refund_interest(
    contributions_by_month: Mapping[Month, int],
    refund_ground_month: Month,
    deposit_rate: Mapping[Key, Exact],
    interest_of_refund: str,
) -> Exact:
    """The interest: at each year's rate of three-year deposits, from the month after payment through the ground's.

    "연금보험료를 낸 날이 속하는 달의 다음 달부터 … 사유가 발생한 날이 속하는 달까지의 기간에 대하여 해당
    기간의 3년 만기 정기예금 이자율을 곱하여". A contribution is taken as paid when it was due, "다음 달 10일까지".
    The Decree says nothing of interest on interest.
    """
    if not contributions_by_month or refund_ground_month < min(contributions_by_month) + 2:
        return 0
    first = min(contributions_by_month) + 2
    rates = rates_of_years(range(first // 12, refund_ground_month // 12 + 1), deposit_rate)
    factors: dict[Month, Exact] = {refund_ground_month + 1: Fraction(0)}
    if interest_of_refund == "simple":
        for when in range(refund_ground_month, first - 1, -1):
            factors[when] = factors[when + 1] + Fraction(rates[when // 12]) / 12
    else:
        for when in range(refund_ground_month, first - 1, -1):
            year_end = min(when // 12 * 12 + 11, refund_ground_month)
            within = 1 + Fraction(rates[when // 12]) * (year_end - when + 1) / 12
            factors[when] = within * (1 + factors[year_end + 1]) - 1
    return sum(
        (paid * factors[when + 2] for when, paid in contributions_by_month.items() if when + 2 <= refund_ground_month),
        Fraction(0),
    )


@rule("NPA 77(2), 117", "TFA 47(1)", unit="money", rounding="down_to_ten")
def refund(contributions_paid: Exact, refund_interest: Exact) -> int:
    """The refund: "납부한 연금보험료 …에 대통령령으로 정하는 이자를 더한 금액", cut to ten won."""
    return down_to_ten(contributions_paid + refund_interest)
