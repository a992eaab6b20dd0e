"""The entry of a case on one page: typed, checked, saved; a draft is kept at every step."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Final

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from totalisation.messages import FaultsError
from web.access import keeps_typing, open_to, typed_fields
from web.current import actor, reading, writing
from web.forms import choices, entry, files, rows, shown
from web.forms.faults import faults_by_field
from web.forms.labels import label_of
from web.forms.reader import Fields, rows_of
from web.languages import current_language
from web.pages.cases import case_page
from web.refusals import in_words
from web.store import cases, determinations, drafts
from web.store.errors import BadFactsError, ChangedMeanwhileError, NumberTakenError
from web.store.models import Draft, StoredCase
from web.store.roles import Permission

pages = Blueprint("entry", __name__)

PAGE: Final = "entry"
"""The name of this page's drafts."""

NOT_TYPED: Final = frozenset({"do", "subject", "tab", "resumed", "case_version", "paste"})
"""Fields of the page that are no part of the case."""

FIRST_AGREEMENT: Final = "vn-kr"
REMEMBERED: Final = 8
"""How many cases begun in this browser are remembered, so that going back and saving again makes no second one."""


@dataclass
class Sheet:
    """The page as it is shown: what is typed, and what is wrong with it."""

    subject: str
    fields: Fields
    kept: StoredCase | None = None
    case_version: int | None = None
    tab: str = field(default_factory=lambda: secrets.token_hex(8))
    resumed: str = ""
    """The tabs whose drafts this page goes on with, set apart by spaces."""
    paste: str = ""
    errors: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    focus: str | None = None
    draft: Draft | None = None
    checked: bool = False

    @property
    def summary(self) -> dict[str, str]:
        """What is wrong, by the id of each field, with the field's name before it."""
        return {
            field: f"{label}: {wrong}" if (label := label_of(field)) else wrong for field, wrong in self.errors.items()
        }

    @property
    def choices(self) -> choices.Choices:
        """The words that may be typed under the agreement chosen."""
        return choices.choices_of(self.fields.get("agreement", ""), current_language())

    def page(self, status: int = 200) -> ResponseReturnValue:
        """The page, the rows numbered as they stand."""
        self.fields = rows.in_order(self.fields)
        return (
            render_template(
                "case/entry.html",
                sheet=self,
                fields=self.fields,
                rows=rows_of(self.fields),
                choices=self.choices,
                agreements=choices.agreements(current_language()),
            ),
            status,
        )


@pages.get("/cases/new")
@open_to(Permission.WRITE_CASES)
def begin() -> ResponseReturnValue:
    """A new case, at an address of its own."""
    return redirect(url_for(".new", word=secrets.token_hex(8)))


@pages.route("/cases/new/<word>", methods=["GET", "POST"])
@open_to(Permission.WRITE_CASES)
@keeps_typing(PAGE)
def new(word: str) -> ResponseReturnValue:
    """The entry of a case that is not saved yet."""
    subject = drafts.new_subject(word)
    begun = session.get("begun", {}).get(word)
    if begun is not None:
        if request.method == "POST":
            _keep_draft(drafts.case_subject(begun), None)
        return redirect(url_for(".existing", case_id=begun), 303)
    if request.method == "POST":
        return _acted(_typed(subject, None))
    sheet = Sheet(subject, rows.new_form(FIRST_AGREEMENT))
    _resume(sheet)
    return sheet.page()


@pages.route("/cases/<int:case_id>/entry", methods=["GET", "POST"])
@open_to(Permission.WRITE_CASES)
@keeps_typing(PAGE)
def existing(case_id: int) -> ResponseReturnValue:
    """The entry of a case that is saved already."""
    kept = cases.open_case(reading(), actor(), case_id)
    subject = drafts.case_subject(case_id)
    if request.method == "POST":
        return _acted(_typed(subject, kept))
    if kept.state not in cases.CHANGEABLE:
        flash(_("This cannot be done in the state that the case is in now."))
        return redirect(url_for("cases.one", case_id=case_id))
    sheet = Sheet(subject, _fields_of(kept.facts or {}), kept, kept.version)
    if "saved" not in request.args:
        _resume(sheet)
    return sheet.page()


def _fields_of(facts: dict[str, object]) -> Fields:
    language = current_language()
    known = choices.choices_of(str(facts.get("agreement", "")), language)
    return shown.fields_of(facts, language, known.is_money)


def _resume(sheet: Sheet) -> None:
    """Go on with the draft that the address names, or with the newest."""
    number = request.args.get("draft", type=int)
    if number is not None:
        draft = drafts.draft_numbered(reading(), actor(), number)
        if draft.subject != sheet.subject:
            return
    else:
        found = drafts.drafts_of(reading(), actor(), sheet.subject, PAGE)
        if not found:
            return
        draft = found[0]
    sheet.draft = draft
    if isinstance(draft.content, dict):
        # Facts that another officer's saving kept from being saved: to save them now is to choose them.
        sheet.fields = _fields_of(draft.content)
        return
    typed = {name: value for name, value in draft.content if isinstance(value, str)}
    sheet.fields = {name: value for name, value in typed.items() if name not in NOT_TYPED}
    sheet.paste = typed.get("paste", "")
    sheet.resumed = " ".join([*typed.get("resumed", "").split(), draft.tab][-REMEMBERED:])
    if draft.case_version is not None:
        sheet.case_version = draft.case_version


def _typed(subject: str, kept: StoredCase | None) -> Sheet:
    """The page as it was sent."""
    form = request.form
    return Sheet(
        subject,
        {name: value for name, value in typed_fields() if name not in NOT_TYPED},
        kept,
        form.get("case_version", type=int),
        tab=form.get("tab", ""),
        resumed=form.get("resumed", ""),
        paste=form.get("paste", ""),
    )


def _keep_draft(subject: str, version: int | None) -> None:
    with writing() as store:
        drafts.save_draft(
            store, actor(), subject, PAGE, typed_fields(), tab=request.form.get("tab", ""), case_version=version
        )


def _acted(sheet: Sheet) -> ResponseReturnValue:
    """Do what the button says. What was typed is kept as a draft before anything else."""
    _keep_draft(sheet.subject, sheet.case_version)
    act, _colon, place = request.form.get("do", "check").partition(":")
    if act in ("add", "repeat", "remove"):
        sheet.fields, sheet.focus = rows.changed(sheet.fields, act, place)
        return sheet.page()
    if act == "paste":
        return _brought(sheet, files.from_text(sheet.paste, sheet.choices), "paste")
    if act == "upload":
        sent = request.files.get("file")
        name, data = (sent.filename or "", sent.read()) if sent is not None else ("", b"")
        return _brought(sheet, files.from_file(name, data, sheet.choices, current_language()), "file")
    return _checked(sheet, act)


def _brought(sheet: Sheet, found: files.Brought, box: str) -> ResponseReturnValue:
    """Put what was pasted or sent into the form."""
    if found.case is not None:
        number = {"case_id": sheet.fields.get("case_id", "")} if sheet.kept is not None else {}
        sheet.fields = {**_fields_of(found.case), **number}
    if found.periods:
        ordered = rows.in_order(files.without_empty_periods(sheet.fields))
        first = len(rows_of(ordered).get("periods", []))
        sheet.fields = files.with_periods(ordered, found.periods, first)
        sheet.focus = f"periods-{first}-party"
    if box == "paste" or found.left:
        sheet.paste = found.left
    if found.wrong:
        sheet.errors["paste" if found.left else box] = found.wrong
    else:
        sheet.checked = False
    return sheet.page(422 if found.wrong else 200)


def _checked(sheet: Sheet, act: str) -> ResponseReturnValue:
    """Check the case; save it, and decide it, if nothing is wrong and the button asks for it."""
    made = entry.entry_from(sheet.fields, sheet.choices.is_money)
    sheet.errors, sheet.faults = faults_by_field(made, current_language())
    if sheet.errors or sheet.faults:
        return sheet.page(422)
    if act not in ("save", "decide"):
        sheet.checked = True
        return sheet.page()
    try:
        kept = _saved(sheet, made.raw)
    except NumberTakenError as error:
        sheet.errors["case_id"] = in_words(error)
        return sheet.page(409)
    except BadFactsError as error:
        sheet.faults.append(in_words(error))
        return sheet.page(422)
    except ChangedMeanwhileError as error:
        sheet.case_version = error.saved_version
        sheet.faults.append(
            _(
                "%(name)s saved this case while you had it open. What you typed is still here: "
                "look at the saved case, then save again to put yours in its place.",
                name=error.saved_by,
            )
        )
        return sheet.page(409)
    return _decided(kept) if act == "decide" else _to_case(kept)


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


def _to_case(saved: tuple[int, int]) -> ResponseReturnValue:
    flash(_("The case is saved."))
    return redirect(url_for("cases.one", case_id=saved[0]), 303)


def _decided(saved: tuple[int, int]) -> ResponseReturnValue:
    case_id, version = saved
    try:
        with writing() as store:
            made = determinations.decide(store, actor(), case_id, version=version)
            determination_id = made.id
    except FaultsError as error:
        # Only figures of law can be missing still: the case itself was found to be in order.
        return case_page(case_id, faults=[each.in_language(current_language()) for each in error.faults]), 422
    flash(_("The case is saved and decided. Check the determination, then submit it for approval."))
    return redirect(url_for("workflow.one", determination_id=determination_id), 303)
