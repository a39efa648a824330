"""How Vietnamese syllables are spelt: onsets, rimes with their tones, and common family names."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from pipeline.data import read_yaml
from pipeline.text import nfc, strip_marks

TONES = "\u0300\u0301\u0303\u0309\u0323"
STOPPED_TONES = "\u0301\u0323"
"""A syllable that ends in c, ch, p or t bears one of these two."""
_OPEN_PAIRS = ("oa", "oe", "uy")
"""Rimes that people tone in two ways: hoà, hòa."""


@cache
def spelling() -> dict[str, tuple[str, ...]]:
    """The lists of spelling.yaml by name."""
    lists = read_yaml(Path(__file__).parent / "spelling.yaml").items()
    return {name: entry.texts() for name, entry in lists}


@cache
def _terms() -> Mapping[str, tuple[str, ...]]:
    lists = read_yaml(Path(__file__).parent / "terms.yaml").items()
    return {name: tuple(map(nfc, entry.texts())) for name, entry in lists}


def terms() -> tuple[str, ...]:
    """Common words of more than one syllable, from terms.yaml."""
    return tuple(dict.fromkeys(term for listed in _terms().values() for term in listed))


def answers() -> tuple[str, ...]:
    """What many a field is answered by as a whole."""
    return _terms()["answers"]


@cache
def compounds() -> tuple[str, ...]:
    """Words of several syllables of the whole language, in small letters, from compounds.txt."""
    lines = (Path(__file__).parent / "compounds.txt").read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if not line.startswith("#"))


@cache
def common_syllables() -> Mapping[str, float]:
    """The syllables that are written most, in small letters, and how common each is (Zipf, 3 to 7.3)."""
    with (Path(__file__).parent / "syllables.tsv").open(encoding="utf-8", newline="") as file:
        lines = (line for line in file if not line.startswith("#"))
        return {row["syllable"]: float(row["zipf"]) for row in csv.DictReader(lines, delimiter="\t")}


@cache
def toned_rimes() -> tuple[str, ...]:
    """Every rime with every tone it can bear, in NFC, small letters; tones of `oa, oe, uy` in both places."""
    lists = spelling()
    free = [(rime, ("", *TONES)) for name in ("open_rimes", "closed_rimes") for rime in lists[name]]
    stopped = [(rime, tuple(STOPPED_TONES)) for rime in lists["stopped_rimes"]]
    toned = (
        nfc(rime[: place + 1] + tone + rime[place + 1 :])
        for rime, tones in (*free, *stopped)
        for place in tone_places(rime)
        for tone in tones
    )
    return tuple(dict.fromkeys(toned))


def tone_places(rime: str) -> tuple[int, ...]:
    """Where a rime's tone may stand: on a shaped vowel, else before the end; `oa, oe, uy` both ways."""
    shaped = [place for place, letter in enumerate(rime) if letter in "ăâêôơư"]
    if shaped:
        return (shaped[-1],)
    vowels = [place for place, letter in enumerate(rime) if letter in "aeiouy"]
    if rime in _OPEN_PAIRS:
        return tuple(vowels)
    closed = vowels[-1] < len(rime) - 1
    return (vowels[-1],) if closed or len(vowels) == 1 else (vowels[-2],)


@cache
def syllables() -> frozenset[str]:
    """Every syllable the rules of spelling allow, in small letters; anything else is no Vietnamese word.

    A rime begins with `yê` only where nothing or `qu` stands before it: `yên`, `quyên`, but `hiên`.
    """
    lists = spelling()
    onsets = ("", *lists["onsets"], *lists["rare_onsets"])
    return frozenset(
        onset + rime
        for onset in onsets
        for rime in toned_rimes()
        if onset in ("", "qu") or strip_marks(rime[:2]) != "ye"
    )


def other_tone_place(word: str) -> Iterator[str]:
    """A word with the tone of an open pair set in the other place, if it has one: `khoẻ` for `khỏe`."""
    for pair in _TONED_PAIR.finditer(word.lower()):
        yield word[: pair.start()] + _TWINS[pair.group()] + word[pair.end() :]


_TWINS = {
    one: other
    for pair in _OPEN_PAIRS
    for tone in TONES
    for first, second in [(nfc(pair[0] + tone) + pair[1], pair[0] + nfc(pair[1] + tone))]
    for one, other in ((first, second), (second, first))
}
_TONED_PAIR = re.compile(rf"(?:{'|'.join(_TWINS)})(?![^\W\d_])")
