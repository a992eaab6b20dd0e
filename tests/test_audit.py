"""The audit of what we depend on: it finds what is wrong, and never takes silence for a good answer."""

from __future__ import annotations

import importlib.util
import sys
import tomllib
from types import ModuleType
from typing import Any

import pytest
from packaging.requirements import Requirement

from tests.web.desk import ROOT


@pytest.fixture(scope="module")
def check() -> ModuleType:
    spec = importlib.util.spec_from_file_location("dependency_audit", ROOT / ".ci" / "audit" / "check.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def advisories(check: ModuleType) -> Any:
    return check.Advisories.of(tomllib.loads((ROOT / ".ci" / "audit" / "advisories.toml").read_text(encoding="utf-8")))


def test_the_bounds_of_the_project_let_nothing_in_that_is_affected(check: ModuleType, advisories: Any) -> None:
    assert len(advisories.known) >= 20
    assert check.low_bounds(advisories.known, check.of_project()) == []


def test_a_bound_that_is_too_low_or_missing_is_told(check: ModuleType, advisories: Any) -> None:
    def told(*required: str) -> list[str]:
        found: list[str] = check.low_bounds(advisories.known, [Requirement(each) for each in required])
        return found

    assert len(told("flask>=3.1.2")) == 1
    assert "CVE-2026-27205" in told("Flask>=3.1.2")[0]
    assert told("flask>=3.1.3") == told("flask==3.2") == told("pyarrow>=20") == []
    assert told("Flask") == ["pyproject.toml sets no lower bound for flask"]
    assert told("flask<4") == ["pyproject.toml sets no lower bound for flask"]


@pytest.mark.parametrize(
    ("installed", "wrong"),
    [("1.9.9", 0), ("2.0.0", 2), ("3.0.0", 2), ("3.0.1rc1", 2), ("3.0.1", 0), ("4.0", 0)],
)
def test_an_affected_version_is_told(check: ModuleType, advisories: Any, installed: str, wrong: int) -> None:
    found = check.affected(advisories.known, {"waitress": installed})
    since = [each for each in advisories.known if each.package == "waitress" and each.since == "0"]
    assert len(found) == (len(since) if installed == "1.9.9" else wrong)


def test_pip_audit_that_was_told_nothing_is_not_taken_for_a_good_answer(check: ModuleType) -> None:
    skipped = {"name": "flask", "skip_reason": "Dependency not found on PyPI and could not be audited"}
    assert check.read_pip_audit([skipped, skipped], []) == (2, 0, [])
    fault = {"id": "PYSEC-1", "aliases": ["CVE-1"], "fix_versions": ["2"]}
    answered = {"name": "flask", "version": "1", "vulns": [fault]}
    assert check.read_pip_audit([skipped, answered], []) == (2, 1, ["flask 1 is affected by PYSEC-1, fixed in ['2']"])
    assert check.read_pip_audit([answered], ["CVE-1"]) == (1, 1, [])


def test_pip_audit_that_does_not_run_is_told_so(check: ModuleType, tmp_path: Any, advisories: Any) -> None:
    assert check.pip_audit(tmp_path / "none", []) is None
    broken = tmp_path / "pip-audit"
    broken.write_text("#!/bin/sh\necho no connection >&2\nexit 1\n")
    broken.chmod(0o700)
    assert check.pip_audit(broken, []) is None


def test_every_package_that_a_release_brings_along_is_looked_at(check: ModuleType) -> None:
    found = check.brought_along()
    assert {"flask", "werkzeug", "itsdangerous", "jinja2", "pillow", "pydantic-core", "pyarrow", "psycopg"} <= set(
        found
    )
    assert not {"pytest", "ruff", "mypy", "totalisation"} & set(found)
    assert check.unlicensed(found) == []


def test_a_licence_that_is_not_known_is_told(check: ModuleType) -> None:
    class Told:
        metadata: Any

        def __init__(self, **told: str) -> None:
            from email.message import Message

            self.metadata = Message()
            for name, value in told.items():
                self.metadata[name.replace("_", "-")] = value

    assert check.unlicensed({"a": Told(License_Expression="MIT"), "b": Told(License="AGPL-3.0"), "c": Told()}) == [
        "b has the licence 'AGPL-3.0'",
        "c has the licence 'none'",
    ]
