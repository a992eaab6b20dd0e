"""The two laws of a comparison, A and B, and whether they can be compared."""

from __future__ import annotations

from typing import Final

import pyarrow as pa

from totalisation.agreement import Agreement
from totalisation.batch.schema import InputSchema
from totalisation.batch.schema_checks import check_schemas
from totalisation.messages import Fault, FaultsError, message
from totalisation.schemes import scheme_named

SIDES: Final = ("a", "b")

AMOUNT: Final = "monthly_amount"
"""The amount by which a person gains or loses first of all: the pension on the day of the batch."""


SINGLE_SUMS: Final = "single_sums"
"""The single sums of benefits that consist of parts."""


def amounts_of(a: Agreement, b: Agreement, code: str, *, benefits: bool = False) -> tuple[str, ...]:
    """The amounts that a party pays under either law: the pension, and what else the law gives.

    With ``benefits``, which persons with a column ``benefit`` have, the single sums among them.
    """
    also = [name for agreement in (a, b) for name in scheme_named(agreement.parties[code].scheme).also]
    return tuple(dict.fromkeys((AMOUNT, *also, *((SINGLE_SUMS,) if benefits else ()))))


def check_laws(a: Agreement, b: Agreement) -> None:
    """Raise FaultsError where amounts under the two laws cannot be set against each other."""
    where = "--agreement"
    if set(a.codes) != set(b.codes):
        wrong = message("A is between {codes}, and B between {others}.", codes=list(a.codes), others=list(b.codes))
        raise FaultsError([Fault(where, wrong, message("Name two agreements between the same parties."))])
    currencies = [(code, a.parties[code].currency, b.parties[code].currency) for code in a.codes]
    faults = [
        Fault(where, message("{party} pays {a} under A, and {b} under B.", party=code, a=here, b=there))
        for code, here, there in currencies
        if here != there
    ]
    if faults:
        raise FaultsError(faults)


def check_tables(a: Agreement, b: Agreement, persons: pa.Schema, periods: pa.Schema, names: tuple[str, str]) -> None:
    """Raise FaultsError with every fault of the two tables' columns under either law; see ``check_schemas``.

    A fault under one law alone is told with its side.
    """
    found: dict[str, tuple[Fault, list[str]]] = {}
    for side, agreement in zip(SIDES, (a, b), strict=True):
        try:
            check_schemas(InputSchema(agreement), persons, periods, names)
        except FaultsError as error:
            for each in error.faults:
                found.setdefault(each.in_language(), (each, []))[1].append(side.upper())
    if found:
        raise FaultsError(
            [
                each if len(sides) == len(SIDES) else Fault(f"{sides[0]}: {each.where}", each.wrong, each.right)
                for each, sides in found.values()
            ]
        )
