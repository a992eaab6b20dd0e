"""The picture of docs/batch.md, drawn anew: ``python -m tests.batch.comparison.example``."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.batch.comparison.conftest import AGREEMENT, population, with_changes, with_terms
from tests.batch.tables import tables_of
from totalisation.batch import compare_tables
from totalisation.batch.comparison.picture import comparison_svg
from totalisation.other_figures import with_figures

DOCS = Path(__file__).parents[3] / "docs"


def main() -> None:
    tables = tables_of(population(20_000), AGREEMENT, "coded")
    with tempfile.TemporaryDirectory() as folder:
        named = with_changes(Path(folder) / "figures")
        found = compare_tables(*tables, AGREEMENT, with_figures(with_terms(VN=0, KR=0), named))
    found.summary["laws"]["b"] |= {"agreement": "draft", "parameters": "figures"}
    (DOCS / "batch-comparison.svg").write_text(comparison_svg(found.summary, AGREEMENT), encoding="utf-8")


if __name__ == "__main__":
    main()
