"""Rows of a spreadsheet, pasted or in a file, as rows of insured periods."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from flask_babel import lazy_gettext as _l

from web.forms.reader import Fields
from web.forms.workbooks import UnreadableError, rows_of_workbook

COLUMNS: Final = ("party", "from", "to", "kind", "monthly", "salary_regime", "coefficient")
"""What stands in each column; those after ``kind`` may be left out."""

LEAST_COLUMNS: Final = 4
MOST_ROWS: Final = 5000
MOST_COLUMNS: Final = 100
"""Cells that a row may have; a text of rows that has more is none."""

LONGEST_TEXT: Final = 2_000_000
"""Characters that all rows may have together."""

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_TOO_LONG: Final = _l("These are more rows than are read at once. Send them in parts.")


@dataclass(frozen=True, slots=True)
class Pasted:
    """The periods that the rows hold, and the rows that hold none."""

    periods: tuple[dict[str, str], ...]
    left: tuple[Sequence[str], ...]


def rows_from_text(text: str) -> list[list[str]]:
    """The cells of text: set apart by tabs as a spreadsheet copies them, else by semicolons, else by commas.

    Raises UnreadableError for text that is too long, holds control characters, or quotes that are not closed.
    """
    if len(text) > LONGEST_TEXT:
        raise UnreadableError(_TOO_LONG)
    if _CONTROL.search(text):
        raise UnreadableError
    mark = next((each for each in "\t;" if each in text), ",")
    try:
        rows = list(csv.reader(io.StringIO(text.strip("\r\n"), newline=""), delimiter=mark, strict=True))
    except csv.Error as error:
        raise UnreadableError from error
    if any(len(row) > MOST_COLUMNS for row in rows):
        raise UnreadableError
    return [row for row in rows if any(cell.strip() for cell in row)]


def rows_from_csv(data: bytes) -> list[list[str]]:
    """The cells of a CSV file. Raises UnreadableError if it is not UTF-8, and as ``rows_from_text`` does."""
    try:
        return rows_from_text(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise UnreadableError from error


def rows_from_xlsx(data: bytes) -> list[list[str]]:
    """The cells of a workbook's first sheet, as the sheet shows dates. Raises UnreadableError."""
    # A row more than is taken is read after the heading, so that it can be told that there are more.
    rows = rows_of_workbook(data, MOST_ROWS + 2, len(COLUMNS) + 1)
    if any(_CONTROL.search(cell) for row in rows for cell in row):
        raise UnreadableError
    return rows


def periods_from(rows: Iterable[Sequence[str]], kinds: Mapping[str, str]) -> Pasted:
    """The insured periods in rows of party, from, to, kind, monthly, salary regime, coefficient.

    ``kinds`` gives the word for a kind by its title, in small letters. A first row without a digit is a
    heading. Cells are kept as they are: what is wrong with them is told beside the fields they come into.
    """
    periods: list[dict[str, str]] = []
    left: list[Sequence[str]] = []
    for place, row in enumerate(rows):
        cells = [cell.strip() for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        if place == 0 and not any(each.isdigit() for cell in cells for each in cell):
            continue
        if not LEAST_COLUMNS <= len(cells) <= len(COLUMNS) or len(periods) >= MOST_ROWS:
            left.append(row)
            continue
        period = dict(zip(COLUMNS, cells, strict=False))
        period["kind"] = kinds.get(period["kind"].casefold(), period["kind"])
        periods.append(period)
    return Pasted(tuple(periods), tuple(left))


def with_periods(fields: Fields, periods: Iterable[Mapping[str, str]], first: int) -> Fields:
    """The fields with the periods added as the rows from ``first`` on, earnings over the whole of each."""
    made = dict(fields)
    for row, period in enumerate(periods, first):
        begin = f"periods-{row}"
        for name in ("party", "from", "to", "kind", "salary_regime"):
            made[f"{begin}-{name}"] = period.get(name, "")
        with_earnings = bool(period.get("monthly") or period.get("coefficient"))
        for name in ("from", "to", "monthly", "coefficient"):
            made[f"{begin}-earnings-0-{name}"] = period.get(name, "") if with_earnings else ""
    return made
