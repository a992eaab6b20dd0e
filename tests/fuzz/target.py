"""What a fuzz target is: one reader, examples to begin with, how they are changed, and what must hold of each input."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from totalisation.messages import Fault, FaultsError, Message

REFUSED: Final = "refused"
ANSWERED: Final = "answered"


class AnsweredMalformedError(AssertionError):
    """A reader has answered an input that is malformed: a crash like any other."""


def hold(condition: object, why: str) -> None:
    """Count an answer as a crash unless ``condition`` holds. ``why`` says what is malformed."""
    if not condition:
        raise AnsweredMalformedError(why)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a reader made of an input: an answer, or a refusal. ``words`` tell one kind of refusal from another."""

    kind: str
    words: frozenset[str] = frozenset()


def answered(*words: str) -> Outcome:
    """An answer; ``words`` say of what kind it is."""
    return Outcome(ANSWERED, frozenset(words))


def refused(*words: str) -> Outcome:
    """A refusal that is no ``FaultsError``, such as a page's."""
    return Outcome(REFUSED, frozenset(words))


def refusal(error: FaultsError) -> Outcome:
    """The refusal, known by the texts of its faults without their values. Each must be able to be told."""
    hold(error.faults, "a refusal tells no fault")
    for language in ("en", "vi", "ko"):
        for fault in error.faults:
            told = fault.in_language(language)
            hold(told.isprintable() or "\n" in told, f"a fault holds characters that no terminal should get: {told!r}")
    return Outcome(REFUSED, frozenset(text for fault in error.faults for text in _texts(fault)))


def _texts(fault: Fault) -> list[str]:
    values = [value.text for value in fault.wrong.values.values() if isinstance(value, Message)]
    return [fault.wrong.text, *values]


@dataclass(frozen=True, slots=True)
class Target:
    """One reader.

    ``read`` gives an input to the reader, and checks an answer by other means than the reader's own: it returns the
    outcome and raises for whatever is a crash. ``mutate`` changes an input by its structure.
    """

    name: str
    about: str
    seeds: Callable[[], Sequence[bytes]]
    read: Callable[[bytes], Outcome]
    mutate: Callable[[bytes, Random], bytes]
    largest: int = 20_000
    """Bytes of an input that is made; readers take more, which tests beside the corpus try."""
    seconds: float = 5.0
    """No input may take longer."""
    megabytes: int = 200
    """No input may take more memory beside what the process had before."""
