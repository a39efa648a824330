"""The flattened page: what cleanup makes and layout looks at. It lives in one worker and never travels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.geometry import Affine, Box

Image = NDArray[np.uint8]
"""One channel, height x width."""


@dataclass(frozen=True, slots=True, eq=False)
class FlatPage:
    """A page upright, straight and evenly lit. Masks and boxes are in the frame (200 dpi).

    `grey`: the page, ground near 255, red seals dropped. `ink`: 255 where there is writing or print; no
    seal, border, hole, photograph, rule or leader. `parts`: the components of `ink`, a row each: left, top,
    width, height, pixels. `ruled`: 255 on ruled lines, comb walls and table grids. `erased`: 255 on rules
    and leaders with their fringe. `seal`: 255 where a colour page is red. `ground`: brightness of the paper,
    an eighth of the frame's size. `gain`: how many times as dark faint writing was made; `blurred`: that
    its pictures are sharpened. `source`: the scan in one channel in the scan's own pixels, where `to_scan`
    leads, shrunk by `source_zoom` where it is finer than reading needs.
    """

    grey: Image
    ink: Image
    parts: NDArray[np.int32]
    ruled: Image
    erased: Image
    seal: Image
    ground: Image
    gain: float
    blurred: bool
    source: Image
    source_zoom: float
    rules: tuple[Box, ...]
    leaders: tuple[Box, ...]
    to_scan: Affine
    rotation: int
    skew_degrees: float

    @property
    def clean(self) -> Image:
        """`grey` with rules and leaders painted over; tone dots stay."""
        return np.where(self.erased > 0, 255, self.grey).astype(np.uint8)

    @property
    def drawn(self) -> Image:
        """255 on ink and on rules: a side of a box may have been taken for a ruled line."""
        return np.bitwise_or(self.ink, self.ruled)

    @property
    def width(self) -> int:
        return int(self.grey.shape[1])

    @property
    def height(self) -> int:
        return int(self.grey.shape[0])
