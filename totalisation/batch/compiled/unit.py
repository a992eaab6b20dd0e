"""The whole C text for one agreement: the terms as constants, both parties' laws, and the loop over the rows."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from totalisation.agreement import Agreement, PartyTerms, Term
from totalisation.amount import HIGHER_OF, counts_all_periods, shares
from totalisation.batch.compiled.kinds import EXACT, written
from totalisation.batch.compiled.law import Law
from totalisation.batch.compiled.translate import Translation, header_of
from totalisation.counted_time import minimum_months
from totalisation.determination import term_name
from totalisation.messages import Message, message
from totalisation.money import ROUNDINGS
from totalisation.months import FIRST_MONTH
from totalisation.party_side import MOST_LAWS_TRIED
from totalisation.periods import KIND_CLASSES
from totalisation.readings import open_questions, term_at
from totalisation.schemes import scheme_of

HERE: Final = Path(__file__).parent
EPOCH_ORDINAL: Final = 719_163
"""``date(1970, 1, 1).toordinal()``: the kernel counts days from there."""


def beyond(agreement: Agreement) -> list[Message]:
    """What in the agreement the compiled engine does not know; empty if it knows all of it."""
    found = []
    third = agreement.third_state_periods
    known = {
        "overlap": agreement.overlap is None or agreement.overlap.keeper != "by_class",
        "third_state_periods": third is None or third.count == "excluded",
        "persons": agreement.persons is None or agreement.persons.scope == "all_insured",
    }
    for code, terms in agreement.parties.items():
        foreign = terms.foreign_periods
        known |= {
            f"{code}.scheme": (scheme_of(terms).folder / "facts.c").exists(),
            f"{code}.own_periods": terms.own_periods is None,
            f"{code}.own_days": terms.own_days is None,
            f"{code}.counting": terms.counting is None,
            f"{code}.foreign_periods": foreign is None
            or (foreign.since is None and foreign.from_age_years is None and foreign.until_age_years is None),
            f"{code}.contingency": terms.contingency is None or not terms.contingency.required,
            f"{code}.minimum_own_period": terms.minimum_own_period is None
            or terms.minimum_own_period.below == "nothing",
        }
    for name, is_known in known.items():
        if not is_known:
            found.append(message("{term}: not compiled", term=name))
    return found


class Unit:
    """The C text of an agreement, and the numbers by which Python and C name the same things."""

    def __init__(self, agreement: Agreement) -> None:
        self.agreement = agreement
        self.translation = Translation()
        self.laws = [Law(self.translation, agreement, code, number) for number, code in enumerate(agreement.codes)]
        self.text = self._text()

    def _text(self) -> str:
        # The laws are made before the functions are listed, since they ask for them.
        party = (HERE / "party.h").read_text(encoding="utf-8")
        laws = [law.text() for law in self.laws]
        decisions = [
            (self._terms(law) + party.replace("LAW@", text)).replace("@", str(law.number))
            for law, text in zip(self.laws, laws, strict=True)
        ]
        return "\n".join(
            [
                '#include "runtime.h"',
                '#include "periods.h"',
                self._constants(),
                '#include "agreement.h"',
                header_of(self.translation.functions),
                *(each.text for each in self.translation.order),
                *decisions,
                '#include "decide.h"',
                "",
            ]
        )

    def _constants(self) -> str:
        agreement, word = self.agreement, self.translation.word
        provision = agreement.provision("totalisation")
        refunded, earlier = agreement.refunded_periods, agreement.earlier_periods
        since = FIRST_MONTH
        if earlier is not None and earlier.count == "not_counted":
            since = agreement.entry_into_force.month
        values = {
            "MOST_FURTHER": max(1, *(len(law.also) for law in self.laws)),
            "MOST_LAWS_TRIED": MOST_LAWS_TRIED,
            "MALE": word("male"),
            "FEMALE": word("female"),
            "PROVISION_MONTH": provision.month,
            "PROVISION_DAY": provision.date.toordinal() - EPOCH_ORDINAL,
            "REFUNDED_COUNT": int(refunded is not None and refunded.count == "counted"),
            "FOREIGN_SINCE": since,
            "FIRST_CLAIM_MONTH": max(law.scheme.first_claim_month() for law in self.laws),
        }
        lines = [f"#define {name} {value}" for name, value in values.items()]
        for law in self.laws:
            classes = ", ".join(str(KIND_CLASSES.index(kind.kind_class)) for kind in law.scheme.kinds.values())
            lines.append(f"static const int8_t CLASS_OF_KIND{law.number}[] = {{{classes}}};")
        return "\n".join(lines)

    def _terms(self, law: Law) -> str:
        """The party's terms as constants, and the doubts that each brings along."""
        agreement, terms = self.agreement, law.terms
        totalises = agreement.kind == "totalisation" and terms.totalise is not None
        overlap = agreement.overlap
        foreign = terms.foreign_periods
        classes = KIND_CLASSES if foreign is None else foreign.classes
        to_other = overlap is not None and overlap.keeper == "party" and overlap.party != law.code
        values: dict[str, object] = {
            "MINIMUM_OWN@": minimum_months(terms),
            "HAS_MINIMUM@": int(terms.minimum_own_period is not None),
            "FOREIGN_CLASSES@": f"{sum(1 << KIND_CLASSES.index(each) for each in classes)}u",
            "OVERLAP_TO_OTHER@": int(to_other),
            "COUNTS_ALL@": int(counts_all_periods(terms)),
            "SHARE@": self._share(law),
            "COMPARES@": int(terms.amount is not None and terms.amount.method == HIGHER_OF),
            "TOTALISE@": 0
            if not totalises
            else 2
            if terms.totalise is not None and terms.totalise.when == "always"
            else 1,
            "RATIO_FACTS@": _ratio_facts(terms),
            "TERMS_OF_VIEW@": self._terms_of_view(law),
            "TERMS_OF_AMOUNT@": self._marks(
                law,
                [
                    agreement.provision("totalisation"),
                    terms.totalise,
                    terms.minimum_own_period,
                    terms.contingency,
                    terms.amount,
                    terms.ratio,
                    terms.earnings,
                    law.rounding,
                ],
            ),
            "TERMS_OF_REFUSAL@": self._marks(law, [agreement.provision("totalisation"), terms.minimum_own_period]),
            "TERMS_ALONE@": self._marks(law, [law.rounding])
            + (f" if (v->has_foreign) {{ {self._marks(law, [terms.totalise])} }}" if totalises else ""),
        }
        return "\n".join(f"#define {name} {value}" for name, value in values.items()) + "\n"

    def _share(self, law: Law) -> str:
        """What a shared amount adds to a result: the theoretical amount as it is told, and the ratio."""
        if not shares(law.terms):
            return "out->theoretical_amount = out->ratio_numerator = out->ratio_denominator = NONE;"
        rounding = law.scheme.rounded if law.rounding is None else ROUNDINGS[law.rounding.to]
        rounded = self.translation.function(rounding, [EXACT]).name
        found = written(law.value("ratio"), EXACT)
        ratio = (
            f"X ratio = x_reduced({found}); out->ratio_numerator = x_int(b, (X){{ratio.n, 1}}); "
            "out->ratio_denominator = x_int(b, (X){ratio.d, 1}); out->theoretical_amount = NONE;"
        )
        if "theoretical_amount" not in law.names:
            return ratio
        told = f"out->theoretical_amount = {rounded}(b, q_theoretical_amount);"
        return f"{ratio} if (g_theoretical_amount) {told}"

    def _terms_of_view(self, law: Law) -> str:
        agreement = self.agreement
        always = self._marks(law, [law.terms.foreign_periods, agreement.earlier_periods])
        refunded = self._marks(law, [agreement.refunded_periods])
        overlap = self._marks(law, [agreement.overlap])
        return f"{always} if (w_refunded@) {{ {refunded} }} if (v->settled) {{ {overlap} }}"

    def _marks(self, law: Law, terms: Iterable[Term | None]) -> str:
        """Statements that note the doubts of terms, and the open questions that they rest on, in ``out``."""
        bits = set()
        for term in terms:
            if term is None:
                continue
            if term.status != "verified":
                bits.add(law.doubt(f"term:{term_name(term)}"))
            for name in open_questions(self.agreement, law.code):
                question = self.agreement.interpretations[name]
                if term_at(self.agreement, question.changes) == term:
                    bits.add(law.doubt(f"question:{name}={question.default}"))
        return " ".join(f"out->doubts |= 1ull << {bit};" for bit in sorted(bits))


def _ratio_facts(terms: PartyTerms) -> str:
    if terms.ratio is None:
        return ""
    caps = {"denominator_cap": terms.ratio.denominator_cap, "fixed_months": terms.ratio.fixed_months}
    return " ".join(f"GIVE@({name}, {cap});" for name, cap in caps.items() if cap is not None)
