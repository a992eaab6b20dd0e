"""pyarrow without pandas, in the processes of a batch that hold none of its frames.

Where pandas is installed, pyarrow imports it with the first value that it converts, to ask whether that is a frame
or a column of one. That takes longer than deciding some hundred cases, and again in each process. pyarrow asks for
pandas but once: if it is not to be had then, it goes without, and has it again where a frame is asked of it.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType

_PANDAS = "pandas"


class _Absent:
    """Finds no pandas."""

    @staticmethod
    def find_spec(name: str, path: Sequence[str] | None = None, target: ModuleType | None = None) -> ModuleSpec | None:
        """Refuse pandas, and leave all else to the finders that follow."""
        if name == _PANDAS:
            raise ModuleNotFoundError(name, name=name)
        return None


def go_without_pandas() -> None:
    """Let pyarrow do without pandas in this process, unless that was imported already."""
    if _PANDAS in sys.modules:
        return
    import pyarrow as pa

    sys.meta_path.insert(0, _Absent)
    try:
        pa.scalar(0)
    finally:
        sys.meta_path.remove(_Absent)
