"""The documents on which a determination rests."""

from __future__ import annotations

import re
from collections.abc import Iterator

from totalisation.determination import Determination
from totalisation.parameters import Citation
from totalisation.party_result import PartyResult
from totalisation.reports.names import source_title


def documents_cited(determination: Determination, language: str) -> dict[str, str]:
    """The full title of each document that is cited, by its key, in the order of the keys."""
    titles: dict[str, str] = {}
    for code, result in determination.parties.items():
        for citation in _citations(determination, code, result):
            if citation.source not in titles:
                titles[citation.source] = source_title(
                    determination.agreement, result.scheme, citation.source, language
                )
    return dict(sorted(titles.items()))


def _citations(determination: Determination, code: str, result: PartyResult) -> Iterator[Citation]:
    """Every citation on which a party's result rests."""
    for computation in result.computations:
        for quantity in computation.quantities:
            yield from quantity.citations
    for term in result.terms:
        yield term.citation
    for remark in result.remarks:
        if remark.citation is not None:
            yield remark.citation
    for used in determination.interpretations:
        if used.party == code:
            yield used.citation


def articles_cited(determination: Determination) -> dict[str, list[str]]:
    """The articles on which each party's result rests, in order, by the key of their document in the order of keys."""
    articles: dict[str, set[str]] = {}
    for code, result in determination.parties.items():
        for citation in _citations(determination, code, result):
            named = re.split(r",\s+", citation.article)
            articles.setdefault(citation.source, set()).update(each for each in named if each)
    return {key: sorted(found, key=_in_order) for key, found in sorted(articles.items())}


def _in_order(article: str) -> list[tuple[int, str]]:
    """By number where an article has numbers: 8(4) stands before 66(1)."""
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d+)", article) if part]
