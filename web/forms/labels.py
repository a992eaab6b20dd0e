"""What each field of the entry form is called, for the summary of what is wrong above the form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from web.forms.benefits import group_of_party, name_of_party

NOBODY: Final[Mapping[str, str]] = MappingProxyType({})

LABELS: Final[dict[str, LazyString]] = {
    "case_id": _l("Number of the case"),
    "agreement": _l("Agreement"),
    "person-name": _l("Full name"),
    "person-sex": _l("Sex"),
    "person-birth_date": _l("Date of birth"),
    "person-nationality": _l("Nationality"),
    "person-residence": _l("Residence"),
    "person-capacity_loss_percent": _l("Loss of working capacity, per cent"),
    "person-capacity_conclusion": _l("Day of the medical conclusion"),
    "person-occupational_hiv": _l("HIV/AIDS from an occupational accident"),
    "claim-benefit": _l("Benefit claimed"),
    "claim-date": _l("Day of the claim"),
    "death-date": _l("Day of death"),
    "death-cause": _l("Cause of death"),
    "pensions-monthly": _l("Monthly amount in the month of death"),
    "pensions-since": _l("Paid since"),
    "withdrawals-reason": _l("Ground"),
    "withdrawals-since": _l("Day on which the ground arose"),
    "withdrawals-decided": _l("Day of the institution's decision"),
    "withdrawals-pension_monthly": _l("Pension drawn now, a month"),
    "withdrawals-pension_since": _l("Pension drawn since"),
    "disability-first_examined": _l("Day of the first medical examination"),
    "disability-settled": _l("Day on which it was healed or its symptoms were fixed"),
    "disability-degree": _l("Grade of disability"),
    "disability-residence": _l("Residence on the day of the first examination"),
    "person": _l("Person"),
    "claim": _l("Claim"),
    "death": _l("Death"),
    "disability": _l("Disability"),
    "relation": _l("Relation"),
    "sex": _l("Sex"),
    "birth_date": _l("Date of birth"),
    "unmaintained": _l("Not maintained by the deceased"),
    "disabled": _l("Disabled"),
    "capacity_loss_percent": _l("Loss of working capacity, per cent"),
    "income": _l("Income of a month"),
    "insured_employment": _l("Earns a salary and is compulsorily insured"),
    "without_carer": _l("Nobody takes direct care of the relative"),
    "carer_from": _l("Somebody takes care again from"),
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


def label_of(field: str, parties: Mapping[str, str] = NOBODY) -> str:
    """The name of a field, with the row in which it stands; empty for a field that is not known.

    What carries data that no field shows has the name of the part that holds them. ``parties`` gives the names
    of parties by their codes.
    """
    if (group := group_of_party(field)) is not None:
        part, code, name = group
        title, label = party_title(part, parties.get(code, code)), str(LABELS.get(f"{part}-{name}", ""))
        return ", ".join(each for each in (title, label) if each)
    field = field.removesuffix("unshown").removesuffix("-")
    match = _IN_ROW.fullmatch(field)
    if match is None:
        return of_party(field, parties)
    part, row, earnings, _earning, name = match.groups()
    name = "conditions" if name and name.startswith("condition_") else name or ""
    label = name_in_row(part, f"earnings-{name}" if earnings and f"earnings-{name}" in LABELS else name, parties)
    return ", ".join(each for each in (row_title(part, int(row)), label) if each)


def name_in_row(part: str, field: str, parties: Mapping[str, str] = NOBODY) -> str:
    """The name of a field in a row of ``part``; empty for one that is not known."""
    if field == "name" and part in NAMES:
        return str(NAMES[part])
    return of_party(field, parties)


def of_party(field: str, parties: Mapping[str, str] = NOBODY) -> str:
    """The name of a field, followed by the party whose code it bears if it bears one."""
    begin, code = name_of_party(field)
    label = str(LABELS.get(begin, ""))
    return f"{label} ({parties.get(code, code)})" if label and code else label


def party_title(part: str, party: str) -> str:
    """What stands above the fields that each party has once."""
    titles = {
        "withdrawals": _("Lump sum from %(party)s", party=party),
        "pensions": _("Pension that the deceased drew from %(party)s", party=party),
    }
    return str(titles[part])


def row_title(part: str, row: int) -> str:
    """The name of a row of the form, counted from one."""
    number = row + 1
    titles = {
        "periods": _("Period %(number)s", number=number),
        "dependants": _("Dependant %(number)s", number=number),
        "survivors": _("Relative %(number)s", number=number),
        "options": _("Option %(number)s", number=number),
        "interpretations": _("Reading %(number)s", number=number),
        "established": _("Figure %(number)s", number=number),
        "top_up": _("Missing months paid in one sum"),
    }
    return str(titles.get(part, ""))
