"""Korea's National Pension (국민연금): the old-age pension of claims from 2013 on.

A claim may reach back five years, and the law of benefits that began before 2008 is not encoded. Nor are the
special occupations (miners, fishers), months that an employer withheld and did not pay, split pensions, and an
early pension that is suspended and resumed.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from totalisation.months import Month, MonthSet, month
from totalisation.parameters import Citation
from totalisation.periods import OwnRecord, record_periods
from totalisation.rules import RuleSet
from totalisation.schemes.base import BenefitLaw, Facts, Part, Repayment, Scheme
from totalisation.schemes.korea import (
    accidents,
    ages,
    basic_amount,
    conditions,
    contributions,
    death_sums,
    dependants,
    disability,
    early_and_deferred,
    income,
    own_contributions,
    payment,
    refund,
    survivors,
    survivors_amounts,
)
from totalisation.schemes.korea.benefit_facts import benefit_facts
from totalisation.schemes.korea.calendar import FIRST_INSURED_MONTH
from totalisation.schemes.korea.checks import faults_of
from totalisation.schemes.korea.facts import LAST_FIVE_YEARS, WITHOUT_INCOME, counted_span, facts_of, options_of
from totalisation.schemes.korea.options import KoreaOptions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from totalisation.case import Benefit, Case, Period
    from totalisation.messages import Fault

FIRST_CLAIM_MONTH: Final = month(2013, 1)

FIRST_CONTINGENCY_MONTH: Final = month(2016, 12)
"""The first month of deaths and first examinations wholly under Law 14214, in force since 30 November 2016."""


def _instead_of_old_age(*modules: object, beside: tuple[object, ...] = ()) -> RuleSet:
    """The rules of a pension on a contingency: its own, and those of other benefits that it leaves as they are."""
    own = RuleSet.of(contributions, accidents, *modules)
    named = {each.name for each in own.rules}
    shared = RuleSet.of(ages, income, basic_amount, dependants, payment, *beside)
    return RuleSet([*(each for each in shared.rules if each.name not in named), *own.rules])


class Korea(Scheme):
    """The National Pension."""

    options = KoreaOptions
    language = "ko"
    constants_of_facts: Mapping[str, int] = {
        "FIRST_INSURED_MONTH": FIRST_INSURED_MONTH,
        "LAST_FIVE_YEARS": LAST_FIVE_YEARS,
    }
    kinds_for_single_cases = WITHOUT_INCOME
    stand_ins: Mapping[str, tuple[int, int]] = {"average_earnings": (400_000, 6_000_000)}
    repayment = Repayment(True, Citation("NPA", "78"))
    withdrawal_reasons = refund.REASONS
    contributions = RuleSet.of(own_contributions)
    benefits: Mapping[Benefit, BenefitLaw] = {
        "lump_sum": BenefitLaw(
            RuleSet.of(ages, refund),
            (Part("refund", "refund_conditions", "refund_month", totalised=False),),
            "refund_law_month",
            FIRST_CLAIM_MONTH,
            ("contributions_paid", "refund_interest"),
        ),
        "survivors": BenefitLaw(
            _instead_of_old_age(survivors, survivors_amounts, death_sums, beside=(refund,)),
            (
                Part(
                    "survivors_pension",
                    "survivors_conditions",
                    "start_month",
                    at_start="survivors_pension_at_start",
                    shared="pension_by_relative",
                ),
                Part(
                    "refund_at_death",
                    "refund_at_death_conditions",
                    "death_month",
                    instead_of=("survivors_pension",),
                    totalised=False,
                    shared="refund_by_relative",
                ),
                Part(
                    "death_sum",
                    "death_sum_conditions",
                    "death_month",
                    instead_of=("survivors_pension", "refund_at_death"),
                    totalised=False,
                    shared="death_sum_by_relative",
                ),
            ),
            "contingency_month",
            FIRST_CONTINGENCY_MONTH,
        ),
        "disability": BenefitLaw(
            _instead_of_old_age(disability),
            (
                Part(
                    "disability_pension",
                    "disability_conditions",
                    "start_month",
                    at_start="disability_pension_at_start",
                ),
                Part(
                    "disability_single_sum",
                    "single_sum_conditions",
                    "right_start_month",
                    instead_of=("disability_pension",),
                ),
            ),
            "contingency_month",
            FIRST_CONTINGENCY_MONTH,
            ("grading_date",),
            "insured_until",
        ),
    }

    def counted_span(self, period: Period, case: Case) -> MonthSet:
        """The months of a period that count under Art. 17(1)."""
        return counted_span(period, options_of(case, period.party).count_acquisition_month)

    def record(self, case: Case, party: str) -> OwnRecord:
        """The months that count, those credited without a place on the calendar among them."""
        options = options_of(case, party)
        record = record_periods(
            party,
            case.periods,
            self.kinds,
            lambda period: counted_span(period, options.count_acquisition_month),
        )
        record.extra_months += options.childbirth_credit_months + options.military_credit_months
        return record

    def facts(self, case: Case, party: str, record: OwnRecord) -> Facts:
        """The facts of this scheme's own rules."""
        return facts_of(case, party, record)

    def facts_of_benefit(self, case: Case, party: str, record: OwnRecord) -> Facts:
        """The facts of ``benefit_facts``."""
        return benefit_facts(case, party, record)

    def checks(self, case: Case, party: str) -> list[Fault]:
        """What is wrong with the case for the National Pension alone."""
        if any(each.party == party and each.kind not in self.kinds for each in case.periods):
            return []
        return list(faults_of(case, party, self.recorded, self.parameters))

    def first_claim_month(self) -> Month:
        """The earliest claim month: five years after the first benefits whose law is encoded."""
        return FIRST_CLAIM_MONTH


SCHEME: Final = Korea(
    "korea",
    Path(__file__).parent,
    RuleSet.of(ages, conditions, income, basic_amount, early_and_deferred, dependants, payment),
    "down_to_ten",
)
