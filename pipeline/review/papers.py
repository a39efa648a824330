"""The documents of a dossier as a person sees and rearranges them; what is new becomes decisions. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import dataclass

from pipeline.catalogue.decided import decided
from pipeline.catalogue.separate import Group
from pipeline.errors import BadArguments
from pipeline.messages import _, noted
from pipeline.review.record import hidden_pages
from pipeline.store import Opened
from pipeline.types import DecidedDocument, Status

_NOT_ALL = noted("Every page must stand in one document, and in one only. Open the page again.")


@dataclass(frozen=True, slots=True)
class Paper:
    """One document. `hidden`: withheld for secrecy; nothing but its page numbers is shown."""

    type: int | None
    pages: tuple[int, ...]
    verified: bool
    confidence: float
    hidden: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """One document as a person wants it; `confirmed`: the person vouches for it even if nothing changed."""

    document: DecidedDocument
    confirmed: bool = False


def papers(opened: Opened) -> tuple[Paper, ...]:
    """The documents as settled last, and as decided since."""
    read, hidden = opened.read, hidden_pages(opened.read)
    groups = [Group(each.type, each.pages, 1.0, each.confidence) for each in read.documents]
    now = decided(groups, opened.decisions, (page.number for page in read.pages))
    verified = {(each.type, each.pages) for each in read.documents if each.status is Status.VERIFIED}
    verified |= {(each.type, each.pages) for each in opened.decisions}
    return tuple(
        Paper(
            None if hidden & set(each.pages) else each.type,
            each.pages,
            each.type is not None and (each.type, each.pages) in verified,
            each.confidence,
            bool(hidden & set(each.pages)),
        )
        for each in now
    )


def loose(opened: Opened) -> tuple[int, ...]:
    """Pages that are in no document: blank ones, second scans, pages that could not be read."""
    held = {page for paper in papers(opened) for page in paper.pages} | hidden_pages(opened.read)
    return tuple(page.number for page in opened.read.pages if page.number not in held)


def stated(opened: Opened, wanted: Sequence[Wanted], types: Container[int]) -> tuple[DecidedDocument, ...]:
    """What is new in an arrangement of all documents that may be shown; raises BadArguments if it is none.

    `types` are the numbers of the catalogue in force.
    """
    shown = [paper for paper in papers(opened) if not paper.hidden]
    count = Counter(page for each in wanted for page in each.document.pages)
    must = {page for paper in shown for page in paper.pages}
    if not must <= set(count) <= must | set(loose(opened)) or max(count.values(), default=1) > 1:
        raise BadArguments(_NOT_ALL)
    for each in wanted:
        if each.document.type is not None and each.document.type not in types:
            raise BadArguments(_("There is no document type {0}.").format(each.document.type))
    before = {DecidedDocument(paper.type, paper.pages): paper.verified for paper in shown}
    return tuple(each.document for each in wanted if each.document.pages and _is_new(each, before))


def _is_new(wanted: Wanted, before: dict[DecidedDocument, bool]) -> bool:
    if wanted.document not in before:
        return True
    return wanted.confirmed and not before[wanted.document]
