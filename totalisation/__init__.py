"""Totalisation: insured periods of two countries merged, decided and computed under their agreement.

>>> from totalisation import Case, assess
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from totalisation.api import assess
    from totalisation.case import Case
    from totalisation.determination import Determination
    from totalisation.messages import Fault, FaultsError
    from totalisation.party_result import PartyResult

__version__ = "0.1.0"

__all__ = ["Case", "Determination", "Fault", "FaultsError", "PartyResult", "__version__", "assess"]

_HOMES: Final = {
    "assess": "api",
    "Case": "case",
    "PartyResult": "party_result",
    "Determination": "determination",
    "Fault": "messages",
    "FaultsError": "messages",
}


def __getattr__(name: str) -> Any:
    # Names are fetched when they are used, so that a command that needs little starts at once.
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{home}"), name)
