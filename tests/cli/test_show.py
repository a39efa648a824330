"""`hoso show`: a record that fits the terminal, says why a person should look, and keeps secrets."""

from __future__ import annotations

from dataclasses import replace

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.cli.record import Cell, Screen, fitted, laid_out, record_text
from pipeline.cli.show import COLOURS, page_frames
from pipeline.export.contract import without_secrets
from pipeline.types import Status
from tests.export.dossiers import FULL, SECRET, reading

PLAIN = Screen(100, False, "en")
OPEN = without_secrets(FULL)


def test_values_stand_with_their_state_and_tables_as_tables() -> None:
    told = record_text(OPEN, PLAIN)
    row = next(line for line in told.splitlines() if "15/08/1976" in line)
    assert "Sinh ngày" in row
    assert "to review" in row
    assert "Lê Thị Mẫu ?" in told
    assert "Quan hệ" in told
    assert SECRET not in told


def test_a_doubt_is_a_sentence_in_the_persons_language() -> None:
    doubted = replace(OPEN, member=(replace(OPEN.member[0], reasons=("wrong_shape",)),))
    assert "! The number has the wrong length" in record_text(doubted, PLAIN)
    assert "! Số có độ dài" in record_text(doubted, replace(PLAIN, language="vi"))


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("xã Quỳnh Lộc, TX Hoàng Mai, Nghệ An", "now in Phường Tân Mai, Tỉnh Nghệ An"),
        ("P. Tân Mai, Nghệ An", None),
    ],
)
def test_behind_a_place_stands_where_it_lies_today_unless_it_is_called_so(
    written: str, told: str | None
) -> None:
    shown = record_text(replace(OPEN, member=(reading("hometown", written),)), PLAIN)
    assert written in shown
    assert (told in shown) if told else ("now in" not in shown)


@pytest.mark.parametrize("width", [60, 80, 200])
def test_nothing_is_wider_than_the_screen(width: int) -> None:
    told = record_text(OPEN, Screen(width, True, "en"))
    assert max(len(click.unstyle(line)) for line in told.splitlines()) <= width
    assert told != click.unstyle(told)


@given(st.lists(st.integers(0, 300), min_size=1, max_size=8), st.integers(8, 200))
def test_columns_fit_and_none_grows(natural: list[int], room: int) -> None:
    widths = fitted(natural, room)
    assert sum(widths) <= max(room, len(natural))
    assert all(1 <= width <= max(1, wanted) for width, wanted in zip(widths, natural, strict=True))


@given(st.lists(st.text(st.characters(categories=["L", "N", "Zs"])), min_size=2, max_size=2))
def test_wrapping_loses_no_word(texts: list[str]) -> None:
    lines = laid_out([[Cell(text) for text in texts]], Screen(40, False, "en"))
    kept = sorted("".join("".join(lines).split()))
    assert kept == sorted("".join("".join(texts).split()))


def test_frames_bear_the_colour_of_the_state_and_none_is_on_a_withheld_page() -> None:
    frames = page_frames(FULL)
    assert 3 not in frames
    settled = {frame.caption: frame.colour for frame in page_frames(OPEN)[1]}
    assert settled["titles"] == COLOURS[Status.VERIFIED]
    assert settled["birth_date"] == COLOURS[Status.REVIEW]
    assert settled["religion"] == COLOURS[Status.BLANK]
