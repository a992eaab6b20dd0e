"""Workbooks that are made to exhaust whoever reads them, or to be read otherwise than they look."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable
from typing import Any, Final

from openpyxl import Workbook

SHEET: Final = "xl/worksheets/sheet1.xml"
STRINGS: Final = "xl/sharedStrings.xml"
STYLES: Final = "xl/styles.xml"
TYPES: Final = "[Content_Types].xml"
_OF_STRINGS: Final = 'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"'
_NAMESPACE: Final = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_XML: Final = b'<?xml version="1.0" encoding="UTF-8"?>'

Parts = list[tuple[str, bytes]]


def parts(rows: Iterable[Iterable[Any]] = (("VN", "03/2001", "02/2009", "compulsory", 2400000),)) -> Parts:
    """The parts of a workbook with these rows."""
    book, stream = Workbook(), io.BytesIO()
    sheet: Any = book.active
    for row in rows:
        sheet.append(list(row))
    book.save(stream)
    with zipfile.ZipFile(stream) as packed:
        return [(each, packed.read(each)) for each in packed.namelist()]


def packed(parts: Parts, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The parts as an archive."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return stream.getvalue()


def with_part(name: str, content: bytes) -> bytes:
    """A workbook with another part ``name``."""
    kept = {other: each for other, each in parts() if other != name}
    if name == STRINGS:
        kept[TYPES] = kept[TYPES].replace(
            b"</Types>", f'<Override PartName="/{STRINGS}" {_OF_STRINGS}/></Types>'.encode()
        )
    return packed([*kept.items(), (name, content)])


def sheet(rows: str, before: str = "") -> bytes:
    """A sheet with these rows in XML; ``before`` stands before its root."""
    return _XML + f"{before}<worksheet {_NAMESPACE}><sheetData>{rows}</sheetData></worksheet>".encode()


def row(*values: str, number: int = 1) -> str:
    """A row of texts."""
    cells = "".join(
        f'<c r="{chr(65 + place)}{number}" t="inlineStr"><is><t>{value}</t></is></c>'
        for place, value in enumerate(values)
    )
    return f'<row r="{number}">{cells}</row>'


def high_ratio() -> bytes:
    """A sheet of 40 megabytes of spaces, packed to a thousandth."""
    return with_part(SHEET, sheet(" " * 40_000_000))


def many_large_parts() -> bytes:
    """Twenty parts of two megabytes each, that no sheet uses."""
    return packed([*parts(), *((f"xl/media/{number}.bin", bytes(2_000_000)) for number in range(20))])


def nested() -> bytes:
    """An archive in an archive in an archive, the innermost of 20 megabytes: never unfolded."""
    inner = packed([("a", bytes(20_000_000))])
    return packed([*parts(), ("xl/embeddings/book.xlsx", packed([("inner.zip", inner)]))])


def many_entries() -> bytes:
    """Two thousand parts."""
    return packed([*parts(), *((f"x{number}", b"") for number in range(2_000))], zipfile.ZIP_STORED)


def lying_size(declared: int, name: str = SHEET) -> bytes:
    """A part of 30 megabytes that says it holds ``declared`` bytes, and has the checksum of so many of them."""
    content = sheet(row("VN", "03/2001", "02/2009", "compulsory")) + b" " * 30_000_000
    data = with_part(name, content)
    said = struct.pack("<I", zlib.crc32(content)), struct.pack("<I", len(content))
    instead = struct.pack("<I", zlib.crc32(content[:declared])), struct.pack("<I", declared)
    for right, wrong in zip(said, instead, strict=True):
        assert data.count(right) == 2
        data = data.replace(right, wrong)
    return data


def overlapping() -> bytes:
    """Entries of the directory that all point at one packed part, as in the bomb of D. Fifield."""
    data = bytearray(packed(parts()))
    directory = bytes(data)
    at = directory.find(b"PK\x01\x02")
    first = at
    offset_of_first = directory[first + 42 : first + 46]
    second = directory.find(b"PK\x01\x02", first + 4)
    data[second + 42 : second + 46] = offset_of_first
    return bytes(data)


def billion_laughs() -> bytes:
    """Entities that stand for ten of another, nine times over."""
    entities = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
    return with_part(SHEET, sheet(row("&l9;"), f'<!DOCTYPE worksheet [<!ENTITY l0 "lol">{entities}]>'))


def quadratic_blowup() -> bytes:
    """One long entity, used many times."""
    long = "a" * 50_000
    return with_part(SHEET, sheet(row("&a;" * 50_000), f'<!DOCTYPE worksheet [<!ENTITY a "{long}">]>'))


def external_entity(target: str = "file:///etc/passwd") -> bytes:
    """A cell that holds the text of a file of the server."""
    return with_part(SHEET, sheet(row("&a;"), f'<!DOCTYPE worksheet [<!ENTITY a SYSTEM "{target}">]>'))


def external_type() -> bytes:
    """A document type that stands at another address."""
    return with_part(SHEET, sheet(row("VN"), '<!DOCTYPE worksheet SYSTEM "http://127.0.0.1:9/x.dtd">'))


def entities_in_utf_16() -> bytes:
    """Entities in an encoding in which no search for bytes finds them."""
    text = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE worksheet [<!ENTITY a "x">]>'
    return with_part(
        SHEET, f"{text}<worksheet {_NAMESPACE}><sheetData>{row('&a;')}</sheetData></worksheet>".encode("utf-16")
    )


def huge_strings() -> bytes:
    """Shared texts of 20 megabytes, of which no cell uses any."""
    return with_part(STRINGS, _XML + f"<sst {_NAMESPACE}>{'<si><t>a</t></si>' * 1_200_000}</sst>".encode())


def many_strings() -> bytes:
    """As many short shared texts as the bounds allow."""
    texts = "".join(f"<si><t>{number * 7919 % 9973}</t></si>" for number in range(320_000))
    return with_part(STRINGS, _XML + f"<sst {_NAMESPACE}>{texts}</sst>".encode())


def many_styles() -> bytes:
    """Two megabytes of styles, as many as the bounds allow."""
    styles = "".join(f'<xf fontId="{number * 79 % 97}"/>' for number in range(109_000))
    return with_part(STYLES, _XML + f"<styleSheet {_NAMESPACE}><cellXfs>{styles}</cellXfs></styleSheet>".encode())


def many_rows() -> bytes:
    """Rows without cells, as many as the bounds allow."""
    rows = "".join(f'<row r="{number * 7919 % 9973}"/>' for number in range(1, 1_000_000))
    return with_part(SHEET, sheet(rows[:7_900_000].rpartition("<")[0]))


def deep_xml() -> bytes:
    """Elements within elements, a million deep."""
    return with_part(SHEET, sheet("<row>" * 1_000_000))


def huge_attribute() -> bytes:
    """An attribute of ten megabytes."""
    return with_part(SHEET, sheet(f'<row r="{"1" * 10_000_000}"/>'))


def edge_of_the_sheet() -> bytes:
    """A period in the first row, and a cell at the last row and column there can be."""
    last = '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>'
    return with_part(SHEET, sheet(row("VN", "03/2001", "02/2009", "compulsory") + last))


def beyond_the_sheet() -> bytes:
    """Cells of rows and columns that no sheet has."""
    cell = '<row r="99999999999999999999"><c r="ZZZZZZZZ99999999999999999999" t="n"><v>1</v></c></row>'
    return with_part(SHEET, sheet(cell))


def encrypted() -> bytes:
    """A part that is said to be encrypted."""
    data = bytearray(packed(parts()))
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= 1
    return bytes(data)


def twice(name: str = SHEET) -> bytes:
    """A part that stands twice: which is read depends on the reader."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return packed([*parts(), (name, sheet(row("KR", "03/2001", "02/2009", "workplace")))])


def packed_by(method: int) -> bytes:
    """A workbook packed by a method that no spreadsheet program uses."""
    return packed(parts(), method)


def formula_without_value() -> bytes:
    """Earnings that are a formula, whose value no program has computed."""
    return packed(parts([["VN", "03/2001", "02/2009", "compulsory", "=1+1"]]))


def wrong_checksum() -> bytes:
    """A sheet of which a byte was changed after it was packed."""
    content = parts()
    data = bytearray(packed(content, zipfile.ZIP_STORED))
    at = data.find(b"compulsory")
    data[at] ^= 1
    assert zlib.crc32(bytes(data))
    return bytes(data)
