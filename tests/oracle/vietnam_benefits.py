"""Viet Nam's single sums and survivors' benefits, restated from Laws 58/2014 and 41/2024, Decree 158/2025 and
Circular 59/2015."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from tests.oracle.parts import Answer
from tests.oracle.plain import Json, Month, between, month_of, nearest, plus, reads, stepped_at
from tests.oracle.vietnam import LAW_2024, Person, average, half_years, normal_age, reached, routes

FAMILY = ("child", "spouse")
"""Relatives of whom no law asks whether the deceased had to maintain them; of all others both do."""


def level(month: Month) -> Fraction:
    """The base salary, since July 2025 the reference level, of a month."""
    return stepped_at("vietnam", "base_salary", (2016, 1), month[0] * 100 + month[1])


def months_of_salary(person: Person) -> Fraction:
    """One and a half months for each year before 2014, two for each later one (Art. 70(3), 89(1); Art. 60(2), 70(1)).

    Odd months before 2014 move to the time after, if there is any; the odd months that are left make half years.
    """
    before = sum(month < (2014, 1) for month in person.paid)
    later = person.own - before
    if later == 0:
        return Fraction(half_years(before), 2) * Fraction(3, 2)
    return before // 12 * Fraction(3, 2) + Fraction(half_years(later + before % 12), 2) * 2


def mean_of(person: Person, month: Month) -> Fraction:
    given = person.case.get("established", {}).get("VN", {})
    return Fraction(given["average_earnings"]) if "average_earnings" in given else average(person, month)


def contributed(person: Person) -> Fraction:
    """The contributions themselves: 22 % of the salaries that they were paid on (Circular 59/2015 Art. 19(2))."""
    total = Fraction(0)
    for month, each in person.paid.items():
        amount = Fraction(each.monthly)
        if each.kind != "voluntary" and each.regime == "employer" and month >= (2007, 1):
            amount = min(amount, 20 * level(month))
        total += amount
    return total * Fraction(22, 100)


# ---- the single sum in place of a pension: Law 41/2024 Art. 70, Law 58/2014 Art. 60 ----


def withdrawal(person: Person) -> Answer:
    """The single sum, by the law of the decision (Art. 70(5))."""
    asked = person.case["claim"]["withdrawals"]["VN"]
    decided = month_of(asked.get("decided", person.case["claim"]["date"]))
    lacking = lacking_for_withdrawal(person, asked["reason"], decided)
    if lacking:
        return Answer(False, missing=[lacking])
    mean = mean_of(person, decided)
    paid = months_of_salary(person) * mean
    if person.own < 12:
        back = contributed(person)
        if reads(person.case, "VN", "short_withdrawal_base", "adjusted"):
            back = mean * person.own * Fraction(22, 100)
        paid = min(back, 2 * mean)
    # Clause 4: what the State paid towards voluntary contributions stays in on an illness and an incapacity.
    support = person.case["claim"].get("options", {}).get("VN", {}).get("state_support", 0)
    withheld = 0 if asked["reason"] in ("illness", "incapacity") else support
    return Answer(True, "independent", decided, max(nearest(paid) - withheld, 0))


REASONS_2024 = {
    True: {"age", "emigration", "illness", "incapacity", "ceased", "discharge"},
    False: {"age", "illness", "incapacity", "not_resident", "permit_ended"},
}
"""Law 41/2024 Art. 70: those of clause 1 for citizens, those of clause 2 for foreigners."""

REASONS_2014 = {
    True: {"age", "emigration", "illness", "ceased", "discharge"},
    False: {"age", "illness", "not_resident", "permit_ended"},
}
"""Law 58/2014 Art. 60(1) and Resolution 93/2015; Decree 143/2018 Art. 9(6) for foreigners."""


def last_month_of_work(person: Person) -> Month | None:
    """The last insured month; unpaid months of compulsory insurance (Art. 33(5)) go on with it."""
    work = [
        month_of(each["to"])
        for each in person.case["periods"]
        if each["party"] == "VN" and not each.get("refunded") and each["kind"] != "voluntary"
    ]
    return max([*person.paid, *work], default=None)


def lacking_for_withdrawal(person: Person, reason: str, decided: Month) -> set[str]:
    lacking = set()
    new = decided >= LAW_2024
    if person.own == 0:
        lacking.add("months_to_withdraw")
    last = last_month_of_work(person)
    if last is not None and last >= person.claim:
        lacking.add("insurance_ended")
    if reason not in (REASONS_2024 if new else REASONS_2014)[person.citizen]:
        return lacking | {"withdrawal_opened"}
    required = 180 if new else 240
    if not new and person.sex == "female" and "commune_cadre" in person.last_conditions():
        required = 180  # Art. 54(3)
    open_ages = [
        each.attained
        for each in routes(person, decided)
        if each.attained is not None and not each.reduced and each.name != "long_voluntary"
    ]
    of_age = min(open_ages) <= person.claim
    if reason in ("age", "not_resident") and not of_age:
        lacking.add("age")
    tested = person.own
    if reads(person.case, "VN", "withdrawal_qualifying", "totalised"):
        tested += len(person.foreign)
    if reason in ("age", "discharge") and tested >= required:
        lacking.add("below_qualifying_period")
    if reason == "not_resident" and tested < required:
        lacking.add("qualifying_period")
    if reason == "incapacity" and person.loss < 81:
        lacking.add("capacity_loss")
    if reason == "discharge" and "armed_forces" not in person.last_conditions():
        lacking.add("armed_forces")
    if reason == "ceased":
        if not person.paid or (new and min(person.paid) >= LAW_2024):
            lacking.add("insured_before_change")
        # Twelve months without any insurance, up to the one before the claim (Decree 158/2025 Art. 14(1)(b)).
        idle = 0
        if last is not None:
            month = plus(last, 1)
            while month < person.claim:
                idle += 1
                month = plus(month, 1)
        if idle < 12:
            lacking.add("months_without_insurance")
        if person.own >= 240:
            lacking.add("below_limit_of_withdrawal")
    return lacking


def paid_out(person: Person) -> Answer:
    """What who draws a pension and settles abroad has in its place (Law 41/2024 Art. 76, Law 58/2014 Art. 65)."""
    asked = person.case["claim"]["withdrawals"]["VN"]
    allowance = bool(person.case["claim"].get("options", {}).get("VN", {}).get("allowance_drawn"))
    decided = month_of(asked.get("decided", person.case["claim"]["date"]))
    lacking = set()
    if asked["reason"] != ("emigration" if person.citizen else "not_resident"):
        lacking.add("commutation_opened")
    if not allowance and person.own == 0:
        lacking.add("months_to_withdraw")
    if lacking:
        return Answer(False, missing=[lacking])
    monthly = asked["pension"]["monthly"]
    if allowance:
        return Answer(True, "independent", decided, 3 * monthly)
    paid = between(month_of(asked["pension"]["since"]), decided)
    if reads(person.case, "VN", "month_of_decision_drawn", "drawn"):
        paid += 1
    months = months_of_salary(person)  # the years give months of the pension as they give months of salary
    for _ in range(paid):
        months -= Fraction(1, 2)
    return Answer(True, "independent", decided, nearest(max(months, Fraction(3)) * monthly))


# ---- survivors: Law 41/2024 Art. 85 to 89, 109 to 111; Law 58/2014 Art. 66 to 71, 80, 81 ----


class Survivors:
    """The claim of a deceased person's relatives."""

    def __init__(self, person: Person, now: Month) -> None:
        self.person = person
        self.claim: Json = person.case["claim"]
        self.options: Json = self.claim.get("options", {}).get("VN", {})
        self.death = month_of(self.claim["death"]["date"])
        self.new = self.death >= LAW_2024
        self.now = now
        self.pension: Json | None = self.claim["death"].get("pensions", {}).get("VN")
        self.occupational = self.claim["death"].get("cause") in ("work_accident", "occupational_disease")
        self.accident = int(self.options.get("accident_allowance_percent", 0))
        self.relatives: list[Json] = self.claim.get("survivors", [])
        self.entitled = [number for number in range(1, len(self.relatives) + 1) if self.is_entitled(number)]

    def relative(self, number: int) -> Json:
        return self.relatives[number - 1]

    def born(self, number: int) -> Month:
        return month_of(self.relative(number)["birth_date"])

    def adult_from(self, number: int) -> Month:
        """The month of the eighteenth birthday, in which a child has the allowance no more."""
        return plus(self.born(number), 12 * 18)

    def is_child_at(self, number: int, month: Month) -> bool:
        return bool(self.relative(number)["relation"] == "child") and month < self.adult_from(number)

    def is_unable(self, number: int) -> bool:
        return bool(self.relative(number).get("capacity_loss_percent", 0) >= 81)

    def is_provided_for(self, number: int) -> bool:
        """Art. 86(3): earns and is insured, or draws the reference level or more. Art. 67(3): has the base salary."""
        each = self.relative(number)
        enough = bool(each.get("monthly_income", {}).get("VN", 0) >= level(self.death))
        return enough or (self.new and bool(each.get("insured_employment")))

    def is_old(self, number: int) -> bool:
        each = self.relative(number)
        sex = each.get("sex", "female")
        if not self.new:
            return between(self.born(number), self.death) >= 12 * (60 if sex == "male" else 55)
        ages = {year: normal_age(sex, year) for year in range(2016, 2041)}
        return reached(self.born(number), ages) <= self.death

    def is_entitled(self, number: int) -> bool:
        each = self.relative(number)
        # Art. 87(3): the first month is the one after the death. Who is 18 by then has it for none.
        if self.is_child_at(number, plus(self.death, 1)):
            return True
        if self.is_provided_for(number):
            return False
        if each["relation"] == "child":
            return self.is_unable(number)
        if each["relation"] not in FAMILY and not each.get("maintained", True):
            return False
        return self.is_unable(number) or self.is_old(number)

    def share(self, number: int, month: Month) -> Fraction:
        """The part of the reference level that a relative has in a month."""
        each = self.relative(number)
        if self.born(number) > month:
            return Fraction(0)
        grown = each["relation"] == "child" and not self.is_child_at(number, month)
        if grown and (not self.is_unable(number) or self.is_provided_for(number)):
            return Fraction(0)
        alone = bool(each.get("without_carer"))
        if alone and "carer_from" in each and month >= month_of(each["carer_from"]):
            alone = False
        return Fraction(70 if alone else 50, 100)

    def paid_in(self, month: Month) -> dict[int, int]:
        """The allowances of a month: of four relatives at most, twice as much where two insured persons died."""
        times = 2 if self.options.get("insured_deaths", 1) > 1 else 1
        having = [(self.share(number, month), number) for number in self.entitled]
        having = [each for each in having if each[0] > 0]
        having.sort(key=lambda each: (-each[0], each[1]))
        return {number: nearest(share * level(month) * times) for share, number in having[:4]}

    def start(self) -> Month:
        """The month after the death; of a child born later, where it is the first, the month of birth (Art. 87(3))."""
        own_starts = [
            self.born(number) if self.born(number) > self.death else plus(self.death, 1) for number in self.entitled
        ]
        return min(own_starts, default=plus(self.death, 1))

    def allowance(self) -> Answer:
        alone = self.lacking_for_allowance(False)
        if not alone:
            return self.paid_allowance("independent")
        if not self.person.foreign:
            return Answer(False, missing=[alone])
        together = self.lacking_for_allowance(True)
        if not together:
            return self.paid_allowance("totalised")
        return Answer(False, missing=[alone, together])

    def paid_allowance(self, basis: str) -> Answer:
        start = self.start()
        shares = self.paid_in(max(self.now, start))
        return Answer(True, basis, start, sum(shares.values()), sum(self.paid_in(start).values()), shares=shares)

    def lacking_for_allowance(self, totalising: bool) -> set[str]:
        person, lacking = self.person, set()
        compulsory = person.own - person.voluntary + (len(person.foreign) if totalising else 0)
        # Of who was voluntarily insured too the pension counts only if 15 compulsory years led to it: Law 41/2024
        # Art. 111(1)(b), Decree 158/2025 Art. 21(3)(d), Law 58/2014 Art. 71(1)(b).
        pensioner = self.pension is not None and person.voluntary == 0
        if not (compulsory >= 180 or pensioner or self.occupational or self.accident >= 61):
            lacking.add("survivors_qualifying_period")
        if not self.entitled:
            lacking.add("relatives_entitled")
        if self.options.get("survivors_lump_sum") and not self.is_bound():
            lacking.add("allowance_wanted")
        if self.new and not person.citizen:
            lacking.add("deceased_citizen")  # Decree 158/2025 Art. 20 names Arts. 85, 88 to 91 alone
        if totalising:
            if not self.new:
                lacking.add("law_in_effect")
            if self.claim["date"] < "2025-07-01":
                lacking.add("totalisation_in_effect")
            if person.own < 12:
                lacking.add("minimum_own_period")
        return lacking

    def is_bound(self) -> bool:
        """Law 58/2014 Art. 69(3): a child under six, or a child or spouse with a loss of 81 %, keeps the allowance."""
        if self.new:
            return False
        for number in self.entitled:
            each = self.relative(number)
            if each["relation"] == "child" and between(self.born(number), self.death) < 72:
                return True
            if each["relation"] in FAMILY and self.is_unable(number):
                return True
        return False

    def lump_sum(self) -> Answer:
        person = self.person
        if person.own == 0 and self.pension is None:
            return Answer(False, missing=[{"insured_or_pensioner"}])
        if self.pension is not None:
            drawn = between(month_of(self.pension["since"]), self.death) + 1
            months = Fraction(48)
            for _ in range(3, drawn + 1):
                months -= Fraction(1, 2)
            return Answer(True, "independent", self.death, nearest(max(months, Fraction(3)) * self.pension["monthly"]))
        mean = mean_of(person, self.death)
        if person.voluntary < person.own:
            return Answer(True, "independent", self.death, nearest(max(months_of_salary(person), Fraction(3)) * mean))
        # Voluntary insurance alone has no least sum. Law 41/2024 Art. 110(2)(c): below 60 months the contributions;
        # Law 58/2014 Art. 81(2): below a year the contributions, at most two months.
        if self.new and person.own < 60:
            paid = contributed(person)
        elif person.own < 12:
            paid = min(contributed(person), 2 * mean)
        else:
            paid = months_of_salary(person) * mean
        return Answer(True, "independent", self.death, nearest(paid))

    def funeral(self) -> Answer:
        person = self.person
        compulsory = person.own - person.voluntary
        enough = compulsory >= 12 or (person.voluntary > 0 and person.own >= 60)
        if not (enough or self.pension is not None or self.occupational or self.accident > 0):
            return Answer(False, missing=[{"funeral_period"}])
        return Answer(True, "independent", self.death, nearest(10 * level(self.death)))

    def parts(self) -> dict[str, Answer]:
        found = {"monthly_allowance": self.allowance()}
        if not found["monthly_allowance"].due:
            found["survivors_lump_sum"] = self.lump_sum()
        found["funeral_grant"] = self.funeral()
        return found


def decide(case: Json, paid: dict[Month, Any], foreign: set[Month], now: Month) -> dict[str, Answer]:
    """The parts of the benefit that the case claims of Viet Nam."""
    person = Person(case, paid, foreign, False, (1900, 1))
    if case["claim"]["benefit"] == "survivors":
        return Survivors(person, now).parts()
    if case["claim"]["benefit"] == "lump_sum" and "VN" in case["claim"]["withdrawals"]:
        if "pension" in case["claim"]["withdrawals"]["VN"]:
            return {"commuted_pension": paid_out(person)}
        return {"lump_sum": withdrawal(person)}
    return {}


__all__ = ["decide"]
