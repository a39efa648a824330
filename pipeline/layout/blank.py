"""Is there any writing on the page."""

from __future__ import annotations

import cv2
import numpy as np

from pipeline.flat import FlatPage
from pipeline.geometry import Box
from pipeline.layout.lines import find_lines

_FEWEST_LETTERS = 8
_DARK = 150


def is_blank(flat: FlatPage) -> bool:
    """No writing on the page: show-through, stains, holes and a page number in a corner do not count."""
    if np.count_nonzero(flat.seal) > 4000:
        return False
    return not any(_is_writing(flat, box) for box in find_lines(flat))


def _is_writing(flat: FlatPage, box: Box) -> bool:
    """A line of several letters, dark enough, and not just a number in the page's corner."""
    corner = box.bottom < flat.height * 0.08 and box.width < flat.width * 0.1
    if corner or box.width < 60:
        return False
    left, top, right, bottom = (round(v) for v in (box.left, box.top, box.right, box.bottom))
    piece = flat.grey[top:bottom, left:right]
    letters = cv2.connectedComponents(flat.ink[top:bottom, left:right])[0] - 1
    return letters >= _FEWEST_LETTERS and float(np.percentile(piece, 2)) < _DARK
