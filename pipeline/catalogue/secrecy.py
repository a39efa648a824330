"""Marks of secrecy: which words on a stamp forbid that a page is read. The words are data
(`secrecy.yaml`)."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

from pipeline.errors import ConfigInvalid
from pipeline.reading.align import fold
from pipeline.text import edit_distance

_SLACK = 5
"""A line is this many letters longer than the longest mark at most: stray marks and a full stop."""


@cache
def marks() -> tuple[str, ...]:
    """The marks as printed; raises ConfigInvalid where the file is not a list of texts."""
    path = Path(__file__).parent / "secrecy.yaml"
    found = yaml.safe_load(path.read_text(encoding="utf-8")).get("marks")
    if not isinstance(found, list) or not found or not all(isinstance(m, str) and fold(m) for m in found):
        raise ConfigInvalid(path.name, "marks must be a list of words, in square brackets.")
    return tuple(found)


def is_mark(stamped: str) -> bool:
    """Whether the text of a boxed stamp is a mark of secrecy; one letter in four may be misread.

    A missed mark is the worst mistake this product can make, a false one costs a glance: so worn letters are
    given the benefit of the doubt.
    """
    folded = fold(stamped)
    return any(edit_distance(folded, fold(mark)) <= max(1, len(fold(mark)) // 4) for mark in marks())


def is_mark_line(text: str) -> bool:
    """Whether a line of text, or a table's cell, is a mark that stands by itself, in capitals.

    The bare word of three letters must be right, for many words are one letter off; the longer marks may be
    worn here too.
    """
    folded = fold(text)
    alone = len(text) <= max(map(len, marks())) + _SLACK and text == text.upper()
    return alone and any(edit_distance(folded, fold(mark)) <= int(len(fold(mark)) > 3) for mark in marks())
