"""What is measured: one way to do the work, in three steps or in one."""

from __future__ import annotations

from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any


class Contender(ABC):
    """One way to do the small job. Modules of libraries are imported, and figures made, when it is made."""

    cores: int = 1

    @abstractmethod
    def read(self, persons: Path, periods: Path) -> Any:
        """The two tables in the contender's own form."""

    @abstractmethod
    def work(self, tables: Any) -> Any:
        """The results, in the contender's own form, from the tables in memory."""

    @abstractmethod
    def write(self, results: Any, path: Path) -> None:
        """Write the results as Parquet, in the columns of ``tables.RESULT``."""

    def whole(self, persons: Path, periods: Path, results: Path) -> None:
        """From files to a file, in the way that is fastest here."""
        self.write(self.work(self.read(persons, periods)), results)
