"""The facts of benefits beside the old-age pension as fields: the way back from ``benefit_entry``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from web.forms import unshown
from web.forms.benefits import UNMAINTAINED
from web.forms.parts import as_date, as_figure, as_list, as_table, as_text, put_aside, tick
from web.forms.reader import Fields


def benefit_fields(fields: Fields, claim: Mapping[str, Any], language: str) -> None:
    """Write into ``fields`` what a claim holds of other benefits, whichever it claims."""
    for code, each in as_table(claim.get("withdrawals")).items():
        begin = f"withdrawals-{code.lower()}-"
        asked = put_aside(fields, begin, each, unshown.WITHDRAWAL)
        fields[f"{begin}reason"] = as_text(asked.get("reason"))
        for name in ("since", "decided"):
            fields[f"{begin}{name}"] = as_date(asked.get(name))
        pension = as_table(asked.get("pension"))
        fields[f"{begin}pension_monthly"] = as_figure(pension.get("monthly"), True, language)
        fields[f"{begin}pension_since"] = as_date(pension.get("since"))
    _death(fields, put_aside(fields, "death-", claim.get("death"), unshown.DEATH), language)
    for row, each in enumerate(as_list(claim.get("survivors"))):
        begin = f"survivors-{row}-"
        _survivor(fields, begin, put_aside(fields, begin, each, unshown.SURVIVOR), language)
    _disability(fields, put_aside(fields, "disability-", claim.get("disability"), unshown.DISABILITY))


def _death(fields: Fields, death: Mapping[str, Any], language: str) -> None:
    fields["death-date"] = as_date(death.get("date"))
    fields["death-cause"] = as_text(death.get("cause"))
    for code, each in as_table(death.get("pensions")).items():
        begin = f"pensions-{code.lower()}-"
        pension = put_aside(fields, begin, each, unshown.PENSION)
        fields[f"{begin}monthly"] = as_figure(pension.get("monthly"), True, language)
        fields[f"{begin}since"] = as_date(pension.get("since"))


def _survivor(fields: Fields, begin: str, relative: Mapping[str, Any], language: str) -> None:
    for name in ("relation", "sex", "capacity_loss_percent"):
        fields[f"{begin}{name}"] = as_text(relative.get(name))
    for name in ("birth_date", "carer_from"):
        fields[f"{begin}{name}"] = as_date(relative.get(name))
    tick(fields, f"{begin}{UNMAINTAINED}", relative.get("maintained") is False)
    for name in ("disabled", "insured_employment", "without_carer"):
        tick(fields, f"{begin}{name}", relative.get(name))
    for code, income in as_table(relative.get("monthly_income")).items():
        fields[f"{begin}income_{code.lower()}"] = as_figure(income, True, language)


def _disability(fields: Fields, found: Mapping[str, Any]) -> None:
    for name in ("first_examined", "settled"):
        fields[f"disability-{name}"] = as_date(found.get(name))
    fields["disability-residence"] = as_text(found.get("residence"))
    for code, degree in as_table(found.get("degrees")).items():
        fields[f"disability-degree_{code.lower()}"] = as_text(degree)
