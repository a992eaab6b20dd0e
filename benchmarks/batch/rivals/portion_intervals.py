"""The intervals of the library ``portion``; persons as pure Python objects, and the law as there."""

from __future__ import annotations

from collections.abc import Iterable

import portion

from benchmarks.batch.rivals.python_objects import Period, Person, PythonObjects, Side, Stretch, korea, months, viet_nam


class Months(portion.AbstractDiscreteInterval):
    """Intervals of months, which are whole numbers: what ends in one month and begins in the next is one."""

    _step = 1


api = portion.create_api(Months)


def union(periods: Iterable[Period]) -> Months:
    """The months of periods, all united at once."""
    return Months(*(api.closed(each.first, each.last) for each in periods))


def stretches(interval: Months) -> list[Stretch]:
    """The unbroken stretches of an interval, from first to last month."""
    return [] if interval.empty else [(each.lower, each.upper) for each in interval]


def decided(person: Person) -> tuple[Side, Side]:
    """What both sides owe."""
    compulsory = union(each for each in person.periods if each.party == "VN" and each.compulsory)
    own_of_viet_nam = compulsory | union(each for each in person.periods if each.party == "VN" and not each.compulsory)
    own_of_korea = union(each for each in person.periods if each.party == "KR")
    both = stretches(own_of_viet_nam | own_of_korea)
    return (
        viet_nam(person, stretches(own_of_viet_nam), months(stretches(compulsory)), months(both)),
        korea(person, stretches(own_of_korea), both),
    )


class PortionIntervals(PythonObjects):
    """Intervals of ``portion``."""

    def work(self, tables: list[Person]) -> tuple[list[int], list[tuple[Side, Side]]]:
        """See ``Contender``."""
        return [each.case_id for each in tables], [decided(each) for each in tables]
