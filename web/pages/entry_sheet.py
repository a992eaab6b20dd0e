"""The sheet on which a case is entered, on one page or step by step: what is typed, and what is wrong with it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Any, Final

from flask import Response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from web.access import typed_fields
from web.current import actor, reading, settings, writing
from web.drafting import case_fields, keep_typing
from web.forms import benefits, choices, options, rows, shown, steps, summary, unshown, vocabulary
from web.forms.labels import label_of
from web.forms.reader import Fields, conditions_of, rows_of
from web.languages import current_language
from web.store import drafts
from web.store.columns import number_in
from web.store.models import Draft, StoredCase

PAGE: Final = "entry"
"""The name of the drafts of the entry."""

FIRST_AGREEMENT: Final = "vn-kr"
REMEMBERED: Final = 8
"""How many cases begun in this browser are remembered, so that going back and saving again makes no second one."""

WAY_COOKIE: Final = "desk_entry"
WAYS: Final = ("page", "steps")
"""The whole entry on one page, or step by step."""


@dataclass
class Sheet:
    """The sheet as it is shown: the whole of it, or one step."""

    subject: str
    fields: Fields
    kept: StoredCase | None = None
    case_version: int | None = None
    step: str | None = None
    """The step that is shown; None for the whole on one page."""
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
        parties = dict(self.choices.parties)
        return {
            field: f"{label}: {wrong}" if (label := label_of(field, parties)) else wrong
            for field, wrong in self.errors.items()
        }

    @property
    def links(self) -> dict[str, str]:
        """Where the fields are that the summary of errors names, if they stand on other pages."""
        if self.step != "summary":
            return {}
        return {name: self.address(steps.step_of(name), check="1", _anchor=name) for name in self.errors}

    @property
    def choices(self) -> choices.Choices:
        """The words that may be typed under the agreement chosen."""
        return choices.choices_of(self.fields.get("agreement", ""), current_language())

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """The fields that the page holds without showing them: those of other steps, and what no field can show."""
        return [
            (name, value)
            for name, value in self.fields.items()
            if unshown.is_unshown(name) or (self.step is not None and steps.step_of(name) != self.step)
        ]

    @property
    def unshown(self) -> list[tuple[str, str]]:
        """What no field can show: the part of the case that holds it, and the data as they are stored."""
        parties = dict(self.choices.parties)
        return [
            (label_of(name, parties), each)
            for name, value in self.fields.items()
            if unshown.is_unshown(name) and not benefits.stands_aside(name, self.benefit)
            for each in unshown.told(value)
        ]

    @property
    def benefit(self) -> str:
        """The benefit that is claimed."""
        return benefits.claimed(self.fields)

    @property
    def aside(self) -> list[str]:
        """The benefits that are not claimed and for which something is typed."""
        return benefits.aside(self.fields)

    def parties(self, benefit: str, begin: str) -> list[tuple[str, str]]:
        """The parties for whose fields there is a place: those that pay the benefit, and those that are typed.

        ``begin`` is what the names of the fields begin with.
        """
        known, paying = dict(self.choices.parties), self.choices.paying.get(benefit, [])
        typed = benefits.parties_in((name for name, value in self.fields.items() if value.strip()), begin)
        return [(code, known.get(code, code)) for code in dict.fromkeys([*(paying or known), *typed])]

    def offers(self, option: str) -> bool:
        """Whether an option is to be chosen from in a claim to the benefit that is claimed."""
        return self.benefit not in benefits.KNOWN or self.choices.serves("", option, self.benefit)

    def idle(self, row: int) -> bool:
        """Whether the option in a row bears on other benefits alone; one that is to be mended is shown all the same."""
        begin = f"options-{row}-"
        wrong = any(name.startswith(begin) for name in self.errors)
        return not wrong and summary.is_idle(row, self.fields, self.choices)

    def told(self, field: str) -> str:
        """What stands in a field, a word of the case by its label."""
        return summary.value_shown(field, self.fields, self.choices, current_language())

    def shows(self, step: str) -> bool:
        """Whether the fields of ``step`` stand on the page."""
        return self.step in (None, step)

    def address(self, step: str | None = None, **more: Any) -> str:
        """The page of a step, or of the whole, that goes on with what this tab has typed."""
        about = {"word": self.subject[4:]} if self.kept is None else {"case_id": self.kept.id}
        view = "new" if self.kept is None else "existing"
        if step is None:
            return url_for(f"entry.{view}", **about, tab=self.tab, **more)
        return url_for(f"steps.{view}", **about, step=step, tab=self.tab, **more)

    @property
    def target(self) -> str:
        """Where the form is sent."""
        return self.address(self.step).partition("?")[0]

    def page(self, status: int = 200) -> ResponseReturnValue:
        """The page, the rows numbered as they stand."""
        self.fields = rows.in_order(self.fields)
        return (
            render_template(
                "case/entry.html" if self.step is None else "case/step.html",
                sheet=self,
                fields=self.fields,
                rows=rows_of(self.fields),
                conditions=conditions_of(self.fields),
                choices=self.choices,
                agreements=choices.agreements(current_language()),
                steps=steps.STEPS,
                vocabulary=vocabulary,
                answers=[each.in_language(current_language()) for each in (options.YES, options.NO)],
                parts=summary.parts_of(self.fields, self.choices, current_language()) if self.step == "summary" else [],
            ),
            status,
        )


def fields_of(facts: dict[str, Any]) -> Fields:
    """The fields of a case, its amounts and words in the language of the page."""
    language = current_language()
    known = choices.choices_of(str(facts.get("agreement", "")), language)
    return shown.fields_of(facts, language, known.is_money, known.kind_of_option)


def opened(subject: str, kept: StoredCase | None, step: str | None) -> Sheet:
    """The sheet as it is opened: with the tab's draft, else the newest; without drafts if ``saved`` is asked for."""
    if kept is None:
        sheet = Sheet(subject, rows.new_form(FIRST_AGREEMENT), step=step)
    else:
        sheet = Sheet(subject, fields_of(kept.facts or {}), kept, kept.version, step)
    if "saved" not in request.args:
        _resume(sheet)
    return sheet


def _resume(sheet: Sheet) -> None:
    """Go on with the draft that the address names, or with the newest."""
    number, tab = number_in(request.args.get("draft", "")), request.args.get("tab", "")
    if number is not None:
        draft = drafts.draft_numbered(reading(), actor(), number)
        if draft.subject != sheet.subject:
            return
    else:
        found = drafts.drafts_of(reading(), actor(), sheet.subject, PAGE)
        same = [each for each in found if tab and each.tab == tab]
        if not found:
            return
        draft = (same or found)[0]
        if same:
            sheet.tab = tab
    if sheet.tab != draft.tab:
        sheet.draft = draft
    if isinstance(draft.content, dict):
        # Facts that another officer's saving kept from being saved: to save them now is to choose them.
        sheet.fields = fields_of(draft.content)
        return
    typed = {name: value for name, value in draft.content if isinstance(value, str)}
    sheet.fields = case_fields(draft.content)
    sheet.paste = typed.get("paste", "")
    others = dict.fromkeys([*typed.get("resumed", "").split(), draft.tab])
    sheet.resumed = " ".join([each for each in others if each != sheet.tab][-REMEMBERED:])
    if draft.case_version is not None:
        sheet.case_version = draft.case_version


def sent(subject: str, kept: StoredCase | None, step: str | None) -> Sheet:
    """The sheet as it was sent. What was typed is kept as a draft before anything else is done with it."""
    form = request.form
    version = number_in(form.get("case_version", ""))
    draft = keep(subject, version, typed_fields())
    return Sheet(
        subject,
        case_fields(draft.content),
        kept,
        version,
        step,
        tab=form.get("tab", ""),
        resumed=form.get("resumed", ""),
        paste=form.get("paste", ""),
    )


def keep(subject: str, version: int | None, typed: list[list[str]]) -> Draft:
    """Keep typing as the draft of this tab."""
    with writing() as store:
        return keep_typing(store, actor(), subject, PAGE, typed, tab=request.form.get("tab", ""), case_version=version)


def keep_changed(sheet: Sheet) -> None:
    """Keep the sheet after the desk itself has changed its rows."""
    about = [[name, value] for name, value in typed_fields() if name in ("subject", "tab", "resumed", "case_version")]
    fields = [[name, value] for name, value in rows.in_order(sheet.fields).items()]
    keep(sheet.subject, sheet.case_version, [*about, ["paste", sheet.paste], *fields])


def chosen_way() -> str:
    """How this browser's officer enters cases."""
    way = request.cookies.get(WAY_COOKIE, "")
    return way if way in WAYS else "page"


def remember_way(response: Response, way: str) -> None:
    """Keep the choice in the browser."""
    response.set_cookie(
        WAY_COOKIE, way, max_age=31_536_000, httponly=True, samesite="Lax", secure=settings().secure_cookies
    )


def begun_case(word: str) -> int | None:
    """The case that this browser has saved already from the new one known by ``word``."""
    found = session.get("begun", {}).get(word)
    return found if isinstance(found, int) else None


def to_begun(case_id: int, step: str | None) -> ResponseReturnValue:
    """Go on with a case that was saved already. What was typed on its former page is kept."""
    if request.method == "POST":
        keep(drafts.case_subject(case_id), None, typed_fields())
    whole = url_for("entry.existing", case_id=case_id)
    return redirect(whole if step is None else url_for("steps.existing", case_id=case_id, step=step), 303)
