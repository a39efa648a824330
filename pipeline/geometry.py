"""Boxes and plane transforms: the only place that knows how page frames relate.

Two frames matter. The *scan* is the image as it came, in its own pixels. The *frame* is the upright, flat
page at `FRAME_DPI`; every stage after cleanup works in it, and `Affine` takes a place back to the scan.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

FRAME_DPI = 200
"""Resolution of the upright page frame, dots an inch: A4 is 1654 x 2339."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle with its sides along the axes; right and bottom are exclusive."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def area(self) -> float:
        return max(0.0, self.width) * max(0.0, self.height)

    @property
    def centre(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def intersection(self, other: Box) -> Box | None:
        """The common part, or None where the boxes do not meet."""
        left, top = max(self.left, other.left), max(self.top, other.top)
        right, bottom = min(self.right, other.right), min(self.bottom, other.bottom)
        return Box(left, top, right, bottom) if left < right and top < bottom else None

    def vertical_overlap(self, other: Box) -> float:
        """Shared height as a share of the lower of the two boxes, 0 to 1."""
        shared = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(0.0, shared) / max(1e-9, min(self.height, other.height))

    def contains(self, x: float, y: float) -> bool:
        return self.left <= x < self.right and self.top <= y < self.bottom

    def grown(self, horizontal: float, vertical: float) -> Box:
        """The box with a margin added on each side; the margins may be negative."""
        return Box(
            self.left - horizontal, self.top - vertical, self.right + horizontal, self.bottom + vertical
        )

    def clipped(self, width: float, height: float) -> Box:
        """The part inside an image of this size, never inside out."""
        left, top = min(max(0.0, self.left), width), min(max(0.0, self.top), height)
        return Box(left, top, max(left, min(width, self.right)), max(top, min(height, self.bottom)))

    def turned(self, degrees: int) -> Box:
        """The box when all is turned clockwise about the origin, by 0, 90, 180 or 270 degrees."""
        left, top, right, bottom = self.left, self.top, self.right, self.bottom
        return {
            0: self,
            90: Box(-bottom, left, -top, right),
            180: Box(-right, -bottom, -left, -top),
            270: Box(top, -right, bottom, -left),
        }[degrees]

    def rounded(self) -> tuple[int, int, int, int]:
        """Left, top, right, bottom as whole pixels, as the export contract writes them."""
        return round(self.left), round(self.top), round(self.right), round(self.bottom)


def union(boxes: Iterable[Box]) -> Box:
    """The smallest box around all of `boxes`; raises ValueError for none."""
    every = tuple(boxes)
    return Box(
        min(box.left for box in every),
        min(box.top for box in every),
        max(box.right for box in every),
        max(box.bottom for box in every),
    )


@dataclass(frozen=True, slots=True)
class Affine:
    """x' = a x + b y + c; y' = d x + e y + f."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    def point(self, x: float, y: float) -> tuple[float, float]:
        return self.a * x + self.b * y + self.c, self.d * x + self.e * y + self.f

    def box(self, box: Box) -> Box:
        """The smallest upright box around the image of `box`."""
        corners = [self.point(x, y) for x in (box.left, box.right) for y in (box.top, box.bottom)]
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        return Box(min(xs), min(ys), max(xs), max(ys))

    def after(self, first: Affine) -> Affine:
        """The transform that applies `first`, then this one."""
        return Affine(
            self.a * first.a + self.b * first.d,
            self.a * first.b + self.b * first.e,
            self.a * first.c + self.b * first.f + self.c,
            self.d * first.a + self.e * first.d,
            self.d * first.b + self.e * first.e,
            self.d * first.c + self.e * first.f + self.f,
        )

    def inverse(self) -> Affine:
        """The transform back; raises ValueError where there is none."""
        determinant = self.a * self.e - self.b * self.d
        if abs(determinant) < 1e-12:
            raise ValueError("a flat transform has no inverse")
        a, b, d, e = self.e / determinant, -self.b / determinant, -self.d / determinant, self.a / determinant
        return Affine(a, b, -(a * self.c + b * self.f), d, e, -(d * self.c + e * self.f))


IDENTITY = Affine(1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
