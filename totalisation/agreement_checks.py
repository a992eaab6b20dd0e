"""Terms of an agreement set against each other.

The checks run on the file's own tables, so that a term that is malformed hides no fault of another.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeGuard

from totalisation.coverage_checks import faults_of_coverage
from totalisation.faults_of_models import Place
from totalisation.messages import Fault, Message, message
from totalisation.schemes import scheme_names
from totalisation.wording import UNIT_NAMES, one_of, shortened, shown

Found = tuple[Place, Fault]

_BENEFIT_TERMS: Final = (
    "own_periods",
    "own_days",
    "foreign_periods",
    "counting",
    "minimum_own_period",
    "totalise",
    "conversion",
    "amount",
    "ratio",
    "earnings",
    "contingency",
    "benefits",
)
_SHARED_AMOUNTS: Final = ("pro_rata", "higher_of_independent_and_pro_rata")


def faults_of_terms(raw: Mapping[str, Any], file_name: str) -> Iterator[Found]:
    """What is wrong between the terms in ``raw``, each fault with its place; ``file_name`` is the file's."""
    parties = _table(raw, "parties")
    yield from _of_identity(raw, file_name)
    if "parties" not in raw:
        right = message("Write a table [parties.XX] for each of the two parties.")
        yield _found(("parties",), message("is missing."), right)
    yield from _of_sources(raw)
    yield from _of_titles(raw, parties)
    yield from _of_dates(raw)
    yield from _of_overlap(raw, parties)
    yield from _of_third_states(raw, parties)
    yield from faults_of_coverage(raw, parties)
    yield from _of_refunds(raw, parties)
    totalising = [code for code in parties if "totalise" in _table(parties, code)]
    if raw.get("kind") == "totalisation" and parties and not totalising:
        yield _found(
            ("kind",),
            message("neither party has the term “totalise”."),
            message("Say when periods are added, or write kind = “coverage_only”."),
        )
    for code in parties:
        yield from _of_party(raw.get("kind"), code, _table(parties, code))


def _table(raw: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = raw.get(key)
    return found if isinstance(found, Mapping) else {}


def _list(raw: Mapping[str, Any], key: str) -> list[Any]:
    found = raw.get(key)
    return found if isinstance(found, list) else []


def _found(place: Place, wrong: Message, right: Message | None = None) -> Found:
    return place, Fault("", wrong, right)


def _of_identity(raw: Mapping[str, Any], file_name: str) -> Iterator[Found]:
    name = raw.get("id")
    if isinstance(name, str) and file_name != f"{name}.toml":
        yield _found(
            ("id",),
            message("{name} is not the name of the file.", name=shown(name)),
            message("Write “{stem}”, or rename the file.", stem=file_name.removesuffix(".toml")),
        )


def _of_sources(raw: Mapping[str, Any]) -> Iterator[Found]:
    sources = _table(raw, "sources")
    for place, term in _terms(raw):
        source = term.get("source")
        if isinstance(source, str) and source not in sources:
            yield _found(
                (*place, "source"),
                message("{source} is not among the sources.", source=shown(source)),
                one_of(source, sources) if sources else message("Describe it in a table [sources.…]."),
            )


def _terms(raw: Mapping[str, Any]) -> Iterator[tuple[Place, Mapping[str, Any]]]:
    """Every table that may be a term: at the top, in a list there, among the provisions, and of each party."""
    for key, value in raw.items():
        if key in ("sources", "title", "parties", "provisions", "lump_sum_refund", "coverage"):
            continue
        if isinstance(value, Mapping):
            yield (key,), value
        elif isinstance(value, list):
            yield from (((key, index), each) for index, each in enumerate(value) if isinstance(each, Mapping))
    parties = _table(raw, "parties")
    for key in ("provisions", "lump_sum_refund", "coverage"):
        yield from (((key, name), _table(_table(raw, key), name)) for name in _table(raw, key))
    hires = _list(_table(raw, "coverage"), "local_hires")
    yield from ((("coverage", "local_hires", at), each) for at, each in enumerate(hires) if isinstance(each, Mapping))
    for code in parties:
        party = _table(parties, code)
        yield from ((("parties", code, name), _table(party, name)) for name in party if name != "benefits")
        benefits = _table(party, "benefits")
        yield from ((("parties", code, "benefits", name), _table(benefits, name)) for name in benefits)


def _of_titles(raw: Mapping[str, Any], parties: Mapping[str, Any]) -> Iterator[Found]:
    titles: list[tuple[Place, Mapping[str, Any]]] = [((), raw)]
    titles += [(("sources", key), _table(_table(raw, "sources"), key)) for key in _table(raw, "sources")]
    titles += [(("parties", code), _table(parties, code)) for code in parties]
    for place, table in titles:
        title = table.get("title")
        if isinstance(title, Mapping) and "en" not in title:
            yield _found((*place, "title"), message("has no English title."), message("Write en = “…”."))


def _of_dates(raw: Mapping[str, Any]) -> Iterator[Found]:
    start = _table(raw, "entry_into_force").get("date")
    if not _is_day(start):
        return  # told as a fault of the term itself
    provisions = _table(raw, "provisions")
    for name in provisions:
        day = _table(provisions, name).get("date")
        if _is_day(day) and day < start:
            yield _found(
                ("provisions", name, "date"),
                message("{day} is before the agreement enters into force.", day=day.isoformat()),
                message("The earliest day is {start}.", start=start.isoformat()),
            )


def _is_day(value: object) -> TypeGuard[datetime.date]:
    return isinstance(value, datetime.date) and not isinstance(value, datetime.datetime)


def _of_overlap(raw: Mapping[str, Any], parties: Mapping[str, Any]) -> Iterator[Found]:
    overlap = _table(raw, "overlap")
    keeper, party = overlap.get("keeper"), overlap.get("party")
    if keeper == "party" and party is None:
        yield _found(
            ("overlap", "party"), message("the party that keeps the months is missing."), _the_parties(parties)
        )
    elif keeper == "party" and isinstance(party, str) and parties and party not in parties:
        yield _found(("overlap", "party"), _not_a_party(party), _the_parties(parties))
    elif keeper in ("each_own", "by_class") and party is not None:
        yield _found(
            ("overlap", "party"),
            message("a party is named, and the keeper is “{keeper}”.", keeper=keeper),
            message("Leave the party out, or write keeper = “party”."),
        )
    precedence = _list(overlap, "precedence")
    for index, each in enumerate(precedence):
        if each in precedence[:index]:
            yield _found(("overlap", "precedence", index), message("{value} stands here twice.", value=shown(each)))


def _not_a_party(code: str) -> Message:
    return message("{code} is not a party to the agreement.", code=shown(code))


def _the_parties(parties: Mapping[str, Any]) -> Message:
    return message("The parties are {codes}.", codes=[shortened(each) for each in list(parties)[:4]])


def _of_third_states(raw: Mapping[str, Any], parties: Mapping[str, Any]) -> Iterator[Found]:
    term = _table(raw, "third_state_periods")
    states = _list(term, "states")
    if term.get("count") == "linked_states" and not states:
        yield _found(
            ("third_state_periods", "states"),
            message("the linked states are missing."),
            message("List their codes, or write count = “excluded”."),
        )
    if term.get("count") == "excluded" and states:
        yield _found(
            ("third_state_periods", "states"),
            message("states are listed, and their periods are excluded."),
            message("Leave the states out, or write count = “linked_states”."),
        )
    for index, state in enumerate(states):
        if isinstance(state, str) and state in parties:
            yield _found(
                ("third_state_periods", "states", index),
                message("{code} is a party, not a third state.", code=shown(state)),
            )


def _of_refunds(raw: Mapping[str, Any], parties: Mapping[str, Any]) -> Iterator[Found]:
    refunds = _table(raw, "lump_sum_refund") if parties else {}
    for code in refunds:
        if code not in parties:
            yield _found(("lump_sum_refund", code), _not_a_party(code), _the_parties(parties))
        for index, each in enumerate(_list(_table(refunds, code), "nationals_of")):
            if isinstance(each, str) and each not in parties:
                yield _found(
                    ("lump_sum_refund", code, "nationals_of", index), _not_a_party(each), _the_parties(parties)
                )


def _of_party(kind: object, code: str, terms: Mapping[str, Any]) -> Iterator[Found]:
    place: Place = ("parties", code)
    scheme = terms.get("scheme")
    if isinstance(scheme, str) and scheme not in scheme_names():
        yield _found(
            (*place, "scheme"),
            message("there is no scheme {name}.", name=shown(scheme)),
            one_of(scheme, scheme_names()),
        )
    if kind == "coverage_only":
        for name in _BENEFIT_TERMS:
            if name in terms:
                yield _found(
                    (*place, name),
                    message("a term on benefits, in an agreement that covers only which law applies."),
                    message("Leave it out, or write kind = “totalisation”."),
                )
        return
    if "totalise" in terms and "amount" not in terms:
        yield _found(
            (*place, "amount"),
            message("is missing."),
            message("A party that totalises needs the method of its amount."),
        )
    if "amount" in terms and "totalise" not in terms:
        yield _found(
            (*place, "totalise"),
            message("is missing."),
            message("Say when the other party's periods are added: an amount is for totalised periods."),
        )
    yield from _of_ratio(place, terms)
    yield from _of_minimum(place, terms)
    yield from _of_window((*place, "contingency"), _table(terms, "contingency"))
    for name, each in _table(terms, "benefits").items():
        if isinstance(each, Mapping):
            yield from _of_benefit((*place, "benefits", name), each, terms)


def _of_ratio(place: Place, terms: Mapping[str, Any]) -> Iterator[Found]:
    method, ratio = _table(terms, "amount").get("method"), _table(terms, "ratio")
    if method in _SHARED_AMOUNTS and "ratio" not in terms:
        yield _found(
            (*place, "ratio"),
            message("is missing."),
            message("The method “{method}” needs the ratio.", method=method),
        )
    if method == "direct" and "ratio" in terms:
        yield _found(
            (*place, "ratio"),
            message("has no effect: the method of the amount is {method}.", method=shown(method)),
            message("Leave it out."),
        )
    fixed = ratio.get("denominator") == "fixed_months"
    if fixed and "fixed_months" not in ratio:
        yield _found(
            (*place, "ratio", "fixed_months"),
            message("is missing."),
            message("Give the months of the denominator."),
        )
    capped = ratio.get("denominator", "total_months") == "total_months"
    for key, has_effect in (("fixed_months", fixed), ("denominator_cap", capped), ("full_benefit_cap", capped)):
        if ratio.get(key) and not has_effect:
            yield _found(
                (*place, "ratio", key),
                message("has no effect: the denominator is another."),
                message("Leave it out, or change the denominator."),
            )
    if capped and ratio.get("denominator_cap") and ratio.get("full_benefit_cap"):
        yield _found(
            (*place, "ratio", "full_benefit_cap"),
            message("has no effect: the denominator has a cap already."),
            message("Leave out one of the two."),
        )


def _of_minimum(place: Place, terms: Mapping[str, Any]) -> Iterator[Found]:
    unit = _table(terms, "minimum_own_period").get("unit")
    if unit in ("days", "weeks") and unit not in _table(_table(terms, "conversion"), "months_per_unit"):
        yield _found(
            (*place, "minimum_own_period", "unit"),
            message("the agreement does not say how {unit} become months.", unit=UNIT_NAMES[unit]),
            message("Add the unit to the party's conversion term."),
        )


def _of_window(place: Place, term: Mapping[str, Any]) -> Iterator[Found]:
    needed, window = term.get("months_in_window", 0), term.get("window_months", 0)
    if isinstance(needed, int) and isinstance(window, int) and needed > window + 1:
        yield _found(
            (*place, "months_in_window"),
            message("{needed} months do not fit into a window of {window}.", needed=needed, window=window),
        )


def _of_benefit(place: Place, term: Mapping[str, Any], terms: Mapping[str, Any]) -> Iterator[Found]:
    if term.get("periods") == "totalised" and "totalise" not in terms:
        yield _found(
            (*place, "periods"),
            message("this party does not totalise."),
            message("Add the term “totalise”, or write periods = “own”."),
        )
    for key in ("method", "months_in_window", "window_months"):
        if term.get("periods") == "own" and term.get(key):
            yield _found(
                (*place, key),
                message("has no effect: no periods are added for this benefit."),
                message("Leave it out."),
            )
    if term.get("method") in _SHARED_AMOUNTS and "ratio" not in terms:
        yield _found(
            (*place, "method"),
            message("the method “{method}” needs the party's ratio.", method=term.get("method")),
            message("Add the term “ratio”."),
        )
    yield from _of_window(place, term)
