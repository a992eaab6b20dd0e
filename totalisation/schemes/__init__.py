"""National schemes: each country's legislation in a package of its own, and the declared scheme for the rest."""

from __future__ import annotations

import importlib
from functools import lru_cache
from pathlib import Path

from totalisation.agreement import PartyTerms
from totalisation.schemes.base import Scheme
from totalisation.schemes.changed import Reference, changed_scheme

_FOLDER = Path(__file__).parent


def scheme_names() -> list[str]:
    """The names that an agreement's ``scheme`` term may hold."""
    return sorted(each.parent.name for each in _FOLDER.glob("*/__init__.py"))


@lru_cache
def scheme_named(name: str) -> Scheme:
    """The scheme ``name``, or a scheme with other figures as a ``Reference`` names it.

    Raises LookupError if there is none of that name.
    """
    if (reference := Reference.read(name)) is not None:
        return changed_scheme(scheme_named(reference.scheme), reference)
    if name not in scheme_names():
        raise LookupError(name)
    found = importlib.import_module(f"totalisation.schemes.{name}").SCHEME
    assert isinstance(found, Scheme)
    return found


def scheme_of(terms: PartyTerms) -> Scheme:
    """The scheme that a party's terms name. Raises LookupError if there is none of that name."""
    return scheme_named(terms.scheme)
