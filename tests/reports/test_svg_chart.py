from __future__ import annotations

import re
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from totalisation.months import month
from totalisation.reports.svg_chart import Chart, Line, Panel, ceiling_of, chart_svg

SVG = "{http://www.w3.org/2000/svg}"


@given(st.integers(0, 10**15))
def test_an_axis_ends_at_a_round_amount_that_holds_all(amount: int) -> None:
    end = ceiling_of(amount)
    assert end >= max(amount, 1)
    assert end <= max(10, amount * 5 // 2 + 1)
    assert str(end).rstrip("0") in ("1", "2", "25", "5")


def chart(points: tuple[tuple[int, int | None], ...], letter: str = "A") -> Chart:
    panel = Panel("Panel", "VND", (Line(letter, "Option & more", points),))
    return Chart("Chart", month(2026, 1), month(2045, 12), (panel,), ("Told.",))


def test_a_line_steps_breaks_where_nothing_is_known_and_bears_its_letter() -> None:
    points = ((month(2026, 1), 0), (month(2030, 1), 2_000_000), (month(2035, 1), None), (month(2040, 1), 1_000_000))
    svg = ElementTree.fromstring(chart_svg(chart(points)))
    (path,) = svg.iter(f"{SVG}path")
    drawn = path.get("d") or ""
    assert drawn.count("M") == 2
    assert drawn.count("L") == 4
    assert "A" in [text.text for text in svg.iter(f"{SVG}text")]
    assert svg.get("role") == "img"
    assert [each.text for each in svg.iter(f"{SVG}desc")] == ["Told."]


def test_amounts_below_nothing_have_their_axis() -> None:
    svg = chart_svg(chart(((month(2026, 1), -300), (month(2027, 1), 900))))
    assert "VND -500" in svg
    assert "VND 1,000" in svg


def test_no_amount_of_the_axis_is_written_over_another() -> None:
    svg = chart_svg(chart(((month(2026, 1), -18_000_000), (month(2027, 1), 1_300_000_000))))
    assert "VND -20,000,000" not in svg
    places = [float(each) for each in re.findall(r'y="([\d.]+)" text-anchor="end"', svg)]
    assert len(places) == 3
    assert all(abs(one - other) >= 14 for one in places for other in places if one != other)


def test_there_is_no_style_that_a_strict_policy_would_refuse() -> None:
    svg = chart_svg(chart(((month(2026, 1), 5),)))
    assert "style" not in svg
    assert "<script" not in svg


@given(st.lists(st.integers(-(10**12), 10**12) | st.none(), min_size=1, max_size=40))
def test_every_position_lies_on_the_paper(amounts: list[int | None]) -> None:
    points = tuple((month(2026, 1) + 6 * place, amount) for place, amount in enumerate(amounts))
    svg = ElementTree.fromstring(chart_svg(chart(points)))
    _, _, width, height = (int(each) for each in (svg.get("viewBox") or "").split())
    for path in svg.iter(f"{SVG}path"):
        for pair in (path.get("d") or "").replace("M", "L").split("L"):
            if pair.strip():
                x, y = pair.strip().split(",")
                assert 0 <= int(x.split(".")[0]) <= width
                assert 0 <= int(y.split(".")[0]) <= height
