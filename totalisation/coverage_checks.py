"""The terms of an agreement on applicable legislation set against each other, on the file's own tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from totalisation.faults_of_models import Place
from totalisation.messages import Fault, Message, message
from totalisation.wording import shortened, shown

Found = tuple[Place, Fault]


def faults_of_coverage(raw: Mapping[str, Any], parties: Mapping[str, Any]) -> Iterator[Found]:
    """What is wrong between the terms that say whose law covers a piece of work."""
    terms = raw.get("detachment")
    for index, term in enumerate(terms if isinstance(terms, list) else []):
        if isinstance(term, Mapping):
            yield from _of_detachment(("detachment", index), term, parties)
    coverage = raw.get("coverage")
    if not isinstance(coverage, Mapping):
        return
    hires = coverage.get("local_hires")
    for index, term in enumerate(hires if isinstance(hires, list) else []):
        if isinstance(term, Mapping):
            yield from _of_local_hire(("coverage", "local_hires", index), term, parties)
    for name in ("ships", "airlines"):
        term = coverage.get(name)
        if isinstance(term, Mapping):
            yield from _of_crew(("coverage", name), term, parties)


def _of_detachment(place: Place, term: Mapping[str, Any], parties: Mapping[str, Any]) -> Iterator[Found]:
    sender, receiver = term.get("sender"), term.get("receiver")
    yield from _no_parties(place, term, ("sender", "receiver"), parties)
    if sender is not None and sender == receiver:
        yield (*place, "receiver"), Fault("", message("the receiver is the sender."))
    if term.get("longer_than") == "first_period" and not (
        term.get("when_longer") == "not_detached" and term.get("extension_months")
    ):
        yield (
            (*place, "longer_than"),
            Fault(
                "",
                message("has no effect: it is for work that is not detached if longer, and for an extension."),
                message("Leave it out, or write when_longer = “not_detached” and the extension."),
            ),
        )
    days, new_count = term.get("new_count_days"), term.get("new_count")
    if new_count == "after_days" and days is None:
        yield (*place, "new_count_days"), Fault("", message("is missing."), message("Give the number of days."))
    if new_count != "after_days" and days is not None:
        yield (
            (*place, "new_count_days"),
            Fault(
                "",
                message("has no effect: a new count does not begin after a number of days."),
                message("Leave it out, or write new_count = “after_days”."),
            ),
        )


def _of_local_hire(place: Place, term: Mapping[str, Any], parties: Mapping[str, Any]) -> Iterator[Found]:
    yield from _no_parties(place, term, ("place", "law"), parties)
    if term.get("law") is not None and term.get("law") == term.get("place"):
        yield (
            (*place, "law"),
            Fault(
                "",
                message("is the law of the place of work, which holds without this term."),
                message("Leave the term out, or name the other party."),
            ),
        )


def _of_crew(place: Place, term: Mapping[str, Any], parties: Mapping[str, Any]) -> Iterator[Found]:
    yield from _no_parties(place, term, ("otherwise",), parties)
    law, otherwise = term.get("law"), term.get("otherwise")
    if law == "residence" and otherwise is None:
        yield (
            (*place, "otherwise"),
            Fault("", message("is missing."), message("Name the party for who resides with neither.")),
        )
    for key, needed in (("otherwise", "residence"), ("employer_if_resident", "flag")):
        if term.get(key) and law != needed:
            yield (
                (*place, key),
                Fault(
                    "",
                    message("has no effect: the law is {law}.", law=shown(law)),
                    message("Leave it out, or write law = “{law}”.", law=needed),
                ),
            )


def _no_parties(
    place: Place, term: Mapping[str, Any], keys: tuple[str, ...], parties: Mapping[str, Any]
) -> Iterator[Found]:
    for key in keys:
        code = term.get(key)
        if isinstance(code, str) and parties and code not in parties:
            yield (*place, key), Fault("", _not_a_party(code), _the_parties(parties))


def _not_a_party(code: str) -> Message:
    return message("{code} is not a party to the agreement.", code=shown(code))


def _the_parties(parties: Mapping[str, Any]) -> Message:
    return message("The parties are {codes}.", codes=[shortened(each) for each in list(parties)[:4]])
