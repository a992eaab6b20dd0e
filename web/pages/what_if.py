"""What another claim month, one more year of insurance or a refund paid back would change about a determination."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from flask_babel import gettext as _

from totalisation.api import assess
from totalisation.case import Case
from totalisation.determination import Determination
from totalisation.messages import FaultsError
from totalisation.months import month
from totalisation.reports.page import Page
from totalisation.reports.what_if import Difference, assumed, differences
from totalisation.reports.worksheet_result import sentence
from totalisation.what_if import Supposed, claimed_in, insured_longer, last_period, parties_with_refunds, refund_repaid
from web.forms.choices import choices_of
from web.forms.engine_words import faults_in_words
from web.forms.values import date_from, tidy
from web.store.models import StoredDetermination

ASKED: Final = ("repaid", "more", "claim")
"""What may be supposed, each on top of those before it: a refund paid back, one more year, another claim month."""


@dataclass(frozen=True, slots=True)
class Side:
    """One party's answer as decided and as supposed, and how its figures differ."""

    code: str
    party: str
    before: str
    after: str
    differences: list[Difference]


@dataclass
class WhatIf:
    """The form with what was asked, and its answer."""

    asked: dict[str, str]
    longer: list[tuple[str, str]]
    """Parties under which a year may be added."""
    refunds: list[tuple[str, str]]
    """Parties whose refund may be supposed to be paid back."""
    errors: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    assumed: list[str] = field(default_factory=list)
    sides: list[Side] = field(default_factory=list)

    @property
    def open(self) -> bool:
        """Whether anything is asked."""
        return any(self.asked.values())


def of(
    made: StoredDetermination, determination: Determination | None, args: Mapping[str, str], language: str
) -> WhatIf | None:
    """What is asked about a determination, and the answer; None for one that is erased, or that cannot be computed.

    ``determination`` is the same computed again, or None where the engine no longer says what was decided.
    """
    if made.facts is None:
        return None
    try:
        before = determination or assess(made.facts, as_of=made.as_of)
    except FaultsError:
        return None
    return compared(before, {name: tidy(args.get(name, ""))[:60] for name in ASKED}, language)


def compared(before: Determination, asked: dict[str, str], language: str) -> WhatIf:
    """The case of ``before`` with what is asked, beside what was decided."""
    case, choices = before.case, choices_of(before.case.agreement, language)
    found = WhatIf(
        asked,
        [(code, name) for code, name in choices.parties if last_period(case, code) is not None],
        [(code, name) for code, name in choices.parties if code in parties_with_refunds(case)],
    )
    if not found.open:
        return found
    supposed = _supposed(case, found)
    if supposed is None:
        return found
    try:
        # An amount is compared on the same day, and a later claim on its own.
        after = assess(supposed.case, as_of=max(before.as_of, supposed.case.claim.date), explain=False)
    except FaultsError as error:
        found.faults = faults_in_words(error.faults, language, {"agreement": case.agreement})
        return found
    old, new = Page(before, language), Page(after, language)
    found.assumed = list(assumed(supposed, new))
    found.sides = [
        Side(
            code,
            old.party(code),
            old.told(sentence(result, old.party(code), language)),
            new.told(sentence(after.parties[code], old.party(code), language)),
            differences(result, after.parties[code], old.names[code], case.claim.survivors),
        )
        for code, result in before.parties.items()
    ]
    return found


def _supposed(case: Case, found: WhatIf) -> Supposed | None:
    """The case with everything that is asked, or None after noting what cannot be supposed."""
    made, asked = Supposed(case), found.asked
    if asked["repaid"]:
        if asked["repaid"] not in dict(found.refunds):
            found.errors["repaid"] = _("There is no refund of this party to pay back.")
        else:
            made = refund_repaid(case, asked["repaid"])
    if asked["more"]:
        if asked["more"] not in dict(found.longer):
            found.errors["more"] = _("This party has no insured period to go on with.")
        else:
            made = _on_top(made, insured_longer(made.case, asked["more"]))
    if asked["claim"]:
        typed = date_from(asked["claim"])
        if typed is None or len(typed) < 7:
            found.errors["claim"] = _("“%(value)s” is not a month. Write mm/yyyy.", value=asked["claim"])
        else:
            day = int(typed[8:]) if len(typed) == 10 else None
            made = _on_top(made, claimed_in(made.case, month(int(typed[:4]), int(typed[5:7])), day))
    return None if found.errors else made


def _on_top(first: Supposed, second: Supposed) -> Supposed:
    """One supposition made on top of another."""
    return Supposed(
        second.case,
        second.added or first.added,
        (*first.counted_again, *second.counted_again),
        first.claim_moved or second.claim_moved,
    )
