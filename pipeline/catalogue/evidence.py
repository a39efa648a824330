"""What one page says of itself and of its neighbours: the evidence from which documents are told apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.catalogue.catalogue import Catalogue, Kind
from pipeline.catalogue.titles import Texts, TitleFit, fitting_titles, headings, is_headed
from pipeline.reading.align import find, fold
from pipeline.reading.lattice import text
from pipeline.reading.rows import rows
from pipeline.text import edit_distance
from pipeline.types import Line, PageRead

_HEAD = 0.22
"""A letterhead, a form's code and a page number at the head stand in this upper share."""
_FOOT = 0.9
_MIDDLE = 0.1
"""A page number's middle is this near the page's, as a share of its width; archivists write theirs at the
right."""
_WORN = 5
"""One letter in so many of a short phrase may be wrong."""
_NUMBER = re.compile(r"[^\w]*(?:trang\s*)?(\d{1,3})(?:\s*/\s*\d+)?[^\w]*", re.IGNORECASE)
_ITEM = re.compile(
    r"\W{0,2}(?:(?P<article>Đi[êềéèe]u)\s*(?P<n>\d{1,2})|(?P<roman>[IVX]{1,4})[.)]|(?P<item>\d{1,2})[.)])"
)
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "X": 10}

Items = tuple[tuple[str, int, int], ...]
"""For each way of numbering that a page uses, its first and its last number."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One page that is not blank.

    `tells` counts a type's words, `against` those against it where its title fits; `inside` holds, for types
    with later pages of their own, the places of their headings that stand on the page, in the order of the
    paper.
    """

    number: int
    withheld: bool
    size: tuple[int, int]
    titles: tuple[TitleFit, ...]
    codes: tuple[int, ...]
    tells: tuple[tuple[int, int], ...]
    against: tuple[tuple[int, int], ...]
    body: tuple[tuple[int, int], ...]
    inside: tuple[tuple[int, tuple[int, ...]], ...]
    begins: bool
    headed: bool
    centred: int
    ends: bool
    full: bool
    page_number: int | None
    items: Items
    line_height: float
    left: float

    def fit(self, kind: int) -> TitleFit | None:
        return next((fit for fit in self.titles if fit.type == kind), None)

    def parts(self, kind: int) -> tuple[int, ...]:
        return dict(self.inside).get(kind, ())


def evidence(page: PageRead, known: Catalogue) -> Evidence:
    """Look at one page; of a withheld one nothing but its size is known."""
    texts = {line.box: text(line.lattice) for line in page.lines}
    by_row = rows(page.lines)
    written = ["".join(fold(texts[line.box]) for line in row) for row in by_row]
    letters = "".join(written)
    found = headings(page, texts)
    fits = fitting_titles(found, known)
    codes = _codes(page, known, texts)
    likely = {fit.type for fit in fits}.union(codes)
    fitting = [kind for kind in known.kinds if kind.type in likely]
    upper = "".join(
        w for row, w in zip(by_row, written, strict=True) if row[0].box.top < page.frame_height * _HEAD
    )
    return Evidence(
        number=page.job.number,
        withheld=page.withheld,
        size=(page.frame_width, page.frame_height),
        titles=fits,
        codes=codes,
        tells=tuple((kind.type, _count(kind.tells, letters)) for kind in fitting if kind.tells),
        against=tuple((kind.type, _count(kind.against, letters)) for kind in fitting if kind.against),
        body=tuple((kind.type, _count(kind.body, letters)) for kind in known.kinds if kind.body),
        inside=tuple(_inside(known.kinds, letters)),
        begins=_count(known.begins, upper) > 0,
        headed=is_headed(found, known.headings),
        centred=sum(_is_centred(row, page.frame_width) for row in by_row[:7]),
        ends=_count(known.ends, letters) > 0,
        full=max((line.box.bottom for line in page.lines), default=0.0) > 0.82 * page.frame_height,
        page_number=_page_number(page, by_row, texts),
        items=_items(by_row, texts),
        line_height=_median(line.box.height for line in page.lines),
        left=min((line.box.left for line in page.lines), default=0.0) / page.frame_width,
    )


def _is_centred(row: Sequence[Line], width: int) -> bool:
    """A row set in the middle, as titles are, whatever was read of it; page numbers are narrower."""
    left, right = row[0].box.left / width, 1 - row[-1].box.right / width
    return len(row) == 1 and min(left, right) > 0.2 and abs(left - right) < 0.12 and left + right < 0.93


def _count(phrases: Sequence[str], letters: str) -> int:
    """How many of the phrases stand in folded letters."""
    return len(standing(tuple(map(fold, phrases)), letters))


def _stands(folded: str, letters: str) -> bool:
    """Each wrong letter breaks two pairs of neighbours at most: what shares too few is not looked for."""
    limit = len(folded) // _WORN
    shared = sum(folded[place : place + 2] in letters for place in range(len(folded) - 1))
    return shared >= len(folded) - 1 - 2 * limit and bool(find(folded, letters, limit))


def _inside(kinds: Iterable[Kind], letters: str) -> Iterator[tuple[int, tuple[int, ...]]]:
    found: dict[tuple[str, ...], tuple[int, ...]] = {}
    for kind in kinds:
        if kind.inside not in found:  # The two curricula vitae share their headings.
            found[kind.inside] = standing(tuple(map(fold, kind.inside)), letters)
        if found[kind.inside]:
            yield kind.type, found[kind.inside]


def standing(folded: Sequence[str], letters: str) -> tuple[int, ...]:
    """Which of some folded phrases stand in folded letters, by their places."""
    return tuple(place for place, phrase in enumerate(folded) if _stands(phrase, letters))


def _codes(page: PageRead, known: Catalogue, texts: Texts) -> tuple[int, ...]:
    """Types whose form code stands in a piece of its own near the head of the page."""
    upper = [line for line in page.lines if line.box.top < page.frame_height * _HEAD]
    pieces = {fold(texts[line.box]).removeprefix("mauso").removeprefix("mau") for line in upper}
    return tuple(
        kind.type
        for kind in known.kinds
        if any(_is_code(fold(code), piece) for code in kind.codes for piece in pieces)
    )


def _is_code(code: str, piece: str) -> bool:
    """The digits must be right: codes differ in nothing else."""
    digits = [re.sub(r"\D", "", each) for each in (code, piece)]
    near = abs(len(code) - len(piece)) <= 2 and len(piece) >= 3
    return near and digits[0] == digits[1] and edit_distance(code, piece) <= max(1, len(code) // 3)


def _page_number(page: PageRead, by_row: Sequence[tuple[Line, ...]], texts: Texts) -> int | None:
    """The number printed in the middle of the head or the foot."""
    for row in (*by_row[:2], *by_row[-3:]):
        line = row[0]
        place = line.box.centre[1] / page.frame_height
        central = abs(line.box.centre[0] / page.frame_width - 0.5) < _MIDDLE
        if len(row) == 1 and central and (place < _HEAD / 2 or place > _FOOT):
            match = _NUMBER.fullmatch(texts[line.box])
            if match:
                return int(match.group(1))
    return None


def _items(by_row: Sequence[tuple[Line, ...]], texts: Texts) -> Items:
    """First and last number of articles, of Roman headings and of plain items, where rows begin with them."""
    seen: dict[str, list[int]] = {}
    for row in by_row:
        match = _ITEM.match(texts[row[0].box])
        if match and match["article"]:
            seen.setdefault("article", []).append(int(match["n"]))
        elif match and match["roman"] in _ROMAN:
            seen.setdefault("roman", []).append(_ROMAN[match["roman"]])
        elif match and match["item"]:
            seen.setdefault("item", []).append(int(match["item"]))
    return tuple((name, numbers[0], numbers[-1]) for name, numbers in sorted(seen.items()))


def _median(values: Iterable[float]) -> float:
    ordered = sorted(values)
    return ordered[len(ordered) // 2] if ordered else 0.0
