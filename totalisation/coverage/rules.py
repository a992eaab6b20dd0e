"""How long the law of the home party covers work that is done in the other: the rules, article by article.

The articles are those of the agreement that is applied: each rule is cited with its term. "Home" is the party
whose law goes on: the sender of a detached worker, or that of a local hire whom a term leaves under its law.
"""

from __future__ import annotations

from datetime import date

from totalisation.coverage.days import end_after
from totalisation.rules import rule


@rule(unit="day")
def counting_start(posting_start: date, earliest_count: date | None) -> date:
    """The day from which the months are counted.

    That on which the posting began; for who was sent before the day that the agreement names, that day.
    """
    return posting_start if earliest_count is None else max(posting_start, earliest_count)


@rule(unit="day")
def first_period_end(counting_start: date, first_months: int | None, period_ends: str) -> date | None:
    """The last day of the first period under the home party's law; None where the agreement sets no limit."""
    return None if first_months is None else end_after(counting_start, first_months, period_ends)


@rule(unit="day")
def longest_end(counting_start: date, first_months: int | None, extension_months: int, period_ends: str) -> date | None:
    """The last day of the first period and the longest extension together."""
    return None if first_months is None else end_after(counting_start, first_months + extension_months, period_ends)


@rule(unit="flag")
def conditions_met(
    insurance_required: bool, insured_at_home: bool, replacement_barred: bool, replaces_another: bool
) -> bool:
    """Whether the person meets what the term asks of who shall stay under the home party's law."""
    return (insured_at_home or not insurance_required) and not (replacement_barred and replaces_another)


@rule(unit="day")
def expectation_limit(first_period_end: date | None, longest_end: date | None, longer_than: str) -> date | None:
    """The day beyond which work must not have been expected to last when it began.

    Some agreements measure it by the first months alone: the extension is for work that turns out longer.
    """
    return first_period_end if longer_than == "first_period" else longest_end


@rule(unit="flag")
def expected_within(expected_end: date | None, expectation_limit: date | None) -> bool:
    """Whether the work was expected, when it began, to end within the months by which the agreement measures it."""
    if expectation_limit is None:
        return True
    return expected_end is not None and expected_end <= expectation_limit


@rule(unit="flag")
def home_law_holds(conditions_met: bool, expected_within: bool, when_longer: str) -> bool:
    """Whether the home party's law covers the work at all.

    Some agreements leave who is expected to stay longer under the law of the place of work from the first day.
    """
    return conditions_met and (expected_within or when_longer == "first_months")


@rule(unit="day")
def granted_end(first_period_end: date | None, extended_until: date | None) -> date | None:
    """The last day that the first period, and the extension that was granted, allow."""
    if first_period_end is None or extended_until is None:
        return first_period_end
    return max(first_period_end, extended_until)


@rule(unit="day")
def home_law_end(home_law_holds: bool, granted_end: date | None, work_end: date | None) -> date | None:
    """The last day of the work under the home party's law; None where it never is, or has no end that is known."""
    if not home_law_holds:
        return None
    if granted_end is None or work_end is None:
        return work_end if granted_end is None else granted_end
    return min(granted_end, work_end)


@rule(unit="flag")
def extension_needed(
    home_law_holds: bool, granted_end: date | None, longest_end: date | None, work_end: date | None
) -> bool:
    """Whether the work goes on after the time that was granted, and the agreement still allows an extension."""
    if not home_law_holds or granted_end is None or longest_end is None or granted_end >= longest_end:
        return False
    return work_end is None or work_end > granted_end
