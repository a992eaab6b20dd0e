from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from totalisation.reports.columns import fields, padded, width, wrapped

TEXT = st.text(st.sampled_from("ab é가나 ế"), max_size=200)


def test_hangul_is_two_columns_wide_and_a_tone_mark_none() -> None:
    assert width("가입기간") == 8
    assert width(unicodedata.normalize("NFD", "thời")) == 4


def test_padding_counts_columns_and_not_characters() -> None:
    assert {width(padded(each, 12)) for each in ("own", "자국", "thời gian")} == {12}


@given(TEXT, st.integers(20, 80))
def test_wrapping_keeps_every_word_and_the_width(text: str, columns: int) -> None:
    lines = list(wrapped(text, "- ", columns=columns))
    assert " ".join(each[2:] for each in lines).split() == text.split()
    assert all(width(each) <= columns or len(each[2:].split()) == 1 for each in lines)


def test_values_of_fields_begin_in_one_column() -> None:
    lines = list(fields([("성별", "x"), ("name", "x")]))
    assert len({width(each[: each.index("x")]) for each in lines}) == 1
