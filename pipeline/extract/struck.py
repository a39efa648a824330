"""Words that a writer struck out: they are no part of the value, and a person looks at it.

A word counts as struck where a stroke through its row's upper middle (`layout.find_strikes`) runs from its
beginning to beyond its end; shorter ones are bars and joins of letters (all ten answers of one hand that have
struck words were found; of 2,962 values of four other sets five were taken for such).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.reading.cutting import HALF
from pipeline.reading.stream import Letter, Stream
from pipeline.types import PageRead

_MIDDLE = (0.2, 0.58)
"""Where the middle of a stroke lies, of its row's height; lower ones join letters or underline them."""
_LATE = 11.0
"""A stroke may begin so far inside the word, frame pixels …"""
_BEYOND = 2.0
"""… and ends so far behind it at least."""


def unstruck(
    letters: Stream, start: int, end: int, pages: Sequence[PageRead]
) -> tuple[tuple[int, int], bool]:
    """A value's place without the struck words that it begins and ends with, and whether any word is struck.

    A value all of whose words are struck keeps its place: nothing else was answered.
    """
    words = [match.span() for match in re.finditer(r"[^\s,;]+", letters.text[start:end])]
    gone = [_is_struck(letters.letters[start + first : start + last], pages) for first, last in words]
    if not any(gone) or all(gone):
        return (start, end), any(gone)
    kept = [word for word, struck in zip(words, gone, strict=True) if not struck]
    first = start if kept[0] == words[0] else start + kept[0][0]
    last = end if kept[-1] == words[-1] else start + kept[-1][1]
    return (first, last), True


def _is_struck(word: Sequence[Letter], pages: Sequence[PageRead]) -> bool:
    if not any(letter.letter.isalnum() for letter in word):
        return False
    left, right = word[0].x - HALF, word[-1].x + HALF
    top, height = word[0].top, word[0].bottom - word[0].top
    page = next(page for page in pages if page.job.number == word[0].page)
    return any(
        strike.left <= left + _LATE
        and strike.right >= right + _BEYOND
        and top + _MIDDLE[0] * height < strike.centre[1] < top + _MIDDLE[1] * height
        for strike in page.strikes
    )
