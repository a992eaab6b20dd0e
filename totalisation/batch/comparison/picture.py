"""Who gains and who loses by how much, as SVG that needs neither colour nor script to be read.

For each party a plot: to the left those who lose, to the right those who gain, in columns that begin at 1, 2 and 5
times each power of ten. Those entitled under both laws are hatched, those under one alone are dark. What is drawn
is also told in words, in the description and in the legend. There is no style in the drawing, only attributes, so
that a strict Content-Security-Policy holds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final
from xml.etree import ElementTree

from totalisation.agreement import Agreement
from totalisation.batch.comparison.report import ComparisonText
from totalisation.batch.comparison.sides import AMOUNT
from totalisation.messages import message
from totalisation.reports.columns import width as columns_of
from totalisation.reports.columns import wrapped

Json = Mapping[str, Any]
Element = ElementTree.Element

WIDTH: Final = 720
MARGIN: Final = 10
LEFT: Final = 70
"""Room for the numbers beside the axis."""
MIDDLE: Final = 14
"""Room between those who lose and those who gain."""
LINE: Final = 18
LETTER: Final = 7
PLOT: Final = 160
WIDEST_COLUMN: Final = 40
SWATCH: Final = 26

GAINED, LOST = "#0b4f8a", "#8a3d0b"
LOOKS: Final[Mapping[str, tuple[str, str]]] = {
    "lost": (LOST, "M-2,6 L2,10 M0,0 L8,8 M6,-2 L10,2"),
    "no_longer_entitled": (LOST, ""),
    "gained": (GAINED, "M-2,2 L2,-2 M0,8 L8,0 M6,10 L10,6"),
    "newly_entitled": (GAINED, ""),
}
"""The colour of each kind of change, and the lines of its hatching; without lines it is filled."""

SIDES: Final = (("lost", "no_longer_entitled"), ("gained", "newly_entitled"))
"""The kinds of change to the left and to the right, from the bottom of a column to its top."""


def comparison_svg(data: Json, a: Agreement, language: str = "en") -> str:
    """The distribution of what persons gain and lose, of the data that ``compare`` returns, as an ``<svg>`` element."""
    return ElementTree.tostring(_Drawing(ComparisonText(data, a, language)).element(), encoding="unicode")


class _Drawing:
    def __init__(self, text: ComparisonText) -> None:
        self.text = text
        self.parties: Mapping[str, Json] = text.data["parties"]

    def element(self) -> Element:
        """The whole drawing; its height is what its plots take."""
        say, svg = self.text.say, ElementTree.Element("svg")
        title = say(message("What B ({b}) changes against A ({a})", a=self.text.law("a"), b=self.text.law("b")))
        _add(svg, "title", {"id": "comparison-title"}, title)
        _add(svg, "desc", {"id": "comparison-desc"}, " ".join(self._told(code) for code in self.parties))
        paper = _add(svg, "rect", {"width": WIDTH, "fill": "#ffffff"})
        self._patterns(svg)
        y = self._words(svg, title, MARGIN)
        for code in self.parties:
            y = self._panel(svg, code, y + MARGIN)
        paper.set("height", str(y))
        svg.attrib.update(
            {
                "xmlns": "http://www.w3.org/2000/svg",
                "viewBox": f"0 0 {WIDTH} {y}",
                "width": str(WIDTH),
                "role": "img",
                "lang": self.text.language,
                "font-family": "Noto Sans, Noto Sans CJK KR, sans-serif",
                "font-size": "13",
                "aria-labelledby": "comparison-title comparison-desc",
            }
        )
        return svg

    @staticmethod
    def _patterns(svg: Element) -> None:
        defs = _add(svg, "defs", {})
        for name, (colour, lines) in LOOKS.items():
            if lines:
                size = {"id": f"hatch-{name}", "width": 8, "height": 8, "patternUnits": "userSpaceOnUse"}
                pattern = _add(defs, "pattern", size)
                _add(pattern, "path", {"d": lines, "stroke": colour, "stroke-width": "1.5"})

    def _of_all(self, code: str) -> Json | None:
        found: Json | None = self.parties[code]["amounts"][AMOUNT].get("all", {}).get("all")
        return found

    def _told(self, code: str) -> str:
        """One party's plot in a sentence."""
        counts = self._of_all(code)
        number = self.text.number
        told = message(
            "{party}: {lost} lose, {same} stay the same, {gained} gain.",
            party=code,
            lost=number(counts["lost"]["persons"] if counts else 0),
            same=number(counts["same"] if counts else 0),
            gained=number(counts["gained"]["persons"] if counts else 0),
        )
        return self.text.say(told)

    def _words(self, parent: Element, text: str, y: int, *, bold: bool = True) -> int:
        """Text in lines from ``y`` down; returns where it ends."""
        for line in wrapped(text, columns=(WIDTH - 2 * MARGIN) // (LETTER + bold)):
            look = {"font-weight": "bold"} if bold else {}
            _add(parent, "text", {"x": MARGIN, "y": y + 13, "fill": "#111111", **look}, line)
            y += LINE
        return y

    def _panel(self, svg: Element, code: str, y: int) -> int:
        party, say = self.parties[code], self.text.say
        group = _add(svg, "g", {"data-party": code})
        amount = self.text.names[code].quantity(AMOUNT)
        heading = message(
            "{party}: change of the {amount}, {currency}", party=code, amount=amount, currency=party["currency"]
        )
        y = self._words(group, say(heading), y)
        y = self._words(group, self._told(code), y, bold=False)
        bins: Sequence[Json] = party["distribution"]
        if not bins:
            return y
        top = y + MARGIN + LINE
        most = max(sum(each[kind] for kind in kinds) for each in bins for kinds in SIDES)
        ceiling = ceiling_of(most)
        self._persons(group, ceiling, top)
        column = min((WIDTH - LEFT - MARGIN - MIDDLE) // (2 * len(bins)), WIDEST_COLUMN)
        zero = LEFT + (WIDTH - LEFT - MARGIN) // 2
        self._sides(group, zero, top)
        for place, each in enumerate(bins):
            self._column(group, each, SIDES[0], zero - MIDDLE // 2 - (place + 1) * column, column, ceiling, top)
            self._column(group, each, SIDES[1], zero + MIDDLE // 2 + place * column, column, ceiling, top)
        y = self._amounts(group, bins, zero, column, top + PLOT)
        return self._legend(group, bins, y)

    def _persons(self, group: Element, ceiling: int, top: int) -> None:
        """The axis of persons."""
        for number in sorted({0, ceiling // 2, ceiling} if ceiling > 1 else {0, 1}):
            y = top + PLOT - number * PLOT // ceiling
            ends = {
                "x1": LEFT,
                "x2": WIDTH - MARGIN,
                "y1": y,
                "y2": y,
                "stroke": "#555555" if number == 0 else "#cccccc",
            }
            _add(group, "line", ends)
            text = {"x": LEFT - 6, "y": y + 4, "text-anchor": "end", "fill": "#111111"}
            _add(group, "text", text, self.text.number(number))

    def _sides(self, group: Element, zero: int, top: int) -> None:
        """What lies to the left and to the right of no change."""
        _add(group, "line", {"x1": zero, "x2": zero, "y1": top - LINE, "y2": top + PLOT, "stroke": "#555555"})
        for told, arrow, at, anchor in (
            (message("lose"), "← {}", zero - 2 * LETTER, "end"),
            (message("gain"), "{} →", zero + 2 * LETTER, "start"),
        ):
            text = {"x": at, "y": top - 7, "text-anchor": anchor, "fill": "#111111"}
            _add(group, "text", text, arrow.format(self.text.say(told)))

    def _column(
        self, group: Element, found: Json, kinds: Sequence[str], x: int, column: int, ceiling: int, top: int
    ) -> None:
        bottom = 0
        for kind in kinds:
            number = found[kind]
            if not number:
                continue
            colour, lines = LOOKS[kind]
            low, high = (top + PLOT - each * PLOT // ceiling for each in (bottom, bottom + number))
            # A single person among millions is drawn as well.
            low, high = max(low, high + 1), high
            fill = f"url(#hatch-{kind})" if lines else colour
            place = {"x": x + 1, "y": high, "width": max(column - 2, 1), "height": low - high}
            bar = _add(group, "rect", {**place, "fill": fill, "stroke": colour, "data-kind": kind})
            limits = {"least": self.text.number(found["from"]), "below": self.text.number(found["below"])}
            told = message(
                "{kind}, from {least} to below {below}: {number}",
                kind=self._kind(kind),
                number=self.text.number(number),
                **limits,
            )
            _add(bar, "title", {}, self.text.say(told))
            bottom += number

    def _amounts(self, group: Element, bins: Sequence[Json], zero: int, column: int, y: int) -> int:
        """The axis of amounts: where a power of ten begins, it is written if there is room."""
        for sign in (-1, 1):
            free = LETTER // 2
            for place, each in enumerate(bins):
                amount = each["from"]
                if str(amount).strip("0") != "1":
                    continue
                at = MIDDLE // 2 + place * column
                ends = {"x1": zero + sign * at, "x2": zero + sign * at, "y1": y, "y2": y + 4, "stroke": "#555555"}
                _add(group, "line", ends)
                text = self.text.number(sign * amount)
                half = (columns_of(text) * LETTER + 1) // 2
                # A number at an end is moved inwards rather than cut.
                middle = min(max(at, half + LETTER // 2 if place == 0 else at), WIDTH - MARGIN // 2 - half - zero)
                if middle - half < free:
                    continue
                look = {"x": zero + sign * middle, "y": y + 16, "text-anchor": "middle", "fill": "#111111"}
                _add(group, "text", look, text)
                free = middle + half + LETTER
        told = message("Columns begin at 1, 2 and 5 times each power of ten.")
        return self._words(group, self.text.say(told), y + 2 * LINE - 8, bold=False)

    def _kind(self, kind: str) -> str:
        told = {
            "lost": message("entitled under both, and lose"),
            "no_longer_entitled": message("no longer entitled"),
            "gained": message("entitled under both, and gain"),
            "newly_entitled": message("newly entitled"),
        }
        return self.text.say(told[kind])

    def _legend(self, group: Element, bins: Sequence[Json], y: int) -> int:
        for kind, (colour, lines) in LOOKS.items():
            number = sum(each[kind] for each in bins)
            if number:
                fill = f"url(#hatch-{kind})" if lines else colour
                _add(
                    group,
                    "rect",
                    {"x": MARGIN, "y": y + 3, "width": SWATCH, "height": 12, "fill": fill, "stroke": colour},
                )
                text = f"{self._kind(kind)}: {self.text.number(number)}"
                _add(group, "text", {"x": MARGIN + SWATCH + 8, "y": y + 13, "fill": "#111111"}, text)
                y += LINE
        return y


def ceiling_of(number: int) -> int:
    """The end of an axis that holds ``number`` persons: 1, 2, 4, 6, 8 or 10 times a power of ten."""
    power = 1
    while power * 10 < number:
        power *= 10
    return next(each * power for each in (1, 2, 4, 6, 8, 10) if each * power >= number)


def _add(parent: Element, name: str, attributes: Mapping[str, object], text: str = "") -> Element:
    element = ElementTree.SubElement(parent, name, {key: str(value) for key, value in attributes.items()})
    element.text = text or None
    return element
