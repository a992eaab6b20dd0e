"""The commands ``totalisation batch``: run, compare, parameters, schema, sort.

They are found by the command line as an entry point. This module imports only what the engine itself needs, so
that listing the commands stays quick, and says what to install where the packages of a batch are missing.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from totalisation.batch.command_parts import (
    INTERRUPTED,
    agreement_named,
    as_of_option,
    cores,
    engine_option,
    guarded,
    summary_option,
    workers_option,
)
from totalisation.batch.comparison.command import compare
from totalisation.command_options import day_given, faults_told, language_option
from totalisation.messages import Fault, FaultsError, message

if TYPE_CHECKING:
    from totalisation.agreement import Agreement


class GroupWithDefault(click.Group):
    """A group that runs its command ``run`` where none is named."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put ``run`` before arguments that begin with no command and ask for no help."""
        if args and args[0] not in self.commands and args[0] not in ctx.help_option_names:
            args = ["run", *args]
        return super().parse_args(ctx, args)


_agreement = click.option(
    "--agreement", "agreement_name", metavar="NAME|FILE", required=True, help="A shipped agreement, or a file of one."
)


@click.group(cls=GroupWithDefault, context_settings={"help_option_names": ["-h", "--help"]})
def batch() -> None:
    """Decide many cases: two tables in, one out.

    totalisation batch PERSONS PERIODS --agreement NAME -o RESULTS.parquet

    The tables are Parquet, Arrow or CSV files; `totalisation batch schema` prints their columns. The periods
    come in the same order of cases as the persons. A run that was stopped goes on when it is started again.
    """


batch.add_command(compare)


@batch.command()
@click.argument("persons", metavar="PERSONS")
@click.argument("periods", metavar="PERIODS")
@_agreement
@click.option(
    "--parameters", metavar="DIR", help="Other figures of law: changed parameter files, DIR/SCHEME/FILE.toml."
)
@click.option("-o", "--output", metavar="FILE", help="Where to write the results, as Parquet.")
@click.option(
    "--rejects", metavar="FILE", help="Where to write what cannot be decided; by default RESULTS.rejects.parquet."
)
@as_of_option
@workers_option
@engine_option
@click.option("--explain", "case_id", metavar="CASE_ID", help="Explain one case of the same files instead.")
@summary_option
@click.option("--restart", is_flag=True, help="Drop what an unfinished run has left, and begin anew.")
@language_option
@faults_told
@guarded
def run(
    persons: str,
    periods: str,
    agreement_name: str,
    parameters: str | None,
    output: str | None,
    rejects: str | None,
    as_of: str | None,
    workers: int | None,
    engine: Any,
    case_id: str | None,
    summary: str,
    restart: bool,
    language: str,
) -> None:
    """Decide each person on the periods, and write results, rejects and a summary."""
    agreement, file = agreement_named(agreement_name, parameters)
    day = None if as_of is None else day_given(as_of)
    if case_id is not None:
        click.echo(_explanation(case_id, persons, periods, agreement, day, language), nl=False)
        return
    if output is None:
        raise FaultsError([Fault("--output", message("is missing."), message("Name the file of the results."))])
    from totalisation.batch.progress import shown
    from totalisation.batch.report import summary_lines, with_rate
    from totalisation.batch.run import Job
    from totalisation.batch.run import run as run_job

    results = Path(output)
    job = Job(
        Path(persons),
        Path(periods),
        agreement,
        results,
        Path(rejects) if rejects else results.with_name(f"{results.stem}.rejects.parquet"),
        agreement_file=file,
        as_of=day,
        engine=engine,
        workers=workers or cores(),
        language=language,
        restart=restart,
    )
    try:
        with shown(language) as told:
            data = with_rate(run_job(job, told))
    except KeyboardInterrupt:
        click.echo(message("Stopped. The same command goes on from here.").in_language(language), err=True)
        sys.exit(INTERRUPTED)
    if summary == "json":
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        for line in summary_lines(data, agreement, language):
            click.echo(line)


def _explanation(
    case_id: str, persons: str, periods: str, agreement: Agreement, as_of: date | None, language: str
) -> str:
    from totalisation.batch.explain import explained
    from totalisation.batch.files import open_source
    from totalisation.reports.explanation import explanation

    determination = explained(case_id, open_source(persons), open_source(periods), agreement, as_of)
    return explanation(determination, language)


@batch.command()
@_agreement
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@language_option
@faults_told
@guarded
def schema(agreement_name: str, form: str, language: str) -> None:
    """Print the columns of persons and periods, of results and rejects; * marks those that are required."""
    from totalisation.batch.report import schema_data, schema_lines

    data = schema_data(agreement_named(agreement_name)[0])
    if form == "json":
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        for line in schema_lines(data):
            click.echo(line)


@batch.command("parameters")
@_agreement
@click.option("-o", "--output", metavar="DIR", required=True, help="The folder to write them to.")
@language_option
@faults_told
@guarded
def write_parameters(agreement_name: str, output: str, language: str) -> None:
    """Write the figures of law of an agreement's parties, to be changed and compared."""
    from totalisation.other_figures import write_figures

    for file in write_figures(agreement_named(agreement_name)[0], Path(output)):
        click.echo(file)


@batch.command()
@click.argument("file", metavar="FILE")
@click.option("-o", "--output", metavar="FILE", required=True, help="Where to write the sorted rows, as Parquet.")
@click.option(
    "--memory", metavar="SIZE", default="1GB", show_default=True, help="Memory to sort in; the rest goes to disk."
)
@language_option
@faults_told
@guarded
def sort(file: str, output: str, memory: str, language: str) -> None:
    """Sort a table of persons or periods by case, so that both have one order."""
    from totalisation.batch.sorting import sort_file

    rows = sort_file(Path(file), Path(output), memory)
    click.echo(message("{number} rows", number=f"{rows:,}").in_language(language))
