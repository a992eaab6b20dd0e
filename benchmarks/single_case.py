"""Time of one ``assess`` with and without explanation, and of the command line's first answer.

    python -m benchmarks.single_case

Absolute times differ from machine to machine; the ratios and the aims beside them are what to read. A bare
interpreter and a bare import of pydantic are measured in the same run, as floors for the command line.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from totalisation import Case, assess
from totalisation.reports.data import as_data

ROUNDS = 7
CALLS = 200
EXAMPLE = Path(__file__).parent.parent / "examples" / "example.json"


def ten_periods() -> dict[str, Any]:
    """A career of ten periods, five on each side, with yearly earnings and an overlap."""
    periods: list[dict[str, Any]] = []
    for index in range(5):
        first = 1996 + 3 * index
        periods.append(
            {
                "party": "VN",
                "from": f"{first}-02",
                "to": f"{first + 1}-11",
                "kind": "compulsory",
                "salary_regime": "employer",
                "earnings": [
                    {"from": f"{year}-{low}", "to": f"{year}-{high}", "monthly": 1_500_000 + 100_000 * (year - 1996)}
                    for year, low, high in ((first, "02", "12"), (first + 1, "01", "11"))
                ],
            }
        )
    for index in range(5):
        first = 2010 + 2 * index
        periods.append(
            {
                "party": "KR",
                "from": f"{first}-05",
                "to": f"{first + 1}-12",
                "kind": "workplace",
                "earnings": [
                    {"from": f"{year}-{low}", "to": f"{year}-12", "monthly": 1_800_000 + 90_000 * (year - 2010)}
                    for year, low in ((first, "05"), (first + 1, "01"))
                ],
            }
        )
    return {
        "case_id": "benchmark",
        "agreement": "vn-kr",
        "person": {"sex": "male", "birth_date": "1960-03-15", "nationality": "VN", "residence": "VN"},
        "claim": {"benefit": "old_age", "date": "2026-07-01"},
        "periods": periods,
    }


def median_time(work: Callable[[], object], calls: int) -> float:
    """Seconds for one call of ``work``: the median over the rounds."""
    work()
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        for _ in range(calls):
            work()
        times.append((time.perf_counter() - start) / calls)
    return statistics.median(times)


def command(*arguments: str) -> Callable[[], subprocess.CompletedProcess[bytes]]:
    """A fresh process with these arguments to the interpreter."""
    return lambda: subprocess.run([sys.executable, *arguments], check=True, capture_output=True)


def main() -> None:
    """Measure, check that all ways agree, and print."""
    raw = ten_periods()
    case = Case.model_validate(raw)
    full, bare = assess(case), assess(case, explain=False)
    for code, result in full.parties.items():
        other = bare.parties[code]
        assert (result.entitled, result.basis, result.monthly_amount) == (
            other.entitled,
            other.basis,
            other.monthly_amount,
        )
        assert result.steps
        print(f"{code}: {result.basis}, {result.monthly_amount} {result.currency}, {len(result.steps)} steps")

    explained = median_time(lambda: assess(case), CALLS)
    unexplained = median_time(lambda: assess(case, explain=False), CALLS)
    reading = median_time(lambda: assess(raw), CALLS)
    reported = median_time(lambda: as_data(assess(case)), CALLS)
    print(f"assess, with explanation      {explained * 1e3:8.3f} ms   aim: under 1 ms")
    print(f"assess, without               {unexplained * 1e3:8.3f} ms   {unexplained / explained:.2f} of it")
    print(f"assess, from a plain mapping  {reading * 1e3:8.3f} ms   {reading / explained:.2f} of it")
    print(f"assess and all JSON data      {reported * 1e3:8.3f} ms   {reported / explained:.2f} of it")

    answering = command("-m", "totalisation", "assess", str(EXAMPLE))
    assert answering().stdout
    first_answer = median_time(answering, 1)
    interpreter = median_time(command("-c", "pass"), 1)
    models = median_time(command("-c", "import pydantic; pydantic.BaseModel"), 1)
    print(f"first answer, command line    {first_answer * 1e3:8.0f} ms   aim: under 500 ms")
    print(f"bare interpreter              {interpreter * 1e3:8.0f} ms   {interpreter / first_answer:.2f} of it")
    print(f"interpreter with pydantic     {models * 1e3:8.0f} ms   {models / first_answer:.2f} of it")


if __name__ == "__main__":
    main()
