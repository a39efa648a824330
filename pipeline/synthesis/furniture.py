"""What stands on party paper besides text: signatures, seals, stamps, page numbers, the specimen line."""

from __future__ import annotations

import math
import random
from dataclasses import replace

from pipeline.synthesis.measuring import text_width
from pipeline.synthesis.sheets import PENCIL, RED, Colour, Glyphs, Hand, Mark, Seal, Sheet, Stroke

SPECIMEN = "MẪU THỬ – DỮ LIỆU HƯ CẤU"
"""Stands in the margin of every page that is not blank: nothing drawn here is about a person."""


def signature(x: float, y: float, ink: Colour, chance: random.Random) -> Stroke:
    """A scrawl around a point: loops that run to the right, and a flourish back."""
    width, height = chance.uniform(20, 32), chance.uniform(5, 9)
    turns, drift = chance.uniform(2.5, 5), chance.uniform(-0.2, 0.3)
    steps = 90
    points = []
    for step in range(steps):
        along = step / steps
        angle = 2 * math.pi * turns * along
        swing = height * (0.35 + 0.65 * abs(math.sin(3.1 * along + turns))) / 2
        points.append(
            (
                x - width / 2 + width * along + 2.2 * math.sin(angle * 1.3),
                y - drift * width * along + swing * math.cos(angle),
            )
        )
    points.append((x - width * chance.uniform(0.1, 0.5), y + height * 0.6))
    points.append((x + width * 0.7, y + height * chance.uniform(0.1, 0.5)))
    return Stroke(tuple(points), chance.uniform(0.3, 0.55), ink)


def seal(x: float, y: float, face: str, chance: random.Random, embossed: bool = False) -> Seal:
    """A round seal of 15 to 18 mm radius, seldom straight, seldom evenly inked."""
    radius = chance.uniform(15, 18) if not embossed else chance.uniform(10, 12)
    return Seal(x, y, radius, chance.uniform(-30, 30), chance.uniform(0.6, 0.95), face, embossed)


def secrecy_stamp(word: str, x: float, y: float, face: str, chance: random.Random) -> tuple[Mark, ...]:
    """A boxed red word, set by hand."""
    hand = Hand(face, chance.uniform(15, 18), RED, bold=True)
    width, slope = text_width(hand, word) + 8, chance.uniform(-0.6, 0.6)
    frame = ((x, y), (x + width, y - slope), (x + width, y + 9.5 - slope), (x, y + 9.5), (x, y))
    return Stroke(frame, 0.6, RED), Glyphs(x + 4, y + 7.2 - slope / 2, word, hand)


def pencilled(sheet: Sheet, number: int, face: str, chance: random.Random) -> Sheet:
    """The archivist's page number at the top right."""
    hand = Hand(face, chance.uniform(13, 17), PENCIL, "handfont", False, 1.0)
    mark = Glyphs(sheet.width - chance.uniform(14, 20), chance.uniform(10, 14), str(number), hand)
    return replace(sheet, marks=(*sheet.marks, mark))


def marked(sheet: Sheet, face: str) -> Sheet:
    """The sheet with the specimen line in its bottom margin; blank sides stay blank."""
    if sheet.blank:
        return sheet
    hand = Hand(face, 6.5, (90, 90, 90))
    x = (sheet.width - text_width(hand, SPECIMEN)) / 2
    return replace(sheet, marks=(*sheet.marks, Glyphs(x, sheet.height - 6.0, SPECIMEN, hand)))


def edge_seals(sheets: tuple[Sheet, ...], face: str, chance: random.Random) -> tuple[Sheet, ...]:
    """One seal across the fanned edges of all pages: each carries its slice at the right edge."""
    y = chance.uniform(90, 200)
    base = seal(0, y, face, chance)
    return tuple(
        replace(
            sheet,
            marks=(
                *sheet.marks,
                replace(base, x=sheet.width + chance.uniform(6, 13), y=y + chance.uniform(-2, 2)),
            ),
        )
        for sheet in sheets
    )
