"""The time left is not made up."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
import termios

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.cli.progress import ENOUGH_PAGES, seconds_left

DRAWS = """
from pipeline.cli.progress import shown
with shown(True) as tell:
    for done in range(9):
        tell(done, 8)
"""


@pytest.mark.parametrize("marks", [[], [(0.0, 0)], [(0.0, 0), (1.0, ENOUGH_PAGES - 1)], [(5.0, 9), (6.0, 9)]])
def test_nothing_is_promised_before_it_can_be_known(marks: list[tuple[float, int]]) -> None:
    assert seconds_left(marks, 100) is None


@given(
    pace=st.floats(0.01, 60),
    first=st.integers(0, 1000),
    seen=st.integers(ENOUGH_PAGES, 60),
    rest=st.integers(0, 10_000),
)
def test_a_steady_pace_goes_on(pace: float, first: int, seen: int, rest: int) -> None:
    marks = [(pace * done, done) for done in range(first, first + seen + 1)]
    assert seconds_left(marks, first + seen + rest) == pytest.approx(rest * pace, rel=1e-6, abs=1e-6)


def test_the_last_pages_count_not_the_whole_run() -> None:
    fast_then_slow = [(done * 0.1, done) for done in range(40)] + [(4.0 + 2 * n, 40 + n) for n in range(50)]
    assert seconds_left(fast_then_slow[-50:], 189) == pytest.approx(200)


def test_without_a_terminal_nothing_is_drawn() -> None:
    ended = subprocess.run([sys.executable, "-c", DRAWS], capture_output=True, text=True, check=True)
    assert (ended.stdout, ended.stderr) == ("", "")


def test_on_a_terminal_it_is_drawn_on_stderr() -> None:
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 80))
    ended = subprocess.run([sys.executable, "-c", DRAWS], stdout=subprocess.PIPE, stderr=theirs, check=True)
    os.close(theirs)
    drawn = everything(ours)
    os.close(ours)
    assert ended.stdout == b""
    assert "/8" in drawn


def everything(terminal: int) -> str:
    """All that was written to a terminal whose other end is closed: pieces, and an error at their end."""
    pieces: list[bytes] = []
    try:
        while piece := os.read(terminal, 65536):
            pieces.append(piece)
    except OSError:
        pass
    return b"".join(pieces).decode()
