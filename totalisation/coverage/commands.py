"""The commands about applicable legislation: one piece of work, and double contributions over a career."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from totalisation.command_options import faults_told, language_option
from totalisation.messages import Fault, FaultsError, message

if TYPE_CHECKING:
    from totalisation.agreement import Agreement

_format = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Form of the answer.",
)
_agreement = click.option(
    "--agreement", "agreement_file", metavar="FILE", help="Decide under the agreement in this file, not a shipped one."
)


@click.command()
@click.argument("work_file", metavar="WORK.json")
@_format
@language_option
@_agreement
@faults_told
def coverage(work_file: str, form: str, language: str, agreement_file: str | None) -> None:
    """Tell whose law covers a piece of work, day by day, with articles.

    Also until when a certificate of coverage can run, what an extension needs, and where contributions may be
    claimed twice. WORK.json is the file of one piece of work; "-" reads it from standard input.
    """
    from totalisation.coverage.cover import cover
    from totalisation.coverage.files import read_work_file

    work = read_work_file(work_file)
    answer = cover(work, _found(work.agreement, agreement_file))
    if form == "json":
        from totalisation.reports.coverage_data import coverage_data

        _print_json(coverage_data(answer, language))
    else:
        from totalisation.reports.coverage import coverage_report

        click.echo(coverage_report(answer, language), nl=False)


@click.command("coverage-check")
@click.argument("career_file", metavar="CAREER.json")
@_format
@language_option
@_agreement
@faults_told
def coverage_check(career_file: str, form: str, language: str, agreement_file: str | None) -> None:
    """Find months of a career that were paid to both parties, and to which of them they were not due.

    CAREER.json holds periods as in a case, the works, and the certificates; "-" reads it from standard input.
    """
    from totalisation.coverage.double import check_career
    from totalisation.coverage.files import read_career_file

    career = read_career_file(career_file)
    check = check_career(career, _found(career.agreement, agreement_file))
    if form == "json":
        from totalisation.reports.double_contributions import double_data

        _print_json(double_data(check, language))
    else:
        from totalisation.reports.double_contributions import double_report

        click.echo(double_report(check, language), nl=False)


def _found(name: str, file: str | None) -> Agreement:
    """The agreement that the input names, or the one in ``file``, which must be of that name."""
    from totalisation.agreement_file import find_agreement, read_agreement_file

    if file is None:
        return find_agreement(name)
    agreement = read_agreement_file(file)
    if agreement.id != name:
        wrong = message("is “{name}”, and the file holds the agreement “{other}”.", name=name, other=agreement.id)
        raise FaultsError([Fault("agreement", wrong)])
    return agreement


def _print_json(value: object) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True))
