"""The rules of law run over the rows of a batch as machine code.

``translate`` makes C of the same Python functions that decide a single case, ``law`` joins them to a party's law,
``unit`` to an agreement; ``columns`` and ``memory`` lay out what they read. What the C code does not read, and what
would not fit its numbers, is decided by the engine for single cases.
"""

from __future__ import annotations

from datetime import date

from totalisation.agreement import Agreement
from totalisation.batch.evaluator import Evaluator


def compiled_evaluator(agreement: Agreement, as_of: date | None, plain: Evaluator) -> Evaluator:
    """The evaluator that runs compiled rules and leaves to ``plain`` what they do not decide.

    Raises FaultsError where there is no C compiler, or the agreement has terms that are not compiled.
    """
    from totalisation.batch.compiled.evaluator import CompiledEvaluator

    return CompiledEvaluator(agreement, as_of, plain)
