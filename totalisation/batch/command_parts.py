"""What the commands of a batch share: options, and what is told where packages are missing or a file fails."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Final, ParamSpec, TypeVar

import click

from totalisation.batch.without_pandas import go_without_pandas
from totalisation.messages import Fault, FaultsError, message

if TYPE_CHECKING:
    from totalisation.agreement import Agreement

INTERRUPTED: Final = 130

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


def guarded(command: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """Tell in a line what is missing to run a batch, or to write its files."""

    @wraps(command)
    def told(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Result:
        try:
            go_without_pandas()
            return command(*args, **kwargs)
        except ModuleNotFoundError as error:
            if (error.name or "").partition(".")[0] not in ("duckdb", "numpy", "pyarrow", "rich"):
                raise
            raise click.ClickException(f"{error.name} is missing: install totalisation[batch].") from None
        except BrokenPipeError:
            raise
        except OSError as error:
            reason = error.strerror or type(error).__name__
            wrong = message("cannot be written: {error}.", error=reason)
            raise FaultsError([Fault(str(error.filename or "--output"), wrong)]) from None

    return told


as_of_option = click.option(
    "--as-of", metavar="DATE", help="Day to which pensions in payment are indexed; by default each claim's."
)
workers_option = click.option("--workers", type=click.IntRange(1, 256), help="Cores to use; by default all.")
engine_option = click.option(
    "--engine", type=click.Choice(["auto", "plain", "compiled"]), default="auto", show_default=True
)
summary_option = click.option(
    "--summary", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Form of the summary."
)


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def agreement_named(name: str, parameters: str | None = None) -> tuple[Agreement, Path | None]:
    """A shipped agreement, or that in a file, with the file; ``parameters`` is a folder of other figures for it."""
    from totalisation.agreement_file import find_agreement, read_agreement_file
    from totalisation.other_figures import with_figures

    is_file = name.endswith(".toml") or os.sep in name
    agreement = read_agreement_file(name) if is_file else find_agreement(name)
    if parameters is not None:
        agreement = with_figures(agreement, Path(parameters))
    return agreement, Path(name) if is_file else None
