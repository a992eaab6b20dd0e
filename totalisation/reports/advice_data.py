"""Options side by side as plain JSON types."""

from __future__ import annotations

from typing import Any

from totalisation.advice.option import Option, Options
from totalisation.advice.value import BreakEven, break_even, value_of
from totalisation.money import written
from totalisation.months import format_month
from totalisation.reports.advice import decided_in
from totalisation.reports.doubts import doubts_data
from totalisation.reports.names import cited
from totalisation.reports.payments import payments_data
from totalisation.reports.study import Sides


def as_data(options: Options, language: str = "en") -> dict[str, Any]:
    """The options as plain JSON types: amounts in whole units of a currency, what is weighed as exact fractions."""
    supposed = options.supposed
    return {
        "case_id": options.case.case_id,
        "agreement": options.agreement.id,
        "from": format_month(options.first),
        "to": format_month(options.last),
        "supposed": {
            "to_age": supposed.to_age,
            "prices": str(supposed.prices),
            "wages": str(supposed.wages),
            "discount": str(supposed.discount),
            "common_currency": supposed.common or None,
            "rates": {currency: str(rate) for currency, rate in supposed.rates.items()},
            "survival_weighed": bool(supposed.survival),
            "continued": [
                {"party": each.party, "table": each.name, "last_year": each.last_year, "growth": each.growth}
                for each in options.continued
            ],
        },
        "options": [_option_data(options, each, language) for each in options.options],
        "break_even": [_break_even_data(each) for each in break_even(options)],
        "doubts": doubts_data(decided_in(options), Sides(options.agreement, language)),
        "unjudged": [
            {
                "party": each.party,
                "reason": each.reason,
                "article": cited(each.citation),
                "why": [fault.in_language(language) for fault in each.faults],
            }
            for each in options.unjudged
        ],
    }


def _option_data(options: Options, option: Option, language: str) -> dict[str, Any]:
    value = value_of(options, option)
    return {
        "letter": option.letter,
        "kind": option.kind,
        "party": option.party or None,
        "months": option.months or None,
        "lump_sums": [
            {
                "party": each.party,
                "month": format_month(each.month),
                "amount": each.amount,
                "reason": each.reason,
                "months_ended": each.own_months,
                "ground_supposed": each.supposed,
            }
            for each in option.lump_sums
        ],
        "contributions": [
            {
                "party": each.party,
                "kind": each.kind,
                "total": each.total,
                "months": [
                    {"from": format_month(run.first), "to": format_month(run.last), "amount": run.amount}
                    for run in each.runs
                ],
                "articles": [cited(citation) for citation in each.citations],
            }
            for each in option.contributions
        ],
        "pensions": [
            {
                "party": each.party,
                "claimed": format_month(each.month),
                "basis": each.result.basis,
                **payments_data(each.payments, language),
            }
            for each in option.pensions
        ],
        "never": list(option.never),
        "undecided": [each.in_language(language) for each in option.undecided],
        "flows": [
            {"month": format_month(each.month), "party": each.party, "currency": each.currency, "amount": each.amount}
            for each in options.flows(option)
        ],
        "totals": {
            "by_currency": dict(value.by_currency),
            "in_common": None if value.in_common is None else written(value.in_common),
            "weighed_by_currency": {name: written(each) for name, each in value.weighed_by_currency.items()},
            "weighed_in_common": None if value.weighed_in_common is None else written(value.weighed_in_common),
        },
    }


def _break_even_data(each: BreakEven) -> dict[str, Any]:
    month = None if each.month is None else format_month(each.month)
    return {
        "behind": each.behind,
        "ahead": each.ahead,
        "currency": each.currency,
        "month": month,
        "for_a_time": each.for_a_time,
    }
