"""The plugin as an author of an agreement uses it: pytest started in an empty folder."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conformance.mutants.running import agreement_file, replaced_once
from totalisation.agreement_file import read_agreement_file
from totalisation.api import assess
from totalisation.case_file import read_case_file
from totalisation.conformance.suite import properties

pytestmark = pytest.mark.slow

pytest_plugins = ["pytester"]

FEW = "--max-examples=3"

PROPERTIES = properties()
"""Entered before pytester looks at the modules: those that are imported in a test it forgets after it."""


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """The shipped agreement with the minimum of one party a month too long."""
    text = agreement_file("vn-kr").read_text(encoding="utf-8")
    old = "[parties.KR.minimum_own_period]\nnumber = 12"
    file = tmp_path / "vn-kr.toml"
    file.write_text(replaced_once(text, old, old.replace("12", "13"), "vn-kr.toml"), encoding="utf-8")
    return file


def _run(pytester: pytest.Pytester, *arguments: object) -> pytest.RunResult:
    return pytester.runpytest_subprocess("-p", "no:cacheprovider", *map(str, arguments))


def test_a_shipped_agreement_passes_from_any_folder(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_of_this_folder(): assert False")
    result = _run(pytester, "--agreement", agreement_file("kr-jp"), FEW, "-rs")
    outcomes = result.parseoutcomes()
    assert result.ret == 0
    assert outcomes["passed"] + outcomes["skipped"] == len(PROPERTIES) + 1
    assert "failed" not in outcomes
    result.stdout.fnmatch_lines(["*not applicable: no party totalises*"])


def test_the_header_says_what_is_tested_and_where_settings_came_from(pytester: pytest.Pytester) -> None:
    file = agreement_file("kr-jp")
    result = _run(pytester, "--agreement", file, FEW, "--collect-only")
    result.stdout.fnmatch_lines(
        [
            f"agreement file: {file}",
            "agreement: kr-jp, coverage_only; parties: KR (scheme korea), JP (scheme declared); engine *",
            "suite: 3 examples for each property (command line), seed 1 (default), expected failures: none",
        ]
    )


def test_a_wrong_file_fails_with_meaning_articles_and_a_case_that_can_be_read(
    pytester: pytest.Pytester, broken: Path, tmp_path: Path
) -> None:
    cases = tmp_path / "cases"
    result = _run(pytester, "--agreement", broken, FEW, "--failing-cases", cases, "-k", "examples_come_out")
    assert result.ret == 1
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["The worked examples of the file come out as it says.", "*protects: *Part III*"])
    case = read_case_file(cases / "examples_come_out.json")
    determination = assess(case, agreement=read_agreement_file(broken))
    assert not determination.parties["KR"].entitled


def test_an_expected_failure_is_told_with_its_reason(pytester: pytest.Pytester, broken: Path, tmp_path: Path) -> None:
    expected = tmp_path / "expected.txt"
    expected.write_text("# known\nexamples_come_out the minimum is being read\n", encoding="utf-8")
    only = ("-k", "examples_come_out", "-rx")
    result = _run(pytester, "--agreement", broken, FEW, "--expected-failures", expected, *only)
    assert result.ret == 0
    result.assert_outcomes(xfailed=1)
    result.stdout.fnmatch_lines(["*the minimum is being read*"])


def test_an_expected_failure_that_passes_is_a_failure(pytester: pytest.Pytester, tmp_path: Path) -> None:
    expected = tmp_path / "expected.txt"
    expected.write_text("dates_in_order long ago\n", encoding="utf-8")
    file = agreement_file("vn-kr")
    result = _run(pytester, "--agreement", file, FEW, "--expected-failures", expected, "-k", "dates_in_order")
    assert result.ret == 1
    result.stdout.fnmatch_lines(["*XPASS(strict)*long ago*"])


@pytest.mark.parametrize(
    ("line", "told"),
    [("no_such_property why", "*no property is called no_such_property*"), ("dates_in_order", "*reason is missing*")],
)
def test_a_wrong_list_of_expected_failures_is_refused(
    pytester: pytest.Pytester, tmp_path: Path, line: str, told: str
) -> None:
    expected = tmp_path / "expected.txt"
    expected.write_text(line, encoding="utf-8")
    result = _run(pytester, "--agreement", agreement_file("vn-kr"), "--expected-failures", expected)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([told])


def test_a_file_that_cannot_be_read_is_one_failure(pytester: pytest.Pytester, tmp_path: Path) -> None:
    file = tmp_path / "xx-yy.toml"
    file.write_text('id = "xx-yy"\nkind = "nothing"\n', encoding="utf-8")
    result = _run(pytester, "--agreement", file)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*xx-yy.toml:2: kind:*"])


def test_a_file_that_is_not_there_is_a_usage_error(pytester: pytest.Pytester) -> None:
    result = _run(pytester, "--agreement", "nowhere.toml")
    assert result.ret == pytest.ExitCode.USAGE_ERROR


def test_without_the_option_pytest_is_as_ever(pytester: pytest.Pytester) -> None:
    """Another suite may have options of the same short names, and the plugin imports no hypothesis."""
    pytester.makeconftest(
        "def pytest_addoption(parser): parser.addoption('--max-examples'); parser.addoption('--seed')"
    )
    pytester.makepyfile(
        """
        import sys

        def test_here(request):
            assert request.config.getoption("--max-examples") == "7"
            assert "totalisation.conformance.suite" not in sys.modules
        """
    )
    result = _run(pytester, "-p", "no:hypothesispytest", "--max-examples", "7")
    result.assert_outcomes(passed=1)


def test_a_relative_file_and_the_long_options_work(pytester: pytest.Pytester) -> None:
    file = pytester.path / "aa-bb.toml"
    file.write_bytes(agreement_file("aa-bb").read_bytes())
    result = _run(pytester, "--agreement=aa-bb.toml", "--agreement-max-examples=2", "--agreement-seed=5", "-k", "dates")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["suite: 2 examples for each property (command line), seed 5 (command line)*"])


def test_the_written_case_is_json_with_the_name_of_its_property(
    pytester: pytest.Pytester, broken: Path, tmp_path: Path
) -> None:
    _run(pytester, "--agreement", broken, FEW, "--failing-cases", tmp_path / "here", "-k", "examples_come_out")
    written = json.loads((tmp_path / "here" / "examples_come_out.json").read_text(encoding="utf-8"))
    assert written["case_id"] == "examples_come_out"
    assert written["agreement"] == "vn-kr"
