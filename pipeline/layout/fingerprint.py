"""A page seen from far away: 512 bits by which a second scan of the same sheet is known."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.flat import FlatPage

_CELL = 24
"""Frame pixels a cell: finer than a line of text, so that lengths of lines count, not only blocks."""
_ROWS, _COLUMNS = 80, 64
BITS = 512
"""So many that the share of unlike bits is right to two in a hundred."""
_SEED = 20260101
"""Any number; it must never change, because fingerprints are kept."""


def fingerprint(flat: FlatPage) -> int:
    """`BITS` bits that a second scan of the same sheet shares nearly all of, and another sheet about half.

    The page's ink is averaged over cells about its centre of mass; what is left when the broad layout is
    taken away (all decisions of one office look alike from afar) is compared with fixed random patterns, and each bit is the sign of one comparison (random hyperplanes; Charikar 2002).
    """
    cells = _cells(flat)
    detail = cv2.GaussianBlur(cells, (0, 0), 0.8) - cv2.GaussianBlur(cells, (0, 0), 5)
    bits = _patterns() @ detail.ravel() > 0
    return int.from_bytes(np.packbits(bits).tobytes(), "big")


def _cells(flat: FlatPage) -> NDArray[np.float32]:
    """Share of ink in each cell of a grid whose middle is the ink's centre of mass."""
    parts = flat.parts[(flat.parts[:, 3] >= 9) & (flat.parts[:, 3] <= 64)]
    if not len(parts):
        return np.zeros((_ROWS, _COLUMNS), np.float32)
    weight = parts[:, 4] / parts[:, 4].sum()
    x = float(((parts[:, 0] + parts[:, 2] / 2) * weight).sum())
    y = float(((parts[:, 1] + parts[:, 3] / 2) * weight).sum())
    view = np.array([[1 / _CELL, 0, _COLUMNS / 2 - x / _CELL], [0, 1 / _CELL, _ROWS / 2 - y / _CELL]])
    ink = cv2.blur(flat.ink, (_CELL, _CELL))
    cells = cv2.warpAffine(ink, view, (_COLUMNS, _ROWS), flags=cv2.INTER_LINEAR)
    return np.asarray(cells, dtype=np.float32)


@lru_cache(maxsize=1)
def _patterns() -> NDArray[np.float32]:
    """Patterns of plus and minus one, the same everywhere: raw bits of a generator stay stable."""
    raw = np.random.PCG64(_SEED).random_raw(BITS * _ROWS * _COLUMNS // 64)
    bits = np.unpackbits(np.asarray(raw, dtype="<u8").view(np.uint8))
    signs = bits.reshape(BITS, _ROWS * _COLUMNS).astype(np.float32) * 2 - 1
    return np.asarray(signs, np.float32)
