"""Everything that a person reads at the desk, in every language: nothing missing, fuzzy or out of date."""

from __future__ import annotations

import gettext
import re
from functools import lru_cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from totalisation.messages import LANGUAGES
from web.shown import CASE_STATES, ROLES
from web.store.models import CaseState
from web.store.roles import Role

WEB = Path(__file__).parents[2] / "web"
TRANSLATED = [each for each in LANGUAGES if each != "en"]
KEYWORDS = {"_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}
MENDED_BY = "run `make translations`, then translate what is new in web/translations"

HANGUL = re.compile("[가-힣]")
PLACES = re.compile(r"%\((\w+)\)[sd]|%%")


@lru_cache
def extracted() -> frozenset[str]:
    with (WEB / "babel.cfg").open(encoding="utf-8") as stream:
        methods, options = parse_mapping_cfg(stream)  # type: ignore[no-untyped-call]
    found = extract_from_dir(WEB, methods, options, KEYWORDS)
    return frozenset(text if isinstance(text, str) else text[0] for _, _, text, _, _ in found if text)


@lru_cache
def catalogue(language: str) -> Catalog:
    with (WEB / "translations" / language / "LC_MESSAGES" / "messages.po").open("rb") as stream:
        return read_po(stream, locale=language, abort_invalid=True)


def messages(language: str) -> list[Message]:
    return [each for each in catalogue(language) if each.id]


def key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def forms(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string or ())


def test_messages_are_found_in_code_and_templates() -> None:
    assert {"Sign in", "awaiting approval", "Not allowed", "%(num)s case"} <= extracted()


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_translation_is_missing_or_out_of_date(language: str) -> None:
    known = {key(each) for each in messages(language)}
    assert sorted(extracted() - known) == [], MENDED_BY
    assert sorted(known - extracted()) == [], MENDED_BY
    assert [key(each) for each in messages(language) if not all(form.strip() for form in forms(each))] == [], MENDED_BY


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_translation_is_fuzzy(language: str) -> None:
    assert [key(each) for each in messages(language) if each.fuzzy] == []
    assert not catalogue(language).obsolete


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_has_the_places_of_its_message(language: str) -> None:
    """Each place of the message, and a per cent sign doubled only where the message has places to fill."""
    wrong = []
    for each in messages(language):
        wanted = {name for name in PLACES.findall(key(each)) if name}
        for form in forms(each):
            if {name for name in PLACES.findall(form) if name} != wanted:
                wrong.append(form)
            if wanted and "%" in PLACES.sub("", form):
                wrong.append(form)
            # A template formats every message, so that a single sign would break its page.
            if not wanted and "%" in form:
                wrong.append(form)
    assert wrong == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_ends_as_its_message_ends(language: str) -> None:
    ends = (".", "?", ":")
    wrong = [
        form
        for each in messages(language)
        for form in forms(each)
        if [form.endswith(end) for end in ends] != [key(each).endswith(end) for end in ends]
    ]
    assert wrong == []


def test_korean_is_written_in_hangul() -> None:
    assert [key(each) for each in messages("ko") if not all(HANGUL.search(form) for form in forms(each))] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_compiled_catalogue_is_that_of_the_text(language: str) -> None:
    with (WEB / "translations" / language / "LC_MESSAGES" / "messages.mo").open("rb") as stream:
        compiled = gettext.GNUTranslations(stream)
    for each in messages(language):
        if isinstance(each.id, str):
            assert compiled.gettext(each.id) == each.string, MENDED_BY
        else:
            assert compiled.ngettext(each.id[0], each.id[1], 2) == forms(each)[-1], MENDED_BY


def test_every_state_and_role_has_a_name() -> None:
    assert set(CASE_STATES) == set(CaseState)
    assert set(ROLES) == set(Role)
