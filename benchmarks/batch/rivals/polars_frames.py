"""Polars: one lazy query. Sorted once, running maxima of packed keys, one grouping, 128-bit whole numbers."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
import polars as pl

from benchmarks.batch.contender import Contender
from benchmarks.batch.law import FIRST, figures
from benchmarks.batch.tables import BASES, COMPRESSION, RESULT

LAW: Final = figures()
SPAN: Final = 4096
"""More than there are months; a month with a case's number above it is ``case_id * SPAN + month``."""
SETS: Final = {
    "vn": ~pl.col("korean"),
    "compulsory": ~pl.col("korean") & pl.col("compulsory_kind"),
    "kr": pl.col("korean"),
    "both": pl.lit(True),
}
"""The sets of months, each by the periods that it is made of."""
NUMERATORS, DENOMINATORS = (pl.Series(terms, dtype=pl.Int128) for terms in LAW.adjustment_terms)


def month(name: str) -> pl.Expr:
    """Months from YYYYMM, from 0 for ``FIRST``."""
    whole = pl.col(name).cast(pl.Int64)
    return whole // 100 * 12 + whole % 100 - (1 + FIRST)


def calendar(month: pl.Expr) -> pl.Expr:
    """Months from 0 for ``FIRST`` as YYYYMM."""
    return ((month + FIRST) // 12 * 100 + (month + FIRST) % 12 + 1).cast(pl.Int32)


def looked_up(table: tuple[int, ...], index: pl.Expr, less: int = 0) -> pl.Expr:
    """A table's figures."""
    return pl.lit(pl.Series(table, dtype=pl.Int64) - less).gather(index)


def by_sex(tables: dict[str, tuple[int, ...]] | object, index: pl.Expr, less: int = 0) -> pl.Expr:
    """The figures of a table by sex."""
    assert isinstance(tables, dict)
    women, men = tables["female"], tables["male"]
    return looked_up((*women, *men), index + pl.col("male").cast(pl.Int64) * len(women), less)


def merged(periods: pl.LazyFrame) -> pl.LazyFrame:
    """The months of each set, and what else is needed of the periods, by case."""
    above = pl.col("case_id") * SPAN
    rows = (
        periods.select(
            "case_id",
            key=above + month("from"),
            last=month("to"),
            korean=pl.col("party").cast(pl.String) == "KR",
            compulsory_kind=pl.col("kind").cast(pl.String) == "compulsory",
        )
        .sort("key")
        .with_columns(above=above, end=above + pl.col("last"))
    )
    reached = {
        name: pl.when(chosen).then("end").otherwise(0).cum_max().shift(1, fill_value=0) for name, chosen in SETS.items()
    }
    rows = rows.with_columns(
        (pl.max_horizontal("key", each + 1) - pl.col("above")).alias(f"{name}_first") for name, each in reached.items()
    ).with_columns(
        pl.when(chosen).then((pl.col("last") - pl.col(f"{name}_first") + 1).clip(0)).otherwise(0).alias(name)
        for name, chosen in SETS.items()
    )
    first = pl.col("kr_first")
    rows = rows.with_columns(
        pl.when(pl.col("kr") > 0)
        .then(
            looked_up(weight, first + pl.col("kr"))
            - looked_up(weight, pl.when(pl.col("kr") > 0).then(first).otherwise(0))
        )
        .otherwise(0)
        .alias(name)
        for name, weight in (("weight_a", LAW.weight_a), ("weight_b", LAW.weight_b))
    )
    # What is added up from the first row to before this one, and to before the first row of the case.
    before = {name: pl.col(name).cum_sum() - pl.col(name) for name in ("kr", "both")}
    fresh = pl.col("case_id") != pl.col("case_id").shift(1, fill_value=-1)
    own_before = {name: each - pl.when(fresh).then(each).otherwise(0).cum_max() for name, each in before.items()}
    rows = rows.with_columns(
        *(each.alias(f"{name}_before") for name, each in own_before.items()),
        *(pl.when(SETS[name]).then("last").alias(f"{name}_last") for name in ("vn", "kr")),
    ).with_columns(_completed(name) for name in ("kr", "both"))
    sums = pl.col(*SETS, "weight_a", "weight_b").sum()
    months = pl.col("vn_last", "kr_last", "kr_completed", "both_completed").max()
    return rows.group_by("case_id", maintain_order=True).agg(sums, months)


def _completed(name: str) -> pl.Expr:
    """The month with which the months required by Korea are complete, in the row that completes them."""
    missing = LAW.korean_required - pl.col(f"{name}_before")
    completing = (missing > 0) & (missing <= pl.col(name))
    return pl.when(completing).then(pl.col(f"{name}_first") + missing - 1).alias(f"{name}_completed")


def decided(persons: pl.LazyFrame, periods: pl.LazyFrame) -> pl.LazyFrame:
    """The results."""
    claimed = pl.col("claim_date")
    everybody = (
        persons.select(
            "case_id",
            male=pl.col("sex").cast(pl.String) == "male",
            birth=month("birth_date"),
            claim=claimed.dt.year().cast(pl.Int64) * 12 + claimed.dt.month() - (1 + FIRST),
            vn_average=pl.col("established.VN.average_earnings"),
            kr_average=pl.col("established.KR.average_earnings"),
        )
        .join(merged(periods), on="case_id", how="left", maintain_order="left")
        .with_columns(pl.col(*SETS, "weight_a", "weight_b").fill_null(0))
    )
    return _korea(_viet_nam(everybody)).select(
        pl.col(field.name) if field.name in FOUND else pl.lit(None, pl.Int64).alias(field.name) for field in RESULT
    )


FOUND: Final = {
    "case_id",
    *(f"{code}.{name}" for code in ("VN", "KR") for name in ("entitled", "basis", "own_months", "totalised_months")),
    *(f"{code}.{name}" for code in ("VN", "KR") for name in ("start", "monthly_amount_at_start")),
    *(f"KR.{name}" for name in ("ratio_numerator", "ratio_denominator", "theoretical_amount")),
}


def _viet_nam(everybody: pl.LazyFrame) -> pl.LazyFrame:
    own, claim, birth = pl.col("vn"), pl.col("claim"), pl.col("birth")
    normal_age, lower_age = pl.col("normal_age"), pl.col("lower_age")
    aged = normal_age <= claim
    normal = aged & (own >= LAW.required)
    long_voluntary = (own - pl.col("compulsory") >= LAW.long_voluntary_required) & (lower_age <= claim)
    totalised = aged & (own >= LAW.minimum_own_months) & (pl.col("both") >= LAW.required)
    independent, entitled = pl.col("independent"), pl.col("VN.entitled")
    lower = pl.col("long_voluntary") & ~(pl.col("normal") & (normal_age < claim))
    age = pl.when(lower).then(lower_age).otherwise(normal_age)
    rate = pl.when(independent).then(by_sex(LAW.rate, own)).otherwise(looked_up(LAW.treaty_rate, own))
    amount = (2 * pl.col("vn_average") * rate + LAW.rate_unit) // (2 * LAW.rate_unit)
    least = independent & (pl.col("compulsory") >= LAW.minimum_pension_required)
    level = pl.when(least).then(looked_up(LAW.reference_level, pl.col("vn_start")))
    return (
        everybody.with_columns(
            normal_age=by_sex(LAW.normal_attainment, birth, FIRST),
            lower_age=by_sex(LAW.voluntary_attainment, birth, FIRST),
        )
        .with_columns(normal=normal, long_voluntary=long_voluntary, totalised=totalised)
        .with_columns(independent=pl.col("normal") | pl.col("long_voluntary"))
        .with_columns(_basis("VN"), (independent | pl.col("totalised")).alias("VN.entitled"))
        .with_columns(vn_start=pl.when(entitled).then(pl.max_horizontal(claim, age + 1, pl.col("vn_last") + 1)))
        .with_columns(
            own.cast(pl.Int32).alias("VN.own_months"),
            pl.col("both").cast(pl.Int32).alias("VN.totalised_months"),
            calendar(pl.col("vn_start")).alias("VN.start"),
            pl.when(entitled).then(pl.max_horizontal(amount, level)).alias("VN.monthly_amount_at_start"),
        )
    )


def _korea(everybody: pl.LazyFrame) -> pl.LazyFrame:
    own, total, claim, average = pl.col("kr"), pl.col("both"), pl.col("claim"), pl.col("kr_average")
    aged = pl.col("age") <= claim
    independent, entitled, shared = (
        pl.col("independent"),
        pl.col("KR.entitled"),
        pl.col("KR.entitled") & ~pl.col("independent"),
    )
    completed = pl.when(independent).then("kr_completed").otherwise("both_completed")
    ground = pl.max_horizontal("age", completed, "kr_last")
    right = pl.when(independent).then(ground).otherwise(ground.clip(LAW.provision - FIRST)) + 1
    # The theoretical amount as a fraction.
    above = looked_up(LAW.average_income, pl.col("right")) * pl.col("weight_a") + average * pl.col("weight_b")
    above = above * looked_up(LAW.part, pl.when(independent).then(own).otherwise(total))
    below = 12 * LAW.weight_unit * LAW.part_unit * own
    capped = above > average * below
    # Only what is adjusted is wider than 64 bits, and what is shared is not adjusted.
    alone = (
        pl.col("above").cast(pl.Int128)
        * pl.lit(NUMERATORS).gather("right")
        // (pl.lit(DENOMINATORS).gather("right") * pl.col("below") * 10)
    ).cast(pl.Int64)
    of_total = pl.col("above") * own // (pl.col("below") * 10 * total)
    common = pl.struct("kr", "both").map_batches(
        lambda both: pl.Series(np.gcd(both.struct.field("kr").to_numpy(), both.struct.field("both").to_numpy())),
        return_dtype=pl.Int64,
    )
    return (
        everybody.with_columns(age=looked_up(LAW.korean_attainment, pl.col("birth"), FIRST))
        .with_columns(
            independent=aged & (own >= LAW.korean_required),
            totalised=aged & (own >= LAW.minimum_own_months) & (total >= LAW.korean_required),
        )
        .with_columns(_basis("KR"), (independent | pl.col("totalised")).alias("KR.entitled"))
        .with_columns(right=pl.when(entitled).then(right))
        .with_columns(kr_start=pl.max_horizontal("right", pl.when(entitled).then(claim - LAW.limitation)))
        .with_columns(above=above, below=below, capped=capped, common=common)
        .with_columns(
            above=pl.when("capped").then(average).otherwise("above"),
            below=pl.when("capped").then(1).otherwise("below"),
        )
        .with_columns(
            own.cast(pl.Int32).alias("KR.own_months"),
            total.cast(pl.Int32).alias("KR.totalised_months"),
            calendar(pl.col("kr_start")).alias("KR.start"),
            pl.when(shared).then(own // pl.col("common")).cast(pl.Int32).alias("KR.ratio_numerator"),
            pl.when(shared).then(total // pl.col("common")).cast(pl.Int32).alias("KR.ratio_denominator"),
            pl.when(shared).then(pl.col("above") // (10 * pl.col("below")) * 10).alias("KR.theoretical_amount"),
            (pl.when(independent).then(alone).when(entitled).then(of_total) * 10).alias("KR.monthly_amount_at_start"),
        )
    )


def _basis(code: str) -> pl.Expr:
    words = [pl.lit(each, pl.Categorical) for each in BASES]
    return (
        pl.when("independent")
        .then(words[0])
        .when("totalised")
        .then(words[1])
        .otherwise(words[2])
        .alias(f"{code}.basis")
    )


class PolarsFrames(Contender):
    """Polars, with its engine in memory."""

    def read(self, persons: Path, periods: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
        """See ``Contender``."""
        return pl.read_parquet(persons), pl.read_parquet(periods)

    def work(self, tables: tuple[pl.DataFrame, pl.DataFrame]) -> pl.DataFrame:
        """See ``Contender``."""
        persons, periods = tables
        return decided(persons.lazy(), periods.lazy()).collect()

    def write(self, results: pl.DataFrame, path: Path) -> None:
        """See ``Contender``."""
        results.write_parquet(path, compression=COMPRESSION)

    def whole(self, persons: Path, periods: Path, results: Path) -> None:
        """One query from files to a file."""
        decided(pl.scan_parquet(persons), pl.scan_parquet(periods)).sink_parquet(results, compression=COMPRESSION)
