from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.reports.cases import early, refused, totalised
from totalisation import assess
from totalisation.agreement import DateTerm
from totalisation.determination import Determination
from totalisation.messages import LANGUAGES
from totalisation.reports import terms
from totalisation.reports.columns import WIDTH, width
from totalisation.reports.explanation import explanation, reasoning
from totalisation.reports.page import Page
from totalisation.reports.worksheet_doubts import doubted

EXAMPLES = Path(__file__).parents[2] / "examples"


def nodes(tree: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield tree
    for each in tree.get("inputs", []):
        yield from nodes(each)


@pytest.mark.parametrize("make", [totalised, refused, early])
def test_every_step_is_in_the_tree_in_full_exactly_once(make: Any) -> None:
    determination: Determination = make()
    parties = reasoning(determination)["parties"]
    for code, result in determination.parties.items():
        told = parties[code]["computations"]
        assert len(told) == len(result.computations)
        for tree, computation in zip(told, result.computations, strict=True):
            full = [
                each["name"]
                for root in tree["trees"]
                for each in nodes(root)
                if "see" not in each and each["origin"] != "fact"
            ]
            assert sorted(full) == sorted(set(full))
            assert {step.name for step in computation.steps} <= set(full)


@pytest.mark.parametrize("make", [totalised, refused])
def test_a_reference_points_to_the_quantity_it_names(make: Any) -> None:
    seen = 0
    for party in reasoning(make())["parties"].values():
        for computation in party["computations"]:
            every = [each for root in computation["trees"] for each in nodes(root)]
            named = {each["number"]: each["name"] for each in every if "see" not in each}
            for each in every:
                if "see" in each:
                    assert named[each["see"]] == each["name"]
                    seen += 1
    assert seen


def test_the_tree_goes_from_the_amount_to_the_facts() -> None:
    tree = reasoning(totalised())["parties"]["AA"]["computations"][0]["trees"][0]
    assert tree["name"] == "monthly_amount"
    (at_start,) = tree["inputs"]
    assert at_start["rounding"] == "nearest_whole"
    (payable,) = at_start["inputs"]
    theoretical, ratio = payable["inputs"]
    assert theoretical["value"] == 1_000_001
    assert ratio["value"] == "4/9"
    assert [each["origin"] for each in ratio["inputs"]] == ["fact", "fact"]
    assert ratio["citations"] == [{"source": "Treaty", "article": "15(2)"}]


def test_a_refusal_explains_both_computations() -> None:
    party = reasoning(refused())["parties"]["AA"]
    assert [each["totalising"] for each in party["computations"]] == [False, True]
    text = explanation(refused())
    assert "Computed on own periods:" in text
    assert "Computed by totalisation:" in text
    assert "qualifying period: not met (required 240 months (20 years), actual 80 months" in text


def test_the_text_shows_roundings_origins_and_articles() -> None:
    text = " ".join(explanation(totalised()).replace("│", " ").split())
    assert "monthly amount at the start = KRW 444,445 (rounded to the nearest whole unit of currency)" in text
    assert "pro-rata ratio = 4/9 (≈ 44.44%) (Treaty 15(2))" in text
    assert "= KRW 1,000,001 (established by the institution)" in text
    assert "own months in the pro-rata ratio = 80 months (6 years 8 months) (fact of the case)" in text
    assert "(see [" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_lines_keep_their_width_in_each_language(language: str) -> None:
    for determination in (totalised(), refused()):
        assert all(width(each) <= WIDTH for each in explanation(determination, language).splitlines())


def test_values_for_programs_do_not_depend_on_the_language() -> None:
    english, korean = (reasoning(totalised(), each)["parties"]["AA"]["computations"][0] for each in ("en", "ko"))
    for one, other in zip(english["trees"], korean["trees"], strict=True):
        for node, same in zip(nodes(one), nodes(other), strict=True):
            assert node["name"] == same["name"]
            assert node.get("value") == same.get("value") or node["unit"] == "conditions"


def test_the_tree_is_json() -> None:
    tree = reasoning(refused(), "vi")
    assert json.loads(json.dumps(tree)) == tree


def test_a_step_that_was_told_before_does_not_refer_to_itself() -> None:
    text = " ".join(explanation(totalised()).replace("│", " ").split())
    assert re.findall(r"\[(\d+)\][^\[]*\(see \[\1\]\)", text) == []
    tree = reasoning(totalised())["parties"]["AA"]["computations"][0]
    seen = [each for root in tree["trees"] for each in nodes(root) if "see" in each]
    assert seen
    assert all(each["number"] == each["see"] for each in seen)


@pytest.mark.parametrize("name", ["lump-sum", "survivors"])
def test_dates_of_an_agreement_are_named_for_their_provision(name: str) -> None:
    case = json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))
    determination = assess(case)
    page = Page(determination, "en")
    (effect,) = {
        line.partition(":")[0]
        for result in determination.parties.values()
        for term in result.terms
        if isinstance(term, DateTerm)
        for line in [terms.line(term, determination.agreement, "en")]
    }
    doubts = {doubted(page, [each]) for each in determination.unverified if each.name == "date"}
    assert {effect} == doubts
    assert effect == ("lump-sum refund in effect" if name == "lump-sum" else "totalisation in effect")
