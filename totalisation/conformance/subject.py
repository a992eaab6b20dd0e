"""What is under test: an agreement, with the schemes of its parties and with its terms alone."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

from totalisation.aggregation import Aggregation, aggregate
from totalisation.agreement import Agreement
from totalisation.agreement_file import read_agreement_file
from totalisation.case_checks import faults_of
from totalisation.conformance.sample import Sample, Spell, case_of, kind_of
from totalisation.determination import Determination, determine
from totalisation.messages import FaultsError
from totalisation.months import first_day
from totalisation.periods import record_periods
from totalisation.schemes import scheme_named
from totalisation.schemes.base import Scheme

DECLARED = "declared"
"""The scheme that asks for figures and judges nothing else: it leaves an agreement's terms alone."""

_PROBED_YEARS = range(-30, 16)


@dataclass
class Subject:
    """An agreement under test.

    ``agreement`` is the file's own. ``terms_alone`` is the same with every party served by the declared
    scheme: what national law decides is then a number of the sample, and the rest is the agreement's.
    """

    agreement: Agreement
    file: Path | None = None
    _decided: dict[str, bool] = field(default_factory=dict)

    @classmethod
    def of_file(cls, file: str | Path) -> Subject:
        """The agreement in ``file``. Raises FaultsError with every fault of the file."""
        return cls(read_agreement_file(file), Path(file))

    @cached_property
    def terms_alone(self) -> Agreement:
        """The agreement with each party served by the declared scheme."""
        parties = {
            code: terms.model_copy(update={"scheme": DECLARED}) for code, terms in self.agreement.parties.items()
        }
        return self.agreement.model_copy(update={"parties": parties})

    @cached_property
    def schemes(self) -> dict[str, Scheme]:
        """The schemes of the parties, by code."""
        return {code: scheme_named(terms.scheme) for code, terms in self.agreement.parties.items()}

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the parties."""
        return self.agreement.codes

    @property
    def provision_day(self) -> date:
        """The day from which periods are totalised."""
        return self.agreement.provision("totalisation").date

    def merged(self, sample: Sample) -> Aggregation:
        """The engine's merging of the sample's periods under the terms alone."""
        return merge(self.terms_alone, sample)

    def decided(self, sample: Sample, *, record: bool = True) -> Determination:
        """The engine's determination of the sample under the terms alone."""
        return determine(case_of(sample, self.terms_alone), self.terms_alone, record=record)

    def decided_nationally(self, sample: Sample, *, record: bool = True) -> Determination:
        """The engine's determination of the sample under the schemes that the file names.

        Raises FaultsError where these find a fault in the case, or a figure of law is missing.
        """
        case = case_of(sample, self.agreement)
        faults = faults_of(case, self.agreement)
        if faults:
            raise FaultsError(faults)
        return determine(case, self.agreement, record=record)

    @cached_property
    def national_claim_days(self) -> tuple[date, ...]:
        """Days near the provision on which a full career could be decided under the schemes of the file.

        Figures of law are not known for every year: the suite claims where they are, and says so if nowhere.
        """
        first = max(scheme.first_claim_month() for scheme in self.schemes.values())
        provision = self.provision_day
        near = [provision + timedelta(days=shift) for shift in (-1, 0, 1, 40)]
        yearly = [
            first_day((provision.year + shift) * 12 + 6)
            for shift in _PROBED_YEARS
            if 1980 <= provision.year + shift <= 2190
        ]
        months = (each.year * 12 + each.month - 1 for each in (*near, *yearly))
        days = sorted({each for each, month in zip((*near, *yearly), months, strict=True) if month >= first})
        return tuple(each for each in days if self._can_decide(each))

    def _can_decide(self, day: date) -> bool:
        month = day.year * 12 + day.month - 1
        try:
            for career in (280, 60):
                sample = Sample(
                    tuple(
                        Spell(code, kind_class, month - career - shift, month - 1 - shift)
                        for shift, (code, scheme) in enumerate(self.schemes.items())
                        if (kind_class := next(iter(scheme.kinds.values())).kind_class)
                        and kind_of(scheme, kind_class) is not None
                    ),
                    month - 66 * 12,
                    day,
                    nationality=self.codes[0],
                    figures={code: middle_figures(scheme) for code, scheme in self.schemes.items()},
                )
                self.decided_nationally(sample, record=False)
        except FaultsError:
            return False
        return True


def middle_figures(scheme: Scheme) -> dict[str, int]:
    """For each figure that can stand in for earnings, one in the middle of its range."""
    return {name: (low + high) // 2 for name, (low, high) in scheme.stand_ins.items()}


def merge(agreement: Agreement, sample: Sample, extra: dict[str, int] | None = None) -> Aggregation:
    """The engine's merging of a sample's periods. ``extra`` are months without a place, by party."""
    periods = case_of(sample, agreement).periods
    kinds = scheme_named(DECLARED).kinds
    records = {code: record_periods(code, periods, kinds) for code in agreement.codes}
    for code, months in (extra or {}).items():
        records[code] = replace(records[code], extra_months=months)
    return aggregate(agreement, records, periods, first_day(sample.born))
