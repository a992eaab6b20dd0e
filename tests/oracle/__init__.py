"""A second, slow restatement of the whole decision under the shipped agreement, written from the law.

It shares nothing with the engine but the figures in the parameter files: months are plain tuples, earnings lie
in a dict by month, and every sum is a plain loop over months.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from tests.oracle import korea, vietnam
from tests.oracle.plain import Json, MissingError, Month, each_month, month_of

PROVISION = "2025-07-01"
"""The day from which periods are totalised (Art. 23(2))."""

MINIMUM_OWN_MONTHS = 12

KINDS = {
    "VN": ("compulsory", "credited", "voluntary"),
    "KR": (
        "workplace",
        "individual",
        "compulsory",
        "voluntary",
        "voluntary_continued",
        "unemployment_credit",
        "childbirth_credit",
        "military_credit",
        "credited",
    ),
}
"""The kinds of period of each party, the stronger first: it keeps a month that two of them claim."""

__all__ = ["MissingError", "decide"]


def decide(case: Json, as_of: str | None = None) -> Json:
    """Each party's side of the case, and the months of both. Raises MissingError where a figure is missing."""
    now = month_of(as_of or case["claim"]["date"])
    months = {party: insured(case, party) for party in ("VN", "KR")}
    own: dict[str, dict[Month, Any]] = {"VN": vietnamese(months["VN"]), "KR": months["KR"]}
    top_up = int(case["claim"].get("top_up", {}).get("VN", {}).get("months", 0))
    options = case["claim"].get("options", {}).get("KR", {})
    credited = options.get("childbirth_credit_months", 0) + options.get("military_credit_months", 0)
    both = set(months["VN"]) & set(months["KR"])
    sides: Json = {}
    absent: list[MissingError] = []
    for party, extra in (("VN", top_up), ("KR", credited)):
        other = "KR" if party == "VN" else "VN"
        foreign = set(months[other]) - set(months[party])
        try:
            sides[party] = one_side(case, party, own[party], foreign, extra, now)
        except MissingError as error:
            absent.append(error)
    if absent:
        raise MissingError(*absent)
    return {
        "VN": sides["VN"],
        "KR": sides["KR"],
        "overlap_months": len(both),
        "total_months": len(set(months["VN"]) | set(months["KR"])) + top_up + credited,
    }


def insured(case: Json, party: str) -> dict[Month, Json]:
    """Each month that counts under the party's law, with the period that keeps it."""
    kept: dict[Month, Json] = {}
    wish = bool(case["claim"].get("options", {}).get("KR", {}).get("count_acquisition_month"))
    for kind in KINDS[party]:
        for period in sorted(case["periods"], key=lambda each: (each["from"], each["to"], each.get("conditions", []))):
            if period["party"] != party or period["kind"] != kind or period.get("refunded"):
                continue
            broken = {month_of(each) for each in period.get("broken_months", [])}
            if party == "KR":
                months = korea.counted(period, wish)
            else:
                months = list(each_month(month_of(period["from"]), month_of(period["to"])))
            for month in months:
                if month not in broken and month not in kept:
                    kept[month] = period
    return kept


def earned(period: Json, month: Month) -> Json:
    """The earnings of one month of a period."""
    for each in period.get("earnings", []):
        if month_of(each["from"]) <= month <= month_of(each["to"]):
            found: Json = each
            return found
    return {"monthly": 0}


def vietnamese(months: dict[Month, Json]) -> dict[Month, vietnam.Paid]:
    paid = {}
    for month, period in months.items():
        each = earned(period, month)
        coefficient = Fraction(each["coefficient"]) if "coefficient" in each else None
        regime = period.get("salary_regime", "employer")
        paid[month] = vietnam.Paid(
            period["kind"], regime, each["monthly"], coefficient, set(period.get("conditions", []))
        )
    return paid


def one_side(case: Json, party: str, own: dict[Month, Any], foreign: set[Month], extra: int, now: Month) -> Json:
    """One party's decision: on its own months, and where they do not suffice on those of both."""
    own_months = len(own) + extra
    side: Json = {"own_months": own_months, "totalised_months": own_months + len(foreign)}
    missing, pension = law(case, party, own, foreign, False)
    if not missing:
        return {**side, "entitled": True, "basis": "independent", **pension(now)}
    together: set[str] | None = None
    if foreign:
        together, pension = law(case, party, own, foreign, True)
        if case["claim"]["date"] < PROVISION:
            together.add("totalisation_in_effect")
        if own_months < MINIMUM_OWN_MONTHS:
            together.add("minimum_own_period")
        if not together:
            return {**side, "entitled": True, "basis": "totalised", **pension(now)}
    return {**side, "entitled": False, "basis": "none", "missing_alone": missing, "missing_together": together}


def law(
    case: Json, party: str, own: dict[Month, Any], foreign: set[Month], totalising: bool
) -> tuple[set[str], Callable[[Month], Json]]:
    """What is missing under the party's law, and how the pension of a month is found if nothing is."""
    provision = month_of(PROVISION) if totalising else (1900, 1)
    if party == "VN":
        return vietnam.decide(vietnam.Person(case, own, foreign, totalising, provision))
    income = {month: earned(period, month)["monthly"] for month, period in own.items()}
    return korea.decide(korea.Person(case, income, foreign, totalising, provision))
