"""Viet Nam's retirement pension, restated month by month from Laws 58/2014 and 41/2024 and their decrees."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from tests.oracle.plain import Json, Month, between, exact, figure, month_of, nearest, plus, reads, stepped, table

SCHEME = "vietnam"
LAW_2024: Month = (2025, 7)
LABOUR_CODE_2019: Month = (2021, 1)
HAZARDOUS = {"hazardous", "very_hazardous", "difficult_area"}


@dataclass
class Paid:
    """One insured month: its kind, what was paid on, under which regime and conditions."""

    kind: str
    regime: str
    monthly: int
    coefficient: Fraction | None
    conditions: set[str]


@dataclass
class Person:
    """What the law asks about the person, and the insured months."""

    case: Json
    paid: dict[Month, Paid]
    foreign: set[Month]
    totalising: bool
    provision: Month

    @property
    def sex(self) -> str:
        return str(self.case["person"]["sex"])

    @property
    def claim(self) -> Month:
        return month_of(self.case["claim"]["date"])

    @property
    def top_up(self) -> int:
        return int(self.case["claim"].get("top_up", {}).get("VN", {}).get("months", 0))

    @property
    def own(self) -> int:
        return len(self.paid) + self.top_up

    @property
    def qualifying(self) -> int:
        return self.own + (len(self.foreign) if self.totalising else 0)

    @property
    def compulsory(self) -> int:
        return self.own - self.voluntary

    @property
    def compulsory_qualifying(self) -> int:
        return self.qualifying - self.voluntary

    @property
    def voluntary(self) -> int:
        return sum(each.kind == "voluntary" for each in self.paid.values())

    @property
    def citizen(self) -> bool:
        return bool(self.case["person"].get("nationality", "VN") == "VN")

    @property
    def loss(self) -> int:
        return int(self.case["person"].get("capacity_loss_percent", 0))

    @property
    def concluded(self) -> Month | None:
        text = self.case["person"].get("capacity_conclusion")
        return None if text is None else month_of(text)

    def work(self, *conditions: str) -> int:
        """Compulsory months under any of these conditions."""
        return sum(bool(each.conditions & set(conditions)) for each in self.paid.values() if each.kind == "compulsory")

    def last_conditions(self) -> set[str]:
        """The conditions of the last work: maternity leave is no other work."""

        compulsory = [month for month, each in self.paid.items() if each.kind == "compulsory"]
        return self.paid[max(compulsory)].conditions if compulsory else set()


def birth_month(text: str, law: Month) -> Month:
    """The month from which the age is counted, where only the year is known.

    Circular 59/2015 Art. 18(2): the age is reached on 1 January of the following year; from 2021 on Decree
    135/2020 Art. 3 and Decree 158/2025 Art. 12(2) take 1 January of the year of birth.
    """
    if len(text) > 4:
        return month_of(text)
    return (int(text), 1) if law >= LABOUR_CODE_2019 else (int(text), 12)


def normal_age(sex: str, year: int) -> int:
    """Months of life: Labour Code 2019 Art. 169(2): 60 and 55 until 2020, then 3 and 4 months a year more."""
    steps = max(year - 2020, 0)
    return min(720 + 3 * steps, 744) if sex == "male" else min(660 + 4 * steps, 720)


def coal_age(sex: str, year: int) -> int:
    """Law 58/2014 Art. 54(1)(c): 50 for both sexes; later ten years below the normal age."""
    return 600 if year <= 2020 else normal_age(sex, year) - 120


def capacity_attained(person: Person, birth: Month, law: Month) -> Month:
    """The month of the age for lost working capacity: Law 58/2014 Art. 55(1), Law 41/2024 Art. 65(1).

    Until 2020 the age for a loss below 81 % is that of the year of retirement and rises by a year each year:
    who had it in an earlier year has not kept it.
    """
    lower = 120 if person.loss >= 81 else 60
    if law >= LABOUR_CODE_2019:
        return reached(birth, {year: normal_age(person.sex, year) - lower for year in range(2016, 2041)})
    if person.loss >= 81:
        return plus(birth, 600 if person.sex == "male" else 540)
    for year in range(max(person.claim[0], 2016), 2020):
        month = plus(birth, 12 * ((51 if person.sex == "male" else 46) + year - 2016))
        if month[0] <= year:
            return month
    return plus(birth, 660 if person.sex == "male" else 600)


@dataclass
class Route:
    """One way to a pension: the months it requires and has, and the month in which its age is reached."""

    name: str
    required: int
    insured: int
    attained: Month | None
    reduced: bool = False

    @property
    def missing(self) -> set[str]:
        return {"qualifying_period"} if self.insured < self.required else set()


def reached(birth: Month, age_in_year: dict[int, int]) -> Month:
    """The first month in which the age of that month's year is reached."""
    month = birth
    while between(birth, month) < age_in_year[min(max(month[0], 2016), 2040)]:
        month = plus(month, 1)
    return month


def routes(person: Person, law: Month) -> list[Route]:
    """Every route whose own facts are there, whatever the age and the insured time."""
    sex = person.sex
    birth = birth_month(person.case["person"]["birth_date"], law)
    years = range(2016, 2041)
    normal = {year: normal_age(sex, year) for year in years}
    lower = {year: normal_age(sex, year) - 60 for year in years}
    coal = dict.fromkeys(years, 600) if law < LABOUR_CODE_2019 else {y: normal_age(sex, y) - 120 for y in years}
    required = 180 if law >= LAW_2024 else 240
    found = [Route("normal", required, person.qualifying, reached(birth, normal))]
    compulsory = person.compulsory_qualifying
    last = person.last_conditions()
    if person.work(*HAZARDOUS) >= 180:
        found.append(Route("hazardous", required, compulsory, reached(birth, lower)))
    if person.work("underground_coal") >= 180:
        found.append(Route("underground_coal", required, compulsory, reached(birth, coal)))
    if "armed_forces" in last:
        ten = {year: normal_age(sex, year) - 120 for year in years}
        early = ten if person.work(*HAZARDOUS) >= 180 else lower
        found.append(Route("armed_forces", required, compulsory, reached(birth, early)))
    if person.case["person"].get("occupational_hiv"):
        found.append(Route("occupational_hiv", required, compulsory, None))
    if "commune_cadre" in last and sex == "female" and law < LAW_2024:
        found.append(Route("commune_cadre", 180, compulsory, reached(birth, normal)))
    before_2021 = any(each.kind == "voluntary" and month < (2021, 1) for month, each in person.paid.items())
    if law >= LAW_2024 and before_2021:
        flat = dict.fromkeys(years, 720 if sex == "male" else 660)
        found.append(Route("long_voluntary", 240, person.voluntary, reached(birth, flat)))
    if person.loss >= 61 and person.concluded is not None:
        attained = capacity_attained(person, birth, law)
        found.append(Route("reduced_capacity", 240, compulsory, attained, reduced=True))
        if person.work("very_hazardous") >= 180:
            found.append(Route("reduced_capacity_very_hazardous", 240, compulsory, None, reduced=True))
    return found


def start_of(person: Person, route: Route, law: Month) -> Month:
    """The first month of the pension on this route, no earlier than claimed."""
    # What only a later law allows starts with it at the earliest (Law 41/2024 Art. 5(7), Circular 12/2025).
    months = [person.claim, person.provision, *(since for since in (LABOUR_CODE_2019, LAW_2024) if law >= since)]
    if person.totalising:
        months.append(LAW_2024)
    if route.attained is not None:
        months.append(plus(route.attained, 1))
    if person.paid:
        months.append(plus(max(person.paid), 1))
    if route.reduced and person.concluded is not None:
        months.append(plus(person.concluded, 1))
    if person.top_up:
        paid = month_of(person.case["claim"]["top_up"]["VN"]["paid"])
        months.append(plus(paid, 1) if law >= LAW_2024 else paid)
    return max(months)


def half_years(months: int) -> int:
    """Odd months for the amount: 1 to 6 make half a year, 7 to 11 a year (Law 41/2024 Art. 5(6))."""
    odd = months % 12
    return months // 12 * 2 + (0 if odd == 0 else 1 if odd <= 6 else 2)


def rate_in_percent(person: Person, start: Month, commune: bool) -> Fraction:
    """The rate before any reduction, in per cent of the average."""
    years = Fraction(half_years(person.own), 2)
    if start >= LAW_2024:
        if person.totalising and person.own < 180:
            return Fraction(9, 4) * years
        if person.sex == "male" and years < 20:
            return 40 + (years - 15)
        return min(45 + 2 * (years - (20 if person.sex == "male" else 15)), Fraction(75))
    if commune:
        return 45 + 2 * (years - 15)
    if start >= (2018, 1):
        first = 15 if person.sex == "female" else min(16 + start[0] - 2018, 20)
        return min(45 + 2 * (years - first), Fraction(75))
    return min(45 + (3 if person.sex == "female" else 2) * (years - 15), Fraction(75))


def supplement_in_percent(person: Person, route: Route, start: Month) -> Fraction:
    """Decree 153/2018: of what women lost by 2 % a year in place of 3 %, 80 % in 2018, 20 % less each year."""
    halves = half_years(person.own)
    if person.sex == "male" or not (2018, 1) <= start <= (2021, 12) or not 40 <= halves < 60:
        return Fraction(0)
    if reads(person.case, "VN", "women_supplement_2018", "not_added"):
        return Fraction(0)
    rate = rate_in_percent(person, start, route.name == "commune_cadre")
    now = 45 + (halves - 30)
    lost = (min(45 + Fraction(3 * (halves - 30), 2), Fraction(75)) - now) / now * (80 - 20 * (start[0] - 2018))
    return rate * Fraction(nearest(lost * 100), 10_000)


def years_of_full_rate(sex: str, start: Month) -> int:
    """Years above which the one-off allowance is paid (Law 58/2014 Art. 58, Law 41/2024 Art. 68)."""
    if start >= LAW_2024:
        return 35 if sex == "male" else 30
    if start >= (2018, 1):
        return 30 if sex == "female" else min(31 + start[0] - 2018, 35)
    return 25 if sex == "female" else 30


def reduction_in_percent(person: Person, start: Month) -> int:
    """2 % for each full year early; 1 % for an odd time of six months or more (Law 41/2024 Art. 66(3)).

    Early is what comes before the age of the year of the start: five years lower after hazardous work, ten
    after coal mining (Decree 158/2025 Art. 13(2)).
    """
    if person.work("underground_coal") >= 180:
        landmark = coal_age(person.sex, start[0])
    else:
        landmark = normal_age(person.sex, start[0]) - (60 if person.work(*HAZARDOUS) >= 180 else 0)
    # A year alone stands for its first of January here, always (Circular 59/2015, example 27).
    text = person.case["person"]["birth_date"]
    birth = month_of(text) if len(text) > 4 else (int(text), 1)
    age = between(birth, start) - 1
    early = max(landmark - age, 0)
    return early // 12 * 2 + (1 if early % 12 >= 6 else 0)


def window(first_insured: Month) -> int | None:
    """Last months of a State career that are averaged, by the first month insured (Art. 72(1))."""
    for until, months in (
        ((1994, 12), 60),
        ((2000, 12), 72),
        ((2006, 12), 96),
        ((2015, 12), 120),
        ((2019, 12), 180),
        ((2024, 12), 240),
    ):
        if first_insured <= until:
            return months
    return None


def base_salary(month: Month) -> Fraction:
    found = stepped(SCHEME, "base_salary", (2016, 1), month[0] * 100 + month[1])
    assert found is not None
    return found


def adjusted(amount: Fraction, year: int, start: Month) -> Fraction:
    return amount * figure(SCHEME, "adjustment_coefficients", start, max(year, 1994))


def average(person: Person, start: Month) -> Fraction:
    """Average salary on which the pension rests (Law 41/2024 Art. 72, 73; Decree 158/2025 Art. 15 to 17).

    Missing months that were paid in one sum were paid on the last salary, in the month of that payment.
    """
    first = min(person.paid)
    paid = sorted(person.paid.items())
    if person.top_up:
        when = month_of(person.case["claim"]["top_up"]["VN"]["paid"])
        paid += [(when, paid[-1][1])] * person.top_up
    state: list[Fraction] = []
    total = Fraction(0)
    for month, each in paid:
        amount = Fraction(each.monthly)
        if each.kind != "voluntary" and each.regime == "state":
            if first < (2016, 1):
                assert each.coefficient is not None
                state.append(each.coefficient * base_salary(start))
            else:
                state.append(adjusted(amount, month[0], start))
            continue
        # Twenty times the base salary of the month (Art. 31(1)(đ)); no ceiling before 2007.
        if each.kind != "voluntary" and month >= (2007, 1):
            amount = min(amount, 20 * base_salary(month))
        total += adjusted(amount, month[0], start)
    if state:
        months = window(first)
        taken = state if months is None else state[-months:]
        of_state = Fraction(sum(taken), len(taken))
        if start >= LAW_2024:
            of_state = max(of_state, Fraction(sum(state), len(state)))
        total += of_state * len(state)
    return total / len(paid)


def in_payment(amount: int, start: Month, as_of: Month) -> int:
    """The pension after the adjustments that fell due while it was in payment (Decrees 76/2017 to 162/2026)."""
    rises = {
        (2017, 7): Fraction(744, 10000),
        (2018, 7): Fraction(692, 10000),
        (2019, 7): Fraction(719, 10000),
        (2022, 1): Fraction(74, 1000),
        (2023, 7): Fraction(125, 1000) if start < (2022, 1) else Fraction(208, 1000),
        (2024, 7): Fraction(15, 100),
        (2026, 7): Fraction(8, 100),
    }
    # What is decreed after those is a figure that the file alone has.
    for key, rate in table(SCHEME, "adjustments", start).items():
        rises.setdefault((int(key) // 100, int(key) % 100), exact(rate))
    for month, rise in sorted(rises.items()):
        if start < month <= as_of:
            amount = nearest(amount * (1 + rise))
    return amount


def attempt(person: Person, law: Month) -> tuple[Route, Month]:
    """The route that is taken under the law of the month ``law``, and its start.

    Of those that are met one without reduction, the earliest. Where none is, what is missing is told of the one
    that will be met first; the law is still that of the first month in which a pension could start.
    """
    open_routes = routes(person, law)
    met = [each for each in open_routes if not unmet(person, each)]
    if met:
        taken = min(met, key=lambda each: (each.reduced, start_of(person, each, law)))
        return taken, start_of(person, taken, law)
    taken = min(open_routes, key=lambda each: nearest_month(person, each))
    return taken, min(start_of(person, each, law) for each in open_routes)


def nearest_month(person: Person, route: Route) -> Month:
    """The month in which the conditions that are missing would be met, insured in each month from the claim on."""
    short = max(route.required - route.insured, 0)
    months = [plus(person.claim, short)] if short else []
    if route.attained is not None and route.attained > person.claim:
        months.append(route.attained)
    return max(months)


def unmet(person: Person, route: Route) -> set[str]:
    """The names of the conditions of the route that are not met at the claim."""
    missing = set(route.missing)
    if route.attained is not None and route.attained > person.claim:
        missing.add("age")
    return missing


def decide(person: Person) -> tuple[set[str], Callable[[Month], Json]]:
    """The conditions that are missing, and how the pension of a month is found if none is."""
    law = person.claim
    for _ in range(4):
        route, start = attempt(person, law)
        if start == law:
            break
        law = start
    missing = unmet(person, route)
    if not missing and start > plus(person.claim, 1):
        missing.add("law_in_effect")
    return missing, lambda as_of: pension_of(person, route, start, as_of)


def pension_of(person: Person, route: Route, start: Month, as_of: Month) -> Json:
    """The pension on a route whose conditions are met."""
    given = person.case.get("established", {}).get("VN", {})
    mean = exact(given["average_earnings"]) if "average_earnings" in given else average(person, start)
    percent = rate_in_percent(person, start, route.name == "commune_cadre")
    if route.reduced:
        percent = max(percent - reduction_in_percent(person, start), Fraction(0))
    pension = nearest((percent + supplement_in_percent(person, route, start)) * mean / 100)
    if route.name not in ("commune_cadre", "long_voluntary") and person.compulsory >= 240:
        before = any(month < LAW_2024 and each.kind != "voluntary" for month, each in person.paid.items())
        if start < LAW_2024 or (person.citizen and before):
            pension = max(pension, int(base_salary(start)))
    return {
        "start": start,
        "average_earnings": mean,
        "rate": percent / 100,
        "theoretical_amount": None,
        "ratio": None,
        "monthly_amount_at_start": pension,
        "monthly_amount": in_payment(pension, start, as_of),
        "one_off_allowance": one_off_allowance(person, start, mean),
    }


def one_off_allowance(person: Person, start: Month, mean: Fraction) -> int:
    """Half an average for each year above the years of the full rate; two for those paid after the age."""
    excess = max(half_years(person.own) - 2 * years_of_full_rate(person.sex, start), 0)
    after = 0
    if start >= LAW_2024:
        birth = birth_month(person.case["person"]["birth_date"], start)
        attained = reached(birth, {year: normal_age(person.sex, year) for year in range(2016, 2041)})
        after = min(excess, half_years(sum(month > attained for month in person.paid)))
    return nearest(mean * (Fraction(excess - after, 4) + after))
