"""What the API answers, as models: the OpenAPI document is made of them, and tests hold each answer against them.

Answers are made by ``totalisation.reports.data`` and not by these models, so that none is checked twice on its way.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from totalisation.agreement import Agreement, Code, Language, Provision
from totalisation.parameters import Status

Month = Annotated[str, Field(pattern=r"^\d{4}-\d{2}$", description="YYYY-MM")]
Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$", description="YYYY-MM-DD")]
Exact = Annotated[str, Field(description="An exact number, whole or a fraction: 9/40.")]
Money = Annotated[int, Field(description="Whole units of the party's currency.")]
ExactMoney = Annotated[int | str, Field(description="Units of the party's currency, an exact fraction if not whole.")]
Value = Annotated[JsonValue, Field(description="By the unit: a number, an exact fraction, a date, words, or a table.")]


class Answer(BaseModel):
    """A part of an answer. Further fields may be added to it within one version of the API."""

    model_config = ConfigDict(frozen=True)


class Citation(Answer):
    """The key of a document, and the article in it."""

    source: str
    article: str


class Engine(Answer):
    """Which engine decided."""

    name: str
    version: str


class Months(Answer):
    """An unbroken stretch of months, first and last included."""

    first: Month = Field(alias="from")
    last: Month = Field(alias="to")


class Stretch(Answer):
    """Months of one period that share one fate: counted, or left out and why."""

    party: str
    period: int | None = Field(description="Index of the period in the case; null where several are meant.")
    kind: str | None
    first: Month = Field(alias="from")
    last: Month = Field(alias="to")
    months: int
    counted: bool
    reason: str


class View(Answer):
    """The months as one party counts them."""

    own: list[Months]
    own_kept: list[Months]
    added: list[Months] = Field(description="Months of the other party that are added.")
    taken_over: list[Months]
    own_months: int
    ratio_months: int
    total_months: int
    dropped: list[Stretch]


class Aggregation(Answer):
    """The insured periods of both parties, merged."""

    total_months: int
    overlap_months: int
    months_without_place: int
    total: list[Months]
    overlap: list[Months]
    own_records: dict[Code, list[Stretch]]
    views: dict[Code, View]
    third_states: list[Stretch]


class Condition(Answer):
    """A condition of entitlement, and when it is first met."""

    condition: str
    unit: str
    required: Value
    actual: Value
    met: bool
    earliest: Month | None
    supposes: str | None


class Remark(Answer):
    """A sentence about the result, with the article on which it rests."""

    text: str
    citation: Citation | None


class TermUsed(Answer):
    """A term of the agreement that bears on the result."""

    term: str
    says: dict[str, JsonValue]
    citation: Citation
    status: Status
    note: str | None


class Step(Answer):
    """One quantity, with the rule and the articles that order it and what it was made from."""

    name: str
    value: Value
    unit: str
    origin: Literal["rule", "figure", "fact", "interpretation", "established"]
    rounding: str | None
    status: Status
    citations: list[Citation]
    inputs: dict[str, Value]


class Doubt(Answer):
    """A figure, rule or term that was used and not read in its instrument."""

    party: str
    name: str
    kind: Literal["figure", "rule", "term"]
    status: Literal["secondary", "unverified"]
    value: Value
    citation: Citation
    note: str | None


class Alternative(Answer):
    """What another reading of an open question would make of the result."""

    choice: str
    entitled: bool
    monthly_amount: Money | None
    difference: Money | None
    undecided: bool
    single_sums: Money | None
    difference_of_sums: Money | None


class Interpretation(Answer):
    """An open question of law on which the result rests, and the reading chosen."""

    party: str
    name: str
    question: str
    choice: str
    chosen_by_case: bool
    citation: Citation
    alternatives: list[Alternative]


class BenefitPart(Answer):
    """One part of a benefit other than an old-age pension: a pension of each month, or one sum."""

    name: str
    monthly: bool
    due: bool
    basis: Literal["independent", "totalised", "none"]
    start: Month | None
    amount_at_start: Money | None
    amount: Money | None
    theoretical_amount: Money | None
    ratio: Exact | None
    conditions: list[Condition]
    earliest: Month | None


class Standing(Answer):
    """One party's old-age pension, if nothing but time passes."""

    own_months: int
    totalised_months: int
    basis: Literal["independent", "totalised", "none"]
    claimable: Month | None
    monthly_amount: Money | None
    drawn: bool = Field(description="Whether it is drawn already: then since that month, and it is that amount now.")


class StandingCompared(Answer):
    """One party's old-age pension with the periods that are extinguished and without them."""

    effect: Literal["same", "less", "later", "lost", "more"]
    kept: Standing
    extinguished: Standing


class Extinguished(Answer):
    """What a withdrawal or refund ends."""

    months: dict[Code, int] = Field(description="Months that count no more, by party.")
    asked_now: bool = Field(description="Whether the lump sum is the one claimed; else it was paid before.")
    parties: dict[Code, StandingCompared]


class BriefPartyResult(Answer):
    """What one party owes, without the reasoning."""

    scheme: str
    entitled: bool
    basis: Literal["independent", "totalised", "none"]
    own_months: int
    totalised_months: int
    start: Month | None
    average_earnings: ExactMoney | None
    rate: Exact | None
    theoretical_amount: Money | None
    ratio: Exact | None
    monthly_amount_at_start: Money | None
    monthly_amount: Money | None
    further: dict[str, Money] = Field(description="Amounts beside the monthly pension, by name.")
    currency: str
    parts: list[BenefitPart] = Field(description="Parts of a benefit; none of an old-age pension.")
    told: dict[str, Value] = Field(description="Further quantities of a benefit, by name.")
    missing: list[Condition] = Field(description="Conditions that are not met.")
    earliest: Month | None
    remarks: list[Remark]
    established: list[str] = Field(description="Names of the established figures that were used.")


class PartyResult(BriefPartyResult):
    """What one party owes, and why."""

    conditions: list[Condition]
    terms: list[TermUsed]
    steps: list[Step]


class BriefDetermination(Answer):
    """The answer to one case, without the reasoning: ``explanation=none``."""

    case_id: str
    agreement: str
    benefit: str
    claim_date: Day
    as_of: Day
    engine: Engine
    parties: dict[Code, BriefPartyResult]
    unverified: list[Doubt]


class Determination(BriefDetermination):
    """The whole answer to one case."""

    aggregation: Aggregation
    parties: dict[Code, PartyResult]  # type: ignore[assignment]
    interpretations: list[Interpretation]
    documents: dict[str, str] = Field(description="Full titles of the documents cited, by key.")
    extinguished: Extinguished | None = Field(description="What a withdrawal or refund ends, where there is one.")


class FaultTold(Answer):
    """One thing wrong with what was sent."""

    where: str = Field(description="The field as it was written: periods[0].to; empty where all of it is meant.")
    wrong: str
    right: str | None = Field(description="What would be right.")


class Problem(Answer):
    """A problem document of RFC 9457. Its sentences are in the caller's language."""

    type: str
    title: str
    status: int
    detail: str = ""
    faults: list[FaultTold] = []


class LineDecided(Answer):
    """The answer to one line that was decided."""

    line: int = Field(description="Number of the line, from 1 on.")
    case_id: str
    determination: Determination | BriefDetermination


class LineRefused(Answer):
    """The answer to one line that was refused. The lines after it are decided all the same."""

    line: int = Field(description="Number of the line, from 1 on.")
    case_id: str | None = Field(description="Number of the case, if it could be read.")
    problem: Problem


class AgreementListed(Answer):
    """An agreement that can be named in a case."""

    id: str
    kind: Literal["totalisation", "coverage_only"]
    title: dict[Language, str]
    parties: list[str]
    entry_into_force: Day
    provisions: dict[Provision, Day] = Field(description="Provisions that took effect on another day.")


class AgreementList(Answer):
    """The agreements that can be named in a case."""

    agreements: list[AgreementListed]

    @classmethod
    def of(cls, agreements: list[Agreement]) -> AgreementList:
        """The list of these agreements."""
        return cls(
            agreements=[
                AgreementListed(
                    id=each.id,
                    kind=each.kind,
                    title=dict(each.title),
                    parties=list(each.codes),
                    entry_into_force=each.entry_into_force.date.isoformat(),
                    provisions={name: term.date.isoformat() for name, term in each.provisions.items()},
                )
                for each in agreements
            ]
        )
