"""Training lines with their truth: text set in one or several hands, on leaders, in combs, cut and damaged.

Drawing is dear and damage is cheap, so the two are apart: `draw_line` gives a clean line that keeps its
ink, `take` makes one damaged crop of it, different each time. Which faces and which texts may be used is
decided by the split alone.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.synthesis import damage
from pipeline.synthesis.corpus import Piece, Words, invent
from pipeline.synthesis.fonts import Face, faces
from pipeline.synthesis.fonts import letters as known_letters
from pipeline.synthesis.ink import Drawn, Hand, Ink, draw

X_HEIGHT = 17.0
"""The x-height of printed lines as drawn, in pixels: 12 points at 300 dots per inch have 22."""

MODES = ("print", "typewriter", "script", "mixed", "comb", "empty")
"""How a line is written: in one role throughout, printed label and other value, in boxes, or not at all."""

WEIGHTS: Mapping[str, float] = {
    "print": 0.24,
    "typewriter": 0.14,
    "script": 0.33,
    "mixed": 0.22,
    "comb": 0.05,
    "empty": 0.02,
}
"""How often each mode is drawn."""

HANDS: Mapping[str, float] = {
    "print": 0.16,
    "typewriter": 0.10,
    "script": 0.45,
    "mixed": 0.25,
    "comb": 0.03,
    "empty": 0.01,
}
"""How often for a network that reads what another, which knows print, is unsure of."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where lines come from: faces by role, whether they are check lines, how often each mode is drawn."""

    print: tuple[Face, ...]
    typewriter: tuple[Face, ...]
    script: tuple[Face, ...]
    check: bool
    modes: Mapping[str, float]

    def face(self, role: str, chance: random.Random) -> Face:
        """Draw a face of a role, each family as likely as the next."""
        by_family: dict[str, list[Face]] = {}
        for face in getattr(self, role):
            by_family.setdefault(face.family, []).append(face)
        return chance.choice(by_family[chance.choice(sorted(by_family))])


@dataclass(frozen=True, slots=True)
class InkLine:
    """A clean line: ink from 0 to 255 with room around it, the box of its letters, its text and mode.

    `nonsense`: the text says nothing (`corpus.Words`)."""

    ink: Ink
    top: int
    bottom: int
    left: int
    right: int
    text: str
    mode: str
    nonsense: bool = False


@dataclass(frozen=True, slots=True)
class Crop:
    """A line as a scanner gives it: grey, dark on light, with its text and mode; `nonsense` as in InkLine."""

    image: NDArray[np.uint8]
    text: str
    mode: str
    nonsense: bool = False


def open_source(folder: Path, face_split: str, check: bool, modes: Mapping[str, float] = WEIGHTS) -> Source:
    """The faces of one split in this folder; `check` picks the texts."""
    return Source(
        faces(folder, "print", face_split),
        faces(folder, "typewriter", face_split),
        faces(folder, "script", face_split),
        check,
        modes,
    )


def draw_line(source: Source, chance: random.Random, mode: str | None = None, letters: int = 200) -> InkLine:
    """Draw a clean line of at most so many letters."""
    chosen = mode or chance.choices(list(source.modes), list(source.modes.values()))[0]
    if chosen == "empty":
        return _framed(_empty(chance), "", chosen)
    while True:
        words = invent(chance, _kind(chosen, chance), source.check)
        hands = _hands(chosen, source, chance)
        if len(words.text) <= letters and all(_can(hands[not piece.label], piece) for piece in words.pieces):
            return replace(_set(words, chosen, hands, chance), nonsense=words.nonsense)


def _can(hand: Hand, piece: Piece) -> bool:
    """Whether the face has all the signs."""
    faces_used = [path for path in (hand.path, hand.other) if path]
    return all(known_letters(path).issuperset(piece.text) for path in faces_used)


def _kind(mode: str, chance: random.Random) -> str:
    match mode:
        case "comb":
            return "comb"
        case "mixed":
            return "form"
        case "script":
            return chance.choice(("value", "value", "value", "form"))
        case _:
            return chance.choice(("print", "print", "form", "value"))


def _set(words: Words, mode: str, hands: tuple[Hand, Hand], chance: random.Random) -> InkLine:
    """Set the pieces beside one another on a common baseline."""
    if mode == "comb":
        return _framed(_combed(words.pieces[0], hands[1], chance), words.text, mode)
    drawn = [draw(piece.text, hands[not piece.label], chance) for piece in words.pieces]
    return _framed(_joined(words.pieces, drawn, hands[0], mode, chance), words.text, mode)


def _hands(mode: str, source: Source, chance: random.Random) -> tuple[Hand, Hand]:
    """The hands of labels and of values."""
    if mode == "mixed":
        label = _hand("print" if chance.random() < 0.85 else "typewriter", source, chance)
        value_role = chance.choice(("script", "script", "script", "typewriter", "print"))
        return label, _hand(value_role, source, chance)
    role = chance.choice(("print", "typewriter", "script", "script")) if mode == "comb" else mode
    hand = _hand(role, source, chance)
    return hand, hand


def _hand(role: str, source: Source, chance: random.Random) -> Hand:
    path = source.face(role, chance).path
    match role:
        case "script":
            writer = _writer(path, chance)
            return writer if chance.random() < 0.45 else _loosened(writer, source, chance)
        case "typewriter":
            pitch = chance.uniform(1.12, 1.35)
            unsteady, pressure = chance.choice((0.0, 0.5, 1.2)), chance.uniform(0.45, 1)
            return Hand(path, X_HEIGHT, 0.0, chance.uniform(-0.3, 0.7), unsteady, pressure, pitch)
        case _:
            size = X_HEIGHT * chance.uniform(0.9, 1.1)
            return Hand(path, size, 0.0, chance.uniform(-0.4, 0.5), word_gap=chance.uniform(0.8, 1.6))


def _writer(path: str, chance: random.Random) -> Hand:
    """A person with a pen: larger or smaller than print, leaning, never twice the same."""
    return Hand(
        path,
        X_HEIGHT * chance.uniform(0.75, 1.25),
        slant=chance.gauss(0.05, 0.16),
        stroke=chance.uniform(-0.3, 0.75),
        unsteady=chance.uniform(0.2, 1.7),
        pressure=chance.uniform(0.6, 1),
        word_gap=chance.uniform(0.8, 2.2),
        stretch=chance.uniform(0.9, 1.5),
        stray=chance.choice((0.0, 0.0, 0.15, 0.35)),
    )


def _loosened(writer: Hand, source: Source, chance: random.Random) -> Hand:
    """A person who writes letter by letter, as most do who fill a form, with one pen."""
    return replace(
        writer,
        loose=chance.choice((0.0, 0.3, 0.7, 1.2)),
        spread=chance.choice((0.0, 0.1, 0.3, 0.6)) * chance.random(),
        other=source.face("script", chance).path if chance.random() < 0.35 else "",
        pen=chance.uniform(1.1, 3.2) if chance.random() < 0.6 else 0.0,
    )


def _joined(
    pieces: tuple[Piece, ...], drawn: list[Drawn], label: Hand, mode: str, chance: random.Random
) -> tuple[Ink, int]:
    """Lay the pieces on one strip; values stand on a leader that may run on to the edge."""
    often = 0.75 if mode == "mixed" else 0.45 if mode == "typewriter" else 0.3
    leader = chance.random() < often and any(not piece.label for piece in pieces)
    trimmed = [_trimmed(run) for run in drawn]
    above = max(run.baseline for run in trimmed) + 8
    below = max(run.ink.shape[0] - run.baseline for run in trimmed) + 8
    gaps = [chance.uniform(0.35, 1.6 if leader else 1.0) * label.x_height for _ in trimmed]
    tail = chance.uniform(1, 9) * label.x_height if leader and chance.random() < 0.6 else 0.0
    width = round(sum(run.ink.shape[1] for run in trimmed) + sum(gaps) + tail) + 16
    strip = np.zeros((above + below, width), np.uint8)
    if mode == "print" and chance.random() < 0.06:
        strip = _boxed(strip, above, label.x_height, chance)
    x = 8.0
    for piece, run, gap in zip(pieces, trimmed, gaps, strict=True):
        start = x
        sink = 0 if piece.label or mode != "mixed" else round(chance.gauss(-1.5, 2))
        _lay(strip, run, round(x), above + max(-6, min(6, sink)))
        x += run.ink.shape[1] + gap
        if leader and not piece.label:
            end = x + tail if piece is pieces[-1] else x - 0.4 * gap
            strip = _led(strip, (start - 0.7 * gap * chance.random(), end), above, label, chance)
    return strip, above


def _empty(chance: random.Random) -> tuple[Ink, int]:
    """What a line finder takes for a line and is none: a bare leader, specks, a scratch, an empty box."""
    rows, columns = round(3 * X_HEIGHT), round(X_HEIGHT * chance.uniform(1, 30))
    strip: Ink = np.zeros((rows, columns), np.uint8)
    shape = chance.random()
    if shape < 0.5:
        printer = Hand("", X_HEIGHT)
        strip = _led(strip, (0, columns), rows // 2, printer, chance)
    elif shape < 0.65:
        strip = _boxed(strip, rows - 8, X_HEIGHT, chance)
    for _ in range(chance.choice((0, 1, 2, 6)) if shape < 0.65 else chance.randint(1, 9)):
        spot = (chance.randrange(columns), chance.randrange(rows))
        cv2.circle(
            strip, spot, chance.choice((0, 1, 1, 2)), chance.randint(120, 255), cv2.FILLED, cv2.LINE_AA
        )
    if chance.random() < 0.2:
        start, end = ((chance.randrange(columns), chance.randrange(rows)) for _ in range(2))
        cv2.line(strip, start, end, chance.randint(80, 220), 1, cv2.LINE_AA)
    return strip, rows // 2


def _boxed(strip: Ink, baseline: int, x_height: float, chance: random.Random) -> Ink:
    """Add an empty box to tick behind the words; it reads as nothing."""
    side, gap = round(x_height * chance.uniform(1.1, 1.8)), round(x_height * chance.uniform(0.2, 1))
    wider = np.pad(strip, ((0, 0), (0, gap + side + 8)))
    left, bottom = wider.shape[1] - side - 4, baseline + chance.randint(-1, 4)
    corners = (left, bottom - side), (left + side, bottom)
    cv2.rectangle(wider, *corners, color=chance.randint(150, 255), thickness=1, lineType=cv2.LINE_AA)
    return wider


def _lay(strip: Ink, run: Drawn, x: int, baseline: int) -> None:
    top = baseline - run.baseline
    place = strip[top : top + run.ink.shape[0], x : x + run.ink.shape[1]]
    np.maximum(place, run.ink[: place.shape[0], : place.shape[1]], out=place)


def _trimmed(run: Drawn) -> Drawn:
    """Cut empty room around a run, its baseline kept inside."""
    rows, columns = np.flatnonzero(run.ink.max(1) > 40), np.flatnonzero(run.ink.max(0) > 40)
    if not rows.size:
        return run
    top = min(int(rows[0]), run.baseline - 1)
    bottom = max(int(rows[-1]) + 1, run.baseline + 1)
    return Drawn(run.ink[top:bottom, int(columns[0]) : int(columns[-1]) + 1], run.baseline - top)


def _led(strip: Ink, span: tuple[float, float], baseline: int, label: Hand, chance: random.Random) -> Ink:
    """Put a leader under a value: dots mostly, a rule now and then.

    A third of the dots are as heavy as the dot below a letter and right where that stands, for a letter
    with a leader's dot at its foot to be told from one with a dot of its own.
    """
    row = baseline + chance.uniform(-1, 3)
    span = (max(2.0, span[0]), min(strip.shape[1] - 2.0, span[1]))
    size, blank = label.x_height, np.zeros_like(strip)
    if chance.random() < 0.12:
        return _printed(strip, damage.rule(blank, (span[0], row + 2), (span[1], row + 2), 1, 220), chance)
    pitch, radius = size * chance.uniform(0.22, 0.62), size * chance.uniform(0.05, 0.09)
    if chance.random() < 0.35:
        row, radius = baseline + size * chance.uniform(0.05, 0.35), size * chance.uniform(0.08, 0.14)
        pitch = max(pitch, 2.6 * radius)
    level = chance.randint(150, 255)
    return _printed(strip, damage.leader_dots(blank, chance, span, row, pitch, radius, level), chance)


def _printed(strip: Ink, furniture: Ink, chance: random.Random) -> Ink:
    """Print dots or rules under the writing, or leave the gaps that painting them over makes in it."""
    if chance.random() < 0.4:
        fringe = cv2.dilate(furniture, np.ones((3, 3), np.uint8))
        return np.where(fringe > 60, np.uint8(0), strip)
    return np.maximum(strip, furniture)


def _combed(piece: Piece, hand: Hand, chance: random.Random) -> tuple[Ink, int]:
    """One letter in each box of a row; there may be empty boxes at the end."""
    letters = [letter for letter in piece.text if letter != " "]
    plain = Hand(hand.path, hand.x_height, hand.slant, hand.stroke, hand.unsteady, hand.pressure)
    runs = [_trimmed(draw(letter, plain, chance)) for letter in letters]
    side = max(chance.uniform(1.9, 2.9) * X_HEIGHT, *(run.ink.shape[1] + 4 for run in runs))
    height = round(max(2.2 * X_HEIGHT, side * chance.uniform(0.9, 1.4)))
    above = max(height, *(run.baseline for run in runs)) + 6
    below = max(run.ink.shape[0] - run.baseline for run in runs) + 20
    boxes = len(letters) + chance.choice((0, 0, 0, 1, 3))
    strip = np.zeros((above + below, round(side * boxes) + 16), np.uint8)
    lift = round(height * 0.2)
    for place, run in enumerate(runs):
        centre = 8 + side * (place + 0.5) + chance.gauss(0, 0.07 * side)
        x = round(min(max(1.0, centre - run.ink.shape[1] / 2), strip.shape[1] - run.ink.shape[1] - 1))
        _lay(strip, run, x, above + round(chance.gauss(0, 0.6 * hand.unsteady)))
    return _walled(strip, boxes, side, (above + lift - height, above + lift), chance), above


def _walled(strip: Ink, boxes: int, side: float, rows: tuple[int, int], chance: random.Random) -> Ink:
    level, width = chance.randint(90, 255), chance.choice((1, 1, 2))
    walls = np.zeros_like(strip)
    for place in range(boxes + 1):
        x = 8 + place * side
        walls = damage.rule(walls, (x, rows[0]), (x, rows[1]), width, level)
    for row in rows:
        walls = damage.rule(walls, (8, row), (8 + boxes * side, row), width, level)
    return _printed(strip, walls, chance)


def _framed(set_line: tuple[Ink, int], text: str, mode: str) -> InkLine:
    """Note the box of the ink and put room around it for turning and cutting."""
    ink, _ = set_line
    rows, columns = np.flatnonzero(ink.max(1) > 60), np.flatnonzero(ink.max(0) > 60)
    room = 20
    padded = np.pad(ink, room)
    box = (rows[0], rows[-1] + 1, columns[0], columns[-1] + 1) if rows.size else (0, 1, 0, 1)
    top, bottom, left, right = (int(edge) + room for edge in box)
    return InkLine(padded, top, bottom, left, right, text, mode)
