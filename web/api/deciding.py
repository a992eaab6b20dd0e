"""One case as it was sent, decided: the same for one case and for each of many."""

from __future__ import annotations

from collections.abc import Mapping
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
        if _as_written(data) is not None:
            raise ProblemError(422, _("Mend each fault and send the case again."), faults) from None
        raise ProblemError(400, _("A case is one JSON object."), faults) from None
    return as_data(determination, options.language, explanation=options.explanation)


def case_id_of(data: bytes) -> str | None:
    """The number of a case that was refused, if it can be read."""
    found = (_as_written(data) or {}).get("case_id")
    # Half of a surrogate pair can be written in JSON, and in no answer.
    return found if isinstance(found, str) and found.encode(errors="ignore").decode() == found else None


def _as_written(data: bytes) -> Mapping[str, Any] | None:
    """The JSON object in ``data``, right or wrong, or None if it is none. Asked only of what was refused."""
    try:
        return read_case(data).model_dump(by_alias=True)
    except MalformedCaseError as error:
        return error.raw
    except FaultsError:
        return None
