from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.reports.cases import agreement, case
from totalisation import __version__, agreement_file
from totalisation.case import Case
from totalisation.cli import commands
from totalisation.glossary import read_glossary

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "examples" / "example.json"

AGREEMENT = """
id = "aa-bb"
kind = "totalisation"
title = { en = "Agreement of A and B", vi = "Hiệp định A và B", ko = "갑을 협정" }
sources.Treaty.title = { en = "The treaty", vi = "Hiệp định", ko = "협정문" }
entry_into_force = { date = 2020-01-01, article = "20", source = "Treaty", status = "verified" }
provisions.totalisation = { date = 2022-01-01, article = "14", source = "Treaty", status = "unverified" }
overlap = { keeper = "each_own", article = "15(2)", source = "Treaty", status = "verified" }
third_state_periods = { count = "excluded", article = "15(3)", source = "Treaty", status = "verified" }

[parties.AA]
scheme = "declared"
currency = "KRW"
title = { en = "Aland", vi = "Nước A", ko = "갑나라" }
totalise = { when = "needed", article = "13", source = "Treaty", status = "verified" }
amount = { method = "pro_rata", article = "16", source = "Treaty", status = "verified" }
ratio = { article = "16(2)", source = "Treaty", status = "verified" }

[parties.BB]
scheme = "declared"
currency = "VND"
title = { en = "Beland", vi = "Nước B", ko = "을나라" }
totalise = { when = "needed", article = "13", source = "Treaty", status = "verified" }
amount = { method = "direct", article = "16(3)", source = "Treaty", status = "secondary" }
"""


@pytest.fixture(autouse=True)
def _agreement_of_a_and_b(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    folder = tmp_path / "agreements"
    folder.mkdir()
    (folder / "aa-bb.toml").write_text(AGREEMENT, encoding="utf-8")
    monkeypatch.setattr(agreement_file, "agreements_folder", lambda: folder)
    monkeypatch.delenv("TOTALISATION_LANG", raising=False)
    yield
    agreement_file.find_agreement.cache_clear()  # other tests know no such agreement


@pytest.fixture
def case_file(tmp_path: Path) -> Path:
    return written(tmp_path)


def written(folder: Path, **parts: Any) -> Path:
    file = folder / "case.json"
    file.write_text(case(**parts).model_dump_json(by_alias=True, exclude_defaults=True), encoding="utf-8")
    return file


def run(*arguments: object, text: str | None = None, env: Mapping[str, str] | None = None) -> Result:
    result = CliRunner().invoke(commands, [str(each) for each in arguments], input=text, env=env)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_a_case_is_decided(case_file: Path) -> None:
    result = run("assess", case_file)
    assert result.exit_code == 0
    assert result.stderr == ""
    assert "Aland owes KRW 444,445 a month from 2024-03, by totalisation." in result.stdout


def test_a_claim_that_is_refused_is_decided_too(tmp_path: Path) -> None:
    figures = {"required_months": 600, "pension_age_months": 720}
    result = run("assess", written(tmp_path, established={"AA": figures, "BB": figures}))
    assert result.exit_code == 0
    assert "Aland owes no pension on this claim." in result.stdout


@pytest.mark.parametrize(
    ("language", "sentence"), [("vi", "Nước A chi trả 444.445 won"), ("ko", "매월 444,445원을"), ("en", "KRW 444,445")]
)
def test_the_language_is_chosen_by_option_or_environment(case_file: Path, language: str, sentence: str) -> None:
    assert sentence in run("assess", case_file, "--lang", language).stdout
    assert sentence in run("assess", case_file, env={"TOTALISATION_LANG": language}).stdout


def test_the_option_outranks_the_environment(case_file: Path) -> None:
    result = run("assess", case_file, "--lang", "en", env={"TOTALISATION_LANG": "ko"})
    assert "Aland owes" in result.stdout


def test_json_is_sorted_and_keeps_its_letters(case_file: Path) -> None:
    result = run("assess", case_file, "--format", "json", "--lang", "ko")
    data = json.loads(result.stdout)
    assert result.stdout == json.dumps(data, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    assert data["parties"]["AA"]["monthly_amount"] == 444_445
    assert "산입" in result.stdout


@pytest.mark.parametrize("command", ["assess", "explain"])
@pytest.mark.parametrize("form", ["text", "json"])
def test_the_same_case_gives_the_same_answer_to_the_letter(case_file: Path, command: str, form: str) -> None:
    first, second = (run(command, case_file, "--format", form).stdout for _ in range(2))
    assert first == second != ""


def test_a_case_is_read_from_standard_input(case_file: Path) -> None:
    piped = run("assess", "-", text=case_file.read_text(encoding="utf-8"))
    assert piped.stdout == run("assess", case_file).stdout


def test_the_day_of_the_amount(case_file: Path) -> None:
    data = json.loads(run("assess", case_file, "--as-of", "2025-02-28", "--format", "json").stdout)
    assert data["as_of"] == "2025-02-28"
    assert data["claim_date"] == "2024-03-15"


@pytest.mark.parametrize(
    ("day", "fault"),
    [
        ("2024-02-30", "--as-of: “2024-02-30” is not a day."),
        ("tomorrow", "--as-of: “tomorrow” is not a day."),
        ("20250101", "--as-of: “20250101” is not a day."),
        ("2024-W01-1", "--as-of: “2024-W01-1” is not a day."),
        ("9999-01-01", "--as-of: “9999-01-01” is not a day."),
        ("2024-03-14", "as_of: 2024-03-14 is before the claim."),
    ],
)
def test_a_day_that_is_none_or_too_early_is_refused(case_file: Path, day: str, fault: str) -> None:
    result = run("assess", case_file, "--as-of", day)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith(fault)


@pytest.mark.parametrize("command", ["assess", "explain", "validate"])
def test_bad_input_ends_with_its_faults_and_status_2(tmp_path: Path, command: str) -> None:
    file = tmp_path / "bad.json"
    facts = json.loads(written(tmp_path).read_text(encoding="utf-8"))
    facts["person"]["birth_date"] = "12/05/1960"
    facts["periods"][0]["to"] = "1999-12"
    file.write_text(json.dumps(facts), encoding="utf-8")
    result = run(command, file)
    assert result.exit_code == 2
    assert result.stdout == ""
    lines = result.stderr.splitlines()
    assert [each.split(":")[0] for each in lines] == ["person.birth_date", "periods[0].to"]


def test_faults_are_told_in_the_language_asked_for(tmp_path: Path) -> None:
    missing = tmp_path / "none.json"
    assert run("assess", missing, "--lang", "vi").stderr == f"{missing}: không có tệp này.\n"
    assert run("validate", missing, "--lang", "ko").stderr == f"{missing}: 해당 파일이 없습니다.\n"


def test_a_figure_that_no_file_holds_is_named(tmp_path: Path) -> None:
    result = run("assess", written(tmp_path, established={}))
    assert result.exit_code == 2
    assert [each.split(":")[0] for each in result.stderr.splitlines()] == [
        "established.AA.pension_age_months",
        "established.BB.pension_age_months",
    ]


@pytest.mark.parametrize(
    "arguments",
    [
        ("assess",),
        ("assess", "x.json", "--lang", "fr"),
        ("assess", "x.json", "--format", "pdf"),
        ("assess", "x.json", "--colour"),
        ("decide", "x.json"),
        ("assess", "no such file.json"),
        ("assess", "."),
    ],
)
def test_wrong_use_ends_with_status_2(arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"null", b"\xff\xfe\x00", b"[" * 100_000, b'{"a": 1e999}', b"9" * 5000, b"NaN"]
)
@pytest.mark.parametrize("command", ["assess", "explain", "validate"])
def test_what_is_no_case_never_ends_in_a_traceback(tmp_path: Path, command: str, content: bytes) -> None:
    file = tmp_path / "case.json"
    file.write_bytes(content)
    result = run(command, file)
    assert result.exit_code == 2
    assert result.stderr.strip()
    assert "Traceback" not in result.stderr


def test_the_examples_of_the_pages_can_be_had_wherever_the_package_is(tmp_path: Path) -> None:
    folder = tmp_path / "some" / "examples"
    copied = run("examples", folder)
    assert copied.exit_code == 0
    shipped = {str(each.relative_to(ROOT / "examples")) for each in (ROOT / "examples").rglob("*.*") if each.is_file()}
    shipped = {each for each in shipped if "__pycache__" not in each}
    assert {str(Path(line).relative_to(folder)) for line in copied.stdout.splitlines()} == shipped
    assert (folder / "example.json").read_bytes() == EXAMPLE.read_bytes()
    assert run("examples", folder).stdout == copied.stdout


def test_examples_take_the_place_of_no_file_that_was_changed(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "example.json").write_text("mine", encoding="utf-8")
    refused = run("examples", folder)
    told = f"FOLDER: {folder / 'example.json'} exists and is left as it is. Name another folder.\n"
    assert (refused.exit_code, refused.stdout, refused.stderr) == (2, "", told)
    assert [each.name for each in folder.iterdir()] == ["example.json"]
    assert run("examples", "/dev/null/examples").stderr.startswith("FOLDER: cannot be written: ")


def test_a_valid_case_is_called_so(case_file: Path) -> None:
    for language, word in (("en", "valid"), ("vi", "hợp lệ"), ("ko", "유효합니다")):
        assert run("validate", case_file, "--lang", language).stdout == word + "\n"


def test_the_schema_is_that_of_a_case() -> None:
    schema = json.loads(run("schema").stdout)
    assert schema == json.loads(json.dumps(Case.model_json_schema()))
    assert {"case_id", "person", "claim", "periods"} <= schema["properties"].keys()


def test_agreements_are_listed_with_dates_and_what_was_read() -> None:
    text = " ".join(run("agreements").stdout.split())
    assert "aa-bb Agreement of A and B" in text
    assert "in force from 2020-01-01" in text
    assert "totalisation, from 2022-01-01" in text
    assert "read in the instrument: 7, read in a secondary copy only: 1, not read: 1" in text
    assert "갑을 협정" in run("agreements", "--lang", "ko").stdout


def test_a_bad_agreement_does_not_hide_the_others(tmp_path: Path) -> None:
    (tmp_path / "agreements" / "bad.toml").write_text("id = 1", encoding="utf-8")
    result = run("agreements")
    assert result.exit_code == 2
    assert "aa-bb" in result.stdout
    assert "bad.toml" in result.stderr


@pytest.mark.parametrize("language", ["en", "vi", "ko"])
def test_the_glossary_tells_every_term(language: str) -> None:
    text = run("glossary", "--lang", language).stdout
    for entry in read_glossary():
        assert entry.meaning[language] in text
        assert all(each in text for each in entry.term.values())


def test_the_explanation_as_a_tree_and_as_json(case_file: Path) -> None:
    text = run("explain", case_file).stdout
    assert "└─ [2] monthly amount at the start = KRW 444,445" in text
    tree = json.loads(run("explain", case_file, "--format", "json").stdout)
    assert tree["parties"]["AA"]["computations"][0]["trees"][0]["name"] == "monthly_amount"


def test_the_version() -> None:
    assert __version__ in run("--version").stdout


def process(*arguments: object, **options: Any) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "totalisation", *map(str, arguments)], cwd=ROOT, capture_output=True, **options
    )


@pytest.mark.parametrize("locale", ["C", "C.UTF-8"])
def test_a_real_process_decides_the_example_in_any_locale(locale: str) -> None:
    environment = {**os.environ, "LC_ALL": locale, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    started = time.perf_counter()
    done = process("assess", EXAMPLE, "--lang", "vi", env=environment)
    assert time.perf_counter() - started < 10
    assert done.stderr == b""
    assert done.returncode == 0
    assert "Việt Nam" in done.stdout.decode("utf-8")


def test_a_real_process_ends_quietly_when_its_reader_leaves() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "totalisation", "schema"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        assert running.stderr.read() == b""


def test_starting_loads_no_module_that_is_not_needed() -> None:
    code = "import sys, totalisation.cli; sys.exit('pydantic' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_the_example_of_the_readme_is_the_file() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = readme.partition("```json\n")[2].partition("```")[0]
    assert json.loads(shown) == json.loads(EXAMPLE.read_text(encoding="utf-8"))


def test_the_agreement_of_these_tests_is_that_of_the_reports() -> None:
    assert agreement().codes == agreement_file.find_agreement("aa-bb").codes
