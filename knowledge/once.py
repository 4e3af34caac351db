"""A value made when it is first asked for, once for all threads."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class Once(Generic[T]):
    """Keeps what ``make`` gave the first time; after an exception it is tried again."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._lock = Lock()
        self._made: list[T] = []

    def __call__(self) -> T:
        """The value. Raises whatever ``make`` raises."""
        with self._lock:
            if not self._made:
                self._made.append(self._make())
            return self._made[0]
