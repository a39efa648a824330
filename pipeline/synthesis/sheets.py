"""A drawn page as a value: marks placed in millimetres, before any pixel exists.

Composers make sheets, `render` turns them into pixels. A mark that writes a value of the record carries the
index of its `Slot`; where its ink falls becomes the truth.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Style = Literal["print", "typewriter", "handfont"]
Colour = tuple[int, int, int]

BLACK: Colour = (18, 18, 20)
RED: Colour = (196, 30, 42)
PENCIL: Colour = (120, 120, 122)
A4_MM = (210.0, 297.0)
A5_MM = (148.0, 210.0)
POINT_MM = 25.4 / 72


@dataclass(frozen=True, slots=True)
class Hand:
    """Who or what writes: a face, its size in points, its ink.

    `unsteady` is 0 for a laser and about 1 for a shaky hand; `thick` widens every stroke by that share of
    the type size, as a blunt pen does.
    """

    face: str
    size: float
    ink: Colour = BLACK
    style: Style = "print"
    bold: bool = False
    unsteady: float = 0.0
    thick: float = 0.0


@dataclass(frozen=True, slots=True)
class Slot:
    """One value of the record written on a sheet."""

    key: str
    value: str | tuple[str, ...]
    written: str
    style: Style


@dataclass(frozen=True, slots=True)
class Glyphs:
    """A run of text; `x` is its left end, `width` what it was given, which a pen may squeeze it into."""

    x: float
    baseline: float
    text: str
    hand: Hand
    slot: int | None = None
    width: float | None = None


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line through points, drawn with ink of this width; a slot is given where the line is an answer."""

    points: tuple[tuple[float, float], ...]
    width: float
    ink: Colour = BLACK
    slot: int | None = None


@dataclass(frozen=True, slots=True)
class Dots:
    """Real leader dots along a baseline."""

    left: float
    right: float
    baseline: float
    pitch: float
    radius: float


@dataclass(frozen=True, slots=True)
class Photo:
    """A glued portrait: a grey silhouette, so that nobody is shown."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Seal:
    """A round seal; its ring says that it is a specimen. Embossed seals have no ink, only light and shade."""

    x: float
    y: float
    radius: float
    turn_degrees: float
    strength: float
    face: str
    embossed: bool = False


@dataclass(frozen=True, slots=True)
class Area:
    """Invisible: ties the union of what a slot covers to a place that already holds print."""

    left: float
    top: float
    right: float
    bottom: float
    slot: int


Mark = Glyphs | Stroke | Dots | Photo | Seal | Area


@dataclass(frozen=True, slots=True)
class Sheet:
    """One side of paper with its marks, drawn in order."""

    width: float
    height: float
    marks: tuple[Mark, ...] = ()
    slots: tuple[Slot, ...] = ()

    @property
    def blank(self) -> bool:
        return not self.marks
