"""Killed at any statement and run again, everything ends as if nothing had happened."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from pipeline.store import StatusReport, Store
from pipeline.types import DossierRead
from tests.store import killing
from tests.store.stock import work

ROOT = Path(__file__).parent.parent.parent


def finished(url: str) -> tuple[tuple[DossierRead, ...], StatusReport]:
    with Store.open(url) as store:
        work(store)
        return tuple(store.dossiers()), store.status()


def test_a_run_killed_at_any_statement_goes_on_to_the_same_end(tmp_path: Path) -> None:
    command = [sys.executable, "-m", killing.__name__, str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True)
    killed = sorted(tmp_path.glob("*.db"))
    assert len(killed) > 8, "a whole run has more statements than this"
    whole = finished(f"sqlite:///{tmp_path}/whole.sqlite")
    assert len(whole[0]) == 2
    for database in killed:
        assert finished(f"sqlite:///{database}") == whole, database.name
