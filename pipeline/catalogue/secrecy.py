"""Marks of secrecy: which words on a stamp forbid that a page is read. The words are data
(`secrecy.yaml`)."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pipeline.data import read_yaml
from pipeline.messages import _
from pipeline.reading.align import fold
from pipeline.reading.decode import free_score, score
from pipeline.text import edit_distance
from pipeline.types import Lattice

_SLACK = 5
"""A line is this many letters longer than the longest mark at most: stray marks and a full stop."""


@cache
def marks() -> tuple[str, ...]:
    """The marks as printed; raises ConfigInvalid where the file is not a list of texts."""
    listed = read_yaml(Path(__file__).parent / "secrecy.yaml").mapping({"marks"}, {"marks"})["marks"]
    for mark in listed.entries(least=1):
        if not fold(mark.text()):
            mark.refuse(_("a mark must have letters."))
    return listed.texts()


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


def could_say_mark(stamped: Lattice) -> bool:
    """Whether what was seen leaves room for a mark: a stamp read surely as another word is none.

    A reader that gives one letter a place leaves all room.
    """
    if all(len(step.letters) == 1 for step in stamped.steps):
        return True
    best = float(score(stamped, marks(), _AROUND).max())
    return free_score(stamped) - best < _RULED_OUT


_AROUND = " .,:;-–_|/'\""
_RULED_OUT = 12.0
"""Natural log. A letter that was not seen costs 10: one may be worn away, two make another word."""
