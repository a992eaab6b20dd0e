"""The command line: decide a case, explain it, check it, and list what the engine knows.

Modules that a command needs are imported when it runs, so that each command starts at once. Bad input ends
with every fault on standard error, one a line, and exit status 2; a decided case ends with 0, entitled or not.
"""

from __future__ import annotations

import errno
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import click

from totalisation import __version__
from totalisation.authoring.commands import agreement
from totalisation.command_options import BAD_INPUT, day_given, faults_told, language_option
from totalisation.coverage.commands import coverage, coverage_check
from totalisation.figure_commands import parameters
from totalisation.messages import Fault, FaultsError, message
from totalisation.study_commands import adjustments, advise, over_time, recalculate
from totalisation.whole_file import must_be_apart, write_whole

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
commands.add_command(over_time)
commands.add_command(adjustments)
commands.add_command(advise)
commands.add_command(recalculate)
commands.add_command(coverage)
commands.add_command(coverage_check)
commands.add_command(parameters)


@commands.command()
@click.argument("folder", default="examples", type=click.Path(file_okay=False, path_type=Path))
@language_option
@faults_told
def examples(folder: Path, language: str) -> None:
    """Copy the examples of the documentation into FOLDER, by default ./examples."""
    from totalisation.example_files import copy_examples

    try:
        for copy in copy_examples(folder):
            click.echo(copy)
    except OSError as error:
        wrong = message("cannot be written: {error}.", error=error.strerror or type(error).__name__)
        raise FaultsError([Fault("FOLDER", wrong)]) from None


@commands.command()
@_case
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "html", "pdf"]),
    default="text",
    show_default=True,
    help="Form of the answer.",
)
@language_option
@_as_of
@_agreement
@click.option("-o", "--output", "file", metavar="FILE", help="Where to write the answer; by default standard output.")
@click.option(
    "--document",
    type=click.Choice(["worksheet", "notice", "statement"]),
    default="worksheet",
    show_default=True,
    help="As HTML or PDF: the worksheet, the notice to the applicant, or the statement of one party's insured periods.",
)
@click.option("--party", metavar="CODE", help="The party that issues the notice, or whose periods are stated.")
@click.option("--with-earnings", is_flag=True, help="State earnings too.")
@faults_told
def assess(
    case_file: str,
    form: str,
    language: str,
    as_of: str | None,
    agreement_file: str | None,
    file: str | None,
    document: str,
    party: str | None,
    with_earnings: bool,
) -> None:
    """Decide a case on both sides: a worksheet to file, a document to send, or JSON."""
    if document != "worksheet" and form in ("text", "json"):
        wrong = message("the document {document} is made as HTML or PDF alone.", document=document)
        raise FaultsError([Fault("--document", wrong, message("Add {option}.", option="--format pdf"))])
    must_be_apart([file], [case_file, agreement_file])
    determination = _decided(case_file, as_of, agreement_file)
    if form == "json":
        from totalisation.reports.data import as_data

        _write(_json(as_data(determination, language)) + "\n", file)
    elif form == "text":
        from totalisation.reports.worksheet import worksheet

        _write(worksheet(determination, language), file)
    else:
        from totalisation.reports.printed import document_html, document_named, document_pdf

        make = document_pdf if form == "pdf" else document_html
        name = document_named(document)
        _write(make(determination, name, language, party=party, with_earnings=with_earnings), file)


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
@click.option(
    "--of",
    "what",
    type=click.Choice(["case", "work", "career"]),
    default="case",
    show_default=True,
    help="A case, a piece of work, or a career for the check of double contributions.",
)
def schema(what: str) -> None:
    """Print the JSON Schema of a case, a piece of work or a career."""
    from totalisation.case import Case, Facts
    from totalisation.coverage.career import Career
    from totalisation.coverage.work import Work

    models: dict[str, type[Facts]] = {"case": Case, "work": Work, "career": Career}
    _print_json(models[what].model_json_schema())


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

    day = None if as_of is None else day_given(as_of)
    agreement = None if agreement_file is None else read_agreement_file(agreement_file)
    return decide(checked(lambda: read_case_file(case_file), agreement), agreement=agreement, as_of=day)


def _print_json(value: Any) -> None:
    click.echo(_json(value))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True)


def _write(answer: str | bytes, file: str | None) -> None:
    """Write the answer to a file, or to standard output. Raises FaultsError where the file cannot be written."""
    if file in (None, "-"):
        click.echo(answer, nl=False)
        return
    try:
        write_whole(Path(str(file)), answer if isinstance(answer, bytes) else answer.encode())
    except OSError as error:
        wrong = message("cannot be written: {error}.", error=error.strerror or type(error).__name__)
        raise FaultsError([Fault("--output", wrong)]) from None


def main() -> None:
    """The entry point: it writes UTF-8 whatever the locale says. Click ends quietly where a reader leaves the pipe."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        commands(prog_name="totalisation")
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EFBIG, errno.EDQUOT):
            raise
        # What is left to be written at the end of the process would fail once more.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        wrong = message("cannot be written: {error}.", error=error.strerror or type(error).__name__)
        click.echo(Fault("--output", wrong).in_language("en"), err=True)
        sys.exit(BAD_INPUT)
