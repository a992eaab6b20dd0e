"""The files of the scheme hold together: names, sources, and the rules of every month."""

from __future__ import annotations

import itertools

import pytest

from totalisation.messages import LANGUAGES
from totalisation.months import month
from totalisation.schemes.base import ASKED, GIVEN
from totalisation.schemes.vietnam import SCHEME
from totalisation.schemes.vietnam.facts import CONDITIONS_OF_WORK


def test_every_citation_is_of_a_known_source() -> None:
    cited = itertools.chain(
        (each for rule in SCHEME.every_rule for each in rule.citations),
        (entry.citation for parameter in SCHEME.parameters.values() for entry in parameter.entries),
        (each.citation for each in SCHEME.interpretations.values()),
    )
    assert {each.source for each in cited} <= SCHEME.sources.keys()
    assert all(each["title"].keys() == set(LANGUAGES) for each in SCHEME.sources.values())


def test_every_rule_cites_its_article_and_quotes_or_explains_it() -> None:
    for each in SCHEME.every_rule:
        assert each.citations, each.name
        assert each.function.__doc__, each.name


@pytest.mark.parametrize(
    "when", [month(2016, 1), *SCHEME.rules.changes, month(2017, 6), month(2026, 7), month(2040, 1)]
)
def test_every_month_has_one_rule_for_all_that_is_asked(when: int) -> None:
    rules = SCHEME.rules.at(when)
    assert {*ASKED, "one_off_allowance", "minimum_pension"} <= rules.keys()
    known = rules.keys() | SCHEME.parameters.keys() | SCHEME.interpretations.keys() | GIVEN.keys()
    needed = {argument for each in rules.values() for argument in each.arguments}
    facts = {name for name in needed - known if name in SCHEME.quantities}
    assert needed - known - facts == {"payable_exact"}
    for name in needed & SCHEME.parameters.keys():
        if name != "adjustment_coefficients":
            assert SCHEME.parameters[name].at(when) is not None, name


def test_every_interpretation_is_an_argument_of_a_rule_and_has_its_default() -> None:
    arguments = {argument for each in SCHEME.every_rule for argument in each.arguments}
    for name, question in SCHEME.interpretations.items():
        assert name in arguments
        assert question.default in question.choices
        assert len(question.choices) > 1


def test_words_for_conditions_of_work_are_named() -> None:
    assert {"hazardous", "very_hazardous", "difficult_area", "underground_coal"} <= CONDITIONS_OF_WORK
