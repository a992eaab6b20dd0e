"""The library's front door: a case in, a determination out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from totalisation.agreement import Agreement
from totalisation.agreement_file import find_agreement
from totalisation.case import Case
from totalisation.case_checks import faults_of
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
    if isinstance(case, (str, bytes)):
        case = read_case(case)
    elif not isinstance(case, Case):
        case = case_from(case)
    faults = faults_of(case, agreement)
    if as_of is not None and as_of < case.claim.date:
        faults.append(
            Fault(
                "as_of",
                message("{as_of} is before the claim.", as_of=as_of.isoformat()),
                message("The earliest day is that of the claim, {date}.", date=case.claim.date.isoformat()),
            )
        )
    if faults:
        raise FaultsError(faults)
    if agreement is None:
        agreement = find_agreement(case.agreement)
    return determine(case, agreement, as_of=as_of, record=explain)
