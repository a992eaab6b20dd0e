"""The commands about figures of law: ``totalisation parameters …``."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING

import click

from totalisation.command_options import day_given, faults_told, language_option
from totalisation.messages import FaultsError, message
from totalisation.parameters import STATUSES

if TYPE_CHECKING:
    from totalisation.schemes.base import Scheme

scheme_option = click.option("--scheme", "scheme_name", metavar="NAME", help="The figures of one scheme alone.")


@click.group(invoke_without_command=True)
@scheme_option
@click.option("--name", metavar="NAME", help="One figure or table alone, with each of its values.")
@click.option("--status", type=click.Choice(STATUSES), help="What was read in its instrument, in a copy, or not read.")
@click.option("--missing", is_flag=True, help="Only what is known to be missing.")
@click.option(
    "--at", "day", metavar="DATE", help="The day (YYYY-MM-DD) at which ages and ends are told; by default today."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Form of the answer.",
)
@language_option
@click.pass_context
@faults_told
def parameters(
    context: click.Context,
    scheme_name: str | None,
    name: str | None,
    status: str | None,
    missing: bool,
    day: str | None,
    form: str,
    language: str,
) -> None:
    """List the figures of law: dates, source, article, status, age, and which tables end when."""
    if context.invoked_subcommand is not None:
        return
    from totalisation.months import month_of
    from totalisation.reports.figures import figures_lines
    from totalisation.reports.figures_data import Wanted, figures_data

    at = month_of(datetime.now().astimezone().date() if day is None else day_given(day, "--at"))
    schemes = schemes_given(scheme_name)
    wanted = Wanted(tuple(each.name for each in schemes), name_given(name, schemes), status, missing)
    if form == "json":
        data = figures_data(schemes, wanted, at, language)
        click.echo(json.dumps(data, ensure_ascii=False, indent=2, sort_keys=True))
    else:
        for line in figures_lines(schemes, wanted, at, language):
            click.echo(line)


@parameters.command("check")
@scheme_option
@language_option
@faults_told
def check(scheme_name: str | None, language: str) -> None:
    """Refuse gaps, overlaps, figures without a source, and what else is wrong with the files of figures."""
    from totalisation.figure_checks import check_figures

    faults, counted = [], 0
    for scheme in schemes_given(scheme_name):
        findings = check_figures(scheme)
        faults += findings.faults
        for each in findings.known:
            click.echo(each.in_language(language))
        counted += len(findings.known)
    if faults:
        raise FaultsError(faults)
    click.echo(message("no faults; {count} known gaps", count=counted).in_language(language))


def schemes_given(name: str | None) -> list[Scheme]:
    """The scheme of that name, or all. Raises FaultsError if there is none of that name."""
    from totalisation.messages import Fault
    from totalisation.schemes import scheme_named, scheme_names
    from totalisation.wording import one_of, shortened

    names = scheme_names()
    if name is None:
        return [scheme_named(each) for each in names]
    if name not in names:
        wrong = message("there is no scheme “{name}”.", name=shortened(name))
        raise FaultsError([Fault("--scheme", wrong, one_of(name, names))])
    return [scheme_named(name)]


def name_given(name: str | None, schemes: list[Scheme]) -> str | None:
    """The name of a figure as it was given. Raises FaultsError if no scheme has one of that name."""
    from totalisation.messages import Fault
    from totalisation.wording import did_you_mean, shortened

    known = sorted({each for scheme in schemes for each in scheme.parameters})
    if name is not None and name not in known:
        wrong = message("there is no figure “{name}”.", name=shortened(name))
        raise FaultsError([Fault("--name", wrong, did_you_mean(name, known))])
    return name
