"""What a result rests on that is not certain, by name.

As in a determination: figures, rules and terms that were not read in their instrument, and open questions
with the reading that was taken. The effect of the other readings is left to the single case, and with it
those questions about the agreement whose term the result does not cite.
"""

from __future__ import annotations

from collections.abc import Iterator

from totalisation.determination import Determination, term_name
from totalisation.parameters import Table
from totalisation.party_result import PartyResult
from totalisation.readings import choice_of, open_questions, term_at
from totalisation.rules import Computation, Quantity


def doubts_of(determination: Determination, code: str) -> str:
    """The doubts about one party's result, in the order of their names, with a space between them.

    Each is written "figure:NAME", "rule:NAME", "term:NAME" or "question:NAME=READING"; a table of figures is
    named once, whichever of its unread figures were used.
    """
    result = determination.parties[code]
    found = {
        doubt
        for computation in result.computations
        for quantity in _doubtful(computation)
        for doubt in _of_quantity(quantity, computation)
    }
    found |= {f"term:{term_name(term)}" for term in result.terms if term.status != "verified"}
    found |= set(_of_agreement(determination, result))
    return " ".join(sorted(found))


def _doubtful(computation: Computation) -> Iterator[Quantity]:
    yield from computation.doubtful
    yield from (each for each in computation.sources if each.origin == "interpretation")


def _of_quantity(quantity: Quantity, computation: Computation) -> Iterator[str]:
    match quantity.origin:
        case "rule":
            # Without the record a quantity does not keep the status of its rule, so the rule is asked.
            applied = computation.rules[quantity.name]
            if applied.status != "verified" and applied.citations:
                yield f"rule:{quantity.name}"
        case "interpretation":
            yield f"question:{quantity.name}={quantity.value}"
        case "figure" if quantity.status != "verified" or quantity.status_by_key:
            used = quantity.value.used if isinstance(quantity.value, Table) else ()
            statuses = [quantity.status_of(key) for key in used]
            if not isinstance(quantity.value, Table):
                statuses = [quantity.status]
            if any(status != "verified" for status in statuses):
                yield f"figure:{quantity.name}"


def _of_agreement(determination: Determination, result: PartyResult) -> Iterator[str]:
    agreement, case = determination.agreement, determination.case
    for name in open_questions(agreement, result.party, case.claim.benefit):
        if term_at(agreement, agreement.interpretations[name].changes) in result.terms:
            yield f"question:{name}={choice_of(agreement, name, case.interpretations)}"
