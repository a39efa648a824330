"""How wide and how high a hand writes; real bold faces are found beside their regular ones."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from pipeline.synthesis.sheets import Hand

_MEASURE_DPI = 200


@lru_cache(maxsize=512)
def font(face: str, pixels: float) -> ImageFont.FreeTypeFont:
    """A face at a size in pixels."""
    return ImageFont.truetype(face, pixels)


@lru_cache(maxsize=65536)
def text_width(hand: Hand, text: str) -> float:
    """How wide a hand writes a text, in millimetres."""
    bold = bold_face(hand.face) if hand.bold else None
    pixels = font(bold or hand.face, hand.size * _MEASURE_DPI / 72).getlength(text)
    return pixels * 25.4 / _MEASURE_DPI * (1.03 if hand.bold and not bold else 1.0)


def wrap(hand: Hand, text: str, first: float, rest: float) -> list[str]:
    """Break a text into lines: the first of one width, the others of another; never inside a word.

    The first line is empty where its width holds not even one word and the others are wider.
    """
    lines: list[str] = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        nowhere_better = not lines[-1] and (len(lines) > 1 or first >= rest)
        if nowhere_better or text_width(hand, longer) <= (first if len(lines) == 1 else rest):
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


@lru_cache(maxsize=1024)
def bold_face(face: str) -> str | None:
    """The bold face of the same family, None where it has to be made by thickening."""
    path = Path(face)
    beside = path.with_name(path.name.replace("-400-", "-700-"))
    return str(beside) if beside != path and beside.exists() else None


@lru_cache(maxsize=1024)
def stem(face: str) -> float:
    """Width of the stroke of an `l` half way up, as a share of the type size."""
    letters = font(face, 200)
    left, top, right, bottom = letters.getbbox("l", anchor="ls")
    image = Image.new("L", (int(right - left) + 8, 1))
    ImageDraw.Draw(image).text((4 - left, -(top + bottom) / 2), "l", fill=255, font=letters, anchor="ls")
    return sum(image.tobytes()) / 255 / 200


@lru_cache(maxsize=1024)
def x_height(face: str) -> float:
    """Height of an `o` as a share of the type size; it has no swashes in script faces."""
    _, top, _, bottom = font(face, 200).getbbox("o", anchor="ls")
    return (bottom - top) / 200
