"""Cases read from JSON: what is refused, in which words, and that nothing but FaultsError is ever raised."""

from __future__ import annotations

import copy
import io
import json
import os
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from totalisation.case import Case
from totalisation.case_file import LARGEST_CASE, case_from, read_case, read_case_file
from totalisation.faults_of_models import MOST_FAULTS
from totalisation.messages import Fault, FaultsError

VALID: dict[str, Any] = {
    "case_id": "C-1",
    "agreement": "aa-bb",
    "person": {"sex": "female", "birth_date": "1969-05-12", "nationality": "AA", "residence": "AA"},
    "claim": {"benefit": "old_age", "date": "2026-07-01"},
    "periods": [
        {
            "party": "AA",
            "from": "2001-03",
            "to": "2009-02",
            "kind": "compulsory",
            "earnings": [{"from": "2001-03", "to": "2009-02", "monthly": 2400000}],
        },
        {"party": "BB", "from": "2010-05", "to": "2019-12", "kind": "compulsory"},
    ],
    "established": {"AA": {"average_earnings": 10000000, "rates": {"2024": "1.05"}}},
}

MISSING = object()


def with_value(where: str, value: object) -> dict[str, Any]:
    """The valid case with one field changed, added or taken away; ``where`` is written "periods.0.to"."""
    case = copy.deepcopy(VALID)
    here: Any = case
    *parents, last = [int(each) if each.isdigit() and len(each) < 4 else each for each in where.split(".")]
    for each in parents:
        here = here[each]
    if value is MISSING:
        del here[last]
    else:
        here[last] = value
    return case


def faults_in(data: bytes | str | dict[str, Any]) -> list[str]:
    """Every fault of a case, one a line, as it is told."""
    with pytest.raises(FaultsError) as caught:
        case_from(data) if isinstance(data, dict) else read_case(data)
    return [fault.in_language() for fault in caught.value.faults]


def test_a_valid_case_is_read_alike_from_text_bytes_and_mapping() -> None:
    text = json.dumps(VALID)
    assert read_case(text) == read_case(text.encode()) == case_from(VALID) == read_case(b"\xef\xbb\xbf" + text.encode())
    assert read_case(text).periods[0].last.text == "2009-02"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "the file is empty. A case is one JSON object."),
        (b" \n\t", "the file is empty. A case is one JSON object."),
        (b"case: C-1", "not JSON at line 1, column 1: a value is expected."),
        (b'{"case_id": "C-1"\n "agreement": 1}', "not JSON at line 2, column 2: a comma is expected."),
        (b'{"case_id" "C-1"}', "not JSON at line 1, column 12: a colon is expected."),
        (b"{case_id: 1}", "not JSON at line 1, column 2: a key in double quotes is expected."),
        (b'{"case_id": "C-1', "not JSON at line 1, column 13: the text that begins here has no end."),
        (
            b'{"case_id": "C\n1"}',
            "not JSON at line 1, column 15: a line break or another control character stands within a text.",
        ),
        (b"{} {}", "not JSON at line 1, column 4: the case has ended, and more follows."),
        (b"[1]", "[…] is not a case. A case is one JSON object, between { and }."),
        (b'"C-1"', "“C-1” is not a case. A case is one JSON object, between { and }."),
        (b"null", "null is not a case. A case is one JSON object, between { and }."),
        (b"2.50", "2.50 is not a case. A case is one JSON object, between { and }."),
        (b'{"case_id": "\xff"}', "byte 14 is not UTF-8 text. Save the file as UTF-8."),
        ('{"case_id": "é"}'.encode("utf-16"), "byte 1 is not UTF-8 text. Save the file as UTF-8."),
        ('{"case_id": "\ud800"}', "the text holds half of a character."),
        (b'{"a":' * 21 + b"1" + b"}" * 21, "objects and lists are nested 21 deep. A case has at most 20 levels."),
        (b"[" * 100_000, "objects and lists are nested 100000 deep. A case has at most 20 levels."),
    ],
)
def test_a_file_that_is_no_case_is_refused(data: bytes | str, told: str) -> None:
    assert faults_in(data) == [told]


def test_brackets_within_texts_are_not_nesting() -> None:
    case = with_value("case_id", "[" * 50 + '"{\\' + "{" * 50)
    assert read_case(json.dumps(case)).case_id == case["case_id"]


def test_a_file_of_fifty_megabytes_is_refused_unread(tmp_path: Path) -> None:
    file = tmp_path / "large.json"
    with file.open("wb") as stream:
        stream.truncate(50_000_000)
    with pytest.raises(FaultsError) as caught:
        read_case_file(file)
    assert caught.value.faults[0].wrong.in_language() == "the file holds 50000000 bytes."
    assert caught.value.faults[0].right is not None
    assert caught.value.faults[0].right.in_language() == "At most 10000000 bytes are read."


def test_text_above_the_limit_is_refused() -> None:
    assert faults_in(b" " * (LARGEST_CASE + 1)) == ["the file holds 10000001 bytes. At most 10000000 bytes are read."]


class EndlessPipe(io.RawIOBase):
    """A stream that never ends, and counts what was read of it."""

    given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        buffer[:] = b" " * len(buffer)
        self.given += len(buffer)
        return len(buffer)


def test_a_pipe_that_never_ends_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    pipe = EndlessPipe()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(pipe)))
    with pytest.raises(
        FaultsError, match=r"^-: more than 10000000 bytes were given\. At most 10000000 bytes are read\.$"
    ):
        read_case_file("-")
    assert pipe.given < 2 * LARGEST_CASE


def test_standard_input_and_a_named_pipe_are_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    data = json.dumps(VALID).encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(data,))
    writer.start()
    assert read_case_file("-") == read_case_file(pipe) == case_from(VALID)
    writer.join()


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    for file, told in (
        (tmp_path / "absent.json", "there is no such file."),
        (tmp_path, "this is a folder, not a file."),
    ):
        with pytest.raises(FaultsError) as caught:
            read_case_file(file)
        assert caught.value.faults[0].wrong.in_language() == told
    with pytest.raises(FaultsError, match="cannot be read"):
        read_case_file("nul\0character.json")
    bad = tmp_path / "bad.json"
    bad.write_text("{")
    with pytest.raises(FaultsError) as caught:
        read_case_file(bad)
    assert caught.value.faults[0].where == str(bad)


@pytest.mark.parametrize(
    ("where", "value", "told"),
    [
        ("case_id", MISSING, "case_id: is missing. Write text in quotes."),
        ("case_id", 12, "case_id: 12 is not text. Write text in quotes."),
        ("case_id", "", "case_id: is empty. Write text in quotes."),
        ("case_id", "x" * 201, "case_id: is longer than 200 characters."),
        (
            "case_id",
            "C\x1b[31m",
            "case_id: holds a control character or half of one. Write it on one line, as plain text.",
        ),
        (
            "case_id",
            "C\ud800",
            "case_id: holds a control character or half of one. Write it on one line, as plain text.",
        ),
        (
            "agreement",
            "AA/BB",
            "agreement: “AA/BB” is not the name of an agreement. Write small letters, digits and hyphens.",
        ),
        ("person", MISSING, "person: is missing. Write named fields between { and }."),
        ("person", [], "person: [] is not an object with named fields. Write named fields between { and }."),
        ("person.sex", MISSING, "person.sex: is missing. Valid: female, male."),
        ("person.sex", "femal", "person.sex: “femal” is not a valid word. Did you mean “female”? Valid: female, male."),
        ("person.sex", 1, "person.sex: 1 is not a valid word. Valid: female, male."),
        (
            "person.birth_date",
            "1969-13",
            "person.birth_date: “1969-13” is not a date. Write YYYY, YYYY-MM or YYYY-MM-DD, from 1900 to 2199.",
        ),
        (
            "person.birth_date",
            19690512,
            "person.birth_date: 19690512 is not a date. Write YYYY, YYYY-MM or YYYY-MM-DD, from 1900 to 2199.",
        ),
        (
            "person.birth_date",
            "１９６９",
            "person.birth_date: “１９６９” is not a date. Write YYYY, YYYY-MM or YYYY-MM-DD, from 1900 to 2199.",
        ),
        ("person.birthdate", "1969", "person.birthdate: unknown key. Did you mean “birth_date”?"),
        (
            "person.nationality",
            "aa",
            "person.nationality: “aa” is not the code of a country. Did you mean “AA”?",
        ),
        (
            "person.nationality",
            "AAA",
            "person.nationality: “AAA” is not the code of a country. Write two capital letters.",
        ),
        (
            "person.capacity_loss_percent",
            101,
            "person.capacity_loss_percent: 101 is too large. The largest value is 100.",
        ),
        (
            "person.capacity_loss_percent",
            -1,
            "person.capacity_loss_percent: -1 is too small. The smallest value is 0.",
        ),
        (
            "person.occupational_hiv",
            "yes",
            "person.occupational_hiv: “yes” is neither true nor false. Write true or false, without quotes.",
        ),
        (
            "claim.date",
            "2026-02-30",
            "claim.date: “2026-02-30” is not a day of the calendar. Write YYYY-MM-DD, from 1900 to 2199.",
        ),
        (
            "claim.benefit",
            "widows",
            "claim.benefit: “widows” is not a valid word. Valid: old_age, lump_sum, survivors, disability.",
        ),
        (
            "periods",
            {},
            "periods: {} is not a list. Write a list between [ and ].",
        ),
        ("periods.0", 3, "periods[0]: 3 is not an object with named fields. Write named fields between { and }."),
        (
            "periods.0.from",
            MISSING,
            "periods[0].from: is missing. Write YYYY-MM, or YYYY-MM-DD where the day is known, from 1900 to 2199.",
        ),
        (
            "periods.0.to",
            "2009-00",
            "periods[0].to: “2009-00” is not a month or a day. "
            "Write YYYY-MM, or YYYY-MM-DD where the day is known, from 1900 to 2199.",
        ),
        ("periods.0.to", "2009", "periods[0].to: “2009” does not say the month. Write YYYY-MM."),
        ("periods.0.last", "2009-02", "periods[0].last: unknown key. Did you mean “to”?"),
        (
            "periods.0.kind",
            "Compulsory",
            "periods[0].kind: “Compulsory” is not written as a name. "
            "Write small letters, digits and underscores, a letter first.",
        ),
        (
            "periods.0.earnings.0.monthly",
            -1,
            "periods[0].earnings[0].monthly: -1 is negative. The smallest value is 0.",
        ),
        (
            "periods.0.earnings.0.monthly",
            10**12 + 1,
            "periods[0].earnings[0].monthly: 1000000000001 is too large. The largest amount is 1000000000000.",
        ),
        (
            "periods.0.earnings.0.monthly",
            "2.400.000",
            "periods[0].earnings[0].monthly: “2.400.000” is not a whole amount. "
            "Write whole units of the party's currency, as digits alone, without quotes or decimals.",
        ),
        (
            "periods.0.earnings.0.monthly",
            True,
            "periods[0].earnings[0].monthly: true is not a whole amount. "
            "Write whole units of the party's currency, as digits alone, without quotes or decimals.",
        ),
        (
            "periods.0.count",
            {"unit": "month", "number": 3},
            "periods[0].count.unit: “month” is not a valid word. "
            "Did you mean “months”? Valid: days, weeks, months, quarters, years.",
        ),
        (
            "established.AA.average_earnings",
            "1,5",
            "established.AA.average_earnings: “1,5” is not an exact number. "
            'Write a whole number, or an exact number in quotes, such as "4.61", "9/40", "45 %".',
        ),
        (
            "established.AA.average_earnings",
            "1/0",
            "established.AA.average_earnings: “1/0” is not an exact number. "
            'Write a whole number, or an exact number in quotes, such as "4.61", "9/40", "45 %".',
        ),
        (
            "established.AA.rates.2024",
            "-1/2",
            "established.AA.rates.2024: “-1/2” is negative. The smallest value is 0.",
        ),
        ("established.aa", {}, "established.aa: “aa” is not the code of a country. Did you mean “AA”?"),
        ("peroids", [], "peroids: unknown key. Did you mean “periods”?"),
        (
            "zzz",
            1,
            "zzz: unknown key. Valid here: case_id, agreement, person, claim, periods, established, interpretations.",
        ),
    ],
)
def test_a_malformed_field_is_told_by_its_own_name(where: str, value: object, told: str) -> None:
    case = with_value(where, value)
    assert faults_in(case) == [told]
    assert faults_in(json.dumps(case)) == [told]


def test_a_fractional_amount_is_told_as_it_was_written() -> None:
    text = json.dumps(VALID)
    where = "periods[0].earnings[0].monthly"
    assert faults_in(text.replace("2400000", "2400000.50")) == [
        f"{where}: 2400000.50 is not a whole amount. "
        "Write whole units of the party's currency, as digits alone, without quotes or decimals."
    ]
    assert faults_in(text.replace("2400000", "2400000.0")) == [
        f"{where}: 2400000.0 is not a whole amount. Write 2400000."
    ]
    assert faults_in(text.replace("2400000", "2.4e6")) == [
        f"{where}: 2.4e6 is not a whole amount. "
        "Write whole units of the party's currency, as digits alone, without quotes or decimals."
    ]


def test_an_unquoted_decimal_among_established_figures_is_refused() -> None:
    text = json.dumps(VALID).replace('"1.05"', "1.05")
    assert faults_in(text) == [
        "established.AA.rates.2024: 1.05 is not an exact number. "
        'Write a whole number, or an exact number in quotes, such as "4.61", "9/40", "45 %".'
    ]


def test_a_number_of_thousands_of_digits_is_refused() -> None:
    text = json.dumps(VALID).replace("2400000", "9" * 6000)
    assert faults_in(text) == [
        "periods[0].earnings[0].monthly: a number of 6000 digits is too large. "
        "Write whole units of the party's currency, as digits alone, without quotes or decimals."
    ]
    case = with_value("periods.0.earnings.0.monthly", 10**6000)
    assert faults_in(case) == [
        "periods[0].earnings[0].monthly: 1e6000 is too large. The largest amount is 1000000000000."
    ]


@pytest.mark.parametrize("constant", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_number_is_refused(constant: str) -> None:
    text = json.dumps(VALID).replace("2400000", constant)
    assert faults_in(text) == [f"periods[0].earnings[0].monthly: {constant} is not a number."]


def test_constants_are_refused_where_any_value_may_stand() -> None:
    text = json.dumps(with_value("claim.options", {"AA": {"share": 0}})).replace('"share": 0', '"share": NaN')
    assert faults_in(text) == ["claim.options.AA.share: NaN is not a number."]


def test_a_key_that_stands_twice_is_named_with_its_place() -> None:
    text = json.dumps(VALID).replace('"from": "2001-03", "to"', '"from": "2001-03", "from": "2001-04", "to"', 1)
    assert faults_in(text) == [
        "periods[0].from: the key “from” stands more than once in one object. Keep the one that is right."
    ]


def test_the_faults_of_one_case_are_all_told_at_once() -> None:
    case = with_value("person.sex", "woman")
    case["periods"][0]["to"] = "1999-02"
    case["periods"][1]["kind"] = 7
    case["periods"][1]["to"] = "2031-01"
    case["claim"]["option"] = {}
    assert faults_in(case) == [
        "person.sex: “woman” is not a valid word. Valid: female, male.",
        "claim.option: unknown key. Did you mean “options”?",
        "periods[1].kind: 7 is not written as a name. Write small letters, digits and underscores, a letter first.",
        "periods[0].to: the period ends in 1999-02, before it begins in 2001-03. The earliest end is 2001-03.",
        "periods[1].to: the period ends in 2031-01, after the claim of 2026-07-01. "
        "Only periods up to the day of the claim count.",
    ]


def test_valid_parts_of_a_malformed_period_are_checked() -> None:
    case = with_value("periods.0.kind", "?")
    case["periods"][0]["earnings"] += [
        {"from": "2009-02", "to": "2009-03", "monthly": "x"},
        {"from": "2009-02", "to": "2009-04", "monthly": 1},
    ]
    case["periods"][0]["broken_months"] = ["x", "2009-03"]
    case["periods"][0]["refunded"] = 1
    assert [told.split(". ")[0] for told in faults_in(case)] == [
        "periods[0].kind: “?” is not written as a name",
        "periods[0].earnings[1].monthly: “x” is not a whole amount",
        "periods[0].broken_months[0]: “x” is not a month or a day",
        "periods[0].refunded: 1 is neither true nor false",
        "periods[0].broken_months[1]: 2009-03 is not within the period",
        "periods[0].earnings[2].to: the earnings end in 2009-04, after the period",
        "periods[0].earnings[2]: 2009-02 already has earnings of 2400000 in earnings[0], and here 1",
    ]


def test_one_valid_date_of_a_period_is_checked_alone() -> None:
    case = with_value("periods.0.from", "x")
    case["periods"][0]["to"] = "2030-01"
    assert [told.split(": ")[0] for told in faults_in(case)] == ["periods[0].from", "periods[0].from"]


def test_dates_that_contradict_each_other_are_left_to_the_checks_of_a_whole_case() -> None:
    case = with_value("periods.0.to", "2000-01")
    assert case_from(case).periods[0].last.text == "2000-01"


def test_many_faults_are_told_in_part_and_counted() -> None:
    case = with_value("periods", [{"party": "A"}] * 1000)
    told = faults_in(case)
    assert len(told) == MOST_FAULTS + 1
    assert told[-1] == "and 3500 further faults."


@pytest.mark.parametrize("periods", [[1] * 300_000, [{"from": "2020-01", "earnings": [1] * 1000}] * 300])
def test_a_case_that_is_all_faults_is_refused_soon(periods: list[Any]) -> None:
    case = with_value("periods", periods)
    before = time.process_time()
    told = faults_in(case)
    assert time.process_time() - before < 5
    assert told[0].endswith(" faults: the first are told.")
    assert told[1].startswith("periods[0]")
    assert len(told) <= MOST_FAULTS + 1


def test_a_case_of_too_many_periods_is_refused() -> None:
    case = with_value("periods", [VALID["periods"][1]] * 20_001)
    assert faults_in(case)[0] == "periods: holds more than 20000 entries. Give at most 20000."


@pytest.mark.parametrize("value", [[], 3, None, "text"])
def test_only_a_mapping_is_a_case(value: Any) -> None:
    with pytest.raises(FaultsError, match="is not a case"):
        case_from(value)


def test_keys_that_are_not_text_are_refused() -> None:
    assert "[1]: the key is not text." in faults_in({1: 2})  # type: ignore[dict-item]
    assert faults_in({"\ud800": 1, **VALID})[0].endswith(
        "holds a control character or half of one. Write it on one line, as plain text."
    )


WORDS = st.sampled_from([*VALID, "from", "to", "party", "AA", "monthly", "first", "sex", "number", "table", "[key]"])
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=6)
    | st.sampled_from(["2001-03", "2001", "2026-07-01", "AA", "old_age", "female", "compulsory", "1/2", "-3", "\ud800"])
)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS | st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)


def assert_case_or_faults(read: Any) -> None:
    faults: list[Fault] = []
    case = None
    try:
        case = read()
    except FaultsError as error:
        faults = error.faults
    assert isinstance(case, Case) or faults
    for fault in faults:
        told = fault.in_language()
        assert "is not valid here" not in told
        assert told.isprintable()


@given(JSON)
def test_any_json_is_a_case_or_faults(value: Any) -> None:
    assert_case_or_faults(lambda: read_case(json.dumps(value)))


@given(st.binary(max_size=60) | st.text(max_size=60))
def test_any_bytes_are_a_case_or_faults(data: bytes | str) -> None:
    assert_case_or_faults(lambda: read_case(data))


def places(value: Any, place: str = "") -> list[str]:
    """Every place in a case, written as ``with_value`` takes it."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found = [place] if place else []
    for key, each in items:
        found += places(each, f"{place}.{key}" if place else str(key))
    return found


@settings(max_examples=300)
@given(st.sampled_from([*places(VALID), "claim.options", "claim.top_up", "interpretations", "person.dependants"]), JSON)
def test_any_value_in_any_field_is_a_case_or_faults_that_name_the_field(where: str, value: Any) -> None:
    case = with_value(where, value)
    assert_case_or_faults(lambda: read_case(json.dumps(case)))
    faults: list[Fault] = []
    try:
        case_from(case)
    except FaultsError as error:
        faults = error.faults
    named = [fault.where.replace("[", ".").replace("]", "") for fault in faults]
    assert all(named)
    assert not named or any(name.startswith(where) for name in named)
