"""The library's front door: a case in, a determination out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from totalisation.agreement import Agreement
from totalisation.agreement_file import find_agreement
from totalisation.case import Case
from totalisation.case_checks import checked
from totalisation.case_file import case_from, read_case
from totalisation.determination import Determination, determine
from totalisation.messages import Fault, FaultsError, message


def assess(
    case: Case | Mapping[str, Any] | str | bytes,
    *,
    agreement: Agreement | None = None,
    as_of: date | None = None,
    explain: bool = True,
) -> Determination:
    """Decide a case on both sides.

    ``case`` is a ``Case``, the same as a mapping, or its JSON text. ``agreement`` is by default the one that
    the case names among those shipped. ``as_of`` is the day to which a pension in payment is indexed, by
    default the day of the claim. With ``explain`` false no steps are kept; amounts are the same.

    Raises FaultsError with every fault of the case, or every figure of law that it needs and no file holds.
    """
    given = case
    if isinstance(given, (str, bytes)):
        decided = checked(lambda: read_case(given), agreement)
    elif isinstance(given, Case):
        decided = checked(lambda: given, agreement)
    else:
        decided = checked(lambda: case_from(given), agreement)
    if as_of is not None and as_of < decided.claim.date:
        raise FaultsError(
            [
                Fault(
                    "as_of",
                    message("{as_of} is before the claim.", as_of=as_of.isoformat()),
                    message("The earliest day is that of the claim, {date}.", date=decided.claim.date.isoformat()),
                )
            ]
        )
    return determine(decided, agreement or find_agreement(decided.agreement), as_of=as_of, record=explain)
