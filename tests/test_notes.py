"""Notes on terms, figures and documents: written as one line or by language, told in the reader's."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.test_agreement_file import VALID
from tests.test_figure_checks import RATE, SOURCES, faults
from totalisation.agreement_file import agreements_folder, read_agreement
from totalisation.authoring.check import check_file
from totalisation.authoring.summary import summary
from totalisation.figure_checks import check_figures
from totalisation.messages import LANGUAGES, FaultsError
from totalisation.notes import read_note
from totalisation.parameters import read_parameters
from totalisation.particles import final_consonant
from totalisation.reports.data import term_data
from totalisation.reports.names import note_in
from totalisation.rules import RuleSet
from totalisation.schemes import scheme_named
from totalisation.schemes.base import Scheme

IN_EACH = {"en": "Not read.", "vi": "Chưa đọc.", "ko": "읽지 않음."}
WRITTEN = 'note = { en = "Not read.", vi = "Chưa đọc.", ko = "읽지 않음." }'
EXCLUDED = 'count = "excluded"\n'


def agreement_with(note: str) -> bytes:
    return VALID.replace(EXCLUDED, EXCLUDED + note + "\n").encode()


def refused(note: str) -> list[str]:
    with pytest.raises(FaultsError) as caught:
        read_agreement(agreement_with(note), "aa-bb.toml")
    return [each.in_language() for each in caught.value.faults]


LINE = 1 + VALID[: VALID.index(EXCLUDED)].count("\n") + 1
AT = f"aa-bb.toml:{LINE}: third_state_periods.note"

BAD = [
    ('note.vi = "Chưa đọc."', "", "has no English text. Write en = “…”."),
    ("note = {}", "", "has no English text. Write en = “…”."),
    ("note = 3", "", "3 is not text. Write text in quotes."),
    ('note = { en = "Not read.", vi = "" }', ".vi", "is empty. Write text in quotes."),
    ('note = { en = "Not read.", ko = 5 }', ".ko", "5 is not text. Write text in quotes."),
]


@pytest.mark.parametrize(
    ("written", "note"),
    [
        ("", None),
        ('note = ""', None),
        ('note = "Not read."', {"en": "Not read."}),
        ('note.en = "Not read."', {"en": "Not read."}),
        (WRITTEN, IN_EACH),
    ],
)
def test_a_note_is_one_line_or_a_table(tmp_path: Path, written: str, note: dict[str, str] | None) -> None:
    term = read_agreement(agreement_with(written), "aa-bb.toml").third_state_periods
    assert term is not None
    assert term.note == note
    (tmp_path / "figures.toml").write_text(RATE + written, encoding="utf-8")
    assert [each.note for each in read_parameters(tmp_path)["rate"].entries] == [None, note]


@pytest.mark.parametrize(("written", "place", "fault"), BAD)
def test_a_bad_note_of_a_term_is_told_at_its_place(written: str, place: str, fault: str) -> None:
    assert refused(written) == [f"{AT}{place}: {fault}"]


def test_a_language_that_is_none_is_told_beside_what_else_is_wrong() -> None:
    assert refused('note = { en = "Not read.", kr = "읽지 않음.", vi = "" }') == [
        f"{AT}.kr: unknown term. Valid here: en, vi, ko.",
        f"{AT}.vi: is empty. Write text in quotes.",
    ]


def test_a_note_in_any_language_is_plain_text() -> None:
    assert refused('note = { en = "Not read.", vi = "Ch\\u0007" }') == [
        f"{AT}.vi: holds a control character or half of one. Write it on one line, as plain text."
    ]


@pytest.mark.parametrize(("written", "place", "fault"), BAD)
def test_a_bad_note_of_a_figure_is_told_with_its_line(tmp_path: Path, written: str, place: str, fault: str) -> None:
    told = faults(tmp_path, RATE + written)
    line = 1 + RATE.count("\n")
    assert told == [f"aland/parameters/figures.toml:{line}: rate: {fault}"]
    with pytest.raises(ValueError, match=rf"figures\.toml: \[rate\]: note{place}: "):
        read_parameters(tmp_path / "parameters")


@pytest.mark.parametrize(("written", "place", "fault"), BAD)
def test_a_bad_note_of_a_document_and_of_a_limit_is_told(tmp_path: Path, written: str, place: str, fault: str) -> None:
    (tmp_path / "parameters").mkdir()
    (tmp_path / "sources.toml").write_text(SOURCES + written + "\n", encoding="utf-8")
    (tmp_path / "limits.toml").write_text(f"[recovery]\n{written}\n", encoding="utf-8")
    scheme = Scheme("aland", tmp_path, RuleSet([]), "down_to_whole")
    assert [each.in_language() for each in check_figures(scheme).faults] == [
        f"aland/sources.toml:{SOURCES.count(chr(10)) + 1}: COPY.note{place}: {fault}",
        f"aland/limits.toml:2: recovery.note{place}: {fault}",
    ]
    with pytest.raises(ValueError, match=f"note{place}: "):
        scheme.note_on("COPY")
    assert scheme.note_on("LAW") is None


def test_an_unknown_language_of_a_figure_is_told(tmp_path: Path) -> None:
    (told,) = faults(tmp_path, RATE + 'note = { en = "Not read.", kr = "읽지 않음." }')
    assert told.endswith("rate: “kr” means nothing here. Valid: en, vi, ko.")


def test_a_note_still_to_be_written_is_told_where_the_file_has_it(tmp_path: Path) -> None:
    for written, place in (('note = "TODO"', ""), ('note.en = "TODO"', ".en")):
        (tmp_path / "aa-bb.toml").write_bytes(agreement_with(written))
        told = [each.in_language() for each in check_file(tmp_path / "aa-bb.toml").warnings]
        assert f"{AT}{place}: is still to be written." in told


def test_a_note_is_told_in_the_language_and_in_english_where_it_lacks_it() -> None:
    assert [note_in(IN_EACH, each) for each in LANGUAGES] == list(IN_EACH.values())
    assert note_in(read_note("Not read."), "vi") == "Not read."
    assert note_in({"en": "Not read.", "vi": "Chưa đọc."}, "ko") == "Not read."
    assert note_in(None, "ko") == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_data_and_the_summary_give_one_text(language: str) -> None:
    agreement = read_agreement(agreement_with(WRITTEN), "aa-bb.toml")
    assert agreement.third_state_periods is not None
    assert term_data(agreement.third_state_periods, language)["note"] == IN_EACH[language]
    assert f"      {IN_EACH[language]}\n" in summary(agreement, language)


# ---- the files that are shipped ----


def notes_in(value: Any, place: str) -> Iterator[tuple[str, Any]]:
    """Each note in the tables of a file, with its place."""
    if isinstance(value, dict):
        for key, each in value.items():
            if key == "note":
                yield f"{place}.note", each
            else:
                yield from notes_in(each, f"{place}.{key}")
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from notes_in(each, f"{place}[{number}]")


FOLDERS = [scheme_named(name).folder for name in ("vietnam", "korea")]
FILES = [agreements_folder() / "vn-kr.toml", *(each for folder in FOLDERS for each in sorted(folder.rglob("*.toml")))]
SHIPPED = [
    pair
    for file in FILES
    for pair in notes_in(tomllib.loads(file.read_text(encoding="utf-8")), f"{file.parent.name}/{file.name}")
]


def test_there_are_notes_to_look_at() -> None:
    assert len(SHIPPED) > 120


def test_every_note_of_viet_nam_and_korea_stands_in_each_language() -> None:
    assert [place for place, note in SHIPPED if not isinstance(note, dict) or set(note) != set(LANGUAGES)] == []


def figures_of(text: str) -> set[str]:
    """The numbers that stand in a text, however its language writes thousands, decimals, months and articles."""
    return {each.lstrip("0") for each in re.findall(r"\d+", re.sub(r"(?<=\d)[.,](?=\d)", "", text))}


@pytest.mark.parametrize("language", ["vi", "ko"])
def test_no_number_of_a_note_is_lost_in_translation(language: str) -> None:
    """An article, a year or a rate that is missing from one language would mislead who reads that one alone."""
    lost = {place: figures_of(note["en"]) - figures_of(note[language]) for place, note in SHIPPED}
    assert {place: numbers for place, numbers in lost.items() if numbers} == {}


def test_quotations_of_vietnamese_and_korean_law_stand_in_their_own_language() -> None:
    """What the law says is quoted as it says it; an English quotation is a web page's, and is translated."""
    own = re.compile("[ạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹđ]|[가-힣]")
    for place, note in SHIPPED:
        for quoted in re.findall("“[^”]*”", note["en"]):
            if own.search(quoted):
                assert all(quoted in note[language] for language in ("vi", "ko")), (place, quoted)


def test_korean_particles_fit_the_words_before_them() -> None:
    followed = re.compile(r"([가-힣A-Z0-9]+)(?<![있없])(은|는|을|를|과|와)(?=[ ,.])")
    found = [(place, *each) for place, note in SHIPPED for each in followed.findall(note["ko"])]
    assert len(found) > 100
    wrong = [each for each in found if bool(final_consonant(each[1])) != (each[2] in "은을과")]
    assert wrong == []
