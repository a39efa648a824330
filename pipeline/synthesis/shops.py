"""Print shops and writers: how one house sets a form and how one hand fills it.

What a shop chooses holds for the whole document: its type, margins, leaders, item numbers, date shapes.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from pipeline.errors import ConfigInvalid
from pipeline.synthesis import fonts
from pipeline.synthesis.measuring import stem, x_height
from pipeline.synthesis.sheets import BLACK, Colour, Hand, Style

Leaders = Literal["dots", "ellipsis", "rule", "periods", "none"]
DateShape = Literal["plain", "slashes", "words"]

_X_HEIGHT = 0.42
"""What the small letters of a script are brought to: script faces differ twofold at one nominal size."""
_PEN_STEMS = (0.045, 0.085)
"""Stroke of a ball-point or fountain pen as a share of the type size; many script faces are much thinner."""
_MOST_THICKENING = 0.018
INKS: tuple[Colour, ...] = ((24, 44, 132), (32, 62, 160), (20, 30, 96), (28, 28, 34), (52, 40, 120))
TYPEWRITER_INKS: tuple[Colour, ...] = ((34, 34, 40), (50, 48, 58), (40, 40, 70))


@dataclass(frozen=True, slots=True)
class Typefaces:
    """Font files by role; each role needs at least one."""

    print: tuple[str, ...]
    typewriter: tuple[str, ...]
    script: tuple[str, ...]

    def only(self, families: tuple[str, ...]) -> Typefaces:
        """The faces of these families, in each role where there are any."""

        def chosen(faces: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(face for face in faces if Path(face).name.startswith(families)) or faces

        return Typefaces(chosen(self.print), chosen(self.typewriter), chosen(self.script))


def typefaces(folder: Path, split: str | None = None) -> Typefaces:
    """The upright regular faces of a folder of fetched fonts, of one split if named.

    Raises ConfigInvalid where a role has none.
    """
    print_, typewriter, script = (
        tuple(face.path for face in fonts.faces(folder, role, split) if "-400-normal" in face.path)
        for role in ("print", "typewriter", "script")
    )
    if not (print_ and typewriter and script):
        raise ConfigInvalid(folder.name, "there are no fetched fonts for print, typewriter and script.")
    return Typefaces(print_, typewriter, script)


@dataclass(frozen=True, slots=True)
class Shop:
    """How a document is set and filled. Lengths in millimetres."""

    print: Hand
    pen: Hand
    left: float
    right: float
    top: float
    bottom: float
    pitch: float
    leaders: Leaders
    dot_pitch: float
    leaders_under: bool
    colon: str
    item: str
    date_shape: DateShape
    date_separator: str
    padded_dates: bool
    caps_names: bool
    caps_header: bool
    header_beside: bool
    sex_by_strike: bool
    comb_gap: float
    comb_size: float
    ruled_tables: bool
    justified: bool


def open_shop(style: Style, faces: Typefaces, chance: random.Random, filled: bool = True) -> Shop:
    """Draw a house and a hand; `filled` papers are pre-printed, others written all in one go."""
    body = chance.choice(faces.typewriter if style == "typewriter" and not filled else faces.print)
    size = chance.uniform(11.4, 13.2)
    if style == "typewriter" and not filled:
        size = chance.uniform(11.5, 12.5)
    print_hand = Hand(body, size)
    pen = _hand(style, faces, size, body, chance)
    if not filled:
        print_hand = pen if style == "handfont" else replace(pen, face=body, size=size, bold=False)
        pen = print_hand
    under = style != "print" or chance.random() < 0.05
    return Shop(
        print=print_hand,
        pen=pen,
        left=chance.uniform(24, 31),
        right=chance.uniform(12, 18),
        top=chance.uniform(16, 23),
        bottom=chance.uniform(15, 20),
        pitch=chance.uniform(6.0, 7.2),
        leaders=chance.choices(
            ("dots", "ellipsis", "rule", "periods", "none"), (45, 20, 12, 15, 8 if not under else 2)
        )[0],
        dot_pitch=chance.uniform(0.85, 1.9),
        leaders_under=under,
        colon=chance.choices((":", " :", ""), (80, 8, 12))[0],
        item=chance.choices(("{})", "{}.", "{}-", "{} -", "{}/"), (60, 20, 8, 6, 6))[0],
        date_shape=chance.choices(("plain", "slashes", "words"), (40, 40, 20))[0],
        date_separator=chance.choices(("/", "-", ".", " / "), (74, 14, 8, 4))[0],
        padded_dates=chance.random() < 0.55,
        caps_names=chance.random() < (0.5 if style == "handfont" else 0.75),
        caps_header=chance.random() < 0.3,
        header_beside=chance.random() < 0.12,
        sex_by_strike=chance.random() < 0.08,
        comb_gap=chance.choice((0.0, 0.0, 0.6, 1.2)),
        comb_size=chance.uniform(4.7, 5.6),
        ruled_tables=chance.random() < 0.75,
        justified=chance.random() < 0.8,
    )


def _hand(style: Style, faces: Typefaces, size: float, body: str, chance: random.Random) -> Hand:
    if style == "handfont":
        face = chance.choice(faces.script)
        size *= min(2.0, max(0.85, _X_HEIGHT / x_height(face)))
        return Hand(
            face,
            size * chance.uniform(1.12, 1.3),
            chance.choice(INKS),
            style,
            False,
            chance.uniform(0.5, 1.1),
            min(_MOST_THICKENING, max(0.0, chance.uniform(*_PEN_STEMS) - stem(face)) / 2),
        )
    if style == "typewriter":
        face = chance.choice(faces.typewriter)
        return Hand(
            face,
            chance.uniform(11, 12.2),
            chance.choice(TYPEWRITER_INKS),
            style,
            False,
            chance.uniform(0.4, 1.0),
        )
    same = chance.random() < 0.6
    return Hand(body if same else chance.choice(faces.print), size, BLACK, style, chance.random() < 0.15, 0.0)
