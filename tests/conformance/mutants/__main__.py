"""``python -m tests.conformance.mutants``: each mutant, the property that caught it, and caught / total."""

from __future__ import annotations

import sys
import time

from tests.conformance.mutants.running import ALL, catches


def main() -> int:
    """Try all mutants, or those whose name holds the words given. Returns 1 if one was not caught."""
    words = " ".join(sys.argv[1:]).lower()
    numbers = [number for number, each in enumerate(ALL) if words in each.name]
    began, caught, elsewhere = time.perf_counter(), 0, 0
    for catch in catches(numbers):
        mutant = catch.mutant
        if catch.caught_by is None:
            told = f"NOT CAUGHT ({catch.reason})"
        else:
            caught += 1
            elsewhere += catch.caught_by != mutant.caught_by
            told = f"caught by {catch.caught_by}" + ("" if catch.caught_by == mutant.caught_by else ", not as expected")
        print(f"{type(mutant).__name__.removesuffix('Mutant').lower():6} {mutant.name}: {told}", flush=True)
    print(f"{caught} / {len(numbers)} caught, {elsewhere} by another property, in {time.perf_counter() - began:.0f} s")
    return 0 if caught == len(numbers) else 1


if __name__ == "__main__":
    sys.exit(main())
