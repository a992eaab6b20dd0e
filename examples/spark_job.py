"""Decide the cases of two tables on a cluster.

    spark-submit [OPTIONS OF SPARK] spark_job.py PERSONS PERIODS --agreement NAME --output FOLDER

PERSONS and PERIODS are Parquet, at any address that Spark reads. FOLDER gets results and rejects as one Parquet
table; ``totalisation.batch.spark.split`` takes it apart.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click
from pyspark.sql import SparkSession

from totalisation.agreement import Agreement
from totalisation.agreement_file import find_agreement, read_agreement_file
from totalisation.batch.spark import decide, split
from totalisation.command_options import day_given, faults_told, language_option


def agreement_named(name: str, figures: str | None) -> Agreement:
    """A shipped agreement or that of a file, with other figures of law where a folder holds them."""
    agreement = read_agreement_file(name) if name.endswith(".toml") else find_agreement(name)
    if figures is None:
        return agreement
    from totalisation.other_figures import with_figures

    return with_figures(agreement, Path(figures))


@click.command()
@click.argument("persons")
@click.argument("periods")
@click.option("--agreement", "agreement_name", required=True, help="A shipped agreement, or a file of one.")
@click.option("--figures", metavar="FOLDER", help="Changed parameter files, in place of the schemes' own.")
@click.option("-o", "--output", required=True, help="The folder to write; it must not be there.")
@click.option("--as-of", metavar="DATE", help="Day to which pensions in payment are indexed; by default each claim's.")
@click.option("--engine", type=click.Choice(["auto", "plain", "compiled"]), default="compiled", show_default=True)
@click.option("--partitions", type=click.IntRange(1), help="Partitions of the shuffle; by default as Spark is set.")
@language_option
@faults_told
def main(
    persons: str,
    periods: str,
    agreement_name: str,
    figures: str | None,
    output: str,
    as_of: str | None,
    engine: Any,
    partitions: int | None,
    language: str,
) -> None:
    """Decide each person of PERSONS on PERIODS."""
    agreement = agreement_named(agreement_name, figures)
    day: date | None = None if as_of is None else day_given(as_of)
    spark = SparkSession.builder.appName(f"totalisation {agreement.id}").getOrCreate()
    try:
        tables = spark.read.parquet(persons), spark.read.parquet(periods)
        decided = decide(*tables, agreement, day, engine, language=language, partitions=partitions)
        decided.write.parquet(output)
        results, rejects = split(spark.read.parquet(output))
        click.echo(f"decided: {results.count()}")
        click.echo(f"rejected: {rejects.select('case_id').distinct().count()}")
    finally:
        spark.stop()


if __name__ == "__main__":
    main()
