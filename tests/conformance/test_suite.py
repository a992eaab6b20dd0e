"""The suite by itself: its properties, its reports, its samples and its own plain reading of the terms."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conformance.mutants.running import agreement_file
from totalisation.case_checks import faults_of
from totalisation.case_file import read_case_file
from totalisation.cli import commands
from totalisation.conformance.plain import number, view_of
from totalisation.conformance.properties import file as file_properties
from totalisation.conformance.registry import Property, Trial
from totalisation.conformance.runner import run_property, write_failing_case
from totalisation.conformance.sample import Sample, Spell, case_mapping, case_of
from totalisation.conformance.strategies import samples, totalised_samples
from totalisation.conformance.subject import Subject
from totalisation.conformance.suite import properties, run_suite
from totalisation.months import month

pytestmark = pytest.mark.slow

FILE = agreement_file("aa-bb")


@pytest.fixture(scope="module")
def subject() -> Subject:
    return Subject.of_file(FILE)


def _property(check: Callable[[Trial], None]) -> Property:
    return Property("made_up", "Made up.", (), check, lambda subject: None, lambda subject: ("tried",), True)


def test_there_are_enough_properties_and_each_says_what_it_means() -> None:
    assert len(properties()) >= 60
    for each in properties().values():
        assert each.meaning.endswith(".")
        assert each.check.__doc__


def test_the_report_names_the_articles_that_a_property_protects(subject: Subject) -> None:
    assert properties()["overlap_kept_by_the_term"].articles(subject.agreement) == ["Treaty 12"]
    assert properties()["minimum_own_period_decides"].articles(subject.agreement) == ["Treaty 16", "Treaty 22"]


def test_every_name_of_a_term_that_is_protected_is_one(subject: Subject) -> None:
    known = {*type(subject.agreement).model_fields, *type(subject.agreement.parties["AA"]).model_fields}
    for each in properties().values():
        assert set(each.terms) <= known, each.name


def test_the_same_seed_finds_the_same_case_and_another_seed_may_not(subject: Subject) -> None:
    def long_overlap(trial: Trial) -> None:
        sample = trial.draw(samples(subject))
        trial.sample = sample
        trial.met("tried")
        assert sum(len(each.months) for each in sample.spells) < 200, "long"

    first, again = (run_property(_property(long_overlap), subject, 50, 7) for _ in range(2))
    assert first.failure is not None
    assert again.failure == first.failure
    drawn: dict[int, list[Sample]] = {3: [], 4: []}
    for seed, found in drawn.items():

        def kept(trial: Trial, found: list[Sample] = found) -> None:
            found.append(trial.draw(samples(subject)))
            trial.met("tried")

        run_property(_property(kept), subject, 20, seed)
    assert drawn[3] != drawn[4]


def test_a_failing_case_is_small_and_can_be_assessed(subject: Subject, tmp_path: Path) -> None:
    def nobody_is_insured(trial: Trial) -> None:
        trial.met("tried")
        assert not trial.merged(trial.draw(samples(subject))).total, "somebody is"

    outcome = run_property(_property(nobody_is_insured), subject, 50, 1)
    file = write_failing_case(outcome, subject, tmp_path)
    assert file is not None
    case = read_case_file(file)
    assert len(case.periods) == 1
    assert case.periods[0].first == case.periods[0].last
    assert faults_of(case, Subject.of_file(tmp_path / "aa-bb.toml").agreement) == []
    told = CliRunner().invoke(commands, ["assess", str(file), "--agreement", str(tmp_path / "aa-bb.toml")])
    assert told.exit_code == 0, told.output


def test_a_situation_that_is_never_met_is_a_failure(subject: Subject) -> None:
    def does_nothing(trial: Trial) -> None:
        trial.draw(st.integers())

    outcome = run_property(_property(does_nothing), subject, 2, 1)
    assert (outcome.status, outcome.reason) == ("failed", "never exercised: tried")


def test_a_property_that_breaks_down_is_a_failure(subject: Subject) -> None:
    def breaks(trial: Trial) -> None:
        raise ZeroDivisionError("by nothing")

    assert run_property(_property(breaks), subject, 2, 1).reason == "ZeroDivisionError: by nothing"


def test_a_file_with_faults_makes_a_report_of_them(tmp_path: Path) -> None:
    file = tmp_path / "aa-bb.toml"
    file.write_text(FILE.read_text(encoding="utf-8").replace('kind = "totalisation"', ""), encoding="utf-8")
    report = run_suite(file)
    assert not report.passed
    assert "kind" in report.faults[0]
    assert report.lines == []


def test_a_report_counts_and_tells_what_was_expected() -> None:
    names = ("dates_in_order", "full_year_makes_twelve_months", "precedence_is_an_order")
    report = run_suite(FILE, 2, expected={"dates_in_order": "known"}, only=names)
    assert [line.verdict for line in report.lines] == ["unexpected_pass", "passed", "not_applicable"]
    assert not report.passed
    assert "expected to fail (known), and it passes" in report.text()
    assert run_suite(FILE, 2, expected={"no_such": "x"}, only=()).unknown_expected == ("no_such",)


def test_every_term_of_a_file_is_found(subject: Subject) -> None:
    paths = dict(file_properties.terms_of(subject.agreement))
    assert {"entry_into_force", "provisions.totalisation", "overlap", "parties.AA.ratio"} <= set(paths)


@given(data=st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@pytest.mark.parametrize("name", ["aa-bb", "kr-us", "eu-de-fr"])
def test_samples_are_cases_that_an_officer_may_enter(name: str, data: st.DataObject) -> None:
    subject = Subject.of_file(agreement_file(name))
    drawn = samples(subject), totalised_samples(subject).map(lambda pair: pair[1])
    sample = data.draw(st.one_of(*drawn))
    told = [fault.in_language() for fault in faults_of(case_of(sample, subject.terms_alone), subject.terms_alone)]
    # An invented person may be insured past the claim's own limits in no way.
    assert told == [], case_mapping(sample, subject.terms_alone)


def test_the_plain_reading_is_that_of_the_terms_by_hand(subject: Subject) -> None:
    """Four months under both from 2006 on: AA keeps them, and they are in both totals once."""
    start = month(2006, 1)
    sample = Sample(
        (
            Spell("AA", "compulsory", start, start + 9),
            Spell("BB", "compulsory", start + 6, start + 11),
            Spell("CC", "compulsory", start + 12, start + 14),
        ),
        month(1946, 1),
        subject.provision_day,
    )
    here, there = (view_of(subject.terms_alone, sample, code) for code in ("AA", "BB"))
    assert len(here.kept) == 10
    assert here.foreign == frozenset(range(start + 10, start + 15))
    assert there.kept == frozenset((start + 10, start + 11))
    assert len(there.total) == 15
    assert there.taken_over == frozenset()
    assert here.taken_over == frozenset((start + 10, start + 11))


def test_exact_numbers_are_read_as_the_file_writes_them() -> None:
    assert [str(number(each)) for each in ("3", "1/30", "2.5", "20 %")] == ["3", "1/30", "5/2", "1/5"]
