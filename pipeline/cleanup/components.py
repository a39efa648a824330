"""Connected components with their types stated: what OpenCV's own annotations leave open."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.flat import Image

Labels = NDArray[np.int32]
"""Number of the component each pixel belongs to; 0 is the ground."""
Stats = NDArray[np.int32]
"""A row for each component, the ground first: left, top, width, height, pixels."""
Choice = NDArray[np.bool_]
"""For each component whether it is meant."""


def components(mask: NDArray[np.uint8]) -> tuple[Labels, Stats, NDArray[np.float64]]:
    """Labels, stats and centres (x, y) of the components of a mask, diagonal neighbours joined."""
    _, labels, stats, centres = cv2.connectedComponentsWithStats(mask, connectivity=8)
    return np.asarray(labels, np.int32), np.asarray(stats, np.int32), np.asarray(centres, np.float64)


def picked(labels: Labels, chosen: Choice) -> Image:
    """255 on the components that are chosen."""
    return np.take(chosen.astype(np.uint8) * np.uint8(255), labels, mode="clip")
