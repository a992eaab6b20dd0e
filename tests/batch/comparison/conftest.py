"""Two laws that differ in terms and in figures, and a population under them."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pytest

from tests.batch.compiled.population import random_person
from tests.batch.tables import tables_of
from tests.test_other_figures import changed
from totalisation.agreement import Agreement
from totalisation.agreement_file import find_agreement
from totalisation.batch.comparison.run import Tables, compare_tables
from totalisation.other_figures import with_figures

AGREEMENT = find_agreement("vn-kr")

Json = dict[str, Any]


def population(number: int, seed: int = 9) -> list[Json]:
    source = Random(seed)
    return [{**random_person(source, each), "case_id": f"c{each:05d}"} for each in range(number)]


def with_terms(**minimum: int) -> Agreement:
    """The agreement with other numbers of months of own insurance that it needs, by party."""
    content = AGREEMENT.model_dump(mode="json", exclude_none=True)
    content["examples"] = []
    for code, number in minimum.items():
        content["parties"][code]["minimum_own_period"]["number"] = number
    return Agreement.model_validate(content)


def with_changes(folder: Path) -> Path:
    """Figures under which some gain, some lose, some lose the entitlement, and some cannot be decided any more."""
    changed(
        folder, "korea", "basic_amount.toml", {'2008 = "1.500"': '2008 = "1.600"', '2012 = "1.440"': '2012 = "1.300"'}
    )
    changed(folder, "korea", "ages.toml", {"value = 120": "value = 150"})
    in_2016 = '"54"\nstatus = "verified"\nvalue = '
    changed(folder, "vietnam", "qualifying.toml", {f"{in_2016}240": f"{in_2016}200"})
    entry, values = (
        "[[adjustment_coefficients.entries]]\nfrom = ",
        ", ".join(f'{year} = "1.50"' for year in range(1994, 2017)),
    )
    of_2016 = f'{entry}2016-01-01\nsource = "L2014"\nstatus = "unverified"\nvalues = {{ {values} }}\n\n'
    first = f"{entry}2017-01-01"
    changed(folder, "vietnam", "coefficients.toml", {first: f"{of_2016}{first}", '1999 = "4.01", ': ""})
    return folder


@pytest.fixture(scope="session")
def cases() -> list[Json]:
    return population(200)


@pytest.fixture(scope="session")
def tables(cases: list[Json]) -> tuple[pa.Table, pa.Table]:
    return tables_of(cases, AGREEMENT, "coded")


@pytest.fixture(scope="session")
def other_figures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return with_changes(tmp_path_factory.mktemp("figures"))


@pytest.fixture(scope="session")
def laws(other_figures: Path) -> tuple[Agreement, Agreement]:
    """A as it is; B totalises with less own insurance, and has other figures."""
    return AGREEMENT, with_figures(with_terms(VN=0, KR=0), other_figures)


@pytest.fixture(scope="session")
def compared(laws: tuple[Agreement, Agreement], tables: tuple[pa.Table, pa.Table]) -> Tables:
    return compare_tables(*tables, *laws, engine="plain")
