"""A picture as text: each character is eight dots, so that a terminal can show the picture of a field."""

from __future__ import annotations

import io

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

_FIRST = 0x2800
_DOTS = np.array([[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]], np.uint16)
"""The bit of each dot of a braille character, four rows of two (Unicode Standard, Braille Patterns)."""
_MOST_DOTS_HIGH = 64
"""A line of writing is readable from about 30 dots on; more would push the question off the screen."""


def as_text(jpeg: bytes, columns: int) -> str:
    """The picture's ink as rows of at most `columns` characters, for a dark or light ground alike."""
    grey = np.asarray(Image.open(io.BytesIO(jpeg)).convert("L"))
    zoom = min(2 * columns / grey.shape[1], _MOST_DOTS_HIGH / grey.shape[0])
    size = (max(2, round(grey.shape[1] * zoom)), max(4, round(grey.shape[0] * zoom)))
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    level, _flat = cv2.threshold(small, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    return "\n".join("".join(map(chr, row)).rstrip(chr(_FIRST)) for row in _cells(small <= level))


def _cells(ink: NDArray[np.bool_]) -> NDArray[np.uint16]:
    """Dots gathered four by two; what is missing at the right and below is empty."""
    high, wide = -(-ink.shape[0] // 4), -(-ink.shape[1] // 2)
    whole = np.zeros((high * 4, wide * 2), np.uint16)
    whole[: ink.shape[0], : ink.shape[1]] = ink
    cells: NDArray[np.uint16] = np.einsum("rycx,yx->rc", whole.reshape(high, 4, wide, 2), _DOTS)
    return cells + np.uint16(_FIRST)
