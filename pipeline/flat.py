"""The flattened page: what cleanup makes and layout looks at. It lives in one worker and never travels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.geometry import Affine, Box

Image = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class FlatPage:
    """A page upright, straight and evenly lit. Masks and boxes are in the frame (200 dpi).

    `picture`: grey, ground near 255, seals dropped, leaders and rules erased; `zoom` times the frame's
    resolution, because a scan of 300 dpi reads better than its frame. `ink`: 255 where there is ink of
    writing or print (not seal, border, rule or leader). `seal`: 255 where it is red.
    """

    picture: Image
    zoom: float
    ink: Image
    seal: Image
    rules: tuple[Box, ...]
    leaders: tuple[Box, ...]
    width: int
    height: int
    to_scan: Affine
    rotation: int
    skew_degrees: float
