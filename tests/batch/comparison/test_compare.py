"""A comparison says what two runs say, set side by side."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from math import ceil
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from tests.batch.comparison.conftest import AGREEMENT, Json, population, with_terms
from tests.batch.conftest import Written, write_tables
from tests.batch.tables import tables_of
from totalisation.agreement import Agreement
from totalisation.agreement_file import find_agreement
from totalisation.batch import assess_table, chunks, compare_tables, pool
from totalisation.batch.comparison import run as run_module
from totalisation.batch.comparison.differences import birth_years
from totalisation.batch.comparison.run import Comparison, Law, Tables, compare
from totalisation.batch.comparison.tally import BINS
from totalisation.batch.schema import InputSchema
from totalisation.messages import FaultsError
from totalisation.other_figures import with_figures

pytestmark = pytest.mark.slow

Laws = tuple[Agreement, Agreement]
Pair = tuple[pa.Table, pa.Table]

AMOUNTS = {"VN": ("monthly_amount", "one_off_allowance"), "KR": ("monthly_amount",)}
PARTS = {
    "p10": Fraction(1, 10),
    "p25": Fraction(1, 4),
    "median": Fraction(1, 2),
    "p75": Fraction(3, 4),
    "p90": Fraction(9, 10),
}


def counted(summary: Json) -> Json:
    """A summary without what depends on the clock, the engine or the law's name."""
    return {name: each for name, each in summary.items() if name not in ("laws", "seconds")}


@pytest.fixture(scope="module")
def runs(laws: Laws, tables: Pair) -> list[tuple[dict[str, Json], list[Json]]]:
    """What a batch under A and one under B make of the same persons: results by case, and rejects."""
    found = [assess_table(*tables, law, engine="plain") for law in laws]
    return [({row["case_id"]: row for row in results.to_pylist()}, rejects.to_pylist()) for results, rejects in found]


def test_the_population_has_gains_losses_and_rejects_of_each_kind(compared: Tables) -> None:
    summary = compared.summary
    rejected = summary["rejected"]
    assert rejected["both"] < min(rejected["a"], rejected["b"])
    for code, changes in (("VN", {"none_to_totalised"}), ("KR", {"independent_to_none"})):
        assert changes <= summary["parties"][code]["amounts"]["monthly_amount"]["basis"].keys()
    everyone = summary["parties"]["KR"]["amounts"]["monthly_amount"]["all"]["all"]
    assert min(everyone["gained"]["persons"], everyone["lost"]["persons"], everyone["same"]) > 5


def test_each_row_is_what_two_runs_say(compared: Tables, runs: Any, tables: Pair, cases: list[Json]) -> None:
    (under_a, _), (under_b, _) = runs
    by_case = {each["case_id"]: each for each in cases}
    rows = compared.differences.to_pylist()
    assert [row["case_id"] for row in rows] == [
        case for case in tables[0].column("case_id").to_pylist() if case in under_a and case in under_b
    ]
    for row in rows:
        person, a, b = by_case[row["case_id"]]["person"], under_a[row["case_id"]], under_b[row["case_id"]]
        expected: Json = {"sex": person["sex"], "birth_year": int(person["birth_date"][:4])}
        for code, names in AMOUNTS.items():
            for each in ("basis", "start", *names):
                expected |= {f"{code}.{each}.a": a[f"{code}.{each}"], f"{code}.{each}.b": b[f"{code}.{each}"]}
            for name in names:
                expected[f"{code}.{name}.difference"] = (b[f"{code}.{name}"] or 0) - (a[f"{code}.{name}"] or 0)
        assert row == {"case_id": row["case_id"], **expected}


def test_rejects_are_those_of_two_runs(compared: Tables, runs: Any, tables: Pair) -> None:
    order = {case: place for place, case in enumerate(tables[0].column("case_id").to_pylist())}
    expected = [{"side": side, **each} for side, (_, rejects) in zip("AB", runs, strict=True) for each in rejects]
    assert compared.rejects.to_pylist() == sorted(expected, key=lambda each: order[each["case_id"]])
    cases = [{each["case_id"] for each in rejects} for _, rejects in runs]
    both = len(cases[0] & cases[1])
    assert compared.summary["rejected"] == {"a": len(cases[0]), "b": len(cases[1]), "both": both}
    assert compared.summary["persons"] == len(order)
    assert compared.summary["compared"] == len(order) - len(cases[0] | cases[1])
    for side, (_, rejects) in zip("ab", runs, strict=True):
        assert sum(compared.summary["rejects"][side].values()) == len(rejects)


def groups_of(row: Json, code: str) -> Iterator[tuple[str, str]]:
    first = row["birth_year"] // 5 * 5
    yield "all", "all"
    yield "sex", row["sex"]
    yield "cohort", f"{first}-{first + 4}"
    yield "basis", f"{row[f'{code}.basis.a']}_to_{row[f'{code}.basis.b']}"


def described(values: list[int]) -> Json:
    values = sorted(values)
    if not values:
        return {"persons": 0, "sum": 0}
    mean = Fraction(sum(values), len(values))
    return {
        "persons": len(values),
        "sum": sum(values),
        "mean": int(mean + Fraction(1, 2)),
        "least": values[0],
        "most": values[-1],
        **{name: values[ceil(len(values) * part) - 1] for name, part in PARTS.items()},
    }


def summary_of(rows: list[Json], code: str, name: str) -> Json:
    """The summary of one amount, made of the rows one by one."""
    members: dict[tuple[str, str], list[Json]] = defaultdict(list)
    for row in rows:
        for place in groups_of(row, code):
            members[place].append(row)
    found: Json = defaultdict(dict)
    for (by, group), mine in members.items():
        changes = [row[f"{code}.{name}.difference"] for row in mine]
        found[by][group] = {
            "persons": len(mine),
            "same": changes.count(0),
            "sum_a": sum(row[f"{code}.{name}.a"] or 0 for row in mine),
            "sum_b": sum(row[f"{code}.{name}.b"] or 0 for row in mine),
            "gained": described([each for each in changes if each > 0]),
            "lost": described([-each for each in changes if each < 0]),
        }
    return dict(found)


def test_the_summary_is_that_of_the_rows(compared: Tables) -> None:
    rows = compared.differences.to_pylist()
    for code, names in AMOUNTS.items():
        party = compared.summary["parties"][code]
        assert party["amounts"] == {name: summary_of(rows, code, name) for name in names}
        starts = Counter(
            "earlier" if row[f"{code}.start.b"] < row[f"{code}.start.a"]
            else "later" if row[f"{code}.start.b"] > row[f"{code}.start.a"]
            else "same"
            for row in rows
            if row[f"{code}.start.a"] and row[f"{code}.start.b"]
        )  # fmt: skip
        assert party["start"] == {each: starts[each] for each in ("earlier", "same", "later")}


def test_the_distribution_counts_everyone_who_gains_or_loses(compared: Tables) -> None:
    rows = compared.differences.to_pylist()
    for code in AMOUNTS:
        bins = compared.summary["parties"][code]["distribution"]
        assert [each["from"] for each in bins] == list(BINS[BINS.index(bins[0]["from"]) :][: len(bins)])
        assert all(one["below"] == other["from"] for one, other in itertools.pairwise(bins))
        for each in (bins[0], bins[-1]):
            assert sum(each[kind] for kind in ("gained", "newly_entitled", "lost", "no_longer_entitled")) > 0
        for each in bins:
            found: Counter[str] = Counter()
            for row in rows:
                change = row[f"{code}.monthly_amount.difference"]
                if each["from"] <= abs(change) < each["below"]:
                    newly = row[f"{code}.basis.a"] == "none"
                    no_longer = row[f"{code}.basis.b"] == "none"
                    found[
                        ("newly_entitled" if newly else "gained")
                        if change > 0
                        else ("no_longer_entitled" if no_longer else "lost")
                    ] += 1
            assert {kind: number for kind, number in each.items() if kind not in ("from", "below") and number} == found


def mirrored(data: Any) -> Any:
    """A summary's counts with A and B, gains and losses, in each other's place."""
    swapped = {
        "a": "b", "b": "a", "sum_a": "sum_b", "sum_b": "sum_a", "gained": "lost", "lost": "gained",
        "newly_entitled": "no_longer_entitled", "no_longer_entitled": "newly_entitled",
        "earlier": "later", "later": "earlier",
    }  # fmt: skip
    if isinstance(data, list):
        return [mirrored(each) for each in data]
    if not isinstance(data, dict):
        return data
    return {
        "_to_".join(reversed(name.split("_to_"))) if "_to_" in name else swapped.get(name, name): mirrored(each)
        for name, each in data.items()
    }


def test_b_against_a_is_a_against_b_in_the_mirror(compared: Tables, laws: Laws, tables: Pair) -> None:
    other = compare_tables(*tables, laws[1], laws[0], engine="plain")
    assert mirrored(counted(other.summary)) == counted(compared.summary)
    for code, names in AMOUNTS.items():
        for name in names:
            here, there = (
                each.differences.column(f"{code}.{name}.difference").to_pylist() for each in (compared, other)
            )
            assert here == [-each for each in there]


def test_a_law_against_itself_changes_nothing(laws: Laws, tables: Pair) -> None:
    summary = compare_tables(*tables, laws[1], laws[1]).summary
    assert summary["rejected"]["a"] == summary["rejected"]["b"] == summary["rejected"]["both"]
    for code, names in AMOUNTS.items():
        party = summary["parties"][code]
        assert party["distribution"] == []
        assert party["start"]["earlier"] == party["start"]["later"] == 0
        for name in names:
            for groups in party["amounts"][name].values():
                for group, each in groups.items():
                    assert each["same"] == each["persons"] > 0
                    assert each["sum_a"] == each["sum_b"]
                    assert each["gained"] == each["lost"] == {"persons": 0, "sum": 0}
                    assert "_to_" not in group or len(set(group.split("_to_"))) == 1


def test_compiled_rules_take_the_other_figures_too(compared: Tables, laws: Laws, tables: Pair) -> None:
    other = compare_tables(*tables, *laws, engine="compiled")
    assert other.summary["laws"]["a"]["engine"] == other.summary["laws"]["b"]["engine"] == "compiled"
    assert counted(other.summary) == counted(compared.summary)
    assert other.differences.to_pylist() == compared.differences.to_pylist()
    assert other.rejects.to_pylist() == compared.rejects.to_pylist()


@pytest.fixture
def files(tables: Pair, tmp_path: Path) -> Written:
    return write_tables(*tables, tmp_path, "parquet")


def job(files: Written, laws: Laws, **options: Any) -> Comparison:
    folder = files[0].parent / "out"
    a, b = (Law(each) for each in laws)
    return replace(
        Comparison(*files, a, b, folder / "differences.parquet", folder / "rejects.parquet", engine="plain"), **options
    )


@pytest.mark.parametrize(("workers", "here"), [(1, 1000), (2, 0)])
def test_files_give_what_tables_give(
    workers: int, here: int, compared: Tables, laws: Laws, files: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (run_module, chunks):
        monkeypatch.setattr(module, "SMALLEST_CHUNK", 64)
    monkeypatch.setattr(chunks, "LARGEST_CHUNK", 64)
    monkeypatch.setattr(pool, "PERSONS_HERE", here)
    done: list[int] = []
    made = job(files, laws, workers=workers)
    summary = compare(made, lambda persons, part: done.append(persons))
    assert counted(summary) == counted(compared.summary)
    assert done == sorted(done)
    assert (done[-1], len(done) > 4) == (len(compared.rejects.column(0)) and summary["persons"], True)
    assert made.differences is not None
    assert made.rejects is not None
    assert pq.read_table(made.differences).to_pylist() == compared.differences.to_pylist()
    assert pq.read_table(made.rejects).to_pylist() == compared.rejects.to_pylist()
    assert sorted(each.name for each in made.differences.parent.iterdir()) == ["differences.parquet", "rejects.parquet"]
    metadata = pq.read_schema(made.differences).metadata
    assert metadata[b"totalisation.a.parameters"] == b""
    assert metadata[b"totalisation.b.parameters"] == summary["laws"]["b"]["parameters"].encode()
    assert metadata[b"totalisation.a.parameters_sha256"] != metadata[b"totalisation.b.parameters_sha256"]


def test_nothing_is_left_of_what_was_broken_off(laws: Laws, files: Written, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: Any) -> Any:
        raise OSError("No space left on device")

    monkeypatch.setattr("totalisation.batch.comparison.tally.Tally.add", failing)
    made = job(files, laws)
    with pytest.raises(OSError, match="No space"):
        compare(made)
    assert made.differences is not None
    assert list(made.differences.parent.iterdir()) == []


def test_nothing_is_written_that_was_not_asked_for(laws: Laws, files: Written) -> None:
    summary = compare(job(files, laws, differences=None, rejects=None))
    assert summary["persons"] == 200
    assert sorted(each.name for each in files[0].parent.iterdir()) == ["periods.parquet", "persons.parquet"]


def test_no_persons(laws: Laws, tables: Pair) -> None:
    found = compare_tables(tables[0].slice(0, 0), tables[1].slice(0, 0), *laws)
    assert (found.differences.num_rows, found.rejects.num_rows, found.summary["persons"]) == (0, 0, 0)
    assert found.summary["parties"]["VN"]["amounts"] == {"monthly_amount": {}, "one_off_allowance": {}}


@pytest.mark.parametrize("layout", ["text", "coded"])
@pytest.mark.parametrize("form", ["csv", "arrow"])
def test_other_forms_of_the_same_persons(form: str, layout: Any, laws: Laws, tmp_path: Path) -> None:
    some = population(60, 2)
    expected = compare_tables(*tables_of(some, AGREEMENT, "coded"), *laws, engine="plain")
    files = write_tables(*tables_of(some, AGREEMENT, layout), tmp_path, form)
    assert counted(compare(job(files, laws, differences=None, rejects=None))) == counted(expected.summary)


@pytest.mark.parametrize(
    "dates",
    [
        pa.array(["1960", "1961-02", "1962-03-04"]),
        pa.array(["1960", "1961-02", "1962-03-04"]).dictionary_encode(),
        pa.array([196_012, 196_101, 196_207], pa.int32()),
        pa.array([-3653 + 1, -3287 + 1, -2922 + 1], pa.int32()).cast(pa.date32()),
    ],
    ids=["text", "coded", "numbers", "days"],
)
def test_years_of_birth_in_each_layout(dates: pa.Array) -> None:
    assert birth_years(dates).to_pylist() == [1960, 1961, 1962]


def other_currency(agreement: Agreement) -> Agreement:
    terms = agreement.parties["KR"].model_copy(update={"currency": "EUR"})
    return agreement.model_copy(update={"parties": {**agreement.parties, "KR": terms}})


@pytest.mark.parametrize(
    ("b", "told"),
    [
        (lambda: find_agreement("kr-ca"), "A is between VN, KR, and B between KR, CA"),
        (lambda: other_currency(AGREEMENT), "KR pays KRW under A, and EUR under B"),
    ],
)
def test_laws_that_cannot_be_compared(b: Callable[[], Agreement], told: str, tables: Pair) -> None:
    with pytest.raises(FaultsError, match=told):
        compare_tables(*tables, AGREEMENT, b())


def test_faults_of_the_columns_are_told_once_or_with_their_side(tables: Pair) -> None:
    declared = AGREEMENT.parties["KR"].model_copy(update={"scheme": "declared"})
    other = AGREEMENT.model_copy(update={"parties": {**AGREEMENT.parties, "KR": declared}})
    known, others = (InputSchema(each).persons.keys() for each in (AGREEMENT, other))
    name = min(each for each in known - others if each.startswith("options."))
    persons = tables[0].drop_columns(["sex"])
    persons = persons.append_column(name, pa.nulls(len(persons), pa.string()))
    with pytest.raises(FaultsError) as error:
        compare_tables(persons, tables[1], AGREEMENT, other)
    told = [each.in_language() for each in error.value.faults]
    assert {each.split(":")[0] for each in told} == {"B", "persons"}
    assert sum("sex: the column is missing." in each for each in told) == 1
    assert any(each.startswith("persons: sex: the column is missing.") for each in told)
    assert any(each.startswith(f"B: persons: {name}: unknown column.") for each in told)


def test_terms_alone_and_figures_alone_are_compared(tables: Pair, other_figures: Path) -> None:
    some = (
        tables[0].slice(0, 100),
        tables[1].filter(pc.is_in(tables[1].column("case_id"), tables[0].column("case_id").slice(0, 100))),
    )
    without = AGREEMENT.model_copy(update={"kind": "coverage_only"})
    terms = compare_tables(*some, without, with_terms(VN=0), engine="plain").summary
    figures = compare_tables(*some, "vn-kr", with_figures(AGREEMENT, other_figures), engine="plain").summary
    everyone = terms["parties"]["VN"]["amounts"]["monthly_amount"]["all"]["all"]
    assert (everyone["gained"]["persons"] > 0, everyone["lost"]["persons"]) == (True, 0)
    assert figures["laws"]["b"]["parameters"] == str(other_figures)
    assert figures["parties"]["KR"]["amounts"]["monthly_amount"]["all"]["all"]["lost"]["persons"] > 0
