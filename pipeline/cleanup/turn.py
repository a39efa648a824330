"""Which way the text lines of a scan run, and how far they lean: both from projections of small pictures."""

from __future__ import annotations

import math
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.cleanup.sampling import reduced
from pipeline.components import components

_SMALL = 900
"""Longer side of the picture looked at, at most, pixels: a line of print is then six to ten pixels high."""
_STEEPEST = 6.0
_COARSE, _FINE = 0.5, 0.05
_FEWEST_LETTERS = 15
"""Fewer components (a word or two) lie flat at nearly any angle; the page is left as it is."""


def text_axis(pixels: NDArray[np.uint8]) -> int:
    """0 where text lines run across the scan, 90 where they run along it and it must be turned.

    Letters make components that are near their neighbours along the line and far from the next line: runs
    of ink joined over a word's gap are long one way and short the other.
    """
    ink = _letters(_small_ink(pixels))
    across, along = _run_length(ink), _run_length(np.asarray(cv2.transpose(ink), np.uint8))
    return 90 if along > across else 0


def skew(ink: NDArray[np.uint8]) -> float:
    """Degrees by which text lines of an ink mask fall to the right; 0 where nothing tells."""
    small = _letters(_shrunk(ink))
    if cv2.connectedComponents(small, connectivity=8)[0] <= _FEWEST_LETTERS:
        return 0.0
    rough = _sharpest(small, np.arange(-_STEEPEST, _STEEPEST + _COARSE, _COARSE))
    return float(_sharpest(small, np.arange(rough - _COARSE, rough + _COARSE + _FINE, _FINE)))


def _small_ink(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    grey = pixels if pixels.ndim == 2 else np.asarray(cv2.extractChannel(pixels, 0), np.uint8)
    small = reduced(grey, math.ceil(max(grey.shape) / _SMALL))
    ground = cv2.resize(cv2.medianBlur(reduced(small, 4), 7), (small.shape[1], small.shape[0]))
    darker = cv2.threshold(cv2.subtract(ground, small), 30, 255, cv2.THRESH_BINARY)[1]
    return np.asarray(darker, np.uint8)


def _shrunk(ink: NDArray[np.uint8]) -> NDArray[np.uint8]:
    zoom = _SMALL / max(ink.shape)
    small = cv2.resize(ink, None, fx=zoom, fy=zoom, interpolation=cv2.INTER_AREA)
    return np.where(small > 60, 255, 0).astype(np.uint8)


def _letters(ink: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Only components of the size of letters and short words: no rules, frames, photographs or specks."""
    found = components(ink)
    width, height, area = (found.stats[:, i] for i in (2, 3, 4))
    good = (np.maximum(width, height) <= 60) & (np.minimum(width, height) <= 22) & (area >= 3)
    return found.picked(good)


def _run_length(ink: NDArray[np.uint8]) -> float:
    """Mean length, weighted by length, of rows of ink once gaps of a word's width are closed."""
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((1, 9), np.uint8))
    edges = np.diff(np.pad((joined > 0).astype(np.int8), ((0, 0), (1, 1))), axis=1)
    lengths: NDArray[Any] = np.flatnonzero(edges == -1) - np.flatnonzero(edges == 1)
    return float((lengths.astype(float) ** 2).sum() / max(1, lengths.sum()))


def _sharpest(ink: NDArray[np.uint8], angles: NDArray[np.float64]) -> float:
    """The angle at which the rows' ink is least evenly spread: lines lie flat."""
    ys, xs = np.nonzero(ink)
    if len(ys) > 40_000:
        ys, xs = ys[:: len(ys) // 40_000 + 1], xs[:: len(xs) // 40_000 + 1]
    offset, down, along = ink.shape[1], ys.astype(np.float64), xs.astype(np.float64)

    def sharpness(angle: float) -> float:
        rows = np.rint(down - along * np.tan(np.radians(angle))).astype(np.int64)
        counts = np.bincount(rows + offset, minlength=1)
        return float((np.diff(counts.astype(float)) ** 2).sum())

    return float(max(angles, key=lambda angle: (sharpness(float(angle)), -abs(float(angle)))))
