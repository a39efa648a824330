"""The scans: the only place that opens them. It reads, and never writes, moves or deletes anything there."""

from pipeline.scans.limits import PageUnreadable
from pipeline.scans.pages import Scan, Source, digest_of, open_page, open_read
from pipeline.scans.walking import walk

__all__ = ["PageUnreadable", "Scan", "Source", "digest_of", "open_page", "open_read", "walk"]
