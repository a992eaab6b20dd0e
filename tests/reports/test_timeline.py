from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from totalisation.messages import LANGUAGES
from totalisation.months import NO_MONTHS, MonthSet, format_month, month, parse_month
from totalisation.reports.columns import WIDTH, width
from totalisation.reports.timeline import Row, draw


def span(first: str, last: str) -> MonthSet:
    return MonthSet.span(parse_month(first), parse_month(last))


def rows() -> list[Row]:
    own, other = span("2001-03", "2003-02"), span("2003-01", "2004-12")
    return [
        Row("갑나라", own, span("2000-06", "2000-08")),
        Row("Beland", other),
        Row("together", own | other, both=own & other),
    ]


def cells(line: str, indent: int) -> str:
    """The part of a line from the column ``indent`` on."""
    for place in range(len(line) + 1):
        if width(line[:place]) == indent:
            return line[place:]
    raise AssertionError(f"column {indent} lies within a wide character of {line!r}")


def test_each_month_stands_in_its_column_whatever_the_script_of_the_label() -> None:
    lines = draw(rows(), parse_month("2005-03"), "en")
    indent = width("together") + 2
    first, second, both = (cells(each, indent) for each in lines[2:5])
    assert len(first) == len(second) == len(both) == 72
    at = {format_month(month(2000, 1) + place): place for place in range(72)}
    assert first[at["2000-06"]] == "x"
    assert first[at["2001-02"]] == "."
    assert first[at["2001-03"]] == "#"
    assert second[at["2004-12"]] == "#"
    assert both[at["2002-12"]] == "#"
    assert both[at["2003-01"]] == both[at["2003-02"]] == "@"
    assert both[at["2003-03"]] == "#"
    assert cells(lines[5], indent).index("^") == at["2005-03"]


def test_years_stand_above_their_january() -> None:
    years, ticks = draw(rows(), parse_month("2005-03"), "en")[:2]
    for year in range(2000, 2006):
        place = years.index(str(year))
        assert ticks[place] == "|"
        assert place == width("together") + 2 + (year - 2000) * 12


def test_part_of_a_quarter_is_marked_as_such() -> None:
    lines = draw([Row("A", span("1990-02", "2005-12"))], parse_month("2010-01"), "en")
    assert cells(lines[2], 7).startswith("+#")
    assert "one character is a quarter" in " ".join(lines[-2:])


def test_no_insured_month_is_said_in_words() -> None:
    assert draw([Row("A", NO_MONTHS)], parse_month("2010-01"), "ko") == ["산입되는 가입기간이 없습니다."]


@pytest.mark.parametrize("language", LANGUAGES)
@given(st.integers(0, 280 * 12), st.integers(0, 1200), st.integers(40, WIDTH), st.sampled_from(["A", "대한민국"]))
def test_a_timeline_keeps_its_width(language: str, first: int, length: int, columns: int, label: str) -> None:
    start = month(1900, 1) + first
    last = min(start + length, month(2190, 1))
    lines = draw([Row(label, MonthSet.span(start, last))], last, language, columns)
    assert all(width(each) <= columns for each in lines)
    assert "#" in lines[2] or "+" in lines[2]
    assert lines[3].endswith("^")
