"""Korea's refund, survivors' and disability pensions, restated from Arts. 52 to 81, 113, 115 and 126 of the Act."""

from __future__ import annotations

from fractions import Fraction

from tests.oracle.korea import (
    AT,
    SCHEME,
    Person,
    added_years,
    adjustment_year,
    average_income,
    basic_amount,
    day_after,
    greatest,
    price_factor,
    revaluation,
    standard_income,
    to_ten,
)
from tests.oracle.parts import Answer
from tests.oracle.plain import (
    Json,
    MissingError,
    Month,
    birthday,
    each_month,
    exact,
    figure,
    month_of,
    plus,
    reads,
    stepped_at,
    table,
    whole_day,
)

PROVISION = "2025-07-01"
ORDER = ("spouse", "child", "parent", "grandchild", "grandparent")
"""Art. 73(1): only the first rank that anybody belongs to is paid."""


def day_text(year: int, month: int, day: str) -> str:
    return f"{year:04d}-{month:02d}-{day}"


def months_later(day: str, months: int) -> str:
    """The same day of the month so many months later (Civil Act Art. 160)."""
    year, month = plus(month_of(day), months)
    last = int(day_before(day_text(*plus((year, month), 1), "01"))[8:])
    return day_text(year, month, f"{min(int(day[8:]), last):02d}")


def day_before(first: str) -> str:
    """The day before the first of a month."""
    year, month = plus(month_of(first), -1)
    day = day_text(year, month, "28")
    while day_after(day) < first:
        day = day_after(day)
    return day


class Korean:
    """What the three benefits share: the person, the months, and the day by which contributions are tested."""

    def __init__(self, person: Person, totalising: bool, now: Month) -> None:
        self.person = Person(person.case, person.income, person.foreign, totalising, person.provision)
        self.case = person.case
        self.claim: Json = person.case["claim"]
        self.totalising = totalising
        self.now = now
        self.options = self.person.options

    @property
    def birth(self) -> str:
        return str(self.case["person"]["birth_date"])

    def age_day(self, years: int, added: bool) -> str:
        more = added_years(int(self.birth[:4])) if added else 0
        return birthday(self.birth, 12 * (years + more))

    @property
    def months(self) -> set[Month]:
        own = set(self.person.income)
        return own | self.person.foreign if self.totalising else own

    # ---- contributions: Arts. 3(1)19, 67(1)2, 72(1)2 to 4 ----

    def ground(self, day: str) -> str:
        """By what contributions suffice on the day of the death or of the first examination."""
        until = month_of(day)
        counted = {month for month in self.months if month <= until}
        if len(counted) >= 120:
            return "ten_insured_years"
        if reads(self.case, "KR", "contribution_tests_when_totalised", "own"):
            counted = {month for month in self.person.income if month <= until}
        adult = month_of(self.age_day(18, False))
        expected = 0
        for month in each_month((1999, 4), until):
            # Below 18 only what was paid is time of insurance.
            if month >= adult or month in counted:
                expected += 1
        expected = max(expected - self.options.get("months_outside_insurance", 0), 0)
        if counted and 3 * len(counted) >= expected:
            return "third_of_time"
        recent = [month for month in each_month(plus(until, -59), until) if month in counted]
        if len(recent) >= 36 and self.options.get("arrears_months", 0) < 36:
            return "three_of_five_years"
        # Addendum 14214 Arts. 4(2), 5(2): the former articles may still entitle, but for their Art. 85, which denies
        # the pension where a third of the contributions due, and six months or more, were not paid.
        unpaid = self.options.get("arrears_months", 0)
        denied = not counted or (unpaid >= 6 and Fraction(len(counted), len(counted) + unpaid) < Fraction(2, 3))
        return "former_law" if day < "2018-12-01" and self.person.income and not denied else "none"

    # ---- the amount: Arts. 51 to 53, 113, 117 ----

    @property
    def ratio(self) -> Fraction:
        if not self.totalising:
            return Fraction(1)
        return Fraction(self.person.own, self.person.qualifying)

    def lacking_of_agreement(self) -> set[str]:
        if not self.totalising:
            return set()
        lacking = set()
        if self.claim["date"] < PROVISION:
            lacking.add("totalisation_in_effect")
        if self.person.own < 12:
            lacking.add("minimum_own_period")
        return lacking

    def right_start(self, ground: Month) -> Month:
        return plus(max(ground, month_of(PROVISION)) if self.totalising else ground, 1)

    def start(self, right_start: Month) -> Month:
        return max(right_start, plus(self.person.claim, -60))

    def yearly(self, right_start: Month) -> tuple[Fraction, Fraction]:
        """The basic pension amount of a year, what exceeds twenty years in it, and the cap of a month."""
        year = adjustment_year(right_start)
        basic, mean = basic_amount(self.person, year, right_start[0])
        beyond = max(self.person.qualifying - 240, 0)
        return basic * (1 + Fraction(beyond, 240)), greatest(self.person, year, mean)

    def accident(self) -> Fraction:
        return Fraction(1, 2) if self.options.get("industrial_accident_benefits") else Fraction(1)

    def monthly(self, pension: Fraction, cap: Fraction, right_start: Month, when: Month, aids: list[Fraction]) -> int:
        factor = price_factor(adjustment_year(right_start), adjustment_year(when))
        paid = to_ten(min(pension, cap) * self.ratio * factor)
        paid += sum(to_ten(each / 12 * self.ratio) for each in aids)
        return min(paid, to_ten(cap * self.ratio * factor))


def counts_in(first: Month, last: Month | None, when: Month) -> bool:
    """Whether an amount that begins after the month ``first`` and ends with ``last`` is paid in ``when`` (Art. 54)."""
    return first < when and (last is None or when <= last)


def amount_of_dependant(relation: str, when: Month) -> Fraction:
    name = "spouse_amount" if relation == "spouse" else "child_or_parent_amount"
    return figure(SCHEME, name, AT, adjustment_year(when))


def is_dependant(relation: str, birth: str, disabled: bool, when: Month) -> bool:
    """Art. 52(1): a child through the month of its 19th birthday, a parent from the month after the age."""
    born = month_of(birth)
    if relation == "child":
        return counts_in(born, None if disabled else plus(born, 12 * 19), when)
    return disabled or when > plus(born, 12 * (60 + added_years(born[0])))


# ---- survivors ----


class Survivors(Korean):
    def __init__(self, person: Person, totalising: bool, now: Month) -> None:
        super().__init__(person, totalising, now)
        self.died = str(self.claim["death"]["date"])
        self.death = month_of(self.died)
        self.pension: Json | None = self.claim["death"].get("pensions", {}).get("KR")
        self.relatives: list[Json] = self.claim.get("survivors", [])

    def ground_of_death(self) -> str:
        if self.options.get("disability_pension_drawn"):
            return "disability_pensioner"
        if self.pension is not None:
            return "old_age_pensioner"
        found = self.ground(self.died)
        # Art. 72(2): items 3 and 4 give nothing on a death after emigration or loss of nationality.
        if self.options.get("left_the_country") and found not in ("ten_insured_years", "former_law"):
            return "none"
        return found

    def qualifies(self, each: Json) -> bool:
        """Art. 73(1), on the day of the death, of relatives who are born."""
        if not each.get("maintained", True) or each["relation"] not in ORDER:
            return False
        birth = each["birth_date"]
        if each["relation"] == "spouse" or each.get("disabled"):
            return True
        if each["relation"] in ("child", "grandchild"):
            return self.died < birthday(birth, 12 * (25 if each["relation"] == "child" else 19))
        return self.died >= birthday(birth, 12 * (60 + added_years(int(birth[:4]))))

    def is_unborn(self, each: Json) -> bool:
        """Art. 3(3): a child born after the death is one of those whom the deceased maintained."""
        born = each["birth_date"]
        unborn = whole_day(born) > self.died if len(born) == 10 else month_of(born) > self.death
        return bool(each["relation"] == "child") and unborn and bool(each.get("maintained", True))

    def numbers(self) -> list[int]:
        return list(range(1, len(self.relatives) + 1))

    def first_rank(self) -> list[int]:
        """Who is entitled at the death, of those then born."""
        for rank in ORDER:
            found = [
                number
                for number in self.numbers()
                if self.relatives[number - 1]["relation"] == rank
                and self.qualifies(self.relatives[number - 1])
                and not self.is_unborn(self.relatives[number - 1])
            ]
            if found:
                return found
        return []

    def unborn(self) -> list[int]:
        return [number for number in self.numbers() if self.is_unborn(self.relatives[number - 1])]

    def first_ground(self) -> Month:
        """The month in which somebody has the right: of the death, or of the birth of who alone can have it."""
        if self.first_rank():
            return self.death
        return min(month_of(self.relatives[number - 1]["birth_date"]) for number in self.unborn())

    def entitled_in(self, when: Month) -> list[int]:
        """Who has the right in a month; a child born later takes it from all but the spouse (Arts. 73(2), 75(2))."""
        at_death = self.first_rank()
        spouse = bool(at_death) and self.relatives[at_death[0] - 1]["relation"] == "spouse"
        if spouse:
            return at_death
        born = [number for number in self.unborn() if month_of(self.relatives[number - 1]["birth_date"]) < when]
        children = [number for number in at_death if self.relatives[number - 1]["relation"] == "child"]
        return children + born if born else at_death

    def ends(self, number: int) -> Month | None:
        """The month with which the right ends: of the 25th birthday of a child, the 19th of a grandchild."""
        each = self.relatives[number - 1]
        years = {"child": 25, "grandchild": 19}.get(each["relation"])
        if years is None or each.get("disabled"):
            return None
        return month_of(birthday(each["birth_date"], 12 * years))

    def is_suspended(self, number: int, when: Month, right_start: Month) -> bool:
        """Art. 76(1): a spouse after three years, to the age of 55, who has work and no child to maintain."""
        each = self.relatives[number - 1]
        if each["relation"] != "spouse" or each.get("disabled") or when < plus(right_start, 36):
            return False
        birth = each["birth_date"]
        if when > plus(month_of(birth), 12 * (55 + added_years(int(birth[:4])))):
            return False
        if each.get("monthly_income", {}).get("KR", 0) <= average_income(self.income_year(when)):
            return False
        for other in self.relatives:
            if other["relation"] != "child" or not other.get("maintained", True):
                continue
            if other.get("disabled") or when <= plus(month_of(other["birth_date"]), 12 * 25):
                return False
        return True

    def income_year(self, when: Month) -> int:
        return when[0]

    def having_in(self, when: Month) -> list[int]:
        ends = {number: self.ends(number) for number in self.entitled_in(when)}
        return sorted(number for number, end in ends.items() if end is None or when <= end)

    def paid_to(self, when: Month, right_start: Month) -> list[int]:
        return [each for each in self.having_in(when) if not self.is_suspended(each, when, right_start)]

    def aids(self, when: Month) -> list[Fraction]:
        """Dependants' amounts for children and parents who were maintained and have no pension themselves."""
        found = []
        for number in self.numbers():
            each = self.relatives[number - 1]
            drawing = number in self.first_rank() or number in self.entitled_in(plus(self.death, 24))
            if drawing or not each.get("maintained", True):
                continue
            if each["relation"] in ("child", "parent") and is_dependant(
                each["relation"], each["birth_date"], bool(each.get("disabled")), when
            ):
                found.append(amount_of_dependant(each["relation"], when))
        return found

    def lacking(self) -> set[str]:
        lacking = self.lacking_of_agreement()
        ground = self.ground_of_death()
        if not self.first_rank() and not self.unborn():
            lacking.add("relatives_entitled")
        elif ground == "former_law":
            raise MissingError("the former law of contributions")
        if ground in ("none", "former_law"):
            lacking.add("contributions_suffice")
        return lacking

    def answer(self) -> Answer:
        right_start = self.right_start(self.first_ground())
        start = self.start(right_start)
        when = max(self.now, start)
        yearly, cap = self.yearly(right_start)
        months = self.person.qualifying
        rate = Fraction(40 if months < 120 else 50 if months < 240 else 60, 100)
        pension = yearly * rate / 12
        if self.ground_of_death() == "old_age_pensioner":
            assert self.pension is not None
            pension = min(pension, self.pension["monthly"] / self.ratio)
        pension *= self.accident()
        paid = self.paid_to(when, right_start)
        whole = self.monthly(pension, cap, right_start, when, self.aids(when))
        # Art. 56(2)1: beside another benefit that was chosen three tenths.
        tenths = 3 if self.options.get("other_benefit_chosen") else 10
        amount = to_ten(Fraction(whole * tenths, 10)) if paid else 0
        first = (
            self.monthly(pension, cap, right_start, start, self.aids(start)) if self.paid_to(start, right_start) else 0
        )
        return Answer(
            True,
            "totalised" if self.totalising else "independent",
            start,
            amount,
            to_ten(Fraction(first * tenths, 10)),
            self.ratio if self.totalising else None,
            shares={number: to_ten(Fraction(amount, len(paid))) for number in paid},
        )


# ---- once, where a death gives no pension: Arts. 77(1)2 and 80 ----

WIDER = (*ORDER, "sibling", "other")
"""Art. 80(4): spouse, child, parent, grandchild, grandparent, sibling, and who was maintained to the fourth degree."""


class OnDeath(Survivors):
    """The refund to the relatives of Art. 73, else the lump sum on death to others."""

    def __init__(self, person: Person, kinds: dict[Month, str], now: Month) -> None:
        super().__init__(person, False, now)
        self.kinds = kinds

    def nearest(self) -> list[int]:
        """Relatives of Art. 73: a child born later stands beside children, and before all but the spouse."""
        at_death = self.first_rank()
        if not self.unborn() or (at_death and self.relatives[at_death[0] - 1]["relation"] == "spouse"):
            return at_death
        return sorted(self.unborn() + [each for each in at_death if self.relatives[each - 1]["relation"] == "child"])

    def others(self) -> list[int]:
        for rank in WIDER:
            found = [number for number in self.numbers() if self.relatives[number - 1]["relation"] == rank]
            if rank == "other":
                found = [number for number in found if self.relatives[number - 1].get("maintained", True)]
            if found:
                return found
        return []

    def common(self) -> set[str]:
        lacking = set()
        if not self.person.income:
            lacking.add("months_to_refund")
        if str(self.claim["date"]) > months_later(self.died, 60):
            lacking.add("claimed_in_time")
        return lacking

    def contributions(self) -> int:
        if min(self.person.income) < (1999, 4):
            raise MissingError("interest before April 1999")
        return with_interest(self.person, self.kinds, self.death)

    def paid(self, amount: int, numbers: list[int]) -> Answer:
        part = to_ten(Fraction(amount, len(numbers)))
        return Answer(True, "independent", self.death, amount, shares=dict.fromkeys(numbers, part))

    def refund(self) -> Answer:
        lacking = self.common()
        if not may_be_refunded(self.person):
            lacking.add("refund_right")
        if not self.nearest():
            lacking.add("relatives_entitled")
        if lacking:
            return Answer(False, missing=[lacking])
        return self.paid(self.contributions(), self.nearest())

    def lump_sum(self) -> Answer:
        lacking = self.common()
        if self.nearest():
            lacking.add("no_relative_before")
        if not self.others():
            lacking.add("relatives_of_wider_circle")
        if reads(self.case, "KR", "death_sum_without_refund_right", "not_paid") and not may_be_refunded(self.person):
            lacking.add("open_without_refund_right")
        if lacking:
            return Answer(False, missing=[lacking])
        year = self.death[0]
        values = {
            month: standard_income(income, month) * revaluation(month[0], year)
            for month, income in self.person.income.items()
        }
        mean = sum(values.values(), Fraction(0)) / len(values)
        whole = min(Fraction(self.contributions()), 4 * max(values[max(values)], mean))
        drawn = self.options.get("pensions_drawn_in_all")
        if self.pension is None and not self.options.get("disability_pension_drawn") and drawn is None:
            return self.paid(to_ten(whole), self.others())
        if drawn is None or self.death < (2021, 7):
            raise MissingError("what the pensioner drew, or the former law")
        return self.paid(to_ten(max(whole - drawn, Fraction(0))), self.others())


# ---- disability ----


class Disability(Korean):
    def __init__(self, person: Person, totalising: bool, now: Month) -> None:
        super().__init__(person, totalising, now)
        self.found: Json = self.claim["disability"]
        self.examined = str(self.found["first_examined"])
        # The benefit is made of the time until the right arises, unless later time is read to count too.
        if not reads(self.case, "KR", "insured_after_grading", "counted"):
            last = plus(self.right_start(month_of(self.graded())), -1)
            self.person.income = {month: paid for month, paid in self.person.income.items() if month <= last}
            self.person.foreign = {month for month in self.person.foreign if month <= last}

    def graded(self) -> str:
        """Art. 67(2): the day of healing within a year and six months, else the day after that time."""
        latest = months_later(self.examined, 18)
        settled = self.found.get("settled")
        return str(settled) if settled is not None and settled <= latest else day_after(latest)

    def lacking(self, grades: tuple[int, ...]) -> set[str]:
        lacking = self.lacking_of_agreement()
        day = self.examined
        insured = min((month for month in self.person.income), default=None)
        before_18 = day < self.age_day(18, False)
        if before_18 and insured is not None and insured <= month_of(day):
            before_18 = False  # who was insured before is covered from then on (Art. 67(1)1)
        if before_18 or day >= self.age_day(60, True):
            lacking.add("examined_at_age")
        if any(each["party"] == "KR" and each.get("refunded") for each in self.case["periods"]):
            lacking.add("no_refund_drawn")
        national = self.case["person"].get("nationality") == "KR"
        if not national and self.found.get("residence") != "KR":
            lacking.add("national_or_resident")
        if self.graded() > self.claim["date"]:
            lacking.add("grade_can_be_found")
        ground = self.ground(day)
        if ground == "former_law" and not lacking - self.lacking_of_agreement():
            raise MissingError("the former law of contributions")
        if ground in ("none", "former_law"):
            lacking.add("contributions_suffice")
        if self.found["degrees"]["KR"] not in grades:
            lacking.add("disability_grade")
        if grades == (4,) and not self.months_left(self.right_start(month_of(self.graded()))):
            lacking.add("months_left_of_single_sum")
        return lacking

    def aids(self, when: Month) -> list[Fraction]:
        found = []
        for each in self.case["person"].get("dependants", []):
            relation = each["relation"]
            if relation == "spouse" or is_dependant(
                relation, each.get("birth_date", "1900-01"), bool(each.get("disabled")), when
            ):
                found.append(amount_of_dependant(relation, when))
        return found

    def pension(self) -> Answer:
        right_start = self.right_start(month_of(self.graded()))
        start = self.start(right_start)
        when = max(self.now, start)
        yearly, cap = self.yearly(right_start)
        pension = yearly * {1: Fraction(1), 2: Fraction(4, 5), 3: Fraction(3, 5)}[self.found["degrees"]["KR"]] / 12
        pension *= self.accident()
        return Answer(
            True,
            "totalised" if self.totalising else "independent",
            start,
            self.monthly(pension, cap, right_start, when, self.aids(when)),
            self.monthly(pension, cap, right_start, start, self.aids(start)),
            self.ratio if self.totalising else None,
        )

    def months_left(self, right_start: Month) -> int:
        oldest = plus(self.person.claim, -60)
        return sum(plus(right_start, number) >= oldest for number in range(67))

    def single_sum(self) -> Answer:
        right_start = self.right_start(month_of(self.graded()))
        yearly, _ = self.yearly(right_start)
        # Art. 71: of 67 months from then on, each two fifths of a twelfth, those over five years old have lapsed.
        left = self.months_left(right_start)
        paid = yearly * Fraction(225, 100)
        if left < 67 and reads(self.case, "KR", "lapsed_single_sum", "months_left"):
            paid = yearly * Fraction(2, 5) / 12 * left
        else:
            paid -= yearly * Fraction(2, 5) / 12 * (67 - left)
        return Answer(
            True,
            "totalised" if self.totalising else "independent",
            right_start,
            to_ten(paid * self.accident() * self.ratio),
            ratio=self.ratio if self.totalising else None,
        )


# ---- the refund: Arts. 77, 79, 115, 116, 126(4), 127; Decree Art. 50 ----


def refund(person: Person, kinds: dict[Month, str]) -> Answer:
    case, claim = person.case, person.case["claim"]
    asked = claim["withdrawals"]["KR"]
    day, birth = str(claim["date"]), str(case["person"]["birth_date"])
    by_age = asked["reason"] == "age"
    ground = birthday(birth, 12 * 60) if by_age else str(asked["since"])
    lacking = set()
    if not person.income:
        lacking.add("months_to_refund")
    if not may_be_refunded(person):
        lacking.add("refund_right")
    if day < ground:
        lacking.add("refund_ground")
    last = max(person.income, default=None)
    # Art. 79, 1: the right that moving abroad gave ends when the person is insured again.
    if last is not None and last > (max(month_of(ground), month_of(day)) if by_age else month_of(ground)):
        lacking.add("insurance_ended")
    insured = len(person.income)
    if reads(case, "KR", "refund_qualifying", "totalised"):
        insured += len(person.foreign)
    long = insured >= 120
    if by_age and long:
        lacking.add("below_qualifying_period")
    pension_day = birthday(birth, 12 * (60 + added_years(int(birth[:4]))))
    if not by_age and long and day >= pension_day:
        lacking.add("no_pension_right")
    # Where only the month of the ground is known, it is claimed in time until the end of the last month.
    until = months_later(ground, 12 * (10 if by_age else 5))
    if day > (f"{until[:7]}-31" if by_age and len(birth) < 10 else until):
        lacking.add("claimed_in_time")
    if lacking:
        return Answer(False, missing=[lacking])
    sum_of_all = with_interest(person, kinds, month_of(ground))
    return Answer(True, "independent", max(month_of(ground), month_of(day)), sum_of_all)


def with_interest(person: Person, kinds: dict[Month, str], until: Month) -> int:
    """All contributions, with interest through the month of the ground (Art. 77(2), Decree Art. 50)."""
    case, paid, interest = person.case, Fraction(0), Fraction(0)
    for month, income in sorted(person.income.items()):
        name = "workplace" if kinds[month] in ("workplace", "compulsory") else "individual"
        rate = stepped_at(SCHEME, f"{name}_contribution_rate", AT, month[0] * 100 + month[1])
        whole = standard_income(income, month) * rate
        contribution = to_ten(whole)
        if name == "workplace" and reads(case, "KR", "contribution_rounding", "each_half"):
            contribution = to_ten(whole / 2) + to_ten(whole / 2)
        paid += contribution
        # Paid by the tenth of the month after (Art. 89(1)); interest from the month after that on.
        bearing_interest, of_year = Fraction(contribution), Fraction(0)
        for bearing in each_month(plus(month, 2), until):
            of_year += bearing_interest * deposit_rate(case, bearing[0]) / 12
            if bearing[1] == 12 or bearing == until:
                interest += of_year
                if reads(case, "KR", "interest_of_refund", "yearly"):
                    bearing_interest += of_year
                of_year = Fraction(0)
    return to_ten(paid + interest)


def deposit_rate(case: Json, year: int) -> Fraction:
    given = case.get("established", {}).get("KR", {}).get("deposit_rate", {})
    if str(year) in given:
        return exact(given[str(year)])
    return figure(SCHEME, "deposit_rate", AT, year)


def may_be_refunded(person: Person) -> bool:
    """Nationals; foreigners by visa, reciprocity, or from its date the agreement."""
    nationality = person.case["person"].get("nationality")
    asked = person.case["claim"].get("withdrawals", {}).get("KR", {})
    if asked.get("reason") == "nationality_lost":
        return True  # insured as a national (Art. 77(1)3)
    if nationality == "KR" or str(person.options.get("visa")) in table(SCHEME, "refund_by_visa", AT):
        return True
    if nationality in table(SCHEME, "refund_by_reciprocity", AT):
        return True
    return nationality == "VN" and bool(person.case["claim"]["date"] >= PROVISION)


def decide(
    case: Json, income: dict[Month, int], kinds: dict[Month, str], foreign: set[Month], now: Month
) -> dict[str, Answer]:
    """The parts of the benefit that the case claims of Korea."""
    benefit = case["claim"]["benefit"]
    person = Person(case, income, foreign, False, (1900, 1))
    if benefit == "lump_sum":
        return {"refund": refund(person, kinds)} if "KR" in case["claim"]["withdrawals"] else {}
    if benefit == "survivors":
        return on_death(person, kinds, now)
    found = {"disability_pension": disability_part(person, now, False)}
    if not found["disability_pension"].due:
        found["disability_single_sum"] = disability_part(person, now, True)
    return found


def on_death(person: Person, kinds: dict[Month, str], now: Month) -> dict[str, Answer]:
    """The pension; where it is not due the refund, and where that is not due either the lump sum."""
    parts = {"survivors_pension": survivors_pension(person, now)}
    if not parts["survivors_pension"].due:
        parts["refund_at_death"] = OnDeath(person, kinds, now).refund()
        if not parts["refund_at_death"].due:
            parts["death_sum"] = OnDeath(person, kinds, now).lump_sum()
    return parts


def survivors_pension(person: Person, now: Month) -> Answer:
    missing = []
    for totalising in (False, True) if person.foreign else (False,):
        attempt = Survivors(person, totalising, now)
        lacking = attempt.lacking()
        if not lacking:
            return attempt.answer()
        missing.append(lacking)
    return Answer(False, missing=missing)


def disability_part(person: Person, now: Month, single: bool) -> Answer:
    missing = []
    for totalising in (False, True) if person.foreign else (False,):
        attempt = Disability(person, totalising, now)
        lacking = attempt.lacking((4,) if single else (1, 2, 3))
        if not lacking:
            return attempt.single_sum() if single else attempt.pension()
        missing.append(lacking)
    return Answer(False, missing=missing)
