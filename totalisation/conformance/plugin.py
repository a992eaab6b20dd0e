"""The suite as a pytest plugin: ``pytest --agreement FILE``.

With that option pytest collects the suite's properties and nothing else; without it the plugin does nothing and
imports nothing. Each option has a long name of its own; the short ones are offered only where ``--agreement``
is given, so that they are in no other plugin's way.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

if TYPE_CHECKING:
    from totalisation.conformance.runner import Outcome
    from totalisation.conformance.subject import Subject

_LONG: Final = "--agreement"
_READABLE: Final = "file_is_well_formed"


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    """Offer the options."""
    group = parser.getgroup("agreement", "conformance of an agreement's file")
    short = _asked_for(pluginmanager)
    group.addoption(_LONG, metavar="FILE", help="run the conformance suite against this agreement's file, alone")
    for name, options in _OPTIONS.items():
        names = [f"--agreement-{name}", *([f"--{name}"] if short else [])]
        group.addoption(*names, dest=f"agreement_{name.replace('-', '_')}", **options)


_OPTIONS: Final[dict[str, dict[str, Any]]] = {
    "max-examples": {"type": int, "metavar": "N", "help": "examples that each property is given"},
    "seed": {"type": int, "metavar": "N", "help": "seed from which the examples are drawn"},
    "expected-failures": {"metavar": "FILE", "help": "properties expected to fail, each with the reason, line by line"},
    "failing-cases": {"metavar": "FOLDER", "help": "write the failing cases here, as case files"},
}


def _asked_for(pluginmanager: pytest.PytestPluginManager) -> bool:
    config = pluginmanager.get_plugin("pytestconfig")
    given = [str(each) for each in getattr(getattr(config, "invocation_params", None), "args", ())]
    given += shlex.split(os.environ.get("PYTEST_ADDOPTS", ""))
    return any(each == _LONG or each.startswith(f"{_LONG}=") for each in given)


def pytest_configure(config: pytest.Config) -> None:
    """Collect the agreement's file in place of what pytest would collect."""
    given = config.getoption("agreement", None)
    if given is None:
        return
    file = Path(config.invocation_params.dir, given).resolve()
    if not file.is_file():
        raise pytest.UsageError(f"--agreement: there is no file {given}")
    settings = _Settings(config, file)
    config.stash[_SETTINGS] = settings
    config.args[:] = [str(file)]
    config.pluginmanager.register(_Suite(settings), "agreement-suite")


class _Settings:
    """What is tested and how, and where each setting came from."""

    def __init__(self, config: pytest.Config, file: Path) -> None:
        from totalisation.conformance.expected import read_expected
        from totalisation.conformance.suite import DEFAULT_EXAMPLES, DEFAULT_SEED, properties
        from totalisation.messages import FaultsError

        self.file = file
        examples, seed = config.getoption("agreement_max_examples"), config.getoption("agreement_seed")
        if examples is not None and examples < 1:
            raise pytest.UsageError("--max-examples: at least 1")
        self.max_examples: int = DEFAULT_EXAMPLES if examples is None else examples
        self.seed: int = DEFAULT_SEED if seed is None else seed
        self.sources = {
            "max examples": "default" if examples is None else "command line",
            "seed": "default" if seed is None else "command line",
        }
        self.expected: dict[str, str] = {}
        self.expected_file: str | None = config.getoption("agreement_expected_failures")
        if self.expected_file is not None:
            try:
                self.expected = read_expected(Path(config.invocation_params.dir, self.expected_file))
            except FaultsError as error:
                raise pytest.UsageError(str(error)) from None
            for name in self.expected:
                if name != _READABLE and name not in properties():
                    raise pytest.UsageError(f"{self.expected_file}: no property is called {name}")
        folder = config.getoption("agreement_failing_cases")
        self.failing_cases: Path | None = None if folder is None else Path(config.invocation_params.dir, folder)


_SETTINGS: pytest.StashKey[_Settings] = pytest.StashKey()


class _Suite:
    """The hooks that work only where an agreement is given."""

    def __init__(self, settings: _Settings) -> None:
        self.settings = settings

    def pytest_report_header(self) -> list[str]:
        """What is under test, and the settings."""
        from totalisation import __version__
        from totalisation.conformance.subject import Subject
        from totalisation.messages import FaultsError

        settings = self.settings
        lines = [f"agreement file: {settings.file}"]
        try:
            agreement = Subject.of_file(settings.file).agreement
        except FaultsError as error:
            lines.append(f"agreement: cannot be read, {len(error.faults)} faults")
        else:
            parties = ", ".join(f"{code} (scheme {terms.scheme})" for code, terms in agreement.parties.items())
            lines.append(f"agreement: {agreement.id}, {agreement.kind}; parties: {parties}; engine {__version__}")
        lines.append(
            f"suite: {settings.max_examples} examples for each property ({settings.sources['max examples']}), "
            f"seed {settings.seed} ({settings.sources['seed']}), "
            f"expected failures: {settings.expected_file or 'none'}"
        )
        return lines

    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
        """The agreement's file as a collection of properties."""
        if file_path != self.settings.file:
            return None
        collector: AgreementFile = AgreementFile.from_parent(parent, path=file_path)
        return collector


class AgreementFile(pytest.File):
    """An agreement's file, collected as the properties that it must have."""

    subject: Subject | None = None

    def collect(self) -> Iterator[pytest.Item]:
        """Whether the file can be read, and every property if it can."""
        from totalisation.conformance.subject import Subject
        from totalisation.conformance.suite import properties
        from totalisation.messages import FaultsError

        yield ReadableItem.from_parent(self, name=_READABLE)
        try:
            self.subject = Subject.of_file(self.path)
        except FaultsError:
            return
        for name in properties():
            yield PropertyItem.from_parent(self, name=name)


class _Item(pytest.Item):
    @property
    def settings(self) -> _Settings:
        """The settings of the run."""
        return self.config.stash[_SETTINGS]

    def setup(self) -> None:
        """Mark the item whose failure is expected: a pass is then reported as a failure."""
        reason = self.settings.expected.get(self.name)
        if reason is not None:
            self.add_marker(pytest.mark.xfail(reason=reason, strict=True))

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Where the item stands, for the report."""
        return self.path, None, self.name


class _NotConforming(Exception):  # noqa: N818 - shown as a failure of the file, not as an error of a program
    """A property that does not hold, with everything that the report says of it."""


class ReadableItem(_Item):
    """Whether the file can be read at all."""

    def runtest(self) -> None:
        """Read the file. Raises with every fault of it."""
        from totalisation.conformance.subject import Subject
        from totalisation.messages import FaultsError

        try:
            Subject.of_file(self.path)
        except FaultsError as error:
            raise _NotConforming("\n".join(fault.in_language() for fault in error.faults)) from None

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The faults, one a line."""
        return _told(self, excinfo, style)


class PropertyItem(_Item):
    """One property of the agreement."""

    def runtest(self) -> None:
        """Run the property. Raises if it does not hold, skips if it says nothing about the agreement."""
        from totalisation.conformance.runner import run_property, write_failing_case
        from totalisation.conformance.suite import properties

        parent = self.parent
        assert isinstance(parent, AgreementFile)
        assert parent.subject is not None
        settings = self.settings
        outcome = run_property(properties()[self.name], parent.subject, settings.max_examples, settings.seed)
        if outcome.status == "not_applicable":
            pytest.skip(f"not applicable: {outcome.reason}")
        if outcome.status == "failed":
            written = None
            if settings.failing_cases is not None:
                written = write_failing_case(outcome, parent.subject, settings.failing_cases)
            raise _NotConforming(_of_failure(outcome, parent.subject, written))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """What the property means, the articles it protects, and the smallest case on which it fails."""
        return _told(self, excinfo, style)


def _told(item: pytest.Item, excinfo: pytest.ExceptionInfo[BaseException], style: Any) -> Any:
    if isinstance(excinfo.value, _NotConforming):
        return str(excinfo.value)
    return pytest.Item.repr_failure(item, excinfo, style)


def _of_failure(outcome: Outcome, subject: Subject, written: Path | None) -> str:
    import json

    each, failure = outcome.property, outcome.failure
    lines = [each.meaning, outcome.reason]
    articles = each.articles(subject.agreement)
    if articles:
        lines.append(f"protects: {'; '.join(articles)}")
    if written is not None:
        lines.append(f"failing case: {written}")
    elif failure is not None and failure.case is not None:
        lines += ["failing case:", json.dumps(failure.case, ensure_ascii=False)]
    if failure is not None and failure.terms_alone:
        lines.append("(decided with the scheme of each party made “declared”, so that the terms alone decide)")
    return "\n".join(lines)
