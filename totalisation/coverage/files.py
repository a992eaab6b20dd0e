"""Pieces of work and careers read from JSON: bounded, and with every fault told at once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from totalisation.case import Facts
from totalisation.case_file import read_input, read_object
from totalisation.coverage.career import Career
from totalisation.coverage.work import Work
from totalisation.faults_of_models import faults_of_model, limited
from totalisation.messages import Fault, FaultsError, Message, message
from totalisation.wording import shown

Model = TypeVar("Model", bound=Facts)


def read_work_file(file: str | Path) -> Work:
    """The piece of work in the JSON file ``file``; "-" is standard input. Raises FaultsError with every fault."""
    return read_work(read_input(file), str(file))


def read_work(data: bytes | str, name: str = "") -> Work:
    """The piece of work in the JSON text ``data``. Raises FaultsError with every fault of its form."""
    return read_model(Work, data, name, message("A piece of work is one JSON object."))


def work_from(mapping: Mapping[str, Any]) -> Work:
    """The piece of work in a mapping with the keys of the JSON form. Raises FaultsError with every fault."""
    return model_from(Work, mapping, message("A piece of work is one JSON object."))


def read_model(model: type[Model], data: bytes | str, name: str, form: Message) -> Model:
    """What the JSON text ``data`` holds, as ``model``; ``form`` says what was expected. Raises FaultsError."""
    raw, faults = read_object(data, name)
    if not isinstance(raw, dict):
        raise FaultsError([Fault(name, message("{value} is not an object.", value=shown(raw)), form)])
    return _made(model, raw, faults)


def model_from(model: type[Model], mapping: object, form: Message) -> Model:
    """What ``mapping`` holds, as ``model``. Raises FaultsError with every fault."""
    if not isinstance(mapping, Mapping):
        raise FaultsError([Fault("", message("{value} is not an object.", value=shown(mapping)), form)])
    return _made(model, dict(mapping), [])


def _made(model: type[Model], raw: dict[str, Any], faults: list[Fault]) -> Model:
    try:
        made = model.model_validate(raw, by_alias=True, by_name=False)
    except ValidationError as error:
        told = {fault.where for fault in faults}
        found = faults_of_model(error, model, raw, message("unknown key."))
        raise FaultsError(limited([*faults, *(each for each in found if each.where not in told)])) from None
    except (UnicodeError, RecursionError):
        raise FaultsError([Fault("", message("the file holds text that cannot be read."))]) from None
    if faults:
        raise FaultsError(faults)
    return made


def read_career_file(file: str | Path) -> Career:
    """The career in the JSON file ``file``; "-" is standard input. Raises FaultsError with every fault."""
    return read_career(read_input(file), str(file))


def read_career(data: bytes | str, name: str = "") -> Career:
    """The career in the JSON text ``data``. Raises FaultsError with every fault of its form."""
    return read_model(Career, data, name, message("A career is one JSON object."))
