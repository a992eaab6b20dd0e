"""What persons gain and lose, counted and summed by group as the rows go by.

Counts and sums are kept by cell (``groups``). For quantiles what each person gains or loses is kept too, on the
disk (``ranks``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from fractions import Fraction
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from totalisation.agreement import Agreement
from totalisation.batch.benefits import BENEFITS
from totalisation.batch.comparison.differences import Array, Compared
from totalisation.batch.comparison.groups import GROUPS, GROUPS_OF_CELLS, ONE_SIDED, Counts, Sums, cells_of
from totalisation.batch.comparison.ranks import Spool, at_ranks
from totalisation.batch.comparison.sides import SIDES, amounts_of
from totalisation.batch.summary import counted_fields
from totalisation.money import to_nearest_whole

QUANTILES: Final = {
    "p10": Fraction(1, 10),
    "p25": Fraction(1, 4),
    "median": Fraction(1, 2),
    "p75": Fraction(3, 4),
    "p90": Fraction(9, 10),
}
"""Each is the least of the values that so large a part of them does not exceed: one of the values itself."""

BINS: Final = tuple(digit * 10**power for power in range(19) for digit in (1, 2, 5))
"""Where the bins of the distribution begin: at 1, 2 and 5 times each power of ten, whatever the amounts."""

IN_BINS: Final = ("gained", "newly_entitled", "lost", "no_longer_entitled")
"""Whom a bin counts: those entitled under both laws, and those under one of them alone."""


class Tally:
    """The whole of a comparison, by benefit as well where the persons tell it. Close it when its data were taken."""

    def __init__(self, a: Agreement, b: Agreement, *, benefits: bool = False) -> None:
        self._rows = Counter(dict.fromkeys(("persons", "compared"), 0))
        self._rejected = Counter(dict.fromkeys((*SIDES, "both"), 0))
        self._faults: dict[str, Counter[str]] = {side: Counter() for side in SIDES}
        self._parties = {
            code: TallyOfParty(code, terms.currency, amounts_of(a, b, code, benefits=benefits), benefits)
            for code, terms in a.parties.items()
        }

    def add(self, compared: Compared) -> None:
        """Count what was made of some persons."""
        self._rows["persons"] += compared.persons
        self._rows["compared"] += compared.differences.num_rows
        self._rejected.update(dict(zip((*SIDES, "both"), compared.rejected, strict=True)))
        for side, faults in self._faults.items():
            under = pc.equal(compared.rejects.column("side"), side.upper())
            faults.update(counted_fields(compared.rejects.column("field").filter(under)))
        for each in self._parties.values():
            each.add(compared.differences)

    @property
    def data(self) -> dict[str, Any]:
        """All of it in plain JSON types, sums and quantiles being exact whole numbers."""
        return {
            **self._rows,
            "rejected": dict(self._rejected),
            "rejects": {side: dict(each) for side, each in self._faults.items()},
            "parties": {code: each.data for code, each in self._parties.items()},
        }

    def close(self) -> None:
        """Let go of what is kept on the disk."""
        for each in self._parties.values():
            each.close()


class TallyOfParty:
    """One party: its amounts, and whether payment begins earlier or later for those entitled under both laws."""

    def __init__(self, code: str, currency: str, amounts: Iterable[str], benefits: bool) -> None:
        self._code = code
        self._currency = currency
        self._amounts = {name: _Amount(benefits) for name in amounts}
        self._starts = Counter(dict.fromkeys(("earlier", "same", "later"), 0))

    def add(self, differences: pa.RecordBatch) -> None:
        """Count the rows of some persons."""
        cells = cells_of(differences, self._code)
        for name, amount in self._amounts.items():
            under_a = pc.fill_null(differences.column(f"{self._code}.{name}.a"), 0)
            amount.add(cells, under_a.to_numpy(), differences.column(f"{self._code}.{name}.difference").to_numpy())
        a, b = (differences.column(f"{self._code}.start.{side}") for side in SIDES)
        for name, compared in (("earlier", pc.less), ("same", pc.equal), ("later", pc.greater)):
            self._starts[name] += pc.sum(compared(b, a)).as_py() or 0

    @property
    def data(self) -> dict[str, Any]:
        """All of it in plain JSON types."""
        return {
            "currency": self._currency,
            "start": dict(self._starts),
            "amounts": {name: each.data for name, each in self._amounts.items()},
            "distribution": next(iter(self._amounts.values())).distribution,
        }

    def close(self) -> None:
        """See ``Tally.close``."""
        for each in self._amounts.values():
            each.close()


class _Amount:
    """One amount of one party: what it sums up to under A, who gains, and who loses."""

    def __init__(self, benefits: bool) -> None:
        self._told = len(GROUPS) if benefits else len(GROUPS) - len(BENEFITS)
        self._persons = Counts()
        self._under_a = Sums()
        self._gained = _Change(self._told)
        self._lost = _Change(self._told)

    def add(self, cells: Array, under_a: Array, differences: Array) -> None:
        """Count the amounts of some persons under A, 0 where none is due, and what B adds to them."""
        self._persons.add(cells)
        self._under_a.add(cells, under_a)
        gained, lost = differences > 0, differences < 0
        self._gained.add(cells[gained], differences[gained])
        self._lost.add(cells[lost], -differences[lost])

    @property
    def data(self) -> dict[str, dict[str, Any]]:
        """Each group that has persons, by what it groups by."""
        found: dict[str, dict[str, Any]] = {}
        counted = zip(
            self._persons.by_group()[: self._told],
            self._under_a.by_group()[: self._told],
            self._gained.data,
            self._lost.data,
            strict=True,
        )
        for (by, group), (persons, under_a, gained, lost) in zip(GROUPS[: self._told], counted, strict=True):
            if persons:
                found.setdefault(by, {})[group] = {
                    "persons": persons,
                    "same": persons - gained["persons"] - lost["persons"],
                    "sum_a": under_a,
                    "sum_b": under_a + gained["sum"] - lost["sum"],
                    "gained": gained,
                    "lost": lost,
                }
        return found

    @property
    def distribution(self) -> list[dict[str, int]]:
        """The bins from the first to the last in which someone gains or loses."""
        counts = np.concatenate([self._gained.bins, self._lost.bins])
        used = np.flatnonzero(counts.sum(axis=0))
        return [
            {
                "from": BINS[place],
                "below": BINS[place + 1] if place + 1 < len(BINS) else 2**63,
                **{name: int(number) for name, number in zip(IN_BINS, counts[:, place], strict=True)},
            }
            for place in (range(used[0], used[-1] + 1) if len(used) else ())
        ]

    def close(self) -> None:
        self._gained.values.close()
        self._lost.values.close()


class _Change:
    """Those who gain, or those who lose: how many, by how much in all, and by how much each.

    ``told`` is how many of the groups are told: those of benefits, the last, only where there is more than one.
    """

    def __init__(self, told: int) -> None:
        self._told = told
        self._persons = Counts()
        self._sums = Sums()
        self.values = Spool()
        self.bins = np.zeros((2, len(BINS)), np.int64)

    def add(self, cells: Array, values: Array) -> None:
        """Count some of them, who gain or lose ``values``."""
        self._persons.add(cells)
        self._sums.add(cells, values)
        self.values.add(cells, values)
        places = np.searchsorted(np.array(BINS), values, side="right") - 1
        np.add.at(self.bins, (ONE_SIDED[cells].astype(np.int64), places), 1)

    @property
    def data(self) -> list[dict[str, Any]]:
        """Each group's persons, sum, mean to the nearest whole, least, quantiles and most."""
        persons = self._persons.by_group()[: self._told]
        groups = GROUPS_OF_CELLS if self._told == len(GROUPS) else GROUPS_OF_CELLS[:-1]
        ranks = {group: _ranks(number) for group, number in enumerate(persons) if number}
        found = at_ranks(self.values, groups, {group: each.values() for group, each in ranks.items()})
        return [
            {
                "persons": number,
                "sum": total,
                **({"mean": to_nearest_whole(Fraction(total, number))} if number else {}),
                **{name: found[group][rank] for name, rank in ranks.get(group, {}).items()},
            }
            for group, (number, total) in enumerate(zip(persons, self._sums.by_group()[: self._told], strict=True))
        ]


def _ranks(number: int) -> dict[str, int]:
    """The rank of each quantile among so many values, the least having rank 0."""
    quantiles = {name: int(-(-number * part // 1)) - 1 for name, part in QUANTILES.items()}
    return {"least": 0, **quantiles, "most": number - 1}
