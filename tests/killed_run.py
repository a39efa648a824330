"""A run that may kill itself in the middle, for tests in a process of its own."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from pipeline.config import LimitSettings
from pipeline.executors import Processes
from pipeline.run import Order, Stages, run
from pipeline.store import Store
from pipeline.types import Recipe
from tests.stages import read_page, settle

STAGES = Stages(read_page, settle, "1")


def order(scan_root: Path) -> Order:
    return Order(scan_root, LimitSettings(), Recipe("null"), page_timeout_s=60)


def main(scan_root: str, url: str, pages_to_live: int) -> None:
    """Run with two workers, and die by SIGKILL when so many pages are done."""

    def live_or_die(done: int, _pages: int) -> None:
        if done == pages_to_live:
            os.kill(os.getpid(), signal.SIGKILL)

    with Store.open(url) as store:
        run(order(Path(scan_root)), store, STAGES, Processes(2), live_or_die)
