"""The texts of training lines: words of forms and decisions, places of both registers, and plain syllables.

Only this module says what a training line may tell. A text belongs to the training set or to the check set
by its own checksum, so no text is ever in both.
"""

from __future__ import annotations

import random
import re
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path

from pipeline.data import read_yaml
from pipeline.synthesis import tokens
from pipeline.synthesis.places import addresses, lowered
from pipeline.text import nfc, squeeze
from pipeline.vocabulary.places import bare, rank_of
from pipeline.vocabulary.spelling import common_syllables, spelling

FOLDER = Path(__file__).with_suffix("")
CHECK_SHARE = 16
"""One text in so many is kept for the check set."""
LOOSE_SHARE = 0.4
"""How often a training line of a kind is of loose words instead of what its templates say. Without them the
network learns the few hundred phrases of the templates by heart, and reads what it knows where another one
stands. Check lines have none of these, for no form says such things."""

KINDS = ("form", "value", "print", "comb")
LOOSE = ("form", "value", "print")
"""Kinds that have lines of loose words."""
_LEADER = re.compile(r"\s*(?:…|\.{3,})[….\s]*")
_SLOT = re.compile(r"\{(\w+)\}")
_NONSENSE = re.compile(r"\{(?:syllables|letters)\}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a line in one hand. `label`: the form's own words; else what was put in."""

    text: str
    label: bool


@dataclass(frozen=True, slots=True)
class Words:
    """A line to draw. `kind` is one of `KINDS`; `nonsense`: it holds invented syllables or letters."""

    kind: str
    pieces: tuple[Piece, ...]
    nonsense: bool = False

    @property
    def text(self) -> str:
        """What the line says, leaders left out."""
        return transparent(" ".join(piece.text for piece in self.pieces))


def transparent(text: str) -> str:
    """Leave out leaders: a run of three or more dots reads as one space. NFC, white space squeezed."""
    return squeeze(_LEADER.sub(" ", nfc(text)))


def invent(chance: random.Random, kind: str, check: bool) -> Words:
    """Draw a line of one kind for the check set or the training set.

    Every template is as likely in both: another text is asked of the same one, or those that say always the
    same would make up more than a quarter of the printed check lines.
    """
    while True:
        loose = not check and kind in LOOSE and chance.random() < LOOSE_SHARE
        template = chance.choice(_templates()[f"{kind} loose" if loose else kind])
        for _ in range(_ASKED if "{" in template else 1):
            words = Words(kind, _pieces(template, kind, chance), bool(_NONSENSE.search(template)))
            if words.text and in_check(words.text) == check:
                return words


_ASKED = 4 * CHECK_SHARE


def in_check(text: str) -> bool:
    """Whether this text is kept for the check set."""
    return zlib.crc32(text.encode()) % CHECK_SHARE == 0


def _pieces(template: str, kind: str, chance: random.Random) -> tuple[Piece, ...]:
    parts = [part.strip() for part in template.split("|")]
    filled = (nfc(_SLOT.sub(lambda slot: fill(slot.group(1), chance), part)) for part in parts)
    label_first = kind in ("form", "print")
    return tuple(Piece(text, label_first and place % 2 == 0) for place, text in enumerate(filled) if text)


def fill(slot: str, chance: random.Random) -> str:
    """Text for a slot name; an all-capitals name gives capitals, `Words` begins with one.

    Raises KeyError for a name nobody fills.
    """
    if slot == "Syllables":
        return " ".join(tokens.syllable(chance).title() for _ in range(chance.randint(1, 4)))
    name = slot.lower()
    text = nfc(_SLOTS[name](chance) if name in _SLOTS else chance.choice(_lists()[name]))
    if slot.isupper():
        return text.upper()
    return text[:1].upper() + text[1:] if slot == "Words" else text


def _name(chance: random.Random) -> str:
    lists = _lists()
    middles = chance.sample(lists["middle"], chance.choice((0, 1, 1, 1, 2)))
    return " ".join((chance.choice(spelling()["family"]), *middles, chance.choice(lists["given"])))


def _syllables(chance: random.Random) -> str:
    return " ".join(tokens.syllable(chance) for _ in range(chance.randint(1, 6)))


def _words(chance: random.Random) -> str:
    """Syllables that exist, beside each other as they never stand."""
    known, cumulated = _common()
    return " ".join(chance.choices(known, cum_weights=cumulated, k=chance.randint(1, 6)))


def _place(chance: random.Random) -> str:
    """A place as people write it: from the smallest part up, ranks in full, short or left out."""
    parts = chance.choice(_places(chance.choice(("until-2025", "since-2025"))))
    shown = parts[: chance.choice((len(parts), len(parts), 2, 3))]
    style = chance.choice((str, lowered, None, bare, bare))
    mark = chance.choice((", ", ", ", ", ", " - ", " – ", "; ", ",", " "))
    return mark.join(style(part) if style else _short(part, chance) for part in shown)


def _place_part(chance: random.Random) -> str:
    """A commune, a district or a province."""
    return chance.choice(chance.choice(_places("until-2025")))


def _address(chance: random.Random) -> str:
    """A place with a house number, a street or a hamlet before it."""
    street = chance.choice(_lists()["street"])
    start = chance.choice(
        (
            f"Số {chance.randint(1, 400)} {street}",
            f"{chance.randint(1, 400)}{chance.choice('ABC/')}{chance.randint(1, 90)} {street}",
            f"{chance.choice(_HAMLETS)} {chance.randint(1, 24)}",
            f"Thôn {tokens.syllable(chance).title()} {tokens.syllable(chance).title()}",
            f"Ngõ {chance.randint(1, 200)}, đường {street}",
            f"SN {chance.randint(1, 99)}, {street}",
        )
    )
    return f"{start}, {_place(chance)}"


_HAMLETS = ("Xóm", "Thôn", "Khối", "Tổ", "Ấp", "Khu phố", "KP", "Bản")
_ROMANS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")

_SHORT_RANKS: Mapping[str, tuple[str, ...]] = {
    "Thành phố": ("TP. ", "TP ", "Tp. ", "T.P "),
    "Thị xã": ("TX. ", "TX ", "Tx "),
    "Thị trấn": ("TT. ", "TT ", "Tt "),
    "Phường": ("P. ", "P.", "F. "),
    "Huyện": ("H. ", "H.", "h. "),
    "Quận": ("Q. ", "Q.", "Q "),
    "Tỉnh": ("T. ", "tỉnh ", ""),
    "Xã": ("X. ", "x. ", "xã "),
}
"""As people write them; apart from the decoder's own list, which what is drawn must not be bent to."""


def _short(part: str, chance: random.Random) -> str:
    rank = rank_of(part)
    name = part.removeprefix(rank).strip()
    return chance.choice(_SHORT_RANKS.get(rank, (f"{rank} ",))) + name if rank else part


_SLOTS: Mapping[str, Callable[[random.Random], str]] = {
    "name": _name,
    "syllables": _syllables,
    "words": _words,
    "place": _place,
    "address": _address,
    "placepart": _place_part,
    "date": tokens.date,
    "year": tokens.year_of,
    "day": lambda chance: str(chance.randint(1, 31)).zfill(chance.choice((1, 2))),
    "month": lambda chance: str(chance.randint(1, 12)).zfill(chance.choice((1, 2))),
    "profile": tokens.profile,
    "decision": tokens.decision,
    "money": tokens.money,
    "number": tokens.number,
    "digits": tokens.digits,
    "letters": tokens.letters,
    "digit": lambda chance: str(chance.randint(1, 9)),
    "citizen": lambda chance: tokens.digits(chance, chance.choice((9, 12, 12))),
    "card": lambda chance: tokens.digits(chance, chance.choice((8, 8, 12))),
    "phone": lambda chance: "0" + tokens.digits(chance, 9),
    "sex": lambda chance: chance.choice(("Nam", "Nữ", "nam", "nữ")),
    "roman": lambda chance: chance.choice(_ROMANS),
}


@cache
def _lists() -> dict[str, list[str]]:
    loaded: dict[str, list[str]] = read_yaml(FOLDER / "words.yaml").value
    return loaded


@cache
def _templates() -> dict[str, list[str]]:
    loaded: dict[str, list[str]] = read_yaml(FOLDER / "templates.yaml").value
    return loaded


@cache
def _common() -> tuple[list[str], list[float]]:
    """Syllables that exist, and how often each is drawn, summed up: common ones oftener, rare ones too."""
    known = common_syllables()
    return list(known), list(accumulate(10 ** (_TEMPER * zipf) for zipf in known.values()))


_TEMPER = 0.35
"""The most common syllable is ten thousand times as common as a rare one, and drawn thirty times as often."""


@cache
def _places(register: str) -> tuple[tuple[str, ...], ...]:
    """The places of a register from the smallest part up: commune, district (until 2025), province."""
    return tuple(
        (*reversed(parts), province) for province, found in addresses(register).items() for parts in found
    )
