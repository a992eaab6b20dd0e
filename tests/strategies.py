"""Random cases under the shipped agreement, as the JSON that an institution would send.

One generator makes them all from a source of random choices: a seeded ``random.Random`` for thousands of cases
that never change, or one that hypothesis steers and shrinks. It aims at where the law turns: lengths around
the qualifying times, claims around the pension ages, starts around the changes of law.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from hypothesis import strategies as st

Json = dict[str, Any]
Month = tuple[int, int]

TURNS_OF_LENGTH = (10, 12, 60, 96, 119, 120, 174, 179, 180, 192, 239, 240, 246, 300, 360, 367, 420, 425)
"""Months of insurance at which something changes on one side or the other."""

WORK = (
    ["hazardous"],
    ["very_hazardous"],
    ["difficult_area"],
    ["underground_coal"],
    ["underground_coal", "very_hazardous"],
    ["armed_forces"],
    ["armed_forces", "hazardous"],
    ["commune_cadre"],
)
"""Conditions of work in Viet Nam that open a lower age or another pension."""


def later(start: Month, months: int) -> Month:
    """The month that lies ``months`` months after ``start``."""
    index = start[0] * 12 + start[1] - 1 + months
    return index // 12, index % 12 + 1


def gap(start: Month, end: Month) -> int:
    """Months from ``start`` to ``end``."""
    return (end[0] - start[0]) * 12 + end[1] - start[1]


def text(value: Month) -> str:
    """A month as a case writes it."""
    return f"{value[0]:04d}-{value[1]:02d}"


def chance(source: Random, percent: int) -> bool:
    """True in ``percent`` of the cases."""
    return source.randint(1, 100) <= percent


@dataclass(frozen=True)
class Aim:
    """What the random cases are about: which claims, and how much that is out of the ordinary."""

    first_claim: Month = (2016, 1)
    last_claim: Month = (2026, 12)
    special: int = 25
    """Per cent of cases with hazardous work, lost capacity, options, top-ups."""
    by_days: int = 15
    """Per cent of Korean periods known by days."""
    established: int = 6
    """Per cent of cases in which an institution has already established an average."""
    untidy: int = 20
    """Per cent of careers with broken months, refunds and periods within one another."""


PAYABLE = Aim(first_claim=(2024, 1))
"""Claims of the years for which both sides' tables are complete enough for an amount."""


def random_case(source: Random, aim: Aim = Aim()) -> Json:
    """A valid case under the agreement of the two encoded schemes."""
    months = gap(aim.first_claim, aim.last_claim)
    claim = later(aim.first_claim, source.randint(0, months))
    if chance(source, 40):
        claim = source.choice([(2024, 7), (2025, 3), (2025, 6), (2025, 7), (2025, 8), (2026, 1), (2026, 7)])
        claim = max(aim.first_claim, min(claim, aim.last_claim))
    birth = later(claim, -random_age(source))
    sex = source.choice(["female", "male"])
    adult = later(birth, 18 * 12)
    vietnamese, korean = careers(source, adult, claim), careers(source, max(adult, (1988, 1)), claim)
    periods: list[Json] = []
    for span in vietnamese:
        periods += vietnamese_periods(source, span, aim)
    for span in korean:
        periods += korean_periods(source, span, aim)
    if chance(source, 5):
        third = {"party": "JP", "kind": "compulsory"}
        periods.append({**third, "from": text(later(adult, 5)), "to": text(later(adult, 20))})
    source.shuffle(periods)
    case: Json = {
        "case_id": "R",
        "agreement": "vn-kr",
        "person": {"sex": sex, "birth_date": birth_text(source, birth, bool(korean))},
        "claim": {"benefit": "old_age", "date": f"{text(claim)}-{source.randint(1, 28):02d}"},
        "periods": periods,
    }
    if chance(source, 90):
        case["person"]["nationality"] = source.choice(["VN", "VN", "KR"])
    if case["person"].get("nationality") == "KR":
        case["claim"]["options"] = {"VN": {"citizen_when_insured": True}}
    if chance(source, aim.special):
        make_special(source, case, birth, claim)
    if chance(source, aim.special):
        add_korean_options(source, case, birth, claim)
    if chance(source, aim.established):
        party, most = source.choice([("VN", 40_000_000), ("KR", 6_000_000)])
        case["established"] = {party: {"average_earnings": source.randint(400_000, most)}}
    return case


def later_day(source: Random, case: Json) -> str:
    """A day from that of the claim on, to which pensions in payment are indexed."""
    if chance(source, 60):
        return str(case["claim"]["date"])
    claim = int(case["claim"]["date"][:4]), int(case["claim"]["date"][5:7])
    return f"{text(later(claim, source.randint(1, 90)))}-15"


TURNS_OF_AGE = (45, 50, 51, 55, 56, 57, 58, 60, 61, 62, 63, 64, 65, 66, 70)
"""Years of age near which a pension of one side or the other begins, or can be deferred no longer."""


def random_age(source: Random) -> int:
    """Age at the claim in months, more often near one at which a pension begins."""
    turn = source.randint(1, 10)
    if turn <= 4:
        return 12 * source.choice(TURNS_OF_AGE) + source.choice([-2, -1, 0, 0, 1, 1, 2, 3, 4, 8, 9])
    if turn <= 7:
        return source.randint(61 * 12, 69 * 12)
    return source.randint(44 * 12, 70 * 12)


def birth_text(source: Random, birth: Month, korean: bool) -> str:
    """The date of birth, known to the day, to the month or, where that is enough, only to the year."""
    known = source.randint(1, 10)
    if known == 1 and not korean:
        return f"{birth[0]:04d}"
    if known <= 2:
        return text(birth)
    return f"{text(birth)}-{source.randint(1, 28):02d}"


def careers(source: Random, first: Month, last: Month) -> list[tuple[Month, Month]]:
    """Up to four stretches between two months whose lengths add up to something near a turn of the law."""
    room = gap(first, last)
    if room <= 0 or chance(source, 8):
        return []
    wanted = source.choice(TURNS_OF_LENGTH) + source.randint(-1, 1) if chance(source, 60) else source.randint(1, 430)
    wanted = max(min(wanted, room), 1)
    parts = source.randint(1, min(4, wanted))
    cuts = sorted(source.sample(range(1, wanted), parts - 1)) if parts > 1 else []
    lengths = [end - start for start, end in zip([0, *cuts], [*cuts, wanted], strict=True)]
    free = room - wanted
    spans = []
    at = first
    for number, length in enumerate(lengths):
        pause = source.randint(0, free) if number < len(lengths) - 1 or chance(source, 70) else free
        free -= pause
        at = later(at, pause)
        spans.append((at, later(at, length - 1)))
        at = later(at, length)
    return spans


def earnings(source: Random, span: tuple[Month, Month], amount: Callable[[], Json]) -> list[Json]:
    """Earnings for every month of a span, in up to four stretches."""
    first, last = span
    length = gap(first, last) + 1
    cuts = sorted(source.sample(range(1, length), min(source.randint(0, 3), length - 1)))
    starts = [0, *cuts]
    ends = [*cuts, length]
    return [
        {"from": text(later(first, start)), "to": text(later(first, end - 1)), **amount()}
        for start, end in zip(starts, ends, strict=True)
    ]


def untidy(source: Random, period: Json, span: tuple[Month, Month], aim: Aim) -> list[Json]:
    """The period, perhaps with broken months, a refund, or entered a second time in part."""
    made = [period]
    first, last = span
    length = gap(first, last)
    if not chance(source, aim.untidy):
        return made
    turn = source.randint(1, 4)
    if turn == 1:
        steps = sorted({source.randint(0, length) for _ in range(source.randint(1, 5))})
        period["broken_months"] = [text(later(first, step)) for step in steps]
    elif turn == 2:
        period["refunded"] = True
    elif turn == 3 and length > 2:
        part = later(first, source.randint(0, length // 2))
        again = {**period, "from": text(part), "earnings": clipped(period["earnings"], part)}
        made.append(again)
    return made


def clipped(given: Sequence[Json], first: Month) -> list[Json]:
    """The earnings from the month ``first`` on."""
    return [{**each, "from": max(each["from"], text(first))} for each in given if each["to"] >= text(first)]


def vietnamese_periods(source: Random, span: tuple[Month, Month], aim: Aim) -> list[Json]:
    """Periods of one Vietnamese stretch: mostly compulsory, by the State's salary scale or the employer's."""
    regime = source.choice(["employer", "employer", "employer", "state"])
    kind = "voluntary" if span[0] >= (2008, 1) and chance(source, 12) else "compulsory"
    kind = "credited" if chance(source, 3) else kind

    def amount() -> Json:
        if kind != "voluntary" and regime == "state":
            return {"monthly": source.randint(200, 9000) * 1000, "coefficient": f"{source.randint(186, 800) / 100:.2f}"}
        high = chance(source, 10)
        return {"monthly": source.randint(20_000_000, 70_000_000) if high else source.randint(300_000, 20_000_000)}

    period: Json = {
        "party": "VN",
        "from": text(span[0]),
        "to": text(span[1]),
        "kind": kind,
        "earnings": earnings(source, span, amount),
    }
    if kind != "voluntary":
        period["salary_regime"] = regime
        if kind == "compulsory" and chance(source, aim.special):
            period["conditions"] = list(source.choice(WORK))
    return untidy(source, period, span, aim)


KOREAN_KINDS = (
    *["workplace"] * 6,
    *["individual"] * 2,
    "compulsory",
    "voluntary",
    "voluntary_continued",
    "voluntary_continued",
    "unemployment_credit",
    "credited",
)


def korean_periods(source: Random, span: tuple[Month, Month], aim: Aim) -> list[Json]:
    """Periods of one Korean stretch, by months or by days of acquisition and loss."""

    def amount() -> Json:
        return {"monthly": source.randint(100_000, 8_000_000)}

    period: Json = {
        "party": "KR",
        "from": text(span[0]),
        "to": text(span[1]),
        "kind": source.choice(KOREAN_KINDS),
        "earnings": earnings(source, span, amount),
    }
    made = untidy(source, period, span, aim)
    if chance(source, aim.by_days):
        for each in made:
            first, last = source.choice([1, 1, 2, 15, 28]), source.choice([1, 15, 28])
            if each["from"] == each["to"]:
                first, last = min(first, last), max(first, last)
            each["from"], each["to"] = f"{each['from']}-{first:02d}", f"{each['to']}-{last:02d}"
    return made


def make_special(source: Random, case: Json, birth: Month, claim: Month) -> None:
    """Lost capacity, an occupational disease, or missing months paid in one sum."""
    person, given = case["person"], case["claim"]
    turn = source.randint(1, 4)
    if turn <= 2 and not any("armed_forces" in each.get("conditions", []) for each in case["periods"]):
        person["capacity_loss_percent"] = source.choice([55, 60, 61, 62, 70, 80, 81, 90])
        concluded = later(claim, -source.randint(0, 60))
        person["capacity_conclusion"] = f"{text(concluded)}-{source.randint(1, 28):02d}"
    elif turn <= 3:
        person["occupational_hiv"] = True
    else:
        required = 180 if claim >= (2025, 7) else 240
        short = source.randint(1, 6)
        first = max(later(birth, 12 * 19), later(claim, -required - source.randint(0, 60)))
        last = later(first, required - short - 1)
        if last <= claim:
            case["periods"] = [each for each in case["periods"] if each["party"] != "VN"]
            plain = replace(PAYABLE, untidy=0, special=0)
            case["periods"] += vietnamese_periods(source, (first, last), plain)
            paid = later(claim, -source.randint(0, 3))
            given["top_up"] = {"VN": {"months": source.randint(1, short), "paid": text(paid)}}


def add_korean_options(source: Random, case: Json, birth: Month, claim: Month) -> None:
    """Dependants, an early or deferred pension, credits, income from work, months that the person wishes counted."""
    options: Json = {}
    turn = source.randint(1, 6)
    if turn == 1:
        options["early"] = True
    elif turn == 2 and birth >= (1952, 6):
        first = later(birth, 12 * (60 + added_years(birth[0])) + 1)
        options["deferred_until"] = text(later(first, source.randint(1, 60)))
        if chance(source, 50):
            options["deferred_share"] = source.choice(["1/2", "3/5", "7/10", "4/5", "9/10", "1"])
    elif turn == 3:
        options["childbirth_credit_months"] = source.choice([0, 6, 12, 30, 50])
        options["military_credit_months"] = source.randint(0, 12)
    elif turn == 4 and birth >= (1955, 1):
        options["monthly_income"] = source.randint(0, 9_000_000)
    elif turn == 5:
        options["count_acquisition_month"] = True
    else:
        case["person"]["dependants"] = dependants(source)
    if options:
        case["claim"].setdefault("options", {})["KR"] = options


def added_years(birth_year: int) -> int:
    """Years that Korean law adds to every age, so that a deferral lies within its bounds."""
    return min(max((birth_year - 1949) // 4, 0), 5)


def dependants(source: Random) -> list[Json]:
    """A spouse, children and parents, some of them disabled."""
    made: list[Json] = [{"relation": "spouse"}] if chance(source, 50) else []
    for _ in range(source.randint(0, 3)):
        relation = source.choice(["child", "parent"])
        born = source.randint(2000, 2015) if relation == "child" else source.randint(1930, 1965)
        made.append({"relation": relation, "birth_date": f"{born}-{source.randint(1, 12):02d}"})
        if chance(source, 15):
            made[-1]["disabled"] = True
    return made


steered = st.randoms(use_true_random=False)
"""A source of random choices that hypothesis steers."""

cases = steered.map(random_case)
"""Any valid case of the shipped agreement."""

payable_cases = steered.map(lambda source: random_case(source, PAYABLE))
"""Cases of the years for which most amounts can be computed."""
