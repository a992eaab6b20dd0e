"""The command ``totalisation batch compare``."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

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
from totalisation.command_options import day_given, faults_told, language_option
from totalisation.messages import Fault, FaultsError, message
from totalisation.whole_file import must_be_apart, write_whole

if TYPE_CHECKING:
    from totalisation.batch.comparison.run import Comparison, Law

_LAWS: Final = "laws"


class LawsInOrder(click.Command):
    """A command whose options say of two laws what they are, one after the other.

    Each ``--parameters`` belongs to the ``--agreement`` before it: only their order tells which.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Note the options in the order in which they were given, as pairs of agreement and folder."""
        given, _, order = self.make_parser(ctx).parse_args(args=list(args))
        values = {name: iter(given.get(name) or ()) for name in ("agreement", "parameters")}
        laws: list[list[str | None]] = []
        for each in order:
            if each.name == "agreement":
                laws.append([next(values["agreement"]), None])
            elif each.name == "parameters":
                folder = next(values["parameters"])
                if not laws or laws[-1][1] is not None:
                    raise click.UsageError(f"--parameters {folder} stands after no --agreement of its own.", ctx)
                laws[-1][1] = folder
        ctx.meta[_LAWS] = laws
        return super().parse_args(ctx, args)


@click.command(cls=LawsInOrder)
@click.argument("persons", metavar="PERSONS")
@click.argument("periods", metavar="PERIODS")
@click.option(
    "--agreement", metavar="NAME|FILE", multiple=True, help="A law to compare: give two, A and B. Both may be the same."
)
@click.option(
    "--parameters",
    metavar="DIR",
    multiple=True,
    help="Other figures for the agreement before it: changed parameter files, DIR/SCHEME/FILE.toml.",
)
@click.option("-o", "--output", metavar="FILE", help="Where to write each person's differences, as Parquet.")
@click.option(
    "--rejects",
    metavar="FILE",
    help="Where to write what cannot be decided; with -o by default OUTPUT.rejects.parquet.",
)
@click.option("--plot", metavar="FILE", help="Where to draw who gains and loses by how much, as SVG.")
@as_of_option
@workers_option
@engine_option
@summary_option
@language_option
@faults_told
@guarded
def compare(persons: str, periods: str, plot: str | None, summary: str, language: str, **rest: Any) -> None:
    """Compare what two laws, A and B, give to the same persons: who gains, who loses, by how much.

    totalisation batch compare PERSONS PERIODS --agreement A --agreement B

    The laws are two agreements between the same parties, or one with two versions of its figures:

    totalisation batch compare PERSONS PERIODS --agreement A --agreement A --parameters DIR

    `totalisation batch parameters --agreement A -o DIR` writes the figures, to be changed.
    """
    from totalisation.batch.comparison.picture import comparison_svg
    from totalisation.batch.comparison.report import ComparisonText
    from totalisation.batch.comparison.run import compare as run_comparison
    from totalisation.batch.progress import shown
    from totalisation.batch.report import with_rate

    job = _job(persons, periods, _laws(click.get_current_context().meta[_LAWS]), language, **rest)
    read = [job.persons, job.periods, *(law.file for law in job.laws)]
    must_be_apart([job.differences, job.rejects, plot], read)
    try:
        with shown(language) as told:
            data = with_rate(run_comparison(job, told))
    except KeyboardInterrupt:
        click.echo(message("Stopped. Nothing was written.").in_language(language), err=True)
        sys.exit(INTERRUPTED)
    if summary == "json":
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        for line in ComparisonText(data, job.a.agreement, language).lines():
            click.echo(line)
    if plot is not None:
        drawn = Path(plot)
        drawn.parent.mkdir(parents=True, exist_ok=True)
        write_whole(drawn, comparison_svg(data, job.a.agreement, language).encode())


def _laws(given: list[list[str]]) -> tuple[Law, Law]:
    from totalisation.batch.comparison.run import Law

    if len(given) != 2:
        wrong = message("{number} named, and two are needed.", number=len(given))
        raise FaultsError(
            [Fault("--agreement", wrong, message("Name A and B, each by {option}.", option="--agreement"))]
        )
    first, second = (Law(*agreement_named(*each)) for each in given)
    return first, second


def _job(
    persons: str,
    periods: str,
    laws: tuple[Law, Law],
    language: str,
    output: str | None,
    rejects: str | None,
    as_of: str | None,
    workers: int | None,
    engine: Any,
    **_: Any,
) -> Comparison:
    from totalisation.batch.comparison.run import Comparison

    differences = None if output is None else Path(output)
    beside = None if differences is None else differences.with_name(f"{differences.stem}.rejects.parquet")
    return Comparison(
        Path(persons),
        Path(periods),
        *laws,
        differences,
        beside if rejects is None else Path(rejects),
        None if as_of is None else day_given(as_of),
        engine,
        workers or cores(),
        language,
    )
