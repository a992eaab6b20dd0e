"""Workbooks that are made to harm are refused in bounded time and memory, and told beside the field of the file."""

from __future__ import annotations

import time
import tracemalloc
import zipfile
from collections.abc import Callable

import pytest

from tests.web.forms import bombs
from web.forms import workbooks
from web.forms.sheets import MOST_ROWS, rows_from_csv, rows_from_text, rows_from_xlsx
from web.forms.workbooks import UnreadableError

pytestmark = pytest.mark.slow

REASONS = {
    "too_large": workbooks._TOO_LARGE,
    "strange": workbooks._STRANGE,
    "entities": workbooks._ENTITIES,
    "no_values": workbooks._NO_VALUES,
    "broken": "",
}


@pytest.mark.parametrize(
    ("bomb", "reason"),
    [
        (bombs.high_ratio, "too_large"),
        (bombs.many_large_parts, "too_large"),
        (bombs.huge_strings, "too_large"),
        (bombs.many_entries, "strange"),
        (bombs.overlapping, "strange"),
        (bombs.encrypted, "strange"),
        (bombs.twice, "strange"),
        (lambda: bombs.packed_by(zipfile.ZIP_LZMA), "strange"),
        (lambda: bombs.packed_by(zipfile.ZIP_BZIP2), "strange"),
        (lambda: bombs.lying_size(1_000), "broken"),
        (lambda: bombs.lying_size(60_000_000), "too_large"),
        (bombs.billion_laughs, "entities"),
        (bombs.quadratic_blowup, "entities"),
        (bombs.external_entity, "entities"),
        (bombs.external_type, "entities"),
        (bombs.entities_in_utf_16, "entities"),
        (bombs.deep_xml, "too_large"),
        (bombs.huge_attribute, "too_large"),
        (bombs.beyond_the_sheet, "broken"),
        (bombs.wrong_checksum, "broken"),
        (bombs.formula_without_value, "no_values"),
    ],
)
def test_a_bomb_is_refused(bomb: Callable[[], bytes], reason: str) -> None:
    data = bomb()
    tracemalloc.start()
    begun = time.process_time()
    try:
        with pytest.raises(UnreadableError) as caught:
            rows_from_xlsx(data)
        _now, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert caught.value.reason is REASONS[reason] or caught.value.reason == REASONS[reason] == ""
    assert time.process_time() - begun < 2
    assert most < 40_000_000


def test_an_archive_within_is_not_opened() -> None:
    assert [row[:5] for row in rows_from_xlsx(bombs.nested())] == [
        ["VN", "03/2001", "02/2009", "compulsory", "2400000"]
    ]


def test_a_cell_at_the_edge_of_the_sheet_takes_no_more_than_its_rows() -> None:
    assert [row[:4] for row in rows_from_xlsx(bombs.edge_of_the_sheet())] == [
        ["VN", "03/2001", "02/2009", "compulsory"]
    ]


def test_no_row_is_left_out_unseen() -> None:
    rows = [["VN", "03/2001", "02/2009", "compulsory"]] * (MOST_ROWS + 3)
    heading = ["party", "from", "to", "kind"]
    assert len(rows_from_xlsx(bombs.packed(bombs.parts([heading, *rows])))) > MOST_ROWS + 1


@pytest.mark.parametrize(
    "data",
    [
        b"VN;03/2001;02/2009;" + b"x" * 3_000_000,
        b"VN,03/2001,02/2009,compulsory" + b"," * 1_000_000,
        b'VN,03/2001,02/2009,"compulsory',
        b'VN,03/2001,"02/"2009,compulsory',
        b"VN,03/2001,02/2009,comp\0ulsory",
        "VN,03/2001,02/2009,compulsory".encode("utf-16"),
        b"VN,03/2001,02/2009,compuls\xf3ry",
    ],
)
def test_rows_that_are_no_csv_are_refused(data: bytes) -> None:
    with pytest.raises(UnreadableError):
        rows_from_csv(data)


def test_cells_in_quotes_are_read() -> None:
    assert rows_from_text('VN,"03/2001",02/2009,"a ""b"", c"\r\n') == [["VN", "03/2001", "02/2009", 'a "b", c']]
