"""The server of the desk: waitress, the same while developing and in an office."""

from __future__ import annotations

import errno
import gc
import signal
from collections.abc import Callable
from typing import Any, Final

from flask import Flask
from waitress import create_server

from web import logs
from web.app import create_app
from web.settings import Settings
from web.store.database import Database

MARGIN: Final = 1_000_000
"""Bytes above the largest request that still reach the application, which says in its own words what is too large."""

GARBAGE_SOUGHT_AFTER: Final = 20_000
"""Objects made and still held after which those that only hold each other are sought."""


class PortError(OSError):
    """The port cannot be opened; the text says why."""


def run(
    settings: Settings,
    database: Database,
    host: str,
    port: int,
    threads: int,
    say: Callable[[str], Any],
    *,
    elsewhere: bool = False,
    first_page: str = "",
) -> None:
    """Serve until the process is told to end; requests under way are finished.

    Where ``port`` is taken already, a free one is used if ``elsewhere`` allows it. ``first_page`` is the path of a
    page to begin with, whose address is told. Raises PortError where the port cannot be opened.
    """
    logs.begin(settings.log_level)
    app = create_app(settings, database)
    try:
        server = listening(app, settings, host, port, threads)
    except OSError as error:
        if error.errno != errno.EADDRINUSE or not elsewhere:
            raise PortError(f"Port {port} of {host} cannot be opened: {error.strerror or error}.") from error
        say(f"Port {port} is taken, so another is used.")
        server = listening(app, settings, host, 0, threads)
    signal.signal(signal.SIGTERM, _end)
    address = f"http://{host}:{getattr(server, 'effective_port', port)}"
    say(f"The desk is open on {address}/")
    if first_page:
        say(f"The example case: {address}{first_page} (Ctrl-C ends the desk)")
    try:
        server.run()
    finally:
        server.close()
        database.close()


def listening(app: Flask, settings: Settings, host: str, port: int, threads: int) -> Any:
    """waitress listening for ``app``, on a free port if ``port`` is 0. Raises OSError if the port cannot be opened."""
    # What the program itself consists of is never garbage: looking through it, and looking often, took a twentieth
    # of the time of a request.
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE_SOUGHT_AFTER, 20, 20)
    return create_server(
        app,
        host=host,
        port=port,
        threads=threads,
        ident=None,
        max_request_body_size=max(settings.largest_request, settings.largest_batch) + MARGIN,
        clear_untrusted_proxy_headers=not settings.trusted_proxies,
    )


def _end(*_: object) -> None:
    raise SystemExit(0)
