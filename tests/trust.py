"""``python -m tests.trust``: what stands behind the figures, tried now, a line for each.

Mutants of the law, deliberately wrong agreements and engines, fuzzing of every reader, the restatement in SQL, the
oracle, the faults, and the blocks of code in the documentation. Each is a command of its own, run one after another
and as small as is asked for; each prints its figures in its last lines. Ends with 1 if one found anything.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import click

ROOT: Final = Path(__file__).parents[1]
README: Final = ROOT / "README.md"
MARKED: Final = re.compile(r"(?<=<!-- made by `python -m tests.trust --write` -->\n)(.*?)(?=<!-- end -->)", re.DOTALL)
"""Where the figures stand in the README."""

WHOLE_RUN: Final = ROOT / "tests" / "mutation" / "result.json"
"""The figures of the last run over all mutants of the law."""


@dataclass(frozen=True)
class Size:
    """How much is tried."""

    mutants: int
    seconds: float
    persons: int
    claims: int


@dataclass(frozen=True)
class Step:
    """One thing that is tried: its name, the command after ``python -m``, and how its figures are read."""

    name: str
    command: tuple[str, ...]
    figures: Callable[[str], str]


def matched(pattern: str, told: str) -> str:
    """What the last match of a pattern says. Raises ValueError where nothing matches: then nothing was tried."""
    found = [*re.finditer(pattern, told, re.MULTILINE)]
    if not found:
        raise ValueError(f"no figures in what it said:\n{told[-2000:]}")
    return found[-1][0].strip()


def of_mutants(told: str) -> str:
    """Killed and total of the sample, and of the whole run that is on record."""
    now = matched(r"^killed \d+ of \d+", told)
    whole = json.loads(WHOLE_RUN.read_text(encoding="utf-8"))
    on_record = f"{whole['killed']} of {whole['total']} ({whole['percent']} %) on {whole['date'][:10]}"
    return f"{now} drawn, survivors judged; all of them: {on_record}"


def of_fuzzing(told: str) -> str:
    """Readers, seconds, executions and crashes."""
    data = json.loads(told[told.index("{") :])
    readers, seconds = len(data["readers"]), round(data["seconds"])
    return f"{readers} readers, {seconds} s, {data['executions']:,} executions, {data['crashes']} crashes"


def of_snippets(told: str) -> str:
    """Blocks that were run of all blocks on the pages."""
    from tests.test_snippets import BLOCKS

    matched(r"^\d+ passed", told)
    left = sum(bool(each.not_run) for each in BLOCKS)
    return f"{len(BLOCKS) - left} blocks of code run, {left} not run for the reason they give"


def steps(size: Size, folder: Path) -> list[Step]:
    """All that is tried, in the order in which it is told."""
    sample = ("--sample", str(size.mutants), "--folder", str(folder / "mutation"))
    fuzzing = ("--seconds", str(size.seconds), "--folder", str(folder / "fuzz"), "--json", "-")
    return [
        Step("mutants of the law", ("tests.mutation", *sample), of_mutants),
        Step(
            "wrong agreements, wrong engines",
            ("tests.conformance.mutants",),
            lambda told: matched(r"^\d+ / \d+ caught", told),
        ),
        Step("fuzzing", ("tests.fuzz", *fuzzing), of_fuzzing),
        Step(
            "restatement in SQL",
            ("tests.differential", str(size.persons), "--folder", str(folder / "differential")),
            lambda told: matched(r"^\d+ persons, \d+ of them decided.*$", told),
        ),
        Step(
            "oracle of other benefits",
            ("tests.oracle.benefits", str(size.claims)),
            lambda told: matched(r"^\d+ claims .*$", told),
        ),
        Step("faults", ("tests.faults",), lambda told: matched(r"survived / tried: \d+ / \d+", told)),
        Step("documentation", ("pytest", "-q", "-p", "no:cacheprovider", "tests/test_snippets.py"), of_snippets),
    ]


def tried(step: Step) -> tuple[bool, str]:
    """Whether all is well, and the figures; what the step said where they cannot be read or it ended badly."""
    done = subprocess.run([sys.executable, "-m", *step.command], cwd=ROOT, capture_output=True, text=True, check=False)
    try:
        figures = step.figures(done.stdout)
    except (ValueError, LookupError, OSError) as error:
        return False, f"{error}\n{done.stderr[-2000:]}"
    if done.returncode:
        return False, f"{figures}\n{done.stdout[-3000:]}{done.stderr[-2000:]}"
    return True, figures


@click.command()
@click.option("--mutants", default=100, show_default=True, help="Mutants of the law to draw.")
@click.option("--seconds", default=10.0, show_default=True, help="Seconds of fuzzing for each reader.")
@click.option("--persons", default=50_000, show_default=True, help="Persons for the restatement in SQL.")
@click.option("--claims", default=2_000, show_default=True, help="Claims for the oracle of other benefits.")
@click.option("--only", multiple=True, help="Steps whose name holds these words; can be repeated.")
@click.option("--write", is_flag=True, help="Put the figures of steps that are well into the README.")
def main(mutants: int, seconds: float, persons: int, claims: int, only: tuple[str, ...], write: bool) -> None:
    """Try everything that the trust in the figures rests on, and print a line for each."""
    asked = ["git", "rev-parse", "--short", "HEAD"]
    commit = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()
    when = f"{datetime.now(UTC):%Y-%m-%d}, {commit or 'no commit'}"
    click.echo(when)
    well = True
    with tempfile.TemporaryDirectory(prefix="trust-") as folder:
        for step in steps(Size(mutants, seconds, persons, claims), Path(folder)):
            if only and not any(word in step.name for word in only):
                continue
            begun = time.monotonic()
            good, figures = tried(step)
            well = well and good
            click.echo(f"{step.name}: {figures} [{time.monotonic() - begun:.0f} s]{'' if good else ' — NOT WELL'}")
            if good and write:
                README.write_text(
                    with_row(README.read_text(encoding="utf-8"), step.name, figures, when), encoding="utf-8"
                )
    sys.exit(0 if well else 1)


def with_row(readme: str, name: str, figures: str, when: str) -> str:
    """The README with the figures of one step, which take the place of older ones."""
    found = MARKED.search(readme)
    assert found is not None
    rows = {line.split(" | ")[0].removeprefix("| "): line for line in found[1].splitlines() if line.startswith("| ")}
    rows[name] = f"| {name} | {figures} | {when} |"
    known = [each.name for each in steps(Size(0, 0, 0, 0), Path())]
    table = [
        "",
        "| `make trust` | found | date, commit |",
        "|---|---|---|",
        *(rows[each] for each in known if each in rows),
        "",
    ]
    return MARKED.sub(lambda _: "\n".join([*table, ""]), readme)


if __name__ == "__main__":
    main()
