"""Korea's old-age pension, restated month by month from the National Pension Act and its addenda."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from tests.oracle.plain import Json, MissingError, Month, between, each_month, exact, figure, month_of, plus, table

SCHEME = "korea"
AT: Month = (2026, 12)
"""The tables of this law do not change with the month: each is by year."""


def added_years(birth_year: int) -> int:
    """Years that Addenda 8541 Art. 8 puts on every age, by year of birth."""
    for first, added in ((1969, 5), (1965, 4), (1961, 3), (1957, 2), (1953, 1)):
        if birth_year >= first:
            return added
    return 0


def counted(period: Json, wish: bool) -> list[Month]:
    """The months of a period that count (Art. 17(1)).

    From the month after acquisition, or from its month where the status was acquired on the first day of it and
    not lost in it, by the voluntarily continuing, or at the person's wish; to the month of the last insured day.
    """
    first, last = month_of(period["from"]), month_of(period["to"])
    if len(period["from"]) == 10 and not wish and period["kind"] != "voluntary_continued":
        on_first_day = period["from"].endswith("-01")
        # The status is lost on the day after the last insured one: in the same month unless that day is its last.
        lost_in_it = first == last and len(period["to"]) == 10 and month_of(day_after(period["to"])) == first
        if not on_first_day or lost_in_it:
            first = plus(first, 1)
    return list(each_month(first, last))


def day_after(text: str) -> str:
    year, month, day = int(text[:4]), int(text[5:7]), int(text[8:10])
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    days = [31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    if day < days:
        return f"{year:04d}-{month:02d}-{day + 1:02d}"
    later = plus((year, month), 1)
    return f"{later[0]:04d}-{later[1]:02d}-01"


def factor_of_year(year: int) -> tuple[Fraction, Fraction]:
    """The multiples of A and of B for insured months of ``year``.

    Until 1998 2.4 (A + 0.75 B), until 2007 1.8 (A + B), then by Addenda 8541 Art. 20 from 1.5 in 2008 down
    0.015 a year to 1.245 in 2025, and 1.29 from 2026 (Art. 51(1)).
    """
    if year <= 1998:
        return Fraction(24, 10), Fraction(24, 10) * Fraction(3, 4)
    if year <= 2007:
        return Fraction(18, 10), Fraction(18, 10)
    factor = Fraction(1500 - 15 * (year - 2008), 1000) if year <= 2025 else Fraction(1290, 1000)
    return factor, factor


def standard_income(income: int, month: Month) -> Fraction:
    """Whole thousands of won within the bounds of the month (Decree Art. 5).

    Until 2007 the income was that of a grade (Addenda 20507 Art. 7): it stands as it was recorded.
    """
    if month < (2008, 1):
        return Fraction(income)
    year = month[0] if month[1] >= 7 else month[0] - 1
    low, high = (figure(SCHEME, f"standard_income_{bound}", AT, year) for bound in ("floor", "ceiling"))
    return min(max(Fraction(income // 1000 * 1000), low), high)


def average_income(year: int) -> Fraction:
    """A, as it applies in ``year``; no less than 1,271,595 won (Addenda 8541 Art. 33(2))."""
    return max(figure(SCHEME, "average_income_of_all_insured", AT, year), Fraction(1271595))


def three_decimals(value: Fraction) -> Fraction:
    return Fraction((2000 * value.numerator + value.denominator) // (2 * value.denominator), 1000)


def revaluation(year: int, start_year: int) -> Fraction:
    """The published rate, or A of the start over the amount that stands for the year (Decree Art. 36)."""
    if year >= start_year:
        return Fraction(1)
    published = table(SCHEME, "published_revaluation_rate", AT)
    key = f"{start_year}{year}"
    if key in published:
        return exact(published[key])
    now = figure(SCHEME, "average_income_of_all_insured", AT, start_year)
    if year >= 1998:
        return three_decimals(now / figure(SCHEME, "average_income_of_all_insured", AT, year + 1))
    low, high = (figure(SCHEME, f"{bound}_income_for_revaluation", AT, year) for bound in ("least", "greatest"))
    if three_decimals(now / low) != three_decimals(now / high):
        raise MissingError("revaluation_rate", start_year, year)
    return three_decimals(now / low)


def adjustment_year(month: Month) -> int:
    """The year whose A and price adjustment apply: April to March until 2018, the calendar year from 2019."""
    return month[0] - 1 if month < (2019, 1) and month[1] < 4 else month[0]


def price_factor(from_year: int, to_year: int) -> Fraction:
    factor = Fraction(1)
    for year in range(from_year + 1, to_year + 1):
        factor *= 1 + figure(SCHEME, "consumer_price_adjustment", AT, year)
    return factor


def to_ten(amount: Fraction) -> int:
    """Fractions below ten won are dropped (Art. 117)."""
    return amount // 10 * 10


@dataclass
class Person:
    """What the Act asks about the person, and the insured months with their income."""

    case: Json
    income: dict[Month, int]
    foreign: set[Month]
    totalising: bool
    provision: Month

    @property
    def options(self) -> Json:
        found: Json = self.case["claim"].get("options", {}).get("KR", {})
        return found

    @property
    def birth(self) -> Month:
        """January where only the year is known: then nothing is insured here."""
        text = self.case["person"]["birth_date"]
        return month_of(text) if len(text) > 4 else (int(text), 1)

    @property
    def claim(self) -> Month:
        return month_of(self.case["claim"]["date"])

    @property
    def credits(self) -> int:
        return int(self.options.get("childbirth_credit_months", 0) + self.options.get("military_credit_months", 0))

    @property
    def own(self) -> int:
        return len(self.income) + self.credits

    @property
    def qualifying(self) -> int:
        return self.own + (len(self.foreign) if self.totalising else 0)

    def age_month(self, years: int) -> Month:
        """The month in which an age is reached, the years of the cohort added."""
        return plus(self.birth, 12 * (years + added_years(self.birth[0])))

    def reached(self, years: int) -> bool:
        """Whether the age is reached on the day of the claim; where no day is known, in its month."""
        month = self.age_month(years)
        if month != self.claim:
            return month < self.claim
        text = self.case["person"]["birth_date"]
        return len(text) < 10 or self.case["claim"]["date"][8:] >= text[8:]


def decide(person: Person) -> tuple[set[str], Callable[[Month], Json]]:
    """The conditions that are missing, and how the pension of a month is found if none is."""
    options, missing = person.options, set()
    if person.qualifying < 120:
        missing.add("qualifying_period")
    early = bool(options.get("early")) and not person.reached(60)
    if not person.reached(55 if early else 60):
        missing.add("age")
    if early and options.get("monthly_income", 0) > average_income(person.claim[0]):
        missing.add("no_income_earning_work")
    return missing, lambda as_of: pension_of(person, early, as_of)


def pension_of(person: Person, early: bool, as_of: Month) -> Json:
    """The pension of a person who meets the conditions."""
    options = person.options
    ground = ground_month(person, early)
    due = plus(ground, 1)
    until = month_of(options["deferred_until"]) if "deferred_until" in options else None
    share = Fraction(options.get("deferred_share", "1")) if until is not None else Fraction(0)
    deferred = 0 if until is None else max(between(due, until), 0)
    start = due
    if until is not None and share == 1:
        start = max(due, until)
    start = max(start, plus(person.claim, -60))
    year = adjustment_year(due)
    basic, mean = basic_amount(person, year, ground[0])
    months = person.qualifying
    rate = Fraction(1) if months >= 240 else Fraction(1, 2) + Fraction(months - 120, 240)
    full = basic / 12 * (1 + Fraction(max(months - 240, 0), 240)) * rate
    early_rate = Fraction(1)
    if early:
        early_rate = Fraction(700 + 5 * between(person.age_month(55), person.claim), 1000)
    pension = full * early_rate
    cap = greatest(person, year, mean)
    ratio = Fraction(person.own, person.qualifying) if person.totalising else Fraction(1)

    def payment(when: Month, income: int) -> int:
        drawn = Fraction(1)
        if until is not None:
            drawn = 1 - share
            if when >= until:
                drawn += share * (1 + Fraction(6, 1000) * deferred)
        factor = price_factor(year, adjustment_year(when)) if adjustment_year(when) > year else Fraction(1)
        amount = pension * drawn * factor
        limit = cap * factor
        theoretical = min(amount, limit)
        paid = to_ten(deducted(person, theoretical * ratio, when, income))
        aids = sum(to_ten(each / 12 * ratio) for each in dependants(person, when))
        return min(paid + aids, to_ten(limit * ratio))

    return {
        "start": start,
        "average_earnings": mean,
        "rate": rate,
        "theoretical_amount": to_ten(min(pension, cap)) if person.totalising else None,
        "ratio": ratio if person.totalising else None,
        # The income from work is that of the month asked for: at the start it is not known.
        "monthly_amount_at_start": payment(start, 0),
        "monthly_amount": payment(max(as_of, start), int(options.get("monthly_income", 0))),
    }


def ground_month(person: Person, early: bool) -> Month:
    """The month in which the ground for payment arises (Art. 54(1), 61)."""
    every = sorted(set(person.income) | (person.foreign if person.totalising else set()))
    needed = 120 - person.credits
    months = [person.claim] if early else [person.age_month(60)]
    if 0 < needed <= len(every):
        months.append(every[needed - 1])
    if person.income:
        months.append(max(person.income))
    if person.totalising:
        months.append(person.provision)
    return max(months)


def revalued(person: Person, months: list[Month], year: int) -> Fraction:
    total = Fraction(0)
    for month in months:
        total += standard_income(person.income[month], month) * revaluation(month[0], year)
    return total


def basic_amount(person: Person, year: int, year_of_right: int) -> tuple[Fraction, Fraction]:
    """The yearly basic amount of twenty years, and B: credited months have A or half of it as income.

    Their factor is that of the year in which the right arises, when they are added (Art. 18, 19).
    """
    a = average_income(year)
    births = int(person.options.get("childbirth_credit_months", 0))
    service = int(person.options.get("military_credit_months", 0))
    given = person.case.get("established", {}).get("KR", {})
    if "average_earnings" in given:
        b = exact(given["average_earnings"])
    else:
        b = (revalued(person, sorted(person.income), year) + births * a + service * a / 2) / person.own
    total = Fraction(0)
    for month in person.income:
        of_a, of_b = factor_of_year(month[0])
        total += of_a * a + of_b * b
    of_a, of_b = factor_of_year(year_of_right)
    total += (births + service) * (of_a * a + of_b * b)
    return total / person.own, b


def greatest(person: Person, year: int, mean: Fraction) -> Fraction:
    """Art. 53: the higher of B and the mean of the last five insured years."""
    last = sorted(person.income)[-60:]
    if not last:
        return mean
    return max(mean, revalued(person, last, year) / len(last))


def deducted(person: Person, amount: Fraction, when: Month, income: int) -> Fraction:
    """Less the deduction for income from work in the five years after the pension age (Art. 63-2)."""
    if not income or when > person.age_month(65):
        return amount
    excess = max(income - average_income(when[0]), Fraction(0))
    if when < (2025, 1) and excess < 2_000_000:
        low = excess * Fraction(50, 1000)
        less = low if excess < 1_000_000 else 50_000 + (excess - 1_000_000) * Fraction(100, 1000)
        return amount - min(less, amount / 2)
    if excess < 2_000_000:
        return amount
    if excess < 3_000_000:
        less = 150_000 + (excess - 2_000_000) * Fraction(150, 1000)
    elif excess < 4_000_000:
        less = 300_000 + (excess - 3_000_000) * Fraction(200, 1000)
    else:
        less = 500_000 + (excess - 4_000_000) * Fraction(250, 1000)
    return amount - min(less, amount / 2)


def dependants(person: Person, when: Month) -> list[Fraction]:
    """The yearly amounts of the dependants who count in the month (Art. 52)."""
    found = []
    year = adjustment_year(when)
    for each in person.case["person"].get("dependants", []):
        if each["relation"] == "spouse":
            found.append(figure(SCHEME, "spouse_amount", AT, year))
            continue
        counts = bool(each.get("disabled"))
        if not counts:
            born = month_of(each["birth_date"])
            if each["relation"] == "child":
                counts = born < when <= plus(born, 12 * (19 if when >= (2015, 8) else 18))
            else:
                counts = when > plus(born, 12 * (60 + added_years(born[0])))
        if counts:
            found.append(figure(SCHEME, "child_or_parent_amount", AT, year))
    return found
