"""Benefits for the same disability or death under other laws on accidents."""

from __future__ import annotations

from totalisation.money import Exact
from totalisation.rules import rule


@rule("NPA 113", unit="factor")
def accident_factor(industrial_accident_benefits: bool, share_beside_accident_benefits: Exact) -> Exact:
    """Half, where benefits of industrial accidents are paid for the same disability or death; else the whole."""
    return share_beside_accident_benefits if industrial_accident_benefits else 1
