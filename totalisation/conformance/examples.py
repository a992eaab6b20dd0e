"""The worked examples of an agreement's file as cases."""

from __future__ import annotations

import re

from totalisation.agreement import Agreement, Example
from totalisation.case import Case


def case_of_example(agreement: Agreement, example: Example) -> Case:
    """The example as a case under its agreement."""
    return Case(
        case_id=re.sub(r"\s+", "-", example.name.strip())[:100],
        agreement=agreement.id,
        person=example.person,
        claim=example.claim,
        periods=example.periods,
        established=example.established,
        interpretations=example.interpretations,
    )
