"""One case as it was sent, decided: the same for one case and for each of many."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from totalisation.api import assess
from totalisation.case_file import MalformedCaseError, read_case
from totalisation.messages import FaultsError
from totalisation.reports.data import as_data
from web.api.problems import ProblemError, told
from web.api.query import Options


def decided(data: bytes, options: Options) -> dict[str, Any]:
    """The determination of the case in the JSON text ``data``, as plain data.

    Raises ProblemError with every fault: 400 if it is no JSON object at all, 422 if the case is at fault.
    """
    try:
        determination = assess(data, as_of=options.as_of, explain=options.explanation)
    except FaultsError as error:
        faults = map(told, error.faults)
        if _is_case(data):
            raise ProblemError(422, _("Mend each fault and send the case again."), faults) from None
        raise ProblemError(400, _("A case is one JSON object."), faults) from None
    return as_data(determination, options.language, explanation=options.explanation)


def _is_case(data: bytes) -> bool:
    """Whether ``data`` is a JSON object at all, right or wrong. Asked only of what was refused."""
    try:
        read_case(data)
    except MalformedCaseError:
        return True
    except FaultsError:
        return False
    return True
