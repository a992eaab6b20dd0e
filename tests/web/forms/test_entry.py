from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.web.desk import example
from totalisation.api import assess
from totalisation.case_file import case_from
from totalisation.reports.data import as_data
from web.forms.entry import entry_from
from web.forms.rows import blank, changed, in_order, new_form
from web.forms.sheets import periods_from, rows_from_text, with_periods
from web.forms.shown import fields_of

pytestmark = pytest.mark.slow

months = st.builds(lambda year, month: f"{year}-{month:02d}", st.integers(1990, 2020), st.integers(1, 12))
days = st.dates().filter(lambda day: 1900 <= day.year <= 2199).map(lambda day: day.isoformat())
words = st.from_regex(r"[a-z][a-z0-9_]{0,20}", fullmatch=True)
parties = st.from_regex(r"[A-Z]{2}", fullmatch=True)
names = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=20)
figures = st.one_of(st.integers(0, 10**12), st.sampled_from(["9/40", "4.61", "45 %", "1/3", "0.5"]))
amounts = st.integers(0, 10**12)


def some(required: dict[str, st.SearchStrategy[Any]], optional: dict[str, st.SearchStrategy[Any]]) -> Any:
    return st.fixed_dictionaries(required, optional=optional)


earnings = some({"from": months, "to": months, "monthly": amounts}, {"coefficient": figures})
periods = some(
    {"party": parties, "from": months | days, "to": months | days, "kind": words},
    {
        "earnings": st.lists(earnings, min_size=1, max_size=3),
        "salary_regime": st.sampled_from(["state", "employer"]),
        "conditions": st.lists(words, min_size=1, max_size=3),
        "broken_months": st.lists(months, min_size=1, max_size=4),
        "refunded": st.just(True),
        "count": some({"unit": st.sampled_from(["days", "weeks"]), "number": st.integers(1, 40_000)}, {}),
    },
)
dependants = some(
    {"relation": st.sampled_from(["spouse", "child", "parent"])}, {"birth_date": days, "disabled": st.just(True)}
)
persons = some(
    {"sex": st.sampled_from(["female", "male"]), "birth_date": months | days | st.just("1969")},
    {
        "nationality": parties,
        "residence": parties,
        "name": names,
        "capacity_loss_percent": st.integers(0, 100),
        "capacity_conclusion": days,
        "occupational_hiv": st.just(True),
        "dependants": st.lists(dependants, min_size=1, max_size=3),
    },
)


def by_party(values: st.SearchStrategy[Any]) -> Any:
    return st.dictionaries(parties, st.dictionaries(words, values, min_size=1, max_size=3), min_size=1, max_size=2)


options = st.one_of(st.booleans(), st.integers(0, 10**9), months, words)
tables = st.dictionaries(st.integers(1990, 2030).map(str), figures, min_size=1, max_size=3)
of_parties = partial(st.dictionaries, parties, min_size=1, max_size=2)
yes = st.just(True)
relatives = some(
    {"relation": st.sampled_from(["spouse", "child", "parent", "grandchild", "grandparent", "sibling", "other"])},
    {
        "sex": st.sampled_from(["female", "male"]),
        "birth_date": months | days | st.just("1969"),
        "maintained": st.just(False),
        **dict.fromkeys(("disabled", "insured_employment", "without_carer"), yes),
        "capacity_loss_percent": st.integers(0, 100),
        "monthly_income": of_parties(amounts),
        "carer_from": months | days,
    },
)
pensions = some({"monthly": amounts, "since": months | days}, {})
deaths = some(
    {"date": days},
    {
        "cause": st.sampled_from(["illness", "accident", "work_accident", "occupational_disease"]),
        "pensions": of_parties(pensions),
    },
)
asked = some({"reason": words}, {"since": days, "decided": days, "pension": pensions})
of_benefits: dict[str, Any] = {
    "old_age": {},
    "lump_sum": {"withdrawals": of_parties(asked)},
    "survivors": {"death": deaths, "survivors": st.lists(relatives, min_size=1, max_size=3)},
    "disability": {
        "disability": some(
            {"first_examined": days},
            {"settled": days, "degrees": of_parties(st.integers(1, 9)), "residence": parties},
        )
    },
}
claims: st.SearchStrategy[dict[str, Any]] = st.one_of(
    [
        some(
            {"benefit": st.just(benefit), "date": days, **parts},
            {
                "top_up": of_parties(some({"months": st.integers(1, 119), "paid": months}, {})),
                "options": by_party(options),
            },
        )
        for benefit, parts in of_benefits.items()
    ]
)
cases = some(
    {"case_id": names, "agreement": st.just("vn-kr"), "person": persons, "claim": claims},
    {
        "periods": st.lists(periods, min_size=1, max_size=4),
        "established": by_party(figures | tables),
        "interpretations": by_party(words),
    },
)


def is_money(party: str, name: str) -> bool:
    return len(name) % 2 == 0


@given(cases, st.sampled_from(["en", "vi", "ko"]))
def test_a_case_comes_back_from_the_form_as_it_was(case: dict[str, Any], language: str) -> None:
    entry = entry_from(fields_of(case, language, is_money), is_money)
    assert [wrong.where for wrong in entry.wrongs] == []
    assert entry.raw == case
    assert case_from(entry.raw) == case_from(case)


@given(cases)
def test_fields_of_a_case_are_in_order(case: dict[str, Any]) -> None:
    fields = fields_of(case, "en")
    assert in_order(fields) == fields


@given(cases, st.sampled_from(["dependants", "survivors", "options", "periods", "established"]))
def test_a_row_added_and_left_empty_changes_nothing(case: dict[str, Any], part: str) -> None:
    fields, focus = changed(fields_of(case, "en"), "add", part)
    assert focus in fields
    assert entry_from(fields).raw == case


@given(cases)
def test_a_row_repeated_and_removed_leaves_the_case(case: dict[str, Any]) -> None:
    fields = fields_of(case, "en")
    repeated, _ = changed(fields, "repeat", "periods-0")
    count = len(case.get("periods", []))
    if count:
        assert entry_from(repeated).raw["periods"] == [*case["periods"], case["periods"][0]]
    assert changed(repeated, "remove", f"periods-{count}")[0] == fields


def test_rows_are_closed_up_within_rows_too() -> None:
    typed = {
        "periods-7-party": "VN",
        "periods-7-earnings-4-from": "a",
        "periods-7-earnings-9-from": "b",
        "periods-9-to": "",
    }
    assert in_order(typed) == {
        "periods-0-party": "VN",
        "periods-0-earnings-0-from": "a",
        "periods-0-earnings-1-from": "b",
        "periods-1-to": "",
    }


@pytest.mark.parametrize("place", ["", "earnings", "periods-0-party", "x", "periods-99", "constructor"])
@pytest.mark.parametrize("act", ["add", "repeat", "remove", "explode"])
def test_an_act_that_makes_no_sense_changes_nothing(act: str, place: str) -> None:
    fields = in_order(new_form("vn-kr"))
    assert changed(fields, act, place) == (fields, None)


def test_what_cannot_be_read_stays_as_typed_and_is_told_at_its_field() -> None:
    fields = fields_of(example(), "vi")
    fields["periods-1-from"] = "05/20x0"
    fields["periods-0-earnings-0-monthly"] = "2.4 triệu"
    fields["claim-date"] = "07/2026"
    entry = entry_from(fields)
    assert {entry.field_of(wrong.where) for wrong in entry.wrongs} == {
        "periods-1-from",
        "periods-0-earnings-0-monthly",
        "claim-date",
    }
    assert entry.raw["periods"][1]["from"] == "05/20x0"
    assert fields_of(entry.raw, "vi")["periods-0-earnings-0-monthly"] == "2.4 triệu"


def test_faults_after_an_empty_row_are_told_at_their_own_row() -> None:
    fields = {**fields_of(example(), "en")}
    moved = {name.replace("periods-1-", "periods-5-"): value for name, value in fields.items()}
    moved |= blank("periods", 1)
    entry = entry_from(moved)
    assert entry.field_of("periods[1].kind") == "periods-5-kind"
    assert entry.field_of("periods[1].earnings[0].monthly.deeper") == "periods-5-earnings-0-monthly"
    assert entry.field_of("nowhere") is None


def test_a_figure_that_stands_twice_is_refused_and_neither_is_lost() -> None:
    fields = fields_of(example(), "en")
    fields |= {"established-1-party": "VN", "established-1-name": "average_earnings", "established-1-value": "5"}
    (wrong,) = entry_from(fields).wrongs
    assert entry_from(fields).field_of(wrong.where) == "established-1-name"


def test_rows_of_a_spreadsheet_become_periods_that_are_decided_the_same() -> None:
    case = example()
    without = fields_of({**case, "periods": []}, "vi")
    pasted = periods_from(
        rows_from_text(
            "Bên\tTừ\tĐến\tLoại\tMức\n"
            "VN\t03/2001\t02/2009\tBẢO HIỂM XÃ HỘI BẮT BUỘC\t2.400.000\temployer\n"
            "KR\t05/2010\t12/2019\tworkplace\t2.100.000\n"
            "VN\tonly two\n"
        ),
        {"bảo hiểm xã hội bắt buộc": "compulsory"},
    )
    assert [list(row) for row in pasted.left] == [["VN", "only two"]]
    fields = with_periods(without, pasted.periods, 0)
    assert entry_from(fields, lambda party, name: True).raw["periods"] == case["periods"]
    assert as_data(assess(entry_from(fields, lambda party, name: True).raw)) == as_data(assess(case))
