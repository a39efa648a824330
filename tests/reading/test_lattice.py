"""Lattices: greedy text, places, and what readers do with pictures."""

from __future__ import annotations

from math import log
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import BadArguments, FileAccess
from pipeline.geometry import Box
from pipeline.reading.lattice import borne_out, certainty, glyphs, placed, surer, text
from pipeline.reading.null import NullReader
from pipeline.reading.reader import missing_letters, resized
from pipeline.reading.readers import open_reader
from pipeline.reading.replay import RecordingReader, ReplayReader
from pipeline.types import BLANK, Lattice, ProcessingStep, Recipe, Step
from tests.paper import lattice

PICTURE = np.arange(200, dtype=np.uint8).reshape(10, 20)


def steps(letters: str) -> Lattice:
    return Lattice(tuple(Step(i / 10, letter, (log(0.9),)) for i, letter in enumerate(letters)))


@pytest.mark.parametrize(
    ("letters", "read"),
    [("", ""), ("AA", "A"), (f"A{BLANK}A", "AA"), (f"{BLANK}{BLANK}", ""), (f"Hoo{BLANK}{BLANK}à", "Hoà")],
)
def test_repeats_merge_unless_a_blank_parts_them(letters: str, read: str) -> None:
    assert text(steps(letters)) == read


@given(st.text(alphabet="AB àế1", max_size=12))
def test_any_text_can_be_written_as_a_lattice_and_read_back(written: str) -> None:
    assert text(lattice(written, 0)) == written


def test_placing_moves_shares_of_the_picture_into_its_box() -> None:
    moved = placed(steps("AB"), Box(100, 0, 300, 10))
    assert [round(step.x, 6) for step in moved.steps] == [100, 120]


def test_a_merged_letter_keeps_its_first_place_and_its_best_probability() -> None:
    double = Lattice((Step(0.1, "A", (log(0.5),)), Step(0.2, "AB", (log(0.9), log(0.1)))))
    (glyph,) = glyphs(double)
    assert (glyph.x, glyph.log_prob) == (0.1, log(0.9))


def test_a_reading_of_nothing_is_never_the_surer_one() -> None:
    unsure, sure = (Lattice((Step(0.5, "a", (log_prob,)),)) for log_prob in (-0.4, -0.01))
    space = Lattice((Step(0.5, " ", (0.0,)),))
    assert surer(unsure, sure) is sure
    assert surer(sure, unsure) is sure
    assert [surer(unsure, nothing) for nothing in (Lattice(()), space)] == [unsure, unsure]


def test_of_some_looks_the_one_that_others_bear_out_is_taken() -> None:
    odd, *alike = (lattice(said, 0, sure) for said, sure in (("Nghĩa", 0.9), ("Nghệ", 0.88), ("Nghệ", 0.87)))
    assert text(borne_out((odd, *alike))) == "Nghệ"
    assert text(borne_out((lattice("Nghĩa", 0, 0.99), lattice("Vinh", 0, 0.3)))) == "Nghĩa"
    assert text(borne_out((Lattice(()), lattice("Vinh", 0, 0.3)))) == "Vinh"
    assert text(borne_out((Lattice(()), Lattice(())))) == ""


@pytest.mark.parametrize(
    ("said", "others", "counts"),
    [
        ("Lê Vân", ("Lê Văn", "Lê Văn"), [0, 0, 0, 2, 0]),
        ("Lê Vân", ("Lê Văn", "Lê Vân"), [0, 0, 0, 1, 0]),
        ("Lê Vân", ("Lê Vân", "Lê Vân"), [0, 0, 0, 0, 0]),
        ("LêVân", ("Lê Vân", "Lê Vân"), [0, 0, 0, 0, 0]),
        ("Tha", ("Tha", "Thaa"), [0, 0, 1]),
        ("Ta", ("Ta", "Tha"), [1, 1]),
    ],
)
def test_letters_that_other_looks_read_otherwise_are_told(
    said: str, others: tuple[str, str], counts: list[int]
) -> None:
    chosen = borne_out([lattice(said, 0, 0.99), *(lattice(other, 0, 0.5) for other in others)])
    assert text(chosen) == said
    assert [glyph.disputed for glyph in glyphs(chosen) if glyph.letter != " "] == counts
    assert [
        glyph.disputed for glyph in glyphs(placed(chosen, Box(0, 0, 9, 9))) if glyph.letter != " "
    ] == counts


def test_certainty_rises_with_sure_letters_and_falls_with_guesses() -> None:
    assert certainty(lattice("ABCD", 0, 0.95)) > certainty(lattice("AB", 0, 0.95)) > 0
    assert certainty(lattice("ABCD", 0, 0.2)) < 0


class Echo:
    """A reader that answers with the picture's width, so that a recording can be told from another."""

    line_height = 10

    def identity(self) -> ProcessingStep:
        return ProcessingStep("read", "echo 1")

    def alphabet(self) -> frozenset[str]:
        return frozenset("0123456789")

    def read(self, pictures: list[np.ndarray]) -> tuple[Lattice, ...]:
        return tuple(steps(str(picture.shape[1])) for picture in pictures)


def test_a_recording_repeats_what_was_read_and_refuses_what_was_not(tmp_path: Path) -> None:
    recorder = RecordingReader(Echo())  # type: ignore[arg-type]
    answers = recorder.read([PICTURE, PICTURE[:, :5]])
    recorder.save(tmp_path / "a.json.gz")
    recorder.save(tmp_path / "b.json.gz")
    assert (tmp_path / "a.json.gz").read_bytes() == (tmp_path / "b.json.gz").read_bytes()
    replay = ReplayReader(tmp_path / "a.json.gz")
    assert [text(one) for one in replay.read([PICTURE, PICTURE[:, :5]])] == [text(one) for one in answers]
    assert (replay.line_height, replay.alphabet()) == (10, frozenset("0123456789"))
    with pytest.raises(FileAccess, match="no reading"):
        replay.read([PICTURE[:, :6]])


def test_the_null_reader_answers_each_picture_with_nothing() -> None:
    assert NullReader().read([PICTURE, PICTURE]) == (Lattice(()), Lattice(()))
    assert missing_letters(NullReader()) == ""


def test_letters_a_reader_cannot_write_are_told() -> None:
    assert len(missing_letters(Echo())) == 134  # type: ignore[arg-type]


def test_an_unknown_reader_is_said_with_those_there_are() -> None:
    with pytest.raises(BadArguments, match=r"no reader called wizard.*tesseract"):
        open_reader(Recipe("wizard"))


@given(st.integers(1, 60), st.integers(1, 300), st.integers(1, 64))
def test_resizing_keeps_the_proportions(height: int, width: int, target: int) -> None:
    picture = resized(np.zeros((height, width), np.uint8), target)
    assert picture.shape[0] == target
    assert abs(picture.shape[1] - max(1, width * target / height)) <= 0.5 + 1e-9
