"""Light: one channel of a scan without its seals, and the brightness of the paper below the writing."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.cleanup.sampling import reduced
from pipeline.flat import Image

_SHRINK = 8
"""The paper's brightness changes slowly; an eighth of the frame is fine enough and costs nothing."""
_DARKEST_PAPER = 0.6
"""Paper below this share of the page's usual brightness is no paper: a photograph, a hole, the lid."""

_EVERY, _STROKE = 4, 15
"""Strokes are looked for in every fourth row of pixels; wider ones (1.9 mm) are none of writing."""
_SHOWS_THROUGH = 40
"""Writing of the back is no more than so much darker than white."""
_LEAST = 0.001
"""Fewer pixels in strokes are no writing."""
_DARKEST = 97
"""Percentile that tells how dark strokes are, and how steep their edges."""
_USUAL = 140
"""Nine in ten drawn pages (four sets) have strokes as much darker than white, or nearly. Fainter writing is
made so, …"""
_MOST_GAIN = 3.0
"""… but no more than so many times as dark, and its noise with it."""
_SHARP = 0.3
"""Edges of a sharp scan fall by a larger share of that from pixel to pixel: 0.36 and more on 19 pages in 20
of four drawn sets, 0.23 to 0.26 on half of those blurred by two pixels."""
_BLUR, _AMOUNT = 2.5, 1.5
"""Pixels of blur that are taken out, and how much of it. (By hand.)"""


def ground_of(grey: Image) -> Image:
    """Brightness of the paper at an eighth of the size: the brightest around each place, smoothed."""
    bright = cv2.dilate(reduced(grey, _SHRINK), np.ones((5, 5), np.uint8))
    smooth = cv2.GaussianBlur(cv2.medianBlur(bright, 9), (0, 0), 2)
    least = round(_DARKEST_PAPER * float(np.median(smooth)))
    return np.maximum(smooth, max(1, least)).astype(np.uint8)


def evened(grey: Image, ground: Image) -> Image:
    """Divide by the paper's brightness: paper becomes 255. `ground` may be of any size, it is stretched."""
    full = cv2.resize(ground, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(grey, full, scale=255), dtype=np.uint8)


def restored(even: Image, gain: float, blurred: bool, zoom: float = 1.0) -> Image:
    """An evenly lit page, or a part of it at a `zoom`, as it would be were it neither blurred nor faint."""
    return darkened(sharpened(even, zoom) if blurred else even, gain)


def darkened(even: Image, gain: float) -> Image:
    """An evenly lit page with whatever is darker than white `gain` times as dark."""
    if gain == 1:
        return even
    return np.asarray(cv2.addWeighted(even, gain, even, 0, 255 * (1 - gain)), dtype=np.uint8)


def sharpened(even: Image, zoom: float = 1.0) -> Image:
    """A blurred page, or a part of it at a `zoom`, with its strokes nearly as dark and narrow as if it were
    sharp (unsharp mask)."""
    soft = cv2.GaussianBlur(even, (0, 0), _BLUR * zoom)
    return np.asarray(cv2.addWeighted(even, 1 + _AMOUNT, soft, -_AMOUNT, 0), dtype=np.uint8)


def wear_of(even: Image) -> tuple[float, bool]:
    """How many times as dark the writing of an evenly lit page must be made to be as dark as usual, 1 or
    more, and whether it is blurred, and to be sharpened first.

    Only what is narrow and darker than what shows through from the back counts; a page without is left.
    """
    strokes = _strokes(even)
    if strokes is None:
        return 1.0, False
    depth, steepest = strokes
    blurred = steepest < _SHARP * depth
    if blurred:
        depth, _ = _strokes(sharpened(even)) or strokes
    return min(_MOST_GAIN, max(1.0, _USUAL / depth)), blurred


def _strokes(even: Image) -> tuple[float, float] | None:
    """How much darker than white strokes are, and by how much from one pixel to the next at their edges."""
    rows = even[::_EVERY]
    across = cv2.morphologyEx(rows, cv2.MORPH_BLACKHAT, np.ones((1, _STROKE), np.uint8))
    stroke = across > _SHOWS_THROUGH
    if np.count_nonzero(stroke) < _LEAST * stroke.size:
        return None
    steps = cv2.absdiff(rows[:, 1:], rows[:, :-1])[stroke[:, 1:]]
    return float(np.percentile(across[stroke], _DARKEST)), float(np.percentile(steps, _DARKEST))


def single_channel(pixels: NDArray[np.uint8], kept_red: Image | None) -> Image:
    """Red: it drops red seals for nothing and keeps blue and black ink dark; red print is put back."""
    if pixels.ndim == 2:
        return pixels
    red = np.asarray(cv2.extractChannel(pixels, 0), np.uint8)
    if kept_red is None or not kept_red.any():
        return red
    return np.where(kept_red > 0, np.minimum(red, pixels[:, :, 1]), red).astype(np.uint8)
