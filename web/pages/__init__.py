"""The pages, a blueprint a file. A new one is added to ``BLUEPRINTS``."""

from __future__ import annotations

from typing import Final

from flask import Blueprint

from web.pages import (
    account,
    accounts,
    advice,
    audit,
    case_entry,
    case_steps,
    cases,
    certificates,
    documents,
    drafts,
    health,
    in_payment,
    over_time,
    persons,
    reference,
    results,
    tokens,
    workflow,
)

BLUEPRINTS: Final[tuple[Blueprint, ...]] = (
    account.pages,
    accounts.pages,
    advice.pages,
    audit.pages,
    case_entry.pages,
    case_steps.pages,
    cases.pages,
    certificates.pages,
    documents.pages,
    drafts.pages,
    health.pages,
    in_payment.pages,
    over_time.pages,
    persons.pages,
    reference.pages,
    results.pages,
    tokens.pages,
    workflow.pages,
)
