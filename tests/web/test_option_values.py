"""The value of an option is read as what the option is: yes or no, an amount, a month, a word."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from tests.web.desk import Browser, Desk, example
from tests.web.forms.test_benefits import facts_of
from tests.web.test_case_steps import every
from totalisation.agreement_file import agreement_names
from totalisation.schemes.options import kind_of_option
from web.forms.choices import choices_of
from web.forms.entry import entry_from
from web.forms.options import option_from, option_shown
from web.forms.shown import fields_of

CHOICES = choices_of("vn-kr", "en")


def read(party: str, name: str, typed: str) -> Any:
    fields = {"options-0-party": party, "options-0-name": name, "options-0-value": typed}
    return entry_from(fields, CHOICES.is_money, CHOICES.kind_of_option).raw["claim"]["options"][party][name]


@pytest.mark.parametrize(
    ("party", "name", "typed", "meant"),
    [
        ("KR", "monthly_income", "3.200.000", 3_200_000),
        ("KR", "monthly_income", "3,200,000원", 3_200_000),
        ("KR", "monthly_income", "３２０００００", 3_200_000),
        ("KR", "monthly_income", "1.000", 1000),
        ("KR", "pensions_drawn_in_all", "0", 0),
        ("KR", "deferred_share", "1", "1"),
        ("KR", "deferred_share", "1/2", "1/2"),
        ("KR", "deferred_until", "3.2030", "2030-03"),
        ("KR", "deferred_until", "０３／２０３０", "2030-03"),
        ("KR", "visa", "Ｅ－９", "E-9"),
        ("KR", "early", "예", True),
        ("KR", "early", "không", False),
        ("VN", "insured_deaths", "２", 2),
        ("KR", "early", "perhaps", "perhaps"),
        ("KR", "monthly_income", "no", "no"),
    ],
)
def test_an_option_is_read_by_its_kind(party: str, name: str, typed: str, meant: Any) -> None:
    found = read(party, name, typed)
    assert (found, type(found)) == (meant, type(meant))


@pytest.mark.parametrize("name", agreement_names())
def test_each_option_has_a_kind(name: str) -> None:
    choices = choices_of(name, "en")
    assert {key for key in choices.serving if choices.kind_of_option(*key)} == set(choices.serving)


@pytest.mark.parametrize(
    ("schema", "kind"),
    [
        ({"type": "boolean"}, "flag"),
        ({"anyOf": [{"type": "integer"}, {"type": "null"}]}, "whole"),
        ({"anyOf": [{"type": "null"}, {"type": "string", "pattern": r"^\d{4}-\d{2}$"}]}, "date"),
        ({"type": "string", "pattern": "^[A-Z]$"}, "text"),
        ({"enum": ["1/2", "1"], "type": "string"}, "text"),
    ],
)
def test_the_kind_is_told_from_the_schema(schema: dict[str, Any], kind: str) -> None:
    assert kind_of_option(schema) == kind


@pytest.mark.parametrize("kind", ["", "flag", "whole", "date", "text"])
@pytest.mark.parametrize("value", ["E-9", "12", "2030-03", "yes", [1], {"a": None}, "[x", '"'])
def test_a_text_shown_is_read_back_whatever_the_kind(kind: Any, value: Any) -> None:
    assert option_from(option_shown(value, "en", kind), kind) == value


@pytest.mark.parametrize(
    ("benefit", "options"),
    [
        ("old_age", {"KR": {"deferred_share": "1", "deferred_until": "2030-03", "monthly_income": 12_000_000}}),
        ("survivors", {"KR": {"visa": "E-9", "pensions_drawn_in_all": 0}, "VN": {"survivors_lump_sum": True}}),
    ],
)
@pytest.mark.parametrize("language", ["en", "vi", "ko"])
def test_options_come_back_from_the_form_as_they_were(benefit: str, options: dict[str, Any], language: str) -> None:
    facts = example() if benefit == "old_age" else facts_of(benefit)
    facts["claim"]["options"] = options
    choices = choices_of("vn-kr", language)
    fields = fields_of(facts, language, choices.is_money, choices.kind_of_option)
    assert entry_from(fields, choices.is_money, choices.kind_of_option).raw == facts


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("early", "perhaps", "“perhaps” is neither yes nor no. Write yes or no."),
        ("arrears_months", "some", "“some” is not a whole number. Write digits alone, without decimals."),
        (
            "monthly_income",
            "1,5",
            "“1,5” is not a whole amount. "
            "Write whole units of the party's currency, as 1.800.000, 1,800,000 or 1800000.",
        ),
    ],
)
def test_what_is_wrong_with_a_value_is_told_in_the_words_of_the_form(
    pages: Desk, browser: Browser, name: str, value: str, told: str
) -> None:
    browser.sign_in(pages.usernames["officer"])
    kept = pages.case({**example(), "claim": {**example()["claim"], "options": {"KR": {name: 1}}}})
    address = f"/cases/{kept.id}/entry"
    fields = {**every(browser.get(address).text), "options-0-value": value, "do": "check"}
    found = re.search(r'id="options-0-value-error">.*?</span>(.*?)</p>', browser.post(address, fields).text, re.DOTALL)
    assert found is not None
    assert unescape(found[1]).strip() == told
