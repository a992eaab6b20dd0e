"""Why the store refuses. Each error holds facts, not sentences: ``web.refusals`` puts them into words."""

from __future__ import annotations


class StoreError(Exception):
    """The store refuses what was asked; nothing was changed."""


class KeepingError(StoreError):
    """The store refuses, and what was done up to then is kept all the same."""


class NotFoundError(StoreError):
    """There is no such row, or it belongs to another office: the two are not told apart."""


class NotAllowedError(StoreError):
    """The actor's role does not allow it."""


class NumberTakenError(StoreError):
    """The office has a case of this number already."""


class CertificateNumberTakenError(StoreError):
    """The register of the office has a certificate of this number from this party already."""


class NameTakenError(StoreError):
    """An account or an office of this name exists already."""


class WeakPasswordError(StoreError):
    """A password that is too short, too long or the name of the account."""


class LastAdministratorError(StoreError):
    """The last active administrator cannot be shut out."""


class FourEyesError(StoreError):
    """Who decided or submitted a determination may not approve it."""


class WrongStateError(StoreError):
    """The case is not in a state in which this may be done. ``state`` is the one that it is in."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


class CertificateStateError(WrongStateError):
    """The certificate was ended, extended or erased already; ``state`` says which."""


class ChangedMeanwhileError(KeepingError):
    """Another officer saved the case since it was opened.

    Nothing is lost: what this officer meant to save is kept as the draft ``draft_id``.
    """

    def __init__(self, draft_id: int, saved_by: str, saved_version: int) -> None:
        super().__init__(draft_id)
        self.draft_id = draft_id
        self.saved_by = saved_by
        self.saved_version = saved_version


class BadFactsError(StoreError):
    """What was given as facts of a case is no JSON object, or is too large."""


class ErasedError(StoreError):
    """The person's data were erased."""
