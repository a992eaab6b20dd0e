"""What every term of an agreement has in common: its article, its source, and whether that was read."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

from totalisation.parameters import Citation, Status
from totalisation.written_values import PLAIN, PartyCode

Language = Literal["en", "vi", "ko"]
Code = PartyCode
Text = Annotated[str, StringConstraints(min_length=1, max_length=2000), PLAIN]
Line = Annotated[str, PLAIN]


class Terms(BaseModel):
    """A group of terms: no unknown keys, no change once read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Term(Terms):
    """One term with its article, the key of its source in ``sources``, and how sure it is."""

    article: Text
    source: Text
    status: Status
    note: Line = ""

    @property
    def citation(self) -> Citation:
        """Where the term stands."""
        return Citation(self.source, self.article)
