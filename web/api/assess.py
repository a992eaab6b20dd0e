"""``POST /api/v1/assess``: one case in, its determination out. Nothing is kept."""

from __future__ import annotations

from flask import Blueprint, Response, request
from flask_babel import gettext as _
from pydantic_core import to_json

from web.access import open_to
from web.api.deciding import decided
from web.api.media import JSON
from web.api.problems import body_must_be
from web.api.query import assess_options
from web.store.tokens import Scope

api = Blueprint("api_assess", __name__)


@api.post("/assess", provide_automatic_options=False)
@open_to(Scope.ASSESS)
def one() -> Response:
    """Decide the case in the body."""
    body_must_be(JSON, _("Send the case as %(kind)s.", kind=JSON))
    options = assess_options()
    return Response(to_json(decided(request.get_data(cache=False), options)), mimetype=JSON)
