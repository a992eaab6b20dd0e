"""Pages of the documentation site that follow from code and data files, made while it is built.

A hook of MkDocs. Nothing here is written down twice: the law from the schemes, the glossary from its file, the
reference from docstrings, models and commands, the guide for authors from the folder of the agreements.
"""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import click
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

import totalisation
from totalisation.agreement_file import agreement_names, find_agreement
from totalisation.api import assess
from totalisation.case import Case
from totalisation.cli import commands
from totalisation.determination import Determination
from totalisation.glossary import read_glossary
from totalisation.messages import LANGUAGES, FaultsError
from totalisation.months import FIRST_MONTH, LAST_MONTH, format_month, month_of
from totalisation.reports.figures import figures_lines
from totalisation.reports.figures_data import Wanted
from totalisation.rules import Interpretation, Rule
from totalisation.schemes import scheme_named, scheme_names
from totalisation.schemes.base import Scheme

ROOT = Path(__file__).parents[1]


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that are made."""
    pages: dict[str, Callable[[], Iterator[str]]] = {
        "law.md": law,
        "glossary.md": glossary,
        "reference.md": reference,
        "agreements.md": agreements,
    }
    for name, lines in pages.items():
        files.append(File.generated(config, name, content="\n".join(lines()) + "\n"))
    return files


# The law as encoded


def law() -> Iterator[str]:
    """Every open question, rule and figure of every scheme that has law."""
    yield "# The law as encoded"
    yield ""
    yield "Made from the rules, figures and open questions of the program itself. Each rule quotes its article in the"
    yield "source; a status other than *verified* says that the text was not read in its instrument."
    yield ""
    for name in scheme_names():
        scheme = scheme_named(name)
        if not scheme.sources:
            continue
        yield f"## {name.capitalize()}"
        yield ""
        yield from _questions(scheme)
        yield from _rules(scheme)
        yield from _figures(scheme)
        yield from _sources(scheme)


def _questions(scheme: Scheme) -> Iterator[str]:
    yield f"### Open questions: {scheme.name}"
    yield ""
    for question in scheme.interpretations.values():
        yield f"#### {question.question['en']}"
        yield ""
        yield f"{question.question['vi']} · {question.question['ko']}"
        yield ""
        yield f"`{question.name}`, {question.citation}"
        yield ""
        for choice, texts in question.choices.items():
            standard = " **(the default)**" if choice == question.default else ""
            yield f"- `{choice}`{standard}: {texts['en']}. {texts['vi']} · {texts['ko']}"
        yield ""
        used = sorted({each.name for each in scheme.every_rule if question.name in each.arguments})
        yield f"It enters: {', '.join(f'`{each}`' for each in used)}."
        yield ""
        effects = list(_effects(scheme, question))
        if effects:
            yield "| shipped example | party | by default | otherwise |"
            yield "|---|---|---|---|"
            yield from effects
        else:
            yield "No shipped example comes out otherwise by another reading."
        yield ""


@lru_cache
def _examples() -> dict[str, tuple[dict[str, Any], Determination]]:
    found = {}
    for file in sorted((ROOT / "examples").glob("*.json")):
        case = json.loads(file.read_text(encoding="utf-8"))
        found[file.name] = (case, assess(json.dumps(case)))
    return found


def _effects(scheme: Scheme, question: Interpretation) -> Iterator[str]:
    """What each shipped example would give by another reading, where that is something else."""
    for name, (case, determination) in _examples().items():
        for code, result in determination.parties.items():
            if result.scheme is not scheme or question.name in case.get("interpretations", {}).get(code, {}):
                continue
            for choice in question.choices:
                if choice == question.default:
                    continue
                chosen = case.get("interpretations", {})
                other = {**case, "interpretations": {**chosen, code: {**chosen.get(code, {}), question.name: choice}}}
                try:
                    changed = _paid(assess(json.dumps(other)), code)
                except FaultsError as error:
                    changed = str(error.faults[0].wrong)
                if changed != _paid(determination, code):
                    yield f"| `{name}` | {code} | {_paid(determination, code)} | `{choice}`: {changed} |"


def _paid(determination: Determination, code: str) -> str:
    result = determination.parties[code]
    if not result.entitled:
        return "not entitled"
    start = "" if result.start is None else f", from {format_month(result.start)}"
    sums = [] if result.monthly_amount is None else [f"{result.monthly_amount:,} a month"]
    if result.single_sums is not None:
        sums.append(f"{result.single_sums:,} once")
    sums += [f"{name} {value:,}" for name, value in result.further.items()]
    return f"{result.currency} {', '.join(sums)}{start}"


def _rules(scheme: Scheme) -> Iterator[str]:
    yield f"### Rules: {scheme.name}"
    yield ""
    yield "| quantity | article | in force | what it says | status |"
    yield "|---|---|---|---|---|"
    for each in sorted(scheme.every_rule, key=lambda rule: (rule.name, rule.since)):
        first = (inspect.getdoc(each.function) or "").split("\n\n")[0].replace("\n", " ").replace("|", "\\|")
        cited = "; ".join(map(str, each.citations))
        yield f"| `{each.name}` | {cited} | {_span(each)} | {first} | {each.status} |"
    yield ""


def _span(rule: Rule) -> str:
    since = "" if rule.since <= FIRST_MONTH else format_month(rule.since)
    until = "" if rule.until >= LAST_MONTH else format_month(rule.until)
    return f"{since} – {until}" if since or until else "always"


def _figures(scheme: Scheme) -> Iterator[str]:
    last = max(
        (entry.since for parameter in scheme.parameters.values() for entry in parameter.entries),
        default=FIRST_MONTH,
    )
    yield f"### Figures: {scheme.name}"
    yield ""
    yield "As `totalisation parameters` lists them; with `--name` it gives every value of a table."
    yield ""
    yield "```text"
    yield from figures_lines([scheme], Wanted(schemes=(scheme.name,)), max(last, _newest(scheme)), "en")
    yield "```"
    yield ""


def _newest(scheme: Scheme) -> int:
    """The month up to which sources were read: so the same files make the same page on any day."""
    return max((month_of(each["read"]) for each in scheme.sources.values() if "read" in each), default=FIRST_MONTH)


def _sources(scheme: Scheme) -> Iterator[str]:
    yield f"### Sources: {scheme.name}"
    yield ""
    yield "| key | document | read | note |"
    yield "|---|---|---|---|"
    for key, source in scheme.sources.items():
        titles = "<br>".join(source["title"][language] for language in LANGUAGES)
        yield f"| {key} | {titles} | {source.get('read', 'no')} | {source.get('note', '')} |"
    yield ""


# The glossary


def glossary() -> Iterator[str]:
    """The terms of the field, each with its meaning in three languages."""
    yield "# Glossary · Thuật ngữ · 용어"
    yield ""
    for entry in read_glossary():
        yield f"## {entry.term['en']} {{ #{entry.name} }}"
        yield ""
        yield "| | | |"
        yield "|---|---|---|"
        for language in LANGUAGES:
            yield f"| {language} | **{entry.term[language]}** | {entry.meaning[language]} |"
        yield ""


# The reference


def reference() -> Iterator[str]:
    """The library, the fields of a case, and the commands."""
    yield "# Reference"
    yield ""
    yield f"Version {totalisation.__version__}. Made from the program itself."
    yield ""
    yield "## The library"
    yield ""
    for name in totalisation.__all__:
        if name.startswith("_"):
            continue
        thing = getattr(totalisation, name)
        signature = f"{inspect.signature(thing)}" if inspect.isfunction(thing) else ""
        yield f"### `totalisation.{name}`"
        yield ""
        if signature:
            yield "```text"
            yield f"{name}{signature}"
            yield "```"
            yield ""
        yield inspect.getdoc(thing) or ""
        yield ""
    yield "## A case"
    yield ""
    yield "As `totalisation schema` gives it to programs."
    yield ""
    schema = Case.model_json_schema()
    yield from _fields("Case", schema)
    for name, part in sorted(schema["$defs"].items()):
        if "properties" in part:
            yield from _fields(name, part)
    yield "## Commands"
    yield ""
    yield from _commands("totalisation", commands, click.Context(commands, info_name="totalisation"))


def _fields(name: str, schema: dict[str, Any]) -> Iterator[str]:
    yield f"### {name}"
    yield ""
    if schema.get("description"):
        yield schema["description"]
        yield ""
    yield "| field | type | meaning |"
    yield "|---|---|---|"
    for field, part in schema["properties"].items():
        needed = " *" if field in schema.get("required", ()) else ""
        told = str(part.get("description", "")).replace("\n", " ").replace("|", "\\|")
        yield f"| `{field}`{needed} | {_type(part)} | {told} |"
    yield ""
    yield "\\* is required."
    yield ""


def _type(part: dict[str, Any]) -> str:
    if "$ref" in part:
        return str(part["$ref"]).rpartition("/")[2]
    if "anyOf" in part:
        return " or ".join(dict.fromkeys(_type(each) for each in part["anyOf"] if each.get("type") != "null"))
    if "enum" in part or "const" in part:
        return ", ".join(f"`{each}`" for each in part.get("enum", [part.get("const")]))
    if part.get("type") == "array":
        return f"list of {_type(part.get('items', {}))}"
    if part.get("type") == "object" and isinstance(part.get("additionalProperties"), dict):
        return f"object of {_type(part['additionalProperties'])}"
    return str(part.get("type", "any"))


def _commands(path: str, command: click.Command, context: click.Context) -> Iterator[str]:
    yield f"### `{path}`"
    yield ""
    yield "```text"
    yield command.get_help(context)
    yield "```"
    yield ""
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            if inner is not None and not inner.hidden:
                yield from _commands(f"{path} {name}", inner, click.Context(inner, info_name=name, parent=context))


# For authors of agreements


def agreements() -> Iterator[str]:
    """The guide that stands beside the agreements, and a list of those that are shipped."""
    text = (ROOT / "agreements" / "README.md").read_text(encoding="utf-8")
    # The files themselves are no part of the site.
    yield re.sub(r"\[([^\]]+)\]\((?!https?:)[^)#]+\.(?:toml|json|py)\)", r"`agreements/\1`", text)
    yield ""
    yield "## Those that are shipped"
    yield ""
    yield "| agreement | title | in force | kind |"
    yield "|---|---|---|---|"
    for name in agreement_names():
        agreement = find_agreement(name)
        yield f"| `{name}` | {agreement.title['en']} | {agreement.entry_into_force.date} | {agreement.kind} |"
