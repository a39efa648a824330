"""Vietnamese text: composed letters, tone placement, folding for comparison, edit distance.

Tone placement is the old quarrel between `hoà` and `hòa`; both are right, so comparison knows no difference.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

ACCENTED_LETTERS = (
    "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"
    "ÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴĐ"
)
"""The 134 letters that Vietnamese adds to the plain alphabet, 67 in each case (TCVN 6909:2001)."""

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_SHAPES = "\u0302\u0306\u031b"
_TONED_PAIR = re.compile(rf"(o[{_TONES}]?[ae]|u[{_TONES}]?y)[{_TONES}]?(?![a-zđ])", re.IGNORECASE)


def nfc(text: str) -> str:
    """Compose: one code point a letter wherever Unicode has one."""
    return unicodedata.normalize("NFC", text)


def squeeze(text: str) -> str:
    """Trim, and turn each run of white space into one space."""
    return " ".join(text.split())


@lru_cache(maxsize=65536)
def place_tones(text: str) -> str:
    """Write `hoà`, `khoẻ`, `uỷ` as `hòa`, `khỏe`, `ủy`: one spelling for comparison."""

    def tone_first(match: re.Match[str]) -> str:
        pair = match.group()
        tone = "".join(mark for mark in pair if mark in _TONES)[:1]
        letters = "".join(letter for letter in pair if letter not in _TONES)
        return letters[0] + tone + letters[1:]

    return nfc(_TONED_PAIR.sub(tone_first, unicodedata.normalize("NFD", text)))


@lru_cache(maxsize=65536)
def strip_marks(text: str) -> str:
    """Drop tones and letter shapes, `Đặng` to `Dang`; one letter stays one letter."""
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return nfc("".join(letter for letter in plain if letter not in _TONES + _SHAPES))


@lru_cache(maxsize=65536)
def comparable(text: str) -> str:
    """Fold what the export contract ignores: case, white space, tone place, punctuation at the ends."""
    return squeeze(place_tones(nfc(text)).casefold()).strip(" .,;:-–—_…'\"()/")


def edit_distance(first: str, second: str) -> int:
    """Levenshtein distance in letters."""
    return Levenshtein.distance(first, second)


def natural_order(name: str) -> bytes:
    """The same order as bytes, for a database to keep and to sort by."""
    text = re.sub(r"\d+", lambda digits: digits.group().lstrip("0").rjust(20, "0"), nfc(name).casefold())
    return text.encode("utf-8")


def natural_key(name: str) -> tuple[tuple[int, int, str], ...]:
    """Order names as people do, `scan 2` before `scan 10`."""
    parts = re.split(r"(\d+)", nfc(name).casefold())
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts if part)
