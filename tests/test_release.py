"""What a release says of itself. Building and installing it is for `make release-check`."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from totalisation import __version__

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_the_version_stands_in_one_place() -> None:
    assert PROJECT["project"]["dynamic"] == ["version"]
    assert PROJECT["tool"]["hatch"]["version"]["path"] == "totalisation/__init__.py"
    stated = re.compile(rf"""version\w*\s*=\s*["']{re.escape(__version__)}["']""")
    folders = (ROOT / "totalisation", ROOT / "web")
    files = [ROOT / "pyproject.toml", *(each for folder in folders for each in folder.rglob("*.py"))]
    found = [each.relative_to(ROOT).as_posix() for each in files if stated.search(each.read_text(encoding="utf-8"))]
    assert found == ["totalisation/__init__.py"]


def test_the_version_is_one_that_packaging_knows() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+((a|b|rc)\d+)?", __version__)


def test_the_changelog_begins_with_what_is_not_released_or_with_this_version() -> None:
    headings = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert headings
    assert headings[0] == "Unreleased" or headings[0].split()[0] == __version__
    released = [each for each in headings if each != "Unreleased"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+\S* – \d{4}-\d{2}-\d{2}", each) for each in released)


def test_the_package_is_typed() -> None:
    assert (ROOT / "totalisation" / "py.typed").is_file()
    assert "Typing :: Typed" in PROJECT["project"]["classifiers"]


def test_the_base_dependencies_are_two() -> None:
    assert [re.split(r"[^\w-]", each)[0] for each in PROJECT["project"]["dependencies"]] == ["click", "pydantic"]


def test_every_folder_of_the_tree_is_in_the_source_distribution() -> None:
    included = set(PROJECT["tool"]["hatch"]["build"]["targets"]["sdist"]["include"])
    ignored = {line.strip("/\n") for line in (ROOT / ".gitignore").open(encoding="utf-8")}
    tree = {each.name for each in ROOT.iterdir() if each.is_dir() and any(each.rglob("*.*"))}
    assert {f"/{each}" for each in tree - ignored - {".git"} if not each.endswith(".egg-info")} <= included
