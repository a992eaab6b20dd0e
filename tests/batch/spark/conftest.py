"""A Spark of the tests' own: a driver, and two executors that are processes of their own."""

from __future__ import annotations

import os
import shutil
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyspark
import pytest
from pyspark.sql import SparkSession

from tests.batch.spark.environment import environment, settings
from totalisation.batch.compiled.build import compiler


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if shutil.which("java") or os.environ.get("JAVA_HOME") or os.environ.get("CI"):
        return
    for item in items:
        if "java" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.skip(reason="Java is not installed"))


@dataclass(frozen=True)
class Cluster:
    """The session, and the file to which the compiler adds a line each time that an executor calls it."""

    spark: SparkSession
    compilations: Path

    def jobs(self) -> int:
        """How many jobs were run so far."""
        return len(self.spark.sparkContext.statusTracker().getJobIdsForGroup(None))

    def busy_executors(self) -> int:
        """How many executors have run tasks, the driver left out."""
        context: Any = self.spark.sparkContext
        executors = context._jsc.sc().statusStore().executorList(False)
        found = (executors.apply(index) for index in range(executors.size()))
        return sum(each.id() != "driver" and each.completedTasks() > 0 for each in found)


@pytest.fixture(scope="session")
def java() -> None:
    """Asked for by what is skipped where there is none."""


@pytest.fixture(scope="session")
def cluster(java: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    folder = tmp_path_factory.mktemp("spark")
    calls, wrapped = folder / "calls", folder / "cc"
    wrapped.write_text(f'#!/bin/sh\necho "$$" >> {calls}\nexec {" ".join(compiler())} "$@"\n')
    wrapped.chmod(0o755)
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        for name, value in environment(folder, Path(pyspark.__file__).parent).items():
            patch.setenv(name, value)
        builder = SparkSession.builder.master("local-cluster[2,1,1024]")
        for name, value in settings(folder).items():
            builder = builder.config(name, value)
        builder = builder.config("spark.executorEnv.CC", str(wrapped))
        session = builder.config("spark.executorEnv.TOTALISATION_CACHE", str(folder / "cache")).getOrCreate()
        session.sparkContext.setLogLevel("OFF")
        yield Cluster(session, calls)
        session.stop()
