"""Bad input that only this law can see: the field, what is wrong, and what would be right."""

from __future__ import annotations

from typing import Any

import pytest

from tests.schemes.vietnam.helpers import agreement, case, decided, months_before, period
from totalisation.api import assess
from totalisation.messages import FaultsError
from totalisation.schemes.vietnam import SCHEME

PERSON = ("male", "1955-01", "2026-01-10")
INSTEAD = "Or enter the average salary that the institution has established under established.VN.average_earnings."


def faults(*arguments: Any, **more: Any) -> list[str]:
    with pytest.raises(FaultsError) as caught:
        assess(case(*arguments, **more), agreement=agreement())
    return [each.in_language() for each in caught.value.faults]


def told(*arguments: Any, **more: Any) -> list[str]:
    """The faults, if there are any."""
    try:
        assess(case(*arguments, **more), agreement=agreement())
    except FaultsError as error:
        return [each.in_language() for each in error.faults]
    return []


def state(first: str, last: str, **more: Any) -> dict[str, Any]:
    return period(first, last, salary_regime="state", earnings=[{"from": first, "to": last, "monthly": 0, **more}])


def test_a_loss_of_capacity_needs_its_conclusion() -> None:
    assert faults(*PERSON, period("2000-01", "2019-12"), person={"capacity_loss_percent": 61}) == [
        "person.capacity_conclusion: the loss of working capacity has no day of conclusion. Write the day on which "
        "the medical board concluded it: the pension depends on it."
    ]
    assert decided(*PERSON, period("2000-01", "2019-12"), person={"capacity_loss_percent": 60}).entitled


def test_the_armed_forces_on_reduced_capacity_are_refused() -> None:
    person = {"capacity_loss_percent": 61, "capacity_conclusion": "2025-01-10"}
    assert faults(*PERSON, period("2000-01", "2019-12", conditions=["armed_forces"]), person=person) == [
        "person.capacity_loss_percent: a pension of the armed forces on reduced capacity is not encoded. Leave the "
        "loss of capacity out to decide on age alone."
    ]


def test_a_foreigner_paid_nothing_before_2022() -> None:
    work, person = period("2005-01", "2023-12"), {"nationality": "KR"}
    assert faults(*PERSON, work, person=person) == [
        "periods[0].from: a foreigner has no retirement contributions in VN before 2022-01. If the person was a "
        "citizen at that time, set claim.options.VN.citizen_when_insured to true."
    ]
    assert decided(*PERSON, period("2022-01", "2025-12"), person=person).own_months == 48
    citizen = {"options": {"VN": {"citizen_when_insured": True}}}
    assert decided(*PERSON, work, person=person, claim=citizen).entitled


def test_an_unknown_option_is_refused() -> None:
    (fault,) = faults(*PERSON, period("2005-01", "2023-12"), claim={"options": {"VN": {"citizen": True}}})
    assert fault.startswith("claim.options.VN.citizen: unknown option.")


TOO_MANY = (
    "months: at most 6 missing months can be paid in one sum. A person who lacks more can go on with voluntary "
    "insurance."
)
NOT_MISSING = (
    "months: {own} months are insured and 180 required: 3 more are not missing. Only missing months can be paid in "
    "one sum."
)
TOO_LATE = (
    "paid: the sum is paid in 2026-02, after the claim. Claim in or after the month in which the whole sum was paid."
)


@pytest.mark.parametrize(
    ("own", "paid", "months", "fault"),
    [
        (170, "2026-01", 10, TOO_MANY),
        (180, "2026-01", 3, NOT_MISSING),
        (178, "2026-01", 3, NOT_MISSING),
        (175, "2026-02", 5, TOO_LATE),
    ],
)
def test_a_sum_for_missing_months(own: int, paid: str, months: int, fault: str) -> None:
    top_up = {"top_up": {"VN": {"months": months, "paid": paid}}}
    expected = [f"claim.top_up.VN.{fault.format(own=own)}"]
    assert faults(*PERSON, months_before("2024-12", own), claim=top_up) == expected


def test_months_without_earnings() -> None:
    work = period(
        "2000-01",
        "2019-12",
        salary_regime="employer",
        earnings=[
            {"from": "2000-01", "to": "2005-12", "monthly": 1},
            {"from": "2007-01", "to": "2019-11", "monthly": 1},
        ],
    )
    assert faults(*PERSON, work, average=None) == [
        f"periods[0].earnings: the earnings of 13 months are missing, the first from 2006-01 to 2006-12. {INSTEAD}"
    ]
    assert decided(*PERSON, work, average=5_000_000).entitled


def test_months_that_do_not_count_need_no_earnings() -> None:
    work = period(
        "2000-01",
        "2019-12",
        salary_regime="employer",
        broken_months=["2019-12"],
        earnings=[{"from": "2000-01", "to": "2019-11", "monthly": 5_000_000}],
    )
    refunded = period("1990-01", "1995-12", refunded=True)
    assert decided(*PERSON, work, refunded, average=None).own_months == 239


def test_time_without_calendar_months_needs_an_average() -> None:
    work = period("2000-01", "2019-12", count={"unit": "months", "number": 200})
    assert faults(*PERSON, work, average=None) == [
        f"periods[0].count: time certified without calendar months has no earnings by month. {INSTEAD}"
    ]
    assert decided(*PERSON, work).own_months == 200


def test_days_and_weeks_are_no_unit_of_the_scheme() -> None:
    for unit in ("days", "weeks"):
        certified = period("2000-01", "2019-12", kind="voluntary", count={"unit": unit, "number": 300})
        assert faults(*PERSON, certified) == [
            f"periods[0].count.unit: the social insurance of VN counts in months, not in {unit}. Certify months, "
            "quarters or years, or enter the period by its days."
        ]
    assert decided(*PERSON, period("2000-01", "2019-12", count={"unit": "quarters", "number": 70})).own_months == 210


def test_the_salary_regime_is_needed_with_earnings() -> None:
    work = period("2000-01", "2019-12", 5_000_000, salary_regime=None)
    assert faults(*PERSON, work, average=None) == [
        "periods[0].salary_regime: the salary regime is missing. Write “state” where the State set the salary, "
        "“employer” where the employer did."
    ]
    assert decided(*PERSON, period("2000-01", "2019-12", 5_000_000, salary_regime=None, kind="voluntary"), average=None)


@pytest.mark.parametrize("coefficient", ["0", "31", "30.01"])
def test_a_coefficient_that_no_scale_holds(coefficient: str) -> None:
    assert faults(*PERSON, state("2000-01", "2019-12", coefficient=coefficient), average=None) == [
        f"periods[0].earnings[0].coefficient: {coefficient} cannot be the coefficient of a State salary. Write it "
        "with its allowances as an exact number in quotes, such as “4.98”."
    ]


@pytest.mark.parametrize("coefficient", ["0.5", "1", "30"])
def test_a_coefficient_of_a_scale_is_taken(coefficient: str) -> None:
    given = state("2000-01", "2019-12", coefficient=coefficient)
    assert not any("cannot be" in each for each in told(*PERSON, given, average=None))


def test_a_state_salary_needs_its_coefficient_unless_first_insured_from_2016_on() -> None:
    assert faults(*PERSON, state("2000-01", "2019-12"), average=None) == [
        "periods[0].earnings[0].coefficient: the coefficient of the State salary is missing. Write it with its "
        "allowances as an exact number in quotes, such as “4.98”."
    ]
    late = period("2016-01", "2025-12", 4_000_000, salary_regime="state")
    assert not decided(*PERSON, late, average=None).entitled


def test_a_salary_set_by_the_employer_has_no_coefficient() -> None:
    piece = {"from": "2000-01", "to": "2019-12", "monthly": 1, "coefficient": "2.34"}
    assert faults(*PERSON, period("2000-01", "2019-12", salary_regime="employer", earnings=[piece]), average=None) == [
        "periods[0].earnings[0].coefficient: a salary set by the employer has no coefficient. Leave it out, or write "
        "“state” as the salary regime."
    ]


def test_a_claim_before_2016_is_refused() -> None:
    assert faults("male", "1950-01", "2015-12-31", period("1990-01", "2014-12")) == [
        "claim.date: the law of VN before 2016-01 is not encoded. Claims from 2016-01 on can be decided."
    ]


def test_unknown_kinds_and_conditions_are_told_with_all_the_rest() -> None:
    found = faults(
        *PERSON,
        period("2000-01", "2009-12", kind="workplace"),
        period("2010-01", "2019-12", conditions=["hazard"]),
        person={"nationality": "KR"},
        average=None,
    )
    assert [each.split(":")[0] for each in found] == [
        "periods[0].kind",
        "periods[1].conditions[0]",
        "periods[0].from",
        "periods[1].from",
    ]


def asked_for_salaries(claim: dict[str, Any], *periods: dict[str, Any], **more: Any) -> list[str]:
    """The periods whose salaries are asked for, since the contributions themselves are paid."""
    found = told("male", "1970-01", "2026-03-10", *periods, average=7, claim=claim, **more)
    return [each.split(":")[0] for each in found if "the contributions themselves" in each]


CEASED: dict[str, Any] = {"benefit": "lump_sum", "withdrawals": {"VN": {"reason": "ceased"}}}


def test_less_than_a_year_needs_its_salaries() -> None:
    """L2024 70(3)(c): what was contributed is paid, which no average tells."""
    eleven, twelve = period("2013-06", "2014-04"), period("2013-06", "2014-05")
    assert asked_for_salaries(CEASED, eleven) == ["periods[0].earnings"]
    assert asked_for_salaries(CEASED, twelve) == []
    assert asked_for_salaries(CEASED) == []
    assert asked_for_salaries(CEASED, eleven, established={"contributed_salaries": 1}) == []
    # Not of periods that do not count.
    assert asked_for_salaries(CEASED, {**period("2012-01", "2012-12"), "refunded": True}, eleven) == [
        "periods[1].earnings"
    ]
    assert asked_for_salaries(CEASED, period("2013-05-28", "2013-05-31"), eleven) == ["periods[1].earnings"]


@pytest.mark.parametrize(
    ("died", "months", "pensioner", "asked"),
    [
        ("2026-02-03", 59, False, True),
        ("2026-02-03", 60, False, False),
        ("2026-02-03", 59, True, False),
        ("2025-06-30", 11, False, True),
        ("2025-06-30", 12, False, False),
    ],
)
def test_voluntary_insurance_alone_needs_its_salaries(died: str, months: int, pensioner: bool, asked: bool) -> None:
    """L2024 110(2)(c): below five years; L2014 81(2): below one."""
    pensions = {"pensions": {"VN": {"monthly": 5, "since": "2024-01"}}} if pensioner else {}
    claim = {"benefit": "survivors", "death": {"date": died, **pensions}, "survivors": []}
    voluntary = months_before("2020-12", months, kind="voluntary")
    assert asked_for_salaries(claim, voluntary) == (["periods[0].earnings"] if asked else [])


@pytest.mark.parametrize(
    ("own", "months", "refused"), [(178, 2, False), (178, 3, True), (174, 6, False), (173, 7, True), (180, 1, True)]
)
def test_relatives_pay_what_is_missing(own: int, months: int, refused: bool) -> None:
    """D158 21(3)(a): at most six months, of fifteen years."""
    top_up = {"VN": {"months": months, "paid": "2026-02"}}
    claim = {"benefit": "survivors", "death": {"date": "2025-08-03"}, "survivors": [], "top_up": top_up}
    made = case("male", "1970-01", "2026-03-10", months_before("2020-12", own), claim=claim)
    if refused:
        with pytest.raises(FaultsError, match="relatives pay at most 6 months"):
            assess(made, agreement=agreement())
    else:
        assert assess(made, agreement=agreement()).parties["VN"].own_months == own + months


def test_the_first_withdrawal_and_the_first_death_that_are_encoded() -> None:
    """Law 58/2014 has effect from 2016 on."""
    worked = period("2000-01", "2014-12")
    first = "the law of VN before 2016-01 is not encoded"
    for day, encoded in (("2015-12-31", False), ("2016-01-01", True)):
        death = {"benefit": "survivors", "death": {"date": day}, "survivors": []}
        for claim in ({**CEASED, "date": day}, {**death, "date": day}):
            found = told("male", "1970-01", day, worked, claim=claim)
            assert any(first in each for each in found) is not encoded


def test_what_is_left_out_of_the_options_asks_for_nothing() -> None:
    left_out = SCHEME.options.model_validate({}).model_dump()
    assert left_out.pop("insured_deaths") == 1
    assert all(each is None or each is False or each == 0 for each in left_out.values())


def test_other_periods_are_added_for_the_monthly_allowance_alone() -> None:
    """And L2024 5(3): a lump sum ends its months for good."""
    assert {part.amount: part.totalised for law in SCHEME.benefits.values() for part in law.parts} == {
        "commuted_pension": False,
        "lump_sum": False,
        "monthly_allowance": True,
        "survivors_lump_sum": False,
        "funeral_grant": False,
    }
    assert SCHEME.repayment is not None
    assert (SCHEME.repayment.possible, SCHEME.pays_out_pensions) == (False, True)
