"""Agreements read from TOML files: every fault with its file, its line and its term."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from totalisation import agreement_file
from totalisation.agreement import Agreement
from totalisation.agreement_file import (
    LARGEST_AGREEMENT,
    agreement_names,
    agreements_folder,
    find_agreement,
    read_agreement,
    read_agreement_file,
)
from totalisation.messages import FaultsError
from totalisation.schemes import scheme_names
from totalisation.toml_lines import line_of, lines_of

VALID = """\
# An agreement between two neutral parties.
id = "aa-bb"
kind = "totalisation"
title = { en = "Agreement between A and B" }

[sources.T]
title.en = "Treaty"

[entry_into_force]
date = 2010-01-01
article = "30"
source = "T"
status = "verified"

[provisions.totalisation]
date = 2011-01-01
article = "31"
source = "T"
status = "verified"

[overlap]
keeper = "by_class"
precedence = [
  "compulsory",
  "voluntary",
]
article = "9"
source = "T"
status = "verified"

[third_state_periods]
count = "excluded"
article = "9"
source = "T"
status = "verified"

[[detachment]]
sender = "AA"
receiver = "BB"
first_months = 60
article = "5"
source = "T"
status = "verified"

[[detachment]]
sender = "BB"
receiver = "AA"
first_months = 60
article = "5"
source = "T"
status = "verified"

[parties.AA]
scheme = "declared"
title.en = "A"
currency = "AAA"
totalise = { when = "needed", article = "10", source = "T", status = "verified" }
amount = { method = "direct", article = "11", source = "T", status = "verified" }

[parties.AA.minimum_own_period]
number = 12
unit = "months"
below = "nothing"
article = "10"
source = "T"
status = "verified"

[parties.BB]
scheme = "declared"
title.en = "B"
currency = "BBB"
totalise = { when = "needed", article = "10", source = "T", status = "verified" }
amount = { method = "pro_rata", article = "12", source = "T", status = "verified" }
ratio = { article = "12", source = "T", status = "verified" }
"""


def faults_in(text: str | bytes, file_name: str = "aa-bb.toml") -> list[str]:
    """Every fault of an agreement's file, one a line, as it is told."""
    with pytest.raises(FaultsError) as caught:
        read_agreement(text.encode() if isinstance(text, str) else text, file_name)
    return [fault.in_language() for fault in caught.value.faults]


def with_text(old: str, new: str) -> str:
    """The valid file with ``new`` where ``old`` first stands."""
    assert old in VALID
    return VALID.replace(old, new, 1)


def test_a_valid_file_is_read() -> None:
    agreement = read_agreement(VALID.encode(), "aa-bb.toml")
    assert agreement.codes == ("AA", "BB")
    assert read_agreement(b"\xef\xbb\xbf" + VALID.replace("\n", "\r\n").encode(), "aa-bb.toml") == agreement


ALL_STATUSES = "Valid: verified, secondary, unverified."


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "[parties.AA.minimum_own_period]",
            "[parties.AA.minimum_own_perod]",
            "aa-bb.toml:60: parties.AA.minimum_own_perod: unknown term. Did you mean “minimum_own_period”?",
        ),
        (
            "first_months = 60",
            "first_month = 60",
            "aa-bb.toml:40: detachment[0].first_month: unknown term. Did you mean “first_months”?",
        ),
        (
            'below = "nothing"',
            'below = "nothin"',
            "aa-bb.toml:63: parties.AA.minimum_own_period.below: “nothin” is not a valid word. "
            "Did you mean “nothing”? Valid: nothing, other_takes_over.",
        ),
        (
            "number = 12",
            "number = 12.0",
            "aa-bb.toml:61: parties.AA.minimum_own_period.number: 12.0 is not a whole number. "
            "Write digits alone, without quotes or decimals.",
        ),
        (
            "number = 12",
            'number = "12"',
            "aa-bb.toml:61: parties.AA.minimum_own_period.number: “12” is not a whole number. "
            "Write digits alone, without quotes or decimals.",
        ),
        (
            "number = 12",
            "number = 1201",
            "aa-bb.toml:61: parties.AA.minimum_own_period.number: 1201 is too large. The largest value is 1200.",
        ),
        (
            "date = 2010-01-01",
            "date = 2010",
            "aa-bb.toml:10: entry_into_force.date: 2010 is not a day of the calendar. "
            "Write YYYY-MM-DD, from 1900 to 2199.",
        ),
        (
            "date = 2010-01-01",
            "date = 2010-01-01T00:00:00",
            "aa-bb.toml:10: entry_into_force.date: 2010-01-01 00:00:00 is not a day of the calendar. "
            "Write YYYY-MM-DD, from 1900 to 2199.",
        ),
        (
            'status = "verified"',
            'status = "sure"',
            f"aa-bb.toml:13: entry_into_force.status: “sure” is not a valid word. {ALL_STATUSES}",
        ),
        ('article = "30"\n', "", "aa-bb.toml:9: entry_into_force.article: is missing. Write text in quotes."),
        (
            "[provisions.totalisation]",
            "[provisions.totalization]",
            "aa-bb.toml:15: provisions.totalization: unknown term. Did you mean “totalisation”?",
        ),
        (
            "date = 2011-01-01",
            "date = 2009-12-31",
            "aa-bb.toml:16: provisions.totalisation.date: 2009-12-31 is before the agreement enters into force. "
            "The earliest day is 2010-01-01.",
        ),
        (
            'source = "T"',
            'source = "t"',
            "aa-bb.toml:12: entry_into_force.source: “t” is not among the sources. Did you mean “T”? Valid: T.",
        ),
        (
            'title.en = "Treaty"',
            'title.vi = "Hiệp định"',
            "aa-bb.toml:7: sources.T.title: has no English title. Write en = “…”.",
        ),
        (
            'id = "aa-bb"',
            'id = "aa-cc"',
            "aa-bb.toml:2: id: “aa-cc” is not the name of the file. Write “aa-bb”, or rename the file.",
        ),
        (
            'keeper = "by_class"',
            'keeper = "party"',
            "aa-bb.toml:21: overlap.party: the party that keeps the months is missing. The parties are AA, BB.",
        ),
        (
            'keeper = "by_class"',
            'keeper = "party"\nparty = "CC"',
            "aa-bb.toml:23: overlap.party: “CC” is not a party to the agreement. The parties are AA, BB.",
        ),
        (
            'keeper = "by_class"',
            'keeper = "by_class"\nparty = "AA"',
            "aa-bb.toml:23: overlap.party: a party is named, and the keeper is “by_class”. "
            "Leave the party out, or write keeper = “party”.",
        ),
        (
            '"voluntary",\n',
            '"compulsory",\n',
            "aa-bb.toml:25: overlap.precedence[1]: “compulsory” stands here twice.",
        ),
        (
            '"voluntary",\n',
            '"volunteer",\n',
            "aa-bb.toml:25: overlap.precedence[1]: “volunteer” is not a valid word. "
            "Did you mean “voluntary”? Valid: compulsory, voluntary, credited, deemed, residence.",
        ),
        (
            'count = "excluded"',
            'count = "linked_states"',
            "aa-bb.toml:31: third_state_periods.states: the linked states are missing. "
            "List their codes, or write count = “excluded”.",
        ),
        (
            'count = "excluded"',
            'count = "excluded"\nstates = ["CC"]',
            "aa-bb.toml:33: third_state_periods.states: states are listed, and their periods are excluded. "
            "Leave the states out, or write count = “linked_states”.",
        ),
        (
            'count = "excluded"',
            'count = "linked_states"\nstates = ["CC", "AA"]',
            "aa-bb.toml:33: third_state_periods.states[1]: “AA” is a party, not a third state.",
        ),
        (
            'receiver = "BB"',
            'receiver = "AA"',
            "aa-bb.toml:39: detachment[0].receiver: the receiver is the sender.",
        ),
        (
            'receiver = "BB"',
            'receiver = "CC"',
            "aa-bb.toml:39: detachment[0].receiver: “CC” is not a party to the agreement. The parties are AA, BB.",
        ),
        (
            'method = "direct"',
            'method = "pro_rata"',
            "aa-bb.toml:53: parties.AA.ratio: is missing. The method “pro_rata” needs the ratio.",
        ),
        (
            'method = "pro_rata"',
            'method = "direct"',
            "aa-bb.toml:74: parties.BB.ratio: has no effect: the method of the amount is “direct”. Leave it out.",
        ),
        (
            'amount = { method = "direct", article = "11", source = "T", status = "verified" }\n',
            "",
            "aa-bb.toml:53: parties.AA.amount: is missing. A party that totalises needs the method of its amount.",
        ),
        (
            'ratio = { article = "12",',
            'ratio = { denominator = "fixed_months", article = "12",',
            "aa-bb.toml:74: parties.BB.ratio.fixed_months: is missing. Give the months of the denominator.",
        ),
        (
            'unit = "months"',
            'unit = "weeks"',
            "aa-bb.toml:62: parties.AA.minimum_own_period.unit: the agreement does not say how weeks become months. "
            "Add the unit to the party's conversion term.",
        ),
        (
            'currency = "AAA"',
            'currency = "won"',
            "aa-bb.toml:56: parties.AA.currency: “won” is not the code of a currency. Write three capital letters.",
        ),
        (
            'currency = "AAA"',
            'currency = "AAA"\n[parties.AA.conversion]\nmonths_per_unit = { weeks = "0" }\nremainder = "down"\n'
            'article = "1"\nsource = "T"\nstatus = "verified"\n[parties.AA.contingency]\nrequired = 1\n'
            'article = "1"\nsource = "T"\nstatus = "verified"\n[parties.AA.x]',
            None,
        ),
    ],
)
def test_a_fault_names_file_line_and_term(old: str, new: str, told: str | None) -> None:
    text = with_text(old, new)
    if told is None:
        found = faults_in(text)
        assert (
            "aa-bb.toml:58: parties.AA.conversion.months_per_unit.weeks: “0” is not an exact number. "
            'Write a number above 0 in quotes, such as "3", "1/30".'
        ) in found
        assert (
            "aa-bb.toml:64: parties.AA.contingency.required: 1 is neither true nor false. "
            "Write true or false, without quotes."
        ) in found
        return
    assert told in faults_in(text)


def test_a_party_that_takes_no_part_in_totalisation() -> None:
    text = "\n".join(each for each in VALID.splitlines() if not each.startswith(("totalise", "amount", "ratio")))
    assert faults_in(text) == [
        "aa-bb.toml:3: kind: neither party has the term “totalise”. "
        "Say when periods are added, or write kind = “coverage_only”."
    ]


def test_benefit_terms_in_an_agreement_on_coverage_alone() -> None:
    assert faults_in(with_text('kind = "totalisation"', 'kind = "coverage_only"'))[0] == (
        "aa-bb.toml:57: parties.AA.totalise: a term on benefits, "
        "in an agreement that covers only which law applies. Leave it out, or write kind = “totalisation”."
    )


def test_an_unknown_scheme() -> None:
    told = faults_in(with_text('scheme = "declared"', 'scheme = "declard"'))
    assert told == [
        "aa-bb.toml:54: parties.AA.scheme: there is no scheme “declard”. "
        f"Did you mean “declared”? Valid: {', '.join(scheme_names())}."
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (VALID[: VALID.index("[parties.BB]")], "parties: holds fewer than 2 entries. Give at least 2."),
        (
            VALID + '[parties.CC]\nscheme = "declared"\ntitle.en = "C"\ncurrency = "CCC"\n',
            "parties: holds more than 2 entries. Give at most 2.",
        ),
    ],
)
def test_an_agreement_has_two_parties(text: str, words: str) -> None:
    assert f"aa-bb.toml:53: {words}" in faults_in(text)


def test_all_faults_are_told_at_once_in_the_order_of_the_file() -> None:
    text = with_text('kind = "totalisation"', 'kind = "totalization"')
    text = text.replace('source = "T"', 'source = "U"', 1).replace('receiver = "BB"', 'receiver = "CC"')
    text = text.replace("number = 12", "number = -1").replace('scheme = "declared"', 'scheme = "none_such"', 1)
    assert [each.split(": ")[:2] for each in faults_in(text)] == [
        ["aa-bb.toml:3", "kind"],
        ["aa-bb.toml:12", "entry_into_force.source"],
        ["aa-bb.toml:39", "detachment[0].receiver"],
        ["aa-bb.toml:54", "parties.AA.scheme"],
        ["aa-bb.toml:61", "parties.AA.minimum_own_period.number"],
    ]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"id = \n", "aa-bb.toml:1: not TOML at column 6: Invalid value."),
        (b'id = "a"\nid = "b"\n', "aa-bb.toml:2: not TOML at column 9: Cannot overwrite a value."),
        (b'a = 1\nb = "x', "aa-bb.toml:2: not TOML at column 7: Unterminated string."),
        (b"date = 2010-02-30", "aa-bb.toml:1: not TOML at column 8: Invalid date or datetime."),
        (b"a = " + b"9" * 5000, "aa-bb.toml: a number has too many digits."),
        (b"a = " + b"[" * 50_000, "aa-bb.toml: lists are nested too deep."),
        (b"a = '\xe9'", "aa-bb.toml: byte 6 is not UTF-8 text. Save the file as UTF-8."),
        (
            b" " * (LARGEST_AGREEMENT + 1),
            "aa-bb.toml: the file holds 256001 bytes. At most 256000 bytes are read.",
        ),
    ],
)
def test_a_file_that_is_no_agreement_is_refused(data: bytes, told: str) -> None:
    assert faults_in(data) == [told]


def test_an_empty_file_lacks_every_term() -> None:
    assert [each.split(": ")[1] for each in faults_in(b"")] == [
        "id",
        "kind",
        "title",
        "sources",
        "entry_into_force",
        "parties",
    ]


def test_the_lines_of_every_form_of_key() -> None:
    text = '''# [not.a.table]
a = """
b = 1
[c]
""" # "
"d.e" = [1, [2, # ]
  3], { f = 'x = {', g = { h = 1.5 } },
]
[t."u v"] # comment
w.x = \'\'\'
[y]\'\'\'
z = 2010-01-01 00:00:00
[[t.list]]
i = """ends with quotes"""""
[t.list.sub]
j = 1
[[t.list]]
i = 2
'''
    lines = lines_of(text)
    expected: dict[tuple[int | str, ...], int] = {
        ("a",): 2,
        ("d.e",): 6,
        ("d.e", 0): 6,
        ("d.e", 1): 6,
        ("d.e", 1, 1): 7,
        ("d.e", 2): 7,
        ("d.e", 2, "f"): 7,
        ("d.e", 2, "g"): 7,
        ("d.e", 2, "g", "h"): 7,
        ("t",): 9,
        ("t", "u v"): 9,
        ("t", "u v", "w", "x"): 10,
        ("t", "u v", "z"): 12,
        ("t", "list", 0): 13,
        ("t", "list", 0, "i"): 14,
        ("t", "list", 0, "sub", "j"): 16,
        ("t", "list", 1): 17,
        ("t", "list", 1, "i"): 18,
    }
    assert {place: lines.get(place) for place in expected} == expected
    assert not {("b",), ("c",), ("y",), ("not",)} & lines.keys()
    assert line_of(lines, ("t", "u v", "absent")) == 9
    assert line_of(lines, ("absent",)) == 1


def test_shipped_agreements_are_read_once() -> None:
    assert agreement_names()
    for name in agreement_names():
        agreement = find_agreement(name)
        assert agreement.id == name
        assert find_agreement(name) is agreement
        assert read_agreement_file(agreements_folder() / f"{name}.toml") == agreement


def test_every_term_of_the_shipped_agreements_has_its_line() -> None:
    for name in agreement_names():
        text = (agreements_folder() / f"{name}.toml").read_text(encoding="utf-8")
        lines = lines_of(text)
        for number, each in enumerate(text.splitlines(), 1):
            key = each.split(" = ")[0]
            if key in ("article", "status", "source"):
                assert any(place[-1] == key and line == number for place, line in lines.items())


@pytest.mark.parametrize("name", ["../vn-kr", "/etc/passwd", "vn-kr.toml", "", "VN-KR", "vn-kr\0", "x" * 5000])
def test_a_name_is_never_a_path(name: str) -> None:
    with pytest.raises(FaultsError, match="there is no agreement") as caught:
        find_agreement(name)
    assert caught.value.faults[0].where == "agreement"


def test_an_unknown_agreement_names_the_nearest(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("aa-bb", "aa-dd"):
        (tmp_path / f"{name}.toml").write_text(VALID.replace("aa-bb", name), encoding="utf-8")
    monkeypatch.setattr(agreement_file, "agreements_folder", lambda: tmp_path)
    assert find_agreement("aa-dd").id == "aa-dd"
    find_agreement.cache_clear()  # other tests know no such agreement
    with pytest.raises(FaultsError) as caught:
        find_agreement("bb-aa-")
    assert str(caught.value) == "agreement: there is no agreement “bb-aa-”. Valid: aa-bb, aa-dd."
    with pytest.raises(FaultsError) as caught:
        find_agreement("aa-bd")
    assert "Did you mean “aa-" in str(caught.value)


def test_a_file_elsewhere_is_read_by_its_path(tmp_path: Path) -> None:
    file = tmp_path / "aa-bb.toml"
    file.write_text(VALID, encoding="utf-8")
    assert read_agreement_file(str(file)).id == "aa-bb"
    with pytest.raises(FaultsError, match=r"absent\.toml: there is no such file\."):
        read_agreement_file(tmp_path / "absent.toml")


@pytest.mark.parametrize("control", ["\\u001b[31m", "\\u0000", "\\n", "\\u009b"])
def test_a_text_that_would_write_to_a_terminal_is_refused(control: str) -> None:
    text = VALID.replace('en = "', f'en = "{control}', 1)
    assert text != VALID
    with pytest.raises(FaultsError, match="holds a control character"):
        read_agreement(text.encode(), "aa-bb.toml")
    note = VALID.replace('article = "', f'note = "{control}"\narticle = "', 1)
    assert note != VALID
    with pytest.raises(FaultsError, match="holds a control character"):
        read_agreement(note.encode(), "aa-bb.toml")


KEYS = st.sampled_from(sorted({each.split(" = ")[0] for each in VALID.splitlines() if " = " in each}))
VALUES = st.sampled_from(
    ['"x"', "1", "1.5", "true", "[]", "{}", "[1]", "{ a = 1 }", "2010-01-01", "07:00:00", '"AA"', "nan", '"\\u0007"']
)


@settings(max_examples=300)
@given(KEYS, VALUES, st.integers(0, 30))
def test_any_value_of_any_term_is_an_agreement_or_faults_with_lines(key: str, value: str, skipped: int) -> None:
    """One line of the file changed: whatever is wrong is told, with the file's name and a line of it."""
    lines = VALID.splitlines()
    numbers = [number for number, each in enumerate(lines) if each.startswith(f"{key} = ")]
    number = numbers[skipped % len(numbers)]
    lines[number] = f"{key} = {value}"
    agreement, told = None, []
    try:
        agreement = read_agreement("\n".join(lines).encode(), "aa-bb.toml")
    except FaultsError as error:
        told = [fault.in_language() for fault in error.faults]
    assert isinstance(agreement, Agreement) or told
    for each in told:
        assert each.startswith("aa-bb.toml:")
        assert 1 <= int(each.split(":")[1]) <= len(lines)
        assert each.isprintable()
        assert "is not valid here" not in each
