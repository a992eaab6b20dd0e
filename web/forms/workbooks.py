"""The rows of a workbook's first sheet, read in bounded time and memory: what is sent may be made to exhaust both.

A workbook is an archive of XML. Before any of it is unfolded its directory is looked at: how many parts, how large,
and whether they lie apart. XML with entities of its own is refused by defusedxml, which openpyxl reads through.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Final

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

MOST_PARTS: Final = 500
"""Parts that a workbook may hold: one for each sheet, picture and style, and programs write some 20."""

LARGEST_WORKBOOK: Final = 8_000_000
"""Bytes that all parts of a workbook may unfold to."""

LARGEST_STYLES: Final = 2_000_000
"""Bytes that each part may unfold to which is neither a sheet nor the texts of cells: such are held as a whole."""

MOST_TIMES_SMALLER: Final = 400
"""How many times smaller a part may be packed, if it is large: text of sheets is packed to a tenth or twentieth."""

_LARGE: Final = 1_000_000
_ENTRY: Final = b"PK\x01\x02"
_HEADER: Final = 30
_STREAMED: Final = re.compile(r"xl/(worksheets/[^/]+|sharedStrings)\.xml", re.IGNORECASE)
_FORMULA: Final = re.compile(rb"<(?:\w+:)?f[\s/>]")
_OF_XML: Final = (".xml", ".rels")
_OWN_TYPE: Final = (b"<!DOCTYPE", "<!DOCTYPE".encode("utf-16-le"), "<!DOCTYPE".encode("utf-16-be"))

_TOO_LARGE: Final = _l("The workbook unfolds to more than is read. Send its rows as CSV, or in a smaller workbook.")
_STRANGE: Final = _l("The workbook is packed as no spreadsheet program does it. Save it anew, or send CSV.")
_ENTITIES: Final = _l(
    "The workbook holds XML with definitions of its own, which is not read. Save it anew, or send CSV."
)
_NO_VALUES: Final = _l(
    "The workbook holds formulas without their values. Open it in a spreadsheet program, save it, and send it again."
)


class UnreadableError(ValueError):
    """A file that cannot be read. ``reason`` says why, where more is known than that."""

    def __init__(self, reason: LazyString | str = "") -> None:
        super().__init__(str(type(reason).__name__))
        self.reason = reason


def rows_of_workbook(data: bytes, most_rows: int, most_columns: int) -> list[list[str]]:
    """The cells of a workbook's first sheet, as the sheet shows dates: so many rows and columns of it.

    Raises UnreadableError.
    """
    from defusedxml.common import DefusedXmlException
    from openpyxl import DEFUSEDXML, load_workbook

    assert DEFUSEDXML, "openpyxl reads XML unguarded"
    try:
        unfolded, has_formulas = _unfolded(data)
        book = load_workbook(unfolded, read_only=True, data_only=True, keep_links=False)
        rows = [[_text(each) for each in row] for row in _cells(book, most_rows, most_columns)]
        book.close()
        if has_formulas:
            book = load_workbook(unfolded, read_only=True, data_only=False, keep_links=False)
            for row, cells in enumerate(_cells(book, most_rows, most_columns)):
                for column, cell in enumerate(cells):
                    if cell.data_type == "f" and not rows[row][column]:
                        raise UnreadableError(_NO_VALUES)
            book.close()
    except UnreadableError:
        raise
    except DefusedXmlException as error:
        raise UnreadableError(_ENTITIES) from error
    except Exception as error:  # The reader raises errors of many kinds for files that are broken.
        raise UnreadableError from error
    return [row for row in rows if any(row)]


def _cells(book: Any, most_rows: int, most_columns: int) -> Iterator[Any]:
    return iter(book.worksheets[0].iter_rows(max_row=most_rows, max_col=most_columns))


def _unfolded(data: bytes) -> tuple[io.BytesIO, bool]:
    """The workbook as an archive of unpacked parts, and whether its sheets hold formulas.

    Raises UnreadableError for an archive that is too large, or made to be. What unpacks it later reads a part at
    once, and would unfold one whole that says it is small: so nothing packed is left to it.
    """
    # Counted before the directory is read, which takes much memory for each entry.
    if data.count(_ENTRY) > MOST_PARTS:
        raise UnreadableError(_STRANGE)
    unfolded = io.BytesIO()
    has_formulas = False
    with zipfile.ZipFile(io.BytesIO(data)) as packed, zipfile.ZipFile(unfolded, "w") as made:
        parts = sorted(packed.infolist(), key=lambda each: each.header_offset)
        _refuse_strange(parts, len(data))
        for part in parts:
            content = _part(data, part)
            if part.filename.lower().endswith(_OF_XML):
                if any(each in content for each in _OWN_TYPE):
                    raise UnreadableError(_ENTITIES)
                has_formulas = has_formulas or _FORMULA.search(content) is not None
            made.writestr(zipfile.ZipInfo(part.filename), content)
    return unfolded, has_formulas


def _part(data: bytes, part: zipfile.ZipInfo) -> bytes:
    """A part, of which no more is unfolded than it says it holds. Raises UnreadableError if that is not all of it."""
    begin = part.header_offset
    lengths = (int.from_bytes(data[begin + at : begin + at + 2], "little") for at in (26, 28))
    begin += _HEADER + sum(lengths)
    content = data[begin : begin + part.compress_size]
    if part.compress_type == zipfile.ZIP_DEFLATED:
        unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
        # One byte more than is said tells that there is more.
        content = unpacker.decompress(content, part.file_size + 1)
        if not unpacker.eof or unpacker.unused_data:
            raise UnreadableError
    if len(content) != part.file_size or zlib.crc32(content) != part.CRC:
        raise UnreadableError
    return content


def _refuse_strange(parts: list[zipfile.ZipInfo], length: int) -> None:
    if sum(each.file_size for each in parts) > LARGEST_WORKBOOK:
        raise UnreadableError(_TOO_LARGE)
    if len({each.filename.lower() for each in parts}) < len(parts):
        raise UnreadableError(_STRANGE)
    ends = 0
    for each in parts:
        if each.header_offset < ends or each.flag_bits & 1:  # overlapping, or encrypted
            raise UnreadableError(_STRANGE)
        ends = each.header_offset + _HEADER + len(each.filename) + each.compress_size
        if each.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) or ends > length:
            raise UnreadableError(_STRANGE)
        if each.file_size > LARGEST_STYLES and _STREAMED.fullmatch(each.filename) is None:
            raise UnreadableError(_TOO_LARGE)
        if each.file_size > max(_LARGE, each.compress_size * MOST_TIMES_SMALLER):
            raise UnreadableError(_TOO_LARGE)


def _text(cell: Any) -> str:
    value = cell.value
    if isinstance(value, (date, datetime)):
        in_days = "d" in str(cell.number_format).lower()
        return f"{value.day:02d}/{value.month:02d}/{value.year}" if in_days else f"{value.month:02d}/{value.year}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()
