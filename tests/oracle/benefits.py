"""The engine against the oracle on claims to lump sums, survivors' and disability benefits.

``python -m tests.oracle.benefits 20000 [first seed]`` decides so many random claims on both sides and compares each
part: whether it is due, on what basis, from when, how much, to whom, what is missing, the months that a sum
extinguishes, and the old-age pensions that could be claimed with them and without. It prints the claims on which the
two differ and ends with 1 if there are any.
"""

from __future__ import annotations

import copy
import json
import sys
from collections import Counter
from collections.abc import Mapping
from datetime import date
from random import Random

from tests import oracle
from tests.oracle import korea_benefits, vietnam_benefits
from tests.oracle.claims import random_claim
from tests.oracle.parts import Answer, Side
from tests.oracle.plain import Json, MissingError, month_of
from totalisation import assess
from totalisation.extinction import Extinction, Standing, extinction
from totalisation.messages import FaultsError
from totalisation.parameters import MissingFigureError
from totalisation.party_result import PartResult, PartyResult

MOST_TOLD = 40


def decide(case: Json, as_of: str) -> dict[str, Side]:
    """What the law owes on a claim to another benefit than the old-age pension, by party."""
    now = month_of(as_of)
    months = {party: oracle.insured(case, party) for party in ("VN", "KR")}
    only = {"VN": set(months["KR"]) - set(months["VN"]), "KR": set(months["VN"]) - set(months["KR"])}
    income = {month: oracle.earned(period, month)["monthly"] for month, period in months["KR"].items()}
    kinds = {month: period["kind"] for month, period in months["KR"].items()}
    parts = {
        "VN": vietnam_benefits.decide(case, oracle.vietnamese(months["VN"]), only["VN"], now),
        "KR": korea_benefits.decide(case, income, kinds, only["KR"], now),
    }
    sides = {}
    for party, found in parts.items():
        own = len(months[party]) + case["claim"].get("top_up", {}).get(party, {}).get("months", 0)
        side = Side(own, own + len(only[party]), found)
        if case["claim"]["benefit"] == "lump_sum" and side.due:
            side.extinguished = side.own_months
        sides[party] = side
    return sides


def differences(case: Json, as_of: str) -> list[str]:
    """In what the engine and the oracle differ on a claim."""
    try:
        found = assess(copy.deepcopy(case), as_of=date.fromisoformat(as_of))
    except MissingFigureError as error:
        try:
            decide(case, as_of)
        except MissingError:
            return []
        return [f"only the engine lacks a figure: {error}"]
    except FaultsError as error:
        return [f"the engine refuses: {error}"]
    try:
        expected = decide(case, as_of)
    except MissingError as error:
        return [f"only the oracle lacks a figure: {error}"]
    told = []
    for code, side in expected.items():
        told += [f"{code}: {each}" for each in of_side(found.parties[code], side)]
    if case["claim"]["benefit"] == "lump_sum":
        ended = extinction(found)
        told += of_extinction(ended, {code: side.extinguished for code, side in expected.items()})
        if ended is not None:
            paying = {code for code, side in expected.items() if side.extinguished}
            paying |= {code for code, side in expected.items() if side.due}
            told += [f"kept, {each}" for each in of_standings(ended.kept, case, set())]
            told += [f"ended, {each}" for each in of_standings(ended.extinguished, case, paying)]
    return told


def of_standings(standings: Mapping[str, Standing], case: Json, paying: set[str]) -> list[str]:
    """The old-age pensions that could be claimed now, with the periods of ``paying`` parties refunded."""
    old_age = copy.deepcopy(case)
    old_age["claim"]["benefit"] = "old_age"
    del old_age["claim"]["withdrawals"]
    for each in old_age["periods"]:
        if each["party"] in paying:
            each["refunded"] = True
    try:
        sides = oracle.decide(old_age)
    except MissingError:
        return []
    claimed = month_of(case["claim"]["date"])
    told = []
    for code, standing in standings.items():
        side = sides[code]
        now = standing.claimable is not None and (standing.claimable // 12, standing.claimable % 12 + 1) == claimed
        pension = {} if code in paying else case["claim"]["withdrawals"].get(code, {}).get("pension", {})
        if standing.drawn != bool(pension):
            told.append(f"{code}: drawn {standing.drawn}")
        if pension:
            since = standing.claimable
            first = None if since is None else (since // 12, since % 12 + 1)
            if (standing.monthly_amount, first) != (pension["monthly"], month_of(pension["since"])):
                told.append(f"{code}: {standing.monthly_amount} since {first} not {pension}")
            continue
        if standing.own_months != side["own_months"] or standing.totalised_months != side["totalised_months"]:
            told.append(f"{code}: months {standing.own_months}, {standing.totalised_months}")
        if now != side["entitled"]:
            told.append(f"{code}: claimable now {now} not {side['entitled']}")
        elif now and (standing.basis, standing.monthly_amount) != (side["basis"], side["monthly_amount"]):
            told.append(
                f"{code}: {standing.basis} {standing.monthly_amount} not {side['basis']} {side['monthly_amount']}"
            )
    return told


def of_extinction(ended: Extinction | None, expected: dict[str, int]) -> list[str]:
    months = {} if ended is None else dict(ended.months)
    wanted = {code: number for code, number in expected.items() if number}
    if months != wanted:
        return [f"extinguished {months} not {wanted}"]
    if ended is None:
        return []
    return [
        f"{code}: months grow by extinction"
        for code in ended.kept
        if ended.extinguished[code].own_months > ended.kept[code].own_months
        or ended.extinguished[code].own_months != ended.kept[code].own_months - months.get(code, 0)
    ]


def of_side(result: PartyResult, side: Side) -> list[str]:
    told = []
    if result.own_months != side.own_months:
        told.append(f"own_months {result.own_months} not {side.own_months}")
    if result.totalised_months != side.total_months:
        told.append(f"totalised_months {result.totalised_months} not {side.total_months}")
    found = {each.name: each for each in result.parts}
    if set(found) != set(side.parts):
        return [*told, f"parts {sorted(found)} not {sorted(side.parts)}"]
    for name, answer in side.parts.items():
        told += [f"{name}: {each}" for each in of_part(found[name], answer)]
        if answer.due and found[name].due and answer.shares is not None:
            shared = result.told[found[name].part.shared].value if found[name].part.shared else None
            if shared != answer.shares:
                told.append(f"{name}: shares {shared} not {answer.shares}")
    return told


def of_part(part: PartResult, answer: Answer) -> list[str]:
    missing = {each.name for each in part.missing}
    if part.due != answer.due:
        return [f"due {part.due} not {answer.due}; missing {sorted(missing)} not {answer.missing}"]
    if not part.due:
        return [] if missing in answer.missing else [f"missing {sorted(missing)} not one of {answer.missing}"]
    start = None if part.start is None else (part.start // 12, part.start % 12 + 1)
    pairs = {
        "basis": (part.basis, answer.basis),
        "start": (start, answer.start),
        "amount": (part.amount, answer.amount),
        "amount_at_start": (part.amount_at_start, answer.at_start),
        "ratio": (part.ratio, answer.ratio),
    }
    return [f"{name} {one} not {other}" for name, (one, other) in pairs.items() if one != other]


def claim_of(seed: int) -> tuple[Json, str]:
    """The random claim of a seed, and the day on which its amounts are asked for."""
    source = Random(seed)
    case = random_claim(source)
    claimed = str(case["claim"]["date"])
    return case, claimed if source.random() < 0.6 else max(claimed, f"2026-{source.randint(1, 12):02d}-15")


def main(arguments: list[str]) -> int:
    """Compare so many claims, and print those that differ with what they differ in."""
    count = int(arguments[0]) if arguments else 1000
    first = int(arguments[1]) if len(arguments) > 1 else 0
    outcomes: Counter[str] = Counter()
    differing = 0
    for seed in range(first, first + count):
        case, as_of = claim_of(seed)
        told = differences(case, as_of)
        outcomes[case["claim"]["benefit"]] += 1
        if told:
            differing += 1
            if differing <= MOST_TOLD:
                print(f"seed {seed}, as of {as_of}: " + "; ".join(told))
                print("   ", json.dumps(case))
    print(f"{count} claims {dict(outcomes)}, {differing} differ")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
