"""The two frames of a batch made one, in which each person stands before his or her periods; and their types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyarrow as pa
from pyspark.sql import functions
from pyspark.sql import types as spark

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

_ARROW: Final[dict[type[spark.DataType], pa.DataType]] = {
    spark.BinaryType: pa.binary(),
    spark.BooleanType: pa.bool_(),
    spark.ByteType: pa.int8(),
    spark.DateType: pa.date32(),
    spark.DoubleType: pa.float64(),
    spark.FloatType: pa.float32(),
    spark.IntegerType: pa.int32(),
    spark.LongType: pa.int64(),
    spark.NullType: pa.null(),
    spark.ShortType: pa.int16(),
    spark.StringType: pa.string(),
    spark.TimestampType: pa.timestamp("us", "UTC"),
    spark.TimestampNTZType: pa.timestamp("us"),
}
_SPARK: Final[dict[pa.DataType, spark.DataType]] = {
    pa.bool_(): spark.BooleanType(),
    pa.int32(): spark.IntegerType(),
    pa.int64(): spark.LongType(),
    pa.string(): spark.StringType(),
}

_ORDER_OF_PERIODS: Final = ("from", "to", "party", "kind")


def arrow_schema(given: spark.StructType) -> pa.Schema:
    """The schema of a frame in the types in which Arrow carries it."""
    return pa.schema([(each.name, _arrow_type(each.dataType)) for each in given])


def _arrow_type(given: spark.DataType) -> pa.DataType:
    if isinstance(given, spark.ArrayType):
        return pa.list_(_arrow_type(given.elementType))
    if isinstance(given, spark.MapType):
        return pa.map_(_arrow_type(given.keyType), _arrow_type(given.valueType))
    if isinstance(given, spark.StructType):
        return pa.struct([(each.name, _arrow_type(each.dataType)) for each in given])
    known = _ARROW.get(type(given))
    # No column may hold any other type: it is only named where that is told.
    return pa.opaque(pa.null(), given.simpleString(), "spark") if known is None else known


def spark_schema(given: pa.Schema) -> spark.StructType:
    """The schema of results as one of Spark, the description of each column as its comment."""
    return spark.StructType([_spark_field(each) for each in given])


def _spark_field(given: pa.Field) -> spark.StructField:
    comment = (given.metadata or {}).get(b"description")
    metadata = {"comment": comment.decode()} if comment else None
    return spark.StructField(given.name, _spark_type(given.type), True, metadata)


def _spark_type(given: pa.DataType) -> spark.DataType:
    if pa.types.is_list(given):
        return spark.ArrayType(_spark_type(given.value_type))
    return spark_schema(given) if pa.types.is_struct(given) else _SPARK[given]


def co_located(persons: DataFrame, periods: DataFrame, partitions: int | None = None) -> DataFrame:
    """The rows of both frames, all of a case in one partition, in the order of ``pairing.pairs``."""
    rows = _tagged(persons, "person", ()).unionByName(
        _tagged(periods, "period", _ORDER_OF_PERIODS), allowMissingColumns=True
    )
    hashed = rows.repartition("case_id") if partitions is None else rows.repartition(partitions, "case_id")
    return hashed.sortWithinPartitions("case_id", "is_period", "period")


def _tagged(frame: DataFrame, name: str, first: tuple[str, ...]) -> DataFrame:
    """The case, what the row is, and its other columns as a struct, which begins with the columns ``first``."""
    columns = {each.name: each.dataType for each in frame.schema if each.name != "case_id"}
    names = [*first, *sorted(each for each, held in columns.items() if each not in first and not _is_void(held))]
    return frame.select(
        _case_id(frame).alias("case_id"),
        functions.lit(name == "period").alias("is_period"),
        functions.struct([_column(each).alias(each) for each in names]).alias(name),
    )


def _case_id(frame: DataFrame) -> Column:
    """The case in one type of both frames: it is hashed by its type too, and compared as its bytes stand."""
    is_text = isinstance(frame.schema["case_id"].dataType, spark.StringType)
    return _column("case_id").cast("string" if is_text else "bigint")


def _is_void(given: spark.DataType) -> bool:
    return isinstance(given, spark.NullType)


def _column(name: str) -> Column:
    """The column of that name, whose dots are its own."""
    return functions.col(f"`{name.replace('`', '``')}`")
