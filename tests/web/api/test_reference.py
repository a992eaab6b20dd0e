"""The page on which the OpenAPI document is read."""

from __future__ import annotations

import re

import pytest

from tests.web.api.program import Program
from tests.web.desk import Browser
from totalisation.messages import LANGUAGES
from web.api.operations import OPERATIONS
from web.api.problems import TITLES


def test_each_operation_problem_and_model_stands_on_the_page(program: Program, browser: Browser) -> None:
    text = browser.get("/api/docs").text
    document = program.get("/openapi.json").get_json()
    for operation in OPERATIONS:
        assert f'<h3 id="{operation.id}">' in text
    for status in TITLES:
        assert f'id="problem-{status}"' in text
    for name, model in document["components"]["schemas"].items():
        assert f'id="model-{name}"' in text
        for field in model.get("properties", {}):
            assert f'<dt class="code">{field}' in text


def test_each_link_on_the_page_leads_somewhere(browser: Browser) -> None:
    text = browser.get("/api/docs").text
    names = set(re.findall(r'\bid="([^"]+)"', text))
    targets = re.findall(r'href="#([^"]+)"', text)
    assert len(targets) > 100
    assert set(targets) <= names
    assert len(re.findall(r'\bid="([^"]+)"', text)) == len(names)


def test_the_page_needs_no_script_and_no_style_of_its_own(browser: Browser) -> None:
    text = browser.get("/api/docs").text
    assert "<script" not in text
    assert "<style" not in text
    assert " style=" not in text
    assert not re.search(r'(?:src|href)="https?:', text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_told_in_each_language(browser: Browser, language: str) -> None:
    text = browser.get("/api/docs", headers={"Accept-Language": language}).text
    assert f'<html lang="{language}">' in text
    assert ("Interface for programs" in text) == (language == "en")


def test_the_type_of_a_problem_is_the_address_of_its_explanation(program: Program, browser: Browser) -> None:
    page, _, name = program.get("/nothing").get_json()["type"].partition("#")
    assert f'id="{name}"' in browser.get(page).text
