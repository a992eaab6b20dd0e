"""Korean particles after a filled place of a message.

Most particles have two forms, of which the sound decides that the word before ends in: "베트남은", but "캐나다는". A
translation writes both, "{party}은(는)", and the one that is right for the word stands in their place when it is
filled. Where the sound of a word is not known, as of "vn-kr", both stay.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

PAIRS: Final = {
    "은(는)": ("은", "는"),
    "이(가)": ("이", "가"),
    "을(를)": ("을", "를"),
    "과(와)": ("과", "와"),
    "(으)로": ("으로", "로"),
}
"""How a translation writes a particle: the form after a final consonant, and the form after a vowel."""

_AFTER_A_PLACE: Final = re.compile(r"\{(\w+)\}([”)]*)(" + "|".join(map(re.escape, PAIRS)) + ")")
_SIDE_REMARK: Final = re.compile(r"\s*\([^()]*\)$")

_FIRST, _LAST, _FINALS = 0xAC00, 0xD7A3, 28
"""The syllables of Hangul; each 28 of them differ in their final consonant alone, the first having none."""
_FINAL_L: Final = 8

_NUMERALS: Final = dict(zip("0123456789", "영일이삼사오육칠팔구", strict=True))
_LETTERS: Final = {"L": "엘", "M": "엠", "N": "엔", "R": "알"}
"""The letters whose names end in a consonant; those of all others end in a vowel."""
_LONGEST_SPELLED: Final = 3
"""A longer word in capitals is read as a word."""


def with_particles(translation: str, filled: Mapping[str, str]) -> str:
    """A Korean translation, its places still open, with the particles that the words for them ask for."""

    def fitting(found: re.Match[str]) -> str:
        name, closing, pair = found.groups()
        final = final_consonant(filled[name]) if name in filled else None
        if final is None:
            return found.group()
        after_consonant, after_vowel = PAIRS[pair]
        vowel_like = final == 0 or (pair == "(으)로" and final == _FINAL_L)
        return f"{{{name}}}{closing}{after_vowel if vowel_like else after_consonant}"

    return _AFTER_A_PLACE.sub(fitting, translation) if "(" in translation else translation


def final_consonant(word: str) -> int | None:
    """The final consonant of what is read last, by its number in Hangul, 0 where there is none; None if not known.

    A remark in brackets is left aside: "11개월 (1년)" goes on as "11개월" does.
    """
    while (shorter := _SIDE_REMARK.sub("", word)) != word and shorter:
        word = shorter
    word = word.rstrip("”’\"' ")
    last = word[-1:]
    if last in _NUMERALS:
        last = "" if "/" in word else _NUMERALS[last]
    elif last == "%":
        return 0  # 퍼센트
    elif (letters := re.search(r"[A-Za-z]+$", word)) is not None:
        if len(letters.group()) > _LONGEST_SPELLED or not letters.group().isupper():
            return None
        last = _LETTERS.get(last, "에")
    if len(last) != 1 or not _FIRST <= ord(last) <= _LAST:
        return None
    return (ord(last) - _FIRST) % _FINALS
