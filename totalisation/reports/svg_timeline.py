"""The timeline of a determination as SVG that needs neither colour nor script to be read.

A position is a whole number of hundredths of a unit, made from months by integers. The drawing bears classes and
no style of its own, so that a strict Content-Security-Policy holds: ``timeline.css`` dresses it. One unit is
one pixel where it is shown as wide as it was drawn.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree

from totalisation.determination import Determination
from totalisation.months import Month
from totalisation.reports.columns import width as columns_of
from totalisation.reports.columns import wrapped
from totalisation.reports.html.styles import stylesheet
from totalisation.reports.page import Page
from totalisation.reports.timeline_picture import BOTH, DROPPED, GAP, TOGETHER, Lane, Mark, Meaning, Picture, picture_of

NARROWEST: Final = 360
WIDEST: Final = 1280

COLUMN: Final = 7
"""Units that one column of text takes at most: a Latin letter is one column, a Hangul syllable two."""

MARGIN: Final = 10
LINE: Final = 18
BAR: Final = 24
SPACE: Final = 10
SWATCH: Final = 26
CHIP: Final = 14
YEAR_LABEL: Final = 40
"""What the number of a year takes with the space beside it."""

STEPS: Final = (1, 2, 5, 10, 20, 50, 100)
PATTERNS: Final = ("plain", "rising", "dots", "level", "upright", "falling", "grid")
MARKED: Final = {DROPPED: "dropped", BOTH: "both", TOGETHER: "together"}

_LINES: Final = {
    "rising": "M-2,2 L2,-2 M0,8 L8,0 M6,10 L10,6",
    "level": "M0,2 L8,2 M0,6 L8,6",
    "upright": "M2,0 L2,8 M6,0 L6,8",
    "falling": "M-2,6 L2,10 M0,0 L8,8 M6,-2 L10,2",
    "grid": "M0,4 L8,4 M4,0 L4,8",
    "both": "M0,0 L8,8 M8,0 L0,8",
    "dropped": "M2,2 L6,6 M6,2 L2,6",
}


def timeline_svg(
    determination: Determination,
    language: str = "en",
    *,
    width: int = 720,
    identifier: str = "timeline",
    styled: bool = False,
) -> str:
    """The timeline as an ``<svg>`` element, ``width`` units wide (360 to 1280), scaled by its viewBox.

    ``identifier`` begins each id within it: two drawings on one page need two. With ``styled`` the style stands
    in the drawing, for a file of its own and for the renderer of PDF. Raises ValueError for another width.
    """
    if not NARROWEST <= width <= WIDEST:
        raise ValueError(f"{width} is not from {NARROWEST} to {WIDEST}")
    drawing = _Drawing(picture_of(Page(determination, language)), width, identifier)
    return ElementTree.tostring(drawing.element(language, styled), encoding="unicode")


@dataclass(slots=True)
class _Drawing:
    picture: Picture
    width: int
    identifier: str

    def element(self, language: str, styled: bool) -> ElementTree.Element:
        """The whole drawing; its height is what its rows, marks and legend take."""
        picture = self.picture
        svg = ElementTree.Element("svg")
        title, desc = f"{self.identifier}-title", f"{self.identifier}-desc"
        _add(svg, "title", {"id": title}, picture.title)
        _add(svg, "desc", {"id": desc}, " ".join(_described(picture)))
        if styled:
            _add(svg, "style", {}, stylesheet("timeline"))
        paper = _add(svg, "rect", {"class": "timeline-paper", "width": self.width})
        self._patterns(svg)
        y = self._axis(svg) if not picture.empty else self._lines(svg, picture.empty, LINE, "timeline-text")
        tops: list[int] = []
        for lane in picture.lanes:
            y = self._lane(svg, lane, y, tops)
        y = self._marks(svg, y, tops)
        y = self._legend(svg, y + SPACE)
        paper.set("height", str(y))
        svg.attrib.update(
            {
                "xmlns": "http://www.w3.org/2000/svg",
                "viewBox": f"0 0 {self.width} {y}",
                "class": "timeline",
                "role": "img",
                "lang": language,
                "aria-labelledby": f"{title} {desc}",
            }
        )
        return svg

    def x(self, month: Month) -> int:
        """Where a month begins, in hundredths of a unit."""
        room = (self.width - 2 * MARGIN) * 100
        return MARGIN * 100 + (month - self.picture.first) * room // (self.picture.last + 1 - self.picture.first)

    def _fill(self, letter: str) -> str:
        return f"url(#{self.identifier}-{MARKED.get(letter, letter)})"

    def _patterns(self, svg: ElementTree.Element) -> None:
        defs = _add(svg, "defs", {})
        for meaning in self.picture.legend:
            if meaning.letter == GAP:
                continue
            name = MARKED.get(meaning.letter) or PATTERNS[meaning.pattern % len(PATTERNS)]
            party = "" if meaning.party < 0 else f" timeline-party-{meaning.party % 3}"
            pattern = _add(
                defs,
                "pattern",
                {
                    "id": f"{self.identifier}-{MARKED.get(meaning.letter, meaning.letter)}",
                    "class": f"timeline-pattern timeline-{name}{party}",
                    "patternUnits": "userSpaceOnUse",
                    "width": 8,
                    "height": 8,
                },
            )
            _add(pattern, "rect", {"class": "timeline-ground", "width": 8, "height": 8})
            if name in _LINES:
                _add(pattern, "path", {"class": "timeline-lines", "d": _LINES[name]})
            if name == "dots":
                for place in (2, 6):
                    _add(pattern, "circle", {"class": "timeline-dot", "cx": place, "cy": place, "r": "1.4"})

    def _axis(self, svg: ElementTree.Element) -> int:
        """Ticks at each January that is named, and the years above them; as many as fit."""
        first, last = self.picture.first // 12, self.picture.last // 12
        room = self.width - 2 * MARGIN
        step = next((each for each in STEPS if room * each >= YEAR_LABEL * (last - first + 1)), STEPS[-1])
        axis = _add(svg, "g", {"class": "timeline-axis"})
        for year in range(-(-first // step) * step, last + 1, step):
            x = self.x(year * 12)
            _add(axis, "line", {"x1": _units(x), "x2": _units(x), "y1": LINE, "y2": LINE + 5})
            if x + (YEAR_LABEL - 8) * 100 <= self.width * 100:  # else the name would leave the paper
                _add(axis, "text", {"x": _units(x), "y": LINE - 4, "class": "timeline-year"}, str(year))
        ends = {"x1": _units(self.x(self.picture.first)), "x2": _units(self.x(self.picture.last + 1))}
        _add(axis, "line", {**ends, "y1": LINE + 5, "y2": LINE + 5})
        return LINE + 5 + SPACE // 2

    def _lane(self, svg: ElementTree.Element, lane: Lane, y: int, tops: list[int]) -> int:
        group = _add(svg, "g", {"class": "timeline-row", "data-party": lane.key})
        top = self._lines(group, lane.label, y + LINE - 4, "timeline-label") - LINE + 8
        tops.append(top)
        middle = top + BAR // 2
        track = {"x1": _units(self.x(self.picture.first)), "x2": _units(self.x(self.picture.last + 1))}
        _add(group, "line", {"class": "timeline-track", **track, "y1": middle, "y2": middle})
        for piece in lane.pieces:
            start, end = self.x(piece.first), self.x(piece.last + 1)
            part = _add(group, "g", {"data-months": piece.last - piece.first + 1, "data-letter": piece.letter})
            _add(part, "title", {}, piece.told)
            shape = {"x": _units(start), "y": top, "width": _units(end - start), "height": BAR}
            name = MARKED.get(piece.letter, "counted")
            fill = {"fill": self._fill(piece.letter)}
            _add(part, "rect", {"class": f"timeline-piece timeline-{name}-piece", **shape, **fill})
            if end - start >= (CHIP + 4) * 100 and piece.letter != TOGETHER:
                self._chip(part, piece.letter, (start + end) // 2, middle)
        return top + BAR + SPACE // 2

    def _chip(self, parent: ElementTree.Element, letter: str, x: int, middle: int) -> None:
        shape = {"x": _units(x - CHIP * 50), "y": middle - 8, "width": CHIP, "height": 16}
        _add(parent, "rect", {"class": "timeline-chip", **shape})
        text = {"x": _units(x), "y": middle + 4, "text-anchor": "middle", "class": "timeline-letter"}
        _add(parent, "text", text, letter)

    def _marks(self, svg: ElementTree.Element, y: int, tops: Sequence[int]) -> int:
        """The dates: a line across each row down to the date's label, which no later line crosses unhidden."""
        group = _add(svg, "g", {"class": "timeline-marks"})
        labels: list[tuple[Mark, list[str], int, str, int]] = []
        for mark in sorted(self.picture.marks, key=lambda each: each.month):
            x, anchor, lines = self._placed(mark)
            middle = y + LINE // 2
            for top in tops:
                ends = {"x1": _units(self.x(mark.month)), "x2": _units(self.x(mark.month))}
                _add(group, "line", {"class": "timeline-mark", **ends, "y1": top - 3, "y2": top + BAR + 3})
            if tops:
                ends = {"x1": _units(self.x(mark.month)), "x2": _units(self.x(mark.month))}
                _add(group, "line", {"class": "timeline-mark", **ends, "y1": tops[-1] + BAR, "y2": middle})
            point = {"cx": _units(self.x(mark.month)), "cy": middle, "r": 4}
            _add(group, "circle", {"class": "timeline-point", **point})
            labels.append((mark, lines, x, anchor, y))
            y += LINE * len(lines)
        for _, lines, x, anchor, top in labels:
            for place, line in enumerate(lines):
                taken = columns_of(line) * COLUMN
                left = x - taken * 100 if anchor == "end" else x
                box = {"x": _units(left), "y": top + place * LINE + 1, "width": taken, "height": LINE - 2}
                _add(group, "rect", {"class": "timeline-back", **box})
                text = {"x": _units(x), "y": top + place * LINE + 13, "class": "timeline-text"}
                _add(group, "text", text | ({"text-anchor": "end"} if anchor == "end" else {}), line)
        return y

    def _placed(self, mark: Mark) -> tuple[int, str, list[str]]:
        """Where a mark's label begins or ends, and its lines: on the side that has more room."""
        x = self.x(mark.month)
        to_left = x > self.width * 50
        room = (x // 100 - 8 if to_left else self.width - x // 100 - 8) - MARGIN // 2
        lines = list(wrapped(mark.label, columns=max(room // COLUMN, 1)))
        return (x - 800, "end", lines) if to_left else (x + 800, "start", lines)

    def _legend(self, svg: ElementTree.Element, y: int) -> int:
        """Letters with their patterns and meanings, in two columns where there is room."""
        group = _add(svg, "g", {"class": "timeline-legend"})
        abreast = 2 if self.width >= 640 and len(self.picture.legend) > 1 else 1
        breadth = (self.width - 2 * MARGIN) // abreast
        for start in range(0, len(self.picture.legend), abreast):
            row = self.picture.legend[start : start + abreast]
            heights = [
                self._meaning(group, each, MARGIN + place * breadth, y, breadth) for place, each in enumerate(row)
            ]
            y += max(heights)
        return y + SPACE // 2

    def _meaning(self, group: ElementTree.Element, meaning: Meaning, x: int, y: int, breadth: int) -> int:
        if meaning.letter == GAP:
            ends = {"x1": x, "x2": x + SWATCH, "y1": y + LINE // 2, "y2": y + LINE // 2}
            _add(group, "line", {"class": "timeline-track", **ends})
        else:
            shape = {"x": x, "y": y + 1, "width": SWATCH, "height": LINE - 2, "fill": self._fill(meaning.letter)}
            name = MARKED.get(meaning.letter, "counted")
            _add(group, "rect", {"class": f"timeline-piece timeline-{name}-piece", **shape})
        if meaning.letter not in (TOGETHER, GAP):
            self._chip(group, meaning.letter, (x + SWATCH // 2) * 100, y + LINE // 2)
        left = x + SWATCH + 6
        lines = list(wrapped(meaning.text, columns=(breadth - SWATCH - 6) // COLUMN))
        for place, line in enumerate(lines):
            _add(group, "text", {"x": left, "y": y + place * LINE + 13, "class": "timeline-text"}, line)
        return len(lines) * LINE + 2

    def _lines(self, parent: ElementTree.Element, text: str, y: int, name: str) -> int:
        """Lines of text from the left margin; the first stands on ``y``. Returns where the next would stand."""
        for line in wrapped(text, columns=(self.width - 2 * MARGIN) // (COLUMN + 1)):
            _add(parent, "text", {"x": MARGIN, "y": y, "class": name}, line)
            y += LINE
        return y


def _described(picture: Picture) -> Iterator[str]:
    """The whole timeline in words."""
    if picture.empty:
        yield picture.empty
    for lane in picture.lanes:
        yield f"{lane.label}. " + "".join(f"{piece.told}. " for piece in lane.pieces).rstrip()
    for mark in picture.marks:
        yield f"{mark.label}."


def _units(hundredths: int) -> str:
    """A number of hundredths of a unit as a decimal."""
    sign, hundredths = ("-", -hundredths) if hundredths < 0 else ("", hundredths)
    return f"{sign}{hundredths // 100}.{hundredths % 100:02d}"


def _add(
    parent: ElementTree.Element, name: str, attributes: Mapping[str, object], text: str = ""
) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, name, {key: str(value) for key, value in attributes.items()})
    element.text = text or None
    return element
