"""What is released: a source distribution and a wheel, built, looked into, installed and used away from the tree.

The wheel is installed with the base dependencies alone into an environment of its own, and must decide the example
there. Each extra must be one that pip can resolve: the light ones into an empty environment, those that draw in the
whole test environment against the one that this runs in. Ends with status 1 and what is wrong.

    python .ci/check_release.py [--every-extra-anew]
"""

from __future__ import annotations

import email
import json
import os
import re
import subprocess
import sys
import tarfile
import tempfile
import time
import venv
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).parents[1]

HEAVY = frozenset({"bench", "docs", "spark", "test"})
"""Extras whose packages `make test` has just installed: to resolve them anew takes minutes."""

MOVED = {"agreements/": "totalisation/agreements/", "examples/": "totalisation/examples/"}
"""Folders of the tree that stand within the package in the wheel."""

NEEDED = (
    "totalisation/py.typed",
    "totalisation/agreements/vn-kr.toml",
    "totalisation/agreements/agreement.schema.json",
    "totalisation/examples/example.json",
    "totalisation/locale/vi/LC_MESSAGES/totalisation.mo",
    "totalisation/locale/ko/LC_MESSAGES/totalisation.mo",
    "totalisation/batch/compiled/runtime.h",
    "totalisation/schemes/vietnam/facts.c",
    "totalisation/schemes/korea/facts.c",
    "totalisation/schemes/korea/parameters/average_income.toml",
    "totalisation/reports/html/templates/worksheet.html",
    "web/translations/vi/LC_MESSAGES/messages.mo",
    "web/templates/base.html",
    "web/migrations/script.py.mako",
)
"""A sample of each sort of file that is no module; the rest is compared with what git tracks."""

ANSWERS = (
    (("--version",), "totalisation, version {version}"),
    (("assess", "{example}"), "Viet Nam owes VND 1,800,000 a month"),
    (("assess", "{example}", "--lang", "vi"), "1.800.000"),
    (("assess", "{example}", "--lang", "ko"), "1,800,000"),
    (("explain", "{example}"), "2.25%"),
    (("validate", "{example}"), "valid"),
    (("agreements",), "vn-kr"),
    (("agreement", "check", "vn-kr"), "vn-kr: valid"),
    (("examples", "given"), "given/example.json"),
    (("schema",), '"title": "Case"'),
    (("parameters", "check"), "no faults"),
    (("glossary", "--lang", "ko"), "합산"),
)
"""What the installed program is asked with the base dependencies alone, and what must be in the answer."""

REFUSED = (
    (("assess", "{example}", "--format", "pdf"), "totalisation[documents]"),
    (("batch", "schema", "--agreement", "vn-kr"), "totalisation[batch]"),
    (("serve", "--demo"), "totalisation[web]"),
    (("agreement", "test", "vn-kr"), "totalisation[test]"),
)
"""What needs an extra, and the name of it that must be told."""


def main() -> None:
    """Build, look, install, use, resolve."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sdist, wheel = built(folder / "dist")
        version = looked_into(sdist, wheel)
        used(wheel, version, folder)
        extras = resolved(wheel, folder / "environment", anew="--every-extra-anew" in sys.argv[1:])
    seconds = round(time.monotonic() - started)
    print(
        f"Version {version}: wheel and source distribution are whole, the wheel decides the example away from the tree,"
    )
    print(f"and the extras {', '.join(extras)} resolve ({seconds} s).")


def run(*command: str | Path, cwd: Path | None = None, fails: bool = False) -> str:
    """What a command tells; ends with it where it fails, or where it should have failed."""
    environment = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "VIRTUAL_ENV")}
    done = subprocess.run(
        [str(each) for each in command], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    told = done.stdout + done.stderr
    must((done.returncode != 0) == fails, f"{' '.join(map(str, command))} ended with {done.returncode}:\n{told}")
    must("Traceback" not in told, f"{' '.join(map(str, command))} broke down:\n{told}")
    return told


def built(folder: Path) -> tuple[Path, Path]:
    """The source distribution, and the wheel that is built from it."""
    run(sys.executable, "-m", "build", "--outdir", folder, ROOT)
    (sdist,), (wheel,) = folder.glob("*.tar.gz"), folder.glob("*.whl")
    return sdist, wheel


def looked_into(sdist: Path, wheel: Path) -> str:
    """The version, after both were compared with the tree and with each other."""
    with tarfile.open(sdist) as archive:
        in_sdist = {each.name.partition("/")[2] for each in archive.getmembers() if each.isfile()}
    with zipfile.ZipFile(wheel) as archive:
        in_wheel = set(archive.namelist())
        (metadata,) = (each for each in in_wheel if each.endswith(".dist-info/METADATA"))
        version = email.message_from_bytes(archive.read(metadata))["Version"]
    (stated,) = re.findall(r'^__version__ = "(.+)"$', (ROOT / "totalisation" / "__init__.py").read_text(), re.MULTILINE)
    must(version == stated, f"the wheel has the version {version}, the package {stated}")
    must(f"-{version}-" in wheel.name, f"{wheel.name} does not name the version {version}")
    missing = sorted(set(NEEDED) - in_wheel)
    must(not missing, f"the wheel lacks {missing}")
    if (ROOT / ".git").exists():
        tracked = run("git", "-C", ROOT, "ls-files", "-z").strip("\0").split("\0")
        tracked = [each for each in tracked if (ROOT / each).exists()]
        missing = sorted(set(tracked) - in_sdist)
        must(not missing, f"the source distribution lacks {missing}")
        missing = sorted({name for each in tracked if (name := in_package(each))} - in_wheel)
        must(not missing, f"the wheel lacks {missing}")
    strange = sorted(
        each for each in in_wheel if each.split("/")[0] not in ("totalisation", "web") and ".dist-info/" not in each
    )
    must(not strange, f"the wheel holds what is no part of the packages: {strange}")
    return str(version)


def in_package(path: str) -> str | None:
    """Where a file of the tree stands in the wheel; None where it is no part of it."""
    for old, new in MOVED.items():
        if path.startswith(old):
            return new + path.removeprefix(old)
    return path if path.startswith(("totalisation/", "web/")) else None


def used(wheel: Path, version: str, folder: Path) -> None:
    """Install the wheel alone, and use it from a folder that holds nothing but a copy of the example."""
    environment, elsewhere = folder / "environment", folder / "elsewhere"
    venv.create(environment, with_pip=True)
    python, program = environment / "bin" / "python", environment / "bin" / "totalisation"
    run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wheel)
    run(python, "-m", "pip", "check")
    elsewhere.mkdir()
    home = Path(run(python, "-c", "import totalisation; print(totalisation.__file__)", cwd=elsewhere).strip()).parent
    must(home.is_relative_to(environment), f"the package was found in {home}")
    example = elsewhere / "case.json"
    example.write_bytes((home / "examples" / "example.json").read_bytes())

    def asked(arguments: tuple[str, ...], fails: bool = False) -> str:
        filled = [each.format(example=example, version=version) for each in arguments]
        return " ".join(run(program, *filled, cwd=elsewhere, fails=fails).split())

    for arguments, answer in ANSWERS:
        told = asked(arguments)
        must(answer.format(version=version) in told, f"{' '.join(arguments)} does not tell “{answer}”:\n{told}")
    for arguments, answer in REFUSED:
        told = asked(arguments, fails=True)
        must(answer in told, f"{' '.join(arguments)} does not tell “{answer}”:\n{told}")
    decided = json.loads(run(program, "assess", example, "--format", "json", cwd=elsewhere))
    must(decided["parties"]["VN"]["monthly_amount"] == 1_800_000, "the example was decided otherwise as JSON")


def resolved(wheel: Path, environment: Path, *, anew: bool) -> list[str]:
    """The extras, after pip has resolved each without installing anything."""
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (each for each in archive.namelist() if each.endswith(".dist-info/METADATA"))
        metadata = email.message_from_bytes(archive.read(name))
    extras = metadata.get_all("Provides-Extra") or []
    must(bool(extras), "the wheel has no extras")
    # What another light extra contains is resolved with it.
    contained = {
        inner
        for each in metadata.get_all("Requires-Dist") or []
        for inner, outer in re.findall(r"^totalisation\[([\w-]+)\].*extra == ['\"]([\w-]+)['\"]", each)
        if outer not in HEAVY
    }

    def resolve(extra: str) -> None:
        fresh = anew or extra not in HEAVY
        python = environment / "bin" / "python" if fresh else sys.executable
        ignoring = ["--ignore-installed"] if fresh else []
        options = ["--quiet", "--disable-pip-version-check", "--dry-run", *ignoring]
        run(python, "-m", "pip", "install", *options, f"{wheel}[{extra}]")

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(resolve, sorted(extras if anew else set(extras) - contained)))
    return sorted(extras)


def must(true: bool, otherwise: str) -> None:
    """End with what is wrong, unless all is well."""
    if not true:
        raise SystemExit(otherwise)


if __name__ == "__main__":
    main()
