"""Whatever happens becomes an exit code and a sentence, and no value reaches the log."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from pipeline.cli.edge import guarded, log, opened
from pipeline.errors import HosoError, InputMissing, WorkspaceLocked

SECRET = "Nguyễn Văn An"


@pytest.fixture
def log_file(tmp_path: Path) -> Iterator[Path]:
    yield opened(tmp_path, create=True).log_file
    for handler in log.handlers[:]:
        handler.close()
        log.removeHandler(handler)
    log.propagate = True


def ending(error: BaseException) -> int:
    def fail() -> None:
        raise error

    return guarded(fail)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (InputMissing("scans"), 2),
        (WorkspaceLocked("hoso-data"), 13),
        (HosoError("x"), 15),
        (click.UsageError("x"), 1),
        (click.Abort(), 130),
        (KeyboardInterrupt(), 130),
        (click.exceptions.Exit(0), 0),
        (ValueError(SECRET), 15),
    ],
)
def test_each_end_has_its_code(error: BaseException, code: int, log_file: Path) -> None:
    assert ending(error) == code


def test_what_a_command_gives_is_its_code() -> None:
    assert guarded(lambda: 11) == 11
    assert guarded(lambda: None) == 0


def test_a_fault_is_told_and_logged_by_its_place_only(
    log_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ending(ValueError(SECRET))
    told, logged = capsys.readouterr().err, log_file.read_text(encoding="utf-8")
    assert "ValueError" in told
    assert "ValueError" in logged
    assert "test_edge.py" in logged
    reference = logged.partition("fault ")[2][:8]
    assert reference in told
    assert str(log_file) in told
    assert SECRET not in told + logged


def test_an_expected_error_is_a_sentence_without_a_traceback(
    log_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ending(InputMissing("/no/such/place"))
    said = capsys.readouterr()
    assert said.out == ""
    assert "/no/such/place" in said.err
    assert "Traceback" not in said.err + log_file.read_text()


def test_the_log_is_turned_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, log_file: Path) -> None:
    monkeypatch.setattr("pipeline.cli.edge._LOG_BYTES", 200)
    opened(tmp_path)
    for number in range(50):
        log.warning("page %d", number)
    kept = sorted(log_file.parent.glob("hoso.log*"))
    assert 2 <= len(kept) <= 6
    assert "page 49" in log_file.read_text()
    assert log.level == logging.INFO


def test_a_reader_that_leaves_ends_the_command_quietly() -> None:
    script = (
        "import sys; from pipeline.cli.edge import guarded\n"
        "def write():\n    for _ in range(100000): print('x' * 100)\n"
        "sys.exit(guarded(write))"
    )
    writer = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert writer.stdout is not None
    assert writer.stderr is not None
    writer.stdout.readline()
    writer.stdout.close()
    assert writer.wait() == 141
    assert writer.stderr.read() == b""
