"""Options side by side in words: what each pays and when, what it is worth, where it breaks even, what is in doubt."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from totalisation.advice.contributions import Contributions
from totalisation.advice.lump_sums import LumpSum, Unjudged, choices_of
from totalisation.advice.option import Claimed, Option, Options
from totalisation.advice.suppositions import NO_GROWTH
from totalisation.advice.value import break_even, currencies_of, paid_so_far, value_of
from totalisation.messages import Message, message
from totalisation.money import to_nearest_whole
from totalisation.months import Month
from totalisation.reports import words
from totalisation.reports.blocks import Block, Fields, Item, Items, Paragraph, Section, Table
from totalisation.reports.doubts import Decided, doubts_blocks
from totalisation.reports.names import BASES, cited, own_name, word
from totalisation.reports.study import Sides, Study, Tell
from totalisation.reports.svg_chart import Chart, Line, Panel
from totalisation.reports.terms import line as term_line


def study_of(options: Options, language: str = "en", tell: Tell | None = None) -> Study:
    """The options of a case in ``language``; ``tell`` is that of ``Sides``."""
    sides = Sides(options.agreement, language, tell)
    sections = [
        Section(sides.told(message("What is supposed")), (Items(tuple(map(Item, _supposed(options, sides)))),)),
        Section(sides.told(message("Options side by side")), tuple(_side_by_side(options, sides))),
        *(Section(named(each, sides), tuple(_option(options, each, sides))) for each in options.options),
        Section(sides.told(message("Break-even")), tuple(_break_even(options, sides))),
        Section(sides.told(message("Doubts")), tuple(_doubts(options, sides))),
    ]
    head = Fields(
        (
            (sides.told(message("Case")), options.case.case_id),
            (
                sides.told(message("Agreement")),
                f"{own_name(options.agreement.title, language)} ({options.agreement.id})",
            ),
            (sides.told(message("Today")), words.day(options.case.claim.date, language)),
            (sides.told(message("Up to and including")), words.month(options.last, language)),
        )
    )
    return Study(sides.told(message("Options and their consequences")), head, tuple(sections), chart_of(options, sides))


def named(option: Option, sides: Sides) -> str:
    """An option's letter and name."""
    return f"{option.letter}. {sides.told(name_of(option, sides))}"


def name_of(option: Option, sides: Sides) -> Message:
    """What an option is."""
    party = sides.party(option.party) if option.party else ""
    months = words.months(option.months, sides.language)
    if option.kind == "keep":
        return message("Keep all periods and claim each pension as soon as it can be claimed")
    if option.kind == "together":
        return message("Wait, and claim all pensions together when the last can be claimed")
    if option.kind == "top_up":
        return message("Pay for {months} missing under {party} in one sum", months=months, party=party)
    if option.kind == "longer":
        return message("Be insured under {party} for {months} more", months=months, party=party)
    if option.kind == "repaid":
        return message("Pay back the refund of {party}", party=party)
    if option.kind == "lump_sums":
        return message("Take every lump sum that can be had now")
    title = own_name(choices_of(sides.names[option.party].scheme.folder)[option.kind]["title"], sides.language)
    if option.kind == "deferred":
        return message("{party}: {title}, by {months}", party=party, title=title, months=months)
    if option.kind == "lump_sum":
        return message("{party}: {title}, now", party=party, title=title)
    return message("{party}: {title}", party=party, title=title)


# ---- what is supposed ----


def _supposed(options: Options, sides: Sides) -> Iterator[str]:
    language, supposed = sides.language, options.supposed
    yield sides.told(message("Payments are counted up to the age of {age}.", age=supposed.to_age))
    for code in options.agreement.codes:
        mine = [each for each in options.continued if each.party == code and each.growth != NO_GROWTH]
        still = [each for each in options.continued if each.party == code and each.growth == NO_GROWTH]
        if still:
            tables = [f"{sides.names[code].quantity(each.name)} ({each.last_year})" for each in still]
            yield sides.told(
                message(
                    "{party}: figures that follow no growth stay as in the last year that is known: {tables}.",
                    party=sides.party(code),
                    tables=tables,
                )
            )
        if mine:
            tables = [f"{sides.names[code].quantity(each.name)} ({each.last_year})" for each in mine]
            yield sides.told(
                message(
                    "{party}: figures of law after the last year that is known follow the growth supposed: {tables}.",
                    party=sides.party(code),
                    tables=tables,
                )
            )
    yield sides.told(
        message(
            "Growth a year: prices {prices}, wages {wages}. Other law stays as it is.",
            prices=words.percent(supposed.prices, language),
            wages=words.percent(supposed.wages, language),
        )
    )
    discount = words.percent(supposed.discount, language)
    yield sides.told(message("Weighed sums are at today's prices, less {discount} a year.", discount=discount))
    if supposed.common:
        for currency, rate in supposed.rates.items():
            if currency != supposed.common:
                told = {
                    "one": words.money(1, currency, language),
                    "other": words.money(rate, supposed.common, language),
                }
                yield sides.told(message("Exchange: {one} is {other}, as stated.", **told))
    else:
        yield sides.told(message("No exchange rate was stated: each currency is summed by itself."))
    if supposed.survival:
        yield sides.told(
            message("Weighed sums count each payment by the probability of being alive, as the table states.")
        )
    else:
        yield sides.told(message("Survival is not weighed: the person is supposed to live up to that age."))


# ---- side by side ----


def _side_by_side(options: Options, sides: Sides) -> Iterator[Block]:
    language, common = sides.language, options.supposed.common
    currencies = list(dict.fromkeys(terms.currency for terms in options.agreement.parties.values()))
    head = [sides.told(message("option"))]
    head += [sides.told(message("in all, {currency}", currency=each)) for each in currencies]
    if common:
        head.append(sides.told(message("together, {currency}", currency=common)))
        head.append(sides.told(message("weighed, {currency}", currency=common)))
    else:
        head += [sides.told(message("weighed, {currency}", currency=each)) for each in currencies]
    rows = []
    for option in options.options:
        value = value_of(options, option)
        row = [option.letter + (" *" if option.undecided else "")]
        row += [words.number(value.by_currency.get(each, 0), language) for each in currencies]
        if value.in_common is not None and value.weighed_in_common is not None:
            row += [_whole(value.in_common, language), _whole(value.weighed_in_common, language)]
        else:
            row += [_whole(value.weighed_by_currency.get(each, Fraction(0)), language) for each in currencies]
        rows.append(tuple(row))
    yield Items(tuple(Item(named(each, sides)) for each in options.options))
    yield Table(tuple(head), tuple(rows))
    yield Paragraph(
        sides.told(message("Sums in one currency are exact; the others are shown to the nearest whole unit."))
    )
    if any(each.contributions for each in options.options):
        yield Paragraph(sides.told(message("What the person pays for further insurance is taken off.")))
    if any(each.undecided for each in options.options):
        yield Paragraph(sides.told(message("*: an amount cannot be told and is not counted.")))


def _whole(value: Fraction, language: str) -> str:
    return words.number(to_nearest_whole(value), language)


# ---- one option ----


def _option(options: Options, option: Option, sides: Sides) -> Iterator[Block]:
    language = sides.language
    if option.citation is not None and option.pensions:
        yield Paragraph(sides.told(message("By {article}.", article=cited(option.citation))))
    entries = [Item(sides.told(_sum_in_words(each, sides))) for each in option.lump_sums]
    entries += [Item(sides.told(_paid_in_words(each, option, sides))) for each in option.contributions]
    for claimed in option.pensions:
        told = sides.told(_claimed_in_words(claimed, options, sides))
        entries.append(Item(told, tuple(Item(text) for text in _by_articles(claimed, options, language))))
    for code in option.never:
        nothing = message("{party}: no pension up to that age.", party=sides.party(code))
        entries += [Item(sides.told(nothing))]
    if option.undecided:
        why = tuple(map(Item, dict.fromkeys(sides.fault(each) for each in option.undecided)))
        entries.append(Item(sides.told(message("Not told, for want of figures of law:")), why))
    yield Items(tuple(entries))
    risks = [sides.told(each) for each in _risks(option, sides)]
    if risks:
        yield Items(tuple(Item(each) for each in risks), sides.told(message("Risks:")))


def _sum_in_words(each: LumpSum, sides: Sides) -> Message:
    names, language = sides.names[each.party], sides.language
    amount = sides.told(message("an amount that cannot be told"))
    if each.amount is not None:
        amount = words.money(each.amount, names.currency, language)
    return message(
        "{month}: {party} pays {amount} in one sum, on the ground “{reason}” ({article})",
        month=words.month(each.month, language),
        party=sides.party(each.party),
        amount=amount,
        reason=_ground(each.party, each.reason, sides),
        article=cited(each.citation),
    )


def _ground(party: str, reason: str, sides: Sides) -> str:
    names = sides.names[party]
    return names.quantity(reason) if reason in names.scheme.quantities else word(reason, sides.language)


def _paid_in_words(paid: Contributions, option: Option, sides: Sides) -> Message:
    names, language = sides.names[paid.party], sides.language
    told: dict[str, object] = {
        "party": sides.party(paid.party),
        "total": words.money(paid.total, names.currency, language),
        "articles": "; ".join(map(cited, paid.citations)),
    }
    first, last = paid.runs[0], paid.runs[-1]
    if option.kind == "top_up":
        month = words.month(first.first, language)
        return message("{party}: the person pays {total} in one sum in {month} ({articles})", month=month, **told)
    told |= {"first": words.month(first.first, language), "last": words.month(last.last, language)}
    told["amount"] = words.money(first.amount, names.currency, language)
    told["kind"] = names.kind(paid.kind)
    if len(paid.runs) == 1:
        return message(
            "{party}: the person pays {amount} a month from {first} to {last}, in all {total} ({kind}; {articles})",
            **told,
        )
    told["rising"] = words.money(last.amount, names.currency, language)
    return message(
        "{party}: the person pays {amount} a month at first and {rising} at last, from {first} to {last}, "
        "in all {total} ({kind}; {articles})",
        **told,
    )


def _claimed_in_words(claimed: Claimed, options: Options, sides: Sides) -> Message:
    names, language = sides.names[claimed.party], sides.language
    start = claimed.payments.start
    birth = options.case.person.birth_date.first_month
    at_start = claimed.payments.runs[0].amount if claimed.payments.runs else 0
    return message(
        "{party}: claimed in {claim} (age {age}), paid from {start}: {amount} a month, {basis}; in all {total}",
        party=sides.party(claimed.party),
        claim=words.month(claimed.month, language),
        age=(claimed.month - birth) // 12,
        start=words.month(claimed.month if start is None else start, language),
        amount=words.money(at_start, names.currency, language),
        basis=BASES[claimed.result.basis].in_language(language),
        total=words.money(claimed.payments.total + sum(claimed.payments.further.values()), names.currency, language),
    )


def _by_articles(claimed: Claimed, options: Options, language: str) -> Iterator[str]:
    articles = [
        cited(citation)
        for step in claimed.result.computations[-1].quantities
        if step.origin == "rule" and step.name in ("conditions", "start_month", "pension_rate", "monthly_amount")
        for citation in step.citations
    ]
    yield "; ".join(dict.fromkeys(articles))
    for term in claimed.result.terms:
        if type(term).__name__ in ("TotaliseTerm", "AmountTerm", "DateTerm"):
            yield term_line(term, options.agreement, language)


def _risks(option: Option, sides: Sides) -> Iterator[Message]:
    ended = [each.party for each in option.lump_sums]
    for each in option.lump_sums:
        yield message(
            "{party}: {months} of insurance end for good, for totalisation too.",
            party=sides.party(each.party),
            months=words.months(each.own_months, sides.language),
        )
        if each.supposed:
            yield message(
                "{party}: the ground is supposed, since the person lives elsewhere; whether it holds is not examined.",
                party=sides.party(each.party),
            )
    if option.kind in ("top_up", "longer"):
        if not option.contributions:
            yield message("What the further insurance costs is not counted.")
        yield message(
            "Whether the person may be insured so is not examined. The last earnings are supposed to go on; what an "
            "employer or the State pays is not counted."
        )
    if option.kind == "repaid":
        yield message("Whether the person may pay it back is not examined, and what it costs is not counted.")
    if option.kind in ("early", "deferred", "unreduced"):
        yield message("The choice holds for life: who lives shorter or longer than supposed fares otherwise.")
    if not ended and any(each.result.basis == "totalised" for each in option.pensions):
        yield message("It rests on totalisation: the agreement's provisions must stay in effect until the claim.")
    if option.kind in ("keep", "together", "longer", "repaid", "unreduced") and option.pensions:
        yield message("Nothing is paid before the claim, and the law may change until then.")


# ---- break-even and doubts ----


def _break_even(options: Options, sides: Sides) -> Iterator[Block]:
    birth = options.case.person.birth_date.first_month
    entries: list[Item] = []
    for each in break_even(options):
        if "A" not in (each.behind, each.ahead):
            continue
        told: dict[str, object] = {"behind": each.behind, "ahead": each.ahead, "currency": each.currency}
        if each.for_a_time:
            text = message(
                "{behind} has paid as much as {ahead} for a time, but less by that age, in {currency}.", **told
            )
        elif each.month is None:
            text = message("{behind} never catches up with {ahead} by that age, in {currency}.", **told)
        else:
            month = words.month(each.month, sides.language)
            age = (each.month - birth) // 12
            text = message(
                "{behind} has paid as much as {ahead} from {month} on, at age {age}, in {currency}.",
                month=month,
                age=age,
                **told,
            )
        entries.append(Item(sides.told(text)))
    undecided = [each.letter for each in options.options if each.undecided]
    if undecided:
        told = {"letters": ", ".join(undecided)}
        without = message("Not compared, since an amount cannot be told: {letters}.", **told)
        yield Paragraph(sides.told(without))
    if not entries:
        if not undecided:
            yield Paragraph(sides.told(message("No option differs from A.")))
        return
    title = message("Beside A, counted from today at today's prices, not discounted and not weighed by survival:")
    yield Items(tuple(entries), sides.told(title))


def _doubts(options: Options, sides: Sides) -> Iterator[Block]:
    yield from doubts_blocks(decided_in(options), sides)
    if options.unjudged:
        cannot = message("Lump sums of which it cannot be told whether they are due:")
        yield Items(tuple(_unjudged(each, sides) for each in options.unjudged), sides.told(cannot))
    yield Paragraph(sides.told(message("This lays out consequences. It advises nothing: the choice is the person's.")))


def _unjudged(each: Unjudged, sides: Sides) -> Item:
    told = message(
        "{party}, on the ground “{reason}” ({article})",
        party=sides.party(each.party),
        reason=_ground(each.party, each.reason, sides),
        article=cited(each.citation),
    )
    return Item(sides.told(told), tuple(Item(sides.fault(fault)) for fault in each.faults))


def decided_in(options: Options) -> Iterator[Decided]:
    """All that was decided on the way, by party: the terms that were applied, and the computations."""
    for option in options.options:
        for claimed in option.pensions:
            yield claimed.party, claimed.result.terms, claimed.result.computations
        for paid in option.lump_sums:
            if paid.result is not None:
                yield paid.party, paid.result.terms, paid.result.computations
        yield from ((each.party, (), each.computations) for each in option.contributions)


# ---- chart ----


def chart_of(options: Options, sides: Sides) -> Chart:
    """What each option has paid so far, month by month, at today's prices."""
    panels = []
    told: list[str] = []
    for currency in currencies_of(options):
        lines = []
        for option in options.options:
            points: list[tuple[Month, int | None]] = []
            for month, amount in paid_so_far(options, option, currency):
                # A point a quarter is enough for the eye.
                if (month - options.first) % 3 == 0 or month == options.last:
                    points.append((month, to_nearest_whole(amount)))
            name = sides.told(name_of(option, sides))
            lines.append(Line(option.letter, name, tuple(points)))
            total = words.money(points[-1][1] or 0, currency, sides.language)
            told.append(f"{option.letter}. {name}: {total}.")
        title = message("Paid so far, at today's prices, {currency}", currency=currency)
        panels.append(Panel(sides.told(title), currency, tuple(lines)))
    name = sides.told(message("What each option has paid, month by month"))
    return Chart(name, options.first, options.last, tuple(panels), tuple(told))
