"""A dossier's pages into documents: first pages by their headings, continuations by their items' order.

What is not recognised stays unknown, each page a document of its own: gluing two strangers together
hides a paper, splitting one only costs a glance.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.catalogue.catalogue import Announcement, announcements
from pipeline.forms.form import Form
from pipeline.reading.align import find, fold
from pipeline.reading.stream import lines_stream, rows, stream
from pipeline.text import edit_distance
from pipeline.types import PageRead

_HEADING_SHARE = 0.6
"""A title stands in this upper share of a page (a certificate may set it low)."""
_LIKENESS = 0.8
_FORM_CODE_WORTH = 0.9
_BLANK_BACKS = 1
"""So many pages of other kinds (blank backs) may lie between two pages of one form."""
_SECOND_SCAN_BITS = 6
"""Fingerprints of 64 bits this near belong to one sheet scanned twice."""
_COMPARED_LETTERS = 600


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
        if home is None and groups and _continues(groups[-1], evidence, number):
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


def _continues(open_group: Group, evidence: _Evidence, number: int) -> bool:
    """The open form goes on: it has room, the page carries later items, only a blank back lies between."""
    form = next((known for known in announcements() if known.type == open_group.type), None)
    if form is None or evidence.announced is not None or not evidence.items:
        return False
    near = number - open_group.pages[-1] <= 1 + _BLANK_BACKS
    return near and len(open_group.pages) < form.pages and min(evidence.items) >= open_group.last_item


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
    """How well the page's headings match a title: 0 when they match a look-alike better, 1 for sure."""
    headings = tuple(_headings(page))
    best = _best(known.titles, headings)
    if best <= _best(known.others, headings):
        return 0.0
    top = lines_stream(page, (line for line in page.lines if line.box.top < page.frame_height / 5)).folded
    code = any(find(fold(code), top, 1) for code in known.codes)
    return max(best, _FORM_CODE_WORTH) if code and best > _LIKENESS / 2 else best


def _best(titles: Sequence[str], headings: Sequence[str]) -> float:
    return max((_alike(fold(title), heading) for title in titles for heading in headings), default=0.0)


def _alike(title: str, heading: str) -> float:
    if abs(len(title) - len(heading)) > 0.3 * len(title):
        return 0.0
    return 1 - edit_distance(title, heading) / max(len(title), len(heading))


def _headings(page: PageRead) -> Iterator[str]:
    """What could be a title, folded: one to three successive rows of the upper page, or of its right part.

    The card form sets its title beside the header block, so the right part counts alone as well.
    """
    upper = [line for line in page.lines if line.box.top < page.frame_height * _HEADING_SHARE]
    right = [line for line in upper if line.box.left > page.frame_width * 0.4]
    for part in (upper, right):
        streams = [lines_stream(page, row) for row in rows(part)]
        for first, row_stream in enumerate(streams):
            if _in_capitals(row_stream.text):
                for count in (1, 2, 3):
                    yield "".join(part.folded for part in streams[first : first + count])


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
    return edit_distance(one, other) <= 0.1 * max(len(one), len(other), 1)
