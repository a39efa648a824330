"""Running text with values in it: `{key}` is filled in, wrapped with the words around it and justified.

`{key|words}` writes a date out, `{key|caps}` in capitals, `**…**` is bold.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.synthesis.composing import Composer
from pipeline.synthesis.measuring import text_width
from pipeline.synthesis.members import Member
from pipeline.synthesis.sheets import Hand
from pipeline.synthesis.shops import Shop
from pipeline.synthesis.writing import DATE_KEYS, in_words, written

_TOKEN = re.compile(r"\{(\w+)(?:\|(words|caps))?\}")
_INDENT_MM = 10.0
_GLUE = "\u2060"


@dataclass(frozen=True, slots=True)
class Word:
    """A word of running text; `slot` where it belongs to a value of the record."""

    text: str
    hand: Hand
    slot: int | None = None


def plain_text(text: str, member: Member, shop: Shop) -> str:
    """A text with its values filled in, for places that carry no value of the record."""

    def value(match: re.Match[str]) -> str:
        text = _value_text(match.group(1), match.group(2), member, shop)
        return text.upper() if match.group(2) == "caps" else text

    return _TOKEN.sub(value, text)


def _value_text(key: str, how: str | None, member: Member, shop: Shop) -> str:
    value = member.value(key)
    value = member.fact(key) if value is None else value
    if key in DATE_KEYS and how == "words" and isinstance(value, str):
        return in_words(value, shop)
    return written(key, value, shop)


def _words(composer: Composer, text: str, member: Member, base: Hand) -> list[Word]:
    """Break a paragraph into words, each value's words tied to its slot."""
    found: list[Word] = []
    for number, part in enumerate(re.split(r"\*\*(.+?)\*\*", text)):
        hand = replace(base, bold=bool(number % 2))
        start = 0
        for match in _TOKEN.finditer(part):
            _add(found, part[start : match.start()], hand, None)
            _add_value(found, composer, match.group(1), match.group(2), member)
            start = match.end()
        _add(found, part[start:], hand, None)
    return found


def _add(found: list[Word], text: str, hand: Hand, slot: int | None) -> None:
    """Add words; punctuation right behind a value stays a word of its own but takes no space."""
    for number, word in enumerate(text.split()):
        glued = number == 0 and text[:1] in ",.;:" and found
        found.append(Word((_GLUE if glued else "") + word, hand, slot))


def _add_value(found: list[Word], composer: Composer, key: str, how: str | None, member: Member) -> None:
    text = _value_text(key, how, member, composer.shop)
    value = member.value(key)
    slot = composer.slot(key, value, text) if value else None
    _add(found, text, composer.shop.pen, slot)


def set_prose(composer: Composer, text: str, member: Member, hand: Hand) -> None:
    """Set a paragraph of this hand, indented, justified by houses that justify."""
    space = text_width(composer.shop.print, "n n") - text_width(composer.shop.print, "nn")
    line: list[Word] = []
    indent = _INDENT_MM
    room = composer.right - composer.left
    for word in _words(composer, text, member, hand):
        if line and indent + _line_width([*line, word], space) > room:
            _set_words(composer, line, indent, space, room)
            line, indent = [], 0.0
        line.append(word)
    _set_words(composer, line, indent, space, 0.0)
    composer.y += composer.shop.pitch * 0.18


def _is_glued(word: Word) -> bool:
    return word.text.startswith(_GLUE)


def _line_width(line: Sequence[Word], space: float) -> float:
    gaps = sum(space for word in line[1:] if not _is_glued(word))
    return gaps + sum(text_width(word.hand, word.text.lstrip(_GLUE)) for word in line)


def _set_words(composer: Composer, line: Sequence[Word], indent: float, space: float, room: float) -> None:
    """Set one line of words; `room` 0 means it is the last, which nobody stretches."""
    composer.line()
    gaps = sum(1 for word in line[1:] if not _is_glued(word))
    if room and gaps and composer.shop.justified and not composer.shop.print.unsteady:
        space += (room - indent - _line_width(line, space)) / gaps
    x = composer.left + indent
    for number, word in enumerate(line):
        if number and not _is_glued(word):
            x += space
        start, x = x, composer.text(x, word.text.lstrip(_GLUE), word.hand, word.slot)
        if word.hand.unsteady and not composer.shop.print.unsteady:
            composer.leaders(start, x + space)
