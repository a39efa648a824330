"""Frames stand where the field stands, whichever way the scan lies."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageChops

from pipeline.export.pictures import Frame, framed
from pipeline.geometry import Box

RED = (200, 0, 0)


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_frame_goes_around_the_field_on_the_upright_page(rotation: int) -> None:
    scan = np.full((400, 300, 3), 255, np.uint8)
    scan[200:220, 100:160] = (0, 0, 250)
    picture = framed(scan, rotation, [Frame(Box(100, 200, 160, 220), "birth_date", RED)])
    assert picture.size == ((300, 400) if rotation % 180 == 0 else (400, 300))
    field = np.argwhere(np.asarray(picture)[..., 2] == 250)
    (top, left), (bottom, right) = field.min(0), field.max(0)
    for x, y in ((left - 4, (top + bottom) // 2), ((left + right) // 2, bottom + 4)):
        assert (np.asarray(picture)[y - 1 : y + 2, x - 1 : x + 2] == RED).all(-1).any()


def test_a_grey_page_without_fields_is_only_turned() -> None:
    scan = np.arange(256, dtype=np.uint8).reshape(16, 16)
    plain = Image.fromarray(scan).convert("RGB").rotate(180)
    assert ImageChops.difference(framed(scan, 180, []), plain).getbbox() is None
