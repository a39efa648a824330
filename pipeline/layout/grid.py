"""A page seen from far away: how much ink stands where, by which a second scan of the same sheet is known."""

from __future__ import annotations

import cv2
import numpy as np

from pipeline.flat import FlatPage
from pipeline.types import InkGrid

CELL = 16
"""Frame pixels a cell, 2 mm: fine enough that two hands filling one print differ (docs/vision.md)."""
_FULL = 0.5
"""Share of ink from which on a cell is as dark as can be told."""
_LEVELS = np.frombuffer(b"0123456789abcdef", np.uint8)


def ink_grid(flat: FlatPage) -> InkGrid:
    """The share of ink in each cell of the upright page, in sixteen levels."""
    columns, rows = flat.width // CELL, flat.height // CELL
    whole = flat.ink[: rows * CELL, : columns * CELL]
    shares = cv2.resize(whole, (columns, rows), interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    levels = np.minimum(15, np.rint(shares * 15 / _FULL)).astype(int)
    return InkGrid(columns, _LEVELS[levels].tobytes().decode("ascii"))
