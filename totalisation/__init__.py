"""Totalisation: insured periods of two countries merged, decided and computed under their agreement.

>>> from totalisation import Case, assess
"""

from totalisation.api import assess
from totalisation.case import Case
from totalisation.determination import Determination, PartyResult
from totalisation.messages import Fault, FaultsError

__version__ = "0.1.0"

__all__ = ["Case", "Determination", "Fault", "FaultsError", "PartyResult", "__version__", "assess"]
