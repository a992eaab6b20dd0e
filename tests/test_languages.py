"""Every message in every language: extracted from the code, translated, compiled, with the same places."""

from __future__ import annotations

import ast
import gettext
import re
import string
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from jinja2 import Environment
from jinja2.nodes import Call, Const, Name, TemplateData

from totalisation.agreement_file import agreement_names, find_agreement
from totalisation.cli import commands
from totalisation.glossary import read_glossary
from totalisation.messages import DOMAIN, LANGUAGES, LOCALE_FOLDER, Message, message, translate
from totalisation.reports.names import ROUNDINGS
from totalisation.schemes import scheme_named, scheme_names

PACKAGE = Path(__file__).parents[1] / "totalisation"
TRANSLATED = [each for each in LANGUAGES if each != "en"]
MENDED_BY = "run `make translations`, then translate what is new in totalisation/locale"

HANGUL = re.compile("[가-힣]")


@lru_cache
def extracted() -> frozenset[str]:
    places = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
    found = extract_from_dir(PACKAGE, places, keywords={"message": None})
    texts = {text for _, _, text, _, _ in found}
    assert all(isinstance(text, str) for text in texts)
    return frozenset(str(text) for text in texts)


@lru_cache
def po(language: str) -> Catalog:
    with (LOCALE_FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as stream:
        return read_po(stream, locale=language, abort_invalid=True)


def entries(language: str) -> dict[str, str]:
    return {str(each.id): str(each.string) for each in po(language) if each.id}


def translations(language: str) -> dict[str, str]:
    return {text: translated for text, translated in entries(language).items() if translated}


def places(text: str) -> list[str]:
    """The named places of a message, sorted."""
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def test_messages_are_found_in_the_code() -> None:
    assert {"valid", "{count} months", "there is no such file."} <= extracted()


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_translation_is_missing_or_out_of_date(language: str) -> None:
    known = entries(language)
    assert sorted(extracted() - known.keys()) == [], MENDED_BY
    assert sorted(known.keys() - extracted()) == [], MENDED_BY
    assert [text for text, translated in known.items() if not translated.strip()] == [], MENDED_BY


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_translation_is_fuzzy(language: str) -> None:
    assert [each.id for each in po(language) if each.id and each.fuzzy] == []
    assert not po(language).obsolete


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_has_the_places_of_its_message(language: str) -> None:
    wrong = [text for text, translated in translations(language).items() if places(text) != places(translated)]
    assert wrong == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_ends_as_its_message_ends(language: str) -> None:
    """Faults are sentences set side by side: a full stop that is lost runs two into one."""
    wrong = [
        text for text, translated in translations(language).items() if text.endswith(".") != translated.endswith(".")
    ]
    assert wrong == []


def test_korean_is_written_in_hangul() -> None:
    bare = {text for text, translated in translations("ko").items() if not HANGUL.search(translated)}
    assert bare == set()


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_compiled_catalogue_is_that_of_the_text(language: str) -> None:
    with (LOCALE_FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.mo").open("rb") as stream:
        compiled = gettext.GNUTranslations(stream)
    texts = {text: translated for text, translated in compiled._catalog.items() if text}  # type: ignore[attr-defined]
    assert texts == translations(language), MENDED_BY


def calls() -> Iterator[tuple[str, ast.Call]]:
    for file in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "message":
                yield f"{file.name}:{node.lineno}", node


def test_every_message_is_a_literal_with_a_value_for_each_place() -> None:
    """Only a literal can be extracted, and a place without a value would break the sentence when it is shown."""
    wrong = []
    for where, call in calls():
        text = call.args[0] if call.args else None
        if not isinstance(text, ast.Constant) or not isinstance(text.value, str):
            wrong.append(f"{where}: not a literal")
            continue
        if text.value not in extracted():
            wrong.append(f"{where}: not where it can be extracted, such as within an f-string")
        named = {each.arg for each in call.keywords}
        if None not in named and named != set(places(text.value)):
            wrong.append(f"{where}: {text.value}")
    assert wrong == []


def template_calls() -> Iterator[tuple[str, Call]]:
    for file in sorted(PACKAGE.rglob("templates/*.html")):
        tree = Environment().parse(file.read_text(encoding="utf-8"))
        for call in tree.find_all(Call):
            if isinstance(call.node, Name) and call.node.name == "message":
                yield f"{file.name}:{call.lineno}", call


def test_every_message_of_a_template_is_a_literal_with_a_value_for_each_place() -> None:
    wrong, seen = [], 0
    for where, call in template_calls():
        seen += 1
        text = call.args[0] if call.args else None
        if not isinstance(text, Const) or text.value not in extracted():
            wrong.append(f"{where}: not a literal that is extracted")
        elif sorted(each.key for each in call.kwargs) != places(text.value):
            wrong.append(f"{where}: {text.value}")
    assert seen > 30
    assert wrong == []


def test_a_template_holds_no_words_but_those_of_messages() -> None:
    """What stands between the tags of a template would be told in no other language."""
    wrong: list[str] = []
    for file in sorted(PACKAGE.rglob("templates/*.html")):
        for data in Environment().parse(file.read_text(encoding="utf-8")).find_all(TemplateData):
            texts = re.split(r"<[^>]*>", re.sub(r'<[^>]*$|^[^<]*>|^ [a-z]+="[^"]*"$', "", data.data))
            wrong.extend(f"{file.name}: {each.strip()}" for each in texts if re.search(r"\w", each))
    assert wrong == []


def test_a_message_inside_a_message_is_translated_too() -> None:
    told = message("Computed {basis}:", basis=message("by totalisation"))
    assert told.in_language("ko") == "산정 근거 – 가입기간 합산에 의함:"
    assert str(told) == "Computed by totalisation:"
    assert translate("", "vi") == ""
    assert isinstance(told, Message)


def titles() -> Iterator[tuple[str, Any]]:
    """Every title of the data files, by where it stands."""
    for name in scheme_names():
        scheme = scheme_named(name)
        for quantity, names in scheme.quantities.items():
            yield f"{name}/quantities: {quantity}", names
        for kind in scheme.kinds.values():
            yield f"{name}/kinds: {kind.name}", kind.title
        for parameter in scheme.parameters.values():
            yield f"{name}/parameters: {parameter.name}", parameter.title
        for interpretation in scheme.interpretations.values():
            yield f"{name}/interpretations: {interpretation.name}", interpretation.question
            for choice, reading in interpretation.choices.items():
                yield f"{name}/interpretations: {interpretation.name}.{choice}", reading
        for key, source in scheme.sources.items():
            yield f"{name}/sources: {key}", source["title"]
    for name in agreement_names():
        agreement = find_agreement(name)
        yield f"{name}: title", agreement.title
        for key, document in agreement.sources.items():
            yield f"{name}/sources: {key}", document.title
        for code, party in agreement.parties.items():
            yield f"{name}/parties: {code}", party.title
            yield f"{name}/competent: {code}", party.institutions.competent or party.title
            yield f"{name}/liaison: {code}", party.institutions.liaison or party.title
    for entry in read_glossary():
        yield f"glossary: {entry.name}", entry.term
        yield f"glossary: {entry.name}, meaning", entry.meaning


def test_every_title_stands_in_every_language() -> None:
    wrong = [where for where, title in titles() if not all(str(title.get(each, "")).strip() for each in LANGUAGES)]
    assert wrong == []


def test_every_rule_and_parameter_of_a_scheme_has_a_name() -> None:
    wrong = []
    for name in scheme_names():
        scheme = scheme_named(name)
        named = scheme.quantities.keys() | scheme.parameters.keys() | scheme.interpretations.keys()
        for each in scheme.every_rule:
            if each.name not in named:
                wrong.append(f"{name}: {each.name}")
            if each.rounding and each.rounding not in ROUNDINGS and each.rounding not in named:
                wrong.append(f"{name}: {each.name} rounds by {each.rounding}, which has no name")
    assert wrong == []


def test_currencies_are_written_in_every_language() -> None:
    with (PACKAGE / "reports" / "currencies.toml").open("rb") as stream:
        currencies = tomllib.load(stream)
    used = {party.currency for name in agreement_names() for party in find_agreement(name).parties.values()}
    assert used <= currencies.keys()
    for forms in currencies.values():
        assert forms.keys() == set(LANGUAGES)
        assert all(places(form) == ["amount"] for form in forms.values())


def test_the_glossary_is_of_use() -> None:
    entries = read_glossary()
    assert len(entries) >= 60
    for language in LANGUAGES:
        terms = [each.term[language] for each in entries]
        assert len(set(terms)) == len(terms), sorted({each for each in terms if terms.count(each) > 1})
        assert all("\n" not in each.meaning[language] for each in entries)
    assert all(HANGUL.search(each.term["ko"]) and HANGUL.search(each.meaning["ko"]) for each in entries)


@pytest.mark.parametrize("command", ["assess", "explain", "validate", "agreements", "glossary"])
def test_a_command_speaks_every_language(command: str) -> None:
    (option,) = [each for each in commands.commands[command].params if each.name == "language"]
    assert list(option.type.choices) == list(LANGUAGES)  # type: ignore[attr-defined]
