"""What goes beyond one determination, told in sections: a case over time, a recalculation, options side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from totalisation.agreement import Agreement
from totalisation.messages import Fault, Message
from totalisation.reports.blocks import Block, Fields, Item, Items, Paragraph, Section, Table
from totalisation.reports.columns import fields, heading
from totalisation.reports.names import Names, party_name
from totalisation.reports.svg_chart import Chart
from totalisation.reports.text import section_lines
from totalisation.schemes import scheme_of


@dataclass(frozen=True, slots=True)
class Study:
    """A report of sections, with a chart of its amounts where there are any."""

    title: str
    head: Fields
    sections: tuple[Section, ...]
    chart: Chart | None = None


Tell = Callable[[Fault], str]
"""How a fault is told."""


class Sides:
    """The names of an agreement's parties and of what their laws speak of, in one language.

    ``tell`` says a fault in words other than the command line's, such as those of a form.
    """

    def __init__(self, agreement: Agreement, language: str, tell: Tell | None = None) -> None:
        self.agreement = agreement
        self.language = language
        self._tell = tell
        self.names = {
            code: Names(language, agreement, code, scheme_of(terms)) for code, terms in agreement.parties.items()
        }

    def party(self, code: str) -> str:
        """A party's name."""
        return party_name(self.agreement, code, self.language)

    def told(self, text: Message) -> str:
        """A message in the language."""
        return text.in_language(self.language)

    def fault(self, fault: Fault) -> str:
        """What is wrong or missing, in the language."""
        return fault.in_language(self.language) if self._tell is None else self._tell(fault)


def study_text(study: Study) -> str:
    """The study as plain text, at most 100 columns wide."""
    return "\n".join(_lines(study)) + "\n"


def _lines(study: Study) -> Iterator[str]:
    yield from heading(study.title, "=")
    yield from fields(study.head.rows)
    for place, section in enumerate(study.sections):
        yield from section_lines(place + 1, section, ())


def study_markdown(study: Study, *, level: int = 1, picture: str = "") -> str:
    """The study as Markdown; ``picture`` is the address of its chart, ``level`` that of its heading."""
    lines = [f"{'#' * level} {study.title}", ""]
    lines += [f"- {name}: {value}" for name, value in study.head.rows]
    if picture and study.chart is not None:
        lines += ["", f"![{study.chart.title}]({picture})"]
    for section in study.sections:
        lines += ["", f"{'#' * (level + 1)} {section.title}"]
        for block in section.blocks:
            lines += ["", *_marked(block)]
    return "\n".join(lines) + "\n"


def _marked(block: Block) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield block.text
    elif isinstance(block, Fields):
        if block.title:
            yield from (block.title, "")
        yield from (f"- {name}: {value}" for name, value in block.rows)
    elif isinstance(block, Items):
        if block.title:
            yield from (block.title, "")
        yield from _marked_items(block.items, "")
        if block.close:
            yield from ("", block.close)
    elif isinstance(block, Table):
        yield "| " + " | ".join(block.head) + " |"
        yield "|" + "---|" + "---:|" * (len(block.head) - 1)
        yield from ("| " + " | ".join(row) + " |" for row in block.rows)


def _marked_items(entries: tuple[Item, ...], indent: str) -> Iterator[str]:
    for entry in entries:
        yield f"{indent}- {entry.text}"
        yield from _marked_items(entry.items, indent + "  ")
