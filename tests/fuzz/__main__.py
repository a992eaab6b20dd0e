"""Fuzz every reader, or some: ``python -m tests.fuzz [--seconds N] [--only READER] [--json FILE]``.

Prints a line for each reader, and ends with status 1 where anything crashed. A crash is an exception other than the
program's own refusal, an input that takes too long or too much memory, a process that dies, or an answer to malformed
input: see docs/fuzzing.md.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import click

from tests.fuzz.readers import MODULES

_ROOT: Final = Path(__file__).parents[2]
_SILENT: Final = 180
"""Seconds without another input after which a process hangs; it loads in fewer, on a busy machine too."""


def fuzz(reader: str, seconds: float, folder: Path, seed: int = 1) -> dict[str, Any]:
    """Run one target in a process of its own, and start it again where it dies, until its seconds have gone by.

    Returns the reader, seconds, executions, crashes (each with the file of its input), and what it took at most.
    """
    total: dict[str, Any] = {"reader": reader, "seconds": 0.0, "executions": 0, "answered": 0, "crashes": {}}
    total |= {"slowest_seconds": 0.0, "most_megabytes": 0.0}
    left, deaths = seconds, 0
    while left > 0 and deaths <= 5:
        own = folder / reader / str(seed)
        died, taken = _run(reader, left, own, seed)
        found = _summary(own)
        for name in ("seconds", "executions", "answered"):
            total[name] += found.get(name, 0)
        for name in ("slowest_seconds", "most_megabytes"):
            total[name] = max(total[name], found.get(name, 0))
        total["crashes"] |= {name: str(own / each["file"]) for name, each in found.get("crashes", {}).items()}
        if died is None:
            break
        deaths += 1
        shutil.copy(own / "current", own / "crash-of-process")
        total["crashes"][f"{died} ({deaths})"] = str(own / "crash-of-process")
        left, seed = left - max(taken, 1.0), seed + 1
    total["seconds"] = round(total["seconds"], 1)
    return total


def _run(reader: str, seconds: float, folder: Path, seed: int) -> tuple[str | None, float]:
    """How the process died, or None if it ended well, and the seconds that it took."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "current").touch()
    command = [sys.executable, "-m", "tests.fuzz.child", reader, str(seconds), str(folder), str(seed)]
    begun = time.monotonic()
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=_ROOT, stdout=log, stderr=log, env=os.environ | {"PYTHONHASHSEED": "0"})
        while (status := process.poll()) is None:
            time.sleep(0.2)
            if time.time() - (folder / "current").stat().st_mtime > _SILENT:
                process.kill()
                process.wait()
                return "the process hung", time.monotonic() - begun
    return None if status == 0 else f"the process ended with status {status}", time.monotonic() - begun


def _summary(folder: Path) -> dict[str, Any]:
    with contextlib.suppress(FileNotFoundError):
        found: dict[str, Any] = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
        return found
    return {}


@click.command()
@click.option("--seconds", type=click.FloatRange(0.1), default=60, show_default=True, help="Seconds for each reader.")
@click.option("--only", multiple=True, type=click.Choice(list(MODULES)), help="One reader alone; can be repeated.")
@click.option("--json", "summary", type=click.Path(path_type=Path), help="Write a summary there; - is standard output.")
@click.option("--folder", type=click.Path(path_type=Path), help="Where to keep inputs that crash, and new ones.")
@click.option("--seed", type=int, default=1, show_default=True, help="Another seed tries other inputs.")
def main(seconds: float, only: tuple[str, ...], summary: Path | None, folder: Path | None, seed: int) -> None:
    """Fuzz every reader, and tell seconds, executions and crashes of each."""
    folder = folder or Path(tempfile.mkdtemp(prefix="fuzz-"))
    guided = importlib.util.find_spec("atheris") is not None
    readers = []
    to_standard_output = summary is not None and str(summary) == "-"
    for reader in only or MODULES:
        found = fuzz(reader, seconds, folder, seed)
        readers.append(found)
        line = f"{reader}: {found['seconds']} s, {found['executions']} executions, {len(found['crashes'])} crashes"
        click.echo(line, err=to_standard_output)
        for name, file in found["crashes"].items():
            click.echo(f"  {name}: {file}", err=to_standard_output)
    data = {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "engine": "atheris" if guided else "blind",
        "seconds": round(sum(each["seconds"] for each in readers), 1),
        "executions": sum(each["executions"] for each in readers),
        "crashes": sum(len(each["crashes"]) for each in readers),
        "readers": readers,
    }
    if to_standard_output:
        click.echo(json.dumps(data, indent=1))
    elif summary is not None:
        summary.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    sys.exit(1 if data["crashes"] else 0)


if __name__ == "__main__":
    main()
