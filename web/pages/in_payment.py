"""Pensions in payment: carried through each adjustment, and recalculated where a determination corrects another."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from totalisation.agreement_file import find_agreement
from totalisation.case import Case
from totalisation.case_file import case_from
from totalisation.messages import FaultsError
from totalisation.months import Month, month_of
from totalisation.payments import Payments, payments_of
from totalisation.recalculation import payments_decided, recalculate
from totalisation.reports.payments import adjustments_study, recalculation_study
from totalisation.reports.study import Study
from web.access import open_to
from web.current import actor, reading
from web.forms.engine_words import faults_in_words, teller
from web.forms.values import tidy
from web.languages import current_language
from web.pages.over_time import drawn, month_typed
from web.pages.results import again
from web.store.determinations import content_of, determination
from web.store.models import StoredDetermination
from web.store.roles import Permission

pages = Blueprint("in_payment", __name__)


@pages.get("/determinations/<int:determination_id>/adjustments")
@open_to(Permission.READ_CASES)
def adjustments(determination_id: int) -> ResponseReturnValue:
    """Each party's pension from its start to a month, by default that of the determination."""
    made = determination(reading(), actor(), determination_id)
    return _shown(made, "study/adjustments.html")


@pages.get("/determinations/<int:determination_id>/recalculation")
@open_to(Permission.READ_CASES)
def recalculation(determination_id: int) -> ResponseReturnValue:
    """A correction beside what it corrects: the difference for each month, arrears, what was paid too much."""
    made = determination(reading(), actor(), determination_id)
    if made.corrects is None:
        abort(404)
    content_of(made.corrects)
    return _shown(made, "study/recalculation.html", made.corrects)


def _shown(made: StoredDetermination, template: str, corrected: StoredDetermination | None = None) -> str:
    facts, _result = content_of(made)
    language, typed = current_language(), tidy(request.args.get("until", ""))[:20]
    errors: dict[str, str] = {}
    faults: list[str] = []
    study: Study | None = None
    until = (
        month_typed(typed, errors, "until") if typed else max(month_of(made.as_of), month_of(made.decided_at.date()))
    )
    if until is not None:
        try:
            study = _study(made, facts, corrected, until, language)
        except FaultsError as error:
            faults = faults_in_words(error.faults, language, facts)
    return render_template(
        template,
        made=made,
        case=made.case,
        corrected=corrected,
        typed=typed,
        errors=errors,
        faults=faults,
        study=study,
        chart=drawn(study, language),
    )


def _study(
    made: StoredDetermination, facts: dict[str, Any], corrected: StoredDetermination | None, until: Month, language: str
) -> Study:
    case, agreement = case_from(facts), find_agreement(facts["agreement"])
    tell = teller(language, facts)
    after = _payments(made, case, until)
    if corrected is None:
        return adjustments_study(after, case.case_id, agreement, language, tell)
    before = _payments(corrected, case_from(content_of(corrected)[0]), until)
    made_anew = recalculate(before, after, until, agreement)
    return recalculation_study(made_anew, case.case_id, agreement, language, tell)


def _payments(made: StoredDetermination, case: Case, until: Month) -> dict[str, Payments]:
    """What is due on a determination: as it was decided, whether or not today's engine would still decide so."""
    if again(made) is not None:
        return payments_of(case, until)
    return payments_decided(content_of(made)[1], case, until)
