"""What can be relied on in a case: all of it where it is valid, else each part that is valid by itself.

The checks of dates against each other run on these parts, so that one malformed field hides no other fault.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from totalisation.case import Benefit, Case, Claim, Death, Disability, Earnings, Period, Survivor, Withdrawal
from totalisation.written_values import CalendarDay, Figure, MonthOrDay, PartialDate, PartyCode, Word

Part = TypeVar("Part")
Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class KnownPeriod:
    """A period whose dates are valid, with those of its earnings and broken months that are, by their index.

    Where the party or the kind is not valid it is "".
    """

    index: int
    period: Period
    earnings: Sequence[tuple[int, Earnings]]
    broken_months: Sequence[tuple[int, PartialDate]]

    @classmethod
    def of(cls, index: int, period: Period) -> KnownPeriod:
        """All of a valid period."""
        return cls(index, period, tuple(enumerate(period.earnings)), tuple(enumerate(period.broken_months)))

    @property
    def where(self) -> str:
        """The period as a fault names it."""
        return f"periods[{self.index}]"


@dataclass(frozen=True, slots=True)
class KnownFacts:
    """The dates of a case and its periods, as far as they are valid."""

    birth_date: PartialDate | None
    claim_date: date | None
    capacity_conclusion: date | None
    periods: Sequence[KnownPeriod]

    @classmethod
    def of(cls, case: Case) -> KnownFacts:
        """All of a valid case."""
        return cls(
            case.person.birth_date,
            case.claim.date,
            case.person.capacity_conclusion,
            tuple(KnownPeriod.of(index, period) for index, period in enumerate(case.periods)),
        )


@dataclass(frozen=True, slots=True)
class KnownWords:
    """What a case names by words that only the agreement and its parties' schemes can judge."""

    agreement: str
    kinds: Sequence[tuple[int, str, str]]
    """Index, party and kind of each period."""
    conditions: Sequence[tuple[int, str, Sequence[str]]]
    """Index, party and conditions of work of each period."""
    established: Mapping[str, Mapping[str, object]]
    interpretations: Mapping[str, Mapping[str, str]]
    options: Mapping[str, Mapping[str, Any]]
    top_up: Sequence[str]

    @classmethod
    def of(cls, case: Case) -> KnownWords:
        """All of a valid case."""
        return cls(
            case.agreement,
            [(index, each.party, each.kind) for index, each in enumerate(case.periods)],
            [(index, each.party, each.conditions) for index, each in enumerate(case.periods) if each.conditions],
            case.established,
            case.interpretations,
            case.claim.options,
            tuple(case.claim.top_up),
        )


def known_words(raw: Mapping[str, Any]) -> KnownWords:
    """The words of the case that was written as ``raw``, as far as they stand where they should."""
    claim = _table(raw.get("claim"))
    periods = raw.get("periods")
    written = [
        (index, each["party"], each)
        for index, each in enumerate(periods if isinstance(periods, (list, tuple)) else ())
        if isinstance(each, Mapping) and isinstance(each.get("party"), str)
    ]
    return KnownWords(
        agreement if isinstance(agreement := raw.get("agreement"), str) else "",
        [(index, party, kind) for index, party, each in written if (kind := _valid(_KIND, each.get("kind")))],
        [(index, party, _words(each.get("conditions"))) for index, party, each in written],
        {
            code: {name: known for name, each in _table(figures).items() if (known := _figures(each)) is not None}
            for code, figures in _table(raw.get("established")).items()
        },
        {
            code: {name: choice for name, choice in _table(chosen).items() if isinstance(choice, str)}
            for code, chosen in _table(raw.get("interpretations")).items()
        },
        {code: _table(options) for code, options in _table(claim.get("options")).items()},
        tuple(_table(claim.get("top_up"))),
    )


def _table(value: object) -> Mapping[str, Any]:
    return {key: each for key, each in value.items() if isinstance(key, str)} if isinstance(value, Mapping) else {}


def _words(value: object) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, (list, tuple)) else []


def _figures(value: object) -> object | None:
    """A figure that is a number, or the entries of a table that are; None for what is neither."""
    if isinstance(value, Mapping):
        return {key: each for key, each in _table(value).items() if _valid(_FIGURE, each) is not None}
    return _valid(_FIGURE, value)


def known_claim(raw: Mapping[str, Any]) -> Claim | None:
    """The claim of the case that was written as ``raw``, as far as it is valid; None if its benefit is not.

    For what is required and not valid stands something to which no check objects, or objects at a place that is
    told already.
    """
    claim = _table(raw.get("claim"))
    benefit, day = _valid(_BENEFIT, claim.get("benefit")), _valid(_DAY, claim.get("date"))
    if benefit is None:
        return None
    asked = {code: _as_far_as_valid(Withdrawal, each, reason="x") for code, each in _of_parties(claim, "withdrawals")}
    if day is None:
        asked = {code: each.model_copy(update={"decided": None}) for code, each in asked.items()}
    listed = claim.get("survivors")
    return Claim.model_construct(
        benefit=benefit,
        date=day or date.max,
        withdrawals=asked,
        death=_as_far_as_valid(Death, claim["death"], date=_LAST_DAY) if claim.get("death") is not None else None,
        survivors=tuple(
            _as_far_as_valid(Survivor, each, relation="child")
            for each in (listed if isinstance(listed, (list, tuple)) else ())
        ),
        disability=_as_far_as_valid(Disability, claim["disability"], first_examined=_FIRST_DAY)
        if claim.get("disability") is not None
        else None,
    )


def _of_parties(claim: Mapping[str, Any], name: str) -> Iterator[tuple[str, object]]:
    for code, each in _table(claim.get(name)).items():
        if _valid(_PARTY, code) is not None:
            yield code, each


def _as_far_as_valid(model: type[Model], raw: object, **stand_ins: object) -> Model:
    """The part that was written as ``raw`` without its fields that are not valid, but with those of ``stand_ins``."""
    known = {field.alias or name for name, field in model.model_fields.items()}
    given = {name: each for name, each in _table(raw).items() if name in known}
    try:
        return model.model_validate(given, by_alias=True, by_name=False)
    except ValidationError as error:
        wrong = {each["loc"][0] for each in error.errors(include_url=False) if each["loc"]}
    except UnicodeError:
        wrong = set(given)
    return model.model_validate({**stand_ins, **{name: each for name, each in given.items() if name not in wrong}})


def known_facts(raw: Mapping[str, Any]) -> KnownFacts:
    """The valid parts of the case that was written as ``raw``."""
    person, claim, periods = raw.get("person"), raw.get("claim"), raw.get("periods")
    return KnownFacts(
        _valid(_BIRTH_DATE, person.get("birth_date")) if isinstance(person, Mapping) else None,
        _valid(_DAY, claim.get("date")) if isinstance(claim, Mapping) else None,
        _valid(_DAY, person.get("capacity_conclusion")) if isinstance(person, Mapping) else None,
        tuple(_known_periods(periods)) if isinstance(periods, (list, tuple)) else (),
    )


_BIRTH_DATE: Final[TypeAdapter[PartialDate]] = TypeAdapter(PartialDate)
_BENEFIT: Final[TypeAdapter[Benefit]] = TypeAdapter(Benefit)
_FIRST_DAY, _LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
_DAY: Final[TypeAdapter[date]] = TypeAdapter(CalendarDay)
_MONTH: Final[TypeAdapter[PartialDate]] = TypeAdapter(MonthOrDay)
_PARTY: Final[TypeAdapter[str]] = TypeAdapter(PartyCode)
_KIND: Final[TypeAdapter[str]] = TypeAdapter(Word)
_FIGURE: Final[TypeAdapter[int | str]] = TypeAdapter(Figure)

_OPTIONAL: Final = ("salary_regime", "refunded", "count")
_ALONE: Final = {"party": "AA", "from": "2000-01", "to": "2000-01", "kind": "any"}
"""A period without faults, to which one field is added to see whether it is valid."""


def _known_periods(periods: Sequence[Any]) -> Iterator[KnownPeriod]:
    for index, raw in enumerate(periods):
        if not isinstance(raw, Mapping):
            continue
        period = _valid_model(Period, raw)
        known = KnownPeriod.of(index, period) if period is not None else _salvaged(index, raw)
        if known is not None:
            yield known


def _salvaged(index: int, raw: Mapping[str, Any]) -> KnownPeriod | None:
    """The valid parts of a period that is not valid as a whole, or None if neither of its dates is."""
    first, last = _valid(_MONTH, raw.get("from")), _valid(_MONTH, raw.get("to"))
    from_date, to_date = first or last, last or first
    if from_date is None or to_date is None:
        return None
    optional = {
        key: getattr(part, key)
        for key in _OPTIONAL
        if key in raw and (part := _valid_model(Period, {**_ALONE, key: raw[key]})) is not None
    }
    period = Period.model_construct(
        party=_valid(_PARTY, raw.get("party")) or "",
        first=from_date,
        last=to_date,
        kind=_valid(_KIND, raw.get("kind")) or "",
        **optional,
    )
    if first is None or last is None:
        # Nothing can be said of what lies within the period.
        return KnownPeriod(index, period, (), ())
    return KnownPeriod(
        index,
        period,
        tuple(_valid_parts(raw.get("earnings"), lambda each: _valid_model(Earnings, each))),
        tuple(_valid_parts(raw.get("broken_months"), lambda each: _valid(_MONTH, each))),
    )


def _valid_parts(raw: object, valid: Callable[[Any], Part | None]) -> Iterator[tuple[int, Part]]:
    """The valid ones of a list, each with its index."""
    if isinstance(raw, (list, tuple)):
        for index, each in enumerate(raw):
            part = valid(each)
            if part is not None:
                yield index, part


def _valid(adapter: TypeAdapter[Part], raw: object) -> Part | None:
    try:
        return adapter.validate_python(raw)
    except (ValidationError, UnicodeError):
        return None


def _valid_model(model: type[Model], raw: object) -> Model | None:
    try:
        return model.model_validate(raw, by_alias=True, by_name=False)
    except (ValidationError, UnicodeError):
        return None
