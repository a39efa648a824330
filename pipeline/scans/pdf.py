"""What a PDF file holds: how many pages, and whether all the parts of a page are there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import pikepdf

from pipeline.config import LimitSettings
from pipeline.scans.limits import PageUnreadable, check_pages
from pipeline.types import Reason

_DEPTH = 8
"""Drawings within drawings are followed so deep."""


def count_pages(file: BinaryIO, limits: LimitSettings) -> int:
    """How many pages; raises PageUnreadable for a file that needs a password, holds none or has lost some."""
    with _document(file) as document:
        listed = document.Root.get("/Pages", pikepdf.Dictionary()).get("/Count", 0)
        pages = len(document.pages)
        if pages < int(listed):
            raise PageUnreadable(Reason.TRUNCATED, f"{pages} of {int(listed)} pages")
        check_pages(pages, limits)
        return pages


def check_page(path: str, page: int) -> None:
    """Refuse a page (from 1) that has lost a part: it would be drawn without it, at worst as blank paper."""
    with Path(path).open("rb") as file, _document(file) as document:
        found = document.pages[page - 1]
        content = found.obj.get("/Contents")
        if content is None:
            # So it is on a blank page, but also where what it refers to is gone from the file.
            if document.get_warnings():
                raise PageUnreadable(Reason.UNREADABLE, "no content, in a damaged file")
            return
        parts = list(content) if isinstance(content, pikepdf.Array) else [content]
        if not all(isinstance(part, pikepdf.Stream) for part in parts):
            raise PageUnreadable(Reason.UNREADABLE, "a part of the page is lost")
        _check_drawn(found, found.resources, _DEPTH)


@contextmanager
def _document(file: BinaryIO) -> Iterator[pikepdf.Pdf]:
    try:
        # Read, not mapped into memory: a file that shrinks meanwhile would end the process.
        with pikepdf.open(file, access_mode=pikepdf.AccessMode.stream) as document:
            yield document
    except pikepdf.PasswordError:
        raise PageUnreadable(Reason.ENCRYPTED, "needs a password") from None


def _check_drawn(
    content: pikepdf.Page | pikepdf.Object, resources: pikepdf.Object | None, depth: int
) -> None:
    """Every picture or drawing that the content calls for must be there."""
    drawings = pikepdf.Dictionary() if resources is None else resources.get("/XObject", pikepdf.Dictionary())
    calls = pikepdf.parse_content_stream(content, "Do")
    called = {str(call.operands[0]) for call in calls if len(call.operands)}
    for name in called:
        part = drawings.get(name)
        if not isinstance(part, pikepdf.Stream):
            raise PageUnreadable(Reason.UNREADABLE, "a part of the page is lost")
        if part.get("/Subtype") == "/Form" and depth:
            _check_drawn(part, part.get("/Resources", resources), depth - 1)
