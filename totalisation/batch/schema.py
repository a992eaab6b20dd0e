"""The published schemas of a batch: persons and periods in, results and rejects out.

A column of the input is named as the field of a case that it fills (``established.XX.average_earnings``), so
that a fault names the column. An empty value means what an absent field means in a case.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal, get_args

import pyarrow as pa

from totalisation.agreement import Agreement
from totalisation.batch.benefits import BENEFITS, benefit_fields
from totalisation.batch.kinds import CODED, PREFERRED, Kind
from totalisation.case import Benefit
from totalisation.case_checks import SINGLE_UNITS, faults_of_established
from totalisation.readings import open_questions
from totalisation.schemes import scheme_named
from totalisation.schemes.base import Scheme
from totalisation.schemes.options import kind_of_option

Role = Literal["persons", "periods"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the input."""

    name: str
    kind: Kind
    description: str
    required: bool = False


PERSONS: Final = (
    Column("case_id", "case_id", "Name of the case, unique in the table; a whole number is its decimal text.", True),
    Column("sex", "text", "female or male.", True),
    Column(
        "birth_date",
        "date",
        "Date of birth, as far as it is known: to the day, the month or, as text YYYY, the year.",
        True,
    ),
    Column("claim_date", "day", "Day on which the benefit is claimed.", True),
    Column("nationality", "text", "Code of the country whose national the person is."),
    Column("residence", "text", "Code of the country in which the person resides."),
    Column("capacity_loss_percent", "whole", "Loss of working capacity in per cent, as a medical board concluded."),
    Column("capacity_conclusion", "day", "Day of that conclusion."),
    Column("occupational_hiv", "flag", "HIV/AIDS from an occupational accident."),
    Column("dependants", "dependants", "Persons whom the insured person maintains."),
    Column("benefit", "text", f"What is claimed: {', '.join(BENEFITS)}. Where it is empty, old_age."),
    Column("death.date", "day", "survivors: day of the insured person's death."),
    Column("death.cause", "text", "survivors: illness, accident, work_accident or occupational_disease."),
    Column(
        "survivors", "survivors", "survivors: relatives of the deceased, in the order in which results number them."
    ),
    Column("disability.first_examined", "day", "disability: day on which a doctor first examined it."),
    Column("disability.settled", "day", "disability: day on which it was healed or its symptoms were fixed."),
    Column("disability.residence", "text", "disability: country in which the person lived when first examined."),
)

PERIODS: Final = (
    Column("case_id", "case_id", "The person's case. Cases stand in the order of the persons.", True),
    Column("party", "text", "Code of the country under whose law the period is insured.", True),
    Column("from", "date", "First month or day.", True),
    Column("to", "date", "Last month or day.", True),
    Column("kind", "text", "compulsory, voluntary, credited, or a kind of the party's scheme.", True),
    Column("monthly", "whole", "Earnings of each month of the period, in whole units of the party's currency."),
    Column("coefficient", "figure", "State-set salary throughout the period: the multiple of the base salary."),
    Column("earnings", "earnings", "Earnings that change within the period, in place of monthly and coefficient."),
    Column("salary_regime", "text", "state or employer."),
    Column("conditions", "words", "Conditions of the work, such as hazardous."),
    Column("broken_months", "months", "Months within the period that were not paid and do not count."),
    Column("refunded", "flag", "Contributions were withdrawn or refunded: the period is extinguished."),
    Column("count.unit", "text", "days, weeks, months, quarters or years: time certified as a number of units."),
    Column("count.number", "whole", "How many such units."),
)

_IN_TABLE: Final = re.compile(r"(established\.[A-Z]{2}\.[a-z][a-z0-9_]*)\.(.+)")
"""A figure of an established table, by its index: ``established.XX.NAME.2003``."""

BASES: Final = ("independent", "totalised", "none")


class InputSchema:
    """The columns that the two tables may have under one agreement."""

    def __init__(self, agreement: Agreement) -> None:
        self.agreement = agreement
        of_parties = [column for code in agreement.codes for column in _columns_of_party(agreement, code)]
        self.persons: Mapping[str, Column] = {each.name: each for each in (*PERSONS, *of_parties)}
        self.periods: Mapping[str, Column] = {each.name: each for each in PERIODS}

    def columns(self, role: Role) -> Mapping[str, Column]:
        """The columns of one table, by name; figures of established tables stand under the table's name."""
        return self.persons if role == "persons" else self.periods

    def column(self, role: Role, name: str) -> Column | None:
        """The column of that name, or None if the table may have none of that name.

        A table's column takes each of its figures as a column of its own, named with the figure's index.
        """
        found = self.columns(role).get(name)
        if found is not None:
            return None if found.name.endswith(".KEY") else found
        in_table = _IN_TABLE.fullmatch(name) if role == "persons" else None
        return None if in_table is None else self.persons.get(f"{in_table[1]}.KEY")

    def arrow(self, role: Role) -> pa.Schema:
        """The table's columns in the types that are read fastest, each with its description as metadata."""
        return pa.schema(
            [
                pa.field(each.name, PREFERRED[each.kind], not each.required, {"description": each.description})
                for each in self.columns(role).values()
            ]
        )


def _columns_of_party(agreement: Agreement, code: str) -> Iterator[Column]:
    """What may be given of one party's law."""
    scheme = scheme_named(agreement.parties[code].scheme)
    yield Column(f"top_up.{code}.months", "whole", "Missing months that were paid in one sum.")
    yield Column(f"top_up.{code}.paid", "date", "Month in which that sum was paid.")
    yield Column(f"death.pensions.{code}.monthly", "whole", "survivors: pension that the deceased drew in that month.")
    yield Column(f"death.pensions.{code}.since", "date", "survivors: first month for which that pension was paid.")
    yield Column(f"disability.degrees.{code}", "whole", "disability: grade that the party's institution found.")
    if "lump_sum" in scheme.benefits:
        reasons = ", ".join(sorted(scheme.withdrawal_reasons))
        yield Column(f"withdrawals.{code}.reason", "text", f"lump_sum: why it is asked for: {reasons}.")
        yield Column(f"withdrawals.{code}.since", "day", "lump_sum: day on which that reason arose.")
        yield Column(f"withdrawals.{code}.decided", "day", "lump_sum: day of the decision, if not that of the claim.")
        if scheme.pays_out_pensions:
            drawn = f"withdrawals.{code}.pension"
            yield Column(f"{drawn}.monthly", "whole", "lump_sum: pension that is drawn now and is to be paid out.")
            yield Column(f"{drawn}.since", "date", "lump_sum: first month for which that pension was paid.")
    for name, option in scheme.options.model_json_schema().get("properties", {}).items():
        served = [each for each in get_args(Benefit) if each in scheme.served[name]]
        claims = "" if len(served) == len(get_args(Benefit)) else f"{', '.join(served)}: "
        description = f"{claims}{option.get('description', 'Option of the law.')}"
        yield Column(f"options.{code}.{name}", kind_of_option(option), description)
    for name, question in {**scheme.interpretations, **open_questions(agreement, code, "")}.items():
        description = f"{question.question['en']} Readings: {', '.join(question.choices)}."
        yield Column(f"interpretations.{code}.{name}", "text", description)
    for name, title, is_table in _figures(scheme):
        if is_table:
            yield Column(
                f"established.{code}.{name}.KEY", "figure", f"Established figure of a table by index: {title}."
            )
        else:
            yield Column(f"established.{code}.{name}", "figure", f"Established: {title}.")


@lru_cache
def _figures(scheme: Scheme) -> tuple[tuple[str, str, bool], ...]:
    """The figures that may be established under a scheme: name, title, and whether each is a table."""
    return tuple(_found_figures(scheme))


def _found_figures(scheme: Scheme) -> Iterator[tuple[str, str, bool]]:
    titles = {name: parameter.title for name, parameter in scheme.parameters.items()}
    yielded = {each.name for each in scheme.every_rule if each.unit in SINGLE_UNITS}
    for name in sorted(yielded | set(titles) | {"theoretical_amount", "ratio"}):
        title = {**titles.get(name, {}), **scheme.quantities.get(name, {})}.get("en", name.replace("_", " "))
        for probe, is_table in ((0, False), ({"2000": 0}, True)):
            if not list(faults_of_established("", name, probe, scheme)):
                yield name, title, is_table


def results_schema(agreement: Agreement, case_id: pa.DataType | None = None, *, benefits: bool = False) -> pa.Schema:
    """The columns of the results; ``case_id`` is the type of that column in the persons, by default string.

    With ``benefits``, which persons with a column ``benefit`` have (``decides_benefits``), those of ``benefit_fields``
    follow.
    """
    fields = [_field("case_id", case_id or pa.string(), "The case, in the order of the persons.", required=True)]
    for code, terms in agreement.parties.items():
        scheme = scheme_named(terms.scheme)
        money = f"{terms.currency} per month"
        fields += [
            _field(f"{code}.entitled", pa.bool_(), "Whether a pension is due.", required=True),
            _field(f"{code}.basis", CODED, f"On what it rests: {', '.join(BASES)}.", required=True),
            _field(f"{code}.own_months", pa.int32(), "Insured months under this law.", required=True),
            _field(f"{code}.totalised_months", pa.int32(), "Months with those of the other party.", required=True),
            _field(f"{code}.start", pa.int32(), "First month of payment, YYYYMM."),
            _field(f"{code}.earliest", pa.int32(), "Where not entitled: first month of entitlement, YYYYMM."),
            _field(f"{code}.ratio_numerator", pa.int32(), "Own share of the theoretical amount, in lowest terms:"),
            _field(f"{code}.ratio_denominator", pa.int32(), "numerator over denominator."),
            _field(f"{code}.theoretical_amount", pa.int64(), f"Theoretical amount, {money}."),
            _field(f"{code}.monthly_amount_at_start", pa.int64(), f"Amount in the first month of payment, {money}."),
            _field(f"{code}.monthly_amount", pa.int64(), f"Amount on the day of the batch, {money}."),
        ]
        for name in scheme.also:
            title = scheme.quantities.get(name, {}).get("en", name.replace("_", " "))
            fields.append(_field(f"{code}.{name}", pa.int64(), f"{title}, {terms.currency}."))
        doubts = "Unverified figures, rules and terms that were used, and readings of open questions, by name."
        fields.append(_field(f"{code}.doubts", CODED, doubts, required=True))
    return pa.schema([*fields, *(benefit_fields(agreement) if benefits else ())])


def rejects_schema(case_id: pa.DataType | None = None) -> pa.Schema:
    """The columns of the rejects, one row for each fault; ``case_id`` as for the results."""
    return pa.schema(
        [
            _field("case_id", case_id or pa.string(), "The case that was not decided.", required=True),
            _field("field", pa.string(), "The column at fault; periods[N] is the case's period N, the first 0."),
            _field("wrong", pa.string(), "What is wrong."),
            _field("right", pa.string(), "What would be right."),
        ]
    )


def _field(name: str, given: pa.DataType, description: str, *, required: bool = False) -> pa.Field:
    return pa.field(name, given, not required, {"description": description})
