"""A file is there whole or not at all."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.errors import FileAccess
from pipeline.export.files import write_whole


def test_a_file_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    target = tmp_path / "records.csv"
    for text in ("first", "second"):
        write_whole(target, lambda path, text=text: path.write_text(text) and None)  # type: ignore[misc]
        assert target.read_text() == text
    assert list(tmp_path.iterdir()) == [target]
    assert target.stat().st_mode & 0o077 == 0, "records of people are for their keeper's eyes"


def test_what_fails_halfway_leaves_the_file_before(tmp_path: Path) -> None:
    target = tmp_path / "records.csv"
    target.write_text("before")

    def fail(path: Path) -> None:
        path.write_text("half")
        raise OSError(28, "No space left on device")

    with pytest.raises(FileAccess, match="No space left on device"):
        write_whole(target, fail)
    assert target.read_text() == "before"
    assert list(tmp_path.iterdir()) == [target]


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileAccess, match="No such file or directory"):
        write_whole(tmp_path / "nowhere" / "records.csv", lambda path: None)


@pytest.mark.parametrize("kind", ["jsonl", "csv", "xlsx"])
def test_a_disk_without_room_is_said_and_keeps_the_file_before(tmp_path: Path, kind: str) -> None:
    (tmp_path / "records").write_text("before")
    refused = subprocess.run(
        [sys.executable, "-c", _WRITE_ALL, kind, str(tmp_path / "records")],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parent.parent.parent,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000)),
    )
    assert "FileAccess" in refused.stderr
    assert "File too large" in refused.stderr
    assert (tmp_path / "records").read_text() == "before"
    assert [path.name for path in tmp_path.iterdir()] == ["records"]


_WRITE_ALL = """
import signal, sys
from pathlib import Path
from pipeline.export.files import write_whole
from pipeline.export.jsonl import write_jsonl
from pipeline.export.table_csv import write_csv
from pipeline.export.table_xlsx import write_xlsx
from tests.export.dossiers import BOTH
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

def write(path):
    if sys.argv[1] == "xlsx":
        return write_xlsx(BOTH * 20, path)
    with path.open("w", encoding="utf-8", newline="") as out:
        {"jsonl": write_jsonl, "csv": write_csv}[sys.argv[1]](BOTH * 20, out)

write_whole(Path(sys.argv[2]), write)
"""
