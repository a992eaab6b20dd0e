"""The authors' commands, as an author types them."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from random import Random
from typing import get_args

import pytest
from click.testing import CliRunner, Result
from hypothesis import Phase, find, settings
from pydantic import BaseModel

from totalisation.agreement import Agreement, PartyTerms, Term
from totalisation.agreement_file import agreement_names, agreements_folder, find_agreement, read_agreement
from totalisation.authoring.check import placed_terms
from totalisation.authoring.compared_cases import compared_cases
from totalisation.authoring.difference import ANSWERS, differs
from totalisation.case import Claim, Period, Person
from totalisation.case_file import read_case
from totalisation.cli import commands
from totalisation.coverage_terms import CoverageTerms
from totalisation.messages import LANGUAGES

pytestmark = pytest.mark.slow


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(commands, ["agreement", *map(str, arguments)])


@pytest.fixture
def altered(tmp_path: Path) -> Path:
    """A copy of a shipped agreement whose minimum on the first side is one month longer."""
    text = (agreements_folder() / "vn-kr.toml").read_text(encoding="utf-8")
    file = tmp_path / "vn-kr.toml"
    file.write_text(text.replace("number = 12", "number = 13", 1), encoding="utf-8")
    return file


def test_a_new_agreement_is_read_and_says_what_is_still_to_be_written(tmp_path: Path) -> None:
    file = tmp_path / "aa-bb.toml"
    assert run("new", "AA", "BB", "-o", file).exit_code == 0
    assert tomllib.loads(file.read_text(encoding="utf-8"))["parties"].keys() == {"AA", "BB"}
    checked = run("check", file)
    assert checked.exit_code == 0
    assert "aa-bb.toml:14: title.en: is still to be written." in checked.stdout
    assert checked.stdout.splitlines()[-1].startswith("aa-bb: valid; ")


def test_what_shipped_agreements_say_of_a_party_is_taken_over(tmp_path: Path) -> None:
    """The scheme of a party that the engine knows, its currency and its names need not be found out again."""
    text = run("new", "ZZ", "KR").stdout
    parties = tomllib.loads(text)["parties"]
    shipped = find_agreement("kr-at").parties["KR"]
    assert (parties["KR"]["scheme"], parties["KR"]["currency"]) == ("korea", "KRW")
    assert parties["KR"]["title"] == shipped.title
    assert parties["KR"]["institutions"]["competent"] == shipped.institutions.competent
    assert (parties["ZZ"]["scheme"], parties["ZZ"]["title"]["ko"]) == ("declared", "TODO")
    assert "# Scheme, currency and names as kr-at has them.\n[parties.KR]" in text
    assert '# scheme: "korea" and "vietnam" are the engine\'s;' in text
    file = tmp_path / "zz-kr.toml"
    file.write_text(text, encoding="utf-8")
    warned = run("check", file).stdout
    assert "parties.ZZ.currency: is still to be written." in warned
    assert "parties.KR.currency" not in warned


@pytest.mark.parametrize("name", agreement_names())
def test_show_leaves_out_no_value_of_any_term(name: str) -> None:
    """Each value that a term's table holds stands in the words about it, as the file has it."""
    shown = " ".join(run("show", name).stdout.split())
    agreement = find_agreement(name)
    compared = 0
    for place, term in placed_terms(agreement):
        if place[0] in ("examples", "interpretations", "entry_into_force", "provisions"):
            continue  # told by themselves: the readings as sentences, the dates as days
        given = term.model_dump(mode="json", exclude=set(Term.model_fields), exclude_unset=True)
        written = ", ".join(f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in given.items())
        assert " ".join(f"] {written}".split()) in shown, place
        compared += 1
    assert compared > 2 or agreement.kind == "coverage_only"


def test_every_optional_term_of_the_skeleton_can_be_used(tmp_path: Path) -> None:
    """What stands as a comment is a term that the reader knows: only its values are yours to choose."""
    text = run("new", "AA", "BB").stdout
    used = "\n".join(line.removeprefix("# ") if _is_term(line) else line for line in text.splitlines())
    file = tmp_path / "aa-bb.toml"
    file.write_text(used, encoding="utf-8")
    assert "counting" in tomllib.loads(used)["parties"]["AA"]
    checked = run("check", file)
    assert checked.exit_code == 0, checked.stderr


def test_the_skeleton_names_every_term_and_every_part_of_one() -> None:
    text = run("new", "AA", "BB").stdout
    fields = {name for model in _models(Agreement) for name in model.model_fields}
    assert len(fields) > 60
    assert {name for name in fields if not re.search(rf"\b{name}\b", text)} == set()


def test_the_page_for_authors_names_every_term() -> None:
    page = (Path(__file__).parents[2] / "agreements" / "README.md").read_text(encoding="utf-8")
    listed = page.partition("## Every term")[2]
    names = [name for model in (Agreement, PartyTerms, CoverageTerms) for name in model.model_fields]
    assert len(names) > 35
    assert [name for name in names if not re.search(rf"`(\w+\.)?\[*{name}\b", listed)] == []


def _models(model: type[BaseModel], known: set[type[BaseModel]] | None = None) -> set[type[BaseModel]]:
    """A model and all models that its fields hold, but for those of a case."""
    known = set() if known is None else known
    if model in known or model in (Person, Claim, Period):
        return known
    known.add(model)
    for field in model.model_fields.values():
        for each in _held(field.annotation):
            _models(each, known)
    return known


def _held(annotation: object) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for argument in get_args(annotation) for model in _held(argument)]


def _is_term(line: str) -> bool:
    """Whether a comment is a term written out, and no sentence about one."""
    return re.fullmatch(r"# (\[.+\]|[a-z_]+ = [^,;]*(\[.*\]|\{.*\}|[^.:,;]*))(\s+#.*)?", line) is not None


def test_a_new_agreement_overwrites_nothing(tmp_path: Path) -> None:
    file = tmp_path / "aa-bb.toml"
    file.write_text("mine", encoding="utf-8")
    refused = run("new", "AA", "BB", "-o", file)
    assert refused.exit_code == 2
    assert refused.stderr == f"--output: {file} exists and is left as it is.\n"
    assert file.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    ("codes", "told"),
    [
        (("Aa", "BB"), "Aa: is not two capital letters. Write a code such as XY.\n"),
        (
            ("A", "BBB"),
            "A: is not two capital letters. Write a code such as XY.\n"
            "BBB: is not two capital letters. Write a code such as XY.\n",
        ),
        (("AA", "AA"), "AA: is both parties. Name two.\n"),
    ],
)
def test_parties_are_two_different_codes(codes: tuple[str, str], told: str) -> None:
    refused = run("new", *codes)
    assert (refused.exit_code, refused.stderr) == (2, told)


@pytest.mark.parametrize("name", agreement_names())
def test_shipped_agreements_have_no_term_without_effect(name: str) -> None:
    checked = run("check", name)
    assert checked.exit_code == 0
    no_effect = [line for line in checked.stdout.splitlines() if "no case can reach" in line or "no effect" in line]
    assert no_effect == []


@pytest.mark.parametrize(
    ("before", "after", "warned"),
    [
        (
            'keeper = "each_own"',
            'keeper = "each_own"\nprecedence = ["compulsory"]',
            "overlap.precedence: no case can reach this term: the keeper is “each_own”.",
        ),
        ("number = 12", "number = 0", "parties.VN.minimum_own_period.number: no case is below a minimum of nothing."),
        (
            'method = "pro_rata"',
            'method = "flat"',
            "parties.KR.earnings: no case can reach this term: the method has no theoretical amount.",
        ),
        (
            'classes = ["compulsory", "voluntary", "credited"]',
            'classes = ["compulsory", "residence"]',
            "parties.VN.foreign_periods.classes[1]: no case can reach “residence”: the scheme has no such kind.",
        ),
        ('below = "nothing"', 'below = "other_takes_over"', ""),
        (
            "[parties.VN]\n",
            '[sources.Idle]\ntitle.en = "A document"\n\n[parties.VN]\n',
            "sources.Idle: no term cites this source.",
        ),
        (
            "read = 2026-11-24",
            "read = 2199-11-24",
            "sources.Notice-50-2023.read: lies in the future: nobody has read it yet.",
        ),
    ],
)
def test_terms_without_effect_are_told_with_their_line(before: str, after: str, warned: str, tmp_path: Path) -> None:
    text = (agreements_folder() / "vn-kr.toml").read_text(encoding="utf-8")
    assert before in text
    file = tmp_path / "vn-kr.toml"
    file.write_text(text.replace(before, after, 1), encoding="utf-8")
    checked = run("check", file)
    assert checked.exit_code == 0, checked.stderr
    lines = [line.split(" ", 1)[1] for line in checked.stdout.splitlines()[:-1]]
    numbers = [int(line.split(":")[1]) for line in checked.stdout.splitlines()[:-1]]
    assert numbers == sorted(numbers)
    assert not warned or warned in lines


def test_a_misspelt_term_is_told_with_line_and_the_nearest(tmp_path: Path) -> None:
    text = (agreements_folder() / "vn-kr.toml").read_text(encoding="utf-8")
    file = tmp_path / "vn-kr.toml"
    file.write_text(text.replace("minimum_own_period", "minimum_own_perod", 1), encoding="utf-8")
    line = text.split("minimum_own_period", 1)[0].count("\n") + 1
    refused = run("check", file)
    assert refused.exit_code == 2
    assert refused.stderr.startswith(f"vn-kr.toml:{line}: parties.VN.minimum_own_perod: unknown term.")
    assert "minimum_own_period" in refused.stderr


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", agreement_names())
def test_an_agreement_is_shown_whole_in_each_language(name: str, language: str) -> None:
    shown = run("show", name, "--lang", language)
    assert shown.exit_code == 0
    raw = tomllib.loads((agreements_folder() / f"{name}.toml").read_text(encoding="utf-8"))
    assert all(code in shown.stdout for code in raw["parties"])
    assert all(key in shown.stdout for key in raw["sources"])
    squeezed = " ".join(shown.stdout.split())
    for code in raw["parties"]:
        for term in raw["parties"][code].values():
            if isinstance(term, dict) and "article" in term:
                assert " ".join(term["article"].split()) in squeezed


def test_what_holds_for_another_benefit_names_it() -> None:
    shown = " ".join(run("show", "vn-kr", "--lang", "vi").stdout.split())
    korea = shown[shown.index("Hàn Quốc (KR)") :]
    assert "chế độ tử tuất, thời gian để xét chế độ này" in korea
    assert "chế độ khuyết tật, thời gian để xét chế độ này" in korea


def test_the_schema_for_editors_is_that_of_the_code() -> None:
    published = (agreements_folder() / "agreement.schema.json").read_text(encoding="utf-8")
    assert json.loads(published) == json.loads(run("schema").stdout)


@pytest.mark.parametrize(
    ("name", "changed", "answer"),
    [
        ("kr-se", ('count_for = "entitlement"\n', ""), "ratio"),
        ("kr-se", ('"AT", "CA"', '"AT"'), "totalised_months"),
        ("kr-ca", ('years = "12"', 'years = "6"'), "totalised_months"),
        ("kr-ca", ('count = "extinguished"', 'count = "counted"'), "totalised_months"),
    ],
)
def test_cases_are_drawn_on_which_rarer_terms_part(name: str, changed: tuple[str, str], answer: str) -> None:
    """Third states, certified units and refunds: no such case was ever drawn, and none was said to differ."""
    text = (agreements_folder() / f"{name}.toml").read_text(encoding="utf-8")
    assert text.count(changed[0]) == 1
    left = find_agreement(name)
    right = read_agreement(text.replace(*changed).encode(), f"{name}.toml")
    once = settings(max_examples=300, database=None, deadline=None, phases=(Phase.generate,))
    shows = differs(left, right, "KR", ANSWERS[answer])
    assert find(compared_cases(left, right), shows, settings=once, random=Random(0)).agreement == name


def test_the_same_agreement_does_not_differ_from_itself() -> None:
    compared = run("diff", "kr-at", "kr-at", "--max-examples", "20")
    assert compared.exit_code == 0
    assert compared.stdout == "No case among 20 is decided differently.\n"


def test_parties_that_differ_have_no_common_case() -> None:
    compared = run("diff", "kr-at", "kr-ca")
    assert compared.exit_code == 1
    assert compared.stdout.splitlines()[-1] == "The parties or their schemes differ: no case belongs to both."
    titled = next(line for line in compared.stdout.splitlines() if line.startswith("title.en "))
    assert len(re.split(" {2,}", titled)) == 3


def test_two_versions_are_set_side_by_side_with_a_case_that_they_decide_differently(altered: Path) -> None:
    compared = run("diff", "vn-kr", altered, "--max-examples", "120")
    assert compared.exit_code == 1
    row = next(line for line in compared.stdout.splitlines() if "minimum_own_period.number" in line)
    assert row.split() == ["parties.VN.minimum_own_period.number", "12", "13"]
    assert "VN, basis: totalised, or none" in compared.stdout
    case = read_case(compared.stdout.splitlines()[-1])
    assert sum(len(range(p.first.first_month, p.last.first_month + 1)) for p in case.periods if p.party == "VN") == 12


def test_the_suite_is_run_with_a_report() -> None:
    tested = run("test", "kr-jp", "--max-examples", "5")
    assert tested.exit_code == 0, tested.stdout
    assert "5 examples for each property, seed 1" in tested.stdout
    assert ", 0 failed," in tested.stdout.splitlines()[-1]


def test_a_file_with_faults_is_not_tested(tmp_path: Path) -> None:
    file = tmp_path / "aa-bb.toml"
    file.write_text("id = 3", encoding="utf-8")
    assert run("test", file).exit_code == 2
    assert run("test", tmp_path / "absent.toml").exit_code == 2
