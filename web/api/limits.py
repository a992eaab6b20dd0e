"""How often a program may ask, counted in memory by each process for itself.

Written here because the libraries at hand cost more than the count: their memory starts a thread to forget,
which takes as long as a tenth of a decision, and it grows with every address that asks.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from threading import Lock
from typing import Final

WINDOW_SECONDS: Final = 60

MOST_NAMES: Final = 10_000
"""So many callers are counted apart in a minute; all further ones share one count, so that memory stays bounded."""

OTHERS: Final = "others"


@dataclass(frozen=True, slots=True)
class Count:
    """Where a caller stands within its limit."""

    allowed: bool
    limit: int
    remaining: int
    reset_seconds: int

    @property
    def headers(self) -> dict[str, str]:
        """The header fields of draft-ietf-httpapi-ratelimit-headers, and Retry-After where it is used up."""
        told = {
            "RateLimit-Policy": f'"minute";q={self.limit};w={WINDOW_SECONDS}',
            "RateLimit": f'"minute";r={self.remaining};t={self.reset_seconds}',
        }
        return told if self.allowed else {**told, "Retry-After": str(self.reset_seconds)}


class Limiter:
    """Counts of a sliding minute: this minute's, and of the last one the part that lies within it still."""

    def __init__(self, limit: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.limit = limit
        self._clock = clock
        self._minute = 0
        self._now: dict[str, int] = {}
        self._before: dict[str, int] = {}
        self._lock = Lock()

    def hit(self, name: str) -> Count:
        """Count one act of ``name``, unless its limit is used up."""
        with self._lock:
            name, used, past = self._used(name)
            allowed = used + 1 <= self.limit
            if allowed:
                self._now[name] = self._now.get(name, 0) + 1
                used += 1
            remaining = max(0, math.floor(self.limit - used))
            return Count(allowed, self.limit, remaining, max(1, math.ceil(WINDOW_SECONDS - past)))

    def is_used_up(self, name: str) -> bool:
        """Whether ``name`` may do no more for now."""
        with self._lock:
            return self._used(name)[1] + 1 > self.limit

    def _used(self, name: str) -> tuple[str, float, float]:
        """The name under which it is counted, its acts of the sliding minute, and the seconds of this minute."""
        minute, past = divmod(self._clock(), WINDOW_SECONDS)
        if minute != self._minute:
            self._before = self._now if minute == self._minute + 1 else {}
            self._now = {}
            self._minute = int(minute)
        if name not in self._now and len(self._now) >= MOST_NAMES:
            name = OTHERS
        still = self._before.get(name, 0) * (WINDOW_SECONDS - past) / WINDOW_SECONDS
        return name, still + self._now.get(name, 0), past


def name_of_address(address: str | None) -> str:
    """The name by which an address is counted: of IPv6 the network of 64 bits, which one caller owns whole."""
    try:
        parsed = ip_address(address or "")
    except ValueError:
        return OTHERS
    if isinstance(parsed, IPv6Address):
        parsed = parsed.ipv4_mapped or IPv6Address(int(parsed) >> 64 << 64)
    return str(parsed)
