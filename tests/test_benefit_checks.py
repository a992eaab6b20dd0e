"""Facts of a claim to another benefit than a pension that contradict each other or are missing, all told at once."""

from __future__ import annotations

from typing import Any

import pytest

from totalisation import assess
from totalisation.messages import FaultsError


def faults(claim: dict[str, Any], **more: Any) -> dict[str, str]:
    case = {
        "case_id": "B-1",
        "agreement": "vn-kr",
        "person": {"sex": "male", "birth_date": "1975-05", "nationality": "VN"},
        "claim": {"date": "2026-03-10", **claim},
        "periods": [{"party": "VN", "from": "2008-01", "to": "2018-12", "kind": "compulsory"}],
        "established": {"VN": {"average_earnings": 8_000_000}},
        **more,
    }
    with pytest.raises(FaultsError) as raised:
        assess(case)
    return {each.where: str(each) for each in raised.value.faults}


@pytest.mark.parametrize(
    ("benefit", "field"),
    [("lump_sum", "claim.withdrawals"), ("survivors", "claim.death"), ("disability", "claim.disability")],
)
def test_each_benefit_needs_its_facts(benefit: str, field: str) -> None:
    found = faults({"benefit": benefit})
    assert list(found) == [field]
    assert "is missing" in found[field]


def test_facts_of_another_benefit_have_no_place() -> None:
    found = faults(
        {
            "benefit": "old_age",
            "withdrawals": {"VN": {"reason": "ceased"}},
            "death": {"date": "2026-01-01"},
            "survivors": [{"relation": "spouse", "birth_date": "1976-01"}],
            "disability": {"first_examined": "2025-01-01"},
        }
    )
    assert set(found) == {"claim.withdrawals", "claim.death", "claim.survivors", "claim.disability"}


def test_a_withdrawal_from_nobody_for_no_reason() -> None:
    found = faults({"benefit": "lump_sum", "withdrawals": {"XX": {"reason": "ceased"}, "VN": {"reason": "cease"}}})
    assert set(found) == {"claim.withdrawals.XX", "claim.withdrawals.VN.reason"}
    assert "ceased" in found["claim.withdrawals.VN.reason"]


def test_a_death_and_relatives_that_cannot_be() -> None:
    found = faults(
        {
            "benefit": "survivors",
            "death": {
                "date": "2018-06-30",
                "pensions": {"VN": {"monthly": 1, "since": "2019-01"}, "XX": {"monthly": 1, "since": "2017-01"}},
            },
            "survivors": [
                {"relation": "spouse", "sex": "female", "birth_date": "1976-01"},
                {"relation": "spouse", "sex": "female", "birth_date": "1977-01", "carer_from": "2020-01"},
                {"relation": "child", "birth_date": "2019-05"},
                {"relation": "parent", "birth_date": "2018-08"},  # whose sex is asked too
                {"relation": "child"},
            ],
        }
    )
    assert set(found) == {
        "claim.death.pensions.VN.since",
        "claim.death.pensions.XX",
        "claim.survivors[1].relation",
        "claim.survivors[1].carer_from",
        "claim.survivors[2].birth_date",
        "claim.survivors[3].birth_date",
        "claim.survivors[3].sex",
        "claim.survivors[4].birth_date",
        "periods[0].to",
    }


def test_days_of_a_disability_in_the_wrong_order() -> None:
    found = faults(
        {
            "benefit": "disability",
            "disability": {"first_examined": "2026-04-01", "settled": "2025-01-01", "degrees": {"XX": 2}},
        }
    )
    assert set(found) == {
        "claim.disability.first_examined",
        "claim.disability.settled",
        "claim.disability.degrees.XX",
    }


def test_they_are_told_beside_faults_of_form() -> None:
    found = faults({"benefit": "survivors"}, person={"sex": "none", "birth_date": "1975-05"})
    assert set(found) == {"person.sex", "claim.death"}


def test_a_malformed_field_hides_no_fault_of_the_rest_of_the_claim() -> None:
    found = faults(
        {
            "benefit": "survivors",
            "date": "soon",
            "death": {"date": "31 May", "pensions": {"VN": {"monthly": 5}}},
            "survivors": [
                {"relation": "spouse", "birth_date": "1975-01", "sex": "woman"},
                {"relation": "cousin", "birth_date": "1975"},
                {"relation": "spouse", "birth_date": "1976-01", "carer_from": "2026-07"},
                5,
            ],
            "withdrawals": {"VN": {"reason": "Age", "decided": "2001-01-01"}, "XX": {"reason": "age"}},
        }
    )
    assert set(found) == {
        "claim.date",
        "claim.death.date",
        "claim.death.pensions.VN.since",
        "claim.survivors[0].sex",
        "claim.survivors[1].relation",
        "claim.survivors[1].birth_date",
        "claim.survivors[2].relation",
        "claim.survivors[2].carer_from",
        "claim.survivors[3]",
        "claim.withdrawals",
        "claim.withdrawals.XX",
        "claim.withdrawals.VN.reason",
    }


def test_a_part_that_is_not_there_is_missing_though_another_is_malformed() -> None:
    found = faults({"benefit": "disability", "withdrawals": {"VN": {}}, "survivors": "none"})
    assert set(found) == {
        "claim.disability",
        "claim.withdrawals",
        "claim.withdrawals.VN.reason",
        "claim.survivors",
    }


def test_relatives_are_looked_at_though_the_death_is_missing() -> None:
    found = faults({"benefit": "survivors", "survivors": [{"relation": "child"}, {"relation": "spouse"}]})
    assert {"claim.death", "claim.survivors[0].birth_date", "claim.survivors[1].birth_date"} <= set(found)
