"""Options of a claim at the desk: asked for only where the benefit claimed reads them, and kept where it does not."""

from __future__ import annotations

import copy
import re
from html import unescape
from typing import Any, Final

import pytest

from tests.web.desk import Browser, Desk, example
from tests.web.forms.test_benefits import EXAMPLES, facts_of
from tests.web.test_case_entry import post
from tests.web.test_case_steps import every
from totalisation.agreement_file import find_agreement
from totalisation.schemes import scheme_named

AGREEMENT: Final = find_agreement("vn-kr")
SCHEMES: Final = {code: scheme_named(terms.scheme) for code, terms in AGREEMENT.parties.items()}
BENEFITS: Final = ("old_age", *EXAMPLES)


def facts(benefit: str, options: dict[str, Any]) -> dict[str, Any]:
    made = copy.deepcopy(example() if benefit == "old_age" else facts_of(benefit))
    made["claim"]["options"] = options
    return made


def offered(page: str, row: int = 0) -> set[str]:
    """The options that can be chosen in a row."""
    select = re.search(rf'<select [^>]*id="options-{row}-name"[^>]*>(.*?)</select>', page, re.DOTALL)
    assert select is not None
    found = re.findall(r'<option data-serves="[^"]*" value="([a-z_]+)"([^>]*)>', select[1])
    assert all(("hidden" in more) == ("disabled" in more) for _, more in found)
    return {name for name, more in found if "hidden" not in more}


def idle(page: str) -> list[bool]:
    """For each row of an option whether the page says that it is kept alone, and hides its fields."""
    rows = re.findall(r"data-option-fields( hidden)?>.*?data-option-idle( hidden)?>", page, re.DOTALL)
    assert all(bool(fields) != bool(told) for fields, told in rows)
    return [bool(fields) for fields, _ in rows]


@pytest.mark.parametrize("step", ["", "/claim"])
@pytest.mark.parametrize("benefit", BENEFITS)
def test_the_options_of_the_benefit_claimed_are_offered_and_no_others(
    pages: Desk, officer: Browser, benefit: str, step: str
) -> None:
    address = f"/cases/{pages.case(facts(benefit, {})).id}/entry{step}"
    page = officer.post(address, {**every(officer.get(address).text), "do": "add:options"})
    assert offered(page.text) == {
        name for scheme in SCHEMES.values() for name, served in scheme.served.items() if benefit in served
    }


@pytest.mark.parametrize("step", ["", "/claim"])
def test_an_option_of_another_benefit_is_kept_and_the_page_says_so(pages: Desk, officer: Browser, step: str) -> None:
    given = facts("old_age", {"KR": {"left_the_country": True, "early": True}, "VN": {"insured_deaths": 2}})
    kept = pages.case(given)
    page = officer.get(f"/cases/{kept.id}/entry{step}")
    assert idle(page.text) == [True, False, True]
    assert "Republic of Korea (KR): death after emigration or loss of nationality: yes" in unescape(page.text)
    sent = every(page.text)
    saved = officer.post(f"/cases/{kept.id}/entry", {**sent, "step": "", "do": "save"})
    assert saved.status_code == 303
    assert pages.stored(kept.id).facts == {**given, "case_id": kept.number}


def test_the_summary_says_which_options_this_claim_does_not_read(pages: Desk, officer: Browser) -> None:
    kept = pages.case(facts("old_age", {"KR": {"left_the_country": True, "early": True}}))
    page = unescape(officer.get(f"/cases/{kept.id}/entry/summary").text)
    told = "kept; only a claim to another benefit reads it"
    assert f"<h3>Option 1 – {told}</h3>" in page
    assert "<h3>Option 2</h3>" in page
    assert page.count(told) == 1


def test_options_follow_the_benefit_without_a_script(pages: Desk, officer: Browser) -> None:
    kept = pages.case(facts("old_age", {"KR": {"early": True}}))
    address = f"/cases/{kept.id}/entry"
    first = officer.get(address)
    other = post(officer, address, "benefit", {**every(first.text), "claim-benefit": "survivors"})
    assert idle(other.text) == [True]
    added = post(officer, address, "add:options", every(other.text))
    assert "left_the_country" in offered(added.text, 1)
    assert "early" not in offered(added.text, 1)
    back = post(officer, address, "benefit", {**every(other.text), "claim-benefit": "old_age"})
    assert idle(back.text) == [False]
    assert every(back.text)["options-0-value"] == "yes"


@pytest.mark.parametrize(("options", "value"), [({"childbirth_credit_months": 12}, "12"), ({"early": True}, "perhaps")])
def test_a_kept_option_that_is_at_fault_is_shown_to_be_mended(
    pages: Desk, officer: Browser, options: dict[str, Any], value: str
) -> None:
    """Credits are refused by name where no old-age pension is claimed; and no option may be of a wrong form."""
    kept = pages.case(facts("survivors", {"KR": options}))
    address = f"/cases/{kept.id}/entry"
    first = officer.get(address).text
    assert idle(first) == [True]
    page = post(officer, address, "save", {**every(first), "options-0-value": value})
    assert page.status_code == 422
    assert 'id="options-0-value-error"' in page.text
    assert idle(page.text) == [False]


@pytest.mark.parametrize("party", ["", "kr", " KR ", "ＫＲ", "VN", "XX"])
def test_an_option_is_judged_by_its_party_however_that_is_typed(pages: Desk, officer: Browser, party: str) -> None:
    kept = pages.case(facts("old_age", {"KR": {"left_the_country": True}}))
    address = f"/cases/{kept.id}/entry"
    fields = {**every(officer.get(address).text), "options-0-party": party}
    assert idle(post(officer, address, "benefit", fields).text) == [True]
