"""The form of a Korean particle follows the sound of the word before it."""

from __future__ import annotations

import re

import pytest

from tests.test_languages import entries
from totalisation.messages import message
from totalisation.particles import PAIRS, final_consonant, with_particles

BARE = re.compile(r"\}[”’]?(은|는|이|가|을|를|와|과|로|으로)(?=[ .,:;)]|$)")
"""A particle in one form after a place, right for some of its values alone."""

DOUBLE = re.compile(r"[은이을과]\([는가를와]\)|\(으\)로|와\(과\)")


@pytest.mark.parametrize(
    ("word", "subject", "object_", "direction"),
    [
        ("베트남", "베트남이", "베트남을", "베트남으로"),
        ("캐나다", "캐나다가", "캐나다를", "캐나다로"),
        ("대한민국", "대한민국이", "대한민국을", "대한민국으로"),
        ("2026년 12월 31일", "2026년 12월 31일이", "2026년 12월 31일을", "2026년 12월 31일로"),
        ("1,800,000동", "1,800,000동이", "1,800,000동을", "1,800,000동으로"),
        ("1,800달러", "1,800달러가", "1,800달러를", "1,800달러로"),
        ("132개월 (11년)", "132개월 (11년)이", "132개월 (11년)을", "132개월 (11년)로"),
        ("24년 (2년) (1)", "24년 (2년) (1)이", "24년 (2년) (1)을", "24년 (2년) (1)으로"),
        ("1%", "1%가", "1%를", "1%로"),
        ("4.98", "4.98이", "4.98을", "4.98로"),
        ("100", "100이", "100을", "100으로"),
        ("25", "25가", "25를", "25로"),
        ("A", "A가", "A를", "A로"),
        ("KR", "KR이", "KR을", "KR로"),
        ("VN", "VN이", "VN을", "VN으로"),
    ],
)
def test_the_form_follows_the_sound(word: str, subject: str, object_: str, direction: str) -> None:
    for pair, told in (("이(가)", subject), ("을(를)", object_), ("(으)로", direction)):
        assert with_particles(f"{{word}}{pair}", {"word": word}).format(word=word) == told


@pytest.mark.parametrize("word", ["", "vn-kr", "EMIGRATION", "ceased", "1/40", "…", "–"])
def test_both_forms_stay_where_the_sound_is_not_known(word: str) -> None:
    assert final_consonant(word) is None
    for pair in PAIRS:
        assert with_particles(f"“{{word}}”{pair}", {"word": word}).format(word=word) == f"“{word}”{pair}"


def test_only_what_the_translation_writes_is_changed() -> None:
    """What a person entered is told as it was entered, also where it looks like a particle."""
    told = message("{value} is not a whole number.", value="이(가)").in_language("ko")
    assert told == "이(가)는 정수가 아닙니다."


def test_a_particle_after_a_quoted_word_is_chosen_too() -> None:
    assert message("“{key}” is missing.", key="가입기간").in_language("ko") == "“가입기간”이 없습니다."
    assert message("“{key}” is missing.", key="가입기간").in_language("en") == "“가입기간” is missing."


def test_translations_write_both_forms_after_a_place() -> None:
    assert [told for told in entries("ko").values() if BARE.search(told)] == []


def test_translations_write_particles_as_they_are_found() -> None:
    """Both forms anywhere but after a place would be shown to everybody."""
    shown = {
        told: left for told in entries("ko").values() if (left := DOUBLE.search(with_particles(told, _filled(told))))
    }
    assert shown == {}


def _filled(told: str) -> dict[str, str]:
    return dict.fromkeys(re.findall(r"\{(\w+)\}", told), "가")
