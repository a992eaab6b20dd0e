"""What the commands share: the language of the answer, the days that are asked for, and how bad input ends."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Final, ParamSpec, TypeVar

import click

from totalisation.messages import LANGUAGES, Fault, FaultsError, message

BAD_INPUT: Final = 2

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")

language_option = click.option(
    "--lang",
    "language",
    type=click.Choice(LANGUAGES),
    default="en",
    envvar="TOTALISATION_LANG",
    show_envvar=True,
    show_default=True,
    help="Language of the answer.",
)


def faults_told(command: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """Turn bad input into its faults on standard error, in the language asked for, and exit status 2."""

    @wraps(command)
    def guarded(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Result:
        try:
            return command(*args, **kwargs)
        except FaultsError as error:
            for fault in error.faults:
                click.echo(" ".join(fault.in_language(str(kwargs["language"])).splitlines()), err=True)
            sys.exit(BAD_INPUT)

    return guarded


def day_given(text: str, where: str = "--as-of") -> date:
    """The day written YYYY-MM-DD. Raises FaultsError if it is none, or lies outside the engine's calendar."""
    try:
        # The written form is compared, since fromisoformat also reads weeks and dates without hyphens.
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text or not 1900 <= day.year <= 2199:
        wrong = message("“{text}” is not a day.", text=text[:40])
        raise FaultsError([Fault(where, wrong, message("Write it YYYY-MM-DD, from 1900 to 2199."))])
    return day
