"""Templates filled with what a document says; all that is filled in is escaped.

A template writes its sentences as the code does, ``message("literal English {named}", named=…)``: they are
extracted into the same catalogues, and put into the document's language where they are printed.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from totalisation.messages import Fault, FaultsError, Message, message
from totalisation.reports.html.styles import page_style, pdf_style

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

    from totalisation.reports.edition import Edition

TEMPLATES: Final = Path(__file__).parent / "templates"

Medium = Literal["page", "pdf"]
"""A page for a browser, where parts fold and the drawing suits the screen, or a document to be set as PDF."""


def filled(
    template: str,
    language: str,
    *,
    medium: Medium = "page",
    style_address: str | None = None,
    edition: Edition | None = None,
    **values: Any,
) -> str:
    """The template of that name, filled.

    Its style stands in it, so that it is one file, unless ``style_address`` says where the style is to be had, as
    a strict Content-Security-Policy demands. ``edition`` says which determination is printed. Raises FaultsError
    where the template engine is not installed.
    """
    styles = pdf_style() if medium == "pdf" else "" if style_address else page_style()
    return (
        _environment()
        .get_template(template)
        .render(language=language, medium=medium, style_address=style_address, styles=styles, edition=edition, **values)
    )


@lru_cache
def _environment() -> Environment:
    try:
        from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
    except ImportError:
        wrong = message("documents need the package {package}, which is not installed.", package="Jinja2")
        raise FaultsError([Fault("", wrong, INSTALL)]) from None

    @pass_context
    def told(context: Any, value: object) -> object:
        return value.in_language(context["language"]) if isinstance(value, Message) else value

    @pass_context
    def both(context: Any, value: Message | tuple[str, str]) -> Markup:
        return in_two_languages(value, context["language"], context["second"])

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=told,
    )
    environment.globals["message"] = message
    environment.filters["both"] = both
    return environment


INSTALL: Final = message("Install them with: pip install '{name}'.", name="totalisation[documents]")


def in_two_languages(value: Message | tuple[str, str], language: str, second: str) -> Markup:
    """A message, or its words in both languages, one after the other; once where both are the same."""
    from markupsafe import Markup

    if isinstance(value, Message):
        value = value.in_language(language), value.in_language(second)
    first, other = value
    if first == other:
        return Markup('<span lang="{}">{}</span>').format(language, first)
    return Markup('<span lang="{}">{}</span> <span class="second" lang="{}">{}</span>').format(
        language, first, second, other
    )
