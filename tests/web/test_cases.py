"""Cases saved by several officers, found again, decided, approved, issued, corrected and erased."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from sqlalchemy import text

from tests.web.desk import Desk, example
from totalisation.messages import FaultsError
from web.store import audit, cases, determinations, drafts, persons
from web.store.errors import (
    BadFactsError,
    ChangedMeanwhileError,
    FourEyesError,
    NotAllowedError,
    NotFoundError,
    NumberTakenError,
    WrongStateError,
)
from web.store.models import CaseState, DeterminationState
from web.store.recomputation import differing, recompute


def save(desk: Desk, case_id: int, facts: dict[str, Any], version: int, actor: Any = None) -> int:
    with desk.database.writing() as session:
        return cases.save_case(session, actor or desk.officer, case_id, facts, version).version


def test_a_case_gets_the_next_number_of_its_office(desk: Desk) -> None:
    first, second = desk.case(), desk.case()
    assert first.number.startswith(f"{desk.code}-")
    assert int(second.number.rsplit("-", 1)[1]) == int(first.number.rsplit("-", 1)[1]) + 1
    assert first.facts["case_id"] == first.number
    assert desk.case(number="A/17").number == "A/17"
    with pytest.raises(NumberTakenError):
        desk.case(number="A/17")
    assert Desk(desk.database).case(number="A/17").number == "A/17"


def test_another_offices_case_is_not_found(desk: Desk) -> None:
    kept, other = desk.case(), Desk(desk.database)
    with desk.database.writing() as session:
        with pytest.raises(NotFoundError):
            cases.open_case(session, other.officer, kept.id)
        with pytest.raises(NotFoundError):
            cases.save_case(session, other.officer, kept.id, example(), 1)
        with pytest.raises(NotFoundError):
            determinations.decide(session, other.officer, kept.id)
        with pytest.raises(NotFoundError):
            persons.export_person(session, other.supervisor, kept.id)
        with pytest.raises(NotFoundError):
            drafts.save_draft(session, other.officer, drafts.case_subject(kept.id), "person", [])
    assert desk.stored(kept.id).version == 1


@pytest.mark.fault
def test_the_second_of_two_officers_is_told_and_loses_nothing(desk: Desk) -> None:
    kept = desk.case()
    assert save(desk, kept.id, example("First"), 1) == 2
    second = {**example("Second"), "periods": []}
    with pytest.raises(ChangedMeanwhileError) as told:
        save(desk, kept.id, second, 1, desk.colleague)
    assert (told.value.saved_by, told.value.saved_version) == (f"officer of {desk.code}", 2)
    assert desk.stored(kept.id).applicant_name == "First"
    with desk.database.reading() as session:
        draft = drafts.draft_numbered(session, desk.colleague, told.value.draft_id)
        assert draft.content == {**second, "case_id": kept.number}
        assert (draft.kind, draft.case_version) == ("facts", 1)
        with pytest.raises(NotFoundError):
            drafts.draft_numbered(session, desk.officer, draft.id)


@pytest.mark.fault
def test_of_many_who_save_at_once_one_wins_and_all_others_keep_drafts(desk: Desk) -> None:
    kept = desk.case()
    officers = [desk.add(f"racer{number}", desk.officer.role) for number in range(6)]
    won: list[int] = []
    told: list[ChangedMeanwhileError] = []
    gate = threading.Barrier(len(officers))

    def race(number: int) -> None:
        gate.wait()
        try:
            save(desk, kept.id, example(f"Racer {number}"), 1, officers[number])
            won.append(number)
        except ChangedMeanwhileError as error:
            told.append(error)

    threads = [threading.Thread(target=race, args=(number,)) for number in range(len(officers))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (winner,) = won
    assert desk.stored(kept.id).applicant_name == f"Racer {winner}"
    with desk.database.reading() as session:
        names = {
            draft.content["person"]["name"]
            for officer in officers
            for draft in drafts.drafts_of(session, officer, drafts.case_subject(kept.id))
        }
        assert audit.verify(session).sound
    assert names == {f"Racer {number}" for number in range(6)} - {f"Racer {winner}"}
    assert len(told) == 5


@pytest.mark.parametrize("facts", [[], "x", None, {"a": float("nan")}, {"a": b"x"}, {1: "x"}, {"a": {2: 3}}])
def test_what_is_no_json_object_is_refused(desk: Desk, facts: Any) -> None:
    kept = desk.case()
    with pytest.raises(BadFactsError):
        save(desk, kept.id, facts, 1)
    assert desk.stored(kept.id).version == 1


def test_facts_may_be_half_entered_and_hold_anything_typed(desk: Desk) -> None:
    odd = {"person": {"name": "A\x00\ud800 B", "birth_date": "31/02/19"}, "periods": "none yet", "claim": None}
    kept = desk.case(odd)
    assert desk.stored(kept.id).facts == {**odd, "case_id": kept.number}
    assert desk.stored(kept.id).applicant_name == "A B"
    with pytest.raises(FaultsError):
        desk.decided(kept.id)
    assert desk.stored(kept.id).state == CaseState.ENTERED


def found(desk: Desk, text: str, **more: Any) -> list[str]:
    with desk.database.reading() as session:
        return [each.applicant_name for each in cases.search_cases(session, desk.officer, text, **more).cases]


def test_search_by_name_with_and_without_marks(desk: Desk) -> None:
    for name in ("Đặng Thị Hoà", "Dang Thi Hoa", "Nguyễn Văn Đức", "김 영수", "100% O'Neill_x"):
        desk.case(example(name))
    assert found(desk, "dang hoa") == ["Dang Thi Hoa", "Đặng Thị Hoà"]
    assert found(desk, "ĐẶNG THỊ HÒA") == ["Dang Thi Hoa", "Đặng Thị Hoà"]
    assert found(desk, "Đặng Thị Hoà") == ["Đặng Thị Hoà", "Dang Thi Hoa"]
    assert found(desk, "duc") == found(desk, "Đức") == ["Nguyễn Văn Đức"]
    assert found(desk, "김영수") == found(desk, "영수") == ["김 영수"]
    assert found(desk, "hoa nguyen") == []
    assert found(desk, "%") == ["100% O'Neill_x"]
    assert found(desk, "_") == ["100% O'Neill_x"]
    assert found(desk, "l'") == []
    assert found(desk, "o'neill") == ["100% O'Neill_x"]
    assert len(found(desk, "  ")) == 5


def test_search_by_number_and_state_and_office(desk: Desk) -> None:
    first = desk.case(example("One"), "VN/2026-Ä7")
    desk.case(example("Two"), "KR-8")
    desk.decided(first.id)
    assert found(desk, "2026-Ä") == ["One"]
    assert found(desk, "kr-8") == ["Two"]
    assert found(desk, "", state=CaseState.DECIDED) == ["One"]
    assert found(desk, "two", state=CaseState.DECIDED) == []
    assert found(Desk(desk.database), "two") == []


def test_search_gives_a_page_at_a_time(desk: Desk) -> None:
    for number in range(7):
        desk.case(example(f"Person {number}"))
    with desk.database.reading() as session:
        pages = [cases.search_cases(session, desk.officer, "person", page=page, per_page=3) for page in (1, 2, 3, 99)]
    assert [len(each.cases) for each in pages] == [3, 3, 1, 1]
    assert {(each.total, each.pages) for each in pages} == {(7, 3)}
    assert pages[3].page == 3
    names = [each.applicant_name for page in pages[:3] for each in page.cases]
    assert names == [f"Person {number}" for number in reversed(range(7))]


def test_drafts_are_kept_as_typed_by_page_and_tab(desk: Desk) -> None:
    kept = desk.case()
    subject = drafts.case_subject(kept.id)
    typed = [["from", " 03/2001"], ["from", "\x00\ud83d"], ["salary", "1.000,5"]]
    with desk.database.writing() as session:
        drafts.save_draft(session, desk.officer, subject, "periods", typed, tab="a", case_version=1)
        drafts.save_draft(session, desk.officer, subject, "periods", [["from", "x"]], tab="b")
        drafts.save_draft(session, desk.officer, subject, "periods", [*typed, ["to", ""]], tab="a")
        drafts.save_draft(session, desk.colleague, subject, "periods", [], tab="a")
        drafts.save_draft(session, desk.officer, drafts.new_subject("w1"), "person", typed)
    with desk.database.writing() as session:
        mine = drafts.drafts_of(session, desk.officer, subject, "periods")
        assert [each.content for each in mine] == [[*typed, ["to", ""]], [["from", "x"]]]
        assert [each.subject for each in drafts.unsaved_cases(session, desk.officer)] == ["new:w1"]
        assert drafts.drop_drafts(session, desk.officer, subject, "periods", tab="b") == 1
        assert drafts.drop_drafts(session, desk.officer, subject) == 1
        assert len(drafts.drafts_of(session, desk.colleague, subject)) == 1


@pytest.mark.parametrize(
    "subject", ["", "case:", "case:x", "case:-1", "case:99999999999", "new:", "new:a b", "other:1"]
)
def test_a_draft_about_nothing_is_refused(desk: Desk, subject: str) -> None:
    with desk.database.writing() as session, pytest.raises(NotFoundError):
        drafts.save_draft(session, desk.officer, subject, "person", [])


def test_the_way_from_decision_to_issue_and_correction(desk: Desk) -> None:
    kept = desk.case()
    first = desk.issued(kept.id)
    assert desk.stored(kept.id).state == CaseState.ISSUED
    with pytest.raises(WrongStateError):
        save(desk, kept.id, example("Changed"), 1)
    with pytest.raises(WrongStateError):
        desk.decided(kept.id)
    with desk.database.writing() as session:
        determinations.correct(session, desk.officer, kept.id, "a year was missing")
    save(desk, kept.id, example("Changed"), 1)
    second = desk.issued(kept.id)
    assert (second.version, second.corrects_id, second.correction_reason) == (2, first.id, "a year was missing")
    with desk.database.reading() as session:
        old = determinations.determination(session, desk.officer, first.id)
        assert (old.state, old.facts, old.result) == (DeterminationState.ISSUED, first.facts, first.result)
        assert old.content_hash == determinations.content_hash(old.salt or "", old.facts, old.result)
        assert audit.verify(session).sound


def test_whoever_decided_or_submitted_does_not_approve(desk: Desk) -> None:
    with desk.database.writing() as session:
        kept = cases.begin_case(session, desk.supervisor, example())
        made = determinations.decide(session, desk.supervisor, kept.id)
        determinations.submit(session, desk.officer, made.id)
    with desk.database.writing() as session, pytest.raises(FourEyesError):
        determinations.approve(session, desk.supervisor, made.id)
    second = desk.case()
    decided = desk.decided(second.id)
    with desk.database.writing() as session:
        determinations.submit(session, desk.supervisor, decided.id)
    with desk.database.writing() as session, pytest.raises(FourEyesError):
        determinations.approve(session, desk.supervisor, decided.id)
    with desk.database.writing() as session, pytest.raises(NotAllowedError):
        determinations.approve(session, desk.colleague, decided.id)
    with desk.database.writing() as session, pytest.raises(WrongStateError):
        determinations.issue(session, desk.supervisor, decided.id)


def test_a_determination_sent_back_opens_the_case_again(desk: Desk) -> None:
    kept = desk.case()
    made = desk.submitted(kept.id)
    with desk.database.writing() as session, pytest.raises(determinations.ReasonMissingError):
        determinations.send_back(session, desk.supervisor, made.id, "  ")
    with desk.database.writing() as session:
        determinations.send_back(session, desk.supervisor, made.id, "look at 2005 again")
    assert desk.stored(kept.id).state == CaseState.RETURNED
    assert save(desk, kept.id, example("Mended"), 1) == 2
    assert desk.issued(kept.id).version == 2


def test_new_facts_take_back_a_decision(desk: Desk) -> None:
    kept = desk.case()
    made = desk.decided(kept.id)
    save(desk, kept.id, example("Mended"), 1)
    assert desk.stored(kept.id).state == CaseState.ENTERED
    with desk.database.writing() as session, pytest.raises(WrongStateError):
        determinations.submit(session, desk.officer, made.id)
    with desk.database.writing() as session, pytest.raises(determinations.StaleCaseError):
        determinations.decide(session, desk.officer, kept.id, version=1)


def test_a_determination_is_computed_again_and_compared(desk: Desk) -> None:
    made = desk.issued(desk.case().id)
    compared = recompute(made)
    assert compared.same
    assert compared.files_changed == ()
    assert "agreements/vn-kr.toml" in made.parameter_files
    assert any(name.startswith("schemes/korea/parameters/") for name in made.parameter_files)


def test_a_comparison_names_what_differs(desk: Desk) -> None:
    made = desk.decided(desk.case().id)
    assert made.result is not None
    code = next(iter(made.result["parties"]))
    was = made.result["parties"][code]["monthly_amount"]
    made.result = {**made.result, "parties": {**made.result["parties"]}}
    made.result["parties"][code] = {**made.result["parties"][code], "monthly_amount": was + 1}
    made.parameter_files = {**made.parameter_files, "agreements/vn-kr.toml": "0"}
    compared = recompute(made)
    assert not compared.same
    assert not compared.intact
    assert compared.files_changed == ("agreements/vn-kr.toml",)
    assert [(each.path, each.then, each.now) for each in compared.differences] == [
        (f"parties.{code}.monthly_amount", was + 1, was)
    ]


def test_differences_are_told_at_their_deepest_place() -> None:
    then, now = {"a": [1, {"b": 2}], "c": [1]}, {"a": [1, {"b": 3}], "c": [1, 2], "d": 4}
    assert [(each.path, each.then, each.now) for each in differing(then, now)] == [
        ("a[1].b", 2, 3),
        ("c", [1], [1, 2]),
        ("d", None, 4),
    ]


def test_a_persons_data_are_handed_out_whole(desk: Desk) -> None:
    kept = desk.case()
    made = desk.issued(kept.id)
    with desk.database.writing() as session:
        drafts.save_draft(session, desk.colleague, drafts.case_subject(kept.id), "person", [["name", "Hoà"]])
        exported = persons.export_person(session, desk.supervisor, kept.id)
    assert exported["case"]["facts"]["person"]["name"] == "Đặng Thị Hoà"
    assert exported["drafts"][0]["content"] == [["name", "Hoà"]]
    assert exported["determinations"][0]["result"] == made.result
    assert [row["action"] for row in exported["audit"]] == [
        "case.begun",
        "person.exported",
        "determination.decided",
        "determination.submitted",
        "determination.approved",
        "determination.issued",
    ]
    with desk.database.writing() as session, pytest.raises(NotAllowedError):
        persons.export_person(session, desk.officer, kept.id)


def test_nothing_of_an_erased_person_is_left_in_any_table(desk: Desk) -> None:
    name = "Zyxwvut Qponmlk"
    kept = desk.case({**example(name), "note": "unheard-of-word"})
    with pytest.raises(FaultsError):
        desk.decided(kept.id)
    save(desk, kept.id, example(name), 1)
    made = desk.issued(kept.id)
    with desk.database.writing() as session:
        determinations.correct(session, desk.officer, kept.id, f"{name} has died")
        drafts.save_draft(session, desk.officer, drafts.case_subject(kept.id), "person", [["name", name]])
    with desk.database.writing() as session:
        persons.erase_person(session, desk.supervisor, kept.id)
    with desk.database.reading() as session:
        left = [
            row
            for table in ("cases", "drafts", "determinations", "audit", "api_tokens", "officers", "offices")
            for row in session.execute(text(f"SELECT * FROM {table}"))
            if "zyxwvut" in str(row).lower()
            or "unheard" in str(row)
            or ("1969-05" in str(row) and kept.number in str(row))
        ]
        assert left == []
        erased = determinations.determination(session, desk.officer, made.id)
        assert (erased.content_hash, erased.state) == (made.content_hash, DeterminationState.ISSUED)
        assert audit.verify(session).sound
    with pytest.raises(WrongStateError):
        save(desk, kept.id, example(), desk.stored(kept.id).version)
    assert found(desk, "zyxwvut") == []


def test_a_case_that_waits_for_somebody_is_not_erased(desk: Desk) -> None:
    kept = desk.case()
    desk.submitted(kept.id)
    with desk.database.writing() as session, pytest.raises(WrongStateError):
        persons.erase_person(session, desk.supervisor, kept.id)
    assert desk.stored(kept.id).applicant_name == "Đặng Thị Hoà"


@pytest.mark.parametrize("who", ["auditor", "administrator"])
def test_who_only_reads_or_keeps_accounts_changes_no_case(desk: Desk, who: str) -> None:
    kept, actor = desk.case(), desk.people[who]
    with desk.database.writing() as session:
        for act in (
            lambda: cases.begin_case(session, actor, example()),
            lambda: cases.save_case(session, actor, kept.id, example(), 1),
            lambda: determinations.decide(session, actor, kept.id),
            lambda: determinations.correct(session, actor, kept.id, "x"),
            lambda: persons.erase_person(session, actor, kept.id),
            lambda: drafts.save_draft(session, actor, drafts.case_subject(kept.id), "person", []),
        ):
            with pytest.raises(NotAllowedError):
                act()
    if who == "administrator":
        with desk.database.reading() as session, pytest.raises(NotAllowedError):
            cases.search_cases(session, actor)
