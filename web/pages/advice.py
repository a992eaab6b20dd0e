"""The options open to the person of a determination, side by side: consequences, no advice."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from totalisation.advice.options import options_of
from totalisation.advice.stated import Stated
from totalisation.case_file import case_from
from totalisation.messages import FaultsError
from totalisation.reports.advice import study_of
from totalisation.reports.study import Study
from web.access import open_to
from web.current import actor, reading
from web.forms.engine_words import faults_in_words, teller
from web.forms.values import decimal_points
from web.languages import current_language
from web.pages.over_time import drawn
from web.store.determinations import content_of, determination
from web.store.roles import Permission

pages = Blueprint("advice", __name__)

GIVEN: Final = {"to_age": "85", "prices": "0", "wages": "0", "discount": "0", "exchange": "", "survival": ""}
"""The fields of the form, with what is supposed where nothing is typed."""

LONGEST: Final = 10_000


@pages.get("/determinations/<int:determination_id>/options")
@open_to(Permission.READ_CASES)
def shown(determination_id: int) -> ResponseReturnValue:
    """Every option from the day of the claim on, under what is typed in the form."""
    made = determination(reading(), actor(), determination_id)
    facts, _result = content_of(made)
    language = current_language()
    typed = {name: request.args.get(name, "").strip()[:LONGEST] or default for name, default in GIVEN.items()}
    errors: dict[str, str] = {}
    faults: list[str] = []
    study: Study | None = None
    try:
        case = case_from(facts)
        options = options_of(case, _stated(typed).suppositions(case))
        study = study_of(options, language, teller(language, facts))
    except FaultsError as error:
        others = [each for each in error.faults if each.where.partition(":")[0] not in GIVEN]
        faults = faults_in_words(others, language, facts)
        for each in error.faults:
            field, _, line = each.where.partition(":")
            if field in GIVEN:
                told = " ".join(part.in_language(language) for part in (each.wrong, each.right) if part is not None)
                errors.setdefault(field, f"{line}: {told}" if line else told)
    return render_template(
        "study/options.html",
        made=made,
        case=made.case,
        typed=typed,
        errors=errors,
        faults=faults,
        study=study,
        chart=drawn(study, language),
    )


def _stated(typed: dict[str, str]) -> Stated:
    to_age, prices, wages, discount, exchange = (
        decimal_points(typed[name]) for name in ("to_age", "prices", "wages", "discount", "exchange")
    )
    return Stated(to_age, prices, wages, discount, exchange, typed["survival"] or None)
