"""The answer about a piece of work in words: the same blocks that every report is made of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from totalisation.agreement import DateTerm
from totalisation.coverage.answer import CoverageAnswer, DoubleContribution, ExtensionAdvice, Stretch
from totalisation.messages import Message, message
from totalisation.months import month_of
from totalisation.reports import terms, words
from totalisation.reports.blocks import Fields, Item, Items, Paragraph, Section, items
from totalisation.reports.columns import heading
from totalisation.reports.coverage_terms import ASKED_BY
from totalisation.reports.coverage_words import KINDS, laws_named, span_in_words, steps_of
from totalisation.reports.names import STATUSES, cited, in_full, note_in, own_name, party_name
from totalisation.reports.noted import Noted, with_notes
from totalisation.reports.text import section_lines
from totalisation.term import Term


def coverage_report(answer: CoverageAnswer, language: str = "en") -> str:
    """The whole answer as text, at most 100 columns wide."""
    title = message("Applicable legislation: {work_id}", work_id=answer.work.work_id).in_language(language)
    lines = list(heading(title, "="))
    for number, section in enumerate(sections(answer, language), 1):
        lines.extend(section_lines(number, section, ()))
    return "\n".join(lines) + "\n"


def sections(answer: CoverageAnswer, language: str) -> Iterator[Section]:
    """The parts of the report, in order."""
    told = _Told(answer, language)
    yield Section(told(message("The work")), (Fields(tuple(told.facts())),))
    stretches = tuple(Item(told.stretch(each), tuple(told.why(each))) for each in answer.stretches)
    yield Section(told(message("Whose law covers it")), (Items(stretches), *told.remarks()))
    yield Section(told(message("Certificate of coverage")), tuple(told.certificate()))
    if answer.extension is not None:
        yield Section(told(message("Extension")), (items(list(told.extension(answer.extension))),))
    yield Section(told(message("Double contributions")), (told.double(),))
    if answer.computation is not None:
        yield Section(told(message("How the days were found")), (items(list(steps_of(answer, language))),))
    yield Section(told(message("Terms not read in their instrument")), (told.doubts(),))
    yield Section(told(message("Open questions of law")), (told.questions(),))
    yield Section(told(message("Documents cited")), (Fields(tuple(told.documents())),))


class _Told:
    """Puts the parts of one answer into one language."""

    def __init__(self, answer: CoverageAnswer, language: str) -> None:
        self.answer = answer
        self.language = language

    def __call__(self, text: Message) -> str:
        return text.in_language(self.language)

    def party(self, code: str) -> str:
        return party_name(self.answer.agreement, code, self.language)

    def day(self, day: date) -> str:
        return words.day(day, self.language)

    def facts(self) -> Iterator[tuple[str, str]]:
        work, piece = self.answer.work, self.answer.work.work
        yield self(message("agreement")), own_name(self.answer.agreement.title, self.language)
        if work.worker.name:
            yield self(message("name")), work.worker.name
        yield self(message("kind of work")), self(KINDS[piece.kind])
        yield self(message("place of work")), self.party(piece.place)
        if piece.employer is not None:
            yield self(message("seat of the employer")), self.party(piece.employer)
        for label, code in (
            (message("nationality"), work.worker.nationality),
            (message("residence"), work.worker.residence),
            (message("flag"), piece.flag),
        ):
            if code is not None:
                yield self(label), self.party(code)
        yield self(message("days of the work")), span_in_words(piece.first, piece.last, self.language)
        if piece.expected_to is not None:
            yield self(message("expected to end when it began")), self.day(piece.expected_to)
        if piece.in_both is not None:
            yield self(message("works in both territories")), self(message("yes") if piece.in_both else message("no"))
        if piece.insured_under is not None:
            named = ", ".join(self.party(each) for each in piece.insured_under) or "–"
            yield self(message("insured under the law of")), named
        if piece.extended_until is not None:
            yield self(message("extended until")), self.day(piece.extended_until)

    def stretch(self, stretch: Stretch) -> str:
        law = laws_named(stretch.party, self.answer.agreement, self.language)
        return f"{span_in_words(stretch.first, stretch.last, self.language)}: {law}"

    def why(self, stretch: Stretch) -> Iterator[Item]:
        yield Item(f"{self(stretch.reason)} ({cited(stretch.term.citation)})", plain=True)

    def remarks(self) -> Iterator[Items]:
        said = [
            in_full(each.text, self.answer.agreement, self.language)
            + ("" if each.term is None else f" ({cited(each.term.citation)})")
            for each in self.answer.remarks
        ]
        if said:
            yield items(said)

    def certificate(self) -> Iterator[Paragraph | Items]:
        advice = self.answer.certificate
        if advice is None:
            yield Paragraph(self(message("None is needed: the law of the place of work covers the work, or no term.")))
            return
        if advice.last is None:
            runs = message(
                "issued by {party}, from {first}, without a last day",
                party=self.party(advice.issued_by),
                first=self.day(advice.first),
            )
        else:
            runs = message(
                "issued by {party}, from {first} until {last} at the latest",
                party=self.party(advice.issued_by),
                first=self.day(advice.first),
                last=self.day(advice.last),
            )
        said = [self(runs), self(message("shown to {party}", party=self.party(advice.shown_to)))]
        if advice.asked_by is None:
            said.append(self(message("who asks for it, the agreement's file does not say")))
        else:
            said.append(self(message("asked for by {whom}", whom=ASKED_BY[advice.asked_by])))
        said += [
            self(message("no certificate covers {span}", span=span_in_words(first, last, self.language)))
            for first, last in advice.uncovered
        ]
        yield items(said)

    def extension(self, advice: ExtensionAdvice) -> Iterator[str]:
        yield (
            self(
                message(
                    "possible from {first} until {last} at the latest",
                    first=self.day(advice.first),
                    last=self.day(advice.last),
                )
            )
            + f" ({cited(advice.term.citation)})"
        )
        if advice.needed:
            yield self(message("needed: the work is expected to go on after {day}", day=self.day(advice.granted_end)))
        else:
            yield self(message("not needed, as the work is expected"))
        if advice.needs == "both_consent":
            yield self(message("needs the consent of both parties' authorities"))
        elif advice.needs == "sender_consent":
            yield self(message("needs the consent of the sender's authority"))
        else:
            yield self(message("whose consent it needs, the agreement's file does not say"))
        if advice.asked_before is None:
            yield self(
                message(
                    "until when it must be asked for, the agreement's file does not say; what is granted ends on {day}",
                    day=self.day(advice.granted_end),
                )
            )
        else:
            yield self(message("to be asked for by {day}", day=self.day(advice.asked_before)))

    def double(self) -> Paragraph | Items:
        if not self.answer.double:
            return Paragraph(self(message("None, as far as the facts of the work tell.")))
        return items([self._double(each) for each in self.answer.double])

    def _double(self, each: DoubleContribution) -> str:
        last = None if each.last is None else month_of(each.last)
        if last is None:
            months = words.month(month_of(each.first), self.language) + " –"
        else:
            months = words.month_span(month_of(each.first), last, self.language)
        named = {"months": months, "party": self.party(each.party), "due_to": self.party(each.due_to)}
        if each.paid:
            said = message("{months}: paid to {party}, and not due there: the law of {due_to} covers the work", **named)
        else:
            said = message(
                "{months}: {party} may claim contributions as long as no certificate of {due_to} is shown", **named
            )
        return f"{self(said)} ({cited(each.term.citation)})"

    def doubts(self) -> Paragraph | Items:
        if not self.answer.doubts:
            return Paragraph(self(message("None: all that was used was read in its instrument.")))
        return Items(with_notes([self._doubt(each.term) for each in self.answer.doubts], self.language))

    def _doubt(self, term: Term) -> Noted:
        name = terms.label(term, self.language)
        if isinstance(term, DateTerm):
            name = self(message("which law applies, from"))
        text = f"{name} ({cited(term.citation)}; {self(STATUSES[term.status])})"
        return Noted(text, name, note_in(term.note, self.language))

    def questions(self) -> Paragraph | Items:
        if not self.answer.questions:
            return Paragraph(self(message("No open question bears on this result.")))
        return Items(tuple(self._questions()))

    def _questions(self) -> Iterator[Item]:
        for used in self.answer.questions:
            titles = used.interpretation.choices
            reading = own_name(titles[used.choice], self.language)
            chosen = message("Reading chosen by default: {reading}", reading=reading)
            if used.chosen:
                chosen = message("Reading chosen by the case: {reading}", reading=reading)
            below = [Item(self(chosen), plain=True)]
            for other in used.others:
                told = message("Other reading: {reading}", reading=own_name(titles[other.choice], self.language))
                unknown = message("It depends on the day on which the work is expected to end, which is not known.")
                effect = tuple(Item(self.stretch(each)) for each in other.stretches) or (Item(self(unknown)),)
                below.append(Item(self(told), effect, plain=True))
            asked = f"{own_name(used.interpretation.question, self.language)} ({cited(used.citation)})"
            yield Item(asked, tuple(below))

    def documents(self) -> Iterator[tuple[str, str]]:
        named = [*self.answer.terms, *(each.term for each in self.answer.doubts)]
        for key in dict.fromkeys(each.source for each in named):
            yield key, own_name(self.answer.agreement.sources[key].title, self.language)
