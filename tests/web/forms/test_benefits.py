from __future__ import annotations

import json
from typing import Any, get_args

import pytest
from flask import Flask

from tests.web.desk import ROOT
from totalisation.agreement_file import agreement_names, find_agreement
from totalisation.api import assess
from totalisation.case import Benefit, Death, Survivor
from totalisation.reports.data import as_data
from totalisation.schemes import scheme_named
from web.forms.benefits import KNOWN, aside, benefit_of, field_of_path
from web.forms.choices import choices_of
from web.forms.entry import entry_from
from web.forms.faults import faults_by_field
from web.forms.labels import label_of
from web.forms.rows import changed, new_form
from web.forms.shown import fields_of
from web.forms.steps import merged, step_of
from web.forms.summary import parts_of
from web.forms.vocabulary import BENEFITS, CAUSES, RELATIVES

EXAMPLES = {"survivors": "survivors", "disability": "disability", "lump_sum": "lump-sum"}
"""The example of each benefit."""


def facts_of(benefit: str) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads((ROOT / "examples" / f"{EXAMPLES[benefit]}.json").read_text(encoding="utf-8"))
    return facts


def fields_for(benefit: str, language: str = "en") -> dict[str, str]:
    return fields_of(facts_of(benefit), language, choices_of("vn-kr", language).is_money)


def read(fields: dict[str, str]) -> dict[str, Any]:
    return entry_from(fields, choices_of("vn-kr", "en").is_money).raw


def faults(fields: dict[str, str], language: str = "en") -> dict[str, str]:
    told, homeless = faults_by_field(entry_from(fields, choices_of("vn-kr", language).is_money), language)
    assert homeless == []
    return told


def test_the_choice_offers_every_benefit_relation_and_cause_that_a_case_may_hold() -> None:
    assert set(get_args(Benefit)) == KNOWN
    assert len(BENEFITS) == len(KNOWN)
    relations = Survivor.model_fields["relation"].annotation
    assert {word for word, _ in RELATIVES} == set(get_args(relations))
    cause = Death.model_fields["cause"].annotation
    assert {word for word, _ in CAUSES} == {word for each in get_args(cause) for word in get_args(each)}


@pytest.mark.parametrize("name", agreement_names())
def test_the_grounds_of_each_party_are_offered(name: str) -> None:
    choices = choices_of(name, "en")
    for code, terms in find_agreement(name).parties.items():
        scheme = scheme_named(terms.scheme)
        assert {word for word, _ in choices.reasons[code]} == scheme.withdrawal_reasons
        assert [benefit for benefit, codes in choices.paying.items() if code in codes] == [
            benefit for benefit in get_args(Benefit) if benefit in scheme.benefits
        ]


@pytest.mark.parametrize("language", ["en", "vi", "ko"])
@pytest.mark.parametrize("benefit", EXAMPLES)
def test_the_examples_are_typed_and_decided_as_they_are(benefit: str, language: str) -> None:
    entry = entry_from(fields_for(benefit, language), choices_of("vn-kr", language).is_money)
    assert entry.raw == facts_of(benefit)
    assert faults_by_field(entry, language) == ({}, [])
    assert as_data(assess(entry.raw)) == as_data(assess(facts_of(benefit)))


@pytest.mark.parametrize("benefit", EXAMPLES)
@pytest.mark.parametrize("other", [word for word, _ in BENEFITS])
def test_what_is_typed_for_a_benefit_stands_aside_while_another_is_chosen_and_comes_back(
    benefit: str, other: str
) -> None:
    fields = fields_for(benefit)
    changed_to = {**fields, "claim-benefit": other}
    claim = read(changed_to)["claim"]
    own = {name for name in ("withdrawals", "death", "survivors", "disability") if name in facts_of(benefit)["claim"]}
    assert bool(own & claim.keys()) == (other == benefit)
    assert aside(changed_to) == ([] if other == benefit else [benefit])
    assert read({**changed_to, "claim-benefit": benefit}) == facts_of(benefit)


def test_what_stands_aside_is_neither_refused_nor_told_in_the_summary() -> None:
    fields = {**fields_for("survivors"), "death-date": "yesterday", "claim-benefit": "old_age"}
    assert not [each for each in faults(fields) if benefit_of(each)]
    told = [
        row for part in parts_of(fields, choices_of("vn-kr", "en"), "en") for group in part.groups for row in group.rows
    ]
    assert ("Benefit claimed", "Old-age pension") in told
    assert "yesterday" not in dict(told).values()


def test_a_new_form_claims_an_old_age_pension_and_lacks_nothing_of_other_benefits() -> None:
    assert not [each for each in faults(new_form("vn-kr")) if benefit_of(each)]


@pytest.mark.parametrize(
    ("benefit", "changes", "wrong"),
    [
        ("survivors", {"death-date": ""}, {"death-date"}),
        ("survivors", {"death-date": "20/07/2027"}, {"death-date"}),
        ("survivors", {"death-date": "05/2026"}, {"death-date"}),
        ("survivors", {"death-cause": "grief"}, {"death-cause"}),
        ("survivors", {"pensions-kr-monthly": "500.000"}, {"pensions-kr-since"}),
        (
            "survivors",
            {"pensions-kr-monthly": "x", "pensions-kr-since": "09/2026"},
            {"pensions-kr-monthly"},
        ),
        ("survivors", {"pensions-kr-monthly": "1", "pensions-kr-since": "09/2026"}, {"pensions-kr-since"}),
        ("survivors", {"survivors-0-sex": ""}, {"survivors-0-sex"}),
        ("survivors", {"survivors-1-relation": "", "survivors-1-birth_date": "x"}, {
            "survivors-1-relation", "survivors-1-birth_date"
        }),
        ("survivors", {"survivors-1-birth_date": "2012"}, {"survivors-1-birth_date"}),
        ("survivors", {"survivors-1-relation": "spouse"}, {"survivors-1-relation"}),
        ("survivors", {"survivors-2-income_vn": "a lot"}, {"survivors-2-income_vn"}),
        ("survivors", {"survivors-2-income_xx": "5"}, {"survivors-2-income_xx"}),
        ("survivors", {"survivors-2-capacity_loss_percent": "101"}, {"survivors-2-capacity_loss_percent"}),
        ("survivors", {"survivors-3-without_carer": "", "survivors-3-carer_from": "01/2027"}, {
            "survivors-3-carer_from"
        }),
        ("disability", {"disability-first_examined": ""}, {"disability-first_examined"}),
        ("disability", {"disability-settled": "01/11/2024"}, {"disability-settled"}),
        ("disability", {"disability-degree_kr": ""}, {"disability-degree_kr"}),
        ("disability", {"disability-degree_kr": "7"}, {"disability-degree_kr"}),
        ("disability", {"disability-degree_kr": "two"}, {"disability-degree_kr"}),
        ("disability", {"disability-residence": ""}, {"disability-residence"}),
        ("disability", {"disability-residence": "Korea"}, {"disability-residence"}),
        ("lump_sum", {"withdrawals-vn-reason": "x", "withdrawals-kr-since": ""}, {
            "withdrawals-vn-reason", "withdrawals-kr-since"
        }),
        ("lump_sum", {"withdrawals-vn-decided": "09/03/2026"}, {"withdrawals-vn-decided"}),
        ("lump_sum", {"withdrawals-kr-since": "31/12/2026"}, {"withdrawals-kr-since"}),
        ("lump_sum", {"withdrawals-vn-reason": "incapacity"}, {"person-capacity_loss_percent"}),
        ("lump_sum", {"withdrawals-vn-reason": "", "withdrawals-kr-reason": "", "withdrawals-kr-since": ""}, {
            "withdrawals-vn-reason"
        }),
        ("lump_sum", {"withdrawals-xx-reason": "age"}, {"withdrawals-xx-reason"}),
        ("lump_sum", {"withdrawals-vn-pension_monthly": "4m", "withdrawals-vn-pension_since": "13/2026"}, {
            "withdrawals-vn-pension_monthly", "withdrawals-vn-pension_since"
        }),
        ("lump_sum", {"withdrawals-vn-pension_monthly": "4", "withdrawals-vn-pension_since": "12/2026"}, {
            "withdrawals-vn-pension_since"
        }),
        ("lump_sum", {"withdrawals-vn-pension_since": "01/2025"}, {"withdrawals-vn-pension_monthly"}),
        ("lump_sum", {"withdrawals-kr-pension_monthly": "1", "withdrawals-kr-pension_since": "01/2025"}, {
            "withdrawals-kr-pension_monthly"
        }),
    ],
)  # fmt: skip
def test_each_fault_is_told_at_its_field(benefit: str, changes: dict[str, str], wrong: set[str]) -> None:
    told = faults({**fields_for(benefit, "vi"), **changes}, "vi")
    assert set(told) == wrong
    for field in told:
        assert label_of(field, dict(choices_of("vn-kr", "vi").parties))


def test_a_fault_of_a_claim_is_told_without_the_notation_of_a_case() -> None:
    fields = {**fields_for("lump_sum"), "periods-1-earnings-0-monthly": "", "periods-1-earnings-0-from": ""}
    fields["periods-1-earnings-0-to"] = ""
    (told,) = faults(fields).values()
    assert told == (
        "A refund is made of the contributions of each month. Enter the standard monthly income of each month, or "
        "the refund among the figures that an institution has established."
    )


@pytest.mark.parametrize(
    ("where", "field"),
    [
        ("claim.withdrawals.VN.reason", "withdrawals-vn-reason"),
        ("claim.withdrawals.VN.pension", "withdrawals-vn-pension_monthly"),
        ("claim.withdrawals.VN.pension.since", "withdrawals-vn-pension_since"),
        ("claim.death.date", "death-date"),
        ("claim.death.pensions.KR.since", "pensions-kr-since"),
        ("claim.survivors[2].maintained", "survivors-2-unmaintained"),
        ("claim.survivors[2].monthly_income.VN", "survivors-2-income_vn"),
        ("claim.disability.degrees.KR", "disability-degree_kr"),
        ("claim.date", "claim.date"),
    ],
)
def test_a_path_leads_to_its_field(where: str, field: str) -> None:
    assert field_of_path(where) == field


def test_relatives_are_added_repeated_and_removed() -> None:
    fields = fields_for("survivors")
    added, focus = changed(fields, "add", "survivors")
    assert focus == "survivors-4-relation"
    assert read(added) == facts_of("survivors")
    repeated, focus = changed(fields, "repeat", "survivors-2")
    assert focus == "survivors-4-relation"
    relatives = facts_of("survivors")["claim"]["survivors"]
    assert read(repeated)["claim"]["survivors"] == [*relatives, relatives[2]]
    removed, focus = changed(fields, "remove", "survivors-0")
    assert read(removed)["claim"]["survivors"] == relatives[1:]
    assert focus == "survivors-0-relation"


@pytest.mark.parametrize("benefit", EXAMPLES)
def test_its_facts_stand_in_the_step_of_the_claim(benefit: str) -> None:
    fields = fields_for(benefit)
    assert {step_of(name) for name in fields if benefit_of(name)} == {"claim"}
    other_step = {**fields_for(benefit), "person-name": "Lê Mai"}
    without = {name: value for name, value in other_step.items() if not benefit_of(name)}
    assert read(merged(fields, without, "person"))["claim"] == facts_of(benefit)["claim"]


@pytest.mark.parametrize(
    ("benefit", "language", "told"),
    [
        ("survivors", "en", [
            ("", "Benefit claimed", "Survivors' benefits"),
            ("", "Day of death", "14/05/2026"),
            ("", "Cause of death", "illness"),
            ("Relative 1", "Relation", "spouse"),
            ("Relative 4", "Nobody takes direct care of the relative", "yes"),
        ]),
        ("disability", "vi", [
            ("", "Chế độ đề nghị hưởng", "Chế độ khuyết tật"),
            ("", "Mức độ khuyết tật (Hàn Quốc)", "2"),
        ]),
        ("lump_sum", "ko", [
            ("", "청구 급여", "연금을 갈음하는 일시금"),
            ("베트남에 청구하는 일시금", "사유", "12개월 미가입"),
            ("대한민국에 청구하는 일시금", "사유", "국외 이주"),
            ("대한민국에 청구하는 일시금", "사유 발생일", "30/11/2025"),
        ]),
    ],
)  # fmt: skip
def test_the_summary_tells_the_claim(app: Flask, benefit: str, language: str, told: list[tuple[str, str, str]]) -> None:
    with app.test_request_context(headers={"Accept-Language": language}):
        parts = parts_of(fields_for(benefit, language), choices_of("vn-kr", language), language)
    (claim,) = [part for part in parts if part.step == "claim"]
    found = [(group.heading, *row) for group in claim.groups for row in group.rows]
    assert [each for each in told if each not in found] == []
