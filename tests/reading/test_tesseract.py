"""The real Tesseract behind the contract."""

from __future__ import annotations

import shutil

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from pipeline.reading.lattice import glyphs, text
from pipeline.reading.reader import Picture, missing_letters
from pipeline.reading.readers import open_reader
from pipeline.text import comparable
from pipeline.types import Recipe

pytestmark = [
    pytest.mark.tesseract,
    pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is not installed"),
]
FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf"


def drawn(written: str) -> Picture:
    picture = Image.new("L", (30 + 24 * len(written), 40), 255)
    ImageDraw.Draw(picture).text((10, 4), written, font=ImageFont.truetype(FONT, 24), fill=20)
    return np.asarray(picture)


def test_print_is_read_line_by_line_with_places() -> None:
    reader = open_reader(Recipe("tesseract"))
    lines = ["Họ và tên đang dùng: TRẦN XUÂN LÂM", "Quê quán: xã Kim Liên, Nghệ An", "20/10/1975"]
    read = reader.read([drawn(line) for line in lines])
    assert [comparable(text(lattice)) for lattice in read] == [comparable(line) for line in lines]
    for lattice in read:
        places = [glyph.x for glyph in glyphs(lattice)]
        assert places == sorted(places)
        assert 0 <= places[0] < places[-1] <= 1


def test_empty_and_tiny_pictures_do_not_shift_the_answers() -> None:
    reader = open_reader(Recipe("tesseract"))
    white, tiny = np.full((40, 300), 255, np.uint8), np.zeros((1, 1), np.uint8)
    read = reader.read([white, drawn("Nghệ An"), tiny, white, drawn("Hà Nội")])
    assert len(read) == 5
    assert (text(read[1]), text(read[4])) == ("Nghệ An", "Hà Nội")
    assert reader.read([]) == ()


def test_the_self_test_names_the_letters_the_vietnamese_data_lacks() -> None:
    """Debian's and Ubuntu's vie data holds no ỵ: names with it must not be trusted to Tesseract alone."""
    assert set(missing_letters(open_reader(Recipe("tesseract")))) <= set("ỵỴ")
