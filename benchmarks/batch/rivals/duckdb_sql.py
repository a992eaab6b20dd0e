"""DuckDB: one query, gaps and islands by window functions, 128-bit whole numbers (HUGEINT).

The windows run over the rows in the order of one packed key, which DuckDB streams; partitions by case, each sorted
by itself, take half as long again.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa

from benchmarks.batch.contender import Contender
from benchmarks.batch.law import FIRST, LAST, figures
from benchmarks.batch.tables import COMPRESSION

LAW: Final = figures()

SPAN: Final = 4096
"""More than there are months; a month with a case's number above it is ``case_id * SPAN + month``."""

MERGED: Final = f"""
period AS (
    SELECT case_id, case_id * {SPAN} - {FIRST} AS above,
        party = 'KR' AS korean, party <> 'KR' AND kind = 'compulsory' AS compulsory,
        above + "from" // 100 * 12 + "from" % 100 - 1 AS first, above + "to" // 100 * 12 + "to" % 100 - 1 AS last
    FROM periods ORDER BY first
),
running AS (
    SELECT *,
        lag(case_id) OVER () IS DISTINCT FROM case_id AS fresh,
        max(CASE WHEN NOT korean THEN last END) OVER running AS vn_reached,
        max(CASE WHEN compulsory THEN last END) OVER running AS compulsory_reached,
        max(CASE WHEN korean THEN last END) OVER running AS kr_reached,
        max(last) OVER running AS total_reached
    FROM period
    WINDOW running AS (ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
),
reached AS (
    SELECT * REPLACE (
        lag(vn_reached) OVER () AS vn_reached, lag(compulsory_reached) OVER () AS compulsory_reached,
        lag(kr_reached) OVER () AS kr_reached, lag(total_reached) OVER () AS total_reached
    )
    FROM running
),
island AS (
    -- The months that a period adds to those of the periods before it; earlier cases reach less far than its own.
    SELECT case_id, (last - above)::INTEGER AS last, korean, fresh,
        CASE WHEN NOT korean THEN greatest(last - greatest(first - 1, vn_reached), 0) ELSE 0 END::INTEGER AS vn,
        CASE WHEN compulsory THEN greatest(last - greatest(first - 1, compulsory_reached), 0) ELSE 0 END::INTEGER
            AS compulsory,
        CASE WHEN korean THEN greatest(last - greatest(first - 1, kr_reached), 0) ELSE 0 END::INTEGER AS kr,
        greatest(last - greatest(first - 1, total_reached), 0)::INTEGER AS total
    FROM reached
),
summed AS (
    SELECT *,
        (sum(kr) OVER running)::BIGINT - kr AS kr_before, (sum(total) OVER running)::BIGINT - total AS total_before
    FROM island
    WINDOW running AS (ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
),
counted AS (
    SELECT *,
        {LAW.korean_required} - kr_before + max(CASE WHEN fresh THEN kr_before END) OVER running AS kr_missing,
        {LAW.korean_required} - total_before + max(CASE WHEN fresh THEN total_before END) OVER running AS total_missing
    FROM summed
    WINDOW running AS (ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
),
merged AS (
    SELECT case_id,
        sum(vn)::INTEGER AS vn, sum(compulsory)::INTEGER AS compulsory,
        sum(kr)::INTEGER AS kr, sum(total)::INTEGER AS total,
        max(CASE WHEN NOT korean THEN last END) AS vn_last,
        max(CASE WHEN korean THEN last END) AS kr_last,
        sum(after.weight_a - begin.weight_a)::BIGINT AS weight_a,
        sum(after.weight_b - begin.weight_b)::BIGINT AS weight_b,
        max(CASE WHEN kr_missing BETWEEN 1 AND kr THEN last - kr + kr_missing END)::INTEGER AS kr_completed,
        max(CASE WHEN total_missing BETWEEN 1 AND total THEN last - total + total_missing END)::INTEGER
            AS total_completed
    FROM counted
    JOIN by_month AS begin ON begin.month = last - kr + 1
    JOIN by_month AS after ON after.month = last + 1
    GROUP BY case_id
)
"""

DECIDED: Final = f"""
person AS (
    SELECT p.case_id, sex, year(claim_date) * 12 + month(claim_date) - 1 AS claim,
        birth_date // 100 * 12 + birth_date % 100 - 1 AS birth,
        "established.VN.average_earnings" AS vn_average, "established.KR.average_earnings" AS kr_average,
        coalesce(vn, 0) AS vn, coalesce(compulsory, 0) AS compulsory,
        coalesce(kr, 0) AS kr, coalesce(total, 0) AS total,
        vn_last, kr_last, weight_a, weight_b, kr_completed, total_completed
    FROM persons AS p LEFT JOIN merged USING (case_id)
),
aged AS (
    SELECT person.*, korean_age, normal_age, normal_age <= claim AND vn >= {LAW.required} AS normal,
        vn - compulsory >= {LAW.long_voluntary_required} AND lower_age <= claim AS long_voluntary, lower_age,
        normal_age <= claim AND vn >= {LAW.minimum_own_months} AND total >= {LAW.required} AS vn_totalised,
        korean_age <= claim AND kr >= {LAW.korean_required} AS kr_independent,
        korean_age <= claim AND kr >= {LAW.minimum_own_months} AND total >= {LAW.korean_required} AS kr_totalised
    FROM person JOIN by_birth USING (sex, birth)
),
begun AS (
    SELECT *, normal OR long_voluntary AS vn_independent,
        CASE WHEN normal OR long_voluntary OR vn_totalised THEN greatest(claim, vn_last + 1, 1 + CASE
            WHEN long_voluntary AND NOT (normal AND normal_age < claim) THEN lower_age ELSE normal_age END
        ) END AS vn_start,
        CASE WHEN kr_independent THEN greatest(korean_age, kr_completed, kr_last) + 1
            WHEN kr_totalised THEN greatest(korean_age, total_completed, kr_last, {LAW.provision}) + 1 END AS kr_right
    FROM aged
),
amount AS (
    SELECT begun.*, greatest(kr_right, claim - {LAW.limitation}) AS kr_start,
        kr_totalised AND NOT kr_independent AS kr_shared,
        CASE WHEN vn_start IS NOT NULL THEN
            greatest(
                (2 * vn_average * CASE WHEN vn_independent THEN own.rate ELSE own.treaty_rate END + {LAW.rate_unit})
                    // {2 * LAW.rate_unit},
                CASE WHEN vn_independent AND compulsory >= {LAW.minimum_pension_required} THEN start.reference_level END
            )
        END AS vn_amount,
        -- The theoretical amount as a fraction: above over below, at most the average.
        (right_month.average_income * begun.weight_a + kr_average * begun.weight_b) * counted.part AS above_uncapped,
        {12 * LAW.weight_unit * LAW.part_unit} * kr::BIGINT AS below_uncapped,
        above_uncapped > kr_average * below_uncapped AS capped,
        CASE WHEN capped THEN kr_average ELSE above_uncapped END AS above,
        CASE WHEN capped THEN 1 ELSE below_uncapped END AS below,
        right_month.numerator, right_month.denominator
    FROM begun
    JOIN by_own AS own ON own.sex = begun.sex AND own.months = vn
    JOIN parts AS counted ON counted.months = CASE WHEN kr_independent THEN kr ELSE total END
    LEFT JOIN by_month AS start ON start.month = vn_start
    LEFT JOIN by_month AS right_month ON right_month.month = kr_right
)
SELECT case_id,
    vn_start IS NOT NULL AS "VN.entitled",
    CASE WHEN vn_independent THEN 'independent' WHEN vn_totalised THEN 'totalised' ELSE 'none' END AS "VN.basis",
    vn AS "VN.own_months", total AS "VN.totalised_months",
    (vn_start // 12 * 100 + vn_start % 12 + 1)::INTEGER AS "VN.start",
    NULL::INTEGER AS "VN.ratio_numerator", NULL::INTEGER AS "VN.ratio_denominator",
    NULL::BIGINT AS "VN.theoretical_amount", vn_amount AS "VN.monthly_amount_at_start",
    kr_right IS NOT NULL AS "KR.entitled",
    CASE WHEN kr_independent THEN 'independent' WHEN kr_totalised THEN 'totalised' ELSE 'none' END AS "KR.basis",
    kr AS "KR.own_months", total AS "KR.totalised_months",
    CASE WHEN kr_right IS NOT NULL THEN kr_start // 12 * 100 + kr_start % 12 + 1 END::INTEGER AS "KR.start",
    CASE WHEN kr_shared THEN kr // gcd(kr, total) END::INTEGER AS "KR.ratio_numerator",
    CASE WHEN kr_shared THEN total // gcd(kr, total) END::INTEGER AS "KR.ratio_denominator",
    CASE WHEN kr_shared THEN above // (10 * below) * 10 END AS "KR.theoretical_amount",
    -- Only what is adjusted is wider than 64 bits, and what is shared is not adjusted.
    CASE WHEN kr_shared THEN above * kr // (10 * below * total) * 10
        WHEN numerator = denominator THEN above // (10 * below) * 10
        ELSE (above::HUGEINT * numerator // (10 * below::HUGEINT * denominator) * 10)::BIGINT
    END AS "KR.monthly_amount_at_start"
FROM amount
"""

QUERY: Final = f"WITH {MERGED}, {DECIDED}"


def tables_of_law() -> dict[str, pa.Table]:
    """The figures of law as tables."""
    months, sexes = range(FIRST, LAST + 2), ("female", "male")
    counts = range(len(LAW.part))
    numerators, denominators = LAW.adjustment_terms
    return {
        "by_month": pa.table(
            {
                "month": pa.array(months, pa.int32()),
                "weight_a": LAW.weight_a,
                "weight_b": LAW.weight_b,
                "reference_level": LAW.reference_level,
                "average_income": LAW.average_income,
                "numerator": numerators,
                "denominator": denominators,
            }
        ),
        "by_birth": pa.table(
            {
                "sex": [sex for sex in sexes for _ in months],
                "birth": pa.array([each for _ in sexes for each in months], pa.int32()),
                "normal_age": pa.array([each for sex in sexes for each in LAW.normal_attainment[sex]], pa.int32()),
                "lower_age": pa.array([each for sex in sexes for each in LAW.voluntary_attainment[sex]], pa.int32()),
                "korean_age": pa.array([each for _ in sexes for each in LAW.korean_attainment], pa.int32()),
            }
        ),
        "by_own": pa.table(
            {
                "sex": [sex for sex in sexes for _ in counts],
                "months": pa.array([each for _ in sexes for each in counts], pa.int32()),
                "rate": [each for sex in sexes for each in LAW.rate[sex]],
                "treaty_rate": [each for _ in sexes for each in LAW.treaty_rate],
            }
        ),
        "parts": pa.table({"months": pa.array(counts, pa.int32()), "part": LAW.part}),
    }


class DuckdbSql(Contender):
    """DuckDB, one query."""

    def __init__(self) -> None:
        self.connection = duckdb.connect(config={"threads": 1})
        for name, made in tables_of_law().items():
            self.connection.register("given", made)
            self.connection.execute(f"CREATE TABLE {name} AS FROM given")
            self.connection.unregister("given")

    def read(self, persons: Path, periods: Path) -> None:
        """Into DuckDB's own tables in memory."""
        for name, path in (("persons", persons), ("periods", periods)):
            self.connection.execute(f"CREATE OR REPLACE TABLE {name} AS FROM read_parquet('{path}')")

    def work(self, tables: None) -> Any:
        """Into another such table."""
        self.connection.execute(f"CREATE OR REPLACE TABLE results AS {QUERY}")

    def write(self, results: None, path: Path) -> None:
        """See ``Contender``."""
        self._copy("FROM results", path)

    def whole(self, persons: Path, periods: Path, results: Path) -> None:
        """One query from files to a file."""
        files = f"persons AS (FROM read_parquet('{persons}')), periods AS (FROM read_parquet('{periods}'))"
        self._copy(f"WITH {files}, {MERGED}, {DECIDED}", results)

    def _copy(self, query: str, path: Path) -> None:
        self.connection.execute(f"COPY ({query}) TO '{path}' (FORMAT parquet, COMPRESSION {COMPRESSION})")
