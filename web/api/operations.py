"""The operations of the API as the OpenAPI document tells them: what each takes, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from pydantic import BaseModel

from totalisation.agreement import Agreement
from totalisation.case import Case
from totalisation.written_values import AgreementName
from web.api.media import JSON, JSON_SCHEMA, NDJSON
from web.api.models import AgreementList, BriefDetermination, Determination, LineDecided, LineRefused
from web.api.query import AssessQuery, Query
from web.store.tokens import Scope


@dataclass(frozen=True, slots=True)
class Body:
    """What is sent one way: one of ``models`` (any object where there is none), or with ``lines`` one a line."""

    kind: str
    models: tuple[type[BaseModel], ...] = ()
    lines: bool = False


@dataclass(frozen=True, slots=True)
class Operation:
    """One method at one address."""

    id: str
    method: str
    path: str
    endpoint: str
    summary: LazyString
    description: LazyString
    answer: Body
    takes: Body | None = None
    query: type[Query] = Query
    scope: Scope | None = None
    path_values: Mapping[str, Any] = field(default_factory=dict)
    """The type of each name in the path."""

    @property
    def refusals(self) -> tuple[int, ...]:
        """The statuses with which it may refuse, beside those that any address has."""
        found = {400}
        if self.scope is not None:
            found |= {401, 403, 429}
        if self.takes is not None:
            found |= {413, 415}
            if not self.takes.lines:
                found.add(422)
        if self.path_values:
            found.add(404)
        return (*sorted(found), 500) if self.scope is None else (*sorted(found), 500, 503)


OPERATIONS: Final[tuple[Operation, ...]] = (
    Operation(
        "assess",
        "post",
        "/assess",
        "api_assess.one",
        _l("Decide one case"),
        _l(
            "The body is a case as the command line takes it. The answer is its determination on both sides. "
            "Nothing is kept."
        ),
        answer=Body(JSON, (Determination, BriefDetermination)),
        takes=Body(JSON, (Case,)),
        query=AssessQuery,
        scope=Scope.ASSESS,
    ),
    Operation(
        "assess_many",
        "post",
        "/assess-many",
        "api_assess_many.many",
        _l("Decide many cases"),
        _l(
            "The body holds one case a line, and each line is answered by one line, in the order in which they came "
            "and as soon as it is decided. A line with faults is answered by its problem, and the next is read. "
            "Blank lines are counted and not answered. Nothing is kept."
        ),
        answer=Body(NDJSON, (LineDecided, LineRefused), lines=True),
        takes=Body(NDJSON, (Case,), lines=True),
        query=AssessQuery,
        scope=Scope.ASSESS,
    ),
    Operation(
        "agreements",
        "get",
        "/agreements",
        "api_agreements.listed",
        _l("List the agreements"),
        _l("The agreements that a case can name, with their parties and the days from which they have effect."),
        answer=Body(JSON, (AgreementList,)),
        scope=Scope.ASSESS,
    ),
    Operation(
        "agreement",
        "get",
        "/agreements/{name}",
        "api_agreements.one",
        _l("Read one agreement"),
        _l("All terms of an agreement as its file states them, each with its article, its source and its status."),
        answer=Body(JSON, (Agreement,)),
        scope=Scope.ASSESS,
        path_values={"name": AgreementName},
    ),
    Operation(
        "case_schema",
        "get",
        "/schema",
        "api_contract.case_schema",
        _l("Read the schema of a case"),
        _l("The JSON Schema of a case. It is open to all."),
        answer=Body(JSON_SCHEMA),
    ),
    Operation(
        "agreement_schema",
        "get",
        "/schema/agreement",
        "api_contract.agreement_schema",
        _l("Read the schema of an agreement"),
        _l("The JSON Schema of an agreement. It is open to all."),
        answer=Body(JSON_SCHEMA),
    ),
    Operation(
        "openapi",
        "get",
        "/openapi.json",
        "api_contract.openapi",
        _l("Read this description"),
        _l("The OpenAPI document that describes the API. It is open to all."),
        answer=Body(JSON),
    ),
)
