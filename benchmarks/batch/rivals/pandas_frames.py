"""pandas: one sort, running maxima of packed keys, one grouped sum over the periods, and columns of one table."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from benchmarks.batch.contender import Contender
from benchmarks.batch.law import FIRST, figures
from benchmarks.batch.tables import COMPRESSION, RESULT

Series = Any
"""A ``pandas.Series``, whose arithmetic the type checker does not follow."""

LAW: Final = figures()
SPAN: Final = 4096
"""More than there are months; a month with a person's number above it is ``number * SPAN + month``."""
NORMAL_AGE: Final = np.array([LAW.normal_attainment["female"], LAW.normal_attainment["male"]])
LOWER_AGE: Final = np.array([LAW.voluntary_attainment["female"], LAW.voluntary_attainment["male"]])
RATE: Final = np.array([LAW.rate["female"], LAW.rate["male"]])
TREATY_RATE, REFERENCE_LEVEL = np.array(LAW.treaty_rate), np.array(LAW.reference_level)
KOREAN_AGE, AVERAGE_INCOME = np.array(LAW.korean_attainment), np.array(LAW.average_income)
WEIGHT_A, WEIGHT_B, PART = np.array(LAW.weight_a), np.array(LAW.weight_b), np.array(LAW.part)
ADJUSTMENT: Final = np.array([float(each) for each in LAW.adjustment])
NEAR: Final = 1e-6
"""As in ``numpy_arrays``."""


def month(calendar: Series) -> Series:
    """Months from YYYYMM, from 0 for ``FIRST``."""
    whole = calendar.astype("int64")
    return whole // 100 * 12 + whole % 100 - (1 + FIRST)


def calendar(month: Series) -> Series:
    """Months from 0 for ``FIRST`` as YYYYMM."""
    return (month + FIRST) // 12 * 100 + (month + FIRST) % 12 + 1


def merged(persons: pd.DataFrame, periods: pd.DataFrame) -> pd.DataFrame:
    """The months of each set, and what else is needed of the periods, by the row of the person."""
    rows = pd.DataFrame({"person": pd.Index(persons["case_id"]).get_indexer(periods["case_id"])})
    rows["first"], rows["last"] = month(periods["from"]), month(periods["to"])
    korean, compulsory = periods["party"] == "KR", periods["kind"] == "compulsory"
    rows["code"] = np.where(korean, 2, np.where(compulsory, 1, 0))
    # One key sorts faster than two columns.
    rows = rows.iloc[np.argsort((rows["person"] * SPAN + rows["first"]).to_numpy(), kind="stable")]
    rows = rows.reset_index(drop=True)
    korean, above = rows["code"] == 2, rows["person"] * SPAN
    sets = {"vn": ~korean, "compulsory": rows["code"] == 1, "kr": korean, "both": None}
    for name, chosen in sets.items():
        last = above + rows["last"]
        if chosen is not None:
            last = last.where(chosen, 0)
        reached = last.cummax()
        rows[f"{name}_first"] = np.maximum(above + rows["first"], reached.shift(fill_value=0) + 1) - above
        rows[name] = (last - above - rows[f"{name}_first"] + 1).clip(lower=0)
    of_korea = rows["kr"] > 0
    first = rows["kr_first"].where(of_korea, 0)
    rows["weight_a"] = WEIGHT_A[first + rows["kr"]] - WEIGHT_A[first]
    rows["weight_b"] = WEIGHT_B[first + rows["kr"]] - WEIGHT_B[first]
    rows["kr_last"], rows["vn_last"] = rows["last"].where(korean, -1), rows["last"].where(~korean, -1)
    by_person = rows.groupby("person", sort=False)
    sums = by_person[["vn", "compulsory", "kr", "both", "weight_a", "weight_b"]].sum()
    found = sums.join(by_person[["kr_last", "vn_last"]].max())
    for name in ("kr", "both"):
        before = rows[name].cumsum() - rows[name]
        before -= before.groupby(rows["person"], sort=False).transform("first")
        completing = (before < LAW.korean_required) & (before + rows[name] >= LAW.korean_required)
        some = rows.loc[completing, "person"]
        month_of_completion = rows[f"{name}_first"] + LAW.korean_required - before - 1
        found[f"{name}_completed"] = month_of_completion[completing].set_axis(some)
    columns = {name: -1 if name.endswith("_last") else 0 for name in found.columns}
    return found.reindex(range(len(persons))).fillna(columns).astype("int64")


def decided(persons: pd.DataFrame, periods: pd.DataFrame) -> pd.DataFrame:
    """The results."""
    of = merged(persons, periods)
    sex = (persons["sex"] == "male").astype("int64")
    birth = month(persons["birth_date"])
    claimed = persons["claim_date"].to_numpy().astype("datetime64[M]").astype("int64")
    claim = pd.Series(claimed + 12 * 1970 - FIRST)
    found = pd.DataFrame({"case_id": persons["case_id"]})
    _viet_nam(found, persons["established.VN.average_earnings"], of, sex, birth, claim)
    _korea(found, persons["established.KR.average_earnings"], of, birth, claim)
    return found.reindex(columns=RESULT.names)


def _viet_nam(
    found: pd.DataFrame, average: Series, of: pd.DataFrame, sex: Series, birth: Series, claim: Series
) -> None:
    own, total = of["vn"], of["both"]
    normal_age, lower_age = NORMAL_AGE[sex, birth] - FIRST, LOWER_AGE[sex, birth] - FIRST
    aged = normal_age <= claim
    normal = aged & (own >= LAW.required)
    long_voluntary = (own - of["compulsory"] >= LAW.long_voluntary_required) & (lower_age <= claim)
    independent = normal | long_voluntary
    totalised = aged & (own >= LAW.minimum_own_months) & (total >= LAW.required) & ~independent
    entitled = _decide(found, "VN", independent, totalised, own, total)
    lower = long_voluntary & ~(normal & (normal_age < claim))
    start = np.maximum(np.maximum(claim, np.where(lower, lower_age, normal_age) + 1), of["vn_last"] + 1)
    rate = np.where(totalised, TREATY_RATE[own], RATE[sex, own])
    amount = (2 * average * rate + LAW.rate_unit) // (2 * LAW.rate_unit)
    minimum = independent & (of["compulsory"] >= LAW.minimum_pension_required)
    level = REFERENCE_LEVEL[start.where(entitled, claim)]
    found["VN.start"] = calendar(start).where(entitled)
    found["VN.monthly_amount_at_start"] = amount.where(~minimum, np.maximum(amount, level)).where(entitled)


def _korea(found: pd.DataFrame, average: Series, of: pd.DataFrame, birth: Series, claim: Series) -> None:
    own, total = of["kr"], of["both"]
    aged = KOREAN_AGE[birth] - FIRST <= claim
    independent = aged & (own >= LAW.korean_required)
    totalised = aged & (own >= LAW.minimum_own_months) & (total >= LAW.korean_required) & ~independent
    entitled = _decide(found, "KR", independent, totalised, own, total)

    some = pd.DataFrame({"own": own, "total": total, "average": average, "claim": claim, "totalised": totalised})
    some = some.join(of[["weight_a", "weight_b", "kr_last"]])
    some["completed"] = of["kr_completed"].where(independent, of["both_completed"])
    some["age"] = KOREAN_AGE[birth] - FIRST
    some = some[entitled]
    own, total, totalised, average = some["own"], some["total"], some["totalised"], some["average"]
    ground = some[["age", "completed", "kr_last"]].max(axis="columns")
    right = ground.where(~totalised, ground.clip(lower=LAW.provision - FIRST)) + 1
    start = np.maximum(right, some["claim"] - LAW.limitation)

    # The theoretical amount as a fraction of 64-bit numbers: see law.py for what bounds them.
    above = AVERAGE_INCOME[right] * some["weight_a"] + average * some["weight_b"]
    above *= PART[total.where(totalised, own)]
    unit = 12 * LAW.weight_unit * LAW.part_unit
    capped = above > average * unit * own
    shared = above.where(~capped, average * own) // (10 * total).where(capped, 10 * unit * total) * 10
    above, below = above.where(~capped, average), (10 * unit * own).where(~capped, 10)
    theoretical = above // below * 10
    alone = _adjusted(above, below, right, theoretical)
    common = np.gcd(own, total)
    # Assigned by the rows' labels: persons who are not entitled keep no value.
    found["KR.start"] = calendar(start)
    found["KR.ratio_numerator"], found["KR.ratio_denominator"] = (
        (own // common)[totalised],
        (total // common)[totalised],
    )
    found["KR.theoretical_amount"] = theoretical[totalised]
    found["KR.monthly_amount_at_start"] = shared.where(totalised, alone)


def _adjusted(above: Series, below: Series, right: Series, unadjusted: Series) -> Series:
    """As in ``numpy_arrays``: floating point, and exact whole numbers where that is too near to call."""
    amount = unadjusted.copy()
    factors = pd.Series(ADJUSTMENT[right], right.index)
    later = factors != 1
    quotient = above[later] / below[later] * factors[later]
    amount[later] = quotient.astype("int64") * 10
    for row in quotient.index[(quotient - quotient.round()).abs() < NEAR]:
        factor = LAW.adjustment[right[row]]
        amount[row] = int(above[row]) * factor.numerator // (int(below[row]) * factor.denominator) * 10
    return amount


def _decide(
    found: pd.DataFrame, code: str, independent: Series, totalised: Series, own: Series, total: Series
) -> Series:
    entitled = independent | totalised
    found[f"{code}.entitled"] = entitled
    codes = np.where(independent, 0, np.where(totalised, 1, 2))
    found[f"{code}.basis"] = pd.Categorical.from_codes(codes, ["independent", "totalised", "none"])
    found[f"{code}.own_months"], found[f"{code}.totalised_months"] = own, total
    return entitled


class PandasFrames(Contender):
    """pandas data frames."""

    def read(self, persons: Path, periods: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
        """See ``Contender``."""
        return pd.read_parquet(persons), pd.read_parquet(periods)

    def work(self, tables: tuple[pd.DataFrame, pd.DataFrame]) -> pd.DataFrame:
        """See ``Contender``."""
        return decided(*tables)

    def write(self, results: pd.DataFrame, path: Path) -> None:
        """See ``Contender``."""
        results.to_parquet(path, index=False, compression=COMPRESSION)
