"""The fields of one document: labels found, values cut out between them, normalised, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from pipeline.extract.beside import answering_two, with_above
from pipeline.extract.boxed import under
from pipeline.extract.decoded import FIGURES
from pipeline.extract.draft import Draft, draft
from pipeline.extract.header import dateline, header, in_comb
from pipeline.extract.kinds import is_empty
from pipeline.extract.labels import DATELINE, LOST_LABEL, Found, behind_choice, find_labels
from pipeline.extract.news import is_news, untold
from pipeline.extract.phrases import is_whole, phrase
from pipeline.extract.romans import with_roman_months
from pipeline.extract.strays import without_strays
from pipeline.extract.struck import unstruck
from pipeline.extract.tables import TableRow, read_tables
from pipeline.extract.ticks import struck_choice, ticked
from pipeline.forms.form import Field, Form
from pipeline.geometry import Box, union
from pipeline.reading.align import find, fold
from pipeline.reading.stream import Letter, Stream, stream
from pipeline.text import edit_distance
from pipeline.types import PageRead

_ROW_GAP = 1.2
"""A value goes on in the next row only where that lies at most so many row heights below, …"""
_SPACED = 1.25
"""… or at most so many times as far as rows of its page usually do: typists set wide."""

_TOLD = 16.0
"""A label tells no more than this of which edition a paper is: a long one is one label too."""
_FULL = 0.76
"""A row that ends beyond this share of its leaf's or column's width has no room for one more word before the
margin."""


@dataclass(frozen=True, slots=True)
class Extracted:
    """What was found on one document: its fields, and the rows of its tables. `untold`: it is there to tell
    what changed, and says something that no label claims."""

    drafts: tuple[Draft, ...]
    rows: tuple[TableRow, ...]
    untold: bool = False


def extract(editions: Sequence[Form], pages: Sequence[PageRead]) -> Extracted:
    """Read a document under each edition of its form and keep the edition whose labels fit best.

    `pages` are its pages in order, at least one.
    """
    written = [without_strays(page) for page in pages]
    labels = {fold(label) for form in editions for field in form.fields for label in field.labels}
    tables = read_tables(editions[0].tables, written, sorted(labels))
    letters = stream(tables.pages, sorted(labels))
    scored = [(find_labels(form, letters), form) for form in editions]
    chain, form = max(scored, key=lambda entry: sum(min(_TOLD, found.score) for found in entry[0]))
    gaps = _usual_gaps(letters)
    spans = tuple(_spans(form, letters, chain, tables.pages, gaps))
    beside = with_above(_values(form, letters, chain, spans, tables.pages, gaps))
    found = with_roman_months((*header(form, written[0]), *dateline(form, written[0]), *beside))
    news = tuple(entry for entry in answering_two(found) if is_news(form, entry))
    claims = [(found.start, span.end) for found, span in zip(chain, spans, strict=True)]
    return Extracted(news, tables.rows, untold(form, letters, claims))


def _spans(
    form: Form,
    letters: Stream,
    chain: Sequence[Found],
    pages: Sequence[PageRead],
    gaps: Mapping[int, float],
) -> Iterator[_Span]:
    """Where the answer of each label stands; all up to the next label where no value of ours does."""
    for place, found in enumerate(chain):
        limit = max(found.end, chain[place + 1].start) if place + 1 < len(chain) else len(letters.text)
        if form.fields[found.order].key is None:
            yield _Span(found.end, limit, limit, ())
        else:
            yield _span(form, letters, chain, place, limit, pages, gaps)


def _values(
    form: Form,
    letters: Stream,
    chain: Sequence[Found],
    spans: Sequence[_Span],
    pages: Sequence[PageRead],
    gaps: Mapping[int, float],
) -> Iterator[Draft]:
    """What stands between each label and the next; a label over a table is answered there, and not blank."""
    for place, (found, span) in enumerate(zip(chain, spans, strict=True)):
        field = form.fields[found.order]
        if field.key is None:
            continue
        if field.place == "ticks":
            yield from ticked(field, letters, found, span.limit, pages)
            continue
        entry = _entry(form, letters, found, span, pages, gaps)
        over_table = place + 1 < len(chain) and form.fields[chain[place + 1].order].place == "column"
        only_sounds = form.prose and field.kind in FIGURES and not any(map(str.isdigit, entry.raw))
        if (over_table and not entry.written) or only_sounds:
            continue
        yield struck_choice(field, entry, letters, found, pages) if field.kind == "sex" else entry


@dataclass(frozen=True, slots=True)
class _Span:
    """Where a value stands, before `limit`, where the next label begins, and what makes that doubtful."""

    start: int
    end: int
    limit: int
    doubts: tuple[str, ...]


def _span(
    form: Form,
    letters: Stream,
    chain: Sequence[Found],
    place: int,
    limit: int,
    pages: Sequence[PageRead],
    gaps: Mapping[int, float],
) -> _Span:
    """Between a label and the next, or under the label, without what is printed or struck there."""
    found, text = chain[place], letters.text
    field = form.fields[found.order]
    boxed = None
    if form.prose:
        start, end = phrase(field, text[found.end : limit], found.end)
    else:
        flow = found.end, _row_end(letters, found.end, limit, field, pages, gaps)
        boxed = _boxed(letters, chain, place, field.unit, flow, pages)
        start, end = boxed or flow
    start = behind_choice(form.choice, text, start, end)
    end = _before_label(field, text, start, _before_next_item(text, found, start, end))
    start, end = _before_unit(field, text, start, end)
    (start, end), struck = unstruck(letters, start, end, pages)
    told = {
        "struck_word": struck,
        "under_its_label": boxed is not None,
        "goes_on_below": boxed is None and not form.prose and _left_below(letters, end, limit, gaps, pages),
    }
    return _Span(start, end, limit, tuple(doubt for doubt, holds in told.items() if holds))


def _entry(
    form: Form,
    letters: Stream,
    found: Found,
    span: _Span,
    pages: Sequence[PageRead],
    gaps: Mapping[int, float],
) -> Draft:
    """The value of a label as read there, or in the boxes behind the label, or as figures right below it."""
    field = form.fields[found.order]
    entry = draft(field, letters, span.start, span.end, _behind(letters, found), found.quality)
    if not entry.written and not form.prose:
        entry = _in_boxes(field, letters, found, pages) or entry
        figures = field.kind in FIGURES and not entry.written
        return (_figures_below(field, letters, found, span, gaps) if figures else None) or entry
    if not entry.written:
        return entry
    entry = _doubting_labels(form, found.order, entry)
    return replace(entry, doubts=(*entry.doubts, *span.doubts))


def _figures_below(
    field: Field, letters: Stream, found: Found, span: _Span, gaps: Mapping[int, float]
) -> Draft | None:
    """Figures right below an unfilled label, before the next one: its answer, set a little lower."""
    row = letters.text[span.end : span.limit].partition("\n")[0]
    if (
        not _ONLY_FIGURES.fullmatch(row)
        or letters.text[span.end - 1] != "\n"
        or _far_below(letters, span.end - 1, span.end, span.limit, gaps)
    ):
        return None
    end = span.end + len(row)
    entry = draft(field, letters, span.end, end, _behind(letters, found), found.quality)
    return replace(entry, doubts=(*entry.doubts, "under_its_label")) if entry.value else None


_ONLY_FIGURES = re.compile(r"\s*\d[\d\s./-]*")


def _in_boxes(field: Field, letters: Stream, found: Found, pages: Sequence[PageRead]) -> Draft | None:
    """What stands in a comb on the label's row, right behind it; None where there is none."""
    last = letters.letters[found.end - 1]
    page = next(page for page in pages if page.job.number == last.page)
    label = Box(last.x, last.top, last.x + 1, last.bottom)
    beside = (
        comb
        for comb in page.combs
        if (box := union(comb.boxes)).vertical_overlap(label) > 0.3
        and -label.height < box.left - last.x < _BEHIND * label.height
    )
    comb = next(beside, None)
    return in_comb(field, page, comb, found.quality) if comb else None


_BEHIND = 4
"""The boxes of a value begin at most so many label heights behind the label."""


def _boxed(
    letters: Stream,
    chain: Sequence[Found],
    place: int,
    unit: str,
    flow: tuple[int, int],
    pages: Sequence[PageRead],
) -> tuple[int, int] | None:
    """What stands under a label of a form set in boxes, where that is not what follows in reading order."""
    below = under(letters, chain, place, unit)
    if below is None or _into_table(letters.letters[flow[0] - 1], letters.letters[below[0]], pages):
        return None
    row = letters.text.rfind("\n", 0, below[0]) + 1
    nobodys = DATELINE.match(letters.text, row) or LOST_LABEL.match(letters.text, row)
    same = letters.text[slice(*flow)].strip() == letters.text[slice(*below)].strip()
    return None if nobodys or same else below


def _doubting_labels(form: Form, order: int, entry: Draft) -> Draft:
    """Doubt a value that says what a label of this form says, or the end of one of the next two: a label that
    was not found as one."""
    value = fold(entry.value or "")
    labels = {fold(label) for field in form.fields for label in field.labels}
    like = value in labels or any(
        len(label) >= _LONG and find(label, value, len(label) // 5) for label in labels
    )
    near = (fold(label) for field in form.fields[order + 1 : order + 3] for label in field.labels)
    ends = len(value) >= _ENDING and any(label.endswith(value) for label in near)
    return replace(entry, doubts=(*entry.doubts, "printed_label")) if like or ends else entry


_ENDING = 5
"""Fewer letters may end a label by chance."""
_LONG = 9
"""A label of fewer letters may well be part of a value: "Chi bộ"."""


def _row_end(
    letters: Stream,
    start: int,
    limit: int,
    field: Field,
    pages: Sequence[PageRead],
    gaps: Mapping[int, float],
) -> int:
    """Where a value ends: at the next label, or after as many rows as the field may fill, or at a table.

    One row more is its own where the last is full: writers go on below whatever room the form gives them.
    """
    end = start
    for row in range(1, field.lines + 2):
        stop = letters.text.find("\n", end, limit)
        if stop < 0:
            return limit
        end = stop + 1
        if (
            row > field.lines
            or (row == field.lines and not _full(letters, stop))
            or LOST_LABEL.match(letters.text, end, limit)
            or DATELINE.match(letters.text, end, limit)
            or (field.kind == "place" and is_whole(letters.text[start:stop]))
            or _far_below(letters, stop, end, limit, gaps)
            or _into_table(letters.letters[stop], letters.letters[end], pages)
        ):
            break
    return min(end, limit)


def _left_below(
    letters: Stream, end: int, limit: int, gaps: Mapping[int, float], pages: Sequence[PageRead]
) -> bool:
    """Words that no label claims stand right below the value that ends at `end`, in small letters: the value
    may go on there."""
    if end >= limit or end == 0 or letters.text[end - 1] != "\n":
        return False
    row = letters.text[end:limit].partition("\n")[0]
    return (
        sum(map(str.isalpha, row)) >= _WORDS
        and row.strip()[:1].islower()
        and not LOST_LABEL.match(row)
        and not DATELINE.match(row)
        and not _far_below(letters, end - 1, end, limit, gaps)
        and not _into_table(letters.letters[end - 1], letters.letters[end], pages)
    )


_WORDS = 4
"""So many letters in a row are words, not specks."""


def _full(letters: Stream, stop: int) -> bool:
    """The row that ends at `stop` comes near the right edge of its leaf or column."""
    last = letters.letters[stop]
    block = letters.blocks[last.row]
    return block.left + _FULL * block.width < last.x < block.right


def _before_next_item(text: str, found: Found, start: int, end: int) -> int:
    """Where the next item of the form begins within a value, whose label this edition does not know: its
    number follows the label's own, and a capital."""
    own = re.search(r"\d{1,2}", text[found.start : found.words])
    if own is None:
        return end
    item = re.search(rf"\s{int(own.group()) + 1}\s?[-–.)/]\s?[A-ZĐÀ-Ỹ]", text[start:end])
    return start + item.start() if item else end


def _before_label(field: Field, text: str, start: int, end: int) -> int:
    """Where a label that no form knows begins within a name: a capital word, few small ones, a colon."""
    if field.kind not in _NAMES:
        return end
    for colon in re.finditer(":", text[start:end]):
        words = list(re.finditer(r"\w+", text[start : start + colon.start()]))[-_LABEL_WORDS:]
        first = next((word.start() for word in reversed(words) if word.group()[0].isupper()), 0)
        if not is_empty(text[start : start + first]):
            return start + first
    return end


_NAMES = frozenset({"organisation", "person_name", "place"})
"""Kinds in whose values no colon stands: of 23 values that would have been accepted with one in what was
read, two were of these kinds, and both had run on over a label (sixteen sets)."""
_LABEL_WORDS = 4


def _before_unit(field: Field, text: str, start: int, end: int) -> tuple[int, int]:
    """A value without the printed unit behind it, or before it, where the unit ends the label; one letter of
    it may be misread."""
    unit = fold(field.unit)
    for word in re.finditer(r"\w+", text[start:end]) if unit else ():
        if edit_distance(fold(word.group()), unit) <= len(unit) // 4:
            unit_at, behind = start + word.start(), start + word.end()
            rest = text[behind:end].partition("\n")[0]
            if is_empty(text[start:unit_at]) and any(map(str.isdigit, rest)):
                return _before_unit(field, text, behind, end)
            return start, unit_at
    return start, end


def _into_table(above: Letter, below: Letter, pages: Sequence[PageRead]) -> bool:
    """A ruled table that the row above stands outside of begins with the row below."""
    tables = (table.box for page in pages if page.job.number == below.page for table in page.tables)
    return any(_inside(table, below) and not _inside(table, above) for table in tables)


def _inside(table: Box, letter: Letter) -> bool:
    return table.contains(letter.x, (letter.top + letter.bottom) / 2)


def _far_below(letters: Stream, stop: int, following: int, limit: int, gaps: Mapping[int, float]) -> bool:
    """The row that begins at `following` stands on another page, or not right under the one before."""
    if following >= limit:
        return True
    above, below = letters.letters[stop], letters.letters[following]
    usual = max(_ROW_GAP * (above.bottom - above.top), _SPACED * gaps[above.page])
    return above.page != below.page or below.top - above.bottom > usual


def _usual_gaps(letters: Stream) -> dict[int, float]:
    """How far below each other the rows of a page usually stand, foot to head; 0 where there is one row."""
    found: dict[int, list[float]] = {letter.page: [] for letter in letters.letters}
    for above, below in pairwise(letters.letters):
        if above.letter == "\n" and above.page == below.page:
            found[above.page].append(below.top - above.bottom)
    return {page: median(gaps or [0.0]) for page, gaps in found.items()}


def _behind(letters: Stream, found: Found) -> tuple[int, Box]:
    """The place right behind a label, for a field with nothing in it."""
    last = letters.letters[found.end - 1]
    return last.page, Box(last.x, last.top, last.x + 1, last.bottom)
