"""Random persons as the rows of a batch: those of the compiled rules' check, with what the law lets them choose."""

from __future__ import annotations

from random import Random
from typing import Any

from tests.batch.compiled.population import YEARS_WITHOUT_TABLE, random_person

Json = dict[str, Any]

SHARES = ("1/2", "3/5", "7/10", "4/5", "9/10", "1")
YEARS_ADDED = ((1969, 5), (1965, 4), (1961, 3), (1957, 2), (1953, 1))

CHANGES = ("2025-07", "2025-07", "2021-01", "2018-01", "2022-01")
"""Months in which the law or a figure of Viet Nam changes."""
AGES = (540, 560, 600, 615, 620, 660, 675, 676, 680, 720, 735, 736)
"""Ages, in months, at which something may begin there."""


def month_text(month: int) -> str:
    """A month as YYYY-MM."""
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


def month_of(text: str) -> int:
    """The month of a month or day as text."""
    return int(text[:4]) * 12 + int(text[5:7] or 1) - 1


def person(source: Random, number: int) -> Json:
    """One case, named by its number, most of a kind that can be decided; part of them with choices and dependants."""
    case = random_person(source, number)
    _well_formed(source, case)
    _claim_later(source, case)
    _with_known_figures(source, case)
    if source.random() < 0.04:
        _where_laws_change(source, case)
    if source.random() < 0.06:
        _with_choices(source, case)
    if source.random() < 0.012:
        claimed = month_of(case["claim"]["date"])
        case["person"]["dependants"] = [_dependant(source, claimed) for _ in range(source.randrange(1, 4))]
        spouses = [each for each in case["person"]["dependants"] if each["relation"] == "spouse"]
        for each in spouses[1:]:
            case["person"]["dependants"].remove(each)
    case["periods"] = [part for each in case["periods"] for part in _career(source, each, case["periods"])]
    if source.random() < 0.005:
        case["periods"].append({"party": "JP", "from": "1999-01", "to": "2004-12", "kind": "compulsory"})
    for period in case["periods"]:
        if source.random() < 0.004:
            period["broken_months"] = sorted(_inside(source, period))
        if period["kind"] == "childbirth_credit" and source.random() < 0.93:
            period["kind"] = "unemployment_credit"
        if source.random() < 0.003 and period["party"] == "KR":
            period["kind"] = source.choice(["military_credit", "childbirth_credit", "unemployment_credit"])
    return case


def _well_formed(source: Random, case: Json) -> None:
    """Leave out most of what no institution could mean, and of the time after the last known figures."""
    if source.random() < 0.03:
        return
    end = "2026-08"
    case["periods"] = [each for each in case["periods"] if each["from"] <= each["to"] and each["from"][:7] <= end]
    for period in case["periods"]:
        if period["to"][:7] > end:
            period["to"] = end
            for each in period.get("earnings", []):
                each["to"] = end
    if case["claim"]["date"][:7] > end:
        case["claim"]["date"] = f"{end}-28"


def _claim_later(source: Random, case: Json) -> None:
    """Move most claims to where a pension is likelier: past the ages, and after totalisation began."""
    born, claimed = month_of(case["person"]["birth_date"]), month_of(case["claim"]["date"])
    if source.random() < 0.45:
        claimed = max(claimed, month_of("2025-07") + source.randrange(-2, 14))
    elif source.random() < 0.5:
        claimed = max(claimed, born + 12 * source.choice([60, 61, 62, 63, 65]) + source.randrange(-1, 14))
    if claimed > month_of("2026-10") and source.random() < 0.97:
        claimed = max(month_of("2026-10"), *(month_of(each["to"]) for each in case["periods"]), born)
    if claimed < month_of("2016-01") and source.random() < 0.9:
        claimed = month_of("2016-01") + source.randrange(12)
    if claimed != month_of(case["claim"]["date"]):
        case["claim"]["date"] = f"{month_text(claimed)}-{source.randrange(1, 29):02d}"
        last = [each for each in case["periods"] if month_of(each["to"]) == claimed and len(each["to"]) == 10]
        if last:
            case["claim"]["date"] = f"{month_text(claimed)}-28"
    if source.random() < 0.01 and all(each["party"] == "VN" for each in case["periods"]):
        case["person"]["birth_date"] = case["person"]["birth_date"][:4]


def _where_laws_change(source: Random, case: Json) -> None:
    """A claim in the last months of a law or the first of the next, of a person about to be of age."""
    person, at = case["person"], month_of(source.choice(CHANGES)) - source.choice((0, 1, 1, 1, 2))
    kept = [each for each in case["periods"] if month_of(each["from"]) < at]
    for period in kept:
        if month_of(period["to"]) >= at or source.random() < 0.1:
            period["to"] = month_text(max(month_of(period["from"]), at - source.choice((0, 0, 1, 2))))
            period["from"] = period["from"][:7]
            for each in period.get("earnings", []):
                each |= {"from": period["from"], "to": period["to"]}
    case["periods"] = kept
    case["claim"]["date"] = f"{month_text(at)}-28"
    for party, average in (("VN", 7_654_321), ("KR", 1_654_321)):
        case["established"].setdefault(party, {"average_earnings": average})
    if source.random() < 0.7:
        person["birth_date"] = month_text(at - source.choice(AGES) + source.randrange(-2, 3))
    soldier = any("armed_forces" in each.get("conditions", []) for each in kept)
    if source.random() < 0.3 and not soldier:
        person["capacity_loss_percent"] = source.choice((61, 70, 81, 90))
        person["capacity_conclusion"] = f"{month_text(at - source.choice((0, 0, 1, 5)))}-02"


def _with_known_figures(source: Random, case: Json) -> None:
    """Keep most cases clear of figures of law that are not known, and of what the engine refuses."""
    year, established = int(case["claim"]["date"][:4]), case["established"]
    if year in YEARS_WITHOUT_TABLE and source.random() < 0.95:
        established.setdefault("VN", {"average_earnings": source.randrange(1_000_000, 20_000_000)})
    if source.random() < 0.9:
        case["periods"] = [
            each for each in case["periods"] if each["party"] == "VN" or each["to"] >= "1999" or source.random() < 0.03
        ]
        for period in case["periods"]:
            if period["party"] == "KR" and period["from"] < "1998" and period["to"] >= "1999":
                period["from"] = "1998-01"
                for each in period.get("earnings", []):
                    each["from"] = "1998-01"
    if case["person"].get("nationality") in ("KR", "JP") and source.random() < 0.9:
        case["claim"].setdefault("options", {})["VN"] = {"citizen_when_insured": True}
    if source.random() < 0.9:
        for period in case["periods"]:
            if period.get("conditions") == ["unknown"]:
                del period["conditions"]
            if "earnings" not in period and period["kind"] != "military_credit":
                established.setdefault(period["party"], {"average_earnings": source.randrange(1_000_000, 5_000_000)})
    if "capacity_loss_percent" in case["person"] and "capacity_conclusion" not in case["person"]:
        case["person"]["capacity_loss_percent"] = 45
    if any("armed_forces" in each.get("conditions", []) for each in case["periods"]):
        case["person"].pop("capacity_loss_percent", None)


def _with_choices(source: Random, case: Json) -> None:
    """What the National Pension Act lets the person choose, and the income from work that it asks for."""
    born = month_of(case["person"]["birth_date"])
    options: Json = {}
    if source.random() < 0.45:
        options["early"] = True
        lowest = born + 12 * 57
        earned = max([lowest, month_of("2016-01"), *(month_of(each["to"]) for each in case["periods"])])
        if source.random() < 0.7 and earned < month_of("2026-10"):
            claimed = min(earned + source.randrange(48), month_of("2026-10"))
            case["claim"]["date"] = f"{month_text(claimed)}-28"
    elif source.random() < 0.5:
        added = next((years for first, years in YEARS_ADDED if born // 12 >= first), 0)
        until = born + 12 * (60 + added) + source.randrange(2, 62)
        if month_of("2012-07") < until - 62 and until <= month_of("2026-12"):
            options["deferred_until"] = month_text(until)
            if source.random() < 0.6:
                options["deferred_share"] = source.choice(SHARES)
    if source.random() < 0.2:
        options["count_acquisition_month"] = True
    if born >= month_of("1955-01") and case["claim"]["date"] >= "2015-08" and source.random() < 0.4:
        options["monthly_income"] = source.choice([1_000_000, 3_000_000, source.randrange(3_000_000, 12_000_000)])
    if options:
        case["claim"].setdefault("options", {})["KR"] = options


def _career(source: Random, period: Json, periods: list[Json]) -> list[Json]:
    """The period, or parts of it one after the other with earnings of their own: where no other one claims a month.

    Periods of one kind that overlap must not contradict each other: they keep what they have.
    """
    first, last = month_of(period["from"]), month_of(period["to"])
    overlaps = sum(
        each["party"] == period["party"] and month_of(each["from"]) <= last and first <= month_of(each["to"])
        for each in periods
    )
    if overlaps > 1 or first > last or not period.get("earnings") or source.random() < 0.15:
        return [period]
    cuts = sorted(
        {source.randrange(first + 1, last + 1) for _ in range(source.choice((0, 1, 1, 2, 3)))} if last > first else ()
    )
    found = []
    for begin, end in zip([first, *cuts], [*(cut - 1 for cut in cuts), last], strict=True):
        part = {**period, "earnings": [dict(period["earnings"][0])]}
        if begin != first:
            part["from"] = month_text(begin)
        if end != last:
            part["to"] = month_text(end)
        amount = part["earnings"][0]
        amount |= {"from": part["from"], "to": part["to"], "monthly": _amount(source, period["party"])}
        if "coefficient" in amount:
            amount["coefficient"] = f"{source.randrange(100, 1100) / 100:.2f}"
        found.append(part)
    return found


def _amount(source: Random, party: str) -> int:
    least, most = (1_000_000, 60_000_000) if party == "VN" else (150_000, 7_000_000)
    if source.random() < 0.3:
        return source.randrange(least, most)
    return source.randrange(least, most // 6)


def _inside(source: Random, period: Json) -> set[str]:
    first, last = month_of(period["from"]), month_of(period["to"])
    return {month_text(source.randrange(first, last + 1)) for _ in range(source.randrange(1, 5))}


def _dependant(source: Random, claimed: int) -> Json:
    relation = source.choice(["spouse", "child", "parent"])
    found: Json = {"relation": relation}
    years = source.randrange(1, 24) if relation == "child" else source.randrange(50, 90)
    if relation != "spouse" or source.random() < 0.5:
        found["birth_date"] = month_text(claimed - 12 * years - source.randrange(12))
    if source.random() < 0.2:
        found["disabled"] = True
    return found
