"""The liaison statement: one party's own insured periods, for the institution of the other.

It says what that party's own law counts, whatever the agreement makes of it. Headings and words stand in the
document's language and in that of the other party's institution.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from totalisation.agreement import Agreement
from totalisation.case import Count, Period
from totalisation.determination import Determination
from totalisation.messages import Message, message
from totalisation.months import MonthSet
from totalisation.periods import Stretch
from totalisation.reports import words
from totalisation.reports.edition import Edition
from totalisation.reports.html.rendering import Medium, filled
from totalisation.reports.institutions import checked_party, competent, liaison
from totalisation.reports.names import own_name, word
from totalisation.reports.office import NO_OFFICE, Office
from totalisation.reports.page import Page
from totalisation.schemes import scheme_of
from totalisation.written_values import exact_figure

YEARS_ABREAST = 10

Pair = tuple[str, str]
"""Words in the document's language and in the second one."""


@dataclass(frozen=True, slots=True)
class Row:
    """A stretch of insured time. ``months`` is None for one certified as a number of units: ``certified`` says it."""

    kind: Pair
    first: str
    last: str
    months: int | None
    certified: Pair | None = None


@dataclass(frozen=True, slots=True)
class Paid:
    """Earnings of each month of a span."""

    first: str
    last: str
    monthly: str
    coefficient: str


def statement_html(
    determination: Determination,
    party: str | None,
    language: str = "en",
    *,
    with_earnings: bool = False,
    office: Office = NO_OFFICE,
    medium: Medium = "page",
    style_address: str | None = None,
    edition: Edition | None = None,
) -> str:
    """The statement of the periods of ``party`` as a whole page of HTML in ``language``.

    Earnings stand in it only where they are asked for. ``medium``, ``style_address`` and ``edition`` are those of
    ``rendering.filled``. Raises FaultsError where the party is none of the agreement, or the template engine is
    not installed.
    """
    page = Page(determination, language)
    code = checked_party(page.agreement, party)
    second = Page(determination, second_language(page.agreement, code, language))
    both = _Both(page, second)
    view = determination.aggregation.views[code]
    rows = list(_rows(both, code))
    record = determination.aggregation.records[code]
    return filled(
        "statement.html",
        language,
        medium=medium,
        style_address=style_address,
        edition=edition,
        second=second.language,
        title=page.told(message("Statement of insured periods")),
        case_id=page.case.case_id,
        agreement=both.pair(lambda each: own_name(each.agreement.title, each.language)),
        bodies=list(_bodies(both, code)),
        person=list(_person(both)),
        numbers=[_number(both, each) for each in page.agreement.codes],
        rows=rows,
        placed=len(view.own - record.months),
        extra=view.extra_months,
        total=view.own_months,
        total_words=both.pair(lambda each: words.months(view.own_months, each.language)),
        years=list(_years(view.own)),
        left_out=list(_left_out(both, code)),
        with_earnings=with_earnings,
        earnings=list(_earnings(page, code)) if with_earnings else [],
        institution=both.body(competent, code),
        office=office,
    )


def second_language(agreement: Agreement, party: str, language: str) -> str:
    """The language beside the document's own: that of the other party's institution, or else of the party's own."""
    for code in (agreement.other(party), party):
        second = scheme_of(agreement.parties[code]).language
        if second != language:
            return second
    return language


@dataclass(frozen=True, slots=True)
class _Both:
    """One determination, to be told in two languages."""

    first: Page
    second: Page

    def pair(self, told: Callable[[Page], str]) -> Pair:
        return told(self.first), told(self.second)

    def told(self, text: Message) -> Pair:
        return self.pair(lambda each: each.told(text))

    def party(self, code: str) -> Pair:
        return self.pair(lambda each: each.party(code))

    def body(self, named: Callable[[Agreement, str, str], str], code: str) -> Pair:
        return self.pair(lambda each: named(each.agreement, code, each.language))


def _bodies(both: _Both, code: str) -> Iterator[tuple[Pair, Pair]]:
    """Who certifies, and for whom."""
    other = both.first.agreement.other(code)
    for party, institution, body in (
        (code, message("Issued by the institution"), message("Liaison body of the issuing party")),
        (other, message("For the institution"), message("Liaison body of the other party")),
    ):
        yield both.told(institution), both.body(competent, party)
        yield both.told(body), both.body(liaison, party)


def _person(both: _Both) -> Iterator[tuple[Pair, Pair]]:
    person = both.first.case.person
    yield both.told(message("Name")), (person.name or "", person.name or "")
    yield both.told(message("Sex")), both.pair(lambda each: word(person.sex, each.language))
    yield (
        both.told(message("Date of birth")),
        both.pair(lambda each: words.partial_date(person.birth_date, each.language)),
    )
    for name, code in ((message("Nationality"), person.nationality), (message("Residence"), person.residence)):
        if code:
            yield both.told(name), both.party(code)


def _number(both: _Both, code: str) -> Pair:
    return both.pair(lambda each: each.told(message("Insurance number, {party}", party=each.party(code))))


def _rows(both: _Both, code: str) -> Iterator[Row]:
    """The stretches that count, in order of time, then those that have no place on the calendar."""
    aggregation = both.first.determination.aggregation
    view, record = aggregation.views[code], aggregation.records[code]
    periods = both.first.case.periods
    for stretch in sorted(record.ledger, key=lambda each: (each.first, each.last)):
        if stretch.counted:
            months = MonthSet.span(stretch.first, stretch.last) & view.own
            first, last = _ends(stretch, periods[stretch.period], both.first.language)
            yield Row(_kind(both, code, stretch.kind), first, last, len(months))
    for _, period in record.undated:
        if period.count is not None:
            certified = _certified(both, period.count)
            first, last = (words.partial_date(each, both.first.language) for each in (period.first, period.last))
            yield Row(_kind(both, code, period.kind), first, last, None, certified)


def _certified(both: _Both, count: Count) -> Pair:
    return both.pair(lambda each: f"{words.number(count.number, each.language)} {word(count.unit, each.language)}")


def _kind(both: _Both, code: str, kind: str) -> Pair:
    return both.pair(lambda each: each.kind(code, kind))


def _ends(stretch: Stretch, period: Period, language: str) -> Pair:
    """The first and the last day or month of a stretch: to the day where it ends with its period and that is known."""
    first, last = words.month(stretch.first, language), words.month(stretch.last, language)
    if period.first.first_month == stretch.first:
        first = words.partial_date(period.first, language)
    if period.last.first_month == stretch.last:
        last = words.partial_date(period.last, language)
    return first, last


def _years(months: MonthSet) -> Iterator[list[tuple[int, int]]]:
    """The months of each calendar year from the first to the last, some years abreast."""
    counts = months.years()
    if not counts:
        return
    years = list(range(min(counts), max(counts) + 1))
    for start in range(0, len(years), YEARS_ABREAST):
        yield [(year, counts.get(year, 0)) for year in years[start : start + YEARS_ABREAST]]


def _left_out(both: _Both, code: str) -> Iterator[tuple[str, Pair]]:
    for stretch in both.first.determination.aggregation.records[code].ledger:
        if not stretch.counted:
            yield words.month_span(stretch.first, stretch.last, both.first.language), both.told(stretch.reason)


def _earnings(page: Page, code: str) -> Iterator[Paid]:
    currency = page.agreement.parties[code].currency
    for period in page.case.periods:
        for each in period.earnings if period.party == code else ():
            yield Paid(
                words.partial_date(each.first, page.language),
                words.partial_date(each.last, page.language),
                words.money(each.monthly, currency, page.language),
                "" if each.coefficient is None else words.number(exact_figure(each.coefficient), page.language),
            )
