"""The day on which a posting began: earlier postings are counted with it unless a new count begins."""

from __future__ import annotations

from datetime import date

from totalisation.agreement import Agreement
from totalisation.coverage.selection import Home
from totalisation.coverage.work import PieceOfWork
from totalisation.coverage_terms import DetachmentTerm
from totalisation.messages import Fault, message


def posting_start(piece: PieceOfWork, home: Home, agreement: Agreement) -> tuple[date, list[Fault]]:
    """The first day of the posting, and the faults where it cannot be told.

    Going back from the work, a posting that follows another without a gap continues it. Over a gap the term says
    whether the later one is counted anew; days in between are counted where it is not, as the agreements set
    a time from the beginning of the posting.
    """
    start = piece.first
    if not isinstance(home.term, DetachmentTerm):
        return start, []
    for index in range(len(piece.earlier) - 1, -1, -1):
        posting = piece.earlier[index]
        gap = (start - posting.last).days - 1
        if gap > 0:
            begins = _begins_anew(home.term, gap, posting.returned, index, agreement)
            if isinstance(begins, Fault):
                return start, [begins]
            if begins:
                return start, []
        start = posting.first
    return start, []


def _begins_anew(
    term: DetachmentTerm, gap: int, returned: bool | None, index: int, agreement: Agreement
) -> bool | Fault:
    if term.new_count == "after_days":
        return gap >= (term.new_count_days or 0)
    if term.new_count == "after_return":
        if returned is None:
            return Fault(
                f"work.earlier[{index}].returned",
                message("is missing."),
                message("A new count begins only for who had returned before being sent again."),
            )
        return returned
    return Fault(
        f"work.earlier[{index}].to",
        message(
            "{days} days lie before the next posting, and the file of the agreement {agreement} does not say whether "
            "a new count begins after an interruption.",
            days=gap,
            agreement=agreement.id,
        ),
        message("It cannot be decided until the agreement's text on it was read and stands in that file."),
    )
