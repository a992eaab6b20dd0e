"""What a Spark for tests is told, so that it starts quickly and leaves nothing behind outside of its folder."""

from __future__ import annotations

import sys
from pathlib import Path


def environment(folder: Path, installed: Path) -> dict[str, str]:
    """The variables under which Spark starts. Its home is a folder of links, for it writes to its home."""
    home = folder / "home"
    home.mkdir()
    for each in installed.iterdir():
        (home / each.name).symlink_to(each)
    return {"SPARK_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_PYTHON": sys.executable}


def settings(folder: Path) -> dict[str, str]:
    """The settings of the session."""
    quick = f"-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Dderby.system.home={folder}"
    return {
        "spark.driver.extraJavaOptions": quick,
        "spark.executor.extraJavaOptions": quick,
        "spark.executor.memory": "1024m",
        "spark.local.dir": str(folder / "local"),
        "spark.sql.shuffle.partitions": "4",
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }
