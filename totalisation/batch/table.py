"""Tables in memory: pyarrow tables in, pyarrow tables out."""

from __future__ import annotations

from datetime import date

import pyarrow as pa

from totalisation.agreement import Agreement
from totalisation.agreement_file import find_agreement
from totalisation.batch.benefits import decides_benefits
from totalisation.batch.chunks import LARGEST_CHUNK
from totalisation.batch.evaluator import Engine, engine_for, evaluator_for
from totalisation.batch.files import TableSource
from totalisation.batch.grouping import Grouping
from totalisation.batch.schema import InputSchema, rejects_schema, results_schema
from totalisation.batch.schema_checks import check_schemas


def assess_table(
    persons: pa.Table,
    periods: pa.Table,
    agreement: Agreement | str,
    as_of: date | None = None,
    *,
    engine: Engine = "auto",
) -> tuple[pa.Table, pa.Table]:
    """Decide the cases of two tables: the results, in the order of the persons, and the rejects.

    The columns are those of the published schema (``totalisation batch schema``). ``agreement`` is an agreement
    or the name of a shipped one; ``as_of`` is the day to which pensions in payment are indexed, by default each
    claim's own. Columns in the preferred types are not copied.

    Raises FaultsError with every fault of the columns, or where the periods do not come in the order of the
    persons; the faults of single cases are the second table.
    """
    if isinstance(agreement, str):
        agreement = find_agreement(agreement)
    schema = InputSchema(agreement)
    check_schemas(schema, persons.schema, periods.schema, ("persons", "periods"))
    evaluator = evaluator_for(agreement, as_of, engine_for(engine, persons.num_rows))
    sources = TableSource("persons", persons), TableSource("periods", periods)
    decided = [
        evaluator.decide(chunk.persons, chunk.periods, chunk.starts)
        for chunk in Grouping(schema, *sources, size=LARGEST_CHUNK)
    ]
    integers = pa.types.is_integer(persons.schema.field("case_id").type)
    case_id = pa.int64() if integers else pa.string()
    return (
        pa.Table.from_batches(
            [each.results for each in decided],
            results_schema(agreement, case_id, benefits=decides_benefits(persons.schema)),
        ).unify_dictionaries(),
        pa.Table.from_batches([each.rejects for each in decided], rejects_schema(case_id)),
    )
