"""Pictures taken through an affine view, with pixel edges (not centres) as whole numbers."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.flat import Image
from pipeline.geometry import Affine


def scaling(zoom: float) -> Affine:
    """The transform that multiplies both coordinates."""
    return Affine(zoom, 0.0, 0.0, 0.0, zoom, 0.0)


def sampled(picture: Image, view: Affine, size: tuple[int, int], *, outside: int = 255) -> Image:
    """The picture as seen through `view` (from the result's places to the picture's), width x height `size`.

    `Affine` counts from pixel edges, OpenCV from centres: half a pixel lies between them.
    """
    x, y = view.point(0.5, 0.5)
    matrix: NDArray[np.float64] = np.array([[view.a, view.b, x - 0.5], [view.d, view.e, y - 0.5]])
    seen = cv2.warpAffine(
        picture,
        matrix,
        size,
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=(outside,) * 4,
    )
    return np.asarray(seen, dtype=np.uint8)


def reduced(picture: Image, times: int) -> Image:
    """The picture so many times as small, each pixel the mean of `times` x `times`; what is over at the right
    and lower edge is left out. OpenCV takes a sixth of the time for whole numbers."""
    height, width = (max(1, side // times) for side in picture.shape)
    whole = picture[: height * times, : width * times]
    return np.asarray(cv2.resize(whole, (width, height), interpolation=cv2.INTER_AREA), dtype=np.uint8)


def shrunk(picture: NDArray[np.uint8], zoom: float) -> NDArray[np.uint8]:
    """The picture at `zoom` (below 1) of its size, each pixel the mean of what it covers."""
    if zoom >= 0.999:
        return picture
    size = max(1, round(picture.shape[1] * zoom)), max(1, round(picture.shape[0] * zoom))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
