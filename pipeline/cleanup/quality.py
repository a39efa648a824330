"""How good a scan is: measures of a page, which say nothing of good or bad (`catalogue/rescan.yaml` does)."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.components import components
from pipeline.flat import FlatPage, Image
from pipeline.geometry import FRAME_DPI
from pipeline.types import Quality

_LEAST_INK = 2000
"""Dark pixels of the frame below which a page has too little writing to judge sharpness and contrast by."""
_LETTER = (8, 60)
"""Height of what may be a letter, frame pixels."""
_DARK = 0.6
"""Ink is darker than this share of the paper …"""
_EVERY = 8
"""… whose usual brightness every eighth pixel tells."""


def measure(flat: FlatPage) -> Quality:
    """Measure a flattened page."""
    dpi = float(np.hypot(flat.to_scan.a, flat.to_scan.d)) * FRAME_DPI
    ink = np.flatnonzero(flat.ink > 0)
    if len(ink) < _LEAST_INK:
        return Quality(dpi, None, None, 0)
    depth = 255.0 - float(np.percentile(flat.grey.ravel()[ink], 10))
    steepest = float(np.percentile(_steps(flat.grey, ink), 90))
    contrast = depth / 255.0 * float(np.median(flat.ground)) / flat.gain
    return Quality(dpi, min(1.0, steepest / max(1.0, depth)), contrast, _cut(flat))


def _steps(grey: Image, ink: NDArray[np.int64]) -> NDArray[np.int16]:
    """How much brightness changes over two pixels at each pixel of ink, across or down, whichever is more.

    `ink`: where in the flattened picture.
    """
    width = grey.shape[1] + 2
    around = np.pad(grey, 1, mode="reflect").ravel()
    at = ink + width + 1 + 2 * (ink // grey.shape[1])
    after, before, below, above = (around[at + by].astype(np.int16) for by in (1, -1, width, -width))
    return np.asarray(np.maximum(abs(after - before), abs(below - above)), np.int16)


def _cut(flat: FlatPage) -> int:
    """Letters that the left and right edges run through; cleanup takes what touches them for border."""
    zoom = 1 / (float(np.hypot(flat.to_scan.a, flat.to_scan.d)) * flat.source_zoom)
    scan = np.rot90(flat.source, -flat.rotation // 90)
    darker = _DARK * float(np.median(scan[::_EVERY, ::_EVERY]))
    reach = round((_LETTER[1] + 1) / zoom)
    edges = (scan[:, :reach], scan[:, -reach:][:, ::-1])
    strips = (
        cv2.resize(np.ascontiguousarray(edge), None, fx=zoom, fy=zoom, interpolation=cv2.INTER_AREA)
        for edge in edges
    )
    return sum(_at_left_edge((strip < darker).astype(np.uint8)) for strip in strips)


def _at_left_edge(strip: NDArray[np.uint8]) -> int:
    """Letters that begin at the left edge of a strip; what runs through it from side to side is none."""
    parts = components(np.ascontiguousarray(strip)).stats[1:]
    left, width, height = parts[:, 0], parts[:, 2], parts[:, 3]
    letter = (height >= _LETTER[0]) & (height <= _LETTER[1]) & (width <= _LETTER[1])
    return int(np.count_nonzero(letter & (left == 0)))
