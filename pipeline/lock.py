"""One run at a time in a workspace: a lock that ends with the process that holds it, however that ends."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import WorkspaceLocked


@contextmanager
def locked(workspace: Path) -> Iterator[None]:
    """Hold the workspace; raises WorkspaceLocked where another process does."""
    with (workspace / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise WorkspaceLocked(str(workspace)) from None
        yield
