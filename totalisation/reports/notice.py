"""The notice to the applicant: each side's answer in a sentence, and why, what is missing, and what is unsure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from totalisation import __version__
from totalisation.determination import Determination
from totalisation.messages import message
from totalisation.party_result import PartyResult
from totalisation.reports import words
from totalisation.reports.blocks import Block, Fields, Items, Paragraph, items
from totalisation.reports.documents import articles_cited, documents_cited
from totalisation.reports.edition import Edition
from totalisation.reports.extinction import extinction_section
from totalisation.reports.html.rendering import Medium, filled
from totalisation.reports.html.worksheet import drawings
from totalisation.reports.institutions import checked_party, competent
from totalisation.reports.names import own_name, word
from totalisation.reports.office import NO_OFFICE, Office
from totalisation.reports.page import Page, with_citation
from totalisation.reports.worksheet_doubts import doubts_in_words, matters, question
from totalisation.reports.worksheet_result import figures, missing, parts_not_due, sentence


@dataclass(frozen=True, slots=True)
class Answer:
    """One side's answer to the applicant."""

    party: str
    institution: str
    issues: bool
    """Whether it is this side's institution that issues the notice."""
    sentence: str
    blocks: tuple[Block, ...]


def notice_html(
    determination: Determination,
    language: str = "en",
    *,
    party: str | None = None,
    office: Office = NO_OFFICE,
    medium: Medium = "page",
    style_address: str | None = None,
    edition: Edition | None = None,
) -> str:
    """The notice as a whole page of HTML in ``language``.

    ``party`` is the party whose institution issues it: by default that of the person's residence, or else the
    first. ``medium``, ``style_address`` and ``edition`` are those of ``rendering.filled``. Raises FaultsError where
    the party is none of the agreement, or the template engine is not installed.
    """
    page = Page(determination, language)
    issuer = checked_party(page.agreement, party or _issuer(page))
    changing = [each for each in determination.interpretations if matters(page, each)]
    return filled(
        "notice.html",
        language,
        medium=medium,
        style_address=style_address,
        edition=edition,
        title=page.told(message("Notice on your claim: {benefit}", benefit=word(page.case.claim.benefit, language))),
        case_id=page.case.case_id,
        version=__version__,
        office=office,
        institution=competent(page.agreement, issuer, language),
        person=page.case.person,
        fields_of_case=_reference(page, office),
        claim_date=words.day(page.case.claim.date, language),
        as_of=words.day(determination.as_of, language),
        agreement=own_name(page.agreement.title, language),
        answers=[_answer(page, code, result, issuer) for code, result in determination.parties.items()],
        ended=extinction_section(page),
        survivors=page.case.claim.benefit == "survivors",
        together=words.months(determination.aggregation.total_months, language),
        drawings=drawings(determination, language, medium),
        left_out=list(_left_out(page)),
        doubts=doubts_in_words(page),
        questions=Items(tuple(question(page, each) for each in changing)),
        other_questions=len(determination.interpretations) - len(changing),
        articles=_articles(page),
    )


def _issuer(page: Page) -> str:
    residence = page.case.person.residence
    return residence if residence in page.agreement.codes else page.agreement.codes[0]


def _reference(page: Page, office: Office) -> tuple[tuple[str, str], ...]:
    person = page.case.person
    return (
        (page.told(message("Reference")), office.reference),
        (page.told(message("Case")), page.case.case_id),
        (page.told(message("Date of birth")), words.partial_date(person.birth_date, page.language)),
    )


def _answer(page: Page, code: str, result: PartyResult, issuer: str) -> Answer:
    blocks: list[Block] = [Fields(tuple(figures(result, page.names[code], page.case.claim.survivors)))]
    if result.missing:
        blocks.append(missing(page, code, result))
    blocks += parts_not_due(page, code, result)
    if result.remarks:
        told = [with_citation(page.in_full(each.text), each.citation) for each in result.remarks]
        blocks.append(items(told, page.told(message("Remarks:"))))
    answer = page.told(sentence(result, page.party(code), page.language))
    institution = competent(page.agreement, code, page.language)
    return Answer(page.party(code), institution, code == issuer, answer, tuple(blocks))


def _left_out(page: Page) -> Iterator[str]:
    """Each stretch of insured time that does not count, with the reason."""
    aggregation = page.determination.aggregation
    ledgers = [record.ledger for record in aggregation.records.values()]
    for ledger in (*ledgers, aggregation.ledger):
        for stretch in ledger:
            if not stretch.counted:
                span = words.month_span(stretch.first, stretch.last, page.language)
                yield f"{page.party(stretch.party)}, {span}: {page.told(stretch.reason)}"


def _articles(page: Page) -> Block:
    """The articles beside the full title of their document and its key, by which the doubts name it."""
    titles = documents_cited(page.determination, page.language)
    cited = articles_cited(page.determination)
    rows = tuple((f"{titles[key]} ({key})", ", ".join(articles) or "–") for key, articles in cited.items())
    return Fields(rows) if rows else Paragraph(page.told(message("none")))
