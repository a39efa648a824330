"""Marks of secrecy: which words on a stamp forbid that a page is read."""

from __future__ import annotations

from pipeline.reading.align import fold
from pipeline.text import edit_distance

MARKS = ("MẬT", "TỐI MẬT", "TUYỆT MẬT")
"""The three levels of state secrets in Vietnamese law (docs/sources.md)."""
_LONGEST = 14


def is_mark(stamped: str) -> bool:
    """Whether the text of a boxed stamp is a mark of secrecy; one letter in four may be misread.

    A missed mark is the worst mistake this product can make, a false one costs a glance: so worn letters are
    given the benefit of the doubt.
    """
    folded = fold(stamped)
    return any(edit_distance(folded, fold(mark)) <= max(1, len(fold(mark)) // 4) for mark in MARKS)


def is_mark_line(text: str) -> bool:
    """Whether a line of text, or a table's cell, is a mark that stands by itself, in capitals.

    The bare word of three letters must be right, for many words are one letter off; the longer marks may be
    worn here too.
    """
    folded, alone = fold(text), len(text) <= _LONGEST and text == text.upper()
    longer = (fold(mark) for mark in MARKS[1:])
    return alone and (folded == fold(MARKS[0]) or any(edit_distance(folded, mark) <= 1 for mark in longer))
