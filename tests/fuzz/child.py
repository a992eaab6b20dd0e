"""One target run in a process of its own: ``python -m tests.fuzz.child READER SECONDS FOLDER [SEED]``.

With atheris new inputs are sought by the lines of the program that they reach. Where it is not installed, examples
are changed blindly: the same checks, fewer findings.
"""

from __future__ import annotations

import contextlib
import importlib
import resource
import sys
import time
from pathlib import Path
from random import Random
from typing import Any, Final

MEMORY_MEGABYTES: Final = 2_000
"""Address space that a process may take beside what it has when it begins."""

_CORPUS: Final = Path(__file__).parent / "corpus"


def main(reader: str, seconds: float, folder: Path, seed: int) -> None:
    """Run the target ``reader`` for so many seconds."""
    try:
        atheris: Any = importlib.import_module("atheris")
    except ImportError:
        atheris = None
    if atheris is None:
        from tests.fuzz.readers import target_named

        target = target_named(reader)
    else:
        with atheris.instrument_imports(include=["totalisation", "web", "openpyxl"], enable_loader_override=False):
            from tests.fuzz.readers import target_named

            target = target_named(reader)
    from tests.fuzz.kept import Kept

    kept = Kept(target, folder)
    seeds = [*target.seeds(), *(each.read_bytes() for each in sorted((_CORPUS / reader).glob("*")))]
    for each in seeds:
        kept.one(each)
    _limit_memory()
    if atheris is None:
        _blindly(kept, seeds, seconds, Random(seed))
    else:
        _guided(atheris, kept, seeds, seconds, seed)


def _limit_memory() -> None:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) if sys.platform == "linux" else 0
    if pages:
        limit = pages * resource.getpagesize() + MEMORY_MEGABYTES * 1024**2
        with contextlib.suppress(ValueError):
            resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _blindly(kept: Any, seeds: list[bytes], seconds: float, random: Random) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        data = random.choice(seeds)
        for _ in range(random.choice((1, 1, 2, 3))):
            data = kept.target.mutate(data, random)
        kept.one(data[: kept.target.largest])
    kept.tell()
    kept.write_inputs()


def _guided(atheris: Any, kept: Any, seeds: list[bytes], seconds: float, seed: int) -> None:
    corpus = kept.folder / "corpus"
    corpus.mkdir(exist_ok=True)
    for number, each in enumerate(seeds):
        (corpus / f"seed-{number}").write_bytes(each)
    end = time.monotonic() + seconds
    ended = False

    def one(data: bytes) -> None:
        nonlocal ended
        # The process ends within the engine, without a word: what was found is written just before.
        if time.monotonic() < end:
            kept.one(data)
        elif not ended:
            ended = True
            kept.tell()
            kept.write_inputs()

    def mutated(data: bytes, most: int, number: int) -> bytes:
        random = Random(number)
        made = atheris.Mutate(data, most) if random.random() < 0.2 else kept.target.mutate(bytes(data), random)
        return bytes(made[:most])

    options = [
        "fuzz",
        str(corpus),
        f"-max_total_time={int(seconds) + 1}",
        f"-max_len={kept.target.largest}",
        f"-seed={seed}",
        "-timeout=600",  # kept.TimeLimit is what sees to that, and notes what was slow
        f"-artifact_prefix={kept.folder}/",
        f"-rss_limit_mb={MEMORY_MEGABYTES}",
        "-verbosity=0",
    ]
    atheris.Setup(options, one, custom_mutator=mutated)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]) if len(sys.argv) > 4 else 1)
