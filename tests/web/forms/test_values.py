from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.forms import values
from web.forms.options import option_from, option_shown


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("12/05/1969", "1969-05-12"),
        ("2/5/1969", "1969-05-02"),
        ("03/2001", "2001-03"),
        (" 3.2001 ", "2001-03"),
        ("1969", "1969"),
        ("１２/０５/１９６９", "1969-05-12"),
        ("2001-03", "2001-03"),
        ("2001. 3. 15", "2001-03-15"),
        ("2024-02-29", "2024-02-29"),
    ],
)
def test_a_date_is_read_as_people_write_it(typed: str, meant: str) -> None:
    assert values.date_from(typed) == meant


@pytest.mark.parametrize(
    "typed", ["", "31/02/2001", "13/2001", "2001/13", "29/02/2023", "01/03/01", "x", "1899", "3//2001"]
)
def test_what_is_no_date_is_refused(typed: str) -> None:
    assert values.date_from(typed) is None


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)), st.sampled_from([4, 7, 10]))
def test_a_date_shown_is_read_back(day: date, length: int) -> None:
    known = day.isoformat()[:length]
    assert values.date_from(values.date_shown(known)) == known


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1.800.000", 1_800_000),
        ("1,800,000", 1_800_000),
        ("1 800 000", 1_800_000),
        ("1800000", 1_800_000),
        ("1.800", 1800),
        ("1.800.000 ₫", 1_800_000),
        ("2,100,000원", 2_100_000),
        ("0", 0),
    ],
)
def test_an_amount_is_read_with_either_separator(typed: str, meant: int) -> None:
    assert values.money_from(typed) == meant


@pytest.mark.parametrize(
    "typed", ["", "1.8", "1,800.00", "1.800,000", "18,00,000", "-5", "1e6", "1800000.5", "1..800", "9" * 50]
)
def test_what_is_no_whole_amount_is_refused(typed: str) -> None:
    assert values.money_from(typed) is None


@given(st.integers(0, 10**12), st.sampled_from(["en", "vi", "ko"]))
def test_an_amount_shown_is_read_back(amount: int, language: str) -> None:
    assert values.money_from(values.money_shown(amount, language)) == amount


@pytest.mark.parametrize(
    ("typed", "meant"), [("12", 12), ("4,61", "4.61"), ("9/40", "9/40"), ("45 %", "45 %"), ("x", None), ("1.2.3", None)]
)
def test_a_figure_is_read_exactly(typed: str, meant: int | str | None) -> None:
    assert values.figure_from(typed) == meant


def test_an_established_amount_may_be_whole_with_separators_or_exact() -> None:
    assert values.money_figure_from("10.000.000") == 10_000_000
    assert values.money_figure_from("4321/3") == "4321/3"


@given(
    st.one_of(st.booleans(), st.integers(-(10**15), 10**15), st.text(max_size=30), st.lists(st.integers(), max_size=3))
)
def test_an_option_shown_is_read_back(option: object) -> None:
    assert option_from(option_shown(option)) == option


@pytest.mark.parametrize(("typed", "meant"), [("03/2027", "2027-03"), ("true", True), ("12", 12), ("1/2", "1/2")])
def test_an_option_is_read_as_what_it_looks_like(typed: str, meant: object) -> None:
    assert option_from(typed) == meant
