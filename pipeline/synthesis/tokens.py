"""Invented figures and plain syllables: dates, identifiers, amounts as people write them, words nobody knows.

Only shapes are decided here, never sense: a recogniser must read a wrong date or a word that does not exist
exactly as it stands.
"""

from __future__ import annotations

import random
import string

from pipeline.text import ACCENTED_LETTERS

_ONSETS = (
    "b c ch d đ g gh gi h k kh l m n ng ngh nh ph qu r s t th tr v x".split(),
    ["", "", "p", "kr", "bl", "st"],
)
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_OPEN_RIMES = (
    "a ă â e ê i o ô ơ u ư y ia ua ưa ai ao au ay âu ây eo êu iu oa oe oi ôi ơi ui ưi ưu uy iêu yêu ươi ươu uôi uê uơ oai oay uya".split()
)
_CLOSED_RIMES = (
    "am ăm âm em êm im om ôm ơm um an ăn ân en ên in on ôn ơn un ang ăng âng eng êng inh ong ông ung ưng anh ênh "
    "iêm yên iên iêng uôn uông ươm ươn ương oan oăn oang oanh uân uyên uynh uôm".split()
)
_STOPPED_RIMES = (
    "ac ăc âc ec êch ich oc ôc uc ưc ach ap ăp âp ep êp ip op ôp ơp up at ăt ât et êt it ot ôt ơt ut ưt iêc iêt iêp uôc uôt "
    "ươc ươt ươp oat oăt uât uyêt oac".split()
)


def syllable(chance: random.Random) -> str:
    """A syllable by the spelling's pattern, decomposed (NFD) where it bears a tone; it need not exist."""
    onset = chance.choice(_ONSETS[chance.random() < 0.06])
    group = chance.random()
    if group < 0.35:
        rime, tones = chance.choice(_OPEN_RIMES), _TONES
    elif group < 0.72:
        rime, tones = chance.choice(_CLOSED_RIMES), _TONES
    else:
        rime, tones = chance.choice(_STOPPED_RIMES), "\u0301\u0323"
    tone = chance.choice(tones) if group >= 0.72 or chance.random() < 0.72 else ""
    place = _tone_place(rime, chance)
    return onset + rime[: place + 1] + tone + rime[place + 1 :]


def _tone_place(rime: str, chance: random.Random) -> int:
    """Where the tone stands: on a shaped vowel, else before the end; `oa, oe, uy` both ways."""
    shaped = [place for place, letter in enumerate(rime) if letter in "ăâêôơư"]
    if shaped:
        return shaped[-1]
    vowels = [place for place, letter in enumerate(rime) if letter in "aeiouy"]
    if rime in ("oa", "oe", "uy"):
        return chance.choice(vowels)
    closed = vowels[-1] < len(rime) - 1
    return vowels[-1] if closed or len(vowels) == 1 else vowels[-2]


def date(chance: random.Random) -> str:
    """A date in one of the shapes met on forms; day or month may be left open or words be used."""
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
    kind = chance.choice("QĐ QĐ QĐ NQ CV TB BC HD KH TTr BB GM QĐNS CT".split())
    house = chance.choice("ĐUK ĐU TU HU ĐUX TW BTCTW UBKT UBND CB BTGTU SNV ĐUCA TVĐU QU TĐTN".split())
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
