"""One run at a time in a workspace, and no lock outlives its process."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.errors import WorkspaceLocked
from pipeline.lock import locked


def test_one_run_at_a_time(tmp_path: Path) -> None:
    with locked(tmp_path), pytest.raises(WorkspaceLocked), locked(tmp_path):
        pass
    with locked(tmp_path):
        pass


def test_a_killed_run_holds_nothing(tmp_path: Path) -> None:
    holder = (
        "import os, signal, sys\nfrom pathlib import Path\nfrom pipeline.lock import locked\n"
        "with locked(Path(sys.argv[1])):\n    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    killed = subprocess.run([sys.executable, "-c", holder, str(tmp_path)], check=False)
    assert killed.returncode == -9
    with locked(tmp_path):
        pass


def test_another_process_is_refused(tmp_path: Path) -> None:
    caller = (
        "import sys\nfrom pathlib import Path\nfrom pipeline.lock import locked\n"
        "locked(Path(sys.argv[1])).__enter__()\n"
    )
    command = [sys.executable, "-c", caller, str(tmp_path)]
    with locked(tmp_path):
        refused = subprocess.run(command, capture_output=True, text=True)
    assert "WorkspaceLocked" in refused.stderr
