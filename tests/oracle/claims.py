"""Random claims to lump sums, survivors' and disability benefits, at the edges of ages, time limits and laws."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from tests.strategies import (
    Json,
    Month,
    chance,
    earnings,
    gap,
    later,
    text,
)

TURNS = ("2025-06-29", "2025-06-30", "2025-07-01", "2025-07-02", "2026-06-30", "2026-07-01", "2025-12-31", "2026-01-01")
"""Days around which the law, the reference level or the year changes."""

LENGTHS = (1, 9, 11, 12, 13, 35, 36, 37, 59, 60, 61, 96, 119, 120, 121, 174, 179, 180, 181, 239, 240, 241, 300)


def day_near(source: Random, first: str, last: str, *turns: str) -> str:
    """A day between two days, often one of the turns that lie between them."""
    fitting = [each for each in turns if first <= each <= last]
    if fitting and chance(source, 40):
        return source.choice(fitting)
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    return (start + timedelta(days=source.randint(0, (end - start).days))).isoformat()


def around(source: Random, day: str) -> str:
    """A day at most a few from another, often the day before, of or after it."""
    days = source.choice([-31, -2, -1, -1, 0, 0, 1, 1, 2, 31])
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def born_at(source: Random, day: str, months: int) -> str:
    """A date of birth with which an age in months is reached near a day; to the month alone in one of six."""
    year, month, of_month = (int(part) for part in around(source, day).split("-"))
    born = later((year, month), -months)
    whole = f"{text(born)}-{min(of_month, 28):02d}"
    return whole[:7] if chance(source, 15) else whole


def month_before(day: str, months: int) -> Month:
    return later((int(day[:4]), int(day[5:7])), -months)


def career(source: Random, party: str, adult: Month, end: Month) -> list[Json]:
    """Up to three periods of one party that end no later than ``end``, of a length at a turn of the law."""
    room = gap(adult, end) + 1
    if room <= 0 or chance(source, 20):
        return []
    wanted = min(source.choice(LENGTHS) if chance(source, 70) else source.randint(1, 330), room)
    parts = source.randint(1, min(3, wanted))
    cuts = sorted(source.sample(range(1, wanted), parts - 1)) if parts > 1 else []
    lengths = [b - a for a, b in zip([0, *cuts], [*cuts, wanted], strict=True)]
    free, at, made = room - wanted, adult, []
    last_pause = free if chance(source, 45) else source.randint(0, free)
    for number, length in enumerate(lengths):
        pause = last_pause if number == 0 else source.randint(0, free)
        free -= pause
        at = later(at, pause)
        made.append(period(source, party, (at, later(at, length - 1))))
        at = later(at, length)
    return made


def period(source: Random, party: str, span: tuple[Month, Month]) -> Json:
    found: Json = {"party": party, "from": text(span[0]), "to": text(span[1])}
    if party == "VN":
        state = chance(source, 15)
        voluntary = span[0] >= (2008, 1) and chance(source, 30)
        found["kind"] = "voluntary" if voluntary else "compulsory"
        if not voluntary:
            found["salary_regime"] = "state" if state else "employer"
            if chance(source, 10):
                found["conditions"] = [source.choice(["armed_forces", "hazardous", "commune_cadre"])]

        def pay() -> Json:
            if state and not voluntary:
                return {"monthly": 3_000_000, "coefficient": f"{source.randint(186, 800) / 100:.2f}"}
            return {
                "monthly": source.choice([source.randint(300_000, 20_000_000), source.randint(20_000_000, 70_000_000)])
            }
    else:
        found["kind"] = source.choice(["workplace", "workplace", "individual", "voluntary", "compulsory"])

        def pay() -> Json:
            return {"monthly": source.randint(100_000, 8_000_000)}

    found["earnings"] = earnings(source, span, pay)
    turn = source.randint(1, 100)
    length = gap(*span)
    if turn <= 4:
        found["refunded"] = True
    elif turn <= 8:
        steps = sorted({source.randint(0, length) for _ in range(source.randint(1, 4))})
        found["broken_months"] = [text(later(span[0], step)) for step in steps]
    elif turn <= 16 and party == "KR":
        first, last = source.choice([1, 1, 2, 15, 28]), source.choice([1, 15, 28])
        if span[0] == span[1]:
            first, last = min(first, last), max(first, last)
        found["from"], found["to"] = f"{found['from']}-{first:02d}", f"{found['to']}-{last:02d}"
    return found


def spread(source: Random, turn: str, months: int) -> str:
    """A day of birth: an age at a turn, or any adult age."""
    return born_at(source, turn, months if chance(source, 60) else source.randint(19 * 12, 69 * 12))


def random_claim(source: Random) -> Json:
    """A valid claim to a benefit other than the old-age pension."""
    benefit = source.choice(["survivors", "survivors", "lump_sum", "disability"])
    made: Json = {"case_id": "B", "agreement": "vn-kr", "person": {"sex": source.choice(["female", "male"])}}
    made["claim"] = {"benefit": benefit}
    made["person"]["nationality"] = source.choice(["VN", "VN", "KR", "TH", "US"])
    {"survivors": add_death, "lump_sum": add_withdrawals, "disability": add_disability}[benefit](source, made)
    made["periods"].sort(key=lambda each: source.random())
    last = min(made["claim"]["date"], made["claim"].get("death", made["claim"]).get("date"))
    for each in made["periods"]:
        # The days of a period end with the death or the claim.
        each["from"], each["to"] = min(each["from"], last), min(each["to"], last)
    if chance(source, 25):
        made["interpretations"] = {
            party: {name: choice for name, choice in readings.items() if chance(source, 60)}
            for party, readings in OTHER_READINGS.items()
        }
    if made["person"]["nationality"] not in ("VN",):
        made["claim"].setdefault("options", {}).setdefault("VN", {})["citizen_when_insured"] = True
    return made


def careers(source: Random, made: Json, end: Month, korean_from: Month = (1988, 1)) -> None:
    birth = made["person"]["birth_date"]
    adult = later((int(birth[:4]), int(birth[5:7])), 12 * source.choice([17, 18, 18, 20]))
    if chance(source, 35) and shared_career(source, made, max(adult, (1990, 1)), korean_from, end):
        return
    made["periods"] = career(source, "VN", max(adult, (1990, 1)), end) + career(
        source, "KR", max(adult, korean_from), end
    )


def shared_career(source: Random, made: Json, adult: Month, korean_from: Month, end: Month) -> bool:
    """One period of each party, that together make a length at a turn of the law; False if there is no room."""
    total = source.choice([119, 120, 121, 179, 180, 181, 239, 240, 241])
    first = min(source.choice([11, 12, 13, 60, 100, 119, 160]), total - 1)
    order = source.choice([("VN", "KR"), ("KR", "VN")])
    start = later(end, 1 - total)
    if start < adult or min(start, later(start, first) if order[0] == "VN" else start) < korean_from:
        return False
    spans = ((start, later(start, first - 1)), (later(start, first), end))
    made["periods"] = [period(source, party, span) for party, span in zip(order, spans, strict=True)]
    return True


OTHER_READINGS = {
    "VN": {
        "withdrawal_qualifying": "totalised",
        "short_withdrawal_base": "adjusted",
        "month_of_decision_drawn": "drawn",
    },
    "KR": {
        "refund_qualifying": "totalised",
        "interest_of_refund": "yearly",
        "contribution_rounding": "each_half",
        "contribution_tests_when_totalised": "own",
        "lapsed_single_sum": "months_left",
        "insured_after_grading": "counted",
    },
}
"""The open questions that these benefits alone have, with the reading that is not the default."""


# ---- a death ----

RELATIONS = ("spouse", "child", "child", "parent", "parent", "grandchild", "grandparent", "sibling", "other")
AGES = {"child": (18, 19, 25), "grandchild": (18, 19), "parent": (55, 57, 60, 61, 62, 65), "spouse": (55, 57, 60, 61)}


def relative(source: Random, died: str, claimed: str, spouse: bool) -> Json:
    relation = "spouse" if spouse else source.choice(RELATIONS[1:])
    turn = source.choice([died, claimed])
    ages = AGES.get(relation, (18, 55, 60, 62, 65))
    months = 12 * source.choice(ages) + source.choice([0, 0, 3, 6, 8])
    if relation == "child" and chance(source, 20):
        months = source.choice([-9, -3, -1, 0, 1, 71, 72, 73])
        turn = died
    born = born_at(source, turn, months)
    if relation != "child" and born[:7] > died[:7]:
        born = f"{int(born[:4]) - 20}{born[4:]}"
    if relation == "child" and month_before(died, -10) < (int(born[:4]), int(born[5:7])):
        born = died
    found: Json = {"relation": relation, "birth_date": born, "sex": source.choice(["female", "male"])}
    if chance(source, 15):
        found["maintained"] = False
    if chance(source, 12):
        found["disabled"] = True
    if chance(source, 25):
        found["capacity_loss_percent"] = source.choice([60, 80, 81, 90])
    if chance(source, 30):
        found["monthly_income"] = {
            "VN": source.choice([0, 1_000_000, 1_799_999, 1_800_000, 2_339_999, 2_340_000, 2_530_000, 9_000_000]),
            "KR": source.choice([0, 3_000_000, 3_193_511, 3_193_512, 9_000_000]),
        }
    if relation == "spouse" and chance(source, 30):
        found["monthly_income"] = {"KR": source.choice([2_800_000, 9_000_000])}
    if chance(source, 10):
        found["insured_employment"] = True
    if chance(source, 25):
        found["without_carer"] = True
        if chance(source, 40):
            found["carer_from"] = text(month_before(claimed, source.randint(-6, 24)))
    return found


def add_death(source: Random, made: Json) -> None:
    died = day_near(source, "2024-01-01", "2026-12-20", *TURNS)
    if chance(source, 20):
        died = day_near(source, "2016-12-01", "2023-12-31", "2018-03-31", "2019-01-01")
    claimed = day_near(source, died, "2027-02-28" if chance(source, 3) else "2026-12-28", *TURNS, around_after(died))
    if died < "2024":
        # Coefficients of those years are not all known: an average that the institution has established.
        made["established"] = {"VN": {"average_earnings": source.randint(1_000_000, 30_000_000)}}
    made["person"]["birth_date"] = spread(source, died, 12 * source.choice([18, 60, 62, 65]))
    careers(source, made, month_before(died, 0 if chance(source, 60) else source.randint(1, 80)))
    death: Json = {"date": died}
    if chance(source, 50):
        death["cause"] = source.choice(["illness", "accident", "work_accident", "occupational_disease"])
    options: Json = {}
    if chance(source, 25):
        party = source.choice(["VN", "KR"])
        amount = source.randint(1_000_000, 9_000_000) if party == "VN" else source.randint(50_000, 900_000)
        since = month_before(died, source.choice([0, 1, 2, 3, 10, 91, 92, 100]))
        death["pensions"] = {party: {"monthly": amount, "since": text(since)}}
    made["claim"] |= {"date": claimed, "death": death}
    spouses = 1 if chance(source, 50) else 0
    count = source.randint(0, 6)
    made["claim"]["survivors"] = [relative(source, died, claimed, number < spouses) for number in range(count)]
    source.shuffle(made["claim"]["survivors"])
    vietnam: Json = {}
    korea = contribution_options(source)
    if chance(source, 20):
        vietnam["survivors_lump_sum"] = True
    if chance(source, 10):
        vietnam["accident_allowance_percent"] = source.choice([5, 60, 61, 81])
    if chance(source, 10):
        vietnam["insured_deaths"] = 2
    compulsory = sum(
        gap(month_before(each["from"], 0), month_before(each["to"], 0)) + 1 - len(each.get("broken_months", ()))
        for each in made["periods"]
        if each["party"] == "VN" and each["kind"] != "voluntary" and not each.get("refunded")
    )
    if 174 <= compulsory < 180 and chance(source, 70):
        missing = source.randint(1, 180 - compulsory)
        made["claim"]["top_up"] = {"VN": {"months": missing, "paid": claimed[:7]}}
    whole = [each for each in made["periods"] if not each.get("refunded") and "broken_months" not in each]
    insured = any(each["party"] == "KR" and len(each["from"]) == 7 for each in whole)
    if not insured:
        death.get("pensions", {}).pop("KR", None)
    if chance(source, 8) and insured and "KR" not in death.get("pensions", {}):
        korea["disability_pension_drawn"] = True
    if chance(source, 10):
        korea["left_the_country"] = True
    if chance(source, 10):
        korea["other_benefit_chosen"] = True
    if chance(source, 60 if "KR" in death.get("pensions", {}) or "disability_pension_drawn" in korea else 5):
        korea["pensions_drawn_in_all"] = source.choice([0, 500_000, 5_000_000, 90_000_000])
    if chance(source, 25):
        korea["visa"] = source.choice(["E-9", "E-7", "H-2", "D-2"])
    if chance(source, 90):
        made["established"] = {"KR": {"deposit_rate": deposit_rates(source)}}
    options |= {code: each for code, each in (("VN", vietnam), ("KR", korea)) if each}
    if options:
        made["claim"]["options"] = options
    if died < "2023" and chance(source, 40):
        add_working_spouse(source, made, died)


def add_working_spouse(source: Random, made: Json, died: str) -> None:
    """A spouse below the age to which a pension is suspended, with income and perhaps a child (Art. 76)."""
    income = source.choice([2_400_000, 2_800_000, 9_000_000])
    spouse: Json = {"relation": "spouse", "sex": "female", "birth_date": f"{source.randint(1962, 1985)}-05-10"}
    made["claim"]["survivors"] = [{**spouse, "monthly_income": {"KR": income}}]
    if chance(source, 50):
        child: Json = {"relation": "child", "birth_date": born_at(source, died, source.randint(15, 27) * 12)}
        made["claim"]["survivors"].append({**child, **source.choice([{}, {"disabled": True}, {"maintained": False}])})


def around_after(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def contribution_options(source: Random) -> Json:
    found: Json = {}
    if chance(source, 15):
        found["months_outside_insurance"] = source.randint(0, 120)
    if chance(source, 10):
        found["arrears_months"] = source.choice([1, 35, 36, 60])
    if chance(source, 10):
        found["industrial_accident_benefits"] = True
    return found


# ---- a disability ----


def add_disability(source: Random, made: Json) -> None:
    examined = day_near(source, "2022-06-01", "2026-06-28", *TURNS, "2024-01-31", "2024-08-31", "2023-08-30")
    late = chance(source, 25)
    if late:
        # More than five years before many a claim: what was not claimed by then has lapsed.
        examined = day_near(source, "2018-12-01", "2020-12-28", "2019-12-31")
    made["person"]["birth_date"] = spread(source, examined, 12 * source.choice([18, 60, 62, 64, 65]))
    graded = month_before(examined, -18)
    settled = day_near(source, examined, "2026-12-20", f"{text(graded)}-{min(int(examined[8:]), 28):02d}")
    if chance(source, 50):
        made["person"]["birth_date"] = born_at(source, examined, source.randint(25 * 12, 55 * 12))
    found: Json = {
        "first_examined": examined,
        "degrees": {"KR": source.choice([1, 2, 3, 4, 4] if late else [1, 2, 3, 4])},
    }
    end = month_before(examined, 0)
    if chance(source, 50):
        found["settled"] = settled
    if made["person"]["nationality"] != "KR" or chance(source, 50):
        found["residence"] = source.choice(["KR", "KR", "VN"])
    if late:
        settled = day_near(source, examined, f"{int(examined[:4]) + 1}-12-20")
        found |= {"settled": settled} if "settled" in found else {}
    first = settled if "settled" in found else examined
    claimed = day_near(source, first, "2026-12-28", f"{text(graded)}-28", around_after(first))
    if late:
        lapsing = day_near(source, f"{int(first[:4]) + 5}-01-01", "2026-12-28")
        claimed = lapsing if chance(source, 70) else claimed
    until = month_before(claimed, 0)
    # Some are insured after the grade too, until the claim at most.
    further = min(source.choice([6, 17, 18, 19, 20, 30, 90]), max(gap(end, until), 0)) if chance(source, 40) else 0
    careers(source, made, later(end, further or -source.choice([0, 0, 1, 24, 60])))
    made["claim"] |= {"date": claimed, "disability": found}
    korea = contribution_options(source)
    if korea:
        made["claim"]["options"] = {"KR": korea}
    if chance(source, 40):
        made["person"]["dependants"] = [dependant(source, claimed) for _ in range(source.randint(1, 3))]
        seen = [each for each in made["person"]["dependants"] if each["relation"] == "spouse"]
        for each in seen[1:]:
            made["person"]["dependants"].remove(each)


def dependant(source: Random, claimed: str) -> Json:
    relation = source.choice(["spouse", "child", "parent"])
    if relation == "spouse":
        return {"relation": "spouse"}
    months = 12 * (19 if relation == "child" else source.choice([62, 63, 64, 65]))
    found: Json = {"relation": relation, "birth_date": born_at(source, claimed, months)}
    if chance(source, 15):
        found["disabled"] = True
    return found


# ---- lump sums ----

REASONS = {
    "VN": (
        "age",
        "emigration",
        "illness",
        "incapacity",
        "ceased",
        "ceased",
        "discharge",
        "not_resident",
        "permit_ended",
    ),
    "KR": ("age", "emigration", "nationality_lost"),
}


def add_withdrawals(source: Random, made: Json) -> None:
    claimed = day_near(source, "2024-01-01", "2026-12-20", *TURNS)
    turn = 12 * source.choice([50, 55, 56, 57, 60, 61, 62, 65, 70]) + source.choice([0, 0, 3, 6, 8])
    made["person"]["birth_date"] = spread(source, claimed, turn)
    until = month_before(claimed, source.choice([0, 1, 11, 12, 13, 14, 30, 60]))
    careers(source, made, until, (1999, 4))
    asked: dict[str, Any] = {}
    for party in source.choice([("VN",), ("KR",), ("VN", "KR")]):
        reason = source.choice(REASONS[party])
        asked[party] = {"reason": reason}
        if party == "VN" and chance(source, 40):
            asked[party]["decided"] = day_near(source, claimed, "2026-12-28", *TURNS)
        if party == "KR" and reason != "age":
            limit = f"{int(claimed[:4]) - 5}{claimed[4:]}".replace("02-29", "02-28")
            since = around(source, limit) if chance(source, 30) else day_near(source, "2019-01-01", claimed)
            worked = [each["to"][:7] for each in made["periods"] if each["party"] == "KR"]
            if worked and chance(source, 60):
                since = max(f"{max(worked)}-28", "2013-01-01")
            asked[party]["since"] = min(since, claimed)
    soldier = any("armed_forces" in each.get("conditions", ()) for each in made["periods"])
    if asked.get("VN", {}).get("reason") == "incapacity" and soldier:
        asked["VN"]["reason"] = "discharge"
    if not soldier and (asked.get("VN", {}).get("reason") == "incapacity" or chance(source, 10)):
        made["person"]["capacity_loss_percent"] = source.choice([61, 80, 81, 100])
        made["person"]["capacity_conclusion"] = claimed
    if "KR" in asked and chance(source, 60):
        made["person"]["nationality"] = "KR"
    made["claim"] |= {"date": claimed, "withdrawals": asked}
    options: Json = {}
    if chance(source, 25):
        options["KR"] = {"visa": source.choice(["E-9", "E-7", "H-2", "D-2"])}
    if chance(source, 10):
        options["VN"] = {"state_support": source.choice([100_000, 5_000_000])}
    if "VN" in asked and chance(source, 25):
        add_pension_drawn(source, made, asked["VN"], options)
    if options:
        made["claim"]["options"] = options
    if chance(source, 90):
        made["established"] = {"KR": {"deposit_rate": deposit_rates(source)}}


def add_pension_drawn(source: Random, made: Json, asked: Json, options: Json) -> None:
    """A pension, or an allowance, that is drawn already and would be paid out, from shortly before the claim on."""
    asked["reason"] = source.choice(["emigration", "emigration", "not_resident", "not_resident", "age"])
    since = month_before(made["claim"]["date"], source.choice([0, 0, 1, 2, 11, 12, 13, 60, 61, 119, 120, 300]))
    asked["pension"] = {"monthly": source.choice([0, 1, 3, source.randint(500_000, 30_000_000)]), "since": text(since)}
    if chance(source, 15):
        options.setdefault("VN", {})["allowance_drawn"] = True


def deposit_rates(source: Random) -> Json:
    """Rates of three-year deposits by year: few are known, so that they are entered."""
    return {str(year): f"{source.randint(10, 90) / 10} %" for year in range(1999, 2028)}
