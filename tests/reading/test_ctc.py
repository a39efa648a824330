"""The shipped network behind the contract: what it must read, whatever else it learns."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from pipeline.errors import DependencyMissing
from pipeline.reading.lattice import glyphs, text
from pipeline.reading.reader import Picture, missing_letters
from pipeline.reading.readers import open_reader
from pipeline.text import comparable, edit_distance
from pipeline.types import Recipe

FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf")
LINES = ("Họ và tên đang dùng: TRẦN XUÂN LÂM", "Quê quán: xã Kim Liên, Nghệ An", "Ngày vào Đảng: 20/10/1975")


def drawn(written: str) -> Picture:
    if not FONT.exists():
        pytest.skip("DejaVu is not installed")
    picture = Image.new("L", (30 + 24 * len(written), 36), 255)
    ImageDraw.Draw(picture).text((8, 3), written, font=ImageFont.truetype(FONT, 22), fill=20)
    ink = np.flatnonzero((np.asarray(picture) < 128).any(axis=0))
    return np.asarray(picture)[:, : ink[-1] + 8]


def test_it_can_write_every_vietnamese_letter() -> None:
    assert missing_letters(open_reader(Recipe("ctc"))) == ""


def test_clean_print_is_read_with_places_in_order() -> None:
    read = open_reader(Recipe("ctc")).read([drawn(line) for line in LINES])
    wrong = sum(
        edit_distance(comparable(text(lattice)), comparable(line))
        for lattice, line in zip(read, LINES, strict=True)
    )
    assert wrong <= 0.08 * sum(map(len, LINES))
    for lattice in read:
        places = [glyph.x for glyph in glyphs(lattice)]
        assert places == sorted(places)
        assert 0 <= places[0] < places[-1] <= 1


def test_steps_hold_the_best_letter_first_and_log_probabilities() -> None:
    (lattice,) = open_reader(Recipe("ctc")).read([drawn(LINES[1])])
    for step in lattice.steps:
        assert len(step.letters) == len(step.log_probs) <= 5
        assert list(step.log_probs) == sorted(step.log_probs, reverse=True)
        assert step.log_probs[0] <= 1e-3


@pytest.mark.parametrize("shape", [(32, 1), (1, 1), (80, 3), (32, 4000)])
def test_pictures_of_any_size_are_answered(shape: tuple[int, int]) -> None:
    read = open_reader(Recipe("ctc")).read([np.full(shape, 255, np.uint8)])
    assert len(read) == 1


def test_missing_weights_are_said(tmp_path: Path) -> None:
    with pytest.raises(DependencyMissing, match=r"ctc\.onnx"):
        open_reader(Recipe("ctc", (("weights", str(tmp_path)),)))
