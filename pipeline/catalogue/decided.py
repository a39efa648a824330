"""What a person decided about documents: which pages are one, in which order, of what type.

A decision states a whole document: its pages in their order and its type. So it means the same after any
other reading or separation; the last decision that names a page holds. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from pipeline.catalogue.separate import Group
from pipeline.errors import BadArguments
from pipeline.messages import _
from pipeline.types import DecidedDocument


def decided(
    groups: Sequence[Group], decisions: Iterable[DecidedDocument], pages: Iterable[int]
) -> tuple[Group, ...]:
    """The separation as people corrected it, in page order; every page of `groups` stays in one group.

    `decisions` in the order they were made; pages that are not among `pages` (any more) are left out of them.
    What was withheld for secrecy stays withheld, in whatever document it comes to stand.
    """
    there = frozenset(pages)
    standing = list(groups)
    secret = frozenset(page for group in groups if group.secret for page in group.pages)
    for decision in decisions:
        named = tuple(page for page in decision.pages if page in there)
        if named:
            stated = Group(decision.type, named, 1.0, 1.0, not secret.isdisjoint(named))
            standing = [*_without(standing, frozenset(named)), stated]
    return tuple(sorted(standing, key=lambda group: min(group.pages)))


def _without(groups: Iterable[Group], taken: frozenset[int]) -> list[Group]:
    rest = (replace(group, pages=tuple(n for n in group.pages if n not in taken)) for group in groups)
    return [group for group in rest if group.pages]


# --- what a person says, as decisions ----------------------------------------------------------------


def split_before(documents: Sequence[DecidedDocument], page: int) -> tuple[DecidedDocument, ...]:
    """Let a document begin at `page`: what is before keeps the type, what begins is of unknown type."""
    holder = _holder(documents, page)
    at = holder.pages.index(page)
    if at == 0:
        return ()
    return replace(holder, pages=holder.pages[:at]), DecidedDocument(None, holder.pages[at:])


def join(documents: Sequence[DecidedDocument], page: int) -> tuple[DecidedDocument, ...]:
    """Join the document of `page`, or a page that is in none, to the document before it."""
    held = any(page in each.pages for each in documents)
    joined = _holder(documents, page).pages if held else (page,)
    before = [each for each in documents if min(each.pages) < min(joined) and page not in each.pages]
    if not before:
        raise BadArguments(_("There is no document before page {0}.").format(page))
    first = max(before, key=lambda each: min(each.pages))
    return (replace(first, pages=(*first.pages, *joined)),)


def retype(
    documents: Sequence[DecidedDocument], page: int, number: int | None
) -> tuple[DecidedDocument, ...]:
    """Say of what type the document of `page` is; None is unknown."""
    return (replace(_holder(documents, page), type=number),)


def move_after(documents: Sequence[DecidedDocument], page: int, after: int) -> tuple[DecidedDocument, ...]:
    """Put a page right behind another, within its document or into that one's."""
    if page == after:
        raise BadArguments(_("Page {0} cannot stand behind itself.").format(page))
    target = _holder(documents, after)
    pages = [each for each in target.pages if each != page]
    pages.insert(pages.index(after) + 1, page)
    return (replace(target, pages=tuple(pages)),)


def _holder(documents: Iterable[DecidedDocument], page: int) -> DecidedDocument:
    found = next((each for each in documents if page in each.pages), None)
    if found is None:
        raise BadArguments(_("Page {0} is in no document.").format(page))
    return found
