from __future__ import annotations

import pytest
from flask import Flask

from tests.web.api.program import Program
from tests.web.desk import Desk
from web.store.tokens import Scope


@pytest.fixture
def program(app: Flask, pages: Desk) -> Program:
    """A program with a token of the officer that may assess."""
    return Program.of(app, pages, Scope.ASSESS)
