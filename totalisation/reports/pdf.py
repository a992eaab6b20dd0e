"""Documents set as PDF by WeasyPrint, which reads nothing but the document that it is given."""

from __future__ import annotations

import hashlib
from typing import Any, Final

from totalisation.messages import Fault, FaultsError, message
from totalisation.reports.html.rendering import INSTALL

VARIANT: Final = "pdf/a-2a"
"""For archives, and tagged, so that a screen reader finds its way."""

LIBRARIES: Final = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")
FONTS: Final = ("fonts-noto-core", "fonts-noto-cjk")
"""The packages by the names that Debian gives them."""


def pdf_of(html: str) -> bytes:
    """The document ``html``, a whole page with its style in it, as PDF/A-2a. The same page makes the same bytes.

    Neither the network nor a file is read. Raises ValueError where the document refers to an address, and
    FaultsError where WeasyPrint or a library that it needs is not installed.
    """
    weasyprint = _weasyprint()
    refused: list[str] = []
    document = weasyprint.HTML(string=html, url_fetcher=_refusing(weasyprint, refused), base_url=None)
    identifier = hashlib.sha256(html.encode()).hexdigest()[:32].encode()
    made: bytes = document.write_pdf(pdf_variant=VARIANT, pdf_identifier=identifier)
    if refused:
        raise ValueError(f"a document may not refer to {', '.join(refused)}")
    return made


def _refusing(weasyprint: Any, refused: list[str]) -> Any:
    """What fetches addresses for the renderer: it fetches none, and notes each in ``refused``."""

    class Refusing(weasyprint.urls.URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:
            refused.append(url)
            raise PermissionError(url)

    return Refusing()


def _weasyprint() -> Any:
    """The renderer, imported when it is first needed: it takes a second. Raises FaultsError where it cannot be."""
    try:
        import weasyprint
    except ImportError:
        wrong = message("PDF needs the package {package}, which is not installed.", package="WeasyPrint")
        raise FaultsError([Fault("", wrong, INSTALL)]) from None
    except OSError as error:
        wrong = message("PDF needs the text engine Pango, which cannot be loaded: {error}.", error=_first_line(error))
        right = message("On Debian, install: {packages}.", packages=" ".join((*LIBRARIES, *FONTS)))
        raise FaultsError([Fault("", wrong, right)]) from None
    return weasyprint


def _first_line(error: OSError) -> str:
    lines = str(error).strip().splitlines()
    return lines[0].rstrip(".") if lines else type(error).__name__
