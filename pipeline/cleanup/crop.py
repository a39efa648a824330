"""Pictures of lines, cut from the flattened page for a reader."""

from __future__ import annotations

import cv2
import numpy as np

from pipeline.flat import FlatPage, Image
from pipeline.geometry import Box


def crop(flat: FlatPage, box: Box, height: int) -> Image:
    """The part of the page in `box` (frame), `height` pixels high, at least one pixel wide."""
    left, top, right, bottom = (
        round(v * flat.zoom) for v in vars_of(box.clipped(flat.width, flat.height))
    )
    piece = flat.picture[top : max(bottom, top + 1), left : max(right, left + 1)]
    if piece.size == 0:
        return np.full((height, 1), 255, np.uint8)
    zoom = height / piece.shape[0]
    width = max(1, round(piece.shape[1] * zoom))
    kind = cv2.INTER_AREA if zoom < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(piece, (width, height), interpolation=kind), dtype=np.uint8)


def vars_of(box: Box) -> tuple[float, float, float, float]:
    return box.left, box.top, box.right, box.bottom
