"""Every block of code in the README and under docs/ does what it is shown to do.

A block of commands is run in a folder that holds the examples, the agreements and two tables of persons; a block of
Python with the blocks before it on its page; a block of JSON is read as what it is. A block that cannot run here
says so on the line before it, for every reader: “*Not run by the tests: …*”.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

from totalisation.api import assess
from totalisation.case import Case
from totalisation.case_checks import checked
from totalisation.case_file import read_case
from totalisation.coverage.career import Career
from totalisation.coverage.work import Work

ROOT: Final = Path(__file__).parents[1]
PAGES: Final = (ROOT / "README.md", ROOT / "agreements" / "README.md", *sorted((ROOT / "docs").rglob("*.md")))

NOT_RUN: Final = "*Not run by the tests: "

SORTS: Final = frozenset({"console", "python", "json", "toml", "text"})

FENCE: Final = re.compile(r"^```(?P<sort>\w*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)

FILLED_IN: Final = {"at-kr.toml": "kr-at", "aa-bb.toml": "vn-kr"}
"""Skeletons that a page lets its reader fill in: here a shipped agreement stands for what was written."""

FEW: Final = ("--max-examples", "2")
"""The suite of an agreement, and the search for cases that two decide differently, are shown to run; their own tests
give them more."""

SEARCHING: Final = (["agreement", "test"], ["agreement", "diff"])

DIFFERENT: Final = 1
"""The exit status of `agreement diff` where the files differ."""


@dataclass(frozen=True)
class Block:
    """A block of code: its page, the line where it begins, its sort, its text, and why it is not run."""

    page: Path
    line: int
    sort: str
    text: str
    not_run: str

    def __str__(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"

    @property
    def commands(self) -> list[str]:
        """The commands after each prompt, lines that go on joined, remarks left out."""
        joined = self.text.replace("\\\n", " ")
        return [line.removeprefix("$ ") for line in joined.splitlines() if line.startswith("$ ")]


def blocks_of(page: Path) -> Iterator[Block]:
    text = page.read_text(encoding="utf-8")
    for match in FENCE.finditer(text):
        before = text[: match.start()].rstrip().rsplit("\n", 1)[-1]
        reason = before.removeprefix(NOT_RUN).rstrip("*") if before.startswith(NOT_RUN) else ""
        yield Block(page, text.count("\n", 0, match.start()) + 1, match["sort"], match["text"], reason)


BLOCKS: Final = [block for page in PAGES for block in blocks_of(page)]


def of_sort(sort: str) -> pytest.MarkDecorator:
    found = [each for each in BLOCKS if each.sort == sort and not each.not_run]
    return pytest.mark.parametrize("block", found, ids=map(str, found))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a reader has at hand who follows the pages."""
    found = tmp_path_factory.mktemp("reader")
    for name in ("examples", "agreements"):
        shutil.copytree(ROOT / name, found / name)
    (found / "docs").mkdir()
    for file in (ROOT / "docs").glob("*.json"):
        shutil.copy(file, found / "docs")
    for name in ("OLD.json", "NEW.json"):
        shutil.copy(ROOT / "examples" / "nine-and-eleven-years.json", found / name)
    written_as(found / "draft.toml", "vn-kr")
    tables(found)
    return found


def written_as(file: Path, shipped: str) -> None:
    """Write a shipped agreement under another name."""
    text = (ROOT / "agreements" / f"{shipped}.toml").read_text(encoding="utf-8")
    file.write_text(re.sub(r'^id = ".*"$', f'id = "{file.stem}"', text, flags=re.MULTILINE), encoding="utf-8")


def tables(folder: Path) -> None:
    """Two persons with their periods, as Parquet and as CSV."""
    from pyarrow import Table, csv, parquet

    persons = {
        "case_id": ["4711", "4712"],
        "sex": ["female", "male"],
        "birth_date": ["1969-05-12", "1964-02-01"],
        "claim_date": ["2026-07-01", "2026-07-01"],
        "established.VN.average_earnings": [10_000_000, 12_000_000],
    }
    periods = {
        "case_id": ["4711", "4711", "4712"],
        "party": ["VN", "KR", "VN"],
        "kind": ["compulsory", "workplace", "compulsory"],
        "from": ["2001-03", "2010-05", "1995-01"],
        "to": ["2009-02", "2019-12", "2025-12"],
        "monthly": [2_400_000, 2_100_000, 3_000_000],
        "salary_regime": ["employer", None, "employer"],
    }
    for name, columns in (("PERSONS", persons), ("PERIODS", periods)):
        table = Table.from_pydict(columns)
        parquet.write_table(table, folder / f"{name}.parquet")
        csv.write_csv(table, folder / f"{name}.csv")


def test_there_are_blocks_on_the_pages() -> None:
    assert {"README.md", "batch.md", "yearly-routine.md"} <= {each.page.name for each in BLOCKS}
    assert sum(len(each.commands) for each in BLOCKS if not each.not_run) > 30


def test_every_block_says_what_it_is() -> None:
    assert [str(each) for each in BLOCKS if each.sort not in SORTS] == []


def test_a_block_that_is_not_run_gives_a_reason() -> None:
    assert [str(each) for each in BLOCKS if each.not_run and not each.not_run.strip(" .")] == []


@pytest.mark.slow
@of_sort("console")
def test_commands_do_what_is_shown(block: Block, folder: Path) -> None:
    assert block.commands
    for command in block.commands:
        words = shlex.split(command, comments=True)
        match Path(words[0]).name:
            case "pip":
                (extra,) = re.findall(r"\[(\w+)\]", command)
                project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
                assert extra in project["project"]["optional-dependencies"]
            case "totalisation":
                run(["-m", "totalisation", *words[1:], *(FEW if words[1:3] in SEARCHING else ())], folder)
            case "pytest":
                run(["-m", "pytest", "-q", *words[1:], f"--agreement-max-examples={FEW[1]}"], folder)
            case other:
                pytest.fail(f"{block}: {other} is not run here; say so before the block")


def run(arguments: list[str], folder: Path) -> None:
    """Run Python with these arguments; it must end well."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    allowed = {0, DIFFERENT} if "diff" in arguments else {0}
    assert done.returncode in allowed, f"{shlex.join(arguments)}\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
    assert "Traceback" not in done.stderr
    for name, shipped in FILLED_IN.items():
        if "new" in arguments and name in arguments:
            written_as(folder / name, shipped)


PAGES_WITH_PYTHON: Final = sorted({each.page for each in BLOCKS if each.sort == "python" and not each.not_run})


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES_WITH_PYTHON, ids=[str(each.relative_to(ROOT)) for each in PAGES_WITH_PYTHON])
def test_python_runs_from_the_top_of_its_page(page: Path, folder: Path) -> None:
    text = "\n".join(each.text for each in blocks_of(page) if each.sort == "python" and not each.not_run)
    (folder / "snippet.py").write_text(text, encoding="utf-8")
    run(["snippet.py"], folder)


@of_sort("json")
def test_json_is_what_it_shows(block: Block) -> None:
    if block.text.startswith("{"):
        as_shown(json.loads(block.text))
        return
    for part in re.split(r'\n(?=")', block.text.strip()):
        as_shown(json.loads(f"{{{part}}}"))


def as_shown(found: dict[str, Any]) -> None:
    """Read a case, a piece of work or a career; parts of a case stand in the example's place of the same name."""
    if "work_id" in found:
        Work.model_validate(found)
    elif "career_id" in found:
        Career.model_validate(found)
    elif "case_id" in found:
        assert assess(json.dumps(found)).parties
    else:
        whole = json.loads((ROOT / "examples" / "example.json").read_text(encoding="utf-8"))
        assert found.keys() <= Case.model_json_schema()["properties"].keys()
        checked(lambda: read_case(json.dumps({**whole, **found})))


@pytest.mark.parametrize("page", PAGES, ids=[str(each.relative_to(ROOT)) for each in PAGES])
def test_links_to_files_lead_somewhere(page: Path) -> None:
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    targets = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text)
    local = [each for each in targets if not re.match(r"[a-z]+:", each)]
    generated = {"law.md", "glossary.md", "agreements.md", "reference.md"} if page.parent.name == "docs" else set()
    assert [each for each in local if not (page.parent / each).exists() and each not in generated] == []
