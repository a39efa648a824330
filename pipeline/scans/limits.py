"""What is too big to be a scan, and the one exception that a file or page is refused with."""

from __future__ import annotations

from pipeline.config import LimitSettings
from pipeline.types import Reason

MAX_SIDE = 32_000
"""Longest side of a page in pixels: image libraries address places with 16 bits (OpenCV: SHRT_MAX)."""


class PageUnreadable(Exception):
    """A file or page that cannot be opened: a reason and the cause in technical words, without content."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail


def check_pixels(width: int, height: int, limits: LimitSettings) -> None:
    """Refuse a page of this size before its pixels are unpacked: raises PageUnreadable(OVERSIZED)."""
    if width * height > limits.max_megapixels * 1_000_000 or max(width, height) > MAX_SIDE:
        raise PageUnreadable(Reason.OVERSIZED, f"{width} x {height} pixels")


def check_pages(count: int, limits: LimitSettings) -> None:
    """Refuse a file of none or too many pages."""
    if count == 0:
        raise PageUnreadable(Reason.EMPTY, "no pages")
    if count > limits.max_pages:
        raise PageUnreadable(Reason.OVERSIZED, f"{count} pages")
