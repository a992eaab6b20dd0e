"""Terms on applicable legislation in an agreement's file: what contradicts, and how they are put in words."""

from __future__ import annotations

import pytest

from tests.coverage.works import agreement_with, detachment
from totalisation.agreement import Agreement
from totalisation.agreement_file import agreement_names, agreements_folder, find_agreement, read_agreement
from totalisation.authoring.summary import summary
from totalisation.messages import LANGUAGES, FaultsError
from totalisation.readings import as_read, coverage_questions, open_questions, term_at

HIRE = """[[coverage.local_hires]]
place = "BB"
nationals_of = ["AA"]
law = "{law}"
months = 12"""


@pytest.mark.parametrize(
    ("terms", "told"),
    [
        (HIRE.format(law="BB"), "coverage.local_hires[0].law: is the law of the place of work"),
        (HIRE.format(law="CC"), "coverage.local_hires[0].law: “CC” is not a party to the agreement."),
        ('[coverage.ships]\nlaw = "residence"', "coverage.ships.otherwise: is missing."),
        ('[coverage.ships]\nlaw = "flag"\notherwise = "AA"', "coverage.ships.otherwise: has no effect"),
        (
            '[coverage.airlines]\nlaw = "employer"\nemployer_if_resident = true',
            "coverage.airlines.employer_if_resident",
        ),
        ('[coverage.ships]\nlaw = "banner"', "coverage.ships.law: “banner” is not a valid word."),
        (
            '[coverage.exception]\nby = "common_agreement"',
            "coverage.exception: unknown term. Did you mean “exceptions”?",
        ),
    ],
)
def test_terms_that_contradict_are_told_with_their_line(terms: str, told: str) -> None:
    with pytest.raises(FaultsError) as caught:
        agreement_with(terms)
    lines = [each.in_language() for each in caught.value.faults]
    assert any(told in line for line in lines), lines
    assert all(line.startswith("aa-bb.toml:") for line in lines)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"new_count": "after_days"}, "detachment[0].new_count_days: is missing."),
        ({"new_count_days": 60}, "detachment[0].new_count_days: has no effect"),
        ({"receiver": "AA"}, "detachment[0].receiver: the receiver is the sender."),
        ({"when_longer": "never"}, "detachment[0].when_longer: “never” is not a valid word."),
        (
            {"longer_than": "first_period"},
            "detachment[0].longer_than: has no effect: it is for work that is not detached if longer, and for an "
            "extension. Leave it out, or write when_longer = “not_detached” and the extension.",
        ),
        (
            {"longer_than": "first_period", "when_longer": "not_detached", "extension_months": None},
            "detachment[0].longer_than: has no effect",
        ),
        ({"activities": []}, "detachment[0].activities: holds fewer than 1 entries."),
    ],
)
def test_faults_of_a_detachment(changed: dict[str, object], told: str) -> None:
    with pytest.raises(FaultsError) as caught:
        detachment(**changed)
    assert any(told in each.in_language() for each in caught.value.faults), caught.value


def test_an_extension_may_be_for_work_that_turns_out_longer() -> None:
    (term,) = detachment(longer_than="first_period", when_longer="not_detached").detachment
    assert (term.longer_than, term.extension_months) == ("first_period", 6)


def test_a_file_without_parties_is_told_that_and_nothing_that_follows_from_it() -> None:
    text = (agreements_folder() / "kr-ca.toml").read_text(encoding="utf-8").partition("[parties.KR]")[0]
    with pytest.raises(FaultsError) as caught:
        read_agreement(text.encode(), "kr-ca.toml")
    assert [each.in_language() for each in caught.value.faults] == [
        "kr-ca.toml:1: parties: is missing. Write a table [parties.XX] for each of the two parties."
    ]


def test_a_term_s_source_must_be_one_of_the_file() -> None:
    with pytest.raises(FaultsError, match=r"coverage\.ships\.source: “Text2” is not among the sources"):
        agreement_with('[coverage.ships]\nlaw = "flag"\nsource = "Text2"\narticle = "1"\nstatus = "verified"\n[x]')


def test_a_question_may_be_about_one_of_several_terms_and_never_about_a_benefit() -> None:
    agreement = find_agreement("vn-kr")
    questions = coverage_questions(agreement)
    assert set(questions) == {"long_posting_to_viet_nam", "long_posting_to_korea"}
    assert all(not set(open_questions(agreement, code)) & set(questions) for code in agreement.codes)
    chosen = {code: {"long_posting_to_korea": "never_detached"} for code in agreement.codes}
    read = as_read(agreement, chosen)
    assert [each.when_longer for each in read.detachment] == ["first_months", "not_detached"]
    assert read.detachment[1].source == "NPS-agreements"
    with pytest.raises(LookupError):
        term_at(agreement, "detachment.2.when_longer")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", agreement_names())
def test_every_term_on_coverage_is_said_in_words(name: str, language: str) -> None:
    agreement: Agreement = find_agreement(name)
    told = " ".join(summary(agreement, language).split())
    coverage = agreement.coverage
    terms = [coverage.place_of_work, coverage.self_employment, coverage.ships, coverage.exceptions]
    for term in [each for each in terms if each is not None]:
        assert f"({term.source} {term.article};" in told
