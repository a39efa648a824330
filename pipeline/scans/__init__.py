"""The scans: the only place that opens them. It reads, and never writes, moves or deletes anything there."""

from pipeline.scans.limits import Limits, PageUnreadable
from pipeline.scans.pages import Scan, open_page
from pipeline.scans.walking import walk

__all__ = ["Limits", "PageUnreadable", "Scan", "open_page", "walk"]
