"""What is too big to be a scan, and the one exception that a file or page is refused with."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.types import Reason


@dataclass(frozen=True, slots=True)
class Limits:
    """Largest file in MiB, most pages a file, largest page in megapixels (A3 at 600 dpi has 70)."""

    max_file_mib: int = 2048
    max_pages: int = 2000
    max_megapixels: int = 300


class PageUnreadable(Exception):
    """A file or page that cannot be opened: a reason and the cause in technical words, without content."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail
