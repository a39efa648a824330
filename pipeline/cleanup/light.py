"""Light: one channel of a scan without its seals, and the brightness of the paper below the writing."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.flat import Image

_SHRINK = 8
"""The paper's brightness changes slowly; an eighth of the frame is fine enough and costs nothing."""
_DARKEST_PAPER = 0.6
"""Paper below this share of the page's usual brightness is no paper: a photograph, a hole, the lid."""


def ground_of(grey: Image) -> Image:
    """Brightness of the paper at an eighth of the size: the brightest around each place, smoothed."""
    size = max(1, grey.shape[1] // _SHRINK), max(1, grey.shape[0] // _SHRINK)
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    bright = cv2.dilate(small, np.ones((5, 5), np.uint8))
    smooth = cv2.GaussianBlur(cv2.medianBlur(bright, 9), (0, 0), 2)
    least = round(_DARKEST_PAPER * float(np.median(smooth)))
    return np.maximum(smooth, max(1, least)).astype(np.uint8)


def evened(grey: Image, ground: Image) -> Image:
    """Divide by the paper's brightness: paper becomes 255. `ground` may be of any size, it is stretched."""
    full = cv2.resize(ground, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(grey, full, scale=255), dtype=np.uint8)


def single_channel(pixels: NDArray[np.uint8], kept_red: Image | None) -> Image:
    """Red: it drops red seals for nothing and keeps blue and black ink dark; red print is put back."""
    if pixels.ndim == 2:
        return pixels
    red = np.ascontiguousarray(pixels[:, :, 0])
    if kept_red is None or not kept_red.any():
        return red
    return np.where(kept_red > 0, np.minimum(red, pixels[:, :, 1]), red).astype(np.uint8)
