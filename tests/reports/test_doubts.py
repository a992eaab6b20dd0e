"""Every answer beyond one determination names what it rests on that was not read, and the open questions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from totalisation import Case
from totalisation.agreement_file import find_agreement
from totalisation.api import assess
from totalisation.messages import LANGUAGES
from totalisation.months import month
from totalisation.over_time import over_time
from totalisation.payments import payments_of
from totalisation.recalculation import recalculate
from totalisation.reports.names import Names, cited
from totalisation.reports.over_time import as_data, study_of
from totalisation.reports.payments import adjustments_data, adjustments_study, recalculation_data, recalculation_study
from totalisation.reports.study import Study, study_text

EXAMPLES = Path(__file__).parents[2] / "examples"
AGREEMENT = find_agreement("vn-kr")
UNTIL = month(2026, 11)


def example(**changed: Any) -> Case:
    given = json.loads((EXAMPLES / "nine-and-eleven-years.json").read_text(encoding="utf-8"))
    return Case.model_validate({**given, **changed})


def studies(case: Case, language: str) -> dict[str, tuple[Study, dict[str, Any]]]:
    followed = over_time(case, first=month(2025, 1), until_age=66)
    payments = payments_of(case, UNTIL)
    made = recalculate(payments, payments, UNTIL, AGREEMENT)
    return {
        "over time": (study_of(followed, [], language), as_data(followed, [], language)),
        "adjustments": (
            adjustments_study(payments, case.case_id, AGREEMENT, language),
            adjustments_data(payments, case.case_id, AGREEMENT, language),
        ),
        "recalculation": (
            recalculation_study(made, case.case_id, AGREEMENT, language),
            recalculation_data(made, case.case_id, AGREEMENT, language),
        ),
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_answer_ends_with_its_doubts_in_each_language(language: str) -> None:
    for study, data in studies(example(), language).values():
        told = " ".join(study_text(study).split())
        assert data["doubts"]["not_read"]
        assert data["doubts"]["open_questions"]
        for doubt in (*data["doubts"]["not_read"], *data["doubts"]["open_questions"]):
            assert " ".join(doubt.split()) in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_answer_tells_why_in_its_language_and_the_data_keep_to_the_doubt(language: str) -> None:
    """Art. 23(2): the day on which totalisation began to have effect is the one to change."""
    note = AGREEMENT.provisions["totalisation"].note
    assert note is not None
    for study, data in studies(example(), language).values():
        told = " ".join(study_text(study).split())
        assert told.count(note[language]) == 1
        assert note[language] not in json.dumps(data["doubts"], ensure_ascii=False)


def test_the_day_of_totalisation_and_the_reading_of_the_first_month_are_named() -> None:
    """Art. 23(2) has not been read, and when a totalised pension starts is open: both move the arrears."""
    for study, _ in studies(example(), "en").values():
        told = " ".join(study_text(study).split())
        assert "totalisation in effect: from 2025-07-01 (MOHW-2023-12-08 23(2); not read)" in told
        assert "When does a pension start whose conditions were met before totalisation took effect?" in told


def test_a_supplement_that_was_not_read_is_a_doubt_of_the_pension_in_payment() -> None:
    """Decree 153/2018: women whose pension starts in 2018 to 2021 with 20 to 29.5 years may have less than is told."""
    case = example(
        person={"sex": "female", "birth_date": "1966-01-10", "nationality": "VN", "residence": "VN"},
        claim={"benefit": "old_age", "date": "2021-06-02"},
        periods=[{"party": "VN", "from": "1996-01", "to": "2021-04", "kind": "compulsory"}],
        established={"VN": {"average_earnings": 6_543_217}},
    )
    data = adjustments_data(payments_of(case, UNTIL), case.case_id, AGREEMENT)
    assert [each for each in data["doubts"]["open_questions"] if "2018 to 2021" in each]
    # 45 % for fifteen years and 2 % for each of ten and a half more (L2014 56(2)), 2.73 % of that added, to the nearest
    # dong.
    assert data["parties"]["VN"]["runs"][0]["monthly"] == round(6_543_217 * 66 / 100 * 1.0273)


def test_each_figure_and_rule_that_a_worksheet_doubts_is_doubted_of_the_pension_in_payment_too() -> None:
    told = adjustments_data(payments_of(example(), UNTIL), "C-1", AGREEMENT)["doubts"]["not_read"]
    determination = assess(example())
    assert {each.status for each in determination.unverified} == {"secondary", "unverified"}
    for doubt in determination.unverified:
        if doubt.kind != "term":
            names = Names("en", AGREEMENT, doubt.party, determination.parties[doubt.party].scheme)
            title = names.quantity(doubt.name.partition(".")[0])
            assert [each for each in told if title in each and cited(doubt.citation) in each], doubt


def test_figures_of_one_table_stand_in_one_entry_for_each_status_with_their_places() -> None:
    """Base salaries are read in their decrees from July 2024 on, and before in copies; coefficients by the year."""
    told = adjustments_data(payments_of(example(), UNTIL), "C-1", AGREEMENT)["doubts"]["not_read"]
    copy = "read in a secondary copy only"
    assert f"Viet Nam: base salary (reference level), 2006-10; 2008-01 (base-salary-decrees; {copy})" in told
    assert f"Viet Nam: coefficients that adjust salaries of earlier years, 1998 – 2008 (CV340; {copy})" in told
