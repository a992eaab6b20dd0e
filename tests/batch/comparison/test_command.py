"""The command: two laws by their order, the picture and the files that were asked for, and bad input told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from tests.batch.comparison.conftest import AGREEMENT, population
from tests.batch.conftest import Written, write_tables
from tests.batch.tables import tables_of
from totalisation.batch import chunks
from totalisation.batch.comparison.picture import LOOKS, ceiling_of, comparison_svg
from totalisation.batch.comparison.run import Tables, compare_tables
from totalisation.cli import commands
from totalisation.other_figures import with_figures, write_figures

pytestmark = pytest.mark.slow

SVG = "{http://www.w3.org/2000/svg}"
SAME = ("--agreement", "vn-kr", "--agreement", "vn-kr")


def ran(*arguments: Any) -> Result:
    return CliRunner().invoke(commands, ["batch", *map(str, arguments)])


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Written:
    return write_tables(*tables_of(population(80), AGREEMENT, "coded"), tmp_path_factory.mktemp("files"), "parquet")


def test_the_line_of_the_manual(files: Written, other_figures: Path, tmp_path: Path) -> None:
    differences, plot = tmp_path / "out" / "differences.parquet", tmp_path / "pictures" / "plot.svg"
    found = ran("compare", *files, *SAME, "--parameters", other_figures, "-o", differences, "--plot", plot)
    assert found.exit_code == 0, found.output
    lines = found.output.splitlines()
    compared = pq.read_metadata(differences).num_rows
    assert lines[:2] == ["A: vn-kr", f"B: vn-kr with the figures in {other_figures}"]
    assert lines[2].startswith(f"80 persons: {compared} compared, in ")
    assert pq.read_metadata(differences.with_name("differences.rejects.parquet")).num_rows > 0
    assert ElementTree.fromstring(plot.read_text(encoding="utf-8")).tag == f"{SVG}svg"
    # Numbers stand in columns: the lines of a table are of one length.
    table = lines[lines.index("KR: monthly amount, KRW") + 1 :]
    table = table[: table.index("")]
    assert len({len(each) for each in table}) == 1
    assert [each.split()[0] for each in table[1:4]] == ["all", "female", "male"]


@pytest.mark.parametrize("first", [True, False])
def test_figures_belong_to_the_agreement_before_them(first: bool, files: Written, other_figures: Path) -> None:
    own = ["--parameters", other_figures]
    laws = ["--agreement", "vn-kr", *(own if first else []), "--agreement", "vn-kr", *([] if first else own)]
    # Options of other kinds may stand anywhere between them.
    found = ran("compare", "--summary", "json", *laws[:2], "--workers", 1, *laws[2:], *files)
    assert found.exit_code == 0, found.output
    told = {side: each["parameters"] for side, each in json.loads(found.output)["laws"].items()}
    assert told == {"a": str(other_figures) if first else None, "b": None if first else str(other_figures)}


def test_an_agreement_may_come_from_a_file(files: Written) -> None:
    shipped = Path(__file__).parents[3] / "agreements" / "vn-kr.toml"
    found = ran("compare", *files, "--agreement", "vn-kr", "--agreement", shipped, "--summary", "json")
    data = json.loads(found.output)
    assert data["laws"]["a"]["agreement_sha256"] == data["laws"]["b"]["agreement_sha256"]
    assert data["persons_per_second"] > 0


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "--agreement: 0 named, and two are needed."),
        (["--agreement", "vn-kr"], "--agreement: 1 named, and two are needed."),
        ([*SAME, "--agreement", "vn-kr"], "--agreement: 3 named"),
        (["--parameters", "x", *SAME], "--parameters x stands after no --agreement of its own."),
        ([*SAME, "--parameters", "x", "--parameters", "y"], "--parameters y stands after no --agreement of its own."),
        ([*SAME, "--parameters", "nowhere"], "nowhere: there is no such folder."),
        (["--agreement", "vn-kr", "--agreement", "kr-ca"], "--agreement: A is between VN, KR, and B between KR, CA."),
        (["--agreement", "vn-kr", "--agreement", "xx-yy"], "there is no agreement “xx-yy”"),
        ([*SAME, "--as-of", "soon"], "--as-of: “soon” is not a day."),
        ([*SAME, "-o", "/dev/null/out.parquet"], "cannot be written"),
        ([*SAME, "--plot", "/dev/null/plot.svg"], "cannot be written"),
    ],
)
def test_bad_options_are_told(arguments: list[str], told: str, files: Written) -> None:
    found = ran("compare", *files, *arguments)
    assert found.exit_code == 2, found.output
    assert told in found.stderr


def test_an_interrupt_leaves_nothing(files: Written, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: Any) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr(chunks, "_timed", interrupted)
    found = ran("compare", *files, *SAME, "-o", tmp_path / "out" / "differences.parquet", "--workers", 1)
    assert (found.exit_code, found.stderr.strip()) == (130, "Stopped. Nothing was written.")
    assert list((tmp_path / "out").iterdir()) == []


def test_figures_are_written_to_be_changed(tmp_path: Path) -> None:
    found = ran("parameters", "--agreement", "vn-kr", "-o", tmp_path / "figures")
    assert found.exit_code == 0, found.output
    written = [Path(each) for each in found.output.splitlines()]
    assert {each.parent.name for each in written} == {"vietnam", "korea"}
    assert sorted(written) == sorted((tmp_path / "figures").glob("*/*.toml"))
    assert with_figures(AGREEMENT, tmp_path / "figures").parties.keys() == AGREEMENT.parties.keys()
    again = ran("parameters", "--agreement", "vn-kr", "-o", tmp_path / "figures")
    assert again.exit_code == 2
    assert len(again.stderr.splitlines()) == len(written)
    assert f"{written[0]}: this file exists already." in again.stderr
    assert len(write_figures(AGREEMENT, tmp_path / "others")) == len(written)


def test_a_run_takes_other_figures(files: Written, other_figures: Path, tmp_path: Path) -> None:
    results = [tmp_path / name for name in ("own.parquet", "other.parquet")]
    for file, options in zip(results, ([], ["--parameters", other_figures]), strict=True):
        assert ran(*files, "--agreement", "vn-kr", "-o", file, *options).exit_code == 0
    schemas = [pq.read_schema(each).metadata[b"totalisation.parameters_sha256"] for each in results]
    assert schemas[0] != schemas[1]
    assert pq.read_table(results[0]).to_pylist() != pq.read_table(results[1]).to_pylist()


# ---- the picture ----


def drawn(compared: Tables, language: str = "en") -> ElementTree.Element:
    return ElementTree.fromstring(comparison_svg(compared.summary, AGREEMENT, language))


@pytest.mark.parametrize("language", ["en", "vi", "ko"])
def test_the_picture_tells_and_draws_every_count(language: str, compared: Tables) -> None:
    svg = drawn(compared, language)
    assert (svg.get("role"), svg.get("lang")) == ("img", language)
    told = [each.text or "" for each in svg.findall(f"{SVG}desc")]
    ids = svg.get("aria-labelledby", "").split()
    assert {each.get("id") for each in (*svg.findall(f"{SVG}title"), *svg.findall(f"{SVG}desc"))} == set(ids)
    for code, party in compared.summary["parties"].items():
        group = svg.find(f"{SVG}g[@data-party='{code}']")
        assert group is not None
        texts = [each.text or "" for each in group.findall(f"{SVG}text")]
        for kind in LOOKS:
            numbers = [each[kind] for each in party["distribution"] if each[kind]]
            bars = group.findall(f"{SVG}rect[@data-kind='{kind}']")
            titles = [(each.find(f"{SVG}title") or each[0]).text or "" for each in bars]
            assert sorted(int(each.rsplit(" ", 1)[1]) for each in titles) == sorted(numbers)
            assert not numbers or any(each.endswith(f": {sum(numbers)}") for each in texts)
        everyone = party["amounts"]["monthly_amount"]["all"]["all"]
        assert str(everyone["gained"]["persons"]) in told[0]
    # What needs a style, a script or another file would be blocked by a strict policy.
    assert not {each.tag.removeprefix(SVG) for each in svg.iter()} & {"style", "script", "image", "foreignObject"}
    assert not any("style" in each.attrib or "class" in each.attrib for each in svg.iter())


def test_losses_lie_left_and_gains_right_and_heights_are_to_scale(compared: Tables) -> None:
    group = drawn(compared).find(f"{SVG}g[@data-party='KR']")
    assert group is not None
    bars: dict[str, list[ElementTree.Element]] = {
        kind: group.findall(f"{SVG}rect[@data-kind='{kind}']") for kind in LOOKS
    }
    left = [int(each.get("x", "")) for kind in ("lost", "no_longer_entitled") for each in bars[kind]]
    right = [int(each.get("x", "")) for kind in ("gained", "newly_entitled") for each in bars[kind]]
    assert max(left) < min(right)
    for each in bars["lost"] + bars["gained"]:
        number = int((each[0].text or "").rsplit(" ", 1)[1])
        tallest = max(bars["lost"] + bars["gained"], key=lambda bar: int(bar.get("height", "")))
        most = int((tallest[0].text or "").rsplit(" ", 1)[1])
        assert abs(int(each.get("height", "")) * most - number * int(tallest.get("height", ""))) <= 2 * most
    # Kinds of change differ in how they are filled, not in colour alone.
    fills = {kind: some[0].get("fill", "") for kind, some in bars.items() if some}
    assert fills["lost"].startswith("url(#hatch-")
    assert not fills["no_longer_entitled"].startswith("url(")


def test_where_nothing_changes_no_plot_is_drawn() -> None:
    tables = tables_of(population(20), AGREEMENT, "coded")
    svg = drawn(compare_tables(*tables, "vn-kr", "vn-kr"))
    assert svg.findall(f".//{SVG}rect[@data-kind]") == []
    assert "0 lose" in " ".join(each.text or "" for each in svg.iter(f"{SVG}text"))


@pytest.mark.parametrize(("number", "end"), [(1, 1), (2, 2), (3, 4), (10, 10), (11, 20), (41, 60), (999, 1000)])
def test_the_axis_ends_above_what_it_holds(number: int, end: int) -> None:
    assert ceiling_of(number) == end
