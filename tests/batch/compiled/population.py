"""Random cases of the kind that institutions hold in millions: periods by months, one amount for each.

They aim at what the compiled rules decide themselves, with a part that they leave and a part that is at fault.
"""

from __future__ import annotations

from random import Random
from typing import Any

Json = dict[str, Any]

AMOUNTS = (700_000, 1_234_567, 2_000_000, 5_000_000, 9_000_000, 30_000_000, 60_000_000)
COEFFICIENTS = ("1", "2.34", "3.66", "4.98", "10.3")


WORK = (
    ("hazardous",),
    ("very_hazardous",),
    ("difficult_area",),
    ("underground_coal",),
    ("underground_coal", "very_hazardous"),
    ("armed_forces",),
    ("armed_forces", "hazardous"),
    ("commune_cadre",),
)

YEARS_WITHOUT_TABLE = (2016,)
"""Years of the start for which no whole table of coefficients is known: most cases keep clear of them."""

KINDS = {
    "VN": ["compulsory", "voluntary", "credited"],
    "KR": [
        "compulsory",
        "voluntary",
        "credited",
        "workplace",
        "individual",
        "voluntary_continued",
        "childbirth_credit",
    ],
}


def text(month: int) -> str:
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


def random_person(source: Random, number: int) -> Json:
    """One case, named by its number."""
    born = source.randrange(1950 * 12, 1967 * 12)
    age = 12 * source.choice([50, 55, 57, 59, 60, 61, 62, 63, 64, 66]) + source.randrange(12)
    claimed = min(max(born + age, 2016 * 12), 2027 * 12)
    if claimed // 12 in YEARS_WITHOUT_TABLE and source.random() < 0.8:
        claimed += 12
    if source.random() < 0.02:
        claimed = 2015 * 12 + 6
    case: Json = {
        "case_id": f"c{number}",
        "agreement": "vn-kr",
        "person": {"sex": source.choice(["female", "male"]), "birth_date": text(born)},
        "claim": {"benefit": "old_age", "date": f"{text(claimed)}-{source.randrange(1, 29):02d}"},
        "established": {},
    }
    if source.random() < 0.2:
        case["person"]["birth_date"] += f"-{source.randrange(1, 29):02d}"
    if source.random() < 0.4:
        case["person"]["nationality"] = source.choice(["VN"] * 30 + ["KR", "JP"])
    case["periods"] = _periods(source, born, claimed)
    if source.random() < 0.15:
        case["person"]["capacity_loss_percent"] = source.choice([0, 45, 60, 61, 70, 80, 81, 95, 100])
        if source.random() < 0.97:
            case["person"]["capacity_conclusion"] = f"{text(claimed - source.choice([-3, 0, 1, 12, 40]))}-15"
    if source.random() < 0.03:
        case["person"]["occupational_hiv"] = True
    for party, least, most, share in (("VN", 1_000_000, 20_000_000, 0.4), ("KR", 400_000, 6_000_000, 0.4)):
        if source.random() < share or (party == "KR" and any(each["from"] < "1998" for each in case["periods"])):
            case["established"][party] = {"average_earnings": source.randrange(least, most)}
    return case


def _periods(source: Random, born: int, claimed: int) -> list[Json]:
    regime = source.choice(["state", "employer", "employer"])
    works = source.choice(WORK) if source.random() < 0.4 else ()
    if source.random() < 0.01:
        works = ("unknown",)
    first = max(born + 12 * 17 + source.randrange(60), 1980 * 12)
    # One amount for each party and kind, so that periods that overlap do not contradict each other.
    amounts = {(party, kind): source.choice(AMOUNTS) for party in ("VN", "KR") for kind in KINDS[party]}
    coefficient = source.choice(COEFFICIENTS)
    found: list[Json] = []
    for _ in range(source.randrange(0, 12)):
        party = source.choice(["VN", "KR"])
        start = max(first, 1988 * 12) if party == "KR" else first
        if source.random() < 0.2 and found:
            start = max(start - source.randrange(40), born + 12 * 15, 1988 * 12 if party == "KR" else 0)
        end = min(start + source.choice([0, 11, 12, 59, 60, 119, 120, 179, 180, 240, source.randrange(300)]), claimed)
        if end < start:
            continue
        period = _period(source, party, start, end, regime)
        if works and period["party"] == "VN" and source.random() < 0.8:
            period["conditions"] = list(works)
        found.append(period)
        if end == claimed and len(period["to"]) == 10:
            period["to"] = period["to"][:8] + "01"
        for each in period.get("earnings", []):
            each["to"] = period["to"]
        for each in period.get("earnings", []) if source.random() < 0.98 else []:
            each["monthly"] = amounts[party, period["kind"]]
            if "coefficient" in each:
                each["coefficient"] = coefficient
        first = end + 1 + source.choice([0, 0, 1, source.randrange(40)])
    return found


def _period(source: Random, party: str, start: int, end: int, regime: str) -> Json:
    kind = "compulsory" if source.random() < 0.6 else source.choice(KINDS[party])
    period: Json = {"party": party, "from": text(start), "to": text(end), "kind": kind}
    if source.random() < 0.3:
        period["from"] += f"-{source.choice([1, 1, 2, 15, source.randrange(1, 29)]):02d}"
    if source.random() < 0.3:
        period["to"] += f"-{source.choice([28, 27, 1, source.randrange(1, 29)]):02d}"
    if source.random() < 0.04:
        period["refunded"] = True
    if source.random() < 0.98:
        amount: Json = {"from": period["from"], "to": period["to"], "monthly": source.choice(AMOUNTS)}
        period["earnings"] = [amount]
        if party == "VN" and period["kind"] != "voluntary":
            period["salary_regime"] = regime if source.random() < 0.98 else source.choice(["state", "employer"])
            if period["salary_regime"] == "state" and source.random() < 0.99:
                amount["coefficient"] = source.choice(COEFFICIENTS)
    return period
