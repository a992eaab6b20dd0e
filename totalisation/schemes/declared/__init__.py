"""The declared scheme: a party whose legislation is not encoded, and whose institution's figures are entered.

The officer enters under ``established`` what the other institution has established: the months that its law
requires, its pension age, and the amount. The engine adds what the agreement orders: totalisation, ratio.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from totalisation.rules import RuleSet
from totalisation.schemes.base import Scheme
from totalisation.schemes.declared import rules

SCHEME: Final = Scheme("declared", Path(__file__).parent, RuleSet.of(rules), "nearest_whole")
