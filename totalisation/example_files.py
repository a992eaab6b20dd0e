"""The examples that are shipped: where they stand, and copies of them to work with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from totalisation.messages import Fault, FaultsError, message


def example_folder() -> Path:
    """The folder of the examples: within the installed package, or beside it in a source tree."""
    package = Path(__file__).parent
    installed = package / "examples"
    return installed if installed.is_dir() else package.parent / "examples"


def example_files() -> Iterator[Path]:
    """The shipped examples, each by its path within their folder."""
    folder = example_folder()
    yield from sorted(
        each.relative_to(folder) for each in folder.rglob("*") if each.is_file() and "__pycache__" not in each.parts
    )


def copy_examples(into: Path) -> list[Path]:
    """Copy the examples into a folder, which is made where it is missing. Returns the copies.

    Raises FaultsError, and copies nothing, where a file of another content stands in the place of one.
    """
    pairs = [(example_folder() / name, into / name) for name in example_files()]
    taken = [copy for original, copy in pairs if copy.exists() and copy.read_bytes() != original.read_bytes()]
    if taken:
        right = message("Name another folder.")
        raise FaultsError(
            [Fault("FOLDER", message("{file} exists and is left as it is.", file=each), right) for each in taken]
        )
    for original, copy in pairs:
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(original.read_bytes())
    return [copy for _, copy in pairs]
