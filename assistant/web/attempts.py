"""How often one may try to sign in: after some failures each further try has to wait twice as long."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

LONGEST_S = 900.0
"""The longest wait; a key without a failure for as long starts afresh."""
_MANY = 10_000  # keys kept before those of long ago are dropped


class Attempts:
    """Counts failures by key (a name, an address). A try counts as failed from when it begins, so that many at once
    gain nothing; success takes it back. ``now`` gives seconds, from wherever.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._failures: dict[str, tuple[int, float]] = {}
        self._lock = threading.Lock()

    def begin(self, free: dict[str, int]) -> float:
        """Seconds to wait before the next try, 0 if it may be made now, which then counts as failed.

        ``free`` names the keys, each with the failures after which one has to wait: 1 s, then 2 s, 4 s, …
        """
        with self._lock:
            now = self._now()
            wait = max(self._wait(key, allowed, now) for key, allowed in free.items())
            if wait <= 0:
                for key in free:
                    self._failures[key] = (self._count(key, now) + 1, now)
                if len(self._failures) > _MANY:
                    self._failures = {k: kept for k, kept in self._failures.items() if now - kept[1] < LONGEST_S}
            return max(wait, 0.0)

    def succeeded(self, name: str, address: str) -> None:
        """Forget the failures of ``name``; of those of ``address`` only this try, which was none."""
        with self._lock:
            self._failures.pop(name, None)
            count, last = self._failures.get(address, (0, 0.0))
            if count:
                self._failures[address] = (count - 1, last)

    def _count(self, key: str, now: float) -> int:
        count, last = self._failures.get(key, (0, 0.0))
        return count if now - last < LONGEST_S else 0

    def _wait(self, key: str, allowed: int, now: float) -> float:
        beyond = self._count(key, now) - allowed
        if beyond < 0:
            return 0.0
        return min(2.0 ** min(beyond, 20), LONGEST_S) - (now - self._failures[key][1])
