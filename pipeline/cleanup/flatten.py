"""From a scan's pixels to a `FlatPage`: turned, straightened, evenly lit, its marks told apart."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.cleanup.light import darkened, evened, ground_of, restored, single_channel, wear_of
from pipeline.cleanup.marks import marks_of
from pipeline.cleanup.resolution import estimate_dpi
from pipeline.cleanup.sampling import reduced, sampled, scaling, shrunk
from pipeline.cleanup.seals import red_mask, red_print
from pipeline.cleanup.turn import skew
from pipeline.flat import FlatPage, Image
from pipeline.geometry import FRAME_DPI, Affine

_FINEST_DPI = 300
"""Finer scans are shrunk to this for reading: lines are read at 40 pixels, which 200 dpi already gives."""
_LEAST_SKEW = 0.05
"""Degrees not worth turning for: 1.4 pixels from one side of a sheet to the other."""
_INK = 195
"""Darker than this, of 255, is ink enough to tell the lean by."""


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
    lean = _lean(source, scaling(source_zoom).after(turned), size)
    to_scan = turned.after(_about_middle(size, lean))
    to_source = scaling(source_zoom).after(to_scan)
    seen = sampled(source, to_source, size, outside=_paper(source))
    ground = ground_of(seen)
    even = evened(seen, ground)
    gain, blurred = wear_of(even)
    marks = marks_of(restored(even, gain, blurred))
    return FlatPage(
        grey=darkened(even, gain),
        ink=marks.ink,
        parts=marks.parts,
        ruled=marks.ruled,
        erased=marks.erased,
        seal=sampled(red, to_source, size, outside=0) if red.any() else np.zeros_like(even),
        ground=ground,
        gain=gain,
        blurred=blurred,
        source=source,
        source_zoom=source_zoom,
        rules=marks.rules,
        leaders=marks.leaders,
        to_scan=to_scan,
        rotation=rotation,
        skew_degrees=lean,
    )


def _paper(source: Image) -> int:
    """Usual brightness: what is taken to lie beyond the sheet's edge."""
    return int(np.median(source[::16, ::16]))


def _lean(source: Image, to_source: Affine, size: tuple[int, int]) -> float:
    """Degrees by which text falls to the right in a page that is turned but not straightened."""
    half = sampled(
        reduced(source, 2),
        scaling(0.5).after(to_source).after(scaling(2)),
        (size[0] // 2, size[1] // 2),
        outside=_paper(source),
    )
    even = evened(half, ground_of(half))
    lean = skew(np.asarray(cv2.threshold(even, _INK, 255, cv2.THRESH_BINARY_INV)[1], dtype=np.uint8))
    return lean if abs(lean) > _LEAST_SKEW else 0.0


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
