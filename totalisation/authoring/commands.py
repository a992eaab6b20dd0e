"""The commands for authors of agreements: ``totalisation agreement …``."""

from __future__ import annotations

import datetime
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from totalisation.command_options import BAD_INPUT, faults_told, language_option
from totalisation.messages import Fault, FaultsError, message

if TYPE_CHECKING:
    from totalisation.agreement import Agreement, PartyTerms

FAILED: Final = 1
"""Exit status where the input was good and the suite failed, or the files differ."""

SCHEMA_FILE: Final = "agreement.schema.json"


@click.group()
def agreement() -> None:
    """Write, check and compare agreements.

    FILE is the path of an agreement's TOML file, or the name of one that is shipped.
    """


@agreement.command()
@click.argument("first")
@click.argument("second")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write here, not to the screen.")
@language_option
@faults_told
def new(first: str, second: str, output: Path | None, language: str) -> None:
    """Begin an agreement between the parties FIRST and SECOND: a file with every term explained.

    What a shipped agreement says of a party's scheme, currency and names is taken over.
    """
    from totalisation.authoring.skeleton import skeleton
    from totalisation.schemes import scheme_names

    today = datetime.datetime.now().astimezone().date().isoformat()
    text = skeleton(first, second, today, _known_parties(), scheme_names(), SCHEMA_FILE)
    if output is None:
        click.echo(text, nl=False)
        return
    try:
        with output.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise FaultsError(
            [Fault("--output", message("{file} exists and is left as it is.", file=output), None)]
        ) from None
    except OSError as error:
        raise FaultsError(
            [Fault("--output", message("cannot be written: {reason}.", reason=error.strerror or ""), None)]
        ) from None


@agreement.command()
@click.argument("file")
@language_option
@faults_told
def check(file: str, language: str) -> None:
    """Tell every fault of FILE, and every term in it that has no effect."""
    from totalisation.authoring.check import check_file

    checked = check_file(_path(file))
    for warning in checked.warnings:
        click.echo(warning.in_language(language))
    count = len(checked.warnings)
    click.echo(message("{name}: valid; {count} warnings", name=checked.agreement.id, count=count).in_language(language))


@agreement.command()
@click.argument("file")
@language_option
@faults_told
def show(file: str, language: str) -> None:
    """Say in words what FILE orders, term by term with its article."""
    from totalisation.authoring.summary import summary

    click.echo(summary(_read(file), language), nl=False)


@agreement.command()
def schema() -> None:
    """Print the JSON Schema of an agreement's file, for editors."""
    from totalisation.agreement import Agreement

    click.echo(json.dumps(Agreement.model_json_schema(), ensure_ascii=False, indent=2, sort_keys=True))


@agreement.command()
@click.argument("first")
@click.argument("second")
@click.option("--max-examples", type=click.IntRange(1, 100_000), default=300, show_default=True)
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True)
@click.option("--no-cases", is_flag=True, help="Compare the terms alone.")
@language_option
@faults_told
def diff(first: str, second: str, max_examples: int, seed: int, no_cases: bool, language: str) -> None:
    """Set two agreements, or two versions of one, side by side, with cases that they decide differently.

    The exit status is 0 where nothing differs and 1 where something does.
    """
    from totalisation.authoring.difference import differing_cases, differing_terms, term_lines

    left, right = _read(first), _read(second)
    terms = differing_terms(left, right)
    for line in term_lines(terms, first, second):
        click.echo(line)
    found = []
    if not no_cases:
        _needs_hypothesis()
        if _schemes(left) != _schemes(right):
            click.echo(message("The parties or their schemes differ: no case belongs to both.").in_language(language))
        else:
            found = differing_cases(left, right, max_examples=max_examples, seed=seed)
            for each in found:
                click.echo("")
                for told in each.answers:
                    click.echo(told.in_language(language))
                click.echo(json.dumps(each.case, ensure_ascii=False))
            if not found:
                click.echo(
                    message("No case among {count} is decided differently.", count=max_examples).in_language(language)
                )
    if terms or found:
        sys.exit(FAILED)


@agreement.command()
@click.argument("file")
@click.option("--max-examples", type=click.IntRange(1, 100_000), default=None)
@click.option("--seed", type=click.IntRange(0), default=None)
@click.option("--expected-failures", type=click.Path(dir_okay=False, path_type=Path), default=None)
@click.option("--failing-cases", type=click.Path(file_okay=False, path_type=Path), default=None)
@language_option
@faults_told
def test(
    file: str,
    max_examples: int | None,
    seed: int | None,
    expected_failures: Path | None,
    failing_cases: Path | None,
    language: str,
) -> None:
    """Run the property-based suite against FILE: exit status 0 where every property holds, else 1."""
    _needs_hypothesis()
    from totalisation.conformance.expected import read_expected
    from totalisation.conformance.suite import DEFAULT_EXAMPLES, DEFAULT_SEED, articles_by_property, run_suite

    path = _path(file)
    articles = articles_by_property(path)
    expected = {} if expected_failures is None else read_expected(expected_failures)
    report = run_suite(
        path,
        DEFAULT_EXAMPLES if max_examples is None else max_examples,
        DEFAULT_SEED if seed is None else seed,
        expected,
        failing_cases,
    )
    click.echo(report.text(articles))
    if not report.passed:
        sys.exit(FAILED)


def _path(file: str) -> Path:
    """The path of a file named by its path, or by the name of an agreement that is shipped."""
    from totalisation.agreement_file import agreement_names, agreements_folder

    return agreements_folder() / f"{file}.toml" if file in agreement_names() else Path(file)


def _known_parties() -> dict[str, tuple[str, PartyTerms]]:
    """Each party of a shipped agreement, as the one says it that says most: a scheme of its own, then its bodies."""
    from totalisation.agreement_file import agreement_names, find_agreement

    found: dict[str, tuple[str, PartyTerms]] = {}
    for name in agreement_names():
        for code, terms in find_agreement(name).parties.items():
            if code not in found or _told(terms) > _told(found[code][1]):
                found[code] = (name, terms)
    return found


def _told(terms: PartyTerms) -> tuple[bool, int, int]:
    return terms.scheme != "declared", len(terms.institutions.competent), len(terms.institutions.liaison)


def _read(file: str) -> Agreement:
    from totalisation.agreement_file import read_agreement_file

    return read_agreement_file(_path(file))


def _schemes(agreement: Agreement) -> dict[str, str]:
    return {code: terms.scheme for code, terms in agreement.parties.items()}


def _needs_hypothesis() -> None:
    try:
        import hypothesis  # noqa: F401
    except ImportError:
        click.echo(message("This command needs hypothesis: pip install 'totalisation[test]'.").in_language(), err=True)
        sys.exit(BAD_INPUT)
