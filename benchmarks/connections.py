"""A lean HTTP client for measuring a server: a few connections kept alive, each with one request under way.

It shares the machine with the server, so it does as little as it can: the request is one string of bytes made
beforehand, and of the answer it reads the length and compares the rest.
"""

from __future__ import annotations

import selectors
import socket
import time
from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Request:
    """One request, and the body that each answer must have."""

    address: str
    path: str
    body: bytes
    expected: bytes
    headers: dict[str, str] = field(default_factory=dict)

    def written(self) -> bytes:
        lines = [f"POST {self.path} HTTP/1.1", f"Host: {urlsplit(self.address).netloc}"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        return "\r\n".join([*lines, f"Content-Length: {len(self.body)}", "", ""]).encode() + self.body

    def connected(self) -> socket.socket:
        parts = urlsplit(self.address)
        made = socket.create_connection((parts.hostname or "", parts.port or 80))
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return made


@dataclass(frozen=True, slots=True)
class Round:
    """What one round of requests took: requests a second, and each request's seconds in order of length."""

    rate: float
    times: list[float]

    def percentile(self, part: float) -> float:
        """The seconds within which ``part`` (0 to 1) of the requests were answered."""
        return self.times[min(len(self.times) - 1, int(part * len(self.times)))]


class _Connection:
    def __init__(self, request: Request, written: bytes) -> None:
        self.socket = request.connected()
        self._written = written
        self._expected = request.expected
        self._read = bytearray()
        self._began = 0.0

    def ask(self) -> None:
        self._began = time.perf_counter()
        self.socket.sendall(self._written)

    def answered(self) -> float | None:
        """The seconds of the request, once its whole answer is read. Raises AssertionError for a wrong one."""
        piece = self.socket.recv(1 << 16)
        assert piece, "the server closed the connection"
        self._read += piece
        end = self._read.find(b"\r\n\r\n")
        if end < 0:
            return None
        head = bytes(self._read[:end]).lower()
        at = head.find(b"\r\ncontent-length:")
        assert at >= 0, "an answer without a length"
        length = int(head[at + 17 :].split(b"\r\n", 1)[0])
        if len(self._read) < end + 4 + length:
            return None
        took = time.perf_counter() - self._began
        assert head.startswith(b"http/1.1 200 "), bytes(self._read[:200])
        assert self._read[end + 4 :] == self._expected, "an answer that is not the right one"
        self._read.clear()
        return took


def measured(request: Request, seconds: float, connections: int) -> Round:
    """Ask for so many seconds over so many connections, and check every answer."""
    written = request.written()
    opened = [_Connection(request, written) for _ in range(connections)]
    times: list[float] = []
    with selectors.DefaultSelector() as selector:
        for each in opened:
            selector.register(each.socket, selectors.EVENT_READ, each)
        began = time.perf_counter()
        ends = began + seconds
        for each in opened:
            each.ask()
        under_way = connections
        while under_way:
            for key, _ in selector.select(30):
                took = key.data.answered()
                if took is None:
                    continue
                times.append(took)
                if time.perf_counter() < ends:
                    key.data.ask()
                else:
                    under_way -= 1
        lasted = time.perf_counter() - began
    for each in opened:
        each.socket.close()
    return Round(len(times) / lasted, sorted(times))
