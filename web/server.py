"""The server of the desk: waitress, the same while developing and in an office."""

from __future__ import annotations

import logging
import signal
from collections.abc import Callable
from typing import Any

from waitress import create_server

from web.app import create_app
from web.settings import Settings
from web.store.database import Database


def run(settings: Settings, database: Database, host: str, port: int, threads: int, say: Callable[[str], Any]) -> None:
    """Serve until the process is told to end; requests under way are finished."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    server = create_server(
        create_app(settings, database),
        host=host,
        port=port,
        threads=threads,
        ident=None,
        max_request_body_size=settings.largest_request,
        clear_untrusted_proxy_headers=not settings.trusted_proxies,
    )
    signal.signal(signal.SIGTERM, _end)
    say(f"The desk is open on http://{host}:{getattr(server, 'effective_port', port)}/")
    try:
        server.run()
    finally:
        server.close()
        database.close()


def _end(*_: object) -> None:
    raise SystemExit(0)
