"""The suppositions as a person writes them, on the command line or in a form."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from totalisation.advice.suppositions import LARGEST_GROWTH, OLDEST, Suppositions, read_survival
from totalisation.agreement import Agreement
from totalisation.agreement_file import find_agreement
from totalisation.case import Case
from totalisation.messages import Fault, FaultsError, message
from totalisation.money import exact
from totalisation.wording import shortened

_AGE: Final = re.compile(r"\d{1,3}", re.ASCII)
_EXCHANGE: Final = re.compile(r"\s*([A-Z]{3})\s*:\s*([A-Z]{3})\s*=\s*(.+)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Stated:
    """What was written. ``prefix`` stands before the name of a field in a fault."""

    to_age: str
    prices: str
    wages: str
    discount: str
    exchange: str = ""
    survival: str | None = None
    prefix: str = ""

    def suppositions(self, case: Case, agreement: Agreement | None = None) -> Suppositions:
        """What is supposed. Raises FaultsError with every fault of what was written."""
        faults: list[Fault] = []
        growth = {name: self._rate(name, faults) for name in ("prices", "wages", "discount")}
        age = self._age(faults)
        rates, common = self._rates(agreement or find_agreement(case.agreement), faults)
        survival: dict[int, Fraction] = {}
        now = (case.claim_month - case.person.birth_date.first_month) // 12
        if self.survival is not None and age > now:
            try:
                survival = read_survival(self.survival, f"{self.prefix}survival", range(now, age))
            except FaultsError as error:
                faults += error.faults
        if faults:
            raise FaultsError(faults)
        return Suppositions(age, growth["prices"], growth["wages"], growth["discount"], rates, common, survival)

    def _rate(self, name: str, faults: list[Fault]) -> Fraction:
        text = str(getattr(self, name))
        right = message("Write a share a year from 0 to 50 per cent, such as “2.5 %” or “1/40”.")
        try:
            rate = exact(text)
        except ValueError:
            faults.append(
                Fault(f"{self.prefix}{name}", message("“{text}” is no rate.", text=shortened(text, 40)), right)
            )
            return Fraction(0)
        if not 0 <= rate <= LARGEST_GROWTH:
            wrong = message("{value} a year is not from 0 to 50 per cent.", value=shortened(text, 40))
            faults.append(Fault(f"{self.prefix}{name}", wrong, right))
        return rate

    def _age(self, faults: list[Fault]) -> int:
        if _AGE.fullmatch(self.to_age) and 15 <= int(self.to_age) <= OLDEST:
            return int(self.to_age)
        faults.append(Fault(f"{self.prefix}to_age", message("an age from 15 to 120 is needed.")))
        return OLDEST

    def _rates(self, agreement: Agreement, faults: list[Fault]) -> tuple[dict[str, Fraction], str]:
        """What a unit of each currency is worth, and the currency in which sums are added up."""
        if not self.exchange.strip():
            return {}, ""
        where = f"{self.prefix}exchange"
        currencies = sorted({terms.currency for terms in agreement.parties.values()})
        example = message("Write such as “{one}:{other}=18.2”.", one=currencies[0], other=currencies[-1])
        match = _EXCHANGE.fullmatch(self.exchange)
        try:
            rate = exact(match[3]) if match is not None else Fraction(0)
        except ValueError:
            rate = Fraction(0)
        if match is None or rate <= 0:
            faults.append(
                Fault(where, message("“{text}” is no exchange rate.", text=shortened(self.exchange, 40)), example)
            )
            return {}, ""
        if {match[1], match[2]} != set(currencies) or match[1] == match[2]:
            wrong = message("the currencies are {currencies}.", currencies=currencies)
            faults.append(Fault(where, wrong, example))
            return {}, ""
        return {match[1]: rate, match[2]: Fraction(1)}, match[2]
