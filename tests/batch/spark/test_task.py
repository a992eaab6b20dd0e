"""What an executor is sent, and what it does with a partition."""

from __future__ import annotations

import dataclasses
from typing import Any

import pyarrow as pa
import pytest

from tests.batch.spark.test_pairing import rows_of
from totalisation.agreement_file import find_agreement
from totalisation.batch.spark.task import Task, decided_schema

AGREEMENT = find_agreement("vn-kr")


def test_an_executor_with_another_version_refuses() -> None:
    task = dataclasses.replace(Task.of(AGREEMENT, None, "plain", "en"), version="0.0.1")
    with pytest.raises(RuntimeError, match=r"the driver has totalisation 0\.0\.1 and this executor"):
        list(task(iter(())))


def test_a_partition_without_rows_gives_none() -> None:
    assert list(Task.of(AGREEMENT, None, "plain", "en")(iter(()))) == []


@pytest.mark.parametrize("language", ["en", "vi", "ko"])
def test_rejects_are_told_in_the_language(language: str) -> None:
    persons: Any = pa.struct([("sex", pa.string()), ("birth_date", pa.int32()), ("claim_date", pa.string())])
    schema = pa.schema(
        [
            ("case_id", pa.string()),
            ("is_period", pa.bool_()),
            ("person", persons),
            ("period", pa.struct([("from", pa.int32())])),
        ]
    )
    rows = [
        {"case_id": "a", "is_period": False, "person": {"sex": "?", "birth_date": 196_001, "claim_date": "2026-07-01"}},
        *rows_of([("b", 2, 0)]),
    ]
    batch = pa.RecordBatch.from_pylist(rows, schema)
    found = list(Task.of(AGREEMENT, None, "plain", language)(iter([batch])))
    assert all(each.schema.equals(decided_schema(AGREEMENT, pa.string())) for each in found)
    told = {row["case_id"]: row["reject"] for each in found for row in each.to_pylist()}
    twice = {
        "en": "the case stands more than once among the persons.",
        "vi": "hồ sơ này xuất hiện nhiều lần trong bảng người tham gia.",
        "ko": "이 사건이 가입자 표에 두 번 이상 있습니다.",
    }
    assert told["b"]["wrong"] == twice[language]
    assert told["a"]["field"] == "sex"
