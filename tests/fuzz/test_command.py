from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.fuzz.kept import Kept
from tests.fuzz.target import Outcome, Target, answered, hold

pytestmark = pytest.mark.slow


def read(data: bytes) -> Outcome:
    """A reader with a fault of each kind."""
    if data == b"exception":
        raise KeyError("x")
    if data == b"slow":
        while True:
            pass
    if data == b"memory":
        bytearray(60_000_000)
    hold(data != b"malformed", "it is malformed")
    return answered(str(len(data)))


def test_crashes_are_noted_once_and_the_run_goes_on(tmp_path: Path) -> None:
    target = Target("x", "x", lambda: [b"a"], read, lambda data, random: data, seconds=0.2, megabytes=20)
    kept = Kept(target, tmp_path)
    kept.executions = 100  # memory of the first inputs is that of imports
    for data in (b"exception", b"slow", b"malformed", b"exception", b"a", b"bb", b"b"):
        kept.one(data)
    kept.tell()
    kept.write_inputs()
    summary = json.loads((tmp_path / "summary.json").read_text())
    assert [name.split(" ")[0] for name in summary["crashes"]] == ["KeyError", "TooSlowError", "AnsweredMalformedError"]
    assert summary["executions"] == 107
    assert {(tmp_path / each["file"]).read_bytes() for each in summary["crashes"].values()} == {
        b"exception",
        b"slow",
        b"malformed",
    }
    assert sorted(each.read_bytes() for each in (tmp_path / "inputs").iterdir()) == [b"a", b"bb"]


def test_the_command_tells_seconds_executions_and_crashes(tmp_path: Path) -> None:
    from click.testing import CliRunner

    from tests.fuzz.__main__ import main

    file = tmp_path / "fuzz.json"
    arguments = ["--seconds", "1", "--only", "suppositions", "--json", str(file), "--folder", str(tmp_path / "kept")]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    data = json.loads(file.read_text())
    assert data["executions"] > 10
    assert data["crashes"] == 0
    assert data["readers"][0]["reader"] == "suppositions"
    assert data["date"]
