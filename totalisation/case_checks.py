"""What the agreement, and the schemes of its parties, find wrong with a case whose fields are well written.

``faults_of`` is all that is wrong with a case: it holds the checks of ``fact_checks`` too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from functools import cache
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from totalisation import amount
from totalisation.agreement import Agreement
from totalisation.agreement_file import find_agreement
from totalisation.benefit_checks import faults_of_benefit, faults_of_parties
from totalisation.case import Case, Claim
from totalisation.case_file import MalformedCaseError
from totalisation.case_parts import KnownFacts, KnownWords, known_claim, known_facts, known_words
from totalisation.fact_checks import faults_of_facts
from totalisation.faults_of_models import faults_of_model, limited
from totalisation.messages import Fault, FaultsError, message
from totalisation.money import Exact
from totalisation.readings import open_questions, parties_of
from totalisation.rules import Interpretation, Rule
from totalisation.schemes import scheme_named
from totalisation.schemes.base import Scheme
from totalisation.wording import did_you_mean, one_of, shortened
from totalisation.written_values import LARGEST_MONEY, exact_figure

MOST_MONTHS: Final = 200 * 12
"""No number of months in a case is larger."""

LARGEST_RATE: Final = 10
"""No rate or ratio of law is above 1000 %; more is a percentage written without its sign."""

_MONEY_UNITS: Final = frozenset({"money", "money_per_month", "money_per_year"})
_WHOLE_UNITS: Final = frozenset({"months", "half_years", "years", "age", "age_months", "count", "percent"})
_RATE_UNITS: Final = frozenset({"fraction", "factor"})
SINGLE_UNITS: Final = _MONEY_UNITS | _WHOLE_UNITS | _RATE_UNITS
"""Units of quantities that one number gives: what a rule yields in them may be established instead."""
_TABLE_KEY = re.compile(r"-?\d{1,6}|[A-Za-z][A-Za-z0-9_-]{0,63}", re.ASCII)


def faults_of(case: Case, agreement: Agreement | None = None) -> list[Fault]:
    """All that is wrong with ``case`` under ``agreement``; empty if it can be decided.

    ``agreement`` is by default the one that the case names among those shipped; that there is none of that
    name is a fault among the others. Whether figures of law are missing shows only when a case is decided.
    """
    faults = faults_of_facts(KnownFacts.of(case))
    try:
        agreement = agreement or find_agreement(case.agreement)
    except FaultsError as error:
        return limited([*error.faults, *faults])
    faults += _faults_of_words(KnownWords.of(case), agreement)
    faults += _contradictions(case, agreement)
    if case.claim.benefit != "old_age" or case.claim.has_further_facts:
        faults += _faults_of_benefit(case.claim, KnownFacts.of(case), agreement)
    for code, terms in agreement.parties.items():
        faults += scheme_named(terms.scheme).checks(case, code)
    return limited(faults)


def checked(read: Callable[[], Case], agreement: Agreement | None = None) -> Case:
    """The case that ``read`` reads. Raises FaultsError with every fault of its form and of what it says.

    Where the form is at fault, the words that are well written are judged all the same: an officer sees an
    unknown kind of period together with a date that is none.
    """
    try:
        case = read()
    except MalformedCaseError as error:
        raise FaultsError(limited([*error.faults, *_further_faults(error, agreement)])) from None
    if faults := faults_of(case, agreement):
        raise FaultsError(faults)
    return case


def _further_faults(error: MalformedCaseError, agreement: Agreement | None) -> list[Fault]:
    words = known_words(error.raw)
    told = [fault.where for fault in error.faults]
    try:
        agreement = agreement or find_agreement(words.agreement)
    except FaultsError as unknown:
        return [] if "agreement" in told else unknown.faults
    claim = known_claim(error.raw)
    further = _faults_of_benefit(claim, known_facts(error.raw), agreement) if claim is not None else []
    # A field that is told already is not told again, nor what lies within it.
    return [
        fault
        for fault in (*_faults_of_words(words, agreement), *further)
        if not any(fault.where == each or fault.where.startswith((f"{each}.", f"{each}[")) for each in told if each)
    ]


def _faults_of_words(words: KnownWords, agreement: Agreement) -> Iterator[Fault]:
    """The words of a case that mean nothing under the agreement and the schemes of its parties."""
    schemes = {code: scheme_named(terms.scheme) for code, terms in agreement.parties.items()}
    yield from _faults_of_kinds(words, schemes)
    for code, figures in words.established.items():
        if code not in schemes:
            yield _no_party(f"established.{code}", code, schemes)
            continue
        for name, figure in figures.items():
            yield from faults_of_established(f"established.{code}.{name}", name, figure, schemes[code])
    for code, chosen in words.interpretations.items():
        if code not in schemes:
            yield _no_party(f"interpretations.{code}", code, schemes)
        else:
            questions = {**schemes[code].interpretations, **open_questions(agreement, code, "")}
            yield from _faults_of_interpretations(code, chosen, questions)
    yield from _faults_of_claim(words, schemes)


def _faults_of_benefit(claim: Claim, facts: KnownFacts, agreement: Agreement) -> list[Fault]:
    schemes = {code: scheme_named(terms.scheme) for code, terms in agreement.parties.items()}
    return [*faults_of_benefit(claim, facts.birth_date, facts.periods), *faults_of_parties(claim, schemes)]


def _no_party(where: str, code: str, codes: Iterable[str]) -> Fault:
    return Fault(
        where,
        message("{code} is not a party to the agreement.", code=shortened(code)),
        message("The parties are {codes}.", codes=list(codes)),
    )


def _faults_of_kinds(words: KnownWords, schemes: Mapping[str, Scheme]) -> Iterator[Fault]:
    """Kinds and conditions that a party's law does not know. Those of third states are their own affair."""
    for index, party, kind in words.kinds:
        scheme = schemes.get(party)
        if scheme is not None and kind not in scheme.kinds:
            yield Fault(
                f"periods[{index}].kind",
                message("{party} has no kind of period “{kind}”.", party=party, kind=kind),
                one_of(kind, scheme.kinds),
            )
    for index, party, conditions in words.conditions:
        scheme = schemes.get(party)
        for number, condition in enumerate(conditions):
            if scheme is not None and condition not in scheme.conditions_of_work:
                yield Fault(
                    f"periods[{index}].conditions[{number}]",
                    message("{party} has no condition of work “{condition}”.", party=party, condition=condition),
                    did_you_mean(condition, sorted(scheme.conditions_of_work)),
                )


def _faults_of_claim(words: KnownWords, schemes: Mapping[str, Scheme]) -> Iterator[Fault]:
    for code in words.top_up:
        if code not in schemes:
            yield _no_party(f"claim.top_up.{code}", code, schemes)
    for code in words.options:
        if code not in schemes:
            yield _no_party(f"claim.options.{code}", code, schemes)
    for code, scheme in schemes.items():
        given: dict[str, Any] = dict(words.options.get(code, {}))
        if not given and not _needs_options(scheme.options):
            continue
        try:
            scheme.options.model_validate(given)
        except ValidationError as error:
            yield from faults_of_model(
                error, scheme.options, given, message("unknown option."), f"claim.options.{code}"
            )


def _faults_of_interpretations(
    code: str, chosen: Mapping[str, str], questions: Mapping[str, Interpretation]
) -> Iterator[Fault]:
    for name, choice in chosen.items():
        where = f"interpretations.{code}.{name}"
        interpretation = questions.get(name)
        if interpretation is None:
            yield Fault(
                where,
                message("{party} has no open question “{name}”.", party=code, name=name),
                one_of(name, questions) if questions else None,
            )
        elif choice not in interpretation.choices:
            yield Fault(
                where,
                message("“{choice}” is not a reading of this question.", choice=choice),
                one_of(choice, interpretation.choices),
            )


def _contradictions(case: Case, agreement: Agreement) -> Iterator[Fault]:
    """Questions about a term that binds both parties, read in one way for each."""
    for name, question in agreement.interpretations.items():
        parties = parties_of(agreement, question)
        chosen = [case.interpretations[code][name] for code in parties if name in case.interpretations.get(code, {})]
        if len(set(chosen)) > 1:
            yield Fault(
                f"interpretations.{parties[-1]}.{name}",
                message("this term binds both parties, and is read in two ways."),
                message("Choose one reading."),
            )


@cache
def _needs_options(options: type[BaseModel]) -> bool:
    return any(field.is_required() for field in options.model_fields.values())


_AMOUNT_RULES: Final[tuple[Rule, ...]] = tuple(
    each.__dict__["rule"] for each in vars(amount).values() if "rule" in getattr(each, "__dict__", {})
)
"""The quantities that an agreement's method adds to those of a scheme, the theoretical amount among them."""


def faults_of_established(where: str, name: str, figure: object, scheme: Scheme) -> Iterator[Fault]:
    """An established figure that stands for nothing, or whose number cannot be what it stands for."""
    parameter = scheme.parameters.get(name)
    rules = (*scheme.every_rule, *_AMOUNT_RULES)
    named = [each for each in rules if each.name == name and each.unit in SINGLE_UNITS]
    # The ratio of an amount that is not shared is the whole, as a factor; else it is a fraction.
    rule = next((each for each in named if each.unit == "fraction"), named[0] if named else None)
    if parameter is None and rule is None:
        names = sorted({each.name for each in rules if each.unit in SINGLE_UNITS} | set(scheme.parameters))
        yield Fault(where, message("no figure of this name is used."), did_you_mean(name, names))
        return
    unit = rule.unit if rule is not None else parameter.unit if parameter is not None else ""
    whole = rule is not None and rule.rounding != ""
    is_table = rule is None and parameter is not None and parameter.index != ""
    if isinstance(figure, dict):
        if not is_table:
            yield Fault(where, message("one number is needed, not a table."), message("Write the number alone."))
            return
        for key, each in figure.items():
            if _TABLE_KEY.fullmatch(key) is None or (parameter is not None and not _key_fits(key, parameter.index)):
                yield Fault(
                    f"{where}.{key}",
                    message("this is not an index of the table “{name}”.", name=name),
                    message("Its index is {index}.", index="" if parameter is None else parameter.index),
                )
            else:
                yield from _faults_of_number(f"{where}.{key}", exact_figure(each), unit, whole)
    elif is_table and parameter is not None:
        yield Fault(
            where,
            message("a table is needed, not one number."),
            message(
                "Write each figure by its {index}, between {opening} and {closing}.",
                index=parameter.index,
                opening="{",
                closing="}",
            ),
        )
    else:
        assert isinstance(figure, (int, str))
        yield from _faults_of_number(where, exact_figure(figure), unit, whole)


def _key_fits(key: str, index: str) -> bool:
    # Two spellings of one number would be two figures for one index.
    if key.lstrip("-").isdigit() and str(int(key)) != key:
        return False
    return index != "year" or re.fullmatch(r"(19|20|21)\d\d", key, re.ASCII) is not None


def _faults_of_number(where: str, number: Exact, unit: str, whole: bool) -> Iterator[Fault]:
    value = shortened(str(number))
    if isinstance(number, Fraction) and (whole or unit in _WHOLE_UNITS):
        yield Fault(
            where, message("{value} is not a whole number.", value=value), message("Write a whole number of the unit.")
        )
    if unit == "fraction" and number > LARGEST_RATE:
        yield Fault(
            where,
            message("{value} is too large for a part of a whole.", value=value),
            message("45 per cent is written “45 %”, “0.45” or “9/20”."),
        )
    most = LARGEST_MONEY if unit in _MONEY_UNITS else MOST_MONTHS if unit in _WHOLE_UNITS else None
    if most is not None and number > most:
        yield Fault(
            where,
            message("{value} is too large.", value=value),
            message("The largest value is {most}.", most=most),
        )
