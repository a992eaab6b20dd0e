"""OpenFisca-Core with a minimal country package: one entity, one variable for each quantity, formulas in arrays.

OpenFisca knows no periods of insurance, so they are merged by NumPy before (``numpy_arrays.Merged``) and set as
inputs. Its whole numbers have 32 bits; those of the theoretical amount are given 64, and what is wider is
computed as in ``numpy_arrays``. Parameters are the system's own; tables by month are arrays.
"""

# ruff: noqa: N801, N805 - variables are classes named as quantities, and a formula has no self.

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
from openfisca_core.entities import Entity
from openfisca_core.indexed_enums import Enum
from openfisca_core.parameters import ParameterNode
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from benchmarks.batch.contender import Contender
from benchmarks.batch.law import FIRST
from benchmarks.batch.rivals.numpy_arrays import (
    AVERAGE_INCOME,
    KOREAN_AGE,
    LAW,
    LOWER_AGE,
    NORMAL_AGE,
    PART,
    RATE,
    REFERENCE_LEVEL,
    TREATY_RATE,
    WEIGHT_A,
    WEIGHT_B,
    Arrays,
    Merged,
    adjusted,
    arrays_of,
    calendar,
    month,
)
from benchmarks.batch.tables import BASES, RESULT, read, write

YEAR: Final = "2026"
Person = Entity("person", "persons", "An insured person", "A person with a claim.")


class Basis(Enum):
    """On what a pension rests."""

    independent = "Own periods"
    totalised = "Periods of both parties"
    none = "None is due"


class Yearly(Variable):
    """A quantity of a person in the year of the claim: a whole number of 32 bits."""

    value_type: Any = int
    entity = Person
    definition_period = DateUnit.YEAR

    def __init__(self, baseline_variable: Any = None) -> None:
        # OpenFisca looks for these in the class itself.
        for name in ("value_type", "entity", "definition_period"):
            if name not in type(self).__dict__:
                setattr(type(self), name, getattr(type(self), name))
        super().__init__(baseline_variable)


class Flag(Yearly):
    """What is true or not."""

    value_type = bool


class Wide(Yearly):
    """A whole number of 64 bits."""

    def __init__(self, baseline_variable: Any = None) -> None:
        super().__init__(baseline_variable)
        self.dtype = np.int64


INPUTS: Final = (
    "male",
    "birth",
    "claim",
    "vn_average",
    "kr_average",
    "vn_months",
    "compulsory_months",
    "kr_months",
    "total_months",
    "vn_last",
    "kr_last",
    "kr_completed",
    "total_completed",
    "weight_a",
    "weight_b",
)
WIDE: Final = ("vn_average", "kr_average", "weight_a", "weight_b")
"""Those of the inputs whose products need 64 bits."""


class vn_normal_age(Yearly):
    label = "Month in which the normal retirement age is attained"

    def formula(person: Any, period: Any) -> Any:
        return NORMAL_AGE[person("male", period), person("birth", period)] - FIRST


class vn_lower_age(Yearly):
    label = "Month of the age for long voluntary insurance"

    def formula(person: Any, period: Any) -> Any:
        return LOWER_AGE[person("male", period), person("birth", period)] - FIRST


class vn_normal(Flag):
    label = "Entitled at the normal age on own periods"

    def formula(person: Any, period: Any, parameters: Any) -> Any:
        enough = person("vn_months", period) >= parameters(period).viet_nam.required_months
        return enough & (person("vn_normal_age", period) <= person("claim", period))


class vn_long_voluntary(Flag):
    label = "Entitled on long voluntary insurance"

    def formula(person: Any, period: Any, parameters: Any) -> Any:
        voluntary = person("vn_months", period) - person("compulsory_months", period)
        enough = voluntary >= parameters(period).viet_nam.long_voluntary_required_months
        return enough & (person("vn_lower_age", period) <= person("claim", period))


class vn_basis(Yearly):
    label = "Basis of the Vietnamese pension"
    value_type = Enum
    possible_values = Basis
    default_value = Basis.none

    def formula(person: Any, period: Any, parameters: Any) -> Any:
        law = parameters(period)
        enough = (person("vn_months", period) >= law.minimum_own_months) & (
            person("total_months", period) >= law.viet_nam.required_months
        )
        totalised = enough & (person("vn_normal_age", period) <= person("claim", period))
        independent = person("vn_normal", period) | person("vn_long_voluntary", period)
        return np.where(independent, 0, np.where(totalised, 1, 2)).astype(np.uint8)


class vn_start(Yearly):
    label = "First month of the Vietnamese pension"

    def formula(person: Any, period: Any) -> Any:
        claim, normal_age = person("claim", period), person("vn_normal_age", period)
        at_normal_age = person("vn_normal", period) & (normal_age < claim)
        lower = person("vn_long_voluntary", period) & ~at_normal_age
        age = np.where(lower, person("vn_lower_age", period), normal_age)
        return np.maximum(np.maximum(claim, age + 1), person("vn_last", period) + 1)


class vn_amount(Yearly):
    label = "Vietnamese pension in its first month"

    def formula(person: Any, period: Any, parameters: Any) -> Any:
        own, basis = person("vn_months", period), person("vn_basis", period)
        rate = np.where(basis == 1, TREATY_RATE[own], RATE[person("male", period), own])
        unit = LAW.rate_unit
        amount = (2 * person("vn_average", period) * rate + unit) // (2 * unit)
        enough = person("compulsory_months", period) >= parameters(period).viet_nam.minimum_pension_required_months
        level = REFERENCE_LEVEL[np.where(basis == 2, 0, person("vn_start", period))]
        amount = np.where(enough & (basis == 0), np.maximum(amount, level), amount)
        return np.where(basis == 2, 0, amount)


class kr_age(Yearly):
    label = "Month in which the Korean pension age is attained"

    def formula(person: Any, period: Any) -> Any:
        return KOREAN_AGE[person("birth", period)] - FIRST


class kr_basis(Yearly):
    label = "Basis of the Korean pension"
    value_type = Enum
    possible_values = Basis
    default_value = Basis.none

    def formula(person: Any, period: Any, parameters: Any) -> Any:
        law, own = parameters(period), person("kr_months", period)
        aged = person("kr_age", period) <= person("claim", period)
        independent = aged & (own >= law.korea.required_months)
        enough = (own >= law.minimum_own_months) & (person("total_months", period) >= law.korea.required_months)
        return np.where(independent, 0, np.where(aged & enough, 1, 2)).astype(np.uint8)


class kr_right(Yearly):
    label = "First month of the right to the Korean pension"

    def formula(person: Any, period: Any) -> Any:
        basis = person("kr_basis", period)
        completed = np.where(basis == 0, person("kr_completed", period), person("total_completed", period))
        ground = np.maximum(np.maximum(person("kr_age", period), completed), person("kr_last", period))
        right = np.where(basis == 1, np.maximum(ground, LAW.provision - FIRST), ground) + 1
        return np.where(basis == 2, 0, right)


class kr_start(Yearly):
    label = "First month of the Korean pension"

    def formula(person: Any, period: Any, parameters: Any) -> Any:
        lapsed = person("claim", period) - parameters(period).korea.limitation_months
        return np.maximum(person("kr_right", period), lapsed)


class kr_uncapped_above(Wide):
    label = "Numerator of the pension on the counted months"

    def formula(person: Any, period: Any) -> Any:
        right, totalised = person("kr_right", period), person("kr_basis", period) == 1
        above = AVERAGE_INCOME[right] * person("weight_a", period)
        above += person("kr_average", period) * person("weight_b", period)
        return above * PART[np.where(totalised, person("total_months", period), person("kr_months", period))]


class kr_uncapped_below(Wide):
    label = "Denominator of the pension on the counted months"

    def formula(person: Any, period: Any) -> Any:
        return 12 * LAW.weight_unit * LAW.part_unit * np.maximum(person("kr_months", period), 1).astype(np.int64)


class kr_capped(Flag):
    label = "The average is less than the pension on the counted months"

    def formula(person: Any, period: Any) -> Any:
        cap = person("kr_average", period) * person("kr_uncapped_below", period)
        return person("kr_uncapped_above", period) > cap


class kr_theoretical(Yearly):
    label = "Korean theoretical amount, down to ten won"

    def formula(person: Any, period: Any) -> Any:
        uncapped = person("kr_uncapped_above", period) // (10 * person("kr_uncapped_below", period))
        amount = np.where(person("kr_capped", period), person("kr_average", period) // 10, uncapped) * 10
        return np.where(person("kr_basis", period) == 2, 0, amount)


class kr_shared_amount(Yearly):
    label = "Korean pension in its first month, shared by the ratio"

    def formula(person: Any, period: Any) -> Any:
        own, total = person("kr_months", period), np.maximum(person("total_months", period), 1).astype(np.int64)
        # The own months of the ratio and those in the denominator of the uncapped amount cancel out.
        uncapped = person("kr_uncapped_above", period) // (120 * LAW.weight_unit * LAW.part_unit * total)
        capped = person("kr_average", period) * own.astype(np.int64) // (10 * total)
        return np.where(person("kr_capped", period), capped, uncapped) * 10


class kr_amount(Yearly):
    label = "Korean pension in its first month"

    def formula(person: Any, period: Any) -> Any:
        basis, capped = person("kr_basis", period), person("kr_capped", period)
        above = np.where(capped, person("kr_average", period), person("kr_uncapped_above", period))
        below = np.where(capped, 10, 10 * person("kr_uncapped_below", period))
        # The last month of the tables has no adjustment: it stands for those who have no pension to be adjusted.
        right = np.where(basis == 0, person("kr_right", period), -1)
        alone = adjusted(above, below, right, person("kr_theoretical", period))
        return np.where(basis == 2, 0, np.where(basis == 1, person("kr_shared_amount", period), alone))


VARIABLES: Final = (
    vn_normal_age,
    vn_lower_age,
    vn_normal,
    vn_long_voluntary,
    vn_basis,
    vn_start,
    vn_amount,
    kr_age,
    kr_basis,
    kr_right,
    kr_start,
    kr_uncapped_above,
    kr_uncapped_below,
    kr_capped,
    kr_theoretical,
    kr_shared_amount,
    kr_amount,
)


class Country(TaxBenefitSystem):
    """The minimal country package: the law of the small job."""

    def __init__(self) -> None:
        super().__init__([Person])
        self.add_variables(*(type(name, (Wide if name in WIDE else Yearly,), {}) for name in INPUTS))
        self.add_variables(*VARIABLES)
        self.parameters = ParameterNode("", data=_parameters())


def _parameters() -> dict[str, Any]:
    def since(value: int) -> dict[str, Any]:
        return {"values": {"2025-07-01": {"value": value}}}

    return {
        "minimum_own_months": since(LAW.minimum_own_months),
        "viet_nam": {
            "required_months": since(LAW.required),
            "long_voluntary_required_months": since(LAW.long_voluntary_required),
            "minimum_pension_required_months": since(LAW.minimum_pension_required),
        },
        "korea": {
            "required_months": since(LAW.korean_required),
            "limitation_months": since(LAW.limitation),
        },
    }


def inputs(persons: Arrays, merged: Merged) -> Arrays:
    """What is set: the facts of the persons, and what NumPy finds in their periods."""
    own, korean, total = merged.months(merged.viet_nam), merged.months(merged.korea), merged.months(merged.both)
    everybody = np.arange(len(own))
    return {
        "male": persons["male"],
        "birth": month(persons["birth_date"]),
        "claim": persons["claim_date"].astype("datetime64[M]").astype(np.int64) + (12 * 1970 - FIRST),
        "vn_average": persons["established.VN.average_earnings"],
        "kr_average": persons["established.KR.average_earnings"],
        "vn_months": own,
        "compulsory_months": merged.months(merged.compulsory),
        "kr_months": korean,
        "total_months": total,
        "vn_last": np.where(own > 0, merged.last_month(merged.viet_nam, everybody), 0),
        "kr_last": np.where(korean > 0, merged.last_month(merged.korea, everybody), 0),
        "kr_completed": _completed(merged, merged.korea, korean),
        "total_completed": _completed(merged, merged.both, total),
        "weight_a": merged.sums(WEIGHT_A, merged.korea, everybody),
        "weight_b": merged.sums(WEIGHT_B, merged.korea, everybody),
    }


def _completed(merged: Merged, of: Any, months: Any) -> Any:
    enough = np.flatnonzero(months >= LAW.korean_required)
    found = np.zeros(len(months), np.int64)
    found[enough] = merged.month_number(LAW.korean_required, of, enough)
    return found


class OpenfiscaCountry(Contender):
    """OpenFisca-Core."""

    def __init__(self) -> None:
        self.system = Country()

    def read(self, persons: Path, periods: Path) -> tuple[Arrays, Arrays]:
        """See ``Contender``."""
        return arrays_of(read(persons), read(periods))

    def work(self, tables: tuple[Arrays, Arrays]) -> Arrays:
        """See ``Contender``."""
        persons, periods = tables
        simulation = SimulationBuilder().build_default_simulation(self.system, len(persons["case_id"]))
        given = inputs(persons, Merged(persons, periods))
        for name, values in given.items():
            simulation.set_input(name, YEAR, values)
        names = ("vn_basis", "vn_start", "vn_amount", "kr_basis", "kr_start", "kr_theoretical", "kr_amount")
        found = {name: np.asarray(simulation.calculate(name, YEAR)) for name in names}
        common = np.maximum(np.gcd(given["kr_months"], given["total_months"]), 1)
        return found | {
            "case_id": persons["case_id"],
            "vn_months": given["vn_months"],
            "kr_months": given["kr_months"],
            "total_months": given["total_months"],
            "ratio_numerator": given["kr_months"] // common,
            "ratio_denominator": given["total_months"] // common,
        }

    def write(self, results: Arrays, path: Path) -> None:
        """See ``Contender``."""
        rows = len(results["case_id"])
        columns = [pa.array(results["case_id"])]
        for code in ("vn", "kr"):
            basis = results[f"{code}_basis"]
            none, not_shared = basis == 2, basis != 1
            columns += [
                pa.array(~none),
                pa.DictionaryArray.from_arrays(pa.array(basis.astype(np.int8)), pa.array(BASES)),
                pa.array(results[f"{code}_months"].astype(np.int32)),
                pa.array(results["total_months"].astype(np.int32)),
                pa.array(calendar(results[f"{code}_start"]).astype(np.int32), mask=none),
            ]
            for name in ("ratio_numerator", "ratio_denominator"):
                shared = code == "kr"
                values = results[name].astype(np.int32)
                columns.append(pa.array(values, mask=not_shared) if shared else pa.nulls(rows, pa.int32()))
            theoretical = results["kr_theoretical"].astype(np.int64)
            columns.append(pa.array(theoretical, mask=not_shared) if code == "kr" else pa.nulls(rows, pa.int64()))
            columns.append(pa.array(results[f"{code}_amount"].astype(np.int64), mask=none))
        write(pa.table(columns, names=RESULT.names), path)
