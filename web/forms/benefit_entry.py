"""The facts of the benefit claimed, beside those of every claim: read from its fields, and shown in them again."""

from __future__ import annotations

from typing import Any

from web.forms.benefits import KNOWN, PARTS, UNMAINTAINED, parties_in
from web.forms.reader import Reader, given


def benefit_facts(read: Reader, benefit: str) -> dict[str, Any]:
    """The facts of ``benefit``; what is typed for others stands aside. Those of all, if it is none that is known."""
    parts = {"withdrawals": _withdrawals, "death": _death, "survivors": _survivors, "disability": _disability}
    found = {name: part(read) for name, part in parts.items() if PARTS[name] == benefit or benefit not in KNOWN}
    return {name: facts for name, facts in found.items() if facts}


def _withdrawals(read: Reader) -> dict[str, Any]:
    made: dict[str, Any] = {}
    codes = parties_in(read.fields, "withdrawals-")
    # Where no sum is asked of anybody, the first party's field is the place to begin.
    read.ids["claim.withdrawals"] = f"withdrawals-{codes[0].lower()}-reason" if codes else "claim-benefit"
    for code in codes:
        begin, where = f"withdrawals-{code.lower()}", f"claim.withdrawals.{code}"
        read.ids[where] = f"{begin}-reason"
        facts = read.unshown(f"{begin}-", where) | given(
            reason=read.text(f"{begin}-reason", f"{where}.reason"),
            since=read.day(f"{begin}-since", f"{where}.since"),
            decided=read.day(f"{begin}-decided", f"{where}.decided"),
            pension=_pension(read, begin, f"{where}.pension") or None,
        )
        if facts:
            made[code] = facts
    return made


def _pension(read: Reader, begin: str, where: str) -> dict[str, Any]:
    """The pension that is drawn and would be paid out."""
    read.ids[where] = f"{begin}-pension_monthly"
    return given(
        monthly=read.money(f"{begin}-pension_monthly", f"{where}.monthly"),
        since=read.month(f"{begin}-pension_since", f"{where}.since"),
    )


def _death(read: Reader) -> dict[str, Any]:
    read.ids["claim.death"] = "death-date"
    return read.unshown("death-", "claim.death") | given(
        date=read.day("death-date", "claim.death.date"),
        cause=read.text("death-cause", "claim.death.cause"),
        pensions=_pensions(read) or None,
    )


def _pensions(read: Reader) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for code in parties_in(read.fields, "pensions-"):
        begin, where = f"pensions-{code.lower()}", f"claim.death.pensions.{code}"
        read.ids[where] = f"{begin}-monthly"
        facts = read.unshown(f"{begin}-", where) | given(
            monthly=read.money(f"{begin}-monthly", f"{where}.monthly"),
            since=read.month(f"{begin}-since", f"{where}.since"),
        )
        if facts:
            made[code] = facts
    return made


def _survivors(read: Reader) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = []
    read.ids["claim.survivors"] = "add-survivors"
    for row in read.rows("survivors"):
        begin, where = f"survivors-{row}", f"claim.survivors[{len(made)}]"
        read.ids[where] = f"{begin}-relation"
        made.append(
            read.unshown(f"{begin}-", where)
            | given(
                relation=read.text(f"{begin}-relation", f"{where}.relation"),
                sex=read.text(f"{begin}-sex", f"{where}.sex"),
                birth_date=read.date(f"{begin}-birth_date", f"{where}.birth_date"),
                maintained=False if read.ticked(f"{begin}-{UNMAINTAINED}", f"{where}.maintained") else None,
                disabled=read.ticked(f"{begin}-disabled", f"{where}.disabled"),
                capacity_loss_percent=read.whole(f"{begin}-capacity_loss_percent", f"{where}.capacity_loss_percent"),
                monthly_income=_by_party(read, f"{begin}-income_", f"{where}.monthly_income") or None,
                insured_employment=read.ticked(f"{begin}-insured_employment", f"{where}.insured_employment"),
                without_carer=read.ticked(f"{begin}-without_carer", f"{where}.without_carer"),
                carer_from=read.month(f"{begin}-carer_from", f"{where}.carer_from"),
            )
        )
    return made


def _disability(read: Reader) -> dict[str, Any]:
    read.ids["claim.disability"] = "disability-first_examined"
    return read.unshown("disability-", "claim.disability") | given(
        first_examined=read.day("disability-first_examined", "claim.disability.first_examined"),
        settled=read.day("disability-settled", "claim.disability.settled"),
        degrees=_by_party(read, "disability-degree_", "claim.disability.degrees") or None,
        residence=read.code("disability-residence", "claim.disability.residence"),
    )


def _by_party(read: Reader, begin: str, where: str) -> dict[str, Any]:
    """Whole numbers of which each party has one."""
    found = {
        code: read.money(f"{begin}{code.lower()}", f"{where}.{code}")
        if begin.endswith("income_")
        else read.whole(f"{begin}{code.lower()}", f"{where}.{code}")
        for code in parties_in(read.fields, begin)
    }
    return {code: number for code, number in found.items() if number is not None}
