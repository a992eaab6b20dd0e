"""What each field of the entry form is called, for the summary of what is wrong above the form."""

from __future__ import annotations

import re
from typing import Final

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

LABELS: Final[dict[str, LazyString]] = {
    "case_id": _l("Number of the case"),
    "agreement": _l("Agreement"),
    "person-name": _l("Name"),
    "person-sex": _l("Sex"),
    "person-birth_date": _l("Date of birth"),
    "person-nationality": _l("Nationality"),
    "person-residence": _l("Residence"),
    "person-capacity_loss_percent": _l("Loss of working capacity, per cent"),
    "person-capacity_conclusion": _l("Day of the medical conclusion"),
    "person-occupational_hiv": _l("HIV/AIDS from an occupational accident"),
    "claim-date": _l("Day of the claim"),
    "person": _l("Person"),
    "claim": _l("Claim"),
    "relation": _l("Relation"),
    "birth_date": _l("Date of birth"),
    "party": _l("Party"),
    "months": _l("Months paid in one sum"),
    "paid": _l("Paid in"),
    "name": _l("Name"),
    "value": _l("Value"),
    "choice": _l("Reading"),
    "index": _l("Year of a table"),
    "from": _l("From"),
    "to": _l("To"),
    "kind": _l("Kind"),
    "salary_regime": _l("Salary set by"),
    "conditions": _l("Conditions of work"),
    "broken_months": _l("Months not paid"),
    "refunded": _l("Contributions were refunded"),
    "count_number": _l("Certified as a number"),
    "count_unit": _l("Unit"),
    "earnings-from": _l("Earnings from"),
    "earnings-to": _l("Earnings to"),
    "monthly": _l("Monthly amount"),
    "coefficient": _l("Coefficient"),
    "paste": _l("Rows of a spreadsheet"),
    "file": _l("File"),
}

NAMES: Final[dict[str, LazyString]] = {
    "established": _l("Figure"),
    "options": _l("Option"),
    "interpretations": _l("Open question"),
}
"""What the field ``name`` is called in the rows of each part."""

_IN_ROW: Final = re.compile(r"([a-z_]+)-(\d+)(?:-(earnings)-(\d+))?(?:-([a-z0-9_]+))?", re.ASCII)


def label_of(field: str) -> str:
    """The name of a field, with the row in which it stands; empty for a field that is not known.

    What carries data that no field shows has the name of the part that holds them.
    """
    field = field.removesuffix("unshown").removesuffix("-")
    match = _IN_ROW.fullmatch(field)
    if match is None:
        return str(LABELS.get(field, ""))
    part, row, earnings, _earning, name = match.groups()
    name = "conditions" if name and name.startswith("condition_") else name or ""
    label = name_in_row(part, f"earnings-{name}" if earnings and f"earnings-{name}" in LABELS else name)
    return ", ".join(each for each in (row_title(part, int(row)), label) if each)


def name_in_row(part: str, field: str) -> str:
    """The name of a field in a row of ``part``; empty for one that is not known."""
    return str(NAMES[part] if field == "name" and part in NAMES else LABELS.get(field, ""))


def row_title(part: str, row: int) -> str:
    """The name of a row of the form, counted from one."""
    number = row + 1
    titles = {
        "periods": _("Period %(number)s", number=number),
        "dependants": _("Dependant %(number)s", number=number),
        "options": _("Option %(number)s", number=number),
        "interpretations": _("Reading %(number)s", number=number),
        "established": _("Figure %(number)s", number=number),
        "top_up": _("Missing months paid in one sum"),
    }
    return str(titles.get(part, ""))
