"""Which benefits each option serves, as the schemes say it, held against what the engine answers."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping
from functools import cache
from random import Random
from typing import Any, Final, get_args

import pytest

from tests.oracle.claims import random_claim
from tests.strategies import PAYABLE, random_case
from totalisation import assess
from totalisation.advice.lump_sums import lump_sum_now
from totalisation.agreement_file import find_agreement
from totalisation.case import Benefit
from totalisation.extinction import extinction
from totalisation.messages import FaultsError
from totalisation.reports.data import as_data
from totalisation.schemes import scheme_named

Json = dict[str, Any]

AGREEMENT: Final = find_agreement("vn-kr")
SCHEMES: Final = {code: scheme_named(terms.scheme) for code, terms in AGREEMENT.parties.items()}
BENEFITS: Final[tuple[Benefit, ...]] = get_args(Benefit)

TRIED: Final[Mapping[str, Mapping[str, tuple[Any, ...]]]] = {
    "VN": {
        "citizen_when_insured": (True,),
        "state_support": (70_000,),
        "allowance_drawn": (True,),
        "survivors_lump_sum": (True,),
        "accident_allowance_percent": (81,),
        "insured_deaths": (2,),
    },
    "KR": {
        "early": (True,),
        "deferred_until": ("2026-12", "2028-01", "2029-06"),
        "deferred_share": ("1/2",),
        "count_acquisition_month": (True,),
        "monthly_income": (9_000_000,),
        "childbirth_credit_months": (18,),
        "military_credit_months": (12,),
        "visa": ("E-9",),
        "months_outside_insurance": (60,),
        "arrears_months": (60,),
        "industrial_accident_benefits": (True,),
        "disability_pension_drawn": (True,),
        "left_the_country": (True,),
        "pensions_drawn_in_all": (90_000_000,),
        "other_benefit_chosen": (True,),
    },
}
"""Values of each option that a case may hold, other than what holds without it."""

FEW: Final = 30
MANY: Final = 600
"""Claims on which an option is tried that is said to serve them not, and that is said to serve them."""

PAIRS: Final = [(code, name, benefit) for code, named in TRIED.items() for name in named for benefit in BENEFITS]
SERVED: Final = [each for each in PAIRS if each[2] in SCHEMES[each[0]].served[each[1]]]


def claims(benefit: Benefit, count: int) -> Iterator[Json]:
    """Random claims to ``benefit``."""
    seed = 70_000
    while count:
        source = Random(seed)
        case = random_case(source, PAYABLE) if benefit == "old_age" else random_claim(source)
        if case["claim"]["benefit"] == benefit:
            count -= 1
            yield case
        seed += 1


def answered(case: Json) -> Any:
    """What the engine answers; of an old-age claim also the lump sums that stand beside the pension as options."""
    return copy.deepcopy(_answered(json.dumps(case, sort_keys=True)))


@cache
def _answered(case: str) -> Any:
    try:
        made = assess(json.loads(case), explain=False)
    except FaultsError as error:
        return {each.where: each.wrong.text for each in error.faults}
    found = as_data(made, explanation=False)
    found["extinguished"] = extinction(made)
    if made.case.claim.benefit == "old_age":
        sums = (lump_sum_now(made.case, AGREEMENT, code, each)[0] for code, each in SCHEMES.items())
        found["lump_sums"] = [each and (each.party, each.reason, each.month, each.amount) for each in sums]
    return found


def with_option(case: Json, code: str, name: str, value: Any) -> Json:
    """The case with the option, or with None without it."""
    made = copy.deepcopy(case)
    given = made["claim"].setdefault("options", {}).setdefault(code, {})
    given.pop(name, None)
    if value is not None:
        given[name] = value
    return made


def test_an_option_of_each_scheme_is_tried() -> None:
    assert {code: set(named) for code, named in TRIED.items()} == {
        code: set(scheme.served) for code, scheme in SCHEMES.items()
    }


def test_what_an_option_serves_is_a_benefit() -> None:
    for scheme in SCHEMES.values():
        for name, benefits in scheme.served.items():
            assert benefits, name
            assert benefits <= set(BENEFITS), name


@pytest.mark.slow
@pytest.mark.parametrize(("code", "name", "benefit"), [each for each in PAIRS if each not in SERVED])
def test_an_option_changes_no_answer_of_a_benefit_that_it_does_not_serve(
    code: str, name: str, benefit: Benefit
) -> None:
    """But for what is refused by its own name, as months that the law adds to an old-age pension alone."""
    for case in claims(benefit, FEW):
        without = answered(with_option(case, code, name, None))
        for value in TRIED[code][name]:
            found = answered(with_option(case, code, name, value))
            if f"claim.options.{code}.{name}" not in found:
                assert found == without, (value, case)


@pytest.mark.slow
@pytest.mark.parametrize(("code", "name", "benefit"), SERVED)
def test_an_option_changes_an_answer_of_each_benefit_that_it_serves(code: str, name: str, benefit: Benefit) -> None:
    for case in claims(benefit, MANY):
        without = answered(with_option(case, code, name, None))
        for value in TRIED[code][name]:
            found = answered(with_option(case, code, name, value))
            if found != without and f"claim.options.{code}.{name}" not in found:
                return
    pytest.fail(f"{name} of {code} changes no answer of {MANY} claims to {benefit}")
