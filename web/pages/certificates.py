"""The register of certificates of coverage: searched, with reminders, entered, extended, ended."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import to_user_timezone
from sqlalchemy import select

from web import registers
from web.access import open_to
from web.current import actor, reading, writing
from web.forms.certificate import day_from, directions, kinds, read_certificate
from web.forms.values import tidy
from web.languages import current_language
from web.store import certificates
from web.store.accounts import names_of
from web.store.cases import open_case
from web.store.columns import now
from web.store.errors import CertificateNumberTakenError
from web.store.models import Certificate, StoredCase
from web.store.names import sentences
from web.store.roles import Permission

pages = Blueprint("certificates", __name__)

WITHIN: Final = (30, 60, 90, 180, 365)
"""Days before an end within which a reminder can be asked for."""

USUAL: Final = 90


@pages.get("/certificates")
@open_to(Permission.READ_CASES)
def found() -> ResponseReturnValue:
    """The certificates that the search finds, and how many are about to end."""
    text, within = request.args.get("q", "")[:200], request.args.get("due", "")
    due = int(within) if within in {str(each) for each in WITHIN} else None
    result = certificates.search_certificates(
        reading(), actor(), today(), text, due, request.args.get("page", 1, type=int)
    )
    return render_template(
        "certificate/listed.html",
        found=result,
        text=text,
        due=due,
        within=[(each, _("within %(days)s days", days=each)) for each in WITHIN],
        soon=certificates.count_due(reading(), actor(), today(), USUAL),
        usual=USUAL,
        today=today(),
        registers=registers,
    )


@pages.route("/certificates/new", methods=["GET", "POST"])
@open_to(Permission.WRITE_CASES)
def new() -> ResponseReturnValue:
    """Enter a certificate. A case's number in the address fills in its applicant."""
    if request.method == "GET":
        return _form(_begun(tidy(request.args.get("case", ""))[:64]), {})
    entry, errors = read_certificate(request.form, _case_numbered(tidy(request.form.get("case", ""))))
    if entry is None:
        return _form(request.form, errors), 422
    try:
        with writing() as store:
            made = certificates.enter_certificate(store, actor(), entry)
    except CertificateNumberTakenError:
        return _form(request.form, {"number": _taken()}), 422
    flash(_("The certificate is in the register."))
    return redirect(url_for(".one", certificate_id=made.id), 303)


@pages.get("/certificates/<int:certificate_id>")
@open_to(Permission.READ_CASES)
def one(certificate_id: int) -> ResponseReturnValue:
    """A certificate, what stands out about it, and the others of the same person. The reading is recorded."""
    with writing() as store:
        certificates.note_reading(store, actor(), certificates.open_certificate(store, actor(), certificate_id))
    kept = certificates.open_certificate(reading(), actor(), certificate_id)
    others = certificates.of_same_person(reading(), actor(), kept)
    return render_template(
        "certificate/one.html",
        certificate=kept,
        others=others,
        findings=registers.findings_told(kept, others),
        extension=certificates.extension_of(reading(), kept),
        kind=dict(kinds(current_language())).get(kept.kind, kept.kind),
        names=names_of(reading(), {kept.created_by, kept.saved_by}),
        today=today(),
        registers=registers,
    )


@pages.route("/certificates/<int:certificate_id>/extend", methods=["GET", "POST"])
@open_to(Permission.WRITE_CASES)
def extend(certificate_id: int) -> ResponseReturnValue:
    """Enter the certificate that extends this one."""
    kept = certificates.open_certificate(reading(), actor(), certificate_id)
    if request.method == "GET":
        return _act("certificate/extend.html", kept, {}, {})
    number, last = tidy(request.form.get("number", "")), day_from(request.form.get("last", ""))
    errors: dict[str, str] = {}
    if not number or len(number) > certificates.LONGEST_NUMBER:
        errors["number"] = _("Give the number of the certificate.")
    if last is None:
        errors["last"] = _("Write the last day as dd/mm/yyyy.")
    elif last <= kept.last:
        errors["last"] = _("The last day is not after %(day)s.", day=registers.day_shown(kept.last))
    if errors or last is None:
        return _act("certificate/extend.html", kept, request.form, errors), 422
    try:
        with writing() as store:
            made = certificates.extend_certificate(store, actor(), certificate_id, number, last)
    except CertificateNumberTakenError:
        return _act("certificate/extend.html", kept, request.form, {"number": _taken()}), 422
    flash(_("The certificate is extended."))
    return redirect(url_for(".one", certificate_id=made.id), 303)


@pages.route("/certificates/<int:certificate_id>/end", methods=["GET", "POST"])
@open_to(Permission.WRITE_CASES)
def end(certificate_id: int) -> ResponseReturnValue:
    """Note that the work, and with it the certificate, ended early."""
    kept = certificates.open_certificate(reading(), actor(), certificate_id)
    if request.method == "GET":
        return _act("certificate/end.html", kept, {}, {})
    ended_on, reason = day_from(request.form.get("ended_on", "")), sentences(request.form.get("reason", ""))[:2000]
    errors: dict[str, str] = {}
    if ended_on is None:
        errors["ended_on"] = _("Write the day as dd/mm/yyyy.")
    elif not kept.first <= ended_on <= kept.last:
        errors["ended_on"] = _(
            "The day is not one of the certificate's: %(span)s.", span=registers.span(kept.first, kept.last)
        )
    if not reason:
        errors["reason"] = _("Give the reason.")
    if errors or ended_on is None:
        return _act("certificate/end.html", kept, request.form, errors), 422
    with writing() as store:
        certificates.end_certificate(store, actor(), certificate_id, ended_on, reason)
    flash(_("The certificate is ended."))
    return redirect(url_for(".one", certificate_id=certificate_id), 303)


@pages.route("/certificates/<int:certificate_id>/erase", methods=["GET", "POST"])
@open_to(Permission.HANDLE_PERSONS)
def erase(certificate_id: int) -> ResponseReturnValue:
    """Ask whether the holder's data shall be erased; do it once the certificate's number is typed."""
    kept = certificates.open_certificate(reading(), actor(), certificate_id)
    if request.method == "GET":
        return _act("certificate/erase.html", kept, {}, {})
    if tidy(request.form.get("number", "")) != kept.number:
        wrong = _("Type the number of the certificate to erase it.")
        return _act("certificate/erase.html", kept, request.form, {"number": wrong}), 422
    with writing() as store:
        certificates.erase_certificate(store, actor(), certificate_id)
    flash(_("The data of this person are erased."))
    return redirect(url_for(".one", certificate_id=certificate_id), 303)


@pages.get("/cases/<int:case_id>/certificates")
@open_to(Permission.READ_CASES)
def of_case(case_id: int) -> ResponseReturnValue:
    """The certificates of a case, and its months that were paid to both parties."""
    kept = open_case(reading(), actor(), case_id)
    of_it = certificates.of_case(reading(), actor(), kept)
    return render_template(
        "certificate/of_case.html",
        case=kept,
        certificates=of_it,
        double=registers.double_told(kept, of_it),
        today=today(),
        registers=registers,
    )


def today() -> date:
    """This day in the desk's time zone."""
    moment: datetime = to_user_timezone(now())
    return moment.date()


def _form(values: Mapping[str, str], errors: dict[str, str]) -> str:
    language = current_language()
    return render_template(
        "certificate/new.html",
        values=values,
        errors=errors,
        directions=[("", ""), *directions(language)],
        kinds=kinds(language),
    )


def _act(template: str, kept: Certificate, values: Mapping[str, str], errors: dict[str, str]) -> str:
    return render_template(template, certificate=kept, values=values, errors=errors, registers=registers)


def _taken() -> str:
    return str(_("The register already has a certificate of this number from this party."))


def _begun(number: str) -> dict[str, str]:
    """The form begun for a case of the office, or empty."""
    kept = _case_with(number)
    if kept is None:
        return {}
    person = kept.facts.get("person")
    birth = person.get("birth_date", "") if isinstance(person, dict) else ""
    shown = registers.written_day(birth) if isinstance(birth, str) else ""
    return {"case": kept.number, "holder": kept.applicant_name, "birth": shown}


def _case_with(number: str) -> StoredCase | None:
    if not number:
        return None
    chosen = select(StoredCase).where(StoredCase.office_id == actor().office_id, StoredCase.number == number)
    return reading().scalar(chosen)


def _case_numbered(number: str) -> int | None:
    kept = _case_with(number)
    return None if kept is None else kept.id
