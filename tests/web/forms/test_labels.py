from __future__ import annotations

import re
from html import unescape

import pytest

from tests.web.desk import Browser, Desk, example
from totalisation.agreement_file import agreement_names, find_agreement
from totalisation.reports.names import readable
from totalisation.schemes import scheme_named
from web.forms.choices import choices_of
from web.forms.options import option_from, option_shown


@pytest.mark.parametrize("language", ["en", "vi", "ko"])
@pytest.mark.parametrize("agreement", agreement_names())
def test_every_word_that_a_case_may_hold_has_a_name(agreement: str, language: str) -> None:
    choices = choices_of(agreement, language)
    for kind in ("party", "kind", "condition", "option", "question", "figure", "choice"):
        for word, name in choices.options_of(kind):
            assert name
            assert "_" not in name
            if language != "en":
                assert name != readable(word), word


@pytest.mark.parametrize("agreement", agreement_names())
def test_everything_that_may_be_established_can_be_chosen(agreement: str) -> None:
    figures = dict(choices_of(agreement, "en").options_of("figure"))
    for terms in find_agreement(agreement).parties.values():
        scheme = scheme_named(terms.scheme)
        assert scheme.stand_ins.keys() <= figures.keys()
        assert scheme.parameters.keys() <= figures.keys()


@pytest.mark.parametrize("language", ["en", "vi", "ko"])
def test_yes_and_no_are_written_in_every_language_and_read_in_all(language: str) -> None:
    for flag in (True, False):
        assert option_from(option_shown(flag, language)) is flag
        assert option_from(option_shown(flag, language).upper()) is flag
    assert option_from(option_shown("yes", language)) == "yes"


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("en", ["early old-age pension asked for", "hazardous or dangerous", "average salary", "At the end: the sum"]),
        ("vi", ["đề nghị hưởng lương hưu sớm", "nặng nhọc", "tiền lương"]),
        ("ko", ["조기노령연금 청구", "유해", "평균"]),
    ],
)
def test_the_entry_shows_names_and_keeps_words(pages: Desk, browser: Browser, language: str, names: list[str]) -> None:
    facts = example()
    facts["claim"]["options"] = {"KR": {"early": True}}
    facts["interpretations"] = {"KR": {"rounding_order": "sum_paid"}}
    facts["periods"][0]["conditions"] = ["hazardous"]
    kept = pages.case(facts)
    browser.sign_in(pages.usernames["officer"])
    browser.client.set_cookie("desk_language", language, domain="desk.test")
    page = unescape(browser.get(f"/cases/{kept.id}/entry").text)
    chosen = re.findall(r'<option [^>]*?value="([^"]*)" selected>([^<]*)<', page)
    assert {"early", "sum_paid", "average_earnings", "compulsory", "rounding_order"} <= {word for word, _ in chosen}
    assert [word for word, name in chosen if word not in ("", "female") and word == name] == []
    told = " ".join(name for _, name in chosen) + page[page.index('class="conditions"') :][:2000]
    for each in names:
        assert each in told
    assert re.search(r'id="periods-0-condition_hazardous"[^>]* checked', page)
    assert not re.search(r'value="(true|True)"', page)
