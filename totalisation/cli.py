"""The command line: decide a case, explain it, check it, and list what the engine knows.

Modules that a command needs are imported when it runs, so that each command starts at once. Bad input ends
with every fault on standard error, one a line, and exit status 2; a decided case ends with 0, entitled or not.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

import click

from totalisation import __version__
from totalisation.authoring.commands import agreement
from totalisation.command_options import faults_told, language_option
from totalisation.messages import Fault, FaultsError, message

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

    from totalisation.determination import Determination

_format = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Form of the answer.",
)
_as_of = click.option(
    "--as-of", metavar="DATE", help="Day (YYYY-MM-DD) to which a pension in payment is indexed; by default the claim's."
)
_agreement = click.option(
    "--agreement", "agreement_file", metavar="FILE", help="Decide under the agreement in this file, not a shipped one."
)
_case = click.argument("case_file", metavar="CASE.json")


class ExtensibleGroup(click.Group):
    """A group whose further commands come from other packages, each imported when it is called for.

    They are entry points of the group ``totalisation.commands``: the engine need not know who gives them.
    """

    entry_points: ClassVar[str] = "totalisation.commands"

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands, our own and the further ones."""
        return sorted({*super().list_commands(ctx), *self._further()})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, or None. The packages that are installed are asked only for one not our own."""
        command = super().get_command(ctx, cmd_name)
        if command is None and (point := self._further().get(cmd_name)) is not None:
            command = point.load()
            assert isinstance(command, click.Command)
        return command

    def _further(self) -> dict[str, EntryPoint]:
        from importlib.metadata import entry_points

        return {point.name: point for point in entry_points(group=self.entry_points)}


@click.group(cls=ExtensibleGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="totalisation")
def commands() -> None:
    """Decide pension claims under agreements on social insurance between two countries.

    CASE.json is the file of a case; "-" reads it from standard input.
    """


commands.add_command(agreement)


@commands.command()
@_case
@_format
@language_option
@_as_of
@_agreement
@faults_told
def assess(case_file: str, form: str, language: str, as_of: str | None, agreement_file: str | None) -> None:
    """Decide a case on both sides: a worksheet to file, or JSON."""
    determination = _decided(case_file, as_of, agreement_file)
    if form == "json":
        from totalisation.reports.data import as_data

        _print_json(as_data(determination, language))
    else:
        from totalisation.reports.worksheet import worksheet

        click.echo(worksheet(determination, language), nl=False)


@commands.command()
@_case
@_format
@language_option
@_as_of
@_agreement
@faults_told
def explain(case_file: str, form: str, language: str, as_of: str | None, agreement_file: str | None) -> None:
    """Show the whole reasoning behind a decision as a tree, from the amount down to facts and figures."""
    from totalisation.reports.explanation import explanation, reasoning

    determination = _decided(case_file, as_of, agreement_file)
    if form == "json":
        _print_json(reasoning(determination, language))
    else:
        click.echo(explanation(determination, language), nl=False)


@commands.command()
@_case
@language_option
@faults_told
def validate(case_file: str, language: str) -> None:
    """Tell every fault of a case, or that it is valid; nothing is decided."""
    from totalisation.case_checks import checked
    from totalisation.case_file import read_case_file

    checked(lambda: read_case_file(case_file))
    click.echo(message("valid").in_language(language))


@commands.command()
def schema() -> None:
    """Print the JSON Schema of a case."""
    from totalisation.case import Case

    _print_json(Case.model_json_schema())


@commands.command()
@language_option
@faults_told
def agreements(language: str) -> None:
    """List the agreements that are shipped, their dates, and how many of their terms were read."""
    from totalisation.agreement_file import agreement_names, find_agreement
    from totalisation.reports.agreements import agreement_lines

    faults: list[Fault] = []
    for name in agreement_names():
        try:
            agreement = find_agreement(name)
        except FaultsError as error:
            faults.extend(error.faults)
            continue
        for line in agreement_lines(agreement, language):
            click.echo(line)
    if faults:
        raise FaultsError(faults)


@commands.command()
@language_option
@faults_told
def glossary(language: str) -> None:
    """Explain the terms of the field; each stands with its names in the other languages."""
    from totalisation.glossary import glossary_lines

    for line in glossary_lines(language):
        click.echo(line)


def _decided(case_file: str, as_of: str | None, agreement_file: str | None) -> Determination:
    from totalisation.agreement_file import read_agreement_file
    from totalisation.api import assess as decide
    from totalisation.case_checks import checked
    from totalisation.case_file import read_case_file

    day = None if as_of is None else _day(as_of)
    agreement = None if agreement_file is None else read_agreement_file(agreement_file)
    return decide(checked(lambda: read_case_file(case_file), agreement), agreement=agreement, as_of=day)


def _day(text: str) -> date:
    """The day written YYYY-MM-DD. Raises FaultsError if it is none, or lies outside the engine's calendar."""
    try:
        # The written form is compared, since fromisoformat also reads weeks and dates without hyphens.
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text or not 1900 <= day.year <= 2199:
        wrong = message("“{text}” is not a day.", text=text[:40])
        raise FaultsError([Fault("--as-of", wrong, message("Write it YYYY-MM-DD, from 1900 to 2199."))])
    return day


def _print_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True))


def main() -> None:
    """The entry point: it writes UTF-8 whatever the locale says. Click ends quietly where a reader leaves the pipe."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    commands(prog_name="totalisation")
