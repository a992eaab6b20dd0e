"""An agreement sent to another machine by what it says: its terms, and the figures of law that it changes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Self

from totalisation.agreement import Agreement
from totalisation.messages import Fault, FaultsError, message
from totalisation.schemes.changed import Reference, changed_files, hash_of


@dataclass(frozen=True)
class Figures:
    """The changed parameter files of one party's scheme, by their names, and the hash that the reference tells."""

    code: str
    sha256: str
    files: tuple[tuple[str, bytes], ...]


@dataclass(frozen=True)
class SentAgreement:
    """An agreement in a form that needs no file of the machine it comes from."""

    terms: str
    figures: tuple[Figures, ...]

    @classmethod
    def of(cls, agreement: Agreement) -> Self:
        """Pack an agreement. Raises FaultsError where its changed figures are no longer those that were meant."""
        schemes, figures = {}, []
        for code, terms in agreement.parties.items():
            reference = Reference.read(terms.scheme)
            if reference is not None:
                files = changed_files(reference.folder)
                if hash_of(files) != reference.sha256:
                    wrong = message("the figures were changed while they were in use.")
                    raise FaultsError([Fault(str(reference.folder), wrong, message("Start again."))])
                schemes[code] = reference.scheme
                contents = tuple((each.name, each.read_bytes()) for each in files)
                figures.append(Figures(code, reference.sha256, contents))
        return cls(_with_schemes(agreement, schemes).model_dump_json(), tuple(figures))

    def unpacked(self, folder: Path) -> Agreement:
        """The agreement, with its changed figures written under ``folder``, which must stay while it is in use."""
        agreement = Agreement.model_validate_json(self.terms)
        schemes = {}
        for each in self.figures:
            place = folder / each.code
            place.mkdir()
            for name, content in each.files:
                (place / name).write_bytes(content)
            schemes[each.code] = str(Reference(agreement.parties[each.code].scheme, place.resolve(), each.sha256))
        return _with_schemes(agreement, schemes)


def _with_schemes(agreement: Agreement, schemes: dict[str, str]) -> Agreement:
    """The agreement with other names of some parties' schemes."""
    parties = {
        code: terms.model_copy(update={"scheme": schemes[code]}) if code in schemes else terms
        for code, terms in agreement.parties.items()
    }
    return agreement.model_copy(update={"parties": parties})
