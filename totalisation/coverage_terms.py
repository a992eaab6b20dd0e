"""The terms of an agreement that say whose law covers a piece of work: its part on applicable legislation."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StrictBool, StrictInt

from totalisation.term import Code, Term, Terms
from totalisation.written_values import CalendarDay

Months = Annotated[StrictInt, Field(ge=0, le=600)]
Activity = Literal["employed", "self_employed"]


class DetachmentTerm(Term):
    """How long a worker sent by one party to another stays under the sender's law.

    ``activities`` says whether it holds for employed workers, for the self-employed, or for both.
    ``requires_insurance`` makes it hold only for who is insured under the sender's law; ``no_replacement`` only
    for who does not replace another person. The months are counted from the day of sending, and for those sent
    before ``earliest_count`` from that day; they end to the day, or with the calendar month that lies so many
    months after that of the start (``ends = "with_the_month"``).

    ``when_longer`` says what holds where the work is expected from the start to last longer than all these
    months, or with ``longer_than = "first_period"`` longer than the first of them, so that an extension is only for
    work that turns out longer: the sender's law for the first months all the same (``first_months``), or the law of
    the place of work from the first day (``not_detached``). ``new_count`` says what a further sending is counted
    from: from its own day once the person had returned to the sender (``after_return``), or once
    ``new_count_days`` lay between both (``after_days``). Where the agreement's text on one of these was not read,
    the field is left out.
    """

    sender: Code
    receiver: Code
    activities: Annotated[tuple[Activity, ...], Field(min_length=1)] = ("employed",)
    first_months: Months
    extension_months: Months = 0
    earliest_count: CalendarDay | None = None
    ends: Literal["to_the_day", "with_the_month"] = "to_the_day"
    requires_insurance: StrictBool = False
    no_replacement: StrictBool = False
    when_longer: Literal["first_months", "not_detached"] | None = None
    longer_than: Literal["all_months", "first_period"] = "all_months"
    new_count: Literal["after_return", "after_days"] | None = None
    new_count_days: Annotated[StrictInt, Field(ge=1, le=3660)] | None = None


class PlaceOfWorkTerm(Term):
    """The rule: whoever is employed in the territory of a party is, for that work, under its law alone."""

    law: Literal["place_of_work"]


class LocalHireTerm(Term):
    """Workers whom an employer at the place of work has hired there, and who stay under another law for a time.

    ``nationals_of`` are hired in ``place`` and stay under the law of ``law`` for ``months``, or as long as the
    work lasts where no months are given; with ``requires_insurance`` only if they are insured under that law.
    """

    place: Code
    nationals_of: Annotated[tuple[Code, ...], Field(min_length=1)]
    law: Code
    months: Months | None = None
    earliest_count: CalendarDay | None = None
    requires_insurance: StrictBool = False


class SelfEmploymentTerm(Term):
    """Whose law covers work as a self-employed person.

    That of the place of work; that of the party of residence; that of residence only where both national laws
    would insure the work (``residence_if_insured_under_both``), or where the person works in both territories
    (``residence_if_working_in_both``), and else that of the place; or the agreement leaves it to each party's own
    law (``national_law``).
    """

    law: Literal[
        "place_of_work",
        "residence",
        "residence_if_insured_under_both",
        "residence_if_working_in_both",
        "national_law",
    ]


class PublicServiceTerm(Term):
    """Persons whom a party's government or another public employer sends: under that party's law, without limit."""

    law: Literal["employer"]


class CrewTerm(Term):
    """Whose law covers work on board of ships, or for airlines in the territory of the other party.

    That of the flag; of the party where the employer has its seat, without limit of time; of residence, and of
    ``otherwise`` for who resides with neither party; of the place of work, where the agreement has no rule of its own
    for them; or each party's own law. With ``employer_if_resident`` the law of the employer's party takes the place
    of the flag's for those who reside there.
    """

    law: Literal["flag", "employer", "residence", "place_of_work", "national_law"]
    otherwise: Code | None = None
    employer_if_resident: StrictBool = False


class ExceptionsTerm(Term):
    """The authorities of both parties may agree on an exception for a person or a group of persons."""

    by: Literal["common_agreement"]


class CertificateTerm(Term):
    """Who asks for a certificate of coverage, and how long before the first period ends an extension is asked for.

    ``extension_notice_days`` is left out where the time limit was not read.
    """

    detached_asked_by: Literal["employer", "person"] | None = None
    local_hire_asked_by: Literal["employer", "person"] | None = None
    self_employed_asked_by: Literal["employer", "person"] | None = None
    extension_needs: Literal["sender_consent", "both_consent"] | None = None
    extension_notice_days: Annotated[StrictInt, Field(ge=0, le=1000)] | None = None


class CoverageTerms(Terms):
    """The agreement's part on applicable legislation, but for detachment, which has a list of its own."""

    place_of_work: PlaceOfWorkTerm | None = None
    local_hires: tuple[LocalHireTerm, ...] = ()
    self_employment: SelfEmploymentTerm | None = None
    public_service: PublicServiceTerm | None = None
    ships: CrewTerm | None = None
    airlines: CrewTerm | None = None
    exceptions: ExceptionsTerm | None = None
    certificate: CertificateTerm | None = None
