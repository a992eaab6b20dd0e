"""What a form holds as a draft. A form of one step leaves what was kept of the other steps as it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy.orm import Session

from web.forms import steps
from web.store.drafts import draft_in, save_draft
from web.store.models import Draft
from web.store.roles import Actor

ABOUT_THE_PAGE: Final = frozenset(
    {"do", "subject", "tab", "resumed", "case_version", "paste", "step", "language", "next"}
)
"""Fields of a page of the entry that are no part of the case."""


def case_fields(content: Sequence[Sequence[str]]) -> dict[str, str]:
    """The fields of a case among those of a page."""
    return {name: value for name, value in content if isinstance(value, str) and name not in ABOUT_THE_PAGE}


def keep_typing(
    store: Session,
    actor: Actor,
    subject: str,
    page: str,
    typed: Sequence[Sequence[str]],
    *,
    tab: str = "",
    case_version: int | None = None,
) -> Draft:
    """Keep the fields of a form, as [name, value] pairs, as the draft of ``page`` in ``tab``.

    Raises what ``save_draft`` raises.
    """
    content: Any = [list(pair) for pair in typed]
    step = dict(content).get("step", "")
    kept = draft_in(store, actor, subject, page, tab) if step in steps.STEPS else None
    if kept is not None and isinstance(kept.content, list):
        about = [pair for pair in content if pair[0] in ABOUT_THE_PAGE]
        fields = steps.merged(case_fields(kept.content), case_fields(content), step)
        content = [*about, *([name, value] for name, value in fields.items())]
    return save_draft(store, actor, subject, page, content, tab=tab, case_version=case_version)
