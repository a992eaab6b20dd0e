"""What is wrong with the columns of a batch, all of it told before the first row is read."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

import pyarrow as pa

from totalisation.batch.kinds import IN_WORDS, may_hold
from totalisation.batch.schema import InputSchema, Role
from totalisation.case_checks import faults_of_established
from totalisation.messages import Fault, FaultsError, message
from totalisation.schemes import scheme_named
from totalisation.schemes.base import Scheme
from totalisation.wording import did_you_mean, shortened

MOST_FAULTS: Final = 100
"""Faults of one table's columns that are told."""

_ESTABLISHED: Final = re.compile(r"established\.([A-Z]{2})\.([a-z][a-z0-9_]*)(?:\.(.+))?")


def check_schemas(schema: InputSchema, persons: pa.Schema, periods: pa.Schema, names: tuple[str, str]) -> None:
    """Raise FaultsError with the faults of the two tables' columns. ``names`` are those of their files.

    Of each table as many are told as anybody reads: for each the nearest word is sought, which takes its time.
    """
    faults = [
        *itertools.islice(_faults_of_table(schema, "persons", persons, names[0]), MOST_FAULTS),
        *itertools.islice(_faults_of_table(schema, "periods", periods, names[1]), MOST_FAULTS),
        *_faults_of_case_ids(persons, periods, names),
    ]
    if faults:
        raise FaultsError(faults)


def _faults_of_table(schema: InputSchema, role: Role, given: pa.Schema, file: str) -> Iterator[Fault]:
    known = schema.columns(role)
    for name, times in Counter(given.names).items():
        where = f"{file}: {shortened(name)}"
        if times > 1:
            yield Fault(
                where, message("{times} columns have this name.", times=times), message("Keep the one that is right.")
            )
            continue
        column, type_given = schema.column(role, name), given.field(name).type
        if column is None:
            yield from _faults_of_unknown(schema, role, name, where)
        elif not may_hold(column.kind, type_given) or (column.required and pa.types.is_null(type_given)):
            wrong = message("a column of type {given} cannot hold this.", given=shortened(str(type_given), 200))
            yield Fault(where, wrong, message("Its type is {types}.", types=IN_WORDS[column.kind]))
        elif (number := _number_of(name)) is not None:
            yield from _renamed(where, faults_of_established("", *number, _scheme_of(schema, name)))
    for column in known.values():
        if column.required and column.name not in given.names:
            wrong = message("the column is missing.")
            yield Fault(f"{file}: {column.name}", wrong, message("Its type is {types}.", types=IN_WORDS[column.kind]))


def _number_of(name: str) -> tuple[str, dict[str, int]] | None:
    """The table and the index of an established figure that such a column holds, with 0 in its place."""
    match = _ESTABLISHED.fullmatch(name)
    return None if match is None or match[3] is None else (match[2], {match[3]: 0})


def _scheme_of(schema: InputSchema, name: str) -> Scheme:
    return scheme_named(schema.agreement.parties[name.split(".")[1]].scheme)


def _renamed(where: str, faults: Iterable[Fault]) -> Iterator[Fault]:
    for each in faults:
        yield Fault(where, each.wrong, each.right)


def _faults_of_unknown(schema: InputSchema, role: Role, name: str, where: str) -> Iterator[Fault]:
    """Why a table has no column of this name, and what was perhaps meant."""
    if name in schema.columns(role):
        yield Fault(where, message("KEY stands for the index of each figure, such as a year."))
        return
    parties = schema.agreement.codes
    code = next((each for each in name.split(".")[1:3] if re.fullmatch("[A-Z]{2}", each)), None)
    if role == "persons" and code is not None and code not in parties:
        yield Fault(
            where,
            message("{code} is not a party to the agreement.", code=code),
            message("The parties are {codes}.", codes=list(parties)),
        )
        return
    match = _ESTABLISHED.fullmatch(name) if role == "persons" else None
    if match is not None:
        figure = 0 if match[3] is None else {match[3]: 0}
        found = list(faults_of_established("", match[2], figure, _scheme_of(schema, name)))
        if found and match[3] is None and f"{name}.KEY" in schema.persons:
            wrong = message("a table is needed, not one number.")
            right = message("Name a column for each figure: {name}, with the figure's index.", name=f"{name}.KEY")
            yield Fault(where, wrong, right)
            return
        yield from _renamed(where, found)
        if found:
            return
    words = [each.removesuffix(".KEY") for each in schema.columns(role)]
    yield Fault(where, message("unknown column."), did_you_mean(name, words if "." in name else _short(words)))


def _short(words: list[str]) -> list[str]:
    """The columns that name no party: where none is near, all that may be meant are few enough to be told."""
    return [each for each in words if each.count(".") < 2]


def _faults_of_case_ids(persons: pa.Schema, periods: pa.Schema, names: tuple[str, str]) -> Iterator[Fault]:
    if not all(each.names.count("case_id") == 1 for each in (persons, periods)):
        return
    here, there = persons.field("case_id").type, periods.field("case_id").type
    valid = may_hold("case_id", here) and may_hold("case_id", there)
    if valid and pa.types.is_integer(here) != pa.types.is_integer(there):
        wrong = message("{given} here, and {other} among the persons.", given=str(there), other=str(here))
        yield Fault(f"{names[1]}: case_id", wrong, message("Give both the same type."))
