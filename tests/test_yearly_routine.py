"""The yearly routine of docs/yearly-routine.md, carried out on a copy of the program as the page says.

Each block of the page names a file and a table and shows what goes there. The copy gets all of them, with their
invented figures, and then decides claims that the program as it stands refuses.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from tests.newest_figures import korean_birth_date, year_to_add
from totalisation.schemes import scheme_named
from totalisation.upkeep import upkeep_of

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "yearly-routine.md"

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Block:
    """What the page says to write: a file, the header of a table, and its lines."""

    file: str
    header: str
    lines: tuple[str, ...]

    @property
    def table(self) -> str:
        return self.header.strip("[]").split(".")[0]


@lru_cache
def blocks() -> tuple[Block, ...]:
    found = []
    for text in re.findall(r"```toml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL):
        first, header, *lines = text.strip().splitlines()
        found.append(Block(first.removeprefix("# "), header, tuple(lines)))
    return tuple(found)


def year_of_block(block: Block) -> int:
    scheme = block.file.split("/")[2]
    table = "adjustment_coefficients" if block.table == "coefficients-YEAR" else block.table
    return year_to_add(scheme, table)


CLAIMED = min(year_to_add("korea", "average_income_of_all_insured"), year_to_add("vietnam", "adjustment_coefficients"))
"""The first year whose claims are refused as the figures stand."""


def carried_out(text: str, block: Block, year: int) -> str:
    """The text of a file after what the block says was written into it."""
    lines = [each.replace("YEAR", str(year)) for each in block.lines]
    header = block.header.replace("YEAR", str(year))
    starts = [match.start() for match in re.finditer(rf"^{re.escape(header)}$", text, re.MULTILINE)]
    inline = len(lines) == 1 and "…" in lines[0]
    if not starts or (header.startswith("[[") and not inline):
        if "…" in lines[-1]:
            lines[-1] = lines[-1].replace("…", between(lines[-1]))
        return text.rstrip("\n") + "\n\n" + "\n".join([header, *lines]) + "\n"
    following = re.compile(r"^\[", re.MULTILINE).search(text, starts[-1] + 1)
    end = len(text) if following is None else following.start()
    section, rest = text[starts[-1] : end], text[end:]
    if inline:
        added = lines[0].split("…, ")[1].removesuffix(" }")
        assert section.count(" }") == 1
        section = section.replace(" }", f", {added} }}")
    else:
        section = section.rstrip("\n") + "\n" + "\n".join(lines) + ("\n\n" if rest else "\n")
    return text[: starts[-1]] + section + rest


def between(line: str) -> str:
    """Invented figures for the years that the page leaves out."""
    first, last = (int(each) for each in re.findall(r"(\d{4}) = ", line))
    return ", ".join(f'{year} = "{1 + (last - year) / 20:.2f}"' for year in range(first + 1, last))


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the program after the routine."""
    folder = tmp_path_factory.mktemp("routine")
    for each in ("totalisation", "agreements"):
        shutil.copytree(ROOT / each, folder / each, ignore=shutil.ignore_patterns("__pycache__"))
    for block in blocks():
        file = folder / block.file
        written = carried_out(file.read_text(encoding="utf-8"), block, year_of_block(block))
        file.write_text(written, encoding="utf-8")
    return folder


def run(folder: Path, *arguments: str, case: Mapping[str, Any] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "totalisation", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"},
        input=None if case is None else json.dumps(case),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def vietnamese(year: int) -> dict[str, Any]:
    """A man past the retirement age who works until January of the year."""
    last = f"{year}-01"
    return {
        "case_id": "V",
        "agreement": "vn-kr",
        "person": {"sex": "male", "birth_date": f"{year - 67}-05-12", "nationality": "VN", "residence": "VN"},
        "claim": {"benefit": "old_age", "date": f"{year}-02-01"},
        "periods": [
            {
                "party": "VN",
                "from": "2001-03",
                "to": last,
                "kind": "compulsory",
                "salary_regime": "employer",
                "earnings": [{"from": "2001-03", "to": last, "monthly": 2_400_000}],
            }
        ],
    }


def korean(start: int, last: str, claim: str) -> dict[str, Any]:
    """A woman whose old-age pension starts in the year ``start``, insured until ``last``, with two dependants."""
    return {
        "case_id": "K",
        "agreement": "vn-kr",
        "person": {
            "sex": "female",
            "birth_date": korean_birth_date(start),
            "nationality": "KR",
            "residence": "KR",
            "dependants": [
                {"relation": "spouse", "birth_date": f"{start - 70}-01-01"},
                {"relation": "child", "birth_date": f"{start - 5}-01-01"},
            ],
        },
        "claim": {"benefit": "old_age", "date": claim},
        "periods": [
            {
                "party": "KR",
                "from": "2010-05",
                "to": last,
                "kind": "workplace",
                "earnings": [{"from": "2010-05", "to": last, "monthly": 2_100_000}],
            }
        ],
    }


def amount(folder: Path, case: dict[str, Any], party: str, *options: str) -> int:
    answer = run(folder, "assess", "-", "--format", "json", *options, case=case)
    assert answer.returncode == 0, answer.stderr
    found = json.loads(answer.stdout)["parties"][party]
    assert found["entitled"] is True
    return int(found["monthly_amount"])


def test_the_page_tells_of_every_table_that_a_case_is_refused_without() -> None:
    written = {block.table for block in blocks()}
    for name in ("korea", "vietnam"):
        refused = {each.name for each in upkeep_of(scheme_named(name)).values() if each.refused or each.review_after}
        assert refused <= written
        assert all(f"`{each}`" in PAGE.read_text(encoding="utf-8") for each in refused)


def test_the_page_touches_data_files_alone() -> None:
    assert {Path(block.file).suffix for block in blocks()} == {".toml"}
    assert all((ROOT / block.file).is_file() for block in blocks())


def test_claims_of_the_next_year_are_refused_as_the_figures_stand() -> None:
    answer = run(ROOT, "assess", "-", case=vietnamese(CLAIMED))
    if year_to_add("vietnam", "adjustment_coefficients") == CLAIMED:
        assert answer.returncode == 2
        assert "established.VN.adjustment_coefficients" in answer.stderr
    answer = run(ROOT, "assess", "-", case=korean(CLAIMED, f"{CLAIMED - 1}-12", f"{CLAIMED}-10-01"))
    if year_to_add("korea", "average_income_of_all_insured") == CLAIMED:
        assert answer.returncode == 2
        assert "established.KR.average_income_of_all_insured" in answer.stderr


def test_after_the_routine_the_checker_finds_no_faults(copy: Path) -> None:
    answer = run(copy, "parameters", "check")
    assert answer.returncode == 0, answer.stderr
    assert "no faults" in answer.stdout


def test_after_the_routine_no_table_has_ended(copy: Path) -> None:
    def ended(folder: Path) -> set[str]:
        answer = run(folder, "parameters", "--format", "json", "--at", f"{CLAIMED}-12-31")
        return {each["name"] for each in json.loads(answer.stdout)["kept_current"] if each["state"] == "ended"}

    kept = {block.table for block in blocks()}
    assert ended(ROOT) & kept
    # A table that was a year behind is brought forward by one year alone.
    behind = {each for each in ("deposit_rate",) if year_to_add("korea", each) < CLAIMED}
    assert ended(copy) & kept == behind


def test_after_the_routine_claims_of_the_next_year_are_decided(copy: Path) -> None:
    assert amount(copy, vietnamese(CLAIMED), "VN") > 0
    paid = amount(copy, korean(CLAIMED, f"{CLAIMED}-08", f"{CLAIMED}-10-01"), "KR")
    alone = korean(CLAIMED, f"{CLAIMED}-08", f"{CLAIMED}-10-01")
    alone["person"]["dependants"] = []
    assert paid - amount(copy, alone, "KR") > 0


def test_after_the_routine_pensions_in_payment_are_adjusted(copy: Path) -> None:
    earlier = korean(CLAIMED - 1, f"{CLAIMED - 2}-12", f"{CLAIMED - 1}-11-01")
    options = ("--as-of", f"{CLAIMED}-12-01")
    refused = run(ROOT, "assess", "-", *options, case=earlier)
    assert refused.returncode == 2
    assert "consumer_price_adjustment" in refused.stderr
    assert amount(copy, earlier, "KR", *options) > amount(copy, earlier, "KR")
    pensioner = vietnamese(CLAIMED - 1)
    assert amount(copy, pensioner, "VN", *options) > amount(copy, pensioner, "VN")


NEEDED = [
    ("vietnam", "adjustment_coefficients"),
    ("korea", "average_income_of_all_insured"),
    ("korea", "consumer_price_adjustment"),
    ("korea", "spouse_amount"),
    ("korea", "child_or_parent_amount"),
    ("korea", "standard_income_floor"),
]


@pytest.mark.parametrize(("scheme", "table"), NEEDED, ids=[table for _, table in NEEDED])
def test_each_figure_of_the_routine_is_needed(copy: Path, tmp_path: Path, scheme: str, table: str) -> None:
    """Without one of them a case is refused from the month that `parameters` tells, and names the table."""
    (block,) = (each for each in blocks() if each.table == table)
    folder = tmp_path / "without"
    shutil.copytree(copy, folder)
    shutil.copy(ROOT / block.file, folder / block.file)
    for each in blocks():
        if each.file == block.file and each is not block:
            file = folder / each.file
            text = carried_out(file.read_text(encoding="utf-8"), each, year_of_block(each))
            file.write_text(text, encoding="utf-8")
    year = year_of_block(block)
    case, options = vietnamese(year), ()
    if scheme == "korea":
        case = korean(year, f"{year}-08", f"{year}-10-01")
    if table == "consumer_price_adjustment":
        case, options = korean(year - 1, f"{year - 2}-12", f"{year - 1}-11-01"), ("--as-of", f"{year}-01-01")  # type: ignore[assignment]
    answer = run(folder, "assess", "-", *options, case=case)
    assert answer.returncode == 2
    party = "VN" if scheme == "vietnam" else "KR"
    assert f"established.{party}.{table}" in answer.stderr
    assert tomllib.loads((folder / block.file).read_text(encoding="utf-8"))
