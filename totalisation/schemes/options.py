"""What a law lets the person choose, and of whose claim each choice is a part."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict

from totalisation.case import Benefit


class Serves:
    """The benefits on whose claim an option bears; it stands beside the option in the model of a scheme's options.

    On a claim to any other benefit it changes nothing. An option without it bears on every claim.
    """

    def __init__(self, *benefits: Benefit) -> None:
        self.benefits = frozenset(benefits)


class NoOptions(BaseModel):
    """The options of a scheme that gives the person no choice."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def served_by(options: type[BaseModel]) -> Mapping[str, frozenset[Benefit]]:
    """The benefits on whose claim each option of a model bears."""
    every: frozenset[Benefit] = frozenset(get_args(Benefit))
    return {
        name: next((each.benefits for each in field.metadata if isinstance(each, Serves)), every)
        for name, field in options.model_fields.items()
    }


OptionKind = Literal["flag", "whole", "date", "text"]
"""What an option is: yes or no, a whole number or amount, a month or day, a word."""


def kind_of_option(schema: Mapping[str, Any]) -> OptionKind:
    """The kind of an option from its JSON Schema."""
    some: Mapping[str, Any] = next((each for each in schema.get("anyOf", ()) if each.get("type") != "null"), schema)
    if some.get("type") == "boolean":
        return "flag"
    if some.get("type") == "integer":
        return "whole"
    return "date" if r"\d{4}" in some.get("pattern", "") else "text"
