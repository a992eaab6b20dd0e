"""The worked example of the documentation, made by the command that it names; run as a module it is renewed."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from click.testing import CliRunner

from totalisation.cli import commands

DOCS = Path(__file__).parents[1] / "docs"
PAGE = DOCS / "worker-back-from-korea.md"
CHART = DOCS / "worker-back-from-korea.svg"
CASE = DOCS / "worker-back-from-korea.json"
BEGIN = "<!-- made by the command above -->\n"
STATED = ("--to-age", "85", "--exchange", "KRW:VND=18", "--discount", "1 %")


def made() -> tuple[str, str]:
    """What the command prints, and its chart."""
    with TemporaryDirectory() as folder:
        chart = Path(folder) / CHART.name
        arguments = ["advise", str(CASE), *STATED, "--format", "markdown", "--chart", str(chart)]
        result = CliRunner().invoke(commands, arguments, env={"TOTALISATION_LANG": "en"})
        if result.exit_code != 0:
            sys.exit(result.output)
        return result.output.replace("\n## ", "\n### ").replace("# ", "## ", 1), chart.read_text(encoding="utf-8")


def renew() -> None:
    """Write the answer into the page, after what is told by hand, and the chart beside it."""
    answer, chart = made()
    told, _, _ = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    PAGE.write_text(told + BEGIN + "\n" + answer, encoding="utf-8")
    CHART.write_text(chart, encoding="utf-8")


if __name__ == "__main__":
    renew()
