"""Requests a second and response times of ``POST /api/v1/assess``, beside a bare Flask route that returns a constant.

    python -m benchmarks.desk

Both are served by waitress, set up as the desk is, each in a process of its own, over sockets of this machine, and
asked by the same client over as many connections, in rounds that take turns. Absolute numbers differ from machine to
machine; the ratios are what to read. Every answer is checked.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from benchmarks.connections import Request, Round, measured
from benchmarks.single_case import EXAMPLE, ten_periods
from totalisation import assess
from totalisation.reports.data import as_data

ROUNDS: Final = 7
SECONDS: Final = 2.0
CONNECTIONS: Final = 4
THREADS: Final = 8
"""As many as ``totalisation serve`` has by default."""

CONSTANT: Final = b'{"status": "ok"}'

AIM: Final = 1 / 3
"""Part of the bare route's rate that an answer without explanation is to reach."""


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=ROUNDS)
    options.add_argument("--seconds", type=float, default=SECONDS, help="length of a round")
    options.add_argument("--connections", type=int, default=CONNECTIONS)
    options.add_argument("--serve", nargs=2, metavar=("WHICH", "FOLDER"), help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.serve:
        {"bare": serve_bare, "desk": serve_desk}[chosen.serve[0]](Path(chosen.serve[1]))
        return
    with tempfile.TemporaryDirectory(prefix="desk-bench") as folder, ExitStack() as stack:
        token = _desk_with_token(Path(folder))
        bare, desk = (stack.enter_context(_served(which, folder)) for which in ("bare", "desk"))
        requests = _requests(bare.address, desk.address, token)
        servers = {name: bare if request.address == bare.address else desk for name, request in requests.items()}
        rounds: dict[str, list[Round]] = {name: [] for name in requests}
        work: dict[str, list[float]] = {name: [] for name in requests}
        for request in requests.values():
            measured(request, 0.5, chosen.connections)
        for _ in range(chosen.rounds):
            for name, request in requests.items():
                before = servers[name].cpu_seconds()
                taken = measured(request, chosen.seconds, chosen.connections)
                rounds[name].append(taken)
                work[name].append((servers[name].cpu_seconds() - before) / len(taken.times))
    _print(rounds, work, chosen.connections)


def _requests(bare: str, desk: str, token: str) -> dict[str, Request]:
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
    example = EXAMPLE.read_bytes()
    made = {"bare route": Request(bare, "/constant", example, CONSTANT, headers)}
    for name, body in (("example", example), ("ten periods", json.dumps(ten_periods()).encode())):
        amounts = set()
        for explanation in ("none", "full"):
            explained = explanation == "full"
            data: dict[str, Any] = as_data(assess(body, explain=explained), "en", explanation=explained)
            amounts.add(tuple((code, side["monthly_amount"]) for code, side in data["parties"].items()))
            path = f"/api/v1/assess?explanation={explanation}"
            answer = urllib.request.urlopen(urllib.request.Request(f"{desk}{path}", body, headers)).read()
            assert json.loads(answer) == data, "the desk answers otherwise than the library"
            # Compared byte by byte from then on, which costs the client least.
            made[f"{name}, {explanation}"] = Request(desk, path, body, answer, headers)
        assert len(amounts) == 1, "with and without explanation the amounts differ"
    return made


def _print(rounds: dict[str, list[Round]], work: dict[str, list[float]], connections: int) -> None:
    first = next(iter(rounds))
    base = statistics.median(each.rate for each in rounds[first])
    print(f"medians of {len(rounds[first])} rounds, {connections} connections; each answer checked")
    print("CPU: time of the server for one request, which says more than the rate where others use the machine")
    for name, taken in rounds.items():
        rate = statistics.median(each.rate for each in taken)
        half, most = (1e3 * statistics.median(each.percentile(part) for each in taken) for part in (0.5, 0.99))
        spent = statistics.median(work[name])
        aim = f"   aim: {AIM:.2f}" if name.endswith("none") else ""
        print(
            f"{name:18} {rate:6.0f} a second  50 % {half:6.2f} ms  99 % {most:6.2f} ms  CPU {1e3 * spent:5.2f} ms, "
            f"{spent / statistics.median(work[first]):5.2f} times  rate {rate / base:.2f} of it{aim}"
        )


@dataclass(frozen=True, slots=True)
class Server:
    """A server in a process of its own."""

    address: str
    process: int

    def cpu_seconds(self) -> float:
        """The time that processors have spent on it so far, as Linux tells it."""
        fields = Path(f"/proc/{self.process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def _served(which: str, folder: str) -> Iterator[Server]:
    """One server, started and ended."""
    command = [sys.executable, "-m", "benchmarks.desk", "--serve", which, folder]
    with open(os.devnull, "wb") as nothing:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=nothing, text=True)
    try:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        assert address.startswith("http://"), f"the {which} server did not start"
        yield Server(address, process.pid)
    finally:
        process.terminate()
        process.wait(30)


def serve_bare(folder: Path) -> None:
    """Serve a route that returns a constant, and nothing else."""
    from flask import Flask, Response

    from web.server import listening

    app = Flask("bare")

    @app.post("/constant")
    def constant() -> Response:
        return Response(CONSTANT, mimetype="application/json")

    server = listening(app, _settings(folder), "127.0.0.1", 0, THREADS)
    print(f"http://127.0.0.1:{server.effective_port}", flush=True)
    server.run()


def serve_desk(folder: Path) -> None:
    """Serve the desk as ``totalisation serve`` does, its logs written too."""
    from web.server import run
    from web.store.database import Database

    settings = _settings(folder)

    def say(text: str) -> None:
        if "http://" in text:
            print(text[text.index("http://") :].rstrip("/"), flush=True)

    run(settings, Database(settings.database_url), "127.0.0.1", 0, THREADS, say)


def _settings(folder: Path) -> Any:
    from web.settings import Settings, sqlite_url

    return Settings(
        database_url=sqlite_url(folder / "desk.sqlite3"), secret_key="measured " * 5, api_requests_per_minute=10**7
    )


def _desk_with_token(folder: Path) -> str:
    """Make the desk's database with one account; its token."""
    from web.store import accounts
    from web.store.database import Database
    from web.store.roles import SYSTEM, Role
    from web.store.tokens import Scope, make_token

    database = Database(_settings(folder).database_url)
    database.migrate()
    with database.writing() as session:
        office = accounts.add_office(session, SYSTEM, "BENCH", "Bench")
        officer = accounts.add_account(
            session,
            SYSTEM,
            office_id=office.id,
            username="bench",
            display_name="Bench",
            role=Role.OFFICER,
            password="nine blue kettles",
        )
        _, token = make_token(session, accounts.actor_of(officer), "bench", [Scope.ASSESS], timedelta(days=1))
    database.close()
    return token


if __name__ == "__main__":
    main()
