"""From a scan's pixels to a `FlatPage`: turned, straightened, evenly lit, with ink, seals, rules and leaders parted."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.cleanup.marks import ink_mask, leaders, rules, seal_mask, without
from pipeline.cleanup.resolution import estimate_dpi
from pipeline.cleanup.turn import skew
from pipeline.flat import FlatPage, Image
from pipeline.geometry import FRAME_DPI, Affine

_MOST_DPI = 300
"""Pictures for reading keep the scan's resolution up to this; more only costs time."""
_LEAST_SKEW = 0.05


def flatten(pixels: NDArray[np.uint8], dpi: float | None, rotation: int) -> FlatPage:
    """Flatten a scan that must be turned clockwise by `rotation` (0, 90, 180, 270) to stand upright.

    `pixels`: uint8, height x width (grey) or height x width x 3 (RGB).
    """
    height, width = pixels.shape[:2]
    turned = np.ascontiguousarray(np.rot90(pixels, k=-rotation // 90))
    resolution = estimate_dpi(width, height, dpi)
    zoom = min(max(resolution, FRAME_DPI), _MOST_DPI) / FRAME_DPI
    frame = _scaled(turned, FRAME_DPI / resolution)
    lean = skew(ink_mask(_even(_channel(frame))))
    lean = lean if abs(lean) > _LEAST_SKEW else 0.0
    straight = _straightened(frame, lean, 1.0)
    even = _even(_channel(straight))
    seal = seal_mask(straight)
    marks = _Marks.of(even)
    picture = (
        even if zoom == 1 else _even(_channel(_straightened(_scaled(turned, zoom * FRAME_DPI / resolution), lean, zoom)))
    )
    size = even.shape[1], even.shape[0]
    return FlatPage(
        picture=without(picture, marks.erased, zoom),
        zoom=picture.shape[1] / even.shape[1],
        ink=marks.ink,
        seal=seal,
        rules=marks.rules,
        leaders=marks.leaders,
        width=size[0],
        height=size[1],
        to_scan=_to_scan(width, height, rotation).after(_to_turned(size, turned.shape[1] / size[0], lean)),
        rotation=rotation,
        skew_degrees=lean,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Marks:
    """What is drawn on a page, parted: writing, ruled lines, leaders, and the mask of what to erase."""

    ink: Image
    rules: tuple
    leaders: tuple
    erased: Image

    @classmethod
    def of(cls, even: Image) -> _Marks:
        ink = ink_mask(even)
        ruled, rule_mask = rules(ink)
        rest = cv2.subtract(ink, rule_mask)
        led, leader_mask = leaders(rest)
        return cls(cv2.subtract(rest, leader_mask), ruled, led, cv2.bitwise_or(rule_mask, leader_mask))


def _channel(pixels: NDArray[np.uint8]) -> Image:
    """Red: it drops red seals for nothing and keeps blue and black ink dark."""
    return pixels if pixels.ndim == 2 else np.ascontiguousarray(pixels[:, :, 0])


def _scaled(pixels: NDArray[np.uint8], zoom: float) -> NDArray[np.uint8]:
    if abs(zoom - 1) < 1e-3:
        return pixels
    kind = cv2.INTER_AREA if zoom < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(pixels, None, fx=zoom, fy=zoom, interpolation=kind), dtype=np.uint8)


def _straightened(pixels: NDArray[np.uint8], lean: float, zoom: float) -> NDArray[np.uint8]:
    if lean == 0:
        return pixels
    height, width = pixels.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), lean, 1.0)
    straight = cv2.warpAffine(
        pixels, turn, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(straight, dtype=np.uint8)


def _even(grey: Image) -> Image:
    """Divide by the ground: the brightest around each place, smoothed. Large dark areas become ground."""
    small = cv2.resize(grey, None, fx=0.125, fy=0.125, interpolation=cv2.INTER_AREA)
    ground = cv2.medianBlur(cv2.dilate(small, np.ones((5, 5), np.uint8)), 9)
    ground = cv2.resize(ground, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(grey, cv2.max(ground, 40), scale=255), dtype=np.uint8)


def _to_turned(size: tuple[int, int], zoom: float, lean: float) -> Affine:
    """Frame to turned scan: undo the straightening about the middle, then scale."""
    middle_x, middle_y = size[0] / 2, size[1] / 2
    turn = cv2.getRotationMatrix2D((middle_x, middle_y), -lean, 1.0)
    back = Affine(*(float(v) for v in turn[0]), *(float(v) for v in turn[1]))
    return Affine(zoom, 0.0, 0.0, 0.0, zoom, 0.0).after(back)


def _to_scan(width: int, height: int, rotation: int) -> Affine:
    """Turned scan to scan; `width` and `height` are the scan's."""
    return {
        0: Affine(1, 0, 0, 0, 1, 0),
        90: Affine(0, 1, 0, -1, 0, height),
        180: Affine(-1, 0, width, 0, -1, height),
        270: Affine(0, -1, width, 1, 0, 0),
    }[rotation]
