"""The properties, by theme: a module for each."""

from __future__ import annotations

import importlib
import pkgutil


def enter_all() -> None:
    """Enter every property in the registry."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
