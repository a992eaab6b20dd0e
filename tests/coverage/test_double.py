from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.coverage.works import detachment
from totalisation.agreement_file import find_agreement
from totalisation.coverage.career import Career
from totalisation.coverage.double import DoubleCheck, check_career
from totalisation.coverage.files import model_from
from totalisation.messages import FaultsError, message
from totalisation.months import format_month

Judged = tuple[str, str, str, str | None]


def check(agreement: str = "vn-kr", **career: Any) -> DoubleCheck:
    mapping = {"career_id": "C", "agreement": agreement, **career}
    found = detachment() if agreement == "aa-bb" else find_agreement(agreement)
    return check_career(model_from(Career, mapping, message("A career is one JSON object.")), found)


def judged(checked: DoubleCheck) -> list[Judged]:
    return [(format_month(each.first), format_month(each.last), each.verdict, each.party) for each in checked.months]


def period(party: str, first: str, last: str, kind: str = "compulsory", **more: Any) -> dict[str, Any]:
    return {"party": party, "from": first, "to": last, "kind": kind, **more}


BOTH = [period("KR", "2022-01", "2025-12", "workplace"), period("VN", "2023-07", "2025-03")]
SENT = {"kind": "detached", "employer": "KR", "place": "VN", "from": "2022-05-01", "insured_under": ["KR"]}


def test_months_of_a_posting_were_not_due_at_the_place_of_work() -> None:
    checked = check(periods=BOTH, works=[{**SENT, "to": "2026-12-31"}])
    assert judged(checked) == [
        ("2023-07", "2023-12", "allowed", None),
        ("2024-01", "2025-03", "not_due", "VN"),
    ]
    assert checked.months[1].term == find_agreement("vn-kr").detachment[0]


def test_a_certificate_alone_shows_to_whom_months_were_not_due() -> None:
    certificate = {"party": "KR", "from": "2024-02-01", "to": "2024-12-31", "number": "N-1"}
    checked = check(periods=BOTH, certificates=[certificate])
    assert judged(checked) == [
        ("2023-07", "2023-12", "allowed", None),
        ("2024-01", "2024-01", "unexplained", None),
        ("2024-02", "2024-12", "not_due", "VN"),
        ("2025-01", "2025-03", "unexplained", None),
    ]
    assert checked.months[2].certificate == "N-1"


def test_the_month_in_which_the_law_changes_is_rightly_paid_to_both() -> None:
    local = {"kind": "local_hire", "employer": "VN", "place": "VN", "from": "2024-06-16", "to": "2025-12-31"}
    works = [{**SENT, "from": "2024-01-01", "to": "2024-06-15"}, local]
    checked = check(periods=BOTH, works=works, worker={"nationality": "JP"})
    assert judged(checked)[1:] == [
        ("2024-01", "2024-05", "not_due", "VN"),
        ("2024-06", "2024-06", "allowed", None),
        ("2024-07", "2025-03", "not_due", "KR"),
    ]


def test_a_certificate_that_contradicts_the_work_explains_nothing() -> None:
    certificate = {"party": "VN", "from": "2024-01-01", "to": "2024-12-31"}
    checked = check(periods=BOTH, works=[{**SENT, "to": "2026-12-31"}], certificates=[certificate])
    assert judged(checked)[1] == ("2024-01", "2024-12", "unexplained", None)


def test_a_month_of_which_only_a_part_is_known() -> None:
    checked = check(periods=BOTH, certificates=[{"party": "KR", "from": "2024-02-10", "to": "2024-03-31"}])
    assert judged(checked)[1:4] == [
        ("2024-01", "2024-01", "unexplained", None),
        ("2024-02", "2024-02", "unexplained", None),
        ("2024-03", "2024-03", "not_due", "VN"),
    ]
    assert "covers only a part of it" in str(checked.months[2].reason)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"kind": "voluntary"}, ["periods[1]: its insurance is voluntary: no law asked for it"]),
        ({"kind": "credited"}, []),
        ({"refunded": True}, ["periods[1]: its contributions were refunded"]),
        ({"count": {"unit": "months", "number": 5}}, ["periods[1]: its months are certified as a number alone"]),
    ],
)
def test_periods_that_are_not_compared(changed: dict[str, Any], told: list[str]) -> None:
    checked = check(periods=[BOTH[0], {**BOTH[1], **changed}])
    assert (checked.months, [str(each) for each in checked.set_aside]) == ((), told)


def test_work_left_to_national_law_is_rightly_paid_to_both() -> None:
    works = [{"kind": "self_employed", "place": "VN", "from": "2024-01-01"}]
    assert judged(check(periods=BOTH, works=works))[1] == ("2024-01", "2025-03", "allowed", None)


def test_every_fault_is_told_at_once() -> None:
    with pytest.raises(FaultsError) as caught:
        check(
            periods=[period("VN", "2024-01", "2023-01"), period("KR", "2024-01", "2024-02", "compulsary")],
            works=[{**SENT, "insured_under": None}],
            certificates=[{"party": "JP", "from": "2024-02-01", "to": "2024-01-01"}],
        )
    assert [each.where for each in caught.value.faults] == [
        "periods[0].to",
        "periods[1].kind",
        "certificates[0].party",
        "certificates[0].to",
        "works[0].insured_under",
    ]


MONTHS = st.integers(0, 60)


@given(st.lists(st.tuples(st.sampled_from(["AA", "BB"]), MONTHS, MONTHS), max_size=6), st.tuples(MONTHS, MONTHS))
def test_each_month_paid_to_both_is_told_exactly_once(
    spans: list[tuple[str, int, int]], certified: tuple[int, int]
) -> None:
    def month(at: int) -> str:
        return format_month(2018 * 12 + at)

    periods = [period(party, month(min(one, two)), month(max(one, two))) for party, one, two in spans]
    first, last = sorted(certified)
    certificate = {"party": "AA", "from": f"{month(first)}-01", "to": f"{month(last)}-28"}
    checked = check("aa-bb", periods=periods, certificates=[certificate])
    told = [at for each in checked.months for at in range(each.first, each.last + 1)]
    both = {
        at
        for at in range(2018 * 12, 2018 * 12 + 61)
        if {party for party, one, two in spans if min(one, two) <= at - 2018 * 12 <= max(one, two)} == {"AA", "BB"}
    }
    assert (len(told), set(told)) == (len(both), both)
    assert {each.party for each in checked.of("not_due")} <= {"BB"}
    assert all(each.last < 2020 * 12 for each in checked.of("allowed"))
