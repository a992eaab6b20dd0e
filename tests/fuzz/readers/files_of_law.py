"""The files of those who write law down: agreements, and changed figures."""

from __future__ import annotations

import re
import shutil
import tempfile
import tomllib
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Final

from tests.fuzz.mutate import bytes_changed, lines_changed
from tests.fuzz.oracles import no_floats
from tests.fuzz.target import AnsweredMalformedError, Outcome, Target, answered, hold, refusal
from totalisation.agreement import Agreement
from totalisation.agreement_file import agreements_folder, find_agreement, read_agreement
from totalisation.messages import FaultsError
from totalisation.other_figures import with_figures
from totalisation.schemes import scheme_named
from totalisation.schemes.changed import parameter_files

_NAME: Final = re.compile(rb'(?m)^id *= *"([a-z0-9-]+)"')


def _toml(data: bytes) -> dict[str, object]:
    try:
        value = tomllib.loads(data.decode("utf-8-sig").replace("\r\n", "\n"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise AnsweredMalformedError(f"no TOML: {error}") from None
    no_floats(value)
    return value


def _changed(data: bytes, random: Random) -> bytes:
    return lines_changed(data, random) if random.random() < 0.8 else bytes_changed(data, random)


def _agreements() -> list[bytes]:
    return [each.read_bytes() for each in sorted(agreements_folder().glob("*.toml"))]


def _agreement(data: bytes) -> Outcome:
    name = _NAME.search(data)
    try:
        # A file goes by the name of its agreement.
        agreement = read_agreement(data, f"{name[1].decode()}.toml" if name else "agreement.toml")
    except FaultsError as error:
        return refusal(error)
    value = _toml(data)
    hold(Agreement.model_validate(value) == agreement, "read by the standard reader it is another")
    hold(set(value) <= _known_keys(), f"unknown keys {set(value) - _known_keys()}")
    return answered()


@lru_cache
def _known_keys() -> frozenset[str]:
    return frozenset(Agreement.model_json_schema(by_alias=True)["properties"])


@lru_cache
def _folder() -> Path:
    """A folder of figures, of which one file is changed at a time; in memory where there is room."""
    memory = Path("/dev/shm")
    return Path(tempfile.mkdtemp(prefix="figures", dir=memory if memory.is_dir() else None))


_FILE: Final = ("vn-kr", "vietnam")


def _figures() -> list[bytes]:
    """Each parameter file of one scheme, its name in the first line."""
    return [f"# {each.name}\n".encode() + each.read_bytes() for each in parameter_files(scheme_named(_FILE[1]))]


def _figures_read(data: bytes) -> Outcome:
    names = [each.name for each in parameter_files(scheme_named(_FILE[1]))]
    first = data.partition(b"\n")[0]
    name = next((each for each in names if each.encode() in first), names[0])
    folder = _folder() / _FILE[1]
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    (folder / name).write_bytes(data)
    try:
        agreement = with_figures(find_agreement(_FILE[0]), folder.parent)
    except FaultsError as error:
        return refusal(error)
    value = _toml(data)
    changed = scheme_named(next(t.scheme for t in agreement.parties.values() if _FILE[1] in t.scheme))
    hold(set(value) <= set(changed.parameters), "a table was read away")
    for table in value.values():
        hold(isinstance(table, dict) and set(table) <= {"title", "unit", "index", "entries"}, "unknown keys")
    return answered()


TARGETS: Final = {
    "agreement": Target(
        "agreement", "an agreement in TOML", _agreements, _agreement, _changed, largest=40_000, seconds=10
    ),
    "figures": Target(
        "figures", "other figures of law in TOML (--parameters)", _figures, _figures_read, _changed, largest=60_000
    ),
}
