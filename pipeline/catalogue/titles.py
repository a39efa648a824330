"""Titles of a page: what could be a heading on it, and which type's printed title each fits best.

Reading is bad where titles stand (large letters, script, worn photocopies), so every title is weighed by
letters right and letters wrong; nothing is decided here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pipeline.catalogue.catalogue import Catalogue
from pipeline.geometry import Box
from pipeline.reading.align import fold, lead
from pipeline.reading.rows import rows
from pipeline.types import Line, PageRead

_HEADING_SHARE = 0.65
"""A title stands in this upper share of a page (a certificate may set it low)."""
_LONGEST = 130
"""Letters of a heading that are looked at: the longest titles fill five rows."""
_ROWS = 5
_WORST = 0.38
"""A title of which more letters are wrong is none."""
_SHARED_PAIRS = 0.33
_REACHES = (10, 16, 24, 36, 54, 80, _LONGEST + 70)
_TRIED = 28
"""Titles tried in full on a page: those that share most pairs of letters with its headings."""
_ALPHABET = {letter: place for place, letter in enumerate("abcdefghijklmnopqrstuvwxyz", start=1)}
_LOOKALIKES = str.maketrans("0158", "oisb")
"""A title has letters: what was read as a digit is the letter it looks like."""
_YEAR = re.compile(r"(19|20)\d\d")
"""The year of a review stands in its title, and belongs to no type."""
_PAIRS = (len(_ALPHABET) + 1) ** 2


@dataclass(frozen=True, slots=True)
class Heading:
    """What could be a title: rows from one on, folded and joined; `ends` tells where each row ends in it."""

    folded: str
    ends: tuple[int, ...]
    capitals: bool


@dataclass(frozen=True, slots=True)
class TitleFit:
    """How a type's best title fits a page: letters it has, letters wrong, letters left over in its last
    row."""

    type: int
    letters: int
    wrong: int
    left_over: int
    capitals: bool

    @property
    def exact(self) -> bool:
        """Read nearly without a mistake, and nothing else on its rows."""
        return self.capitals and self.wrong <= self.letters // 10 and self.left_over <= 1

    @property
    def strength(self) -> float:
        """Letters right, less what speaks against: for ranking titles of one page."""
        return self.letters - 3 * self.wrong - 0.4 * self.left_over - (0 if self.capitals else 8)


Texts = Mapping[Box, str]
"""What was read on each line of a page, by the line's box."""


def headings(page: PageRead, texts: Texts) -> tuple[Heading, ...]:
    """Everything on a page that could begin a title, leaf by leaf."""
    return tuple(heading for leaf in page.leaves for heading in _on_leaf(page, leaf, texts))


def _on_leaf(page: PageRead, leaf: Box, texts: Texts) -> Iterator[Heading]:
    limit = page.frame_height * _HEADING_SHARE
    upper = [
        line for line in page.lines if line.box.top < limit and leaf.left <= line.box.centre[0] < leaf.right
    ]
    by_row = rows(upper)
    for first, row in enumerate(by_row):
        together = by_row[first : first + _ROWS]
        yield from _heading(together, texts)
        for piece in row:
            column = tuple((line,) for line in _column(piece, together[1:]))
            if column != together:
                yield from _heading(column, texts)


def _column(top: Line, below: Sequence[Sequence[Line]]) -> list[Line]:
    """A piece and, row by row, the nearest pieces that stand right under it.

    The card form sets its title in a column of its own, between the header block and the photograph.
    """
    column = [top]
    for row in below:
        column += [line for line in row if _stands_under(line, column[-1])][:1]
    return column


def _stands_under(line: Line, upper: Line) -> bool:
    shared = min(line.box.right, upper.box.right) - max(line.box.left, upper.box.left)
    near = line.box.top - upper.box.bottom < 2.5 * upper.box.height
    return near and shared > 0.5 * min(line.box.width, upper.box.width)


def _heading(parts: Sequence[Sequence[Line]], texts: Texts) -> Iterator[Heading]:
    written = [" ".join(texts[line.box] for line in part) for part in parts]
    folded = [_YEAR.sub("", fold(each)).translate(_LOOKALIKES) for each in written]
    if len(folded[0]) >= 2:
        ends = np.cumsum([len(each) for each in folded])
        yield Heading(
            "".join(folded)[:_LONGEST], tuple(int(min(end, _LONGEST)) for end in ends), _capital(written[0])
        )


def _capital(written: str) -> bool:
    """A title begins with a row of capitals; in a table of contents the same words are small."""
    letters = [letter for letter in written if letter.isalpha()]
    return sum(letter.isupper() for letter in letters) > 0.7 * len(letters) > 0


# --- titles that fit -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class _Titles:
    """Titles of a catalogue of about one length, folded, with the pairs of letters they are made of, one
    title's behind another's from `starts` on. A title sees the first `reach` letters of a heading."""

    reach: int
    types: tuple[int, ...]
    folded: tuple[str, ...]
    pairs: NDArray[np.int64]
    starts: NDArray[np.int64]
    counts: NDArray[np.float32]


@cache
def _titles(known: Catalogue) -> tuple[_Titles, ...]:
    entries = dict.fromkeys(
        (kind.type, fold(title)) for kind in (*known.kinds, known.others) for title in kind.titles
    )
    by_length = (
        (longest, [entry for entry in entries if shortest < len(entry[1]) <= longest])
        for shortest, longest in pairwise((1, *_REACHES))
    )
    return tuple(_of_length(longest, some) for longest, some in by_length if some)


def _of_length(longest: int, entries: Sequence[tuple[int, str]]) -> _Titles:
    types, folded = zip(*entries, strict=True)
    pairs = [_pairs(title) for title in folded]
    counts = np.array([len(each) for each in pairs])
    return _Titles(
        longest + longest // 3,
        types,
        folded,
        np.concatenate(pairs),
        np.concatenate(([0], counts.cumsum()[:-1])),
        counts.astype(np.float32),
    )


def _pairs(folded: str) -> list[int]:
    """The pairs of neighbouring letters that stand in a folded text, as numbers."""
    places = [_ALPHABET.get(letter, 0) for letter in folded]
    return sorted({(len(_ALPHABET) + 1) * a + b for a, b in pairwise(places)})


def fitting_titles(found: Sequence[Heading], known: Catalogue) -> tuple[TitleFit, ...]:
    """The best fit of each type that fits at all, in no certain order."""
    best: dict[int, TitleFit] = {}
    for heading, kind, title in _likely(found, _titles(known)):
        fit = _fit(heading, kind, title)
        if fit and (kind not in best or fit.strength > best[kind].strength):
            best[kind] = fit
    return tuple(best.values())


def _likely(found: Sequence[Heading], known: Sequence[_Titles]) -> Iterator[tuple[Heading, int, str]]:
    """Pairs of heading and title that share most pairs of letters, a title seeing a stretch of its own
    length."""
    if not found:
        return
    worth = np.concatenate([_shared(titles, found) for titles in known])
    entries = [entry for titles in known for entry in zip(titles.types, titles.folded, strict=True)]
    for place in np.argsort(worth, axis=None)[::-1][:_TRIED]:
        title, heading = divmod(int(place), len(found))
        if worth[title, heading] >= _SHARED_PAIRS:
            yield found[heading], *entries[title]


def _shared(titles: _Titles, found: Sequence[Heading]) -> NDArray[np.float32]:
    """The share of each title's pairs that stands in each heading: (titles, headings)."""
    seen = np.zeros((_PAIRS, len(found)), np.float32)
    for column, heading in enumerate(found):
        seen[_pairs(heading.folded[: titles.reach]), column] = 1
    shared = np.add.reduceat(seen[titles.pairs], titles.starts) / titles.counts[:, None]
    return np.asarray(shared, np.float32)


def _fit(heading: Heading, kind: int, title: str) -> TitleFit | None:
    match = lead(title, heading.folded[: len(title) + len(title) // 2], int(_WORST * len(title)))
    if match is None:
        return None
    row_end = next((end for end in heading.ends if end >= match.end), match.end)
    return TitleFit(kind, len(title), match.distance, row_end - match.end, heading.capitals)


def is_headed(found: Sequence[Heading], words: Sequence[str]) -> bool:
    """Whether one of the words that head any paper begins a row of capitals."""
    folded = [fold(word) for word in words]
    return any(
        lead(word, heading.folded[: len(word) + 3], len(word) // 5) is not None
        for heading in found
        if heading.capitals
        for word in folded
    )
