"""Whose law covers a piece of work: the tables that the institutions publish, and each term by itself."""

from __future__ import annotations

from typing import Any

import pytest

from tests.coverage.works import Law, agreement_with, answered, detachment, laws, refused
from totalisation.agreement_file import agreement_names, find_agreement
from totalisation.messages import message
from totalisation.reports.coverage import coverage_report

KOREAN = {"nationality": "KR"}
VIETNAMESE = {"nationality": "VN"}


@pytest.mark.parametrize(
    ("worker", "piece", "law"),
    [
        (VIETNAMESE, {"kind": "local_hire", "employer": "VN", "place": "VN"}, ["VN"]),
        (
            KOREAN,
            {"kind": "detached", "employer": "KR", "place": "VN", "insured_under": ["KR"], "end": "2029-12-31"},
            ["KR"],
        ),
        (
            KOREAN,
            {"kind": "detached", "employer": "KR", "place": "VN", "insured_under": ["KR"], "end": "2032-12-31",
             "extended_until": "2032-12-31"},
            ["KR"],
        ),
        (
            KOREAN,
            {"kind": "detached", "employer": "KR", "place": "VN", "insured_under": ["KR"], "end": "2034-12-31",
             "extended_until": "2032-12-31"},
            ["KR", "VN"],
        ),
        (KOREAN, {"kind": "local_hire", "employer": "KR", "place": "KR"}, ["KR"]),
        (
            VIETNAMESE,
            {"kind": "detached", "employer": "VN", "place": "KR", "insured_under": ["VN"], "end": "2029-12-31"},
            ["VN"],
        ),
        (
            VIETNAMESE,
            {"kind": "detached", "employer": "VN", "place": "KR", "insured_under": ["VN"], "end": "2034-12-31",
             "extended_until": "2032-12-31"},
            ["VN", "KR"],
        ),
        (VIETNAMESE, {"kind": "local_hire", "employer": "KR", "place": "KR"}, ["KR"]),
        (
            KOREAN,
            {"kind": "local_hire", "employer": "VN", "place": "VN", "insured_under": ["KR"], "end": "2029-12-31"},
            ["KR"],
        ),
        (
            KOREAN,
            {"kind": "local_hire", "employer": "VN", "place": "VN", "insured_under": ["KR"], "end": "2031-12-31"},
            ["KR", "VN"],
        ),
    ],
)  # fmt: skip
def test_the_table_of_the_national_pension_service(
    worker: dict[str, str], piece: dict[str, Any], law: list[str]
) -> None:
    """NPS, “Applicable Legislation under the Agreement” between Korea and Viet Nam, row by row."""
    answer = answered("vn-kr", worker, start="2025-01-01", **piece)
    assert [each.party for each in answer.stretches] == law


def test_those_sent_before_are_counted_from_entry_into_force() -> None:
    """VSS 862/BHXH-TST, as told by Tolley+: “the 60-month period is counted from 1 January 2024”."""
    piece: Any = {"kind": "detached", "employer": "KR", "place": "VN", "insured_under": ["KR"]}
    answer = answered("vn-kr", KOREAN, start="2022-05-01", end="2030-12-31", **piece)
    assert laws(answer) == [
        ("2022-05-01", "2023-12-31", None),
        ("2024-01-01", "2028-12-31", "KR"),
        ("2029-01-01", "2030-12-31", "VN"),
    ]
    assert answer.extension is not None
    assert (str(answer.extension.last), answer.extension.needed) == ("2031-12-31", True)
    assert answer.extension.asked_before is None


def test_who_returned_and_is_sent_again_begins_a_new_period() -> None:
    """KPMG 2024-151 on 862/BHXH-TST: “deemed a new/different overseas work period”."""
    earlier: Any = [{"from": "2024-02-01", "to": "2027-01-31", "returned": True}]
    piece: dict[str, Any] = {"kind": "detached", "employer": "VN", "place": "KR", "insured_under": ["VN"]}
    again = answered("vn-kr", VIETNAMESE, start="2027-07-01", end="2033-06-30", earlier=earlier, **piece)
    assert laws(again) == [("2027-07-01", "2032-06-30", "VN"), ("2032-07-01", "2033-06-30", "KR")]
    earlier = [{**earlier[0], "returned": False}]
    continued = answered("vn-kr", VIETNAMESE, start="2027-07-01", end="2033-06-30", earlier=earlier, **piece)
    assert laws(continued)[0] == ("2027-07-01", "2029-01-31", "VN")
    assert "from 2024-02-01" in str(continued.remarks[0].text)


def test_an_open_question_is_told_with_its_other_reading_and_can_be_chosen() -> None:
    piece: Any = {"kind": "detached", "employer": "KR", "place": "VN", "insured_under": ["KR"]}
    answer = answered("vn-kr", KOREAN, start="2025-01-01", end="2034-12-31", **piece)
    (question,) = answer.questions
    assert (question.name, question.choice) == ("long_posting_to_viet_nam", "first_months_all_the_same")
    assert [each.party for each in question.others[0].stretches] == ["VN"]
    chosen = answered(
        "vn-kr",
        KOREAN,
        start="2025-01-01",
        end="2034-12-31",
        readings={"long_posting_to_viet_nam": "never_detached"},
        **piece,
    )
    assert [each.party for each in chosen.stretches] == ["VN"]
    within = answered("vn-kr", KOREAN, start="2025-01-01", end="2032-12-31", **piece)
    assert within.questions == ()


@pytest.mark.parametrize("language", ["en", "vi", "ko"])
def test_an_open_question_is_told_where_the_end_of_the_work_is_not_known(language: str) -> None:
    """Whether it lasts beyond 96 months is not known: then the other reading may take every day."""
    piece: Any = {"kind": "detached", "employer": "KR", "place": "VN", "insured_under": ["KR"]}
    answer = answered("vn-kr", KOREAN, start="2024-02-29", **piece)
    (question,) = answer.questions
    assert [(each.stretches, each.differs) for each in question.others] == [((), True)]
    told = " ".join(coverage_report(answer, language).split())
    unknown = message("It depends on the day on which the work is expected to end, which is not known.")
    assert unknown.in_language(language) in told


def test_terms_not_read_in_the_instrument_are_doubts() -> None:
    piece: Any = {"kind": "detached", "employer": "KR", "place": "VN", "insured_under": ["KR"]}
    answer = answered("vn-kr", KOREAN, start="2025-01-01", end="2026-12-31", **piece)
    assert {each.status for each in answer.doubts} == {"secondary"}
    read = answered("kr-at", start="2011-01-01", end="2012-12-31", kind="detached", employer="AT", place="KR",
                    insured_under=["AT"])  # fmt: skip
    assert read.doubts == ()


@pytest.mark.parametrize(
    ("agreement", "worker", "piece", "law"),
    [
        # Austria-Korea: Articles 6 to 9, read in the Austrian gazette.
        ("kr-at", {}, {"kind": "local_hire", "employer": "KR", "place": "AT"}, "AT"),
        ("kr-at", {"residence": "KR"}, {"kind": "self_employed", "place": "AT", "insured_under": ["AT"]}, "AT"),
        ("kr-at", {"residence": "KR"}, {"kind": "self_employed", "place": "AT", "insured_under": ["AT", "KR"]}, "KR"),
        ("kr-at", {}, {"kind": "public_service", "employer": "KR", "place": "AT"}, "KR"),
        ("kr-at", {}, {"kind": "public_service", "employer": "AT", "place": "AT"}, "AT"),
        ("kr-at", {}, {"kind": "ship", "place": "AT", "flag": "KR"}, None),
        ("kr-at", {}, {"kind": "airline", "employer": "KR", "place": "AT"}, "KR"),
        # Austria-India: Article 7(4), the flag.
        ("at-in", {}, {"kind": "ship", "place": "AT", "flag": "IN"}, "IN"),
        ("at-in", {"residence": "IN"}, {"kind": "self_employed", "place": "AT"}, "AT"),
        # Canada-Korea: Article 5(4), and 5(7) “only to the legislation of Canada if the person ordinarily resides in
        # Canada and only to the legislation of Korea in any other case”.
        ("kr-ca", {"residence": "CA"}, {"kind": "self_employed", "place": "KR"}, "CA"),
        ("kr-ca", {"residence": "CA"}, {"kind": "ship", "place": "KR"}, "CA"),
        ("kr-ca", {"residence": "KR"}, {"kind": "airline", "place": "KR"}, "KR"),
        ("kr-ca", {"residence": "JP"}, {"kind": "ship", "place": "CA"}, "KR"),
        # Regulation 883/2004, Article 11(3) and (4).
        ("eu-de-fr", {"residence": "DE"}, {"kind": "ship", "place": "FR", "employer": "FR", "flag": "FR"}, "FR"),
        ("eu-de-fr", {"residence": "DE"}, {"kind": "ship", "place": "FR", "employer": "DE", "flag": "FR"}, "DE"),
        ("eu-de-fr", {}, {"kind": "public_service", "employer": "DE", "place": "FR"}, "DE"),
        # Sweden-Korea: Articles 6 and 8, and 6(1) for crews of aircraft, whom the agreement does not name.
        ("kr-se", {"residence": "KR"}, {"kind": "self_employed", "place": "SE", "in_both": True}, "KR"),
        ("kr-se", {"residence": "JP"}, {"kind": "self_employed", "place": "SE", "in_both": True}, "SE"),
        ("kr-se", {}, {"kind": "self_employed", "place": "SE", "in_both": False}, "SE"),
        ("kr-se", {"residence": "KR"}, {"kind": "ship", "place": "SE"}, "KR"),
        ("kr-se", {"residence": "JP"}, {"kind": "ship", "place": "KR"}, "SE"),
        ("kr-se", {"residence": "KR"}, {"kind": "airline", "place": "SE", "employer": "KR"}, "SE"),
        # NPS on Viet Nam: self-employment is not regulated.
        ("vn-kr", {}, {"kind": "self_employed", "place": "VN"}, None),
        ("vn-kr", {"nationality": "JP"}, {"kind": "local_hire", "employer": "VN", "place": "VN"}, "VN"),
    ],
)  # fmt: skip
def test_each_kind_of_work_is_under_the_law_that_its_article_names(
    agreement: str, worker: dict[str, str], piece: dict[str, Any], law: str | None
) -> None:
    answer = answered(agreement, worker, start="2026-01-01", end="2040-12-31", **piece)
    assert [each.party for each in answer.stretches] == [law]


@pytest.mark.parametrize(
    ("agreement", "end", "law"),
    [
        ("kr-ca", "2028-12-31", ["CA"]),  # “not expected to exceed five years”
        ("kr-ca", "2029-01-01", ["KR"]),
        ("kr-at", "2029-01-01", ["AT", "KR"]),  # “während der ersten 60 Kalendermonate”
    ],
)
def test_work_that_is_expected_to_last_longer(agreement: str, end: str, law: list[str]) -> None:
    sender = find_agreement(agreement).other("KR")
    piece: Any = {"kind": "detached", "employer": sender, "place": "KR", "insured_under": [sender]}
    assert [each.party for each in answered(agreement, start="2024-01-01", end=end, **piece).stretches] == law


@pytest.mark.parametrize(
    ("days", "law"),
    [
        ({"end": "2025-12-31"}, [("2024-01-01", "2025-12-31", "SE")]),
        ({"end": "2026-01-01", "expected_to": "2026-01-01"}, [("2024-01-01", "2026-01-01", "KR")]),
        (
            {"end": "2028-12-31", "expected_to": "2025-12-31"},
            [("2024-01-01", "2025-12-31", "SE"), ("2026-01-01", "2028-12-31", "KR")],
        ),
        (
            {"end": "2028-12-31", "expected_to": "2025-12-31", "extended_until": "2028-12-31"},
            [("2024-01-01", "2028-12-31", "SE")],
        ),
        ({"expected_to": "2025-12-31"}, [("2024-01-01", "2025-12-31", "SE"), ("2026-01-01", None, "KR")]),
    ],
)
def test_an_extension_is_for_work_that_turns_out_longer(days: dict[str, Any], law: list[Law]) -> None:
    """Sweden-Korea, Article 7: “not expected to exceed 24 calendar months”; then 36 more by consent."""
    piece: Any = {"kind": "detached", "employer": "SE", "place": "KR", "start": "2024-01-01"}
    assert laws(answered("kr-se", **piece, **days)) == law


def test_how_long_work_was_expected_to_last_is_asked_where_the_law_depends_on_it() -> None:
    piece: Any = {"kind": "detached", "employer": "SE", "place": "KR", "start": "2024-01-01", "end": "2026-01-01"}
    depends = "is missing. The law that covers this work depends on it (Agreement 7(1), 7(2))."
    assert refused("kr-se", **piece) == [f"work.expected_to: {depends}"]
    assert refused("kr-se", **{**piece, "extended_until": "2026-01-01"}) == [f"work.expected_to: {depends}"]
    del piece["end"]
    assert refused("kr-se", **piece) == [f"work.to: {depends}"]


def test_a_posting_expected_to_end_in_time_keeps_the_first_months_though_it_lasts_longer() -> None:
    piece: Any = {"kind": "detached", "employer": "AA", "place": "BB", "start": "2024-01-01", "end": "2026-12-31"}
    agreement = detachment(when_longer="not_detached", extension_months=0)
    assert [each.party for each in answered(agreement, **piece).stretches] == ["BB"]
    turned_out = answered(agreement, expected_to="2024-12-31", **piece)
    assert laws(turned_out) == [("2024-01-01", "2024-12-31", "AA"), ("2025-01-01", "2026-12-31", "BB")]


@pytest.mark.parametrize(
    ("piece", "told"),
    [
        (
            {"kind": "local_hire", "employer": "SE", "expected_to": "2024-06-30"},
            "work.expected_to: only of the posting of a detached worker is it asked how long it was expected to last. "
            "Leave it out, or write “detached” as the kind.",
        ),
        (
            {"kind": "detached", "employer": "KR", "expected_to": "2023-12-31"},
            "work.expected_to: ends before it begins, on 2024-01-01.",
        ),
        (
            {"kind": "detached", "employer": "KR", "in_both": True},
            "work.in_both: only of the self-employed is it asked whether they work in both territories. "
            "Leave it out, or write “self_employed” as the kind.",
        ),
        (
            {"kind": "self_employed"},
            "work.in_both: is missing. The law that covers this work depends on it (Agreement 6(1), 6(2)).",
        ),
        (
            {"kind": "self_employed", "in_both": True},
            "worker.residence: is missing. The law that covers this work depends on it (Agreement 6(1), 6(2)).",
        ),
    ],
)
def test_facts_of_other_kinds_of_work_are_refused_and_needed_ones_asked_for(piece: dict[str, Any], told: str) -> None:
    assert refused("kr-se", place="SE", start="2024-01-01", end="2024-06-30", **piece) == [told]


def test_a_posted_person_who_replaces_another_is_not_posted() -> None:
    """Regulation 883/2004, Article 12(1): “that he is not sent to replace another person”."""
    piece: Any = {"kind": "detached", "employer": "DE", "place": "FR", "start": "2024-01-01", "end": "2024-12-31"}
    assert laws(answered("eu-de-fr", replaces_another=False, **piece))[0][2] == "DE"
    replaced = answered("eu-de-fr", replaces_another=True, **piece)
    assert (laws(replaced)[0][2], len(replaced.remarks)) == ("FR", 1)
    assert refused("eu-de-fr", **piece)[0].startswith("work.replaces_another: is missing.")


def test_who_is_not_insured_at_home_is_under_the_law_of_the_place() -> None:
    piece: Any = {"kind": "detached", "employer": "AA", "place": "BB", "start": "2024-01-01", "end": "2024-06-30"}
    agreement = detachment(requires_insurance=True)
    assert laws(answered(agreement, insured_under=["AA"], **piece))[0][2] == "AA"
    assert laws(answered(agreement, insured_under=["BB"], **piece))[0][2] == "BB"
    assert refused(agreement, **piece) == [
        "work.insured_under: is missing. The law that covers this work depends on it (Text 7)."
    ]


def test_an_exception_goes_before_every_other_term() -> None:
    exceptions = '[coverage.exceptions]\nby = "common_agreement"'
    agreed: Any = [{"party": "AA", "from": "2024-03-01", "to": "2024-04-30"}]
    answer = answered(
        agreement_with(exceptions),
        kind="local_hire",
        employer="BB",
        place="BB",
        start="2024-01-01",
        end="2024-12-31",
        exceptions=agreed,
    )
    assert [each[2] for each in laws(answer)] == ["BB", "AA", "BB"]
    assert answer.certificate is not None
    assert (answer.certificate.issued_by, str(answer.certificate.first)) == ("AA", "2024-03-01")
    assert refused(detachment(), kind="local_hire", employer="BB", place="BB", start="2024-01-01", exceptions=agreed)[
        0
    ].startswith("work.exceptions: the file of the agreement aa-bb has no term about exceptions.")


def test_the_certificate_and_what_may_be_claimed_without_it() -> None:
    piece: dict[str, Any] = {
        "kind": "detached",
        "employer": "AA",
        "place": "BB",
        "start": "2024-01-01",
        "end": "2024-12-31",
    }
    without = answered(detachment(), **piece)
    assert without.certificate is not None
    assert [(str(first), str(last)) for first, last in without.certificate.uncovered] == [("2024-01-01", "2024-12-31")]
    assert [(each.party, each.paid) for each in without.double] == [("BB", False)]
    certificates = [{"party": "AA", "from": "2024-01-01", "to": "2024-10-31"}]
    contributions = [{"party": "BB", "from": "2024-02-01", "to": "2024-03-31"},
                     {"party": "AA", "from": "2024-01-01", "to": "2024-12-31"}]  # fmt: skip
    answer = answered(detachment(), certificates=certificates, contributions=contributions, **piece)
    told = [(each.party, str(each.first), str(each.last), each.paid) for each in answer.double]
    assert told == [("BB", "2024-02-01", "2024-03-31", True), ("BB", "2024-11-01", "2024-12-31", False)]


def test_the_day_by_which_an_extension_is_asked_for() -> None:
    terms = """[[detachment]]
sender = "AA"
receiver = "BB"
first_months = 12
extension_months = 6
when_longer = "first_months"

[coverage.certificate]
detached_asked_by = "employer"
extension_needs = "both_consent"
extension_notice_days = 30"""
    answer = answered(
        agreement_with(terms), kind="detached", employer="AA", place="BB", start="2024-01-01", end="2025-03-31"
    )
    extension = answer.extension
    assert extension is not None
    assert (str(extension.asked_before), extension.needs, extension.needed) == ("2024-12-01", "both_consent", True)
    assert (str(extension.first), str(extension.last)) == ("2025-01-01", "2025-06-30")


def test_a_fresh_posting_after_so_many_days() -> None:
    agreement = detachment(new_count="after_days", new_count_days=60)
    piece: Any = {"kind": "detached", "employer": "AA", "place": "BB", "start": "2024-09-01", "end": "2025-08-31"}
    near = answered(agreement, earlier=[{"from": "2024-01-01", "to": "2024-07-03"}], **piece)
    far = answered(agreement, earlier=[{"from": "2024-01-01", "to": "2024-07-02"}], **piece)
    assert laws(near)[0] == ("2024-09-01", "2024-12-31", "AA")
    assert laws(far) == [("2024-09-01", "2025-08-31", "AA")]


@pytest.mark.parametrize("name", agreement_names())
def test_each_shipped_agreement_answers_or_says_what_is_missing(name: str) -> None:
    for sender, place in (find_agreement(name).codes, find_agreement(name).codes[::-1]):
        piece: Any = {
            "kind": "detached",
            "employer": sender,
            "place": place,
            "start": "2025-01-01",
            "end": "2025-12-31",
        }
        facts: Any = {"insured_under": [sender], "replaces_another": False}
        if any(each.sender == sender for each in find_agreement(name).detachment):
            assert laws(answered(name, **piece, **facts)) == [("2025-01-01", "2025-12-31", sender)]
        else:
            assert "has no term about workers sent from" in refused(name, **piece, **facts)[0]


def test_what_the_file_does_not_say_is_refused() -> None:
    piece: dict[str, Any] = {"kind": "detached", "employer": "KR", "place": "US"}
    assert refused("kr-us", start="2025-01-01", end="2035-12-31", **piece) == [
        "work.to: the file of the agreement kr-us does not say what holds where a posting is expected to last beyond "
        "2029-12-31. It cannot be decided until the agreement's text on it was read and stands in that file."
    ]
    earlier: Any = [{"from": "2020-01-01", "to": "2021-12-31"}]
    (told,) = refused("kr-us", start="2025-01-01", end="2025-12-31", earlier=earlier, **piece)
    assert told.startswith("work.earlier[0].to: 1096 days lie before the next posting")
    assert refused("kr-us", start="2025-01-01", kind="local_hire", employer="US", place="US")[0].startswith(
        "work.place: the file of the agreement kr-us has no term about the law of the place of work."
    )
    assert (
        "has no term about work on board of ships" in refused("vn-kr", start="2025-01-01", kind="ship", place="VN")[0]
    )
    assert refused("at-in", start="2025-01-01", kind="ship", place="AT", flag="PA")[0].startswith(
        "work.flag: PA is not"
    )
