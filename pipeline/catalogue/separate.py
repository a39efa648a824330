"""A dossier's pages into documents: first pages by their headings, continuations by their items' order.

What is not recognised stays unknown, each page a document of its own: gluing two strangers together
hides a paper, splitting one only costs a glance.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.catalogue.catalogue import Announcement, announcements
from pipeline.forms.form import Form
from pipeline.reading.align import find, fold
from pipeline.reading.stream import lines_stream, rows, stream
from pipeline.text import edit_distance
from pipeline.types import Line, PageRead

_HEADING_SHARE = 0.6
"""A title stands in this upper share of a page (a certificate may set it low)."""
_LIKENESS = 0.8
_FORM_CODE_WORTH = 0.95
_BLANK_BACKS = 1
"""So many pages of other kinds (blank backs) may lie between two pages of one form."""
_SECOND_SCAN_BITS = 16
"""Fingerprints of 64 bits this near may belong to one sheet scanned twice (docs/vision.md); text decides."""
_COMPARED_LETTERS = 600
_FEWEST_LETTERS = 30
_SAME_TEXT = 0.2
"""Readings of one sheet differ in up to 7 % of their letters, other papers in 40 % and more (drawn pages)."""


@dataclass(frozen=True, slots=True)
class Group:
    """Pages of one document, by their numbers; `confidence` that type and extent are right."""

    type: int | None
    pages: tuple[int, ...]
    confidence: float
    last_item: int = 0


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What one page says of itself: the type it announces and the items whose headings stand on it."""

    announced: int | None
    likeness: float
    items: tuple[int, ...]


def separate(pages: Sequence[PageRead], forms: Sequence[Form]) -> tuple[Group, ...]:
    """Group the pages that are not blank; every such page is in exactly one group, in page order.

    A second scan of a page joins the group of the first (`second_scans`).
    """
    twins = second_scans(pages)
    groups: list[Group] = []
    for page in pages:
        if page.blank:
            continue
        number = page.job.number
        home = next((i for i, g in enumerate(groups) if twins.get(number) in g.pages), None)
        evidence = _Evidence(None, 0.0, ()) if page.withheld else _evidence(page, forms)
        if home is None and groups and _continues(groups[-1], evidence, number, twins):
            home = len(groups) - 1
        if home is None:
            groups.append(Group(evidence.announced, (number,), evidence.likeness or 0.5, _last(evidence)))
        else:
            groups[home] = _joined(groups[home], number, evidence)
    return tuple(groups)


def _joined(group: Group, number: int, evidence: _Evidence) -> Group:
    last = max(group.last_item, _last(evidence))
    return Group(group.type, (*group.pages, number), group.confidence, last)


def _last(evidence: _Evidence) -> int:
    return max(evidence.items, default=0)


def _continues(open_group: Group, evidence: _Evidence, number: int, twins: Mapping[int, int]) -> bool:
    """The open form goes on: it has room, the page carries later items, only a blank back lies between."""
    form = next((known for known in announcements() if known.type == open_group.type), None)
    if form is None or evidence.announced is not None or not evidence.items:
        return False
    near = number - open_group.pages[-1] <= 1 + _BLANK_BACKS
    return (
        near
        and sum(page not in twins for page in open_group.pages) < form.pages
        and min(evidence.items) >= open_group.last_item
    )


def _evidence(page: PageRead, forms: Sequence[Form]) -> _Evidence:
    likeness, kind = max((_likeness(known, page), known.type) for known in announcements())
    announced = kind if likeness >= _LIKENESS else None
    letters = stream((page,)).folded
    items = {item for form in forms for item in _anchors(form, letters)}
    return _Evidence(announced, likeness if announced else 0.0, tuple(sorted(items)))


def _anchors(form: Form, letters: str) -> Iterator[int]:
    """The numbers of the form's headings that stand on the page."""
    for field in form.fields:
        phrases = [fold(label) for label in field.labels] if field.anchor and field.item else []
        if any(find(phrase, letters, len(phrase) // 6) for phrase in phrases):
            yield int(field.item or 0)


def _likeness(known: Announcement, page: PageRead) -> float:
    """How well the page announces itself as this type; 0 when its headings match a look-alike better."""
    headings = tuple(_headings(page))
    best = _best(known.titles, headings)
    if best <= _best(known.others, headings):
        return 0.0
    top = lines_stream(page, (line for line in page.lines if line.box.top < page.frame_height / 5)).folded
    code = any(fold(code) in top for code in known.codes)
    return max(best, _FORM_CODE_WORTH) if code else best


def _best(titles: Sequence[str], headings: Sequence[str]) -> float:
    return max((_alike(fold(title), heading) for title in titles for heading in headings), default=0.0)


def _alike(title: str, heading: str) -> float:
    longest = max(len(title), len(heading))
    unlike = (Counter(title) - Counter(heading)).total()  # No edit distance is below this.
    if longest - min(len(title), len(heading)) > 0.2 * longest or unlike > 0.2 * longest:
        return 0.0
    return 1 - edit_distance(title, heading) / max(len(title), len(heading))


def _headings(page: PageRead) -> Iterator[str]:
    """What could be a title, folded: one to three successive rows, or pieces set below each other.

    The card form sets its title in a column of its own, between the header block and the photograph.
    """
    upper = [line for line in page.lines if line.box.top < page.frame_height * _HEADING_SHARE]
    by_row = rows(upper)
    for first, row in enumerate(by_row):
        yield from _joined_texts(page, [*by_row[first : first + 3]])
        for piece in row if len(row) > 1 else ():
            column = _column(piece, by_row[first + 1 : first + 4])
            yield from _joined_texts(page, [(line,) for line in column])


def _column(top: Line, below: Sequence[Sequence[Line]]) -> list[Line]:
    """A piece and, row by row, the nearest pieces that stand right under it."""
    column = [top]
    for row in below:
        under = [line for line in row if _stands_under(line, column[-1])]
        column += under[:1]
    return column


def _stands_under(line: Line, upper: Line) -> bool:
    shared = min(line.box.right, upper.box.right) - max(line.box.left, upper.box.left)
    near = line.box.top - upper.box.bottom < 2.5 * upper.box.height
    return near and shared > 0.5 * min(line.box.width, upper.box.width)


def _joined_texts(page: PageRead, parts: Sequence[Sequence[Line]]) -> Iterator[str]:
    """The folded texts of the first one, two and three parts, if the first is in capitals."""
    streams = [lines_stream(page, part) for part in parts]
    if streams and _in_capitals(streams[0].text):
        for count in range(1, len(streams) + 1):
            yield "".join(each.folded for each in streams[:count])


def _in_capitals(text: str) -> bool:
    """A title begins with a row of capitals; in a table of contents the same words are small."""
    letters = [letter for letter in text if letter.isalpha()]
    return sum(letter.isupper() for letter in letters) > 0.7 * len(letters) > 0


def second_scans(pages: Sequence[PageRead]) -> dict[int, int]:
    """Pages that are another scan of an earlier one: number → number of the first."""
    firsts: list[PageRead] = []
    found: dict[int, int] = {}
    for page in pages:
        if page.blank or page.withheld:
            continue
        twin = next((first for first in firsts if _same_sheet(first, page)), None)
        if twin is None:
            firsts.append(page)
        else:
            found[page.job.number] = twin.job.number
    return found


def _same_sheet(first: PageRead, second: PageRead) -> bool:
    """The pictures are alike, and so is the text: two filled forms of one print look much the same."""
    if (first.fingerprint ^ second.fingerprint).bit_count() > _SECOND_SCAN_BITS:
        return False
    one, other = (stream((page,)).folded[:_COMPARED_LETTERS] for page in (first, second))
    if min(len(one), len(other)) < _FEWEST_LETTERS:
        return False  # Two pages that could not be read are not alike for that.
    return edit_distance(one, other) <= _SAME_TEXT * max(len(one), len(other), 1)
