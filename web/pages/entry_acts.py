"""What the buttons of the entry do: rows, files, going on, another language, checking, saving, deciding."""

from __future__ import annotations

from flask import abort, flash, make_response, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from totalisation.messages import LANGUAGES, FaultsError
from web import languages
from web.current import actor, writing
from web.forms import entry, files, rows, steps, unshown
from web.forms.engine_words import faults_in_words
from web.forms.faults import faults_by_field
from web.forms.reader import rows_of
from web.languages import current_language
from web.pages.cases import case_page
from web.pages.entry_sheet import PAGE, REMEMBERED, WAYS, Sheet, fields_of, keep_changed, remember_way
from web.refusals import in_words
from web.store import accounts, cases, determinations, drafts
from web.store.cases import LONGEST_NUMBER
from web.store.errors import BadFactsError, ChangedMeanwhileError, NumberTakenError, WrongStateError
from web.store.names import one_line


def act(sheet: Sheet) -> ResponseReturnValue:
    """Do what the button says with a sheet that was sent, and whose typing is kept."""
    what, _colon, place = request.form.get("do", "check").partition(":")
    if what in ("add", "repeat", "remove"):
        sheet.fields, sheet.focus = rows.changed(sheet.fields, what, place)
        keep_changed(sheet)
        return sheet.page()
    if what == "benefit":
        sheet.focus = "claim-benefit"
        keep_changed(sheet)
        return sheet.page()
    if what == "forget":
        sheet.fields = unshown.without(sheet.fields)
        keep_changed(sheet)
        return sheet.page()
    if what == "paste":
        return _brought(sheet, files.from_text(sheet.paste, sheet.choices), "paste")
    if what == "upload":
        sent = request.files.get("file")
        name, data = (sent.filename or "", sent.read()) if sent is not None else ("", b"")
        return _brought(sheet, files.from_file(name, data, sheet.choices, current_language()), "file")
    if what == "language":
        return _in_language(sheet, place)
    if what == "way" and place in WAYS:
        response = make_response(redirect(sheet.address("person" if place == "steps" else None), 303))
        remember_way(response, place)
        return response
    if what == "step" and place in steps.STEPS:
        return redirect(sheet.address(place), 303)
    if sheet.step not in (None, "summary"):
        return _gone_on(sheet, what)
    return _checked(sheet, what)


def check(sheet: Sheet) -> entry.Entry:
    """Read the sheet and note what is wrong: all of it, or on a step before the summary what is wrong in it."""
    made = entry.entry_from(sheet.fields, sheet.choices.is_money, sheet.choices.kind_of_option)
    sheet.errors, sheet.faults = faults_by_field(made, current_language())
    if sheet.kept is None and len(one_line(sheet.fields.get("case_id", ""))) > LONGEST_NUMBER:
        told = _("Shorten the number to %(most)s characters.", most=LONGEST_NUMBER)
        sheet.errors = {"case_id": told, **{name: each for name, each in sheet.errors.items() if name != "case_id"}}
    if sheet.step not in (None, "summary"):
        sheet.errors = {name: wrong for name, wrong in sheet.errors.items() if steps.step_of(name) == sheet.step}
        sheet.faults = []
    return made


def _gone_on(sheet: Sheet, what: str) -> ResponseReturnValue:
    """Go on to the next step; what is wrong in this one is told first, and one may go on all the same.

    It is told on a page of its own address, so that a browser that goes back sends nothing again.
    """
    check(sheet)
    if sheet.errors or what != "on" or sheet.step is None:
        return redirect(sheet.address(sheet.step, check="1"), 303)
    return redirect(sheet.address(steps.next_step(sheet.step)), 303)


def _in_language(sheet: Sheet, language: str) -> ResponseReturnValue:
    """The same page in another language, with all that is typed."""
    if language not in LANGUAGES:
        abort(400)
    with writing() as store:
        accounts.change_language(store, actor(), language)
    response = make_response(redirect(sheet.address(sheet.step), 303))
    languages.remember(response, language)
    return response


def _brought(sheet: Sheet, found: files.Brought, box: str) -> ResponseReturnValue:
    """Put what was pasted or sent into the form."""
    if found.case is not None:
        number = {"case_id": sheet.fields.get("case_id", "")} if sheet.kept is not None else {}
        sheet.fields = {**fields_of(found.case), **number}
    if found.periods:
        ordered = rows.in_order(files.without_empty_periods(sheet.fields))
        first = len(rows_of(ordered).get("periods", []))
        sheet.fields = files.with_periods(ordered, found.periods, first)
        sheet.focus = f"periods-{first}-party"
    if box == "paste" or found.left:
        sheet.paste = found.left
    keep_changed(sheet)
    if found.wrong:
        sheet.errors["paste" if found.left else box] = found.wrong
    return sheet.page(422 if found.wrong else 200)


def _checked(sheet: Sheet, what: str) -> ResponseReturnValue:
    """Check the case; save it, and decide it, if nothing is wrong and the button asks for it."""
    made = check(sheet)
    # What no field shows is kept, though the engine may not know it and will not decide on it.
    passing = {unshown.UNSHOWN} if what == "save" else set()
    if sheet.errors.keys() - passing or sheet.faults:
        return sheet.page(422)
    if what not in ("save", "decide"):
        sheet.checked = sheet.step is None
        return sheet.page()
    try:
        saved = _saved(sheet, made.raw)
    except NumberTakenError as error:
        sheet.errors["case_id"] = in_words(error)
        return sheet.page(409)
    except BadFactsError as error:
        sheet.faults.append(in_words(error))
        return sheet.page(422)
    except ChangedMeanwhileError as error:
        sheet.case_version = error.saved_version
        sheet.faults.append(_closed() if _is_closed(sheet) else _saved_meanwhile(error.saved_by))
        return sheet.page(409)
    except WrongStateError:
        sheet.faults.append(_closed())
        return sheet.page(409)
    return _decided(*saved, made.raw) if what == "decide" else _to_case(saved[0])


def _is_closed(sheet: Sheet) -> bool:
    """Whether nothing can be entered in the state that the case is in by now."""
    return sheet.kept is not None and sheet.kept.state not in cases.CHANGEABLE


def _closed() -> str:
    told: str = _(
        "This case was submitted meanwhile, and nothing can be saved in it now. What you typed is kept, and "
        "is offered again on the page of the case once it is open for entry."
    )
    return told


def _saved_meanwhile(name: str) -> str:
    told: str = _(
        "%(name)s saved this case while you had it open. What you typed is still here: "
        "look at the saved case, then save again to put yours in its place.",
        name=name,
    )
    return told


def _saved(sheet: Sheet, facts: dict[str, object]) -> tuple[int, int]:
    """Save the case and forget its drafts; its number in the store and its version."""
    with writing() as store:
        if sheet.kept is None:
            number = str(facts.get("case_id", ""))
            kept = cases.begin_case(store, actor(), facts, number)
        else:
            kept = cases.save_case(store, actor(), sheet.kept.id, facts, sheet.case_version or 0)
        for tab in {sheet.tab, *sheet.resumed.split()}:
            drafts.drop_drafts(store, actor(), sheet.subject, PAGE, tab=tab)
        saved = kept.id, kept.version
    if sheet.kept is None:
        begun = dict(list(session.get("begun", {}).items())[1 - REMEMBERED :])
        session["begun"] = {**begun, sheet.subject.removeprefix("new:"): saved[0]}
    return saved


def _to_case(case_id: int) -> ResponseReturnValue:
    flash(_("The case is saved."))
    return redirect(url_for("cases.one", case_id=case_id), 303)


def _decided(case_id: int, version: int, facts: dict[str, object]) -> ResponseReturnValue:
    try:
        with writing() as store:
            made = determinations.decide(store, actor(), case_id, version=version)
            determination_id = made.id
    except FaultsError as error:
        # Only figures of law can be missing still: the case itself was found to be in order.
        return case_page(case_id, faults=faults_in_words(error.faults, current_language(), facts)), 422
    flash(_("The case is saved and decided. Check the determination, then submit it for approval."))
    return redirect(url_for("workflow.one", determination_id=determination_id), 303)
