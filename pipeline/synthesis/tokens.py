"""Invented figures and plain syllables: dates, identifiers, amounts as people write them, words nobody knows.

Only shapes are decided here, never sense: a recogniser must read a wrong date or a word that does not exist
exactly as it stands.
"""

from __future__ import annotations

import random
import string
from functools import cache
from pathlib import Path

from pipeline.data import read_yaml
from pipeline.text import ACCENTED_LETTERS
from pipeline.vocabulary.spelling import STOPPED_TONES, TONES, spelling, tone_places

SIGNS = Path(__file__).parent / "corpus" / "signs.yaml"


@cache
def _parts(name: str) -> list[str]:
    loaded: dict[str, list[str]] = read_yaml(SIGNS).value
    return loaded[name]


def syllable(chance: random.Random) -> str:
    """A syllable by the spelling's pattern, decomposed (NFD) where it bears a tone; it need not exist."""
    lists = spelling()
    onset = chance.choice(lists["rare_onsets" if chance.random() < 0.06 else "onsets"])
    group = chance.choices(("open_rimes", "closed_rimes", "stopped_rimes"), (35, 37, 28))[0]
    rime = chance.choice(lists[group])
    if group == "stopped_rimes":
        tone = chance.choice(STOPPED_TONES)
    else:
        tone = chance.choice(TONES) if chance.random() < 0.72 else ""
    place = chance.choice(tone_places(rime))
    return onset + rime[: place + 1] + tone + rime[place + 1 :]


def date(chance: random.Random) -> str:
    """A date in one of the shapes met on forms; day or month may be left open, words be used
    or Roman figures for the month."""
    day, month, year = str(chance.randint(1, 31)), str(chance.randint(1, 12)), year_of(chance)
    if chance.random() < 0.55:
        day, month = day.zfill(2), month.zfill(2)
    shape = chance.random()
    if shape < 0.12:
        return f"{'ngày ' if chance.random() < 0.6 else ''}{day} tháng {month} năm {year}"
    if shape < 0.17:
        return f"…/{month}/{year}" if chance.random() < 0.5 else f"…/…/{year}"
    if shape < 0.25:
        return f"{month}/{year}" if chance.random() < 0.7 else f"tháng {month} năm {year}"
    if shape > 0.97:
        month = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")[int(month) - 1]
    mark = chance.choice(("/", "/", "/", "/", "-", ".", " / ", " - ", "/ "))
    return mark.join((day, month, year[2:] if chance.random() < 0.12 else year))


def year_of(chance: random.Random) -> str:
    """A year between 1930 and 2026."""
    return str(chance.randint(1930, 2026))


def profile(chance: random.Random) -> str:
    """A dossier number: six digits and two or three letters (`035226NA`)."""
    letters = "".join(chance.choice("ABCĐDEGHKLMNPQTUVXY") for _ in range(chance.choice((2, 2, 3, 1))))
    return digits(chance, 6) + chance.choice(("", "", "", " ", "/")) + letters


def decision(chance: random.Random) -> str:
    """A paper's number and sign (`212-QĐ/ĐUK`)."""
    kind = chance.choice(_parts("paper_kinds"))
    house = chance.choice(_parts("paper_houses"))
    mark = chance.choice(("-", "-", "/", " - "))
    return f"{chance.randint(1, 4200)}{mark}{kind}{chance.choice(('/', '/', '-', '/'))}{house}"


def money(chance: random.Random) -> str:
    """An amount of đồng, with or without points, now and then with a unit."""
    amount = chance.randint(1, 999) * 10 ** chance.randint(3, 7)
    text = f"{amount:,}".replace(",", chance.choice((".", ".", ".", ",", "")))
    return text + chance.choice(("", "", "", " đồng", "đ", " đ/tháng", " VNĐ"))


def digits(chance: random.Random, count: int | None = None) -> str:
    """So many digits, one to twelve where no count is given."""
    return "".join(chance.choice("0123456789") for _ in range(count or chance.randint(1, 12)))


def number(chance: random.Random) -> str:
    """A count or an area: small numbers mostly, some with a decimal comma."""
    if chance.random() < 0.15:
        return f"{chance.randint(0, 500)}{chance.choice(',.')}{chance.randint(0, 99)}"
    return str(chance.randint(0, 10 ** chance.randint(1, 4))).zfill(chance.choice((1, 1, 2)))


def letters(chance: random.Random) -> str:
    """A handful of any letters and figures in any order: the rare capitals get their turn here."""
    capital = chance.random() < 0.6
    drawn = (chance.choice(_ALL_CAPITALS if capital else _ALL_SMALL) for _ in range(chance.randint(2, 9)))
    return "".join(letter if chance.random() < 0.93 else chance.choice("0123456789") for letter in drawn)


_ALL_SMALL = string.ascii_lowercase + "".join(letter for letter in ACCENTED_LETTERS if letter.islower())
_ALL_CAPITALS = _ALL_SMALL.upper()
