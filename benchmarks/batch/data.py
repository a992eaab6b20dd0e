"""The persons and periods that everybody works on: made by a seed, the same for each number of persons.

Two pairs of files. The small job has an established average of earnings on each side, and periods without
earnings. The full law has the same persons and the same periods, with the earnings of each period, from which
both averages are to be computed; only those insured in Korea before 1998 keep the Korean one, since not all
revaluation rates of those years are known. Nobody is to be rejected.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

SEED: Final = 20_260
AT_ONCE: Final = 100_000
"""Persons made at one time. Each hundred thousand has a seed of its own."""
MOST_PERIODS: Final = 12
OVERLAPPING: Final = 0.2
FIRST_CLAIM: Final = np.datetime64("2026-01-01")
CLAIM_DAYS: Final = 334
"""Claims until the end of November: a right of January 2027 would need figures that are not yet known."""
KOREA_SINCE: Final = 12 * 1988
VIET_NAM_SINCE: Final = 12 * 1975
WITHOUT_RATES_BEFORE: Final = 12 * 1998
VERSION: Final = 2
"""Changed whenever other data are made."""

Flags = npt.NDArray[np.bool_]
Whole = npt.NDArray[np.int64]
SEXES: Final = ("female", "male")
PARTIES: Final = ("VN", "KR")
KINDS: Final = ("compulsory", "voluntary")
REGIMES: Final = ("employer", "state")
COEFFICIENTS: Final = ("1.86", "2.34", "3.66", "4.98", "6.2")


@dataclass(frozen=True)
class Files:
    """The four files of one number of persons."""

    persons: Path
    periods: Path
    full_persons: Path
    full_periods: Path


def files(number: int, folder: Path) -> Files:
    """The files of ``number`` persons in ``folder``, made if they are not there."""
    place = folder / f"{number}-persons"
    names = ("persons", "periods", "full-persons", "full-periods")
    paths = [place / f"{name}.parquet" for name in names]
    made = place / "made.json"
    if not made.exists() or json.loads(made.read_text())["version"] != VERSION:
        place.mkdir(parents=True, exist_ok=True)
        _write(number, paths)
        made.write_text(json.dumps({"version": VERSION, "seed": SEED, "persons": number}))
    return Files(*paths)


def _write(number: int, paths: list[Path]) -> None:
    writers: list[Any] = []
    for tables in batches(number):
        for place, table in enumerate(tables):
            if len(writers) <= place:
                writers.append(pq.ParquetWriter(paths[place], table.schema))
            writers[place].write_table(table)
    for writer in writers:
        writer.close()


def batches(number: int) -> Iterator[tuple[pa.Table, pa.Table, pa.Table, pa.Table]]:
    """Persons and periods of the small job, then those of the full law, some persons at a time."""
    for place, first in enumerate(range(0, number, AT_ONCE)):
        yield _tables(first, min(AT_ONCE, number - first), np.random.default_rng([SEED, place]))


def _tables(first: int, number: int, source: np.random.Generator) -> tuple[pa.Table, pa.Table, pa.Table, pa.Table]:
    case_ids = np.arange(first, first + number)
    claim_days = FIRST_CLAIM + source.integers(0, CLAIM_DAYS, number)
    claims = claim_days.astype("datetime64[M]").astype(np.int64) + 12 * 1970
    sexes = source.integers(0, 2, number)
    # Most claim in the years from which they may; a few much earlier or later.
    usual = source.integers(0, 12 * 8, number) + np.where(sexes == 0, 12 * 57, 12 * 61)
    ages = np.where(source.random(number) < 0.85, usual, source.integers(12 * 48, 12 * 71, number))
    births = claims - ages

    counts = source.integers(1, MOST_PERIODS + 1, number)
    owners = np.repeat(np.arange(number), counts)
    places = np.arange(len(owners)) - np.repeat(np.cumsum(counts) - counts, counts)
    starts, ends = _stretches(source, births, claims, counts, owners, places)
    # Workers who went to Korea for some years, persons of both, and Koreans who were sent to Viet Nam.
    korean_share = source.choice([0.15, 0.5, 0.9], number, p=[0.5, 0.3, 0.2])[owners]
    korean = (source.random(len(owners)) < korean_share) & (starts >= KOREA_SINCE)
    voluntary_share = source.choice([0.05, 0.9], number, p=[0.85, 0.15])[owners]
    voluntary = source.random(len(owners)) < voluntary_share

    averages = _average(source, number, 2_000_000, 20_000_000), _average(source, number, 500_000, 6_000_000)
    persons = {
        "case_id": pa.array(case_ids),
        "sex": _coded(sexes, SEXES),
        "birth_date": pa.array(_calendar(births)),
        "claim_date": pa.array(claim_days),
    }
    periods = {
        "case_id": pa.array(case_ids[owners]),
        "party": _coded(korean, PARTIES),
        "from": pa.array(_calendar(starts)),
        "to": pa.array(_calendar(ends)),
        "kind": _coded(voluntary, KINDS),
    }
    early = np.zeros(number, bool)
    early[owners[korean & (starts < WITHOUT_RATES_BEFORE)]] = True
    small = persons | {f"established.{code}.average_earnings": pa.array(averages[n]) for n, code in enumerate(PARTIES)}
    full = persons | {"established.KR.average_earnings": pa.array(averages[1], mask=~early)}
    earned = _earnings(source, number, owners, korean, voluntary, korean & early[owners])
    return pa.table(small), pa.table(periods), pa.table(full), pa.table(periods | earned)


def _stretches(
    source: np.random.Generator, births: Whole, claims: Whole, counts: Whole, owners: Whole, places: Whole
) -> tuple[Whole, Whole]:
    """The first and last months of the periods: a career in as many slots, filled more or less."""
    begin = np.maximum(births + source.integers(12 * 17, 12 * 28, len(births)), VIET_NAM_SINCE)
    end = claims - np.where(source.random(len(births)) < 0.4, 1, source.integers(1, 12 * 12, len(births)))
    slot = np.maximum((end - begin + 1) // counts, 1)[owners]
    filled = source.choice([0.15, 0.5, 0.9], len(births), p=[0.1, 0.3, 0.6])[owners]
    filled = filled * source.uniform(0.6, 1.1, len(owners))
    starts = begin[owners] + places * slot + source.integers(0, 12, len(owners)) * (slot > 24)
    lengths = np.maximum((slot * filled).astype(np.int64), 1)
    # An overlapping period begins up to two years before the end of the one before it.
    overlapping = (source.random(len(owners)) < OVERLAPPING * len(owners) / (places > 0).sum()) & (places > 0)
    ends_before = np.roll(starts + lengths - 1, 1)
    begun = np.minimum(starts, np.maximum(ends_before - source.integers(0, 24, len(owners)), np.roll(starts, 1)))
    starts = np.maximum(np.where(overlapping, begun, starts), np.maximum(births[owners] + 12 * 15, VIET_NAM_SINCE))
    last = claims[owners] - 1
    starts = np.minimum(starts, last)
    return starts, np.minimum(starts + lengths - 1, last)


def _average(source: np.random.Generator, number: int, least: int, most: int) -> Whole:
    """Averages of which most are low."""
    return (least + (most - least) * source.random(number) ** 2).astype(np.int64)


def _earnings(
    source: np.random.Generator, number: int, owners: Whole, korean: Flags, voluntary: Flags, unrated: Flags
) -> dict[str, pa.Array]:
    """Earnings of each period: one amount for each person, party and kind, so that no month has two.

    ``unrated`` periods have none: earnings of the last five years are revalued even where an average is
    established for all of them.
    """
    amounts = np.stack(
        [
            _average(source, number, least, most)
            for least, most in (
                (2_000_000, 40_000_000),
                (1_500_000, 9_000_000),
                (600_000, 7_000_000),
                (600_000, 7_000_000),
            )
        ]
    )
    state = (source.random(number) < 0.2)[owners]
    coefficient = source.integers(0, len(COEFFICIENTS), number)[owners]
    salaried = ~korean & ~voluntary
    return {
        "monthly": pa.array(amounts[2 * korean + voluntary, owners], mask=unrated),
        "salary_regime": _coded(state, REGIMES, salaried),
        "coefficient": _coded(coefficient, COEFFICIENTS, salaried & state),
    }


def _coded(codes: npt.NDArray[Any], words: tuple[str, ...], known: Flags | None = None) -> pa.Array:
    mask = None if known is None else ~known
    return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int32), mask=mask), pa.array(words))


def _calendar(months: Whole) -> npt.NDArray[np.int32]:
    """Months as YYYYMM."""
    return (months // 12 * 100 + months % 12 + 1).astype(np.int32)
