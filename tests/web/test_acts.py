"""The audit trail in words: nothing that the store records is shown by an internal name."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.desk import Browser, Desk
from web import acts
from web.store.models import DeterminationState

STORE = Path(acts.__file__).parent / "store"
VARIABLES: dict[str, set[str]] = {
    "action": {"sign_in", "password.check"},
    "made.state": {str(each) for each in DeterminationState} - {"withdrawn", "decided"},
}
"""What may stand in the places of the acts' names; a determination is withdrawn with the saving that causes it."""


def recorded() -> Iterator[ast.Call]:
    """Each call of ``record`` in the store."""
    for file in sorted(STORE.glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "record":
                yield node


def names(argument: ast.expr) -> set[str]:
    """The acts that an argument of ``record`` may name."""
    if isinstance(argument, ast.Constant):
        return {str(argument.value)}
    if isinstance(argument, ast.Name):
        return VARIABLES[argument.id]
    assert isinstance(argument, ast.JoinedStr)
    found = {""}
    for part in argument.values:
        said = {str(part.value)} if isinstance(part, ast.Constant) else VARIABLES[ast.unparse(part.value)]  # type: ignore[attr-defined]
        found = {each + more for each in found for more in said}
    return found


def test_every_act_subject_and_detail_of_the_store_has_a_name_and_none_is_left_over() -> None:
    calls = list(recorded())
    assert len(calls) > 15
    assert set().union(*(names(call.args[2]) for call in calls)) == set(acts.ACTS)
    assert {str(call.args[3].value) for call in calls if isinstance(call.args[3], ast.Constant)} == set(acts.SUBJECTS)
    details = {word.arg for call in calls for word in call.keywords if word.arg}
    assert details | {"document", "form", "language", "party", "earnings"} == set(acts.DETAILS)


@pytest.mark.parametrize("language", ["en", "vi", "ko"])
def test_the_page_tells_acts_in_words_and_moments_by_day_month_and_year(
    pages: Desk, browser: Browser, language: str
) -> None:
    made = pages.issued(pages.case().id)
    browser.sign_in(pages.usernames["officer"])
    browser.get(f"/determinations/{made.id}/documents/notice.html?party=VN&language=ko")
    browser.client.set_cookie("desk_language", language, domain="desk.test")
    browser.sign_in(pages.usernames["auditor"])
    text = browser.get("/audit").text
    with browser.client.application.test_request_context(headers={"Accept-Language": language}):
        for act in ("sign_in", "determination.printed", "determination.issued", "case.begun"):
            assert acts.act_name(act) in text
        assert acts.act_name("case.unheard_of") == "case.unheard_of"
    for internal in ("sign_in", "determination.printed", "document=", "=notice"):
        assert internal not in text
    assert made.issued_at is not None
    assert made.issued_at.strftime("%d/%m/%Y %H:%M:") in text
    assert made.issued_at.strftime("%Y-%m-%d") not in text
    assert f'href="/determinations/{made.id}"' in text
