"""A determination's case over time: when each side begins to pay, and what would bring it nearer."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from totalisation.case_file import case_from
from totalisation.messages import FaultsError
from totalisation.months import Month, month
from totalisation.nearer import brought_nearer
from totalisation.over_time import over_time
from totalisation.reports.over_time import study_of
from totalisation.reports.study import Study
from totalisation.reports.svg_chart import chart_svg
from web.access import open_to
from web.current import actor, reading
from web.forms.engine_words import faults_in_words, teller
from web.forms.values import date_from, tidy
from web.languages import current_language
from web.store.determinations import content_of, determination
from web.store.roles import Permission

pages = Blueprint("over_time", __name__)


@pages.get("/determinations/<int:determination_id>/over-time")
@open_to(Permission.READ_CASES)
def shown(determination_id: int) -> ResponseReturnValue:
    """The case claimed in each month up to an age; with ``?from=mm/yyyy`` from that month on."""
    made = determination(reading(), actor(), determination_id)
    facts, _result = content_of(made)
    language, typed = current_language(), tidy(request.args.get("from", ""))[:20]
    errors: dict[str, str] = {}
    faults: list[str] = []
    study: Study | None = None
    first = month_typed(typed, errors, "from") if typed else None
    if not errors:
        try:
            followed = over_time(case_from(facts), first=first)
            study = study_of(followed, brought_nearer(followed), language, teller(language, facts))
        except FaultsError as error:
            faults = faults_in_words(error.faults, language, facts)
    return render_template(
        "study/over_time.html",
        made=made,
        case=made.case,
        typed=typed,
        errors=errors,
        faults=faults,
        study=study,
        chart=drawn(study, language),
    )


def month_typed(typed: str, errors: dict[str, str], field: str) -> Month | None:
    """The month that was typed as mm/yyyy; else None, and what is wrong under ``field``."""
    read = date_from(typed)
    if read is None or len(read) < 7:
        errors[field] = _("“%(value)s” is not a month. Write mm/yyyy.", value=typed)
        return None
    return month(int(read[:4]), int(read[5:7]))


def drawn(study: Study | None, language: str) -> str:
    """The chart of a study as an ``<svg>`` element, or "" where there is none."""
    return "" if study is None or study.chart is None else chart_svg(study.chart, language)
