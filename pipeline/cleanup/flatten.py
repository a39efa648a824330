"""From a scan's pixels to a `FlatPage`: turned, straightened, evenly lit, its marks told apart."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.cleanup.leaders import leaders_of
from pipeline.cleanup.light import evened, ground_of, single_channel
from pipeline.cleanup.marks import edge_marks, ink_of, rules_of, solid_of
from pipeline.cleanup.resolution import estimate_dpi
from pipeline.cleanup.sampling import sampled, scaling, shrunk
from pipeline.cleanup.seals import red_mask, red_print
from pipeline.cleanup.turn import skew
from pipeline.flat import FlatPage, Image
from pipeline.geometry import FRAME_DPI, Affine, Box

_FINEST_DPI = 300
"""Finer scans are shrunk to this for reading: lines are read at 40 pixels, which 200 dpi already gives."""
_LEAST_SKEW = 0.05
"""Degrees not worth turning for: 1.4 pixels from one side of a sheet to the other."""


def flatten(pixels: NDArray[np.uint8], dpi: float | None, rotation: int) -> FlatPage:
    """Flatten a scan that must be turned clockwise by `rotation` (0, 90, 180, 270) to stand upright.

    `pixels`: uint8, height x width (grey) or height x width x 3 (RGB); `dpi`: the file's tag, if any.
    """
    height, width = pixels.shape[:2]
    resolution = estimate_dpi(width, height, dpi)
    source_zoom = min(1.0, _FINEST_DPI / resolution)
    fine = shrunk(pixels, source_zoom)
    red = red_mask(fine)
    source = single_channel(fine, red_print(red, resolution * source_zoom))
    shape = (height, width) if rotation % 180 else (width, height)
    size = max(1, round(shape[0] * FRAME_DPI / resolution)), max(1, round(shape[1] * FRAME_DPI / resolution))
    turned = _turned(width, height, rotation).after(
        Affine(shape[0] / size[0], 0.0, 0.0, 0.0, shape[1] / size[1], 0.0)
    )
    lean = _lean(_seen(source, source_zoom, turned, size))
    to_scan = turned.after(_about_middle(size, lean))
    grey, ground = _lit(_seen(source, source_zoom, to_scan, size))
    seal = sampled(red, scaling(source_zoom).after(to_scan), size, outside=0) if red.any() else red
    marks = _marks(grey)
    return FlatPage(
        grey=grey,
        clean=np.where(cv2.dilate(marks[1], _FRINGE) > 0, 255, grey).astype(np.uint8),
        ink=marks[0],
        ruled=marks[2],
        erased=np.asarray(cv2.dilate(marks[1], _FRINGE), dtype=np.uint8),
        seal=seal if seal.shape == grey.shape else np.zeros_like(grey),
        ground=ground,
        source=source,
        source_zoom=source_zoom,
        rules=marks[3],
        leaders=marks[4],
        to_scan=to_scan,
        rotation=rotation,
        skew_degrees=lean,
    )


_FRINGE = np.ones((3, 3), np.uint8)


def _seen(source: Image, source_zoom: float, to_scan: Affine, size: tuple[int, int]) -> Image:
    """The source in the frame; beyond the sheet's edge lies paper of the page's usual brightness."""
    paper = int(np.median(source[::16, ::16]))
    to_source = scaling(source_zoom).after(to_scan)
    return sampled(source, to_source, size, outside=paper)


def _lit(grey: Image) -> tuple[Image, Image]:
    ground = ground_of(grey)
    return evened(grey, ground), ground


def _lean(grey: Image) -> float:
    """Degrees by which text falls to the right in a page that is turned but not straightened."""
    small = shrunk(grey, 0.5)
    lean = skew(ink_of(evened(small, ground_of(small))))
    return lean if abs(lean) > _LEAST_SKEW else 0.0


def _marks(grey: Image) -> tuple[Image, Image, Image, tuple[Box, ...], tuple[Box, ...]]:
    """Ink of writing, what to erase, ruled pixels, rules and leaders of an evenly lit page."""
    every = ink_of(grey)
    ink = cv2.subtract(every, solid_of(every))
    rules, ruled = rules_of(ink)
    ink = cv2.subtract(ink, ruled)
    ink = cv2.subtract(ink, edge_marks(ink))
    leaders, dots = leaders_of(ink)
    erased = np.asarray(cv2.bitwise_or(ruled, dots), dtype=np.uint8)
    return np.asarray(cv2.subtract(ink, dots), dtype=np.uint8), erased, ruled, rules, leaders


def _about_middle(size: tuple[int, int], lean: float) -> Affine:
    """From the straightened frame to the one that leans by `lean` degrees: a turn about its middle."""
    cosine, sine = float(np.cos(np.radians(lean))), float(np.sin(np.radians(lean)))
    x, y = size[0] / 2, size[1] / 2
    return Affine(cosine, -sine, x - cosine * x + sine * y, sine, cosine, y - sine * x - cosine * y)


def _turned(width: int, height: int, rotation: int) -> Affine:
    """From the scan turned upright back to the scan, whose width and height these are."""
    return {
        0: Affine(1, 0, 0, 0, 1, 0),
        90: Affine(0, 1, 0, -1, 0, height),
        180: Affine(-1, 0, width, 0, -1, height),
        270: Affine(0, -1, width, 1, 0, 0),
    }[rotation]
