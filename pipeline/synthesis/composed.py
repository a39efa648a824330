"""Gives a Latin face the Vietnamese letters it lacks, made of its own letters and marks.

Few handwriting faces were drawn with Vietnamese in mind, and a recogniser that has seen few hands reads few.
People add the marks as they write: so do we. Circumflex, tilde, grave and acute are the face's own, shrunk to
fit; what it lacks of them, breve, hook, horn and the bar of đ are strokes as thick as its hyphen; the dot
below is its full stop.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.text import ACCENTED_LETTERS

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

Point = tuple[float, float]

_GRAVE, _ACUTE, _CIRCUMFLEX, _TILDE = "\u0300", "\u0301", "\u0302", "\u0303"
_BREVE, _HOOK, _HORN, _DOT = "\u0306", "\u0309", "\u031b", "\u0323"
_OWN = {_GRAVE: "`", _ACUTE: "´", _CIRCUMFLEX: "ˆ^", _TILDE: "˜~", _DOT: "."}
"""The signs of a face that can stand for a mark, the best first."""
_SHAPES = frozenset((_CIRCUMFLEX, _BREVE, _HORN))
"""Marks that make another letter; the others are tones, and stand outside of them."""
_STROKES: dict[str, tuple[Point, ...]] = {
    _GRAVE: ((-0.14, 0.28), (0.12, 0.0)),
    _ACUTE: ((0.14, 0.28), (-0.12, 0.0)),
    _BREVE: ((-0.3, 0.22), (-0.2, 0.06), (0.0, 0.0), (0.2, 0.06), (0.3, 0.22)),
    _HOOK: ((-0.14, 0.3), (0.02, 0.38), (0.16, 0.29), (0.1, 0.16), (0.0, 0.1), (0.0, 0.0)),
    _HORN: ((-0.12, 0.0), (0.04, 0.05), (0.12, 0.16), (0.1, 0.3)),
}
"""Marks as lines a pen follows, in x-heights: the middle and the foot are at 0."""


@dataclass(frozen=True, slots=True)
class _Shape:
    """Closed outlines, as a pen records them, and their box: left, bottom, right, top."""

    value: tuple[Any, ...]
    box: tuple[float, float, float, float]

    @property
    def middle(self) -> float:
        return (self.box[0] + self.box[2]) / 2

    @property
    def height(self) -> float:
        return self.box[3] - self.box[1]


def complete(path: Path) -> None:
    """Add to this TrueType file every accented letter that it lacks and can be composed.

    A letter whose base or mark the face lacks stays missing.
    """
    from fontTools.ttLib import TTFont

    with TTFont(path) as font:
        if not {ord("x"), ord("-")} <= font.getBestCmap().keys():
            return  # Nothing to measure marks by.
        face = _Face(font)
        for letter in ACCENTED_LETTERS:
            face.compose(letter)
        font.save(path)


class _Face:
    """A font file under completion."""

    def __init__(self, font: TTFont) -> None:
        self.font = font
        x, hyphen = self.shape("x"), self.shape("-")
        self.x_height = x.height
        self.pen = min(0.2 * self.x_height, max(0.06 * self.x_height, hyphen.height))
        self.lean = math.tan(math.radians(-min(0.0, max(-30.0, font["post"].italicAngle))))

    def has(self, letter: str) -> bool:
        return ord(letter) in self.font.getBestCmap()

    def shape(self, letter: str) -> _Shape:
        from fontTools.pens.recordingPen import DecomposingRecordingPen

        glyphs = self.font.getGlyphSet()
        pen = DecomposingRecordingPen(glyphs)
        glyphs[self.font.getBestCmap()[ord(letter)]].draw(pen)
        return _boxed(pen.value)

    def _dotless(self, letter: str) -> str:
        return "ı" if letter == "i" and self.has("ı") else letter

    def compose(self, letter: str) -> bool:
        """Add a letter where it is missing; return whether the face has it then."""
        if self.has(letter):
            return True
        if letter in "đĐ":
            return self.has(letter.translate(_D)) and self._add(
                letter, letter.translate(_D), self._bar(letter)
            )
        parts = unicodedata.normalize("NFD", letter)
        base, marks = parts[0], parts[1:]
        if not marks:
            return False
        shapes = [mark for mark in marks if mark in _SHAPES]
        tones = [mark for mark in marks if mark not in _SHAPES]
        outermost = (tones or shapes)[-1]
        under = unicodedata.normalize("NFC", base + "".join(shapes if tones else ()))
        mark = self._mark(outermost)
        if mark is None or not self.compose(under):
            return False
        return self._add(letter, under, self._placed(under, outermost, mark))

    def _mark(self, mark: str) -> _Shape | None:
        """A mark by itself, no wider and higher than fits over an `o`."""
        own = next((sign for sign in _OWN.get(mark, "") if self.has(sign)), None)
        if own is None:
            line = [(x * self.x_height, y * self.x_height) for x, y in _STROKES.get(mark, ())]
            return _stroked(line, self.pen) if line else None
        shape, room = self.shape(own), 0.6 * self.x_height
        widest = max(shape.box[2] - shape.box[0], 1.2 * shape.height, 1.0)
        return _moved(shape, scale=min(1.0, room / widest))

    def _placed(self, under: str, mark: str, shape: _Shape) -> _Shape:
        """A mark where it belongs on this letter."""
        body, gap = self.shape(under if mark == _DOT else self._dotless(under)), 0.12 * self.x_height
        low, high = body.box[1], body.box[3]
        if mark == _DOT:
            hangs = low < -0.25 * self.x_height
            middle = body.box[2] if hangs else body.middle
            return _moved(shape, (middle, min(low, 0.0) * (not hangs) - gap - shape.height))
        if mark == _HORN:
            right = max(x for x, y in _points(body) if y > 0.6 * high)
            return _moved(shape, (right, 0.85 * high))
        aside = unicodedata.normalize("NFD", under)[1:] and mark != _TILDE
        lean = self.lean * (high - self.x_height / 2)
        if aside and mark != _GRAVE:
            return _moved(shape, (body.middle + 0.35 * self.x_height + lean, high - 0.3 * shape.height))
        return _moved(shape, (body.middle + lean, high + gap))

    def _bar(self, letter: str) -> _Shape:
        """The bar of đ through its stem, of Đ through the left of the bowl."""
        body = self.shape(letter.translate(_D))
        low, high = body.box[1], body.box[3]
        if letter == "Đ":
            stem, level, reach = body.box[0] + 0.12 * (body.box[2] - body.box[0]), (low + high) / 2, 0.3
        else:
            above = [x for x, y in _points(body) if y > 1.15 * self.x_height]
            stem = sum(above) / len(above) if above else body.box[2]
            level, reach = (self.x_height + high) / 2, 0.28
        half = reach * self.x_height
        return _stroked([(stem - half, level), (stem + half, level)], self.pen)

    def _add(self, letter: str, under: str, mark: _Shape) -> bool:
        from fontTools.pens.ttGlyphPen import TTGlyphPen

        name, base = f"composed{ord(letter):04X}", under if letter in "ịỊ" else self._dotless(under)
        pen = TTGlyphPen(None)
        for command, points in (*self.shape(base).value, *mark.value):
            getattr(pen, command)(*points)
        advance, _ = self.font["hmtx"][self.font.getBestCmap()[ord(under)]]
        if letter in "ơưƠƯ":
            advance = max(advance, round(mark.box[2]))
        glyph = pen.glyph()
        self.font["glyf"][name] = glyph
        glyph.recalcBounds(self.font["glyf"])
        self.font["hmtx"][name] = (advance, glyph.xMin)
        for table in self.font["cmap"].tables:
            if table.isUnicode():
                table.cmap[ord(letter)] = name
        return True


_D = str.maketrans("đĐ", "dD")


def _points(shape: _Shape) -> list[Point]:
    return [point for _, points in shape.value for point in points if point is not None]


def _boxed(value: Iterable[Any]) -> _Shape:
    held = tuple(value)
    points = [point for _, points in held for point in points if point is not None]
    xs, ys = [x for x, _ in points] or [0.0], [y for _, y in points] or [0.0]
    return _Shape(held, (min(xs), min(ys), max(xs), max(ys)))


def _moved(shape: _Shape, to: Point = (0.0, 0.0), scale: float = 1.0) -> _Shape:
    """The shape scaled, its middle and foot put to a point."""
    left, foot = shape.middle, shape.box[1]
    return _boxed(
        (
            command,
            tuple(
                p and (round((p[0] - left) * scale + to[0]), round((p[1] - foot) * scale + to[1]))
                for p in points
            ),
        )
        for command, points in shape.value
    )


def _stroked(line: Sequence[Point], width: float) -> _Shape:
    """A pen's stroke along a line: a box a stretch and a disc at each end; outlines that overlap are one."""
    half, outlines = width / 2, []
    for (x0, y0), (x1, y1) in pairwise(line):
        length = math.hypot(x1 - x0, y1 - y0) or 1.0
        across = ((y1 - y0) / length * half, -(x1 - x0) / length * half)
        outlines.append(
            [
                (x0 - across[0], y0 - across[1]),
                (x1 - across[0], y1 - across[1]),
                (x1 + across[0], y1 + across[1]),
                (x0 + across[0], y0 + across[1]),
            ]
        )
    for x, y in line:
        turns = [-math.tau * step / 8 for step in range(8)]
        outlines.append([(x + half * math.cos(turn), y + half * math.sin(turn)) for turn in turns])
    value: list[Any] = []
    for outline in outlines:
        value += [("moveTo", (outline[0],)), *(("lineTo", (point,)) for point in outline[1:])]
        value.append(("closePath", ()))
    return _boxed(value)
