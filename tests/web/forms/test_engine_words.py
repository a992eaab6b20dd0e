from __future__ import annotations

import re
from typing import Any

import pytest
from babel.messages.pofile import read_po
from flask import Flask

from tests.web.desk import ROOT, example
from totalisation import assess
from totalisation.messages import Fault, FaultsError, message
from web.forms.choices import choices_of
from web.forms.engine_words import IN_PLACE, fault_in_words, faults_in_words, path_in_words, sentence

ISO = re.compile(r"\d{4}-\d{2}")


def faults(facts: dict[str, Any]) -> list[Fault]:
    with pytest.raises(FaultsError) as raised:
        assess(facts)
    return raised.value.faults


def wrong() -> dict[str, Any]:
    """A case with faults that name dates, amounts, words and other fields."""
    case = example()
    case["person"]["nationality"] = "KR"
    case["periods"][0]["to"] = "1999-02"
    case["periods"][1]["kind"] = "workplac"
    case["periods"][1]["earnings"].append({"from": "2012-01", "to": "2020-05", "monthly": 3_000_000})
    case["claim"]["options"] = {"KR": {"early": True, "deferred_until": "2040-01", "surplus": 1}}
    case["established"]["VN"]["average_earning"] = 5
    case["interpretations"] = {"KR": {"rounding_order": "sum"}}
    return case


@pytest.mark.parametrize("language", ["en", "vi", "ko"])
def test_faults_are_told_with_dates_and_names_of_the_form(app: Flask, language: str) -> None:
    with app.test_request_context(headers={"Accept-Language": language}):
        told = faults_in_words(faults(wrong()), language, wrong())
    assert len(told) >= 7
    for each in told:
        assert ISO.search(each) is None, each
        assert "YYYY" not in each
        assert "periods[" not in each
        assert "claim." not in each
        assert "established." not in each
    text = "\n".join(told)
    assert "02/1999" in text
    assert "3,000,000" in text or "3.000.000" in text
    assert "citizen_when_insured" not in text


@pytest.mark.parametrize(
    ("where", "name"),
    [
        ("person.birth_date", "Date of birth"),
        ("person.dependants[1].birth_date", "Dependant 2, Date of birth"),
        ("claim", "Claim"),
        ("claim.date", "Day of the claim"),
        ("claim.top_up.VN.paid", "Missing months paid in one sum, Viet Nam, Paid in"),
        ("claim.options.KR.deferred_until", "Option, Republic of Korea, first month of payment after deferral"),
        ("established.VN.average_earnings", "Established figure, Viet Nam, "),
        ("interpretations.KR.rounding_order", "Reading, Republic of Korea, "),
        ("periods[2]", "Period 3"),
        ("periods[2].count.number", "Period 3, Certified as a number"),
        ("periods[2].broken_months[4]", "Period 3, Months not paid"),
        ("periods[2].earnings[1].monthly", "Period 3, Monthly amount"),
        ("periods[2].earnings[1]", "Period 3"),
        ("claim.withdrawals.VN.since", "Lump sum from Viet Nam, Day on which the ground arose"),
        ("claim.withdrawals.KR", "Lump sum from Republic of Korea"),
        ("claim.death", "Death"),
        ("claim.death.date", "Day of death"),
        (
            "claim.death.pensions.VN.monthly",
            "Pension that the deceased drew from Viet Nam, Monthly amount in the month of death",
        ),
        ("claim.survivors[1]", "Relative 2"),
        ("claim.survivors[1].maintained", "Relative 2, Not maintained by the deceased"),
        ("claim.survivors[1].monthly_income.VN", "Relative 2, Income of a month (Viet Nam)"),
        ("claim.disability.degrees.KR", "Grade of disability (Republic of Korea)"),
        ("claim.disability.settled", "Day on which it was healed or its symptoms were fixed"),
        ("as_of", "as_of"),
        ("", ""),
    ],
)
def test_a_part_of_a_case_has_the_name_that_the_form_gives_it(app: Flask, where: str, name: str) -> None:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        found = path_in_words(where, choices_of("vn-kr", "en"))
    assert found.startswith(name) if name.endswith(", ") else found == name
    assert not name.endswith(", ") or len(found) > len(name)


def test_what_the_desk_says_in_place_of_the_engine_is_said_by_the_engine() -> None:
    with (ROOT / "totalisation/locale/vi/LC_MESSAGES/totalisation.po").open("rb") as stream:
        known = {each.id for each in read_po(stream) if each.id}
    assert sorted(IN_PLACE.keys() - known) == []
    advice = {each for each in known if isinstance(each, str) and "YYYY" in each}
    # One of the command line's own.
    # These two are said of options of the command line, which the desk has not.
    assert sorted(advice - IN_PLACE.keys()) == [
        "Write it YYYY-MM, from 1900 to 2199.",
        "Write it YYYY-MM-DD, from 1900 to 2199.",
    ]


def test_what_is_no_date_or_word_of_the_case_stays_as_it_is(app: Flask) -> None:
    said = message("{text} {year} {count}", text="2001-03 and more", year=1999, count=[12_345, "2001-03-04"])
    with app.test_request_context():
        assert sentence(said, "en") == "2001-03 and more 1999 12,345, 04/03/2001"
        fault = Fault("nowhere[0]", message("the period ends in {last}.", last="2001-03"))
        assert fault_in_words(fault, "en").endswith("The period ends in 03/2001.")
