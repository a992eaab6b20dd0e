"""Pensions in payment in words: each adjustment with its article, and what a recalculation makes of the months."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from totalisation.agreement import Agreement
from totalisation.messages import Message, message
from totalisation.money import written
from totalisation.months import Month, format_month
from totalisation.payments import Adjustment, Figure, Payments
from totalisation.recalculation import Aim, Recalculation
from totalisation.reports import words
from totalisation.reports.blocks import Block, Fields, Item, Items, Paragraph, Section, Table
from totalisation.reports.doubts import Decided, decided_of, doubts_data, doubts_section
from totalisation.reports.names import STATUSES, cited, note_in, own_name
from totalisation.reports.study import Sides, Study, Tell
from totalisation.reports.svg_chart import Chart, Line, Panel
from totalisation.reports.values import in_unit, key_in_words


def adjustments_study(
    payments: Mapping[str, Payments],
    case_id: str,
    agreement: Agreement,
    language: str = "en",
    tell: Tell | None = None,
) -> Study:
    """Each party's pension from its start on, adjustment by adjustment; ``tell`` is that of ``Sides``."""
    sides = Sides(agreement, language, tell)
    until = max(each.until for each in payments.values())
    sections = [
        Section(sides.party(code), tuple(series_blocks(each, sides, sides.told(message("Single sums at the start:")))))
        for code, each in payments.items()
    ]
    sections.append(doubts_section(_decided(payments.values()), sides))
    title = sides.told(message("Pensions in payment"))
    return Study(title, _head(case_id, agreement, until, sides), tuple(sections), _chart(payments, until, title, sides))


def recalculation_study(
    recalculated: Mapping[str, Recalculation],
    case_id: str,
    agreement: Agreement,
    language: str = "en",
    tell: Tell | None = None,
    before: str = "",
) -> Study:
    """What each party's recalculation makes of every month, in sum and against the limits of the law.

    ``tell`` is that of ``Sides``; ``before`` is the number of the case that was decided before, where it is another.
    """
    sides = Sides(agreement, language, tell)
    until = max(each.until for each in recalculated.values())
    sections: list[Section] = []
    for code, each in recalculated.items():
        sections.append(Section(sides.party(code), tuple(_recalculated(each, sides))))
    for code, each in recalculated.items():
        title = sides.told(message("{party}: the new amounts, adjustment by adjustment", party=sides.party(code)))
        if each.after.runs:
            sections.append(Section(title, tuple(series_blocks(each.after, sides))))
    sections.append(doubts_section(_decided(each.after for each in recalculated.values()), sides))
    title = sides.told(message("Recalculation"))
    chart = _compared_chart(recalculated, until, title, sides)
    head = _head(case_id, agreement, until, sides)
    if before and before != case_id:
        head = Fields(((sides.told(message("Case decided before")), before), *head.rows))
    return Study(title, head, tuple(sections), chart)


def _head(case_id: str, agreement: Agreement, until: Month, sides: Sides) -> Fields:
    return Fields(
        (
            (sides.told(message("Case")), case_id),
            (sides.told(message("Agreement")), f"{own_name(agreement.title, sides.language)} ({agreement.id})"),
            (sides.told(message("Up to and including")), words.month(until, sides.language)),
        )
    )


def _decided(payments: Iterable[Payments]) -> Iterator[Decided]:
    return decided_of(each.decided for each in payments if each.decided is not None)


# ---- one pension ----


def series_blocks(payments: Payments, sides: Sides, further: str = "") -> Iterator[Block]:
    """The start, each change with what orders it, and the sum."""
    language, names = sides.language, sides.names[payments.party]
    if not payments.runs and payments.undecided_from is None:
        yield Paragraph(sides.told(message("Nothing is paid up to this month.")))
        return
    entries: list[Item] = []
    if payments.runs:
        first = payments.runs[0]
        start = message(
            "{month}: {amount} a month at the start",
            month=words.month(first.first, language),
            amount=words.money(first.amount, payments.currency, language),
        )
        entries.append(Item(sides.told(start)))
    entries += [_adjustment(each, payments, sides) for each in payments.adjustments]
    if payments.undecided_from is not None:
        month = words.month(payments.undecided_from, language)
        why = tuple(Item(sides.fault(each)) for each in payments.faults)
        entries.append(Item(sides.told(message("{month}: the amount cannot be told from here on", month=month)), why))
    yield Items(tuple(entries))
    if further and any(payments.further.values()):
        sums = [
            (names.quantity(name), words.money(each, payments.currency, language))
            for name, each in payments.further.items()
        ]
        yield Fields(tuple(sums), further)
    if payments.runs:
        total = words.money(payments.total, payments.currency, language)
        yield Paragraph(sides.told(message("All monthly payments of this time together: {amount}.", amount=total)))


def _adjustment(adjustment: Adjustment, payments: Payments, sides: Sides) -> Item:
    language = sides.language
    told = message(
        "{month}: {before} becomes {after}",
        month=words.month(adjustment.month, language),
        before=words.money(adjustment.before, payments.currency, language),
        after=words.money(adjustment.after, payments.currency, language),
    )
    figures = tuple(Item(_figure(each, payments.party, sides)) for each in adjustment.figures)
    none = Item(sides.told(message("no figure of law changes: it follows from the facts of the case")))
    return Item(sides.told(told), figures or (none,))


def _figure(figure: Figure, party: str, sides: Sides) -> str:
    names = sides.names[party]
    value = in_unit(figure.value, figure.unit, names)
    articles = "; ".join(dict.fromkeys(cited(each) for each in (figure.citation, *figure.ordered_by)))
    index = key_in_words(figure.key, figure.name, names)
    status = sides.told(STATUSES[figure.status])
    return f"{names.quantity(figure.name)}, {index}: {value} ({articles}; {status})"


# ---- before and after ----


def _recalculated(made: Recalculation, sides: Sides) -> Iterator[Block]:
    language = sides.language

    def money(amount: int) -> str:
        return words.money(amount, made.currency, language)

    if not made.changes:
        yield Paragraph(sides.told(message("Nothing was due before, and nothing is due now.")))
        return
    columns = message("months"), message("before"), message("now"), message("difference a month"), message("in all")
    yield Table(
        tuple(sides.told(each) for each in columns),
        tuple(
            (
                words.month_span(each.first, each.last, language),
                money(each.before),
                money(each.after),
                _signed(each.monthly, money),
                _signed(each.total, money),
            )
            for each in made.changes
        ),
    )
    if made.net == 0 and made.owed("arrears") == 0 and not made.further:
        yield Paragraph(sides.told(message("Nothing differs: there is nothing to pay on or to recover.")))
        return
    names = sides.names[made.party]
    entries = [*_owed(made, "arrears", sides), *_owed(made, "recovery", sides)]
    entries += [
        Item(
            sides.told(
                message("{name}: {amount} more, in one sum", name=names.quantity(name), amount=_signed(each, money))
            )
        )
        for name, each in made.further.items()
    ]
    balance = message("Balance: {amount}", amount=_signed(made.balance, money))
    if made.balance != made.net:
        balance = message("Balance of what has not lapsed: {amount}", amount=_signed(made.balance, money))
    entries.append(Item(sides.told(balance)))
    yield Items(tuple(entries), close=sides.told(message("Interest is not examined.")))


def _signed(amount: int, money: Any) -> str:
    return f"+{money(amount)}" if amount > 0 else f"−{money(-amount)}" if amount < 0 else str(money(0))


def _owed(made: Recalculation, aim: Aim, sides: Sides) -> Iterator[Item]:
    amount, language = made.owed(aim), sides.language
    if amount == 0:
        return
    first = next(each.first for each in made.changes if (each.monthly > 0) == (aim == "arrears") and each.monthly)
    told = {"amount": words.money(amount, made.currency, language), "month": words.month(first, language)}
    text = (
        message("Arrears to pay: {amount}, from {month} on", **told)
        if aim == "arrears"
        else message("Paid too much, to recover: {amount}, from {month} on", **told)
    )
    yield Item(sides.told(text), (Item(sides.told(_limit(made, aim, sides))),))


def _limit(made: Recalculation, aim: Aim, sides: Sides) -> Message:
    limit, first = made.limits[aim], made.first_month(aim)
    if limit is None or first is None:
        return message("Within which time this must be claimed or recovered was not read: nothing is taken as lapsed.")
    language, within = sides.language, made.within(aim)
    told = {
        "months": words.months(limit.months, language),
        "article": cited(limit.citation),
        "month": words.month(first, language),
    }
    if within == made.owed(aim):
        return message("Nothing has lapsed: the time is {months} ({article}), back to {month}.", **told)
    lapsed = words.money(made.owed(aim) - within, made.currency, language)
    return message(
        "Of this {lapsed} has lapsed: the time is {months} ({article}), back to {month}; {within} remains.",
        lapsed=lapsed,
        within=words.money(within, made.currency, language),
        **told,
    )


# ---- charts ----


def _points(payments: Payments, until: Month, first: Month) -> tuple[tuple[Month, int | None], ...]:
    points: list[tuple[Month, int | None]] = []
    if payments.start is None or payments.start > first:
        points.append((first, 0))
    points += [(each.first, each.amount) for each in payments.runs]
    if payments.undecided_from is not None and payments.undecided_from <= until:
        points.append((payments.undecided_from, None))
    return tuple(points)


def _chart(payments: Mapping[str, Payments], until: Month, title: str, sides: Sides) -> Chart | None:
    starts = [each.start for each in payments.values() if each.start is not None]
    if not starts:
        return None
    first = min(starts)
    panels = tuple(
        Panel(sides.party(code), each.currency, (Line("", sides.party(code), _points(each, until, first)),))
        for code, each in payments.items()
        if each.start is not None
    )
    told = tuple(f"{sides.party(code)}. {_runs(each, sides)}" for code, each in payments.items())
    return Chart(title, first, until, panels, told)


def _runs(payments: Payments, sides: Sides) -> str:
    return " ".join(
        f"{words.month_span(each.first, each.last, sides.language)}: "
        f"{words.money(each.amount, payments.currency, sides.language)}."
        for each in payments.runs
    )


def _compared_chart(made: Mapping[str, Recalculation], until: Month, title: str, sides: Sides) -> Chart | None:
    starts = [each.changes[0].first for each in made.values() if each.changes]
    if not starts:
        return None
    first = min(starts)
    before, now = sides.told(message("before")), sides.told(message("now"))
    panels = tuple(
        Panel(
            sides.party(code),
            each.currency,
            (Line("A", before, _points(each.before, until, first)), Line("B", now, _points(each.after, until, first))),
        )
        for code, each in made.items()
        if each.changes
    )
    told = tuple(
        f"{sides.party(code)}. {before}: {_runs(each.before, sides)} {now}: {_runs(each.after, sides)}"
        for code, each in made.items()
    )
    return Chart(title, first, until, panels, told)


# ---- data ----


def adjustments_data(
    payments: Mapping[str, Payments], case_id: str, agreement: Agreement, language: str = "en"
) -> dict[str, Any]:
    """Pensions in payment as plain JSON types."""
    return {
        "case_id": case_id,
        "parties": {code: payments_data(each, language) for code, each in payments.items()},
        "doubts": doubts_data(_decided(payments.values()), Sides(agreement, language)),
    }


def payments_data(payments: Payments, language: str = "en") -> dict[str, Any]:
    """One party's payments as plain JSON types: amounts in whole units, rates exact."""
    return {
        "currency": payments.currency,
        "start": None if payments.start is None else format_month(payments.start),
        "runs": [
            {
                "from": format_month(each.first),
                "to": format_month(each.last),
                "monthly": each.amount,
                "figures": [_figure_data(figure) for figure in each.figures],
            }
            for each in payments.runs
        ],
        "total": payments.total,
        "further": dict(payments.further),
        "undecided_from": None if payments.undecided_from is None else format_month(payments.undecided_from),
        "faults": [each.in_language(language) for each in payments.faults],
    }


def _figure_data(figure: Figure) -> dict[str, Any]:
    return {
        "name": figure.name,
        "key": str(figure.key),
        "value": written(figure.value),
        "status": figure.status,
        "citation": {"source": figure.citation.source, "article": figure.citation.article},
        "ordered_by": [str(each) for each in figure.ordered_by],
    }


def recalculation_data(
    made: Mapping[str, Recalculation], case_id: str, agreement: Agreement, language: str = "en", before: str = ""
) -> dict[str, Any]:
    """A recalculation as plain JSON types; ``before`` is the number of the case that was decided before."""
    return {
        "case_id": case_id,
        "case_id_before": before or case_id,
        "until": format_month(max(each.until for each in made.values())),
        "parties": {code: _recalculation_data(each, language) for code, each in made.items()},
        "doubts": doubts_data(_decided(each.after for each in made.values()), Sides(agreement, language)),
    }


def _recalculation_data(made: Recalculation, language: str) -> dict[str, Any]:
    aims: tuple[Aim, ...] = ("arrears", "recovery")
    return {
        "currency": made.currency,
        "changes": [
            {
                "from": format_month(each.first),
                "to": format_month(each.last),
                "before": each.before,
                "after": each.after,
                "difference": each.monthly,
                "total": each.total,
            }
            for each in made.changes
        ],
        **{aim: _aim_data(made, aim, language) for aim in aims},
        "further": made.further,
        "balance": made.balance,
        "before": payments_data(made.before, language),
        "after": payments_data(made.after, language),
    }


def _aim_data(made: Recalculation, aim: Aim, language: str) -> dict[str, Any]:
    limit, first = made.limits[aim], made.first_month(aim)
    return {
        "total": made.owed(aim),
        "not_lapsed": made.within(aim),
        "limit": None
        if limit is None or first is None
        else {
            "months": limit.months,
            "first_month": format_month(first),
            "citation": {"source": limit.citation.source, "article": limit.citation.article},
            "status": limit.status,
            "note": note_in(limit.note, language) or None,
        },
    }
