"""Runs that are killed, each at a later statement: `python -m tests.store.killing FOLDER`."""

from __future__ import annotations

import os
import signal
import sys
from itertools import count
from pathlib import Path

from sqlalchemy import Engine, event

from pipeline.store import Store
from tests.store.stock import work

STEP = 7
"""A prime, so that every kind of statement is met by some run."""


def main(folder: Path) -> None:
    """Fork runs that die after every so many statements and commits, until one lives to its end."""
    for place in count(1, step=STEP):
        child = os.fork()
        if child == 0:
            _run(f"sqlite:///{folder}/{place}.db", place)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if os.WIFEXITED(status):
            sys.exit(os.WEXITSTATUS(status))


def _run(url: str, place_to_die: int) -> None:
    places = count(1)

    def pass_or_die(*_: object) -> None:
        if next(places) == place_to_die:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "after_cursor_execute", pass_or_die)
    event.listen(Engine, "commit", pass_or_die)
    with Store.open(url) as store:
        work(store)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
