"""Is there any writing on the page."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from pipeline.flat import FlatPage
from pipeline.geometry import Box

_FEWEST_LETTERS = 5
_DARK = 180
"""Of 255: faded typing reaches it, writing that shows through from the back does not."""
_SEAL = 4000
"""Red pixels of the smallest seal or stamp (frame pixels)."""
_HEAD, _NUMBER = 0.08, 0.1
"""An archivist's page number stands in the uppermost twelfth and is no wider than a tenth of the page."""


def is_blank(flat: FlatPage, lines: Iterable[Box]) -> bool:
    """Whether nobody wrote, typed or stamped on the page whose `lines` of text these are.

    Writing that shows through, stains, holes, folds and a page number at the top do not count.
    """
    if np.count_nonzero(flat.seal) > _SEAL:
        return False
    return not any(_is_writing(flat, box) for box in lines)


def _is_writing(flat: FlatPage, box: Box) -> bool:
    """A line of some letters that are dark enough, and not just a number at the head of the page."""
    if box.bottom < flat.height * _HEAD and box.width < flat.width * _NUMBER:
        return False
    left, top, right, bottom = box.rounded()
    piece, ink = flat.grey[top:bottom, left:right], flat.ink[top:bottom, left:right]
    x, y = flat.parts[:, 0] + flat.parts[:, 2] / 2, flat.parts[:, 1] + flat.parts[:, 3] / 2
    letters = ((x >= left) & (x < right) & (y >= top) & (y < bottom)).sum()
    wide = box.width > 3 * box.height
    dark = float(np.percentile(piece[ink > 0], 20)) if ink.any() else 255.0
    return bool((letters >= _FEWEST_LETTERS or wide) and dark < _DARK)
