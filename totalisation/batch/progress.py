"""The progress of a run on a terminal: persons done, their rate, and the time that is left."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from totalisation.batch.run import Told
from totalisation.messages import message

_WHOLE: Final = 1.0


@contextmanager
def shown(language: str) -> Iterator[Told]:
    """What a run is to tell its progress to. Nothing is shown where standard error is no terminal."""
    if not sys.stderr.isatty():
        yield lambda done, part: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        Progress,
        TaskProgressColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.fields[done]}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=None, done="", rate="")
        first: list[int] = []

        def told(done: int, part: float | None) -> None:
            first.append(done) if not first else None
            elapsed = progress.tasks[0].elapsed or 0.0
            rate = round((done - first[0]) / elapsed) if elapsed else 0
            progress.update(
                task,
                total=None if part is None else _WHOLE,
                completed=0 if part is None else part,
                done=message("{number} persons", number=f"{done:,}").in_language(language),
                rate=message("{number} per second", number=f"{rate:,}").in_language(language),
            )

        yield told
