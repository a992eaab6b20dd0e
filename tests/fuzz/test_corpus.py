"""The corpus: inputs that once crashed, that are malformed in a way of their own, or that reach code of their own.

A file whose name begins with ``malformed-`` must be refused; all others must not crash, answered or not.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz.kept import TimeLimit, peak_megabytes
from tests.fuzz.readers import MODULES, target_named
from tests.fuzz.target import REFUSED

pytestmark = pytest.mark.slow

CORPUS = Path(__file__).parent / "corpus"


@pytest.mark.parametrize("reader", MODULES)
def test_no_input_of_the_corpus_crashes(reader: str) -> None:
    target = target_named(reader)
    files = sorted((CORPUS / reader).glob("*"))
    assert files
    assert target.read(target.seeds()[0]).kind == "answered"
    before = peak_megabytes()
    for file in files:
        with TimeLimit(target.seconds):
            outcome = target.read(file.read_bytes())
        if file.name.startswith("malformed-"):
            assert outcome.kind == REFUSED, file.name
    assert peak_megabytes() - before < target.megabytes


def test_every_reader_has_a_corpus_and_the_corpus_is_small() -> None:
    assert {each.name for each in CORPUS.iterdir()} == set(MODULES)
    assert sum(each.stat().st_size for each in CORPUS.rglob("*") if each.is_file()) < 1_000_000
