"""Commands that go beyond one determination: a case over time, pensions in payment, recalculations."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from totalisation.command_options import faults_told, language_option
from totalisation.messages import Fault, FaultsError, message

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from totalisation.agreement import Agreement
    from totalisation.case import Case
    from totalisation.faults_of_models import Place
    from totalisation.months import Month
    from totalisation.reports.study import Study

LARGEST_TABLE: Final = 100_000
"""Bytes that a table of survival may hold: a hundred and some lines."""

form_option = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
    help="Form of the answer.",
)
chart_option = click.option("--chart", metavar="FILE.svg", help="Write the chart there, as SVG.")
agreement_option = click.option(
    "--agreement", "agreement_file", metavar="FILE", help="Decide under the agreement in this file, not a shipped one."
)


@click.command("over-time")
@click.argument("case_file", metavar="CASE.json")
@click.option("--from", "since", metavar="YYYY-MM", help="First month of claim; by default that of the case.")
@click.option("--to-age", type=click.IntRange(15, 120), default=75, show_default=True, help="Age at the last month.")
@form_option
@chart_option
@language_option
@agreement_option
@faults_told
def over_time(
    case_file: str,
    since: str | None,
    to_age: int,
    form: str,
    chart: str | None,
    language: str,
    agreement_file: str | None,
) -> None:
    """Decide a case as if claimed in each month up to an age: when each side begins, and how the amount moves."""
    from totalisation.nearer import brought_nearer
    from totalisation.over_time import over_time as follow
    from totalisation.reports.over_time import as_data, study_of

    case, agreement = case_given(case_file, agreement_file)
    first = None if since is None else month_given(since, "--from")
    followed = follow(case, agreement=agreement, first=first, until_age=to_age)
    changes = brought_nearer(followed)
    data = as_data(followed, changes, language)
    told(study_of(followed, changes, language), data, form, chart, language, [case_file, agreement_file])


@click.command()
@click.argument("case_file", metavar="CASE.json")
@click.option("--as-of", "as_of", metavar="YYYY-MM", help="Last month; by default that of the claim.")
@form_option
@chart_option
@language_option
@agreement_option
@faults_told
def adjustments(
    case_file: str, as_of: str | None, form: str, chart: str | None, language: str, agreement_file: str | None
) -> None:
    """Carry the pensions of a case through every adjustment since their start, each with its article."""
    from totalisation.agreement_file import find_agreement
    from totalisation.payments import payments_of
    from totalisation.reports.payments import adjustments_data, adjustments_study

    case, agreement = case_given(case_file, agreement_file)
    until = case.claim_month if as_of is None else month_given(as_of, "--as-of")
    payments = payments_of(case, until, agreement=agreement)
    known = agreement or find_agreement(case.agreement)
    study = adjustments_study(payments, case.case_id, known, language)
    data = adjustments_data(payments, case.case_id, known, language)
    told(study, data, form, chart, language, [case_file, agreement_file])


@click.command()
@click.argument("old_file", metavar="OLD.json")
@click.argument("new_file", metavar="NEW.json")
@click.option(
    "--as-of", "as_of", metavar="YYYY-MM", required=True, help="Month of the recalculation, the last compared."
)
@form_option
@chart_option
@language_option
@agreement_option
@faults_told
def recalculate(
    old_file: str,
    new_file: str,
    as_of: str,
    form: str,
    chart: str | None,
    language: str,
    agreement_file: str | None,
) -> None:
    """Lay a pension decided before beside the same decided anew: arrears to pay, or what was paid too much.

    OLD.json is a determination (the JSON of "assess"), taken as it was decided, or the case that it was made from,
    which is decided by today's rules. NEW.json is the case as it is now.
    """
    from totalisation.agreement_file import find_agreement
    from totalisation.payments import payments_of
    from totalisation.recalculation import payments_before
    from totalisation.recalculation import recalculate as compare
    from totalisation.reports.payments import recalculation_data, recalculation_study
    from totalisation.wording import shortened

    case, agreement = case_given(new_file, agreement_file)
    until = month_given(as_of, "--as-of")
    after = payments_of(case, until, agreement=agreement)
    old = json_given(old_file)
    before = payments_before(old, case, until, agreement)
    decided_before = shortened(str(old.get("case_id", "")))
    known = agreement or find_agreement(case.agreement)
    made = compare(before, after, until, known)
    study = recalculation_study(made, case.case_id, known, language, before=decided_before)
    data = recalculation_data(made, case.case_id, known, language, decided_before)
    told(study, data, form, chart, language, [old_file, new_file, agreement_file])


@click.command()
@click.argument("case_file", metavar="CASE.json")
@click.option("--to-age", type=click.IntRange(15, 120), default=85, show_default=True, help="Age up to which to count.")
@click.option(
    "--prices", metavar="RATE", default="0", show_default=True, help='Growth of prices a year, such as "2.5 %".'
)
@click.option("--wages", metavar="RATE", help="Growth of wages a year; by default that of prices.")
@click.option("--discount", metavar="RATE", default="0", show_default=True, help="Discount a year beside prices.")
@click.option("--exchange", metavar="AAA:BBB=RATE", help="One unit of AAA in BBB, in which sums are then added up.")
@click.option("--survival", metavar="FILE.csv", help="Table with the columns age and surviving, to weigh payments by.")
@form_option
@chart_option
@language_option
@agreement_option
@faults_told
def advise(
    case_file: str,
    to_age: int,
    prices: str,
    wages: str | None,
    discount: str,
    exchange: str | None,
    survival: str | None,
    form: str,
    chart: str | None,
    language: str,
    agreement_file: str | None,
) -> None:
    """Lay out every option open from the day of the claim on: dates, amounts, sums, break-even, risks. No advice."""
    from totalisation.advice.options import options_of
    from totalisation.advice.stated import Stated
    from totalisation.reports.advice import study_of
    from totalisation.reports.advice_data import as_data

    case, agreement = case_given(case_file, agreement_file)
    table = None if survival is None else text_given(survival)
    stated = Stated(str(to_age), prices, prices if wages is None else wages, discount, exchange or "", table, "--")
    options = options_of(case, stated.suppositions(case, agreement), agreement=agreement)
    read = [case_file, survival, agreement_file]
    told(study_of(options, language), as_data(options, language), form, chart, language, read)


def text_given(file: str) -> str:
    """The text of a file of a table. Raises FaultsError where it cannot be read or is too large."""
    from totalisation.case_file import read_bounded

    try:
        return read_bounded(Path(file), LARGEST_TABLE).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        wrong = message("byte {position} is not UTF-8 text.", position=error.start + 1)
        raise FaultsError([Fault(file, wrong, message("Save the file as UTF-8."))]) from None


def json_given(file: str) -> dict[str, Any]:
    """The JSON object in a file; "-" is standard input.

    Raises FaultsError where it cannot be read, is too large or is none, and for keys that stand twice.
    """
    from totalisation.case_file import read_input, read_object
    from totalisation.faults_of_models import limited

    value, faults = read_object(read_input(file), file)
    if not isinstance(value, dict):
        wrong = message("this is no JSON object.")
        raise FaultsError([Fault(file, wrong, message("Give a determination or a case."))])
    if faults := [*faults, *_not_written(value)]:
        raise FaultsError(limited(faults))
    return value


_HALF: Final = re.compile("[\ud800-\udfff]")


def _not_written(value: Any, place: Place = ()) -> Iterator[Fault]:
    """Decimals, numbers of too many digits, and halves of characters: no determination and no case holds any."""
    from totalisation.faults_of_models import path
    from totalisation.wording import WrittenNumber, shown

    if isinstance(value, WrittenNumber):
        yield Fault(path(place), message("{value} is not a whole number.", value=shown(value)))
    elif isinstance(value, str) and _HALF.search(value):
        yield Fault(path(place), message("the text holds half of a character."))
    elif isinstance(value, (dict, list)):
        for key, each in value.items() if isinstance(value, dict) else enumerate(value):
            # A fault's place must be such that it can be printed.
            of_key = list(_not_written(key, place)) if isinstance(key, str) else []
            yield from of_key or _not_written(each, (*place, key))


def case_given(case_file: str, agreement_file: str | None) -> tuple[Case, Agreement | None]:
    """The case in a file, checked, and the agreement to decide it under where a file of one is named."""
    from totalisation.agreement_file import read_agreement_file
    from totalisation.case_checks import checked
    from totalisation.case_file import read_case_file

    agreement = None if agreement_file is None else read_agreement_file(agreement_file)
    return checked(lambda: read_case_file(case_file), agreement), agreement


def month_given(text: str, where: str) -> Month:
    """The month written YYYY-MM, or that of a day. Raises FaultsError if it is none, or lies outside the calendar."""
    from totalisation.command_options import day_given
    from totalisation.months import format_month, month_of, parse_month

    if len(text) == len("YYYY-MM-DD"):
        return month_of(day_given(text))
    try:
        month = parse_month(text)
    except ValueError:
        month = None
    if month is None or format_month(month) != text or not 1900 <= month // 12 <= 2199:
        wrong = message("“{text}” is not a month.", text=text[:40])
        raise FaultsError([Fault(where, wrong, message("Write it YYYY-MM, from 1900 to 2199."))])
    return month


def told(
    study: Study, data: dict[str, Any], form: str, chart: str | None, language: str, read: Iterable[str | None]
) -> None:
    """Print a study in the form asked for, and write its chart, but never over the files that were ``read``."""
    from totalisation.reports.study import study_markdown, study_text
    from totalisation.reports.svg_chart import chart_svg
    from totalisation.whole_file import must_be_apart, write_whole

    must_be_apart([chart], read)
    if chart is not None and study.chart is not None:
        try:
            write_whole(Path(chart), (chart_svg(study.chart, language) + "\n").encode())
        except OSError as error:
            wrong = message("cannot be written: {error}.", error=error.strerror or type(error).__name__)
            raise FaultsError([Fault("--chart", wrong)]) from None
    if form == "json":
        click.echo(json.dumps(data, ensure_ascii=False, indent=2, sort_keys=True))
    elif form == "markdown":
        click.echo(study_markdown(study, picture=Path(chart).name if chart else ""), nl=False)
    else:
        click.echo(study_text(study), nl=False)
