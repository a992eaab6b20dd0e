"""`make audit`: what we depend on, held against what is known of it. Ends with status 1 if anything is wrong.

Five checks, of which the first three need nothing but what is installed and committed:

- what is installed fits together (`pip check`);
- no installed version, and none that pyproject.toml lets in, is affected by an advisory of advisories.toml;
- every package that a release brings along has a licence that lets an office use it;
- no installed version was withdrawn by its authors ("yanked"), as far as the package index answers;
- pip-audit finds nothing, as far as PyPI's advisory service answers. It ends well even where the service knows none
  of the packages, so what it was answered is counted here.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import sysconfig
import tempfile
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.metadata import Distribution, distribution, distributions
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[2]
OURS = "totalisation"

RELEASED = ("web", "batch", "documents", "spark")
"""The extras whose packages come along with a release that is put to use."""

LONGEST_UNREAD = 92
"""Days after which the advisories are to be read anew; it is told, and fails nothing."""

LICENCES = re.compile(
    r"\b(MIT|BSD|0BSD|Apache|PSF|Python Software Foundation|ISC|MPL|Mozilla Public|Zlib|Unlicense|HPND|LGPL|"
    r"Lesser General Public|Expat|OFL|CC0|ZPL)\b",
    re.IGNORECASE,
)
"""Licences that lay no conditions on the office's own data and programs."""


@dataclass(frozen=True)
class Advisory:
    """One fault that is known of a package."""

    package: str
    id: str
    source: str
    about: str
    fixed: str = ""
    since: str = "0"
    bound: str = ""

    def affects(self, version: str) -> bool:
        """Whether that version has the fault."""
        return Version(self.since) <= Version(version) < Version(self.fixed)


@dataclass(frozen=True)
class Advisories:
    """What advisories.toml holds."""

    read: date
    known: tuple[Advisory, ...]
    open: tuple[Advisory, ...]

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Advisories:
        """The advisories of the file's content. Raises TypeError or KeyError where an entry is not whole."""
        known = tuple(Advisory(**each) for each in data["advisory"])
        assert all(each.fixed and each.source for each in known), "an advisory without its fixed version or source"
        return cls(data["read"], known, tuple(Advisory(**each) for each in data.get("open", ())))


def affected(known: Iterable[Advisory], installed: Mapping[str, str]) -> list[str]:
    """What is wrong with the versions that are installed."""
    return [
        f"{each.package} {installed[each.package]} is affected by {each.id} ({each.about}): {each.fixed} is not"
        for each in known
        if each.package in installed and each.affects(installed[each.package])
    ]


def low_bounds(known: Iterable[Advisory], required: Iterable[Requirement]) -> list[str]:
    """What is wrong with the versions that pyproject.toml lets in."""
    wrong: list[str] = []
    lowest = {canonicalize_name(each.name): each for each in required}
    for each in known:
        requirement = lowest.get(canonicalize_name(each.package))
        if requirement is None or each.bound:
            continue
        if not any(part.operator in {">=", "=="} for part in requirement.specifier):
            wrong.append(f"pyproject.toml sets no lower bound for {each.package}")
        elif not all(
            Version(part.version) >= Version(each.fixed)
            for part in requirement.specifier
            if part.operator in {">=", "=="}
        ):
            wrong.append(
                f"pyproject.toml lets in {requirement}, of which {each.id} affects what is before {each.fixed}"
            )
    return wrong


def of_project() -> list[Requirement]:
    """All that pyproject.toml names, of every extra."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lists = [project["dependencies"], *project["optional-dependencies"].values()]
    found = [Requirement(each) for several in lists for each in several]
    return [each for each in found if each.name != OURS]


def brought_along(name: str = OURS, extras: Iterable[str] = RELEASED) -> dict[str, Distribution]:
    """Every package that a release brings along, by its name."""
    found: dict[str, Distribution] = {}
    seen: set[tuple[str, str]] = set()
    waiting = [(name, extra) for extra in ("", *extras)]
    while waiting:
        name, extra = waiting.pop()
        if (name, extra) in seen:
            continue
        seen.add((name, extra))
        found[name] = distribution(name)
        for text in found[name].requires or ():
            requirement = Requirement(text)
            if requirement.marker is None or requirement.marker.evaluate({"extra": extra}):
                waiting += [(canonicalize_name(requirement.name), each) for each in ("", *requirement.extras)]
    found.pop(OURS, None)
    return found


def licence_of(package: Distribution) -> str:
    """What a package says of its licence."""
    told = package.metadata
    classified = [each for each in told.get_all("Classifier") or () if each.startswith("License ::")]
    return " ".join([told.get("License-Expression") or "", *classified, (told.get("License") or "")[:200]]).strip()


def unlicensed(packages: Mapping[str, Distribution]) -> list[str]:
    """The packages whose licence is none of those that we know."""
    told = {name: licence_of(each) for name, each in packages.items()}
    return [f"{name} has the licence {each or 'none'!r}" for name, each in told.items() if not LICENCES.search(each)]


def withdrawn(packages: Mapping[str, Distribution], python: Path) -> list[str] | None:
    """The packages whose installed version was withdrawn; None where the package index does not answer.

    ``python`` is one whose pip is new enough to say so: since 23.3.
    """
    # Those without a wheel would be built only to be asked for.
    asked = [f"{name}=={each.version}" for name, each in packages.items() if name not in {"pyspark"}]
    with tempfile.TemporaryDirectory(prefix="totalisation-audit-") as folder:
        report = Path(folder) / "report.json"
        done = pip(
            *("install", "--dry-run", "--no-deps", "--ignore-installed", "--quiet", f"--report={report}", *asked),
            python=python,
        )
        if done.returncode != 0 or not report.exists():
            return None
        found = json.loads(report.read_text(encoding="utf-8"))["install"]
    if not all("is_yanked" in each for each in found):
        return None
    return [f"{each['metadata']['name']} was withdrawn by its authors" for each in found if each["is_yanked"]]


def pip_audit(command: Path, accepted: Iterable[str]) -> tuple[int, int, list[str]] | None:
    """How many packages pip-audit was asked and answered about, and what it found; None where it did not run."""
    if not command.exists():
        return None
    arguments = ["--path", sysconfig.get_path("purelib"), "--format", "json", "--progress-spinner", "off"]
    done = subprocess.run([command, *arguments], capture_output=True, text=True, check=False)
    try:
        found = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        return None
    return read_pip_audit(found, accepted)


def read_pip_audit(found: list[dict[str, Any]], accepted: Iterable[str]) -> tuple[int, int, list[str]]:
    """What pip-audit's own report says: packages asked about, answered about, and what is wrong."""
    answered = [each for each in found if "skip_reason" not in each]
    allowed = set(accepted)
    wrong = [
        f"{each['name']} {each['version']} is affected by {fault['id']}, fixed in {fault['fix_versions']}"
        for each in answered
        for fault in each["vulns"]
        if not allowed & {fault["id"], *fault.get("aliases", ())}
    ]
    return len(found), len(answered), wrong


def pip(*arguments: str, python: Path = Path(sys.executable)) -> subprocess.CompletedProcess[str]:
    """What pip answers."""
    return subprocess.run([python, "-m", "pip", *arguments], capture_output=True, text=True, check=False)


def checks(advisories: Advisories, audit: Path) -> Iterator[tuple[str, list[str]]]:
    """Each check: what it says of itself, and what is wrong."""
    done = pip("check")
    yield "what is installed fits together", done.stdout.splitlines() if done.returncode else []

    installed = {canonicalize_name(each.metadata["Name"]): each.version for each in distributions()}
    required = of_project()
    known = advisories.known
    wrong = [*affected(known, installed), *low_bounds(known, required)]
    yield f"{len(known)} advisories read on {advisories.read}, {len(installed)} packages installed", wrong

    packages = brought_along()
    yield f"licences of the {len(packages)} packages that a release brings along", unlicensed(packages)

    beside = audit.parent / "python"
    gone = withdrawn(packages, beside if beside.exists() else Path(sys.executable))
    yield (
        "NOT CHECKED whether a version was withdrawn: the package index does not answer, or pip is too old to say"
        if gone is None
        else "no version was withdrawn by its authors",
        gone or [],
    )

    told = pip_audit(audit, [each.id for each in (*advisories.open,)])
    if told is None:
        yield "NOT CHECKED by pip-audit: it is not installed, or did not end as it should", []
    elif told[1] == 0:
        yield f"NOT CHECKED by pip-audit: PyPI's advisory service answered for none of {told[0]} packages", []
    else:
        yield f"pip-audit: PyPI's advisory service answered for {told[1]} of {told[0]} packages", told[2]


def main() -> None:
    """Make all checks and tell of each."""
    advisories = Advisories.of(tomllib.loads((Path(__file__).parent / "advisories.toml").read_text(encoding="utf-8")))
    audit = Path(sys.argv[1]) if len(sys.argv) > 1 else Path("pip-audit")
    failed = False
    for told, wrong in checks(advisories, audit):
        failed = failed or bool(wrong)
        print(f"audit: {'FAILED' if wrong else 'ok' if 'NOT CHECKED' not in told else '--'}  {told}", flush=True)
        for each in wrong:
            print(f"       {each}")
    for each in advisories.open:
        print(f"audit: open    {each.package}: {each.id}, {each.about} ({each.source})")
    unread = (date.today() - advisories.read).days  # noqa: DTZ011 a day of the calendar, wherever this is
    if unread > LONGEST_UNREAD:
        print(f"audit: --      the advisories were read {unread} days ago: read them anew (.ci/audit/advisories.toml)")
    raise SystemExit(failed)


if __name__ == "__main__":
    main()
