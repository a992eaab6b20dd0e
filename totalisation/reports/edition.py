"""Which determination of a case a document prints, and whether it was issued: told at its head and on each sheet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from totalisation import __version__
from totalisation.messages import message
from totalisation.reports import words


@dataclass(frozen=True, slots=True)
class Edition:
    """A determination as an office keeps it: by its number within the case, and issued or not."""

    number: int
    day: date
    """The day on which it was issued; on which it was decided, where it is not issued."""
    issued: bool
    corrects: int | None = None
    """The number of the issued determination that it corrects."""
    corrected_by: int | None = None
    """The number of the issued determination that corrects it."""
    engine: str = __version__
    """The version of the engine that decided it."""

    def mark(self, language: str) -> str:
        """What each sheet says of it."""
        if self.issued:
            return message("Determination {number}", number=self.number).in_language(language)
        return message("Not issued: draft of determination {number}", number=self.number).in_language(language)

    def lines(self, language: str) -> tuple[str, ...]:
        """What the head of a document says of it, the gravest first."""
        day = words.day(self.day, language)
        said = []
        if not self.issued:
            said.append(message("Not issued"))
            said.append(message("Draft of determination {number}, decided on {day}.", number=self.number, day=day))
            said.append(message("Only a determination that is issued takes effect."))
        elif self.corrected_by is not None:
            said.append(message("No longer valid: determination {number} corrects it.", number=self.corrected_by))
        if self.issued:
            said.append(message("Determination {number}, issued on {day}.", number=self.number, day=day))
        if self.corrects is not None:
            said.append(message("It corrects determination {number}.", number=self.corrects))
        if self.engine != __version__:
            said.append(
                message(
                    "Decided with version {decided} of the engine and printed with version {printed}, "
                    "whose result is the same.",
                    decided=self.engine,
                    printed=__version__,
                )
            )
        return tuple(each.in_language(language) for each in said)
