"""Rows of a spreadsheet, pasted or in a file, as rows of insured periods."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from web.forms.reader import Fields

COLUMNS: Final = ("party", "from", "to", "kind", "monthly", "salary_regime", "coefficient")
"""What stands in each column; those after ``kind`` may be left out."""

LEAST_COLUMNS: Final = 4
MOST_ROWS: Final = 5000
LARGEST_SHEET: Final = 40_000_000
"""Bytes that a workbook may unfold to."""


class UnreadableError(ValueError):
    """A file that is no text in UTF-8, no workbook, or too large."""


@dataclass(frozen=True, slots=True)
class Pasted:
    """The periods that the rows hold, and the rows that hold none."""

    periods: tuple[dict[str, str], ...]
    left: tuple[Sequence[str], ...]


def rows_from_text(text: str) -> list[list[str]]:
    """The cells of text: set apart by tabs as a spreadsheet copies them, else by semicolons, else by commas."""
    mark = next((each for each in "\t;" if each in text), ",")
    try:
        rows = list(csv.reader(io.StringIO(text.strip("\r\n")), delimiter=mark, strict=False))
    except csv.Error as error:
        raise UnreadableError from error
    return [row for row in rows if any(cell.strip() for cell in row)]


def rows_from_csv(data: bytes) -> list[list[str]]:
    """The cells of a CSV file. Raises UnreadableError if it is not UTF-8."""
    try:
        return rows_from_text(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise UnreadableError from error


def rows_from_xlsx(data: bytes) -> list[list[str]]:
    """The cells of a workbook's first sheet, as the sheet shows dates. Raises UnreadableError."""
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(each.file_size for each in packed.infolist()) > LARGEST_SHEET:
                raise UnreadableError
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        rows = [
            [_cell(each) for each in row] for row in sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=len(COLUMNS) + 1)
        ]
        book.close()
    except UnreadableError:
        raise
    except Exception as error:  # The reader raises errors of many kinds for files that are broken.
        raise UnreadableError from error
    return [row for row in rows if any(row)]


def _cell(cell: Any) -> str:
    value = cell.value
    if isinstance(value, (date, datetime)):
        in_days = "d" in str(cell.number_format).lower()
        return f"{value.day:02d}/{value.month:02d}/{value.year}" if in_days else f"{value.month:02d}/{value.year}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()


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
