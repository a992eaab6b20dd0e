"""Agreements with other figures of law: the figures apply to them, in each process, and to nothing else."""

from __future__ import annotations

import pickle
import shutil
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from totalisation import assess
from totalisation.agreement import Agreement
from totalisation.agreement_file import find_agreement
from totalisation.case_file import case_from
from totalisation.messages import FaultsError
from totalisation.other_figures import with_figures
from totalisation.schemes import scheme_named
from totalisation.schemes.changed import Reference, changed_scheme, parameter_files

AGREEMENT = find_agreement("vn-kr")
KOREA, VIETNAM = scheme_named("korea"), scheme_named("vietnam")
CASE = {
    "case_id": "C-1",
    "agreement": "vn-kr",
    "person": {"sex": "female", "birth_date": "1960-05", "nationality": "VN"},
    "claim": {"benefit": "old_age", "date": "2025-02-10"},
    "periods": [
        {"party": "KR", "from": "1995-01", "to": "2014-12", "kind": "workplace"},
        {"party": "VN", "from": "2015-01", "to": "2016-12", "kind": "compulsory"},
    ],
    "established": {"KR": {"average_earnings": 2_500_000}, "VN": {"average_earnings": 6_000_000}},
}


def changed(folder: Path, scheme: str, file: str, changes: dict[str, str]) -> Path:
    """The folder with a copy of a scheme's parameter file in it, in which some text is changed."""
    place = folder / scheme
    place.mkdir(parents=True, exist_ok=True)
    text = (scheme_named(scheme).folder / "parameters" / file).read_text(encoding="utf-8")
    for old, new in changes.items():
        assert text.count(old) == 1, (old, text.count(old))
        text = text.replace(old, new)
    (place / file).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def dearer(tmp_path: Path) -> Path:
    """The factor for the months of 2008, doubled."""
    return changed(tmp_path / "dearer", "korea", "basic_amount.toml", {'2008 = "1.500"': '2008 = "3.000"'})


def paid(agreement: Agreement) -> int | None:
    return assess(case_from(CASE), agreement=agreement).parties["KR"].monthly_amount


def test_figures_apply_to_the_agreement_that_was_given_them_and_to_no_other(dearer: Path) -> None:
    before = paid(AGREEMENT)
    other = with_figures(AGREEMENT, dearer)
    assert before is not None
    assert (paid(other) or 0) > before
    assert paid(AGREEMENT) == before
    assert paid(find_agreement("vn-kr")) == before
    assert scheme_named("korea") is KOREA
    assert other.parties["VN"] == AGREEMENT.parties["VN"]


def test_unchanged_copies_change_nothing(tmp_path: Path) -> None:
    for scheme in (KOREA, VIETNAM):
        shutil.copytree(scheme.folder / "parameters", tmp_path / scheme.name)
    other = with_figures(AGREEMENT, tmp_path)
    assert paid(other) == paid(AGREEMENT)
    for code, terms in other.parties.items():
        assert scheme_named(terms.scheme) is not scheme_named(AGREEMENT.parties[code].scheme)
        assert scheme_named(terms.scheme).changes_of_law == scheme_named(AGREEMENT.parties[code].scheme).changes_of_law


def test_nothing_made_of_the_own_figures_is_kept(dearer: Path) -> None:
    first = KOREA.changes_of_law
    since = "[[early_age_years.entries]]\nfrom = 200"
    moved = changed(dearer, "korea", "ages.toml", {f"{since}8": f"{since}9"})
    other = scheme_named(with_figures(AGREEMENT, moved).parties["KR"].scheme)
    assert other.changes_of_law != first
    assert first == KOREA.changes_of_law
    assert {"parameters", "changes_of_law"} <= vars(other).keys()


def test_another_process_takes_the_same_figures(dearer: Path) -> None:
    other = with_figures(AGREEMENT, dearer)
    assert pickle.loads(pickle.dumps(other)) == other
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        assert pool.submit(paid, other).result() == paid(other)


def test_figures_that_change_under_way_are_refused(dearer: Path) -> None:
    reference = Reference.read(with_figures(AGREEMENT, dearer).parties["KR"].scheme)
    assert reference is not None
    assert reference.folder == dearer / "korea"
    changed(dearer, "korea", "basic_amount.toml", {'2008 = "1.500"': '2008 = "4.000"'})
    with pytest.raises(FaultsError, match="the figures were changed while they were in use"):
        changed_scheme(KOREA, reference)


def test_the_files_of_a_reference_stand_for_those_of_the_same_names(dearer: Path) -> None:
    own = parameter_files(KOREA)
    meant = parameter_files(KOREA, Reference("korea", dearer / "korea", ""))
    assert [each.name for each in meant] == [each.name for each in own]
    assert [each for each in meant if each not in own] == [dearer / "korea" / "basic_amount.toml"]


def test_no_file_of_an_agreement_can_name_such_a_scheme(dearer: Path) -> None:
    other = with_figures(AGREEMENT, dearer)
    with pytest.raises(ValueError, match="scheme"):
        Agreement.model_validate(other.model_dump())


@pytest.mark.parametrize(
    ("scheme", "file", "old", "new", "told"),
    [
        ("japan", "ages.toml", "", "x", "japan: this is not the folder of a scheme of the parties. Put changed"),
        ("korea", "age.toml", "", "x", "age.toml: the scheme has no such file. Did you mean “ages.toml”"),
        (
            "korea",
            "ages.toml",
            'unit = "age"\n\n[[pension',
            "unit = years\n\n[[pension",
            "ages.toml: cannot be read: ",
        ),
        (
            "korea",
            "ages.toml",
            'unit = "age"\n\n[[pension',
            'unit = "days"\n\n[[pension',
            "[pension_age_years]: unit",
        ),
        ("korea", "ages.toml", 'unit = "age"\n\n[[pension', 'unit = "month"\n\n[[pension', "Keep unit “age” and"),
        ("korea", "ages.toml", "value = 55\n", "value = 55.5\n", "[early_age_years]: 55.5 is not a whole number or"),
        ("korea", "ages.toml", "[early_age_years]", "[early_years]", "[early_years]: 'entries' is missing"),
        ("korea", "ages.toml", "# Ages", "x = 1\n# Ages", "[x]: not a table of entries"),
        (
            "korea",
            "ages.toml",
            "# Ages",
            "pension_age_year = { title = {}, unit = 'years', entries = [] }\n# Ages",
            "Did you mean “pension_age_years”",
        ),
    ],
)
def test_each_fault_of_the_folder_is_told(
    scheme: str, file: str, old: str, new: str, told: str, tmp_path: Path
) -> None:
    if old:
        changed(tmp_path, scheme, file, {old: new})
    else:
        (tmp_path / scheme).mkdir()
        (tmp_path / scheme / file).write_text(new, encoding="utf-8")
    with pytest.raises(FaultsError) as error:
        with_figures(AGREEMENT, tmp_path)
    assert told in str(error.value)


def test_a_parameter_that_is_left_out_is_told(tmp_path: Path) -> None:
    (tmp_path / "korea").mkdir()
    (tmp_path / "korea" / "ages.toml").write_text("[pension_age_years]\ntitle = {}\nunit = 'years'\nentries = []\n")
    with pytest.raises(FaultsError) as error:
        with_figures(AGREEMENT, tmp_path)
    told = [each.in_language() for each in error.value.faults]
    assert any("[early_age_years]: the parameter is missing. Keep all parameters of the file." in each for each in told)
    assert any("[pension_age_years]: there are no figures in it." in each for each in told)


@pytest.mark.parametrize(("made", "told"), [(False, "there is no such folder"), (True, "there are no figures in this")])
def test_a_folder_without_figures_is_told(made: bool, told: str, tmp_path: Path) -> None:
    if made:
        (tmp_path / "none").mkdir()
    with pytest.raises(FaultsError, match=told):
        with_figures(AGREEMENT, tmp_path / "none")
