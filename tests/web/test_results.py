from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from tests.web.desk import Browser, Desk, example
from tests.web.forms.test_benefits import EXAMPLES, facts_of
from totalisation.api import assess
from totalisation.case import Case
from totalisation.messages import message
from totalisation.reports import words
from totalisation.reports.blocks import Items, Paragraph
from totalisation.reports.claim_facts import claim_blocks
from totalisation.reports.extinction import extinction_section
from totalisation.reports.names import QUANTITIES
from totalisation.reports.page import Page
from totalisation.reports.worksheet_result import figures, sentence
from totalisation.what_if import insured_longer
from web.pages.results import again, as_kept, result_of
from web.pages.what_if import WhatIf, compared


def text_of(browser: Browser, address: str) -> str:
    response = browser.get(address)
    assert response.status_code == 200
    return unescape(response.text)


@pytest.mark.parametrize("language", ["en", "vi", "ko"])
def test_each_side_is_answered_with_its_figures_in_the_language_of_the_page(
    pages: Desk, officer: Browser, language: str
) -> None:
    made = pages.decided(pages.case().id)
    officer.client.set_cookie("desk_language", language, domain="desk.test")
    text = text_of(officer, f"/determinations/{made.id}")
    determination = assess(example())
    page = Page(determination, language)
    for code, result in determination.parties.items():
        assert page.told(sentence(result, page.party(code), language)) in text
        for name, value in figures(result, page.names[code]):
            assert name in text
            assert value in text


def test_every_step_of_the_reasoning_can_be_opened_without_a_script(pages: Desk, officer: Browser) -> None:
    made = pages.decided(pages.case().id)
    text = text_of(officer, f"/determinations/{made.id}")
    result = result_of(assess(example()), "en")
    lines = [line for side in result.sides for _, trees in side.computations for line in all_lines(trees)]
    assert len(lines) > 50
    assert [line for line in lines if line not in text] == []
    assert text.count("<details>") >= sum(1 for line in lines if line) // 10


def all_lines(nodes: list[dict[str, Any]]) -> list[str]:
    return [line for node in nodes for line in (node["line"], *node["conditions"], *all_lines(node["inputs"]))]


def test_what_is_missing_is_told_with_the_month_in_which_it_is_met(pages: Desk, officer: Browser) -> None:
    young = example()
    young["person"]["birth_date"] = "1975-05-12"
    determination = assess(young)
    made = pages.decided(pages.case(young).id)
    text = text_of(officer, f"/determinations/{made.id}")
    for side in result_of(determination, "en").sides:
        assert side.missing
        assert side.when
        assert all(each in text for each in (*side.missing, side.when))


@pytest.mark.parametrize("language", ["en", "vi", "ko"])
def test_doubts_and_open_questions_are_shown_with_their_effects(pages: Desk, officer: Browser, language: str) -> None:
    made = pages.decided(pages.case().id)
    officer.client.set_cookie("desk_language", language, domain="desk.test")
    text = text_of(officer, f"/determinations/{made.id}")
    result = result_of(assess(example()), language)
    assert result.doubts
    for doubt in result.doubts:
        assert doubt.text in text
        assert all(note.text in text for note in doubt.items)
    assert any(doubt.items for doubt in result.doubts)
    assert any(question.others for question in result.questions)
    for question in result.questions:
        for reading, effect in question.others:
            assert reading in text
            assert effect in text


def asked(facts: dict[str, Any], language: str = "en", **more: str) -> WhatIf:
    return compared(assess(facts), {"repaid": "", "more": "", "claim": "", **more}, language)


@pytest.mark.parametrize("language", ["en", "vi", "ko"])
def test_another_claim_month_stands_beside_the_answer(pages: Desk, officer: Browser, language: str) -> None:
    made = pages.decided(pages.case().id)
    officer.client.set_cookie("desk_language", language, domain="desk.test")
    text = text_of(officer, f"/determinations/{made.id}?claim=07/2028")
    later = example()
    later["claim"]["date"] = "2028-07-01"
    supposed, page = assess(later), Page(assess(later), language)
    found = asked(example(), language, claim="07/2028")
    assert [side.after for side in found.sides] == [
        page.told(sentence(result, page.party(code), language)) for code, result in supposed.parties.items()
    ]
    assert any(side.before != side.after for side in found.sides)
    assert all(side.before in text and side.after in text for side in found.sides)
    assert all(each in text for each in found.assumed)


@pytest.mark.parametrize("language", ["en", "vi", "ko"])
@pytest.mark.parametrize("party", ["VN", "KR"])
def test_one_more_year_is_told_with_all_that_it_supposes(
    pages: Desk, officer: Browser, language: str, party: str
) -> None:
    made = pages.decided(pages.case().id)
    officer.client.set_cookie("desk_language", language, domain="desk.test")
    text = text_of(officer, f"/determinations/{made.id}?more={party}")
    supposed = insured_longer(Case.model_validate(example()), party)
    after = assess(supposed.case)
    found = asked(example(), language, more=party)
    assert found.faults == []
    assert len(found.assumed) >= 2
    assert all(each in text for each in found.assumed)
    for side in found.sides:
        gained = after.parties[side.code].own_months - assess(example()).parties[side.code].own_months
        own = next(each for each in side.differences if each.name == QUANTITIES["own_months"].in_language(language))
        assert own.difference == (
            f"+{words.months(12, language)}" if gained else message("the same").in_language(language)
        )
        assert gained == (12 if side.code == party else 0)
        for each in side.differences:
            assert f"<td>{each.difference}</td>" in text
    amounts = {
        code: after.parties[code].monthly_amount - result.monthly_amount  # type: ignore[operator]
        for code, result in assess(example()).parties.items()
        if result.monthly_amount is not None
    }
    assert amounts == {"VN": 225_000 if party == "VN" else 0}
    for code, amount in amounts.items():
        side = next(each for each in found.sides if each.code == code)
        (told,) = [
            each.difference
            for each in side.differences
            if each.name == Page(after, language).names[code].quantity("monthly_amount")
        ]
        if amount:
            assert (
                told
                == f"{'+' if amount > 0 else '−'}{words.money(abs(amount), after.parties[code].currency, language)}"
            )


def refunded() -> dict[str, Any]:
    facts = example()
    earlier = {"from": "2000-01", "to": "2000-12", "monthly": 1_000_000}
    facts["periods"].append(
        {
            "party": "KR",
            "from": "2000-01",
            "to": "2000-12",
            "kind": "workplace",
            "refunded": True,
            "earnings": [earlier],
        }
    )
    return facts


def test_a_refund_paid_back_counts_again_where_the_law_allows_it(pages: Desk, officer: Browser) -> None:
    made = pages.decided(pages.case(refunded()).id)
    text = text_of(officer, f"/determinations/{made.id}?repaid=KR")
    found = asked(refunded(), repaid="KR")
    told = " ".join(found.assumed)
    assert "2000-01" in told
    assert "NPA 78" in told
    assert all(each in text for each in found.assumed)
    korea = next(side for side in found.sides if side.code == "KR")
    assert korea.differences[1].difference == "+12 months (1 year)"
    assert 'name="repaid"' not in text_of(officer, f"/determinations/{pages.decided(pages.case().id).id}")


def test_a_law_that_lets_no_refund_be_paid_back_says_so() -> None:
    facts = example()
    facts["periods"].append({"party": "VN", "from": "2000-01", "to": "2000-12", "kind": "compulsory", "refunded": True})
    assert any("does not let" in each and "L2024 5(3)" in each for each in asked(facts, repaid="VN").assumed)


def test_suppositions_are_made_on_top_of_one_another() -> None:
    found = asked(refunded(), repaid="KR", more="VN", claim="01/2029")
    assert found.faults == []
    own = {side.code: side.differences[1].difference for side in found.sides}
    assert own == {"VN": "+12 months (1 year)", "KR": "+12 months (1 year)"}


def test_what_cannot_be_supposed_is_told() -> None:
    assert set(asked(example(), repaid="KR", more="JP", claim="x").errors) == {"repaid", "more", "claim"}
    early = asked(example(), claim="01/2015")
    assert early.sides == []
    assert early.faults
    assert not any("2015-01" in each or "periods[" in each for each in early.faults)


@pytest.mark.parametrize("typed", ["13/2030", "soon", "2030", "<script>"])
def test_a_claim_month_that_is_none_is_told_beside_its_field(pages: Desk, officer: Browser, typed: str) -> None:
    made = pages.decided(pages.case().id)
    response = officer.get(f"/determinations/{made.id}", query_string={"claim": typed})
    assert response.status_code == 200
    assert 'id="claim-error"' in response.text
    assert "<script>" not in response.text


def test_the_last_of_a_month_is_taken_where_the_day_of_the_claim_is_not_in_it() -> None:
    facts = example()
    facts["claim"]["date"] = "2026-07-31"
    assert not asked(facts, claim="09/2026").faults


def test_what_the_engine_no_longer_says_is_shown_as_it_was_kept(pages: Desk, officer: Browser) -> None:
    made = pages.decided(pages.case().id)
    assert again(made) is not None
    assert made.result is not None
    changed = {**made.result, "parties": {**made.result["parties"]}}
    changed["parties"]["VN"] = {**changed["parties"]["VN"], "monthly_amount": 1234567}
    made.result = changed
    assert again(made) is None


@pytest.mark.parametrize("language", ["en", "vi", "ko"])
@pytest.mark.parametrize("benefit", EXAMPLES)
def test_other_benefits_are_told_with_their_facts_parts_and_what_they_end(
    pages: Desk, officer: Browser, benefit: str, language: str
) -> None:
    made = pages.decided(pages.case(facts_of(benefit)).id)
    officer.client.set_cookie("desk_language", language, domain="desk.test")
    text = text_of(officer, f"/determinations/{made.id}")
    determination = assess(facts_of(benefit))
    page = Page(determination, language)
    relatives = determination.case.claim.survivors
    for code, result in determination.parties.items():
        assert page.told(sentence(result, page.party(code), language)) in text
        for name, value in figures(result, page.names[code], relatives):
            assert f"<dt>{name}</dt><dd>{value}</dd>" in text
    for block in claim_blocks(page):
        assert isinstance(block, Items)
        assert block.title in text
        assert all(each.text in text for each in block.items)
    ended = extinction_section(page)
    assert (ended is not None) == (benefit == "lump_sum")
    if ended is not None:
        assert ended.title in text
        assert all(each.text in text for each in ended.blocks if isinstance(each, Paragraph))


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "en",
            (
                "drawn: VND 4,000,000 a month since 2026-02",
                "What Viet Nam pays each month, VND 4,000,000 since 2026-02, ends.",
                "drawn since 2026-02: VND 4,000,000 a month",
                "single allowance in place of a pension, on settling abroad",
            ),
        ),
        ("vi", ("trợ cấp một lần thay lương hưu khi ra nước ngoài để định cư", "4.000.000")),
        ("ko", ("국외이주 시 연금 갈음 일시금", "4,000,000")),
    ],
)
def test_a_pension_that_is_paid_out_is_told_with_what_ends(
    pages: Desk, officer: Browser, language: str, told: tuple[str, ...]
) -> None:
    facts = facts_of("lump_sum")
    pension = {"monthly": 4_000_000, "since": "2026-02"}
    facts["claim"]["withdrawals"] = {"VN": {"reason": "emigration", "pension": pension}}
    facts["periods"] = facts["periods"][:1]
    made = pages.decided(pages.case(facts).id)
    officer.client.set_cookie("desk_language", language, domain="desk.test")
    text = text_of(officer, f"/determinations/{made.id}")
    assert [each for each in told if each not in text] == []


def test_each_relative_is_told_what_is_due_or_that_nothing_is(pages: Desk, officer: Browser) -> None:
    made = pages.decided(pages.case(facts_of("survivors")).id)
    text = text_of(officer, f"/determinations/{made.id}")
    shares = re.findall(r"<dt>[^<]*of one relative: (\d) [^<]*</dt><dd>([^<]*)</dd>", text)
    assert shares == [
        ("1", "none"),
        ("2", "VND 1,265,000"),
        ("3", "VND 1,265,000"),
        ("4", "VND 1,771,000"),
        ("1", "KRW 169,680"),
        ("2", "none"),
        ("3", "none"),
        ("4", "none"),
    ]


def test_a_part_that_is_not_due_is_told_with_what_is_missing(pages: Desk, officer: Browser) -> None:
    facts = facts_of("survivors")
    facts["interpretations"] = {"VN": {"survivors_in_viet_nam": "own_time"}}
    made = pages.decided(pages.case(facts).id)
    text = text_of(officer, f"/determinations/{made.id}")
    assert "Not due: monthly survivors' allowances" in text
    assert "insured time of the deceased: not met (required 180 months (15 years), actual 120 months" in text


def test_a_reading_under_which_nothing_is_paid_each_month_says_so(pages: Desk, officer: Browser) -> None:
    made = pages.decided(pages.case(facts_of("survivors")).id)
    text = text_of(officer, f"/determinations/{made.id}")
    assert "nothing each month; once: VND 101,400,000, a difference of +78,000,000" in text


@pytest.mark.parametrize("benefit", EXAMPLES)
def test_another_claim_of_other_benefits_is_compared(benefit: str) -> None:
    found = asked(facts_of(benefit), more="KR")
    assert not found.faults
    assert [side.code for side in found.sides] == ["VN", "KR"]
    (korea,) = [side for side in found.sides if side.code == "KR"]
    assert [each for each in korea.differences if each.difference not in ("the same", "–")]


def test_the_part_of_each_relative_is_compared(pages: Desk, officer: Browser) -> None:
    facts = facts_of("survivors")
    facts["claim"]["survivors"][1]["birth_date"] = "2008-10-17"
    found = asked(facts, claim="12/2026")
    told = {each.name: (each.before, each.after, each.difference) for side in found.sides for each in side.differences}
    share = told["survivors' allowance of one relative: 2 (child, born 2008-10-17)"]
    assert share == ("VND 1,265,000", "–", "−VND 1,265,000")
    made = pages.decided(pages.case(facts).id)
    text = text_of(officer, f"/determinations/{made.id}?claim=12/2026")
    assert all(each in text for each in share)
    # Each party's table has a name of its own beside that of its answer.
    names = re.findall(r'role="region" aria-label="([^"]*)"', text)
    assert [each for each in names if each.startswith("What if")] == [
        "What if …? Viet Nam",
        "What if …? Republic of Korea",
    ]


def test_other_benefits_are_shown_as_they_were_kept(pages: Desk) -> None:
    for benefit, told in (("survivors", "funeral grant"), ("lump_sum", "single sum of social insurance")):
        made = pages.decided(pages.case(facts_of(benefit)).id)
        assert made.result is not None
        side = as_kept(made.result, "en")[0]
        assert told in dict(side.figures)
        assert side.party == "Viet Nam"


def test_the_timeline_is_drawn_without_a_style_of_its_own(pages: Desk, officer: Browser) -> None:
    made = pages.decided(pages.case().id)
    page = officer.get(f"/determinations/{made.id}").text
    assert page.count("<svg") == 1
    assert "<style" not in page
    assert " style=" not in page
    assert 'href="/timeline.css"' in page
    style = officer.get("/timeline.css")
    assert style.mimetype == "text/css"
    assert ".timeline" in style.text


def test_a_name_within_the_drawing_is_no_markup(pages: Desk, officer: Browser) -> None:
    facts = example("<script>alert(1)</script>")
    made = pages.decided(pages.case(facts).id)
    assert "<script>alert" not in officer.get(f"/determinations/{made.id}").text
