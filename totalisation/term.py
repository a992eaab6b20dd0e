"""What every term of an agreement has in common: its article, its source, and whether that was read."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    GetPydanticSchema,
    StringConstraints,
    Tag,
)
from pydantic_core import PydanticCustomError

from totalisation.notes import Note
from totalisation.parameters import Citation, Status
from totalisation.written_values import PLAIN, PartyCode

Language = Literal["en", "vi", "ko"]
Code = PartyCode
Text = Annotated[str, StringConstraints(min_length=1, max_length=2000), PLAIN]
Line = Annotated[str, PLAIN]


def _line_or_table(value: Any) -> str:
    return "table" if isinstance(value, dict) else "line"


def _by_language(value: str | dict[Language, str]) -> Note | None:
    """A note as the engine carries it: one line is English."""
    if isinstance(value, str):
        return {"en": value} if value else None
    if "en" not in value:
        raise PydanticCustomError("english_missing", "no English text")
    return {str(language): text for language, text in value.items()}


_LineOrTable = Annotated[
    Annotated[Line, Tag("line")]
    | Annotated[dict[Language, Text], Field(json_schema_extra={"required": ["en"]}), Tag("table")],
    Discriminator(_line_or_table),
    AfterValidator(_by_language),
]
WrittenNote = Annotated[Note, GetPydanticSchema(lambda _, handler: handler.generate_schema(_LineOrTable))]
"""A note as a file writes it: one line, which is English, or a table by language."""


class Terms(BaseModel):
    """A group of terms: no unknown keys, no change once read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Term(Terms):
    """One term with its article, the key of its source in ``sources``, how sure it is, and why."""

    article: Text
    source: Text
    status: Status
    note: WrittenNote | None = None

    @property
    def citation(self) -> Citation:
        """Where the term stands."""
        return Citation(self.source, self.article)
