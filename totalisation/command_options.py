"""What the commands share: the language of the answer, and how bad input ends."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from typing import Final, ParamSpec, TypeVar

import click

from totalisation.messages import LANGUAGES, FaultsError

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
