"""What survivors' and disability pensions ask of contributions, and when the right to them starts."""

from __future__ import annotations

from totalisation.messages import Fault, FaultsError, message
from totalisation.money import Exact
from totalisation.months import Month, MonthSet, month
from totalisation.rules import rule
from totalisation.schemes.base import Condition

FIRST_INSURABLE_MONTH = month(1999, 4)
"""Time before 1 April 1999 is no time of insurance that contributions are held against: Addendum 14214 Art. 9."""

FORMER_LAW = "former_law"
"""The ground of who has none by the present articles, while the former ones may still entitle."""


@rule("NPA 3(1)19, Addendum 14214 Art. 9", unit="months")
def insurable_months(
    birth_month: Month,
    contingency_month: Month,
    insurable_age_years: int,
    months_outside_insurance: int,
    tested_calendar: MonthSet,
) -> int:
    """Months of the time of insurance (가입대상기간): from the age of 18, at the earliest April 1999, on.

    Up to the contingency, with the months paid before ("18세 미만인 기간 중 보험료 납부기간"), less those that
    Art. 3(1)19 leaves out, as the institution counts them.
    """
    adult = birth_month + 12 * insurable_age_years
    earlier = len(tested_calendar.since(FIRST_INSURABLE_MONTH).until(adult - 1))
    later = max(contingency_month - max(adult, FIRST_INSURABLE_MONTH) + 1, 0)
    return max(earlier + later - months_outside_insurance, 0)


@rule("NPA 67(1)", "NPA 72(1)", unit="list")
def tested_calendar(
    qualifying_calendar: MonthSet,
    own_calendar: MonthSet,
    contingency_month: Month,
    contribution_tests_when_totalised: str,
) -> MonthSet:
    """The calendar months with contributions up to the contingency: those that count for entitlement, or own ones."""
    counted = own_calendar if contribution_tests_when_totalised == "own" else qualifying_calendar
    return counted.until(contingency_month)


@rule("NPA 67(1)", "NPA 72(1)", unit="months")
def contributed_months(
    tested_calendar: MonthSet,
    qualifying_calendar: MonthSet,
    qualifying_months: int,
    own_calendar: MonthSet,
    own_months: int,
    contribution_tests_when_totalised: str,
) -> int:
    """Months with contributions up to the contingency, with those that have no place on the calendar."""
    if contribution_tests_when_totalised == "own":
        return len(tested_calendar) + own_months - len(own_calendar)
    return len(tested_calendar) + qualifying_months - len(qualifying_calendar)


@rule("NPA 67(1)", "NPA 72(1)", unit="months")
def recently_contributed_months(tested_calendar: MonthSet, contingency_month: Month, recent_months: int) -> int:
    """Months with contributions in the five years that end with the month of the contingency."""
    return len(tested_calendar.since(contingency_month - recent_months + 1))


@rule("NPA 67(1)", "NPA 72(1)", unit="months")
def insured_until_contingency(qualifying_months: int, qualifying_calendar: MonthSet, contingency_month: Month) -> int:
    """Insured months up to the contingency, for the ground of ten insured years."""
    return qualifying_months - len(qualifying_calendar.since(contingency_month + 1))


@rule("NPA 67(1)", "NPA 72(1)", unit="word", since="2018-12")
def contribution_ground(
    insured_until_contingency: int,
    contributed_months: int,
    recently_contributed_months: int,
    insurable_months: int,
    arrears_months: int,
    ground_insured_months: int,
    least_contributed_share: int,
    least_recent_months: int,
    most_arrears_months: int,
) -> str:
    """By which ground contributions suffice: ten insured years, a third of the time of insurance, or three years.

    A third of 가입대상기간; or three years within the five before, unless three years of contributions are in arrears.
    """
    if insured_until_contingency >= ground_insured_months:
        return "ten_insured_years"
    if contributed_months > 0 and least_contributed_share * contributed_months >= insurable_months:
        return "third_of_time"
    if recently_contributed_months >= least_recent_months and arrears_months < most_arrears_months:
        return "three_of_five_years"
    return "none"


@rule("NPA Addendum 14214 Arts. 4(2), 5(2)", unit="word", name="contribution_ground", until="2018-11")
def contribution_ground_2016(
    insured_until_contingency: int,
    contributed_months: int,
    recently_contributed_months: int,
    insurable_months: int,
    own_months: int,
    arrears_months: int,
    ground_insured_months: int,
    least_contributed_share: int,
    least_recent_months: int,
    most_arrears_months: int,
    former_least_paid_share: Exact,
    former_least_unpaid_months: int,
) -> str:
    """The ground within two years of the present articles; where they give an insured person none, the former law.

    "시행일부터 2년이 경과하기 전에 … 종전의 규정에 따라 … 받을 수 있는 경우에는 종전의 규정에 따른다": the former
    articles, read in Law 13642 of 2015-12-29, go on for those whom they entitle. They ask whether the illness arose
    "가입 중에", which a case does not say. But their Art. 85 denied the pension where less than two thirds of the
    contributions due were paid, unless it was "6개월 미만" that were not: then they cannot help.
    """
    ground = contribution_ground(
        insured_until_contingency,
        contributed_months,
        recently_contributed_months,
        insurable_months,
        arrears_months,
        ground_insured_months,
        least_contributed_share,
        least_recent_months,
        most_arrears_months,
    )
    paid_too_little = contributed_months < former_least_paid_share * (contributed_months + arrears_months)
    barred = contributed_months == 0 or (paid_too_little and arrears_months >= former_least_unpaid_months)
    return FORMER_LAW if ground == "none" and own_months > 0 and not barred else ground


def contributions_suffice(ground: str, all_else_met: bool) -> Condition:
    """The condition that contributions suffice.

    Raises FaultsError where only the former law can say so, and all other conditions are met.
    """
    if ground == FORMER_LAW and all_else_met:
        wrong = message("the contributions do not suffice, and the former law may still apply, which is not encoded.")
        right = message("The institution decides by that law.")
        raise FaultsError([Fault("periods", wrong, right)])
    met = ground not in ("none", FORMER_LAW)
    return Condition("contributions_suffice", "flag", True, met, met, None)


@rule("NPA 54(1)", unit="month")
def right_start_month(ground_month: Month, provision_month: Month, totalised_start: str) -> Month:
    """The first month for which the pension is due: that after the ground arises, as for an old-age pension."""
    if totalised_start == "month_of_effect":
        return max(ground_month + 1, provision_month)
    return max(ground_month, provision_month) + 1


@rule("NPA 115(1)", unit="month")
def start_month(right_start_month: Month, claim_month: Month, limitation_months: int) -> Month:
    """The first month of payment: payments that were not claimed for five years have lapsed."""
    return max(right_start_month, claim_month - limitation_months)
