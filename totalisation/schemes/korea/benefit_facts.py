"""From a case to the facts that the rules on refunds, survivors and disability need, beside those of a pension."""

from __future__ import annotations

from typing import Final

from totalisation.case import Case
from totalisation.months import month_of
from totalisation.periods import OwnRecord
from totalisation.schemes.base import Facts
from totalisation.schemes.korea.facts import facts_of, options_of

NATIONALITY: Final = "KR"
"""Nationality of those whom the Act covers as nationals; other persons are foreigners (Art. 126)."""


def benefit_facts(case: Case, party: str, record: OwnRecord) -> Facts:
    """The facts of a claim to a benefit other than an old-age pension."""
    options = options_of(case, party)
    facts: Facts = {
        **facts_of(case, party, record),
        "citizen": (case.person.nationality == NATIONALITY, "flag"),
        "nationality": (case.person.nationality or "", "word"),
        "visa": (options.visa or "", "word"),
    }
    asked = case.claim.withdrawals.get(party)
    if asked is not None:
        since = asked.since
        facts["withdrawal_reason"] = (asked.reason, "word")
        facts["withdrawal_month"] = (None if since is None else month_of(since), "month")
    return facts
