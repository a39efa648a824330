"""Small real stages for runs in tests: they open the scan, look at its pixels and settle by counting.

What a page does is in its first pixel, so that tests can draw pages that fail, hang or kill their worker.
Nothing here knows of the store or of runs: workers import this module and start the sooner for it.
"""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from PIL import Image

from pipeline.config import LimitSettings
from pipeline.geometry import IDENTITY
from pipeline.scans import open_page
from pipeline.types import (
    Document,
    DossierJob,
    DossierRead,
    InkGrid,
    PageEntry,
    PageFailed,
    PageJob,
    PageRead,
    Reason,
    Status,
)

NO_GRID = InkGrid(0, "")
GOOD, RAISES, KILLS, HANGS, REFUSED = 255, 10, 20, 30, 40


def draw(path: Path, behaviour: int = GOOD, mark: int = 0) -> None:
    """A small page; `mark` makes its content its own."""
    path.parent.mkdir(parents=True, exist_ok=True)
    page = Image.new("L", (64, 90), 255)
    page.putpixel((0, 0), behaviour)
    page.putpixel((1 + mark % 60, 1 + mark // 60), 0)
    page.save(path)


def read_page(job: PageJob) -> PageRead | PageFailed:
    pixels = open_page(job.path, job.source_page, LimitSettings()).pixels
    height, width = pixels.shape[:2]
    match int(pixels[0, 0]):
        case 10:
            raise ValueError("Nguyễn Văn An")
        case 20:
            os.kill(os.getpid(), signal.SIGKILL)
        case 30:
            time.sleep(600)
        case 40:
            return PageFailed(job, Reason.UNREADABLE, "drawn so")
    ink = float((pixels < 128).mean())
    return PageRead(
        job, width, height, width, height, IDENTITY, 0, 0.0, False, False, ink, NO_GRID, (), (), (), (), ()
    )


def settle(job: DossierJob) -> DossierRead:
    if job.dossier == "cannot":
        raise ZeroDivisionError
    read = [page.job.number for page in job.pages if isinstance(page, PageRead)]
    entries = tuple(
        PageEntry(
            page.job.number,
            page.job.source,
            page.job.source_page,
            0,
            False,
            False,
            failed=page.reason if isinstance(page, PageFailed) else None,
        )
        for page in job.pages
    )
    document = Document(None, "", tuple(read), 0.5, Status.REVIEW)
    return DossierRead(job.dossier, (), (), (document,) if read else (), entries, ())
