"""The options that stand in the address of a request, all their faults told at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final, Literal, TypeVar

from flask import request
from flask_babel import gettext as _
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from totalisation.faults_of_models import faults_of_model
from totalisation.messages import message
from totalisation.written_values import CalendarDay
from web.api.problems import ProblemError, told
from web.languages import language_of_header

Made = TypeVar("Made", bound="Query")


class Query(BaseModel):
    """The language of the sentences in the answer."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    lang: Literal["en", "vi", "ko"] | None = Field(
        None, description="Language of the sentences; by default what Accept-Language asks for."
    )


class AssessQuery(Query):
    """How a case is decided."""

    as_of: CalendarDay | None = Field(
        None, description="Day to which a pension in payment is indexed; by default the day of the claim."
    )
    explanation: Literal["full", "none"] = Field(
        "full", description="Whether the reasoning is given, or the results, remarks and doubts alone."
    )


@dataclass(frozen=True, slots=True)
class Options:
    """How the cases of one request are decided and told."""

    as_of: date | None
    explanation: bool
    language: str


def assess_options() -> Options:
    """The options of the request. Raises ProblemError with every fault of them."""
    query = _known(request.query_string)
    return Options(query.as_of, query.explanation == "full", query.lang or language_of_header())


@lru_cache(maxsize=256)
def _known(query_string: bytes) -> AssessQuery:
    """The options of a query that was written the same way before, and found right: programs repeat theirs."""
    return checked(AssessQuery) if query_string else AssessQuery()


_UNKNOWN: Final = message("unknown key.")


def checked(model: type[Made]) -> Made:
    """The options in the address of the request. Raises ProblemError with every fault of them."""
    given: dict[str, Any] = {name: values[0] if len(values) == 1 else values for name, values in request.args.lists()}
    try:
        return model.model_validate(given)
    except ValidationError as error:
        faults = faults_of_model(error, model, given, _UNKNOWN)
        raise ProblemError(400, _("An option in the address cannot be used."), map(told, faults)) from None
