"""Amounts over time as SVG: panels of stepped lines that need neither colour nor script to be told apart.

Positions are whole numbers of hundredths of a unit, made from months and whole amounts by integers. Each line has
its own dashes and bears its letter; what it says stands in the description too. There is no style in the drawing,
only attributes, so that a strict Content-Security-Policy holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree

from totalisation.months import Month
from totalisation.reports import words
from totalisation.reports.columns import wrapped

WIDTH: Final = 720
MARGIN: Final = 10
LEFT: Final = 130
"""Room for the amounts beside the axis."""
LINE: Final = 18
COLUMN: Final = 7
PLOT: Final = 170
TALL_PLOT: Final = 280
"""Height of the plot of one panel, and of one with many lines."""

FEW: Final = 3
YEAR_LABEL: Final = 44
STEPS: Final = (1, 2, 5, 10, 20, 50, 100)
DASHES: Final = ("", "8 4", "2 3", "10 3 2 3", "5 5", "1 5", "12 6")
COLOURS: Final = ("#0b4f8a", "#8a3d0b", "#1d6b2f", "#6a1b7a", "#333333", "#8a0b3d")
"""One fewer than there are dashes, so that no two of forty-two lines look the same."""

LETTER: Final = 1600
"""How far the letters of lines stand from one another, in hundredths."""


@dataclass(frozen=True, slots=True)
class Line:
    """A stepped line: each amount holds from its month to the next; None: there is none to draw."""

    letter: str
    label: str
    points: tuple[tuple[Month, int | None], ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """One plot with its own axis of amounts of one currency."""

    title: str
    currency: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Panels under one axis of years."""

    title: str
    first: Month
    last: Month
    panels: tuple[Panel, ...]
    told: tuple[str, ...] = ()
    """What the chart shows, in sentences, for those who do not see it."""


def chart_svg(chart: Chart, language: str = "en", *, identifier: str = "chart") -> str:
    """The chart as an ``<svg>`` element, 720 units wide; ``identifier`` begins each id within it."""
    return ElementTree.tostring(_Drawing(chart, language, identifier).element(), encoding="unicode")


def ceiling_of(amount: int) -> int:
    """The end of an axis that holds ``amount``: 1, 2, 2.5 or 5 times a power of ten, in whole units."""
    power = 10
    while power * 10 <= amount:
        power *= 10
    return next(power * each // 10 for each in (10, 20, 25, 50, 100) if power * each // 10 >= max(amount, 1))


@dataclass(slots=True)
class _Drawing:
    chart: Chart
    language: str
    identifier: str
    plot: int = PLOT

    def element(self) -> ElementTree.Element:
        chart, svg = self.chart, ElementTree.Element("svg")
        title, desc = f"{self.identifier}-title", f"{self.identifier}-desc"
        _add(svg, "title", {"id": title}, chart.title)
        _add(svg, "desc", {"id": desc}, " ".join(chart.told))
        paper = _add(svg, "rect", {"width": WIDTH, "fill": "#ffffff"})
        y = MARGIN
        for panel in chart.panels:
            y = self._panel(svg, panel, y)
        paper.set("height", str(y))
        svg.attrib.update(
            {
                "xmlns": "http://www.w3.org/2000/svg",
                "viewBox": f"0 0 {WIDTH} {y}",
                "class": "chart",
                "role": "img",
                "lang": self.language,
                "font-family": "Noto Sans, Noto Sans CJK KR, sans-serif",
                "font-size": "13",
                "aria-labelledby": f"{title} {desc}",
            }
        )
        return svg

    def _x(self, month: Month) -> int:
        """Where a month begins, in hundredths."""
        room = (WIDTH - LEFT - MARGIN) * 100
        return LEFT * 100 + (month - self.chart.first) * room // (self.chart.last + 1 - self.chart.first)

    def _panel(self, svg: ElementTree.Element, panel: Panel, y: int) -> int:
        group = _add(svg, "g", {"data-currency": panel.currency})
        for text in wrapped(panel.title, columns=(WIDTH - 2 * MARGIN) // (COLUMN + 1)):
            _add(group, "text", {"x": MARGIN, "y": y + 13, "font-weight": "bold", "fill": "#111111"}, text)
            y += LINE
        self.plot = TALL_PLOT if len(panel.lines) > FEW else PLOT
        top, bottom = y + 8, y + 8 + self.plot
        amounts = [amount for line in panel.lines for _, amount in line.points if amount is not None]
        most, least = ceiling_of(max([0, *amounts])), min([0, *amounts])
        lowest = -ceiling_of(-least) if least < 0 else 0
        self._amounts(group, panel, lowest, most, top)
        self._years(group, top, bottom)
        drawn = [each for each in panel.lines if any(amount is not None for _, amount in each.points)]
        for place, line in enumerate(panel.lines):
            if line in drawn:
                self._line(group, line, place, lowest, most, top)
        return self._legend(group, panel.lines, bottom + LINE + 6)

    def _height(self, amount: int, lowest: int, most: int, top: int) -> int:
        """Where an amount lies, in hundredths from above."""
        return (top + self.plot) * 100 - (amount - lowest) * self.plot * 100 // (most - lowest)

    def _amounts(self, group: ElementTree.Element, panel: Panel, lowest: int, most: int, top: int) -> None:
        zero = self._height(0, lowest, most, top)
        # The end of the axis below nothing has no mark where it would be written over that of nothing.
        near = lowest < 0 and self._height(lowest, lowest, most, top) - zero < LINE * 100
        marks = sorted({0, most, most // 2} if near else {lowest, 0, most, most // 2})
        for amount in marks:
            at = self._height(amount, lowest, most, top)
            ends = {"x1": LEFT, "x2": WIDTH - MARGIN, "y1": _units(at), "y2": _units(at)}
            _add(group, "line", {**ends, "stroke": "#555555" if amount == 0 else "#cccccc"})
            text = {"x": LEFT - 6, "y": _units(at + 400), "text-anchor": "end", "fill": "#111111"}
            _add(group, "text", text, words.money(amount, panel.currency, self.language))

    def _years(self, group: ElementTree.Element, top: int, bottom: int) -> None:
        first, last = self.chart.first // 12, self.chart.last // 12
        room = WIDTH - LEFT - MARGIN
        step = next((each for each in STEPS if room * each >= YEAR_LABEL * (last - first + 1)), STEPS[-1])
        for year in range(-(-self.chart.first // (12 * step)) * step, last + 1, step):
            x = self._x(year * 12)
            _add(group, "line", {"x1": _units(x), "x2": _units(x), "y1": top, "y2": bottom + 4, "stroke": "#e5e5e5"})
            if x + 1500 <= (WIDTH - 4) * 100:
                text = {"x": _units(x), "y": bottom + 16, "text-anchor": "middle", "fill": "#111111"}
                _add(group, "text", text, str(year))

    def _line(self, group: ElementTree.Element, line: Line, place: int, lowest: int, most: int, top: int) -> None:
        colour, dashes = COLOURS[place % len(COLOURS)], DASHES[place % len(DASHES)]
        ends = [month for month, _ in line.points[1:]] + [self.chart.last + 1]
        drawn: list[str] = []
        pen_down = False
        places: list[tuple[int, int, int]] = []
        for (month, amount), end in zip(line.points, ends, strict=True):
            if amount is None:
                pen_down = False
                continue
            x, y, until = self._x(month), self._height(amount, lowest, most, top), self._x(end)
            drawn.append(f"{'L' if pen_down else 'M'}{_units(x)},{_units(y)} L{_units(until)},{_units(y)}")
            pen_down = True
            places.append((x, until, y))
        look = {"fill": "none", "stroke": colour, "stroke-width": "2"} | (
            {"stroke-dasharray": dashes} if dashes else {}
        )
        part = _add(group, "g", {"data-line": line.letter})
        _add(part, "title", {}, line.label)
        _add(part, "path", {"d": " ".join(drawn), **look})
        if places and line.letter:
            # Letters stand apart from one another where lines run together, each on its own line.
            wanted = places[-1][1] - LETTER * (place + 1)
            _, _, y = next((each for each in reversed(places) if each[0] <= wanted), places[0])
            x = max(wanted, places[0][0])
            box = {"x": _units(x - 600), "y": _units(y - 800), "width": 13, "height": 15, "fill": "#ffffff"}
            _add(part, "rect", box)
            text = {"x": _units(x), "y": _units(y + 450), "text-anchor": "middle", "fill": colour}
            _add(part, "text", {**text, "font-weight": "bold"}, line.letter)

    def _legend(self, group: ElementTree.Element, lines: Sequence[Line], y: int) -> int:
        for place, line in enumerate(lines):
            if not line.letter:
                continue
            dashes = DASHES[place % len(DASHES)]
            look = {"stroke": COLOURS[place % len(COLOURS)], "stroke-width": "2"}
            ends = {"x1": LEFT, "x2": LEFT + 34, "y1": y + 9, "y2": y + 9}
            _add(group, "line", {**ends, **look, **({"stroke-dasharray": dashes} if dashes else {})})
            text = f"{line.letter}  {line.label}"
            for row in wrapped(text, columns=(WIDTH - LEFT - MARGIN - 42) // COLUMN):
                _add(group, "text", {"x": LEFT + 42, "y": y + 13, "fill": "#111111"}, row)
                y += LINE
        return y + MARGIN


def _units(hundredths: int) -> str:
    """A number of hundredths of a unit as a decimal."""
    sign, hundredths = ("-", -hundredths) if hundredths < 0 else ("", hundredths)
    return f"{sign}{hundredths // 100}.{hundredths % 100:02d}"


def _add(parent: ElementTree.Element, name: str, attributes: dict[str, object], text: str = "") -> ElementTree.Element:
    element = ElementTree.SubElement(parent, name, {key: str(value) for key, value in attributes.items()})
    element.text = text or None
    return element
