from __future__ import annotations

import pytest

from web.store.names import tidy, with_marks, without_marks


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("Đặng Thị Hoà", "dang thi hoa"),
        ("ĐẶNG THỊ HÒA", "dang thi hoa"),
        ("Nguye\u0302\u0303n  Va\u0306n\tƯ\u0301ng", "nguyen van ung"),
        ("김영수", "김영수"),
        ("Straße Œuvre", "strasse œuvre"),
        ("", ""),
    ],
)
def test_marks_are_taken_off(name: str, bare: str) -> None:
    assert without_marks(name) == bare


def test_hangul_typed_in_parts_is_the_same_name() -> None:
    import unicodedata

    assert without_marks(unicodedata.normalize("NFD", "김영수")) == "김영수"


def test_marks_stay_where_they_are_asked_for() -> None:
    assert with_marks("ĐẶNG Thị") == "đặng thị"


def test_control_characters_do_not_reach_a_page() -> None:
    assert tidy("a\x00b\r\nc\ud800") == "a b c"
    assert len(tidy("x" * 1000)) == 200
