"""Letters that a face lacks, composed of its own."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from pipeline.synthesis import fonts
from pipeline.synthesis.composed import complete
from pipeline.text import ACCENTED_LETTERS
from tests.synthesis.drawn import face

pytest.importorskip("fontTools")


@pytest.fixture(scope="module")
def latin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A face with ASCII and the signs for marks alone, completed."""
    from fontTools import subset

    target = tmp_path_factory.mktemp("faces") / "latin.ttf"
    options = subset.Options(glyph_names=True, notdef_outline=True, layout_features=[])
    font = subset.load_font(face("DejaVuSans", "script").path, options)
    chooser = subset.Subsetter(options)
    chooser.populate(text="".join(letter for letter in fonts.NEEDED if letter.isascii()) + "´ˆ˜ı")
    chooser.subset(font)
    subset.save_font(font, str(target), options)
    complete(target)
    fonts.letters.cache_clear()
    return target


def _ink(path: Path, letter: str) -> NDArray[np.uint8]:
    image = Image.new("L", (120, 160), 0)
    font = ImageFont.truetype(str(path), 60, layout_engine=ImageFont.Layout.BASIC)
    ImageDraw.Draw(image).text((30, 100), letter, fill=255, font=font, anchor="ls")
    return np.asarray(image)


def test_every_accented_letter_is_there(latin: Path) -> None:
    assert fonts.missing_letters(latin) == ""


def test_every_letter_is_drawn_unlike_every_other(latin: Path) -> None:
    drawn = {letter: _ink(latin, letter).tobytes() for letter in ACCENTED_LETTERS}
    assert len(set(drawn.values())) == len(ACCENTED_LETTERS)


@pytest.mark.parametrize(
    ("plain", "marked", "rows"),
    [
        ("a", "ạ", slice(102, 160)),
        ("a", "ả", slice(0, 66)),
        ("e", "ế", slice(0, 60)),
        ("E", "Ể", slice(0, 52)),
        ("o", "ơ", slice(0, 66)),
        ("d", "đ", slice(56, 70)),
        ("i", "ị", slice(102, 160)),
    ],
)
def test_a_mark_stands_where_it_belongs(latin: Path, plain: str, marked: str, rows: slice) -> None:
    bare, whole = _ink(latin, plain).astype(int), _ink(latin, marked).astype(int)
    added = np.clip(whole - bare, 0, None)
    assert added[rows].sum() > 0.5 * added.sum() > 0


def test_a_face_without_its_letters_stays_without(tmp_path: Path) -> None:
    from fontTools import subset

    poor = tmp_path / "poor.ttf"
    options = subset.Options(glyph_names=True, notdef_outline=True, layout_features=[])
    font = subset.load_font(face("DejaVuSans", "script").path, options)
    chooser = subset.Subsetter(options)
    chooser.populate(text="x-aeiouyAEIOUY")
    chooser.subset(font)
    subset.save_font(font, str(poor), options)
    complete(poor)
    fonts.letters.cache_clear()
    assert {"đ", "Đ", "ạ"} <= set(fonts.missing_letters(poor))


def test_what_a_face_has_is_left_as_it_is(tmp_path: Path) -> None:
    whole = tmp_path / "whole.ttf"
    shutil.copy(face("DejaVuSans", "script").path, whole)
    before = {letter: _ink(whole, letter).tobytes() for letter in "ẫđỷ"}
    complete(whole)
    assert before == {letter: _ink(whole, letter).tobytes() for letter in "ẫđỷ"}
