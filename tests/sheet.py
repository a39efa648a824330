"""Drawn sheets for tests of cleanup and layout: black strokes at known places on white paper, 200 dpi A4."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.geometry import Box

WIDTH, HEIGHT = 1654, 2339
Pixels = NDArray[np.uint8]


def blank(width: int = WIDTH, height: int = HEIGHT, shade: int = 240) -> Pixels:
    return np.full((height, width), shade, np.uint8)


def write(sheet: Pixels, text: str, left: int, foot: int, scale: float = 1.0) -> Box:
    """Write a line whose letters stand on `foot`; the box of its ink (about 22 x scale high)."""
    before = sheet.copy()
    cv2.putText(sheet, text, (left, foot), cv2.FONT_HERSHEY_SIMPLEX, scale, 30, 2, cv2.LINE_AA)
    ys, xs = np.nonzero(np.any((before != sheet).reshape(*sheet.shape[:2], -1), axis=2))
    return Box(float(xs.min()), float(ys.min()), float(xs.max() + 1), float(ys.max() + 1))


def dots(sheet: Pixels, left: int, right: int, foot: int, pitch: int = 8) -> Box:
    for x in range(left, right, pitch):
        sheet[foot - 2 : foot + 1, x : x + 3] = 60
    return Box(float(left), float(foot - 2), float(right), float(foot + 1))


def grid(sheet: Pixels, xs: list[int], ys: list[int]) -> None:
    for x in xs:
        cv2.line(sheet, (x, ys[0]), (x, ys[-1]), 20, 3)
    for y in ys:
        cv2.line(sheet, (xs[0], y), (xs[-1], y), 20, 3)


def letter(lines: int = 14) -> tuple[Pixels, list[Box]]:
    """A sheet with a heading and lines of text, and where they stand."""
    sheet = blank()
    boxes = [write(sheet, "DANG CONG SAN VIET NAM", 520, 200, 1.2)]
    words = "Sinh ngay 12 thang 05 nam 1975 tai xa Hung Dung thanh pho Vinh"
    boxes += [write(sheet, words[: 30 + 7 * (i % 4)], 180, 320 + 70 * i) for i in range(lines)]
    return sheet, boxes


def turned(sheet: Pixels, degrees: float, shade: int = 240) -> tuple[Pixels, NDArray[np.float64]]:
    """The sheet turned counter-clockwise about its middle, and the matrix that did it."""
    height, width = sheet.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    out = cv2.warpAffine(sheet, matrix, (width, height), borderValue=(shade,) * 4)
    return np.asarray(out, np.uint8), np.asarray(matrix, np.float64)
