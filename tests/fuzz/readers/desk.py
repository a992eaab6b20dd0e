"""What officers give the desk: rows that are pasted or sent as a file, workbooks, and the fields of the form."""

from __future__ import annotations

import io
import json
import re
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any, Final

from flask import Flask
from flask_login import LoginManager
from openpyxl import Workbook

from tests.fuzz.mutate import bytes_changed, csv_changed, json_changed, zip_changed
from tests.fuzz.oracles import strict_csv
from tests.fuzz.target import Outcome, Target, answered, hold, refused
from totalisation.case_file import case_from
from totalisation.messages import FaultsError
from web import languages
from web.forms import entry, files, options, rows, shown, unshown
from web.forms.choices import Choices, choices_of
from web.forms.reader import rows_of
from web.settings import Settings

_AGREEMENT: Final = "vn-kr"
_ROWS: Final = (
    ("party", "from", "to", "kind", "monthly", "salary_regime", "coefficient"),
    ("VN", "03/2001", "02/2009", "compulsory", "2400000", "employer", ""),
    ("KR", "2010-01-15", "2019-12-31", "workplace", "2.100.000", "", ""),
    ("VN", "1995-01", "2000-12", "compulsory", "", "state", "3,66"),
)


@lru_cache
def _app() -> Flask:
    """As much of an application as sentences in a language need."""
    app = Flask("web", root_path=str(Path(__file__).parents[3] / "web"))
    LoginManager(app).user_loader(lambda name: None)
    settings = Settings(database_url="sqlite://", secret_key="0" * 32)
    app.config["DESK"] = settings
    languages.prepare(app, settings)
    return app


@lru_cache
def _choices() -> Choices:
    return choices_of(_AGREEMENT, "en")


def _brought(name: str, data: bytes) -> tuple[Outcome, files.Brought]:
    with _app().test_request_context("/"):
        found = files.from_file(name, data, _choices(), "en")
    hold(found.wrong or found.case is not None or found.periods, "neither anything found nor said")
    unfilled = set(re.findall(r"\{[a-z_]+\}", found.wrong))
    hold(all(each.encode() in data for each in unfilled), "a sentence with an unfilled place")
    fields = {name: value for period in found.periods for name, value in period.items()}
    hold(all(isinstance(each, str) for each in fields.values()), "a field that is no text")
    json.dumps(files.with_periods({}, found.periods, 0)).encode()
    return (answered() if found.periods and not found.wrong else refused(found.wrong[:50])), found


def _text(data: bytes) -> Outcome:
    outcome, found = _brought("rows.csv", data)
    if found.periods:
        text = data.decode("utf-8-sig")  # raises where it is no UTF-8
        hold(not re.search("[\0-\x08\x0e-\x1f\x7f]", text), "a control character")
        if ";" not in text and "\t" not in text:
            # Rows may leave out the last columns.
            header = b",".join(each.encode() for each in _ROWS[0])
            lines = [line.rstrip(b"\r") for line in data.removeprefix(b"\xef\xbb\xbf").splitlines()]
            if b'"' in data:
                return outcome
            filled = [line + b"," * (6 - line.count(b",")) for line in lines if line.strip()]
            strict_csv(b"\n".join([header, *(each for each in filled if each.count(b",") == 6)]))
    return outcome


def _seeds_of_text() -> list[bytes]:
    plain = "\n".join(",".join(row) for row in (*_ROWS[:2], _ROWS[1][:4])).encode()
    return [
        plain,
        b"\xef\xbb\xbf" + "\r\n".join(";".join(row) for row in _ROWS).encode(),
        "\n".join("\t".join(row) for row in _ROWS).encode(),
        b'VN,"01/2001",02/2009,"compulsory"\n',
    ]


@lru_cache
def _seeds_of_xlsx() -> list[bytes]:
    made = []
    for with_dates in (False, True):
        from datetime import date

        book, stream = Workbook(), io.BytesIO()
        sheet: Any = book.active
        for row in _ROWS:
            sheet.append([int(each) if each.isdigit() else each or None for each in row])
        if with_dates:
            sheet["B2"], sheet["C2"] = date(2001, 3, 1), date(2009, 2, 28)
            sheet["B2"].number_format = "mm/yyyy"
            sheet["E3"], sheet["G4"] = 2100000.0, 3.66
            book.create_sheet("Notes").append(["nothing"])
        book.save(stream)
        made.append(stream.getvalue())
    return made


def _xlsx(data: bytes) -> Outcome:
    outcome, found = _brought("rows.xlsx", data)
    for period in found.periods:
        for value in period.values():
            hold(not re.search("[\0-\x08\x0e-\x1f]", value), f"a control character in {value!r}")
    return outcome


def _csv_changed(data: bytes, random: Random) -> bytes:
    return csv_changed(data, random) if random.random() < 0.7 else bytes_changed(data, random)


def _seeds_of_form() -> list[bytes]:
    """The fields of each example as JSON: the names and texts that a browser sends."""
    with _app().test_request_context("/"):
        cases = [json.loads(each.read_bytes()) for each in sorted(Path(__file__).parents[3].glob("examples/*.json"))]
        found = [shown.fields_of(each, "en", _choices().is_money) for each in cases]
    return [json.dumps(each, ensure_ascii=False).encode() for each in found]


def _form(data: bytes) -> Outcome:
    """The fields that a browser sends: text, whatever it is."""
    try:
        fields = {
            str(name): str(value).encode("utf-8", "replace").decode()
            for name, value in json.loads(data).items()
            if not isinstance(value, (list, dict))
        }
    except (ValueError, AttributeError, RecursionError):
        return refused("no fields")
    with _app().test_request_context("/"):
        rows.in_order(fields)
        rows_of(fields)
        made = entry.entry_from(fields, _choices().is_money)
        told = [each.told() for each in made.wrongs]
        list(unshown.told(fields.get("unshown", "")))
        for name, value in fields.items():
            if name.startswith("options-") and name.endswith("-value"):
                options.option_shown(options.option_from(value))
    hold(all(told), "a fault without words")
    try:
        json.dumps(made.raw, ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, RecursionError) as error:
        raise AssertionError(f"what was typed cannot be stored: {error}") from error
    if told:
        return refused(*(re.sub("“.*”", "", each, flags=re.DOTALL) for each in told[:3]))
    try:
        case_from(made.raw)
    except FaultsError as error:
        return refused(*(fault.wrong.text for fault in error.faults))
    return answered()


TARGETS: Final = {
    "sheet-text": Target("sheet-text", "rows of periods, as a CSV file or pasted", _seeds_of_text, _text, _csv_changed),
    "sheet-xlsx": Target(
        "sheet-xlsx", "rows of periods in a workbook", _seeds_of_xlsx, _xlsx, zip_changed, largest=100_000
    ),
    "form": Target("form", "the fields of the entry of a case", _seeds_of_form, _form, json_changed),
}
