"""Under each doubt stands why it is one, in the reader's language, and what several share stands once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.reports.documents import EXAMPLES, example, flat, joined, words_of
from totalisation.agreement_file import find_agreement
from totalisation.coverage.answer import CoverageAnswer
from totalisation.coverage.cover import cover
from totalisation.coverage.files import read_work_file
from totalisation.determination import Determination
from totalisation.messages import LANGUAGES
from totalisation.reports.blocks import Item
from totalisation.reports.coverage import coverage_report
from totalisation.reports.data import as_data
from totalisation.reports.explanation import reasoning
from totalisation.reports.kept import kept_worksheet_html
from totalisation.reports.noted import Noted, with_notes
from totalisation.reports.notice import notice_html
from totalisation.reports.printed import document_html
from totalisation.reports.worksheet import worksheet
from totalisation.schemes import scheme_named

NAMES = ["example", "nine-and-eleven-years", "lump-sum", "survivors", "disability"]


def below(text: str) -> tuple[Item, ...]:
    return (Item(text, plain=True),)


def test_a_note_stands_under_its_doubt() -> None:
    doubts = [Noted("floor (not read)", "floor", "As the press quotes it."), Noted("ratio (not read)", "ratio", "")]
    assert with_notes(doubts, "en") == (
        Item("floor (not read)", below("As the press quotes it.")),
        Item("ratio (not read)"),
    )


def test_figures_of_one_table_that_differ_in_status_have_the_note_once() -> None:
    doubts = [Noted(f"floor {year}", "floor", "As the press quotes it.") for year in (2014, 2018)]
    assert with_notes(doubts, "en") == (Item("floor 2014", below("As the press quotes it.")), Item("floor 2018"))


@pytest.mark.parametrize(
    ("language", "pointer"),
    [
        ("en", "See the note on “A: minimum” above."),
        ("vi", "Xem ghi chú ở mục “A: minimum” nêu trên."),
        ("ko", "위 “A: minimum” 항목의 비고를 참조."),
    ],
)
def test_another_doubt_with_the_same_note_points_to_the_first(language: str, pointer: str) -> None:
    doubts = [
        Noted("A: minimum (not read)", "A: minimum", "Twelve."),
        Noted("B: least (not read)", "B: least", "Twelve."),
    ]
    assert [each.items for each in with_notes(doubts, language)] == [below("Twelve."), below(pointer)]


def notes_of(determination: Determination, language: str) -> set[str]:
    found = {each.note[language] for each in determination.unverified if each.note}
    assert len(found) > 2
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_the_worksheet_tells_each_note_once_in_its_language(name: str, language: str) -> None:
    determination = example(name)
    text = joined(worksheet(determination, language))
    page = joined(words_of(document_html(determination, "worksheet", language)))
    for note in notes_of(determination, language):
        assert text.count(joined(note)) == 1, note
        assert page.count(joined(note)) == 1, note


def test_the_note_follows_what_it_is_about() -> None:
    text = flat(worksheet(example("nine-and-eleven-years"), "ko"))
    assert (
        "- 베트남: 합산을 위한 최소 자국 가입기간 (Agreement Part III; 미확인) "
        "12개월은 한국이 체결한 여러 협정의 최소기간이며, 이 협정의 최소기간은 확인하지 못함. - "
    ) in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_notice_to_the_applicant_keeps_to_the_doubts(language: str) -> None:
    determination = example("nine-and-eleven-years")
    text = joined(words_of(notice_html(determination, language)))
    assert [note for note in notes_of(determination, language) if joined(note) in text] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_data_give_each_note_as_one_text_in_the_language(language: str) -> None:
    determination = example("nine-and-eleven-years")
    data = as_data(determination, language)
    assert {each["note"] for each in data["unverified"] if each["note"]} == notes_of(determination, language)
    terms = [each for side in data["parties"].values() for each in side["terms"]]
    assert {type(each["note"]) for each in terms} == {str}


def test_a_worksheet_of_kept_data_tells_the_notes_that_were_kept() -> None:
    """They stand in the language in which they were kept; data of before have none."""
    kept = as_data(example("nine-and-eleven-years"), "vi")
    text = joined(words_of(kept_worksheet_html(kept, "ko")))
    notes = notes_of(example("nine-and-eleven-years"), "vi")
    assert [note for note in notes if text.count(joined(note)) != 1] == []
    for doubt in kept["unverified"]:
        del doubt["note"]
    assert kept_worksheet_html(kept, "ko")


def coverage() -> CoverageAnswer:
    file = EXAMPLES / "coverage" / "detached-since-2022.json"
    return cover(read_work_file(file), find_agreement("vn-kr"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_coverage_tells_each_note_in_its_language(language: str) -> None:
    answer = coverage()
    text = joined(coverage_report(answer, language))
    notes = {each.term.note[language] for each in answer.doubts if each.term.note}
    assert len(notes) > 2
    assert [note for note in notes if joined(note) not in text] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_reasoning_gives_the_note_of_a_figure_in_its_language(language: str) -> None:
    data = reasoning(example("nine-and-eleven-years"), language)
    notes = {each["note"] for side in data["parties"].values() for each in nodes(side["computations"])} - {None}
    figure = scheme_named("korea").parameters["consumer_price_adjustment"].entries[0]
    assert figure.note is not None
    assert figure.note[language] in notes
    assert all(isinstance(each, str) for each in notes)


def nodes(computations: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    left = [tree for each in computations for tree in each["trees"]]
    while left:
        node = left.pop()
        left += node.get("inputs", ())
        if "note" in node:
            yield node
