"""What is to be filed of a dossier: its documents as files, and every other page with why it is in none.

Pure. Each page of the dossier is in exactly one file or in the remainder.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from pipeline.export.archive.naming import Holder, NameRules, document_path, numbered, unknown_path
from pipeline.types import Document, DossierRead, PageEntry, Reading, Status


class Why(StrEnum):
    """Why a page is in no file."""

    WITHHELD = "withheld"
    BLANK = "blank"
    SECOND_SCAN = "second_scan"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Left:
    """A page that is in no file. Of a withheld document nothing but the page's number is told."""

    page: int
    why: Why
    duplicate_of: int | None = None


@dataclass(frozen=True, slots=True)
class Filed:
    """A document to be filed: `path` below the archive, with / between its parts; `number` in the dossier."""

    path: str
    number: int
    type: int | None
    name: str
    pages: tuple[int, ...]
    status: Status


@dataclass(frozen=True, slots=True)
class Plan:
    """A dossier's share of the archive."""

    dossier: str
    holder: Holder
    files: tuple[Filed, ...]
    left: tuple[Left, ...]


def plan(read: DossierRead, rules: NameRules, taken: set[str]) -> Plan:
    """Plan the filing of a settled dossier; `taken` holds the folded paths of others, and these after it."""
    holder = Holder(read.dossier, settled_text(read, "national_id"), settled_text(read, "full_name"))
    left = tuple(_left(read))
    out = {each.page for each in left}
    entries = [(n, each, _kept(each, out)) for n, each in enumerate(read.documents)]
    stray = {page.number for page in read.pages} - out - {n for _, _, kept in entries for n in kept}
    filed = [(n, each, kept) for n, each, kept in entries if kept]
    filed += [(len(read.documents), _unknown(page), (page,)) for page in sorted(stray)]
    paths = numbered(_paths(rules, holder, [(each, kept) for _, each, kept in filed]), taken)
    files = (
        Filed(path, number, each.type, each.name, kept, each.status)
        for path, (number, each, kept) in zip(paths, filed, strict=True)
    )
    return Plan(read.dossier, holder, tuple(files), left)


def settled_text(read: DossierRead, key: str) -> str | None:
    """A value of the record that was accepted or settled by a person."""
    found: Iterator[Reading] = (r for r in read.member if r.key == key)
    for reading in found:
        if reading.status in (Status.ACCEPTED, Status.VERIFIED) and isinstance(reading.value, str):
            return reading.value
    return None


def _kept(document: Document, out: set[int]) -> tuple[int, ...]:
    return tuple(page for page in document.pages if page not in out)


def _unknown(page: int) -> Document:
    """A page that no document holds is filed by itself: it must not be lost."""
    return Document(None, "", (page,), 0.0, Status.REVIEW)


def _left(read: DossierRead) -> Iterator[Left]:
    secret = {page.number for page in read.pages if page.withheld}
    for document in read.documents:
        if secret & set(document.pages):
            secret |= set(document.pages)
    held = {number for document in read.documents for number in document.pages}
    for page in read.pages:
        why = _why(page, page.number in secret, page.number in held)
        if why is not None:
            yield Left(page.number, why, page.duplicate_of if why is Why.SECOND_SCAN else None)


def _why(page: PageEntry, is_secret: bool, is_held: bool) -> Why | None:
    if is_secret:
        return Why.WITHHELD
    if page.failed is not None:
        return Why.FAILED
    if page.duplicate_of is not None:
        return Why.SECOND_SCAN
    return Why.BLANK if page.blank and not is_held else None


def _paths(
    rules: NameRules, holder: Holder, documents: list[tuple[Document, tuple[int, ...]]]
) -> Iterator[str]:
    """A path each; several of one type are numbered in the order of the scan."""
    of_type = Counter(document.type for document, _ in documents)
    seen: Counter[int | None] = Counter()
    for document, pages in documents:
        if document.type is None:
            yield unknown_path(rules, holder, min(pages))
            continue
        seen[document.type] += 1
        n = seen[document.type] if of_type[document.type] > 1 else None
        yield document_path(rules, holder, document.type, document.name, n)
