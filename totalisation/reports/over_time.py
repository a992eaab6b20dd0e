"""A case over time: when each side begins, how the amount moves by month of claim, and what brings it nearer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from totalisation.messages import FaultsError, Message, message
from totalisation.months import format_month
from totalisation.nearer import Gain, Nearer
from totalisation.over_time import Answer, OverTime, Run
from totalisation.reports import words
from totalisation.reports.blocks import Fields, Item, Items, Paragraph, Section
from totalisation.reports.doubts import Decided, doubts_data, doubts_section
from totalisation.reports.names import BASES, cited, own_name
from totalisation.reports.study import Sides, Study, Tell
from totalisation.reports.svg_chart import Chart, Line, Panel
from totalisation.schemes import scheme_named, scheme_of


def study_of(followed: OverTime, changes: Sequence[Nearer], language: str = "en", tell: Tell | None = None) -> Study:
    """The case over time in ``language``; ``tell`` is that of ``Sides``."""
    sides, case = Sides(followed.agreement, language, tell), followed.case

    def told(text: Message) -> str:
        return text.in_language(language)

    head = Fields(
        (
            (told(message("Case")), case.case_id),
            (told(message("Agreement")), f"{own_name(followed.agreement.title, language)} ({followed.agreement.id})"),
            (told(message("Months of claim")), words.month_span(followed.first, followed.last, language)),
        )
    )
    begins = [Item(told(_begins(followed, code, sides))) for code in followed.answers]
    sections = [Section(told(message("When each side begins")), (Items(tuple(begins)),))]
    for code in followed.answers:
        title = message("{party}, by month of claim", party=sides.party(code))
        entries = tuple(Item(_run(run, code, sides)) for run in followed.runs(code))
        sections.append(Section(told(title), (Items(entries),)))
    if why := list(_undecided(followed, sides)):
        title = message("Months that cannot be decided, and why")
        sections.append(Section(told(title), (Items(tuple(why)),)))
    sections += [_nearer_section(followed, changes, sides), doubts_section(_decided(followed), sides)]
    return Study(told(message("The case over time")), head, tuple(sections), chart_of(followed, sides))


def _decided(followed: OverTime) -> Iterator[Decided]:
    """What each run of months rests on."""
    for code in followed.answers:
        for run in followed.runs(code):
            if run.answer.basis is None:
                continue
            case = followed.career.moved(run.first)
            decider = followed.career.decider(case, code, run.first, record=True)
            try:
                result = decider.decide()
            except FaultsError:
                yield code, *decider.rests_on(run.answer.basis)
            else:
                yield code, result.terms, result.computations


def _begins(followed: OverTime, code: str, sides: Sides) -> Message:
    month = followed.begins(code)
    if month is None:
        last = words.month(followed.last, sides.language)
        return message("{party}: no claim up to {month} is met.", party=sides.party(code), month=last)
    return message(
        "{party}: a claim is met from {month} on, {answer}.",
        party=sides.party(code),
        month=words.month(month, sides.language),
        answer=answer_in_words(followed.at(code, month), code, sides),
    )


def answer_in_words(answer: Answer, code: str, sides: Sides) -> str:
    """One answer: the amount and its basis, what is missing, or that it cannot be told."""
    names, language = sides.names[code], sides.language
    if answer.basis is None:
        return message("cannot be decided").in_language(language)
    basis = BASES[answer.basis].in_language(language)
    if answer.entitled and answer.monthly_amount is not None:
        amount = words.money(answer.monthly_amount, names.currency, language)
        return message("{amount} a month, {basis}", amount=amount, basis=basis).in_language(language)
    if answer.entitled:
        return message("{basis}, the amount cannot be told", basis=basis).in_language(language)
    missing = [names.condition(each) for each in answer.missing]
    return message("not entitled; what is missing: {conditions}", conditions=missing).in_language(language)


def _run(run: Run, code: str, sides: Sides) -> str:
    span = words.month_span(run.first, run.last, sides.language)
    return f"{span}: {answer_in_words(run.answer, code, sides)}"


def _undecided(followed: OverTime, sides: Sides) -> Iterator[Item]:
    for code in followed.answers:
        for run in followed.runs(code):
            if run.answer.undecided:
                span = f"{sides.party(code)}, {words.month_span(run.first, run.last, sides.language)}"
                yield Item(span, tuple(Item(sides.fault(each)) for each in run.answer.undecided))


def _nearer_section(followed: OverTime, changes: Sequence[Nearer], sides: Sides) -> Section:
    language = sides.language
    title = message("What would bring entitlement nearer").in_language(language)
    if not changes:
        none = message("No single change that was tried does: more months, missing months paid, a refund paid back.")
        return Section(title, (Paragraph(none.in_language(language)),))
    entries = [
        Item(
            change_in_words(each, followed, sides).in_language(language),
            tuple(Item(gain_in_words(gain, followed, sides).in_language(language)) for gain in each.gains),
        )
        for each in changes
    ]
    return Section(title, (Items(tuple(entries)),))


def change_in_words(nearer: Nearer, followed: OverTime, sides: Sides) -> Message:
    """What is supposed."""
    language = sides.language
    party = sides.party(nearer.party) if nearer.party else ""
    months = words.months(nearer.months, language)
    if nearer.change in ("longer", "voluntary"):
        since = words.month(followed.first, language)
        kinds = scheme_of(followed.agreement.parties[nearer.party]).kinds
        return message(
            "Insurance under {party} for {months} more, in {month} at the earliest ({kinds}):",
            party=party,
            months=months,
            month=since,
            kinds=" / ".join(own_name(kinds[each].title, language) for each in nearer.kinds),
        )
    if nearer.change == "top_up":
        return message("{months} of time missing under {party}, paid in one sum:", months=months, party=party)
    if nearer.change == "repaid":
        law = scheme_named(followed.agreement.parties[nearer.party].scheme).repayment
        if law is None:
            return message("The refund of {party} is paid back; whether its law allows that was not read:", party=party)
        article = cited(law.citation)
        if law.possible:
            return message(
                "The refund of {party} is paid back, as its law allows ({article}):", party=party, article=article
            )
        return message(
            "The refund of {party} is paid back, which its law does not allow ({article}):",
            party=party,
            article=article,
        )
    return message(
        "Totalisation has effect in {month}, not only from {date}:",
        month=words.month(followed.first, language),
        date=words.day(followed.agreement.provision("totalisation").date, language),
    )


def gain_in_words(gain: Gain, followed: OverTime, sides: Sides) -> Message:
    """What it brings on one side."""
    language = sides.language
    told = {
        "party": sides.party(gain.party),
        "month": words.month(gain.after, language),
        "answer": answer_in_words(gain.answer, gain.party, sides),
    }
    if gain.months is None:
        last = words.month(followed.last, language)
        return message("{party}: from {month} on, else not by {last}; {answer}", last=last, **told)
    return message(
        "{party}: from {month} on, earlier by {months}; {answer}", months=words.months(gain.months, language), **told
    )


def chart_of(followed: OverTime, sides: Sides) -> Chart | None:
    """The amount of each side by month of claim; the line ends where the amount cannot be told.

    A side of which no amount is known has none; None where that is so of both.
    """
    language = sides.language
    panels, told = [], []
    for code in followed.answers:
        points: list[tuple[int, int | None]] = []
        for run in followed.runs(code):
            answer = run.answer
            amount = 0 if answer.basis == "none" else answer.monthly_amount
            points.append((run.first, amount))
        title = message("{party}: monthly amount by month of claim", party=sides.party(code)).in_language(language)
        if any(amount for _, amount in points):
            panels.append(Panel(title, followed.agreement.parties[code].currency, (Line("", title, tuple(points)),)))
        told.append(f"{title}. " + " ".join(f"{_run(run, code, sides)}." for run in followed.runs(code)))
    name = message("Monthly amounts by month of claim").in_language(language)
    return Chart(name, followed.first, followed.last, tuple(panels), tuple(told)) if panels else None


def as_data(followed: OverTime, changes: Sequence[Nearer], language: str = "en") -> dict[str, Any]:
    """The case over time as plain JSON types: months "YYYY-MM", amounts whole units of the party's currency."""
    return {
        "case_id": followed.case.case_id,
        "agreement": followed.agreement.id,
        "from": format_month(followed.first),
        "to": format_month(followed.last),
        "parties": {
            code: {
                "currency": followed.agreement.parties[code].currency,
                "begins": _month(followed.begins(code)),
                "runs": [
                    {"from": format_month(run.first), "to": format_month(run.last), **_answer(run.answer, language)}
                    for run in followed.runs(code)
                ],
            }
            for code in followed.answers
        },
        "nearer": [
            {
                "change": each.change,
                "party": each.party or None,
                "months": each.months or None,
                "kinds": list(each.kinds) or None,
                "gains": [
                    {
                        "party": gain.party,
                        "before": _month(gain.before),
                        "after": format_month(gain.after),
                        "months": gain.months,
                        **_answer(gain.answer, language),
                    }
                    for gain in each.gains
                ],
            }
            for each in changes
        ],
        "doubts": doubts_data(_decided(followed), Sides(followed.agreement, language)),
    }


def _month(month: int | None) -> str | None:
    return None if month is None else format_month(month)


def _answer(answer: Answer, language: str) -> dict[str, Any]:
    return {
        "basis": answer.basis,
        "monthly_amount": answer.monthly_amount,
        "missing": list(answer.missing),
        "undecided": [each.in_language(language) for each in answer.undecided],
    }
