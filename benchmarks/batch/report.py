"""What was measured, in words: a table for each number of persons, and the aims."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from benchmarks.batch.registry import ENGINES, FLOORS, RIVALS
from benchmarks.batch.run import Line

Lines = Mapping[str, Line]

NOTES = {
    "floor": "reads both files, writes one of all the engine's columns",
    "floor-narrow": "reads both files, writes one of the small job's columns",
    "floor-full-law": "reads the files with earnings, writes one of all the engine's columns",
    "engine": "the command; work: assess_table; all columns, also today's amount, allowance, earliest month, doubts",
    "engine-rules": "the compiled rules alone, persons and periods paired before",
    "engine-full-law": "averages computed from the earnings of each period",
    "engine-two-cores": "the command on two cores",
    "engine-full-law-two-cores": "the full law on two cores",
    "numpy": "128-bit quotients in floating point, redone exactly where near to a whole number",
    "pandas": "128-bit quotients as NumPy's",
    "openfisca": "periods merged by NumPy before, within the work; 128-bit quotients as NumPy's",
    "duckdb": "work: from tables to a table of DuckDB in memory; HUGEINT",
    "polars": "work: from frames to a frame in memory; Int128",
    "python": "exact whole numbers",
    "portion": "exact whole numbers; the law as in python",
}
WIDTH = 26


def table(persons: int, lines: Lines) -> Iterator[str]:
    """The lines of one number of persons."""
    yield f"\n{persons:,} persons. Seconds are medians; each ratio is per person, to the line named."
    yield (
        f"{'':{WIDTH}}{'whole s':>9}{'cpu s':>9}{'x floor':>9}{'x engine':>9}{'persons/s':>12}"
        f"{'work s':>10}{'cpu s':>10}{'x engine':>9}{'persons/s':>12}{'peak MB':>9}{'begun s':>9}  checked"
    )
    for name in (*FLOORS, *ENGINES, *RIVALS):
        if name in lines:
            yield _row(lines[name], lines, persons)
    yield from (f"  {name}: {NOTES[name]}" for name in lines if name in NOTES)


def _row(line: Line, lines: Lines, persons: int) -> str:
    works = line.name not in FLOORS
    cells = [
        f"{line.whole:9.3f}",
        f"{line.median('whole_processor'):9.3f}",
        _ratio(line, lines.get("floor"), "whole"),
        _ratio(line, lines.get("engine"), "whole"),
        f"{line.persons / line.whole:12,.0f}",
        f"{line.work:10.4f}{line.median('work_processor'):10.4f}" if works else f"{'':20}",
        _ratio(line, lines.get("engine"), "work") if works else f"{'':9}",
        f"{line.persons / line.work:12,.0f}" if works else f"{'':12}",
        f"{line.median('peak') / 1e6:9.0f}",
        f"{line.median('begun'):9.2f}",
    ]
    title = line.name if line.persons == persons else f"{line.name}, {line.persons:,}"
    return f"{title:{WIDTH}}{''.join(cells)}  {_checked(line)}"


def _ratio(line: Line, other: Line | None, of: str) -> str:
    return f"{'':9}" if other is None else f"{ratio(line, other, of):9.2f}"


def ratio(line: Line, other: Line, of: str = "whole") -> float:
    """What a person costs here, over what a person costs there."""
    return line.median(of) / line.persons / (other.median(of) / other.persons)


def _checked(line: Line) -> str:
    if line.differing is None:
        return ""
    return "every row as the engine's" if line.differing == 0 else f"{line.differing:,} rows differ from the engine's"


def aims(by_persons: Mapping[int, Lines]) -> Iterator[str]:
    """The aims, and what was reached on the largest number of persons."""
    persons = max(by_persons)
    lines = by_persons[persons]
    yield f"\nAims, on {persons:,} persons:"
    rivals = [line for name, line in lines.items() if name in RIVALS]
    engine, floor = lines.get("engine"), lines.get("floor")
    if engine and floor:
        yield _at_most("whole command over the floor", ratio(engine, floor), 1.3)
    if engine and rivals:
        fastest = min(rivals, key=lambda line: line.whole / line.persons)
        yield _at_least(f"fastest rival ({fastest.name}) over the whole command", ratio(fastest, engine), 3)
    for name, least in (("duckdb", 20), ("openfisca", 50)):
        for ours in ("engine", "engine-rules"):
            if name in lines and ours in lines:
                yield _at_least(f"work of {name} over that of {ours}", ratio(lines[name], lines[ours], "work"), least)
    full = lines.get("engine-full-law")
    if full and floor:
        yield _at_most("full law over the floor of the small job", ratio(full, floor), 3)
    for one, two in (("engine", "engine-two-cores"), ("engine-full-law", "engine-full-law-two-cores")):
        if one in lines and two in lines:
            yield _at_least(f"{one}: one core over two", ratio(lines[one], lines[two]), 1.7)
    if len(by_persons) > 1:
        yield from _over_persons(by_persons)


def _over_persons(by_persons: Mapping[int, Lines]) -> Iterator[str]:
    for name in ("engine", "engine-full-law"):
        found = {persons: lines[name] for persons, lines in by_persons.items() if name in lines}
        if len(found) < 2:
            continue
        for of in ("whole", "work"):
            costs = {persons: line.median(of) / persons * 1e6 for persons, line in found.items()}
            told = ", ".join(f"{persons:,}: {cost:.3f}" for persons, cost in costs.items())
            yield _at_most(
                f"{name}, {of}: dearest person over cheapest", max(costs.values()) / min(costs.values()), 1.2
            )
            yield f"    microseconds a person: {told}"
        peaks = ", ".join(f"{persons:,}: {line.median('peak') / 1e6:.0f} MB" for persons, line in found.items())
        yield f"    {name}, peak memory: {peaks}"


def _at_most(what: str, found: float, most: float) -> str:
    return f"  {'reached' if found <= most else 'missed '}  {what}: {found:.2f}, aim at most {most}"


def _at_least(what: str, found: float, least: float) -> str:
    return f"  {'reached' if found >= least else 'missed '}  {what}: {found:.2f}, aim at least {least}"
