"""The register of certificates: its store on each database, and its pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import IntegrityError

from tests.web.desk import Browser, Desk, example
from web.store import certificates, persons
from web.store.certificates import FoundCertificates
from web.store.columns import now
from web.store.database import Database
from web.store.errors import (
    CertificateNumberTakenError,
    CertificateStateError,
    NotAllowedError,
    NotFoundError,
)
from web.store.models import AuditRow, Certificate

TODAY = date(2027, 10, 15)


def search(desk: Desk, text: str = "", due: int | None = None) -> FoundCertificates:
    with desk.database.reading() as session:
        return certificates.search_certificates(session, desk.officer, TODAY, text, due)


def numbers(desk: Desk, text: str = "", due: int | None = None) -> list[str]:
    return [each.number for each in search(desk, text, due).certificates]


def acts(desk: Desk) -> list[str]:
    with desk.database.reading() as session:
        rows = session.query(AuditRow).filter_by(office_id=desk.office_id, subject="certificate")
        return [row.action for row in rows.order_by(AuditRow.sequence)]


def test_a_certificate_is_entered_found_extended_and_ended(desk: Desk) -> None:
    kept = desk.certificate("KR-2025-7")
    with desk.database.writing() as session:
        longer = certificates.extend_certificate(session, desk.colleague, kept.id, "KR-2028-1", date(2029, 12, 31))
    assert (longer.first, longer.holder_name, longer.extends_id) == (date(2028, 1, 1), kept.holder_name, kept.id)
    with desk.database.writing() as session:
        ended = certificates.end_certificate(session, desk.officer, longer.id, date(2028, 3, 31), "returned")
    assert (ended.end, ended.saved_by) == (date(2028, 3, 31), desk.officer.id)
    assert numbers(desk, "dang thi hoa") == ["KR-2028-1", "KR-2025-7"]
    assert numbers(desk, "2028-1") == ["KR-2028-1"]
    assert numbers(desk, "nguyen") == []
    assert acts(desk) == ["certificate.entered", "certificate.extended", "certificate.ended"]


def test_reminders_are_of_those_that_end_soon_and_were_not_extended(desk: Desk) -> None:
    for number, last in (("A", "2027-10-14"), ("B", "2027-10-15"), ("C", "2028-01-13"), ("D", "2028-01-14")):
        desk.certificate(number, last=date.fromisoformat(last))
    extended = desk.certificate("E", last=date(2027, 11, 30))
    ended = desk.certificate("F", last=date(2027, 11, 30))
    with desk.database.writing() as session:
        certificates.extend_certificate(session, desk.officer, extended.id, "E2", date(2030, 1, 1))
        certificates.end_certificate(session, desk.officer, ended.id, date(2027, 10, 20), "returned")
    assert numbers(desk, due=90) == ["B", "C"]
    assert numbers(desk, due=91) == ["B", "C", "D"]
    with desk.database.reading() as session:
        assert certificates.count_due(session, desk.auditor, TODAY, 90) == 2


def test_what_was_ended_extended_or_erased_is_not_changed_again(desk: Desk) -> None:
    extended, ended, erased = desk.certificate("A"), desk.certificate("B"), desk.certificate("C")
    with desk.database.writing() as session:
        certificates.extend_certificate(session, desk.officer, extended.id, "A2", date(2029, 1, 1))
        certificates.end_certificate(session, desk.officer, ended.id, date(2026, 1, 1), "x")
        certificates.erase_certificate(session, desk.supervisor, erased.id)
    for kept in (extended, ended, erased):
        with pytest.raises(CertificateStateError), desk.database.writing() as session:
            certificates.extend_certificate(session, desk.officer, kept.id, "Z", date(2030, 1, 1))
        with pytest.raises(CertificateStateError), desk.database.writing() as session:
            certificates.end_certificate(session, desk.officer, kept.id, date(2026, 1, 1), "x")
    with pytest.raises(CertificateStateError), desk.database.writing() as session:
        certificates.erase_certificate(session, desk.supervisor, erased.id)


def test_numbers_are_unique_for_each_party_of_an_office(desk: Desk) -> None:
    desk.certificate("KR-1")
    with pytest.raises(CertificateNumberTakenError):
        desk.certificate(" KR-1 ")
    Desk(desk.database).certificate("KR-1")


def test_each_office_and_role_has_its_bounds(desk: Desk) -> None:
    kept, other = desk.certificate(), Desk(desk.database)
    with desk.database.reading() as session, pytest.raises(NotFoundError):
        certificates.open_certificate(session, other.officer, kept.id)
    with pytest.raises(NotFoundError):
        other.certificate("X", case_id=desk.case().id)
    tries: list[tuple[Any, Callable[[Any], Any]]] = [
        (desk.auditor, lambda by: certificates.end_certificate(session, by, kept.id, kept.last, "x")),
        (desk.officer, lambda by: certificates.erase_certificate(session, by, kept.id)),
        (desk.administrator, lambda by: certificates.open_certificate(session, by, kept.id)),
        (desk.administrator, lambda by: certificates.search_certificates(session, by, TODAY)),
    ]
    for by, act in tries:
        with pytest.raises(NotAllowedError), desk.database.writing() as session:
            act(by)
    assert numbers(other) == []


def test_the_database_itself_refuses_days_that_cannot_be(desk: Desk) -> None:
    kept = desk.certificate()
    for change in ("last = '2024-12-31'", "ended_on = '2028-01-01'", "place = party"):
        with pytest.raises(IntegrityError), desk.database.writing() as session:
            session.execute(text(f"UPDATE certificates SET {change} WHERE id = {kept.id}"))


def test_other_certificates_of_the_same_person(desk: Desk) -> None:
    kept = desk.certificate("A", birth_date="1990-01-02")
    desk.certificate("B", birth_date="1990-01-02", holder_name="ĐẶNG  thị hoà")
    desk.certificate("C", birth_date="1991")
    with desk.database.reading() as session:
        assert [each.number for each in certificates.of_same_person(session, desk.officer, kept)] == ["B"]


def test_a_person_s_data_are_handed_out_and_erased_with_those_of_the_case(desk: Desk) -> None:
    case = desk.case()
    kept = desk.certificate(case_id=case.id, employer_name="Hà Nội Điện tử")
    with desk.database.writing() as session:
        exported = persons.export_person(session, desk.supervisor, case.id)
        persons.erase_person(session, desk.supervisor, case.id)
    assert exported["certificates"][0]["holder_name"] == "Đặng Thị Hoà"
    with desk.database.reading() as session:
        found = session.get(Certificate, kept.id)
        assert found is not None
        assert (found.holder_name, found.search_name, found.employer_name, found.number) == ("", "", "", "KR-1")
        assert found.erased_at is not None


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
def test_the_migration_goes_up_and_down(dialect: str, new_url: Callable[[str], str]) -> None:
    database = Database(new_url(dialect))
    database.migrate()
    Desk(database).certificate()
    database.migrate("-2")
    assert "certificates" not in inspect(database.engine).get_table_names()
    assert "cases" in inspect(database.engine).get_table_names()
    database.migrate()
    Desk(database).certificate()
    database.close()


GOOD = {
    "number": "KR-2026-9",
    "direction": "vn-kr:KR",
    "kind": "detached",
    "holder": "김민준",
    "birth": "02/01/1990",
    "employer": "Seoul Electronics",
    "first": "01/01/2026",
    "last": "31/12/2030",
    "case": "",
}


@pytest.fixture
def officer(pages: Desk, browser: Browser) -> Browser:
    browser.sign_in(pages.usernames["officer"])
    browser.get("/certificates/new")
    return browser


def test_a_certificate_is_entered_at_the_desk(pages: Desk, officer: Browser) -> None:
    entered = officer.post("/certificates/new", GOOD)
    assert entered.status_code == 303
    page = officer.get(entered.location)
    assert all(each in page.text for each in ("KR-2026-9", "김민준", "01/01/2026 – 31/12/2030", "02/01/1990"))
    assert "Nothing, beside the other certificates" in page.text
    assert "KR-2026-9" in officer.get("/certificates?q=김민").text
    assert acts(pages) == ["certificate.entered", "certificate.read"]
    again = officer.post("/certificates/new", GOOD)
    assert again.status_code == 422
    assert 'href="#number"' in again.text


def test_all_faults_are_told_at_once_and_nothing_typed_is_lost(officer: Browser) -> None:
    bad = {"number": " ", "direction": "vn-kr:JP", "kind": "posted", "holder": "", "birth": "soon",
           "employer": "Seoul <b>", "first": "2026", "last": "31/02/2030", "case": "none"}  # fmt: skip
    page = officer.post("/certificates/new", bad)
    assert page.status_code == 422
    told = re.findall(r'<li><a href="#([a-z_]+)">', page.text)
    assert told == ["number", "direction", "kind", "holder", "birth", "first", "last", "case"]
    for typed in ("soon", "Seoul &lt;b&gt;", "31/02/2030"):
        assert f'value="{typed}"' in page.text
    backwards = officer.post("/certificates/new", {**GOOD, "last": "31/12/2025"})
    assert "The last day is before the first." in backwards.text


@pytest.mark.parametrize(
    ("born", "right"),
    [("02/01/2026", False), ("02/2026", False), ("2027", False), ("01/01/2026", True), ("2026", True), ("", True)],
)
def test_a_holder_is_born_by_the_first_day(officer: Browser, born: str, right: bool) -> None:
    page = officer.post("/certificates/new", {**GOOD, "birth": born})
    assert page.status_code == (303 if right else 422)
    assert ("The holder was born after the first day of the certificate." in page.text) is not right
    assert right or f'value="{born}"' in page.text


def test_a_case_fills_in_its_applicant_and_shows_months_paid_twice(pages: Desk, officer: Browser) -> None:
    facts = example()
    facts["periods"] = [
        {"party": "KR", "from": "2020-01", "to": "2026-12", "kind": "workplace"},
        {"party": "VN", "from": "2024-05", "to": "2025-02", "kind": "compulsory", "salary_regime": "employer"},
    ]
    case = pages.case(facts)
    form = officer.get(f"/certificates/new?case={case.number}")
    assert 'value="Đặng Thị Hoà"' in form.text
    before = officer.get(f"/cases/{case.id}/certificates")
    assert "not explained by what is known" in before.text
    typed = {**GOOD, "case": case.number, "first": "01/01/2025", "last": "31/12/2027"}
    entered = officer.post("/certificates/new", typed)
    page = officer.get(entered.location)
    assert "01/01/2025 – 28/02/2025: Contributions were paid to Viet Nam too" in page.text
    after = officer.get(f"/cases/{case.id}/certificates")
    assert "not due to Viet Nam" in after.text
    assert "KR-2026-9" in after.text
    assert f'href="/cases/{case.id}/certificates"' in officer.get(f"/cases/{case.id}").text


def test_a_certificate_is_extended_and_ended_at_the_desk(pages: Desk, officer: Browser) -> None:
    kept = pages.certificate(last=now().date() + timedelta(days=30))
    assert "1 certificate ends within 90 days" in officer.get("/certificates").text
    early = officer.post(f"/certificates/{kept.id}/extend", {"number": "", "last": "01/01/2025"})
    assert early.status_code == 422
    assert [f'href="#{each}"' in early.text for each in ("number", "last")] == [True, True]
    later = (now().date() + timedelta(days=400)).strftime("%d/%m/%Y")
    longer = officer.post(f"/certificates/{kept.id}/extend", {"number": "KR-2", "last": later})
    assert longer.status_code == 303
    assert "certificate ends within" not in officer.get("/certificates").text
    assert "extended by certificate KR-2" in officer.get(f"/certificates/{kept.id}").text
    again = officer.post(f"/certificates/{kept.id}/extend", {"number": "KR-3", "last": later})
    assert again.status_code == 409
    end = officer.post(f"{longer.location}/end", {"ended_on": "01/01/2020", "reason": ""})
    assert end.status_code == 422
    assert [f'href="#{each}"' in end.text for each in ("ended_on", "reason")] == [True, True]
    day = (now().date() + timedelta(days=60)).strftime("%d/%m/%Y")
    assert officer.post(f"{longer.location}/end", {"ended_on": day, "reason": "returned"}).status_code == 303
    assert f"ended early on {day}" in officer.get(longer.location).text


def test_a_supervisor_erases_a_holder_s_data(pages: Desk, browser: Browser) -> None:
    kept = pages.certificate()
    browser.sign_in(pages.usernames["supervisor"])
    browser.get(f"/certificates/{kept.id}/erase")
    assert browser.post(f"/certificates/{kept.id}/erase", {"number": "KR-2"}).status_code == 422
    assert browser.post(f"/certificates/{kept.id}/erase", {"number": "KR-1"}).status_code == 303
    page = browser.get(f"/certificates/{kept.id}")
    assert "Đặng" not in page.text
    assert "KR-1" in page.text


@pytest.mark.parametrize("language", ["vi", "ko"])
def test_the_pages_speak_the_language_of_the_account(pages: Desk, browser: Browser, language: str) -> None:
    case = pages.case()
    kept = pages.certificate(case_id=case.id)
    browser.sign_in(pages.usernames["officer"])
    browser.get("/certificates")
    browser.post("/language", {"language": language, "next": "/certificates"})
    paths = ("", "/new", f"/{kept.id}", f"/{kept.id}/extend", f"/{kept.id}/end")
    for path in (*(f"/certificates{each}" for each in paths), f"/cases/{case.id}/certificates"):
        page = browser.get(path)
        assert page.status_code == 200
        assert f'<html lang="{language}">' in page.text
        main = re.sub("<[^>]*>", "", page.text[page.text.index("<main") : page.text.index("</main")])
        assert not re.search(r"\b(certificate|Number|Holder|First day|Issued)\b", main, re.IGNORECASE), path
