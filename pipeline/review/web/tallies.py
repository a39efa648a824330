"""Counts over everything there is, which take seconds over a million fields: made seldom, told at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Generic, TypeVar

from pipeline.store import ReviewStore, StatusReport
from pipeline.store.looking import Pace

FRESH = timedelta(seconds=30)
Counted = TypeVar("Counted")


@dataclass(frozen=True, slots=True)
class Tallies:
    """The counts of the pages of progress and of people."""

    progress: Tally[StatusReport]
    people: Tally[tuple[Pace, ...]]

    def begin(self) -> None:
        """Count beforehand, so that nobody waits for it."""
        for tally in (self.progress, self.people):
            tally.begin()


class Tally(Generic[Counted]):
    """One count. Whoever asks gets the last one made; an old one is made anew behind their back."""

    def __init__(self, count: Callable[[], Counted]) -> None:
        self._count, self._lock = count, threading.Lock()
        self._last: tuple[Counted, datetime] | None = None

    def told(self) -> tuple[Counted, datetime]:
        """The count, and when it was made; only before the first one is there anything to wait for."""
        last = self._last or self._made()
        if datetime.now(UTC) - last[1] > FRESH:
            self.begin()
        return last

    def begin(self) -> None:
        threading.Thread(target=self._made_alone, daemon=True).start()

    def _made_alone(self) -> None:
        if self._lock.acquire(blocking=False):
            try:
                self._made()
            finally:
                self._lock.release()

    def _made(self) -> tuple[Counted, datetime]:
        made = self._count(), datetime.now(UTC)
        self._last = made
        return made


def tallies(store: ReviewStore) -> Tallies:
    return Tallies(Tally(store.library.status), Tally(store.paces))
