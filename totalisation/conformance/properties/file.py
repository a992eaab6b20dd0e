"""The file by itself: sources, dates, and terms that fit together."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from pydantic import BaseModel

from totalisation.agreement import Agreement, Term
from totalisation.conformance.applicability import no_totalisation, sharing, totalising
from totalisation.conformance.plain import minimum, per_unit
from totalisation.conformance.plain_decision import SHARED, method_of
from totalisation.conformance.registry import Trial, holds

_LANGUAGES = ("en", "vi", "ko")
_MONTHS_PER_UNIT = {
    "days": (Fraction(1, 31), Fraction(1, 20)),
    "weeks": (Fraction(7, 31), Fraction(1, 4)),
    "months": (Fraction(1), Fraction(1)),
    "quarters": (Fraction(3), Fraction(3)),
    "years": (Fraction(12), Fraction(12)),
}
"""The least and the most months that a unit can sensibly make; a month has at least twenty days of work."""


def terms_of(agreement: Agreement) -> Iterator[tuple[str, Term]]:
    """Every term of the agreement with its path in the file."""
    yield from _terms(agreement, "")


def _terms(holder: object, path: str) -> Iterator[tuple[str, Term]]:
    if isinstance(holder, Term):
        yield path, holder
    if isinstance(holder, BaseModel):
        for name in type(holder).model_fields:
            yield from _terms(getattr(holder, name), f"{path}.{name}".lstrip("."))
    elif isinstance(holder, dict):
        for name, each in holder.items():
            yield from _terms(each, f"{path}.{name}")
    elif isinstance(holder, tuple):
        for number, each in enumerate(holder):
            yield from _terms(each, f"{path}[{number}]")


@holds("Every term cites an article of a source that the file describes.", sampled=False)
def every_term_cites_a_source(trial: Trial) -> None:
    """Source and article of each term."""
    agreement = trial.subject.agreement
    for path, term in terms_of(agreement):
        trial.met("tried")
        assert term.source in agreement.sources, f"{path} cites {term.source}, which is no source of the file"
        assert term.article.strip(), f"{path} cites no article"


@holds("A term is verified only if its source was read.", sampled=False)
def verified_terms_were_read(trial: Trial) -> None:
    """The day on which the source of each verified term was read."""
    agreement = trial.subject.agreement
    for path, term in terms_of(agreement):
        trial.met("tried")
        read = agreement.sources[term.source].read
        assert term.status != "verified" or read is not None, f"{path} is verified, and {term.source} was never read"


@holds(
    "No provision has effect before the agreement enters into force.", "entry_into_force", "provisions", sampled=False
)
def dates_in_order(trial: Trial) -> None:
    """Provisions and the counting of detachment against entry into force."""
    agreement = trial.subject.agreement
    start = agreement.entry_into_force.date
    for name, provision in agreement.provisions.items():
        assert provision.date >= start, f"{name} has effect before the agreement enters into force"
    for term in agreement.detachment:
        assert term.earliest_count is None or term.earliest_count >= start, "detachment is counted from before"
    trial.met("tried")


@holds("The agreement and its parties are named in English, Vietnamese and Korean.", sampled=False)
def titles_in_three_languages(trial: Trial) -> None:
    """Titles of the agreement, its parties and its sources."""
    agreement = trial.subject.agreement
    for name, title in (("the agreement", agreement.title), *((c, t.title) for c, t in agreement.parties.items())):
        trial.met("tried")
        for language in _LANGUAGES:
            assert title.get(language, ""), f"{name} has no title in {language}"  # type: ignore[call-overload]


@holds(
    "Parties that the terms name are parties to the agreement, and third states are not.",
    "overlap",
    "third_state_periods",
    sampled=False,
)
def parties_named_are_parties(trial: Trial) -> None:
    """Codes in overlap, detachment, refunds and third states."""
    agreement = trial.subject.agreement
    overlap = agreement.overlap
    trial.met("tried")
    if overlap is not None and overlap.keeper == "party":
        assert overlap.party in agreement.parties, f"{overlap.party} keeps overlapping months, and is no party"
    for term in agreement.detachment:
        pair = {term.sender, term.receiver}
        assert pair == set(agreement.codes), f"detachment from {term.sender} to {term.receiver}"
    for code, refund in agreement.lump_sum_refund.items():
        assert code in agreement.parties, f"{code} refunds contributions, and is no party"
        assert set(refund.nationals_of) <= set(agreement.codes), f"{code} refunds nationals of neither party"
    if agreement.third_state_periods is not None:
        states = agreement.third_state_periods.states
        assert not set(states) & set(agreement.codes), "a party is named among third states"
        assert len(states) == len(set(states)), "a third state stands twice"


@holds(
    "A party that totalises says what it pays, and one that shares an amount by what ratio.",
    "totalise",
    "amount",
    "ratio",
    unless=no_totalisation,
    sampled=False,
)
def totalising_parties_say_what_they_pay(trial: Trial) -> None:
    """Amount, ratio and when periods are added, against each other."""
    for code in totalising(trial.subject):
        terms = trial.subject.agreement.parties[code]
        trial.met("tried")
        assert terms.amount is not None, f"{code} totalises, and no term says what it pays"
        assert (terms.ratio is not None) == (method_of(terms) in SHARED), f"{code}: method and ratio do not fit"
        assert terms.earnings is None or "pro_rata" in method_of(terms), f"{code}: the term on earnings has no effect"
        assert terms.totalise is not None
        if method_of(terms).startswith("higher"):
            assert terms.totalise.when == "always", f"{code} compares two amounts, and adds periods only if needed"
        if terms.ratio is not None and terms.ratio.denominator == "fixed_months":
            assert terms.ratio.fixed_months is not None, f"{code}: the fixed denominator has no number"
            assert terms.ratio.denominator_cap is None, f"{code}: a fixed denominator is capped"
        if terms.ratio is not None and terms.ratio.fixed_months is not None:
            assert terms.ratio.denominator == "fixed_months", f"{code}: the fixed number has no effect"
        if terms.ratio is not None and terms.ratio.denominator_cap is not None:
            assert not terms.ratio.full_benefit_cap, f"{code}: the denominator has two caps"


@holds(
    "Units and numbers of the terms are possible ones.",
    "minimum_own_period",
    "conversion",
    "counting",
    "contingency",
    sampled=False,
)
def numbers_are_possible(trial: Trial) -> None:
    """Minima that can be reached, units that can be converted, windows that hold the months needed."""
    trial.met("tried")
    for code, terms in trial.subject.agreement.parties.items():
        if terms.minimum_own_period is not None:
            unit = terms.minimum_own_period.unit
            assert per_unit(unit, terms.conversion) is not None, f"{code}: nothing says how {unit} become months"
            assert minimum(terms) <= 600, f"{code}: nobody reaches the minimum own period"
        if terms.conversion is not None:
            for unit in terms.conversion.months_per_unit:
                rate = per_unit(unit, terms.conversion)
                assert rate is not None
                low, high = _MONTHS_PER_UNIT[unit]
                assert low <= rate <= high, f"{code}: one of {unit} makes {rate} months"
        counting = terms.counting
        if counting is not None:
            most = {"quarters": 4, "years": 1}[counting.unit]
            given = "most_per_year" in counting.model_fields_set
            assert not given or counting.most_per_year <= most, (
                f"{code}: a year has no {counting.most_per_year} {counting.unit}"
            )
        contingency = terms.contingency
        if contingency is not None:
            needed, window = contingency.months_in_window, contingency.window_months
            assert needed <= window + 1, f"{code}: {needed} months in a window of {window}"
        for kinds in (terms.own_periods, terms.foreign_periods):
            if kinds is not None:
                assert kinds.classes, f"{code}: no kind of period counts"
                assert len(kinds.classes) == len(set(kinds.classes)), f"{code}: a kind stands twice"
                ages = (kinds.from_age_years, kinds.until_age_years)
                assert None in ages or ages[0] < ages[1], f"{code}: no age counts"  # type: ignore[operator]


@holds(
    "The order in which kinds of period keep a month names each once, and all that can meet.",
    "overlap",
    unless=lambda subject: (
        None
        if subject.agreement.overlap is not None and subject.agreement.overlap.keeper == "by_class"
        else "no month is kept by its class"
    ),
    sampled=False,
)
def precedence_is_an_order(trial: Trial) -> None:
    """Each class of period once."""
    overlap = trial.subject.agreement.overlap
    assert overlap is not None
    trial.met("tried")
    assert len(overlap.precedence) == len(set(overlap.precedence)), "a kind stands twice in the order"
    assert len(overlap.precedence) > 1, "one kind alone is no order"


@holds(
    "Coverage-only agreements have no terms on benefits, and others have a party that totalises.",
    sampled=False,
)
def kind_fits_the_terms(trial: Trial) -> None:
    """The kind of the agreement against its parties' terms."""
    agreement = trial.subject.agreement
    trial.met("tried")
    benefits = [
        f"{code} {name}"
        for code, terms in agreement.parties.items()
        for name in ("totalise", "amount", "ratio", "minimum_own_period", "foreign_periods", "contingency", "counting")
        if getattr(terms, name) is not None
    ]
    if agreement.kind == "coverage_only":
        assert not benefits, f"terms on benefits in a coverage-only agreement: {', '.join(benefits)}"
    else:
        assert totalising(trial.subject), "an agreement on totalisation under which nobody totalises"
        assert not [code for code in sharing(trial.subject) if code not in agreement.parties]
