"""The list of pages to scan again, for `hoso status --rescan`, with small pictures of those not secret."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from pipeline.config import LimitSettings
from pipeline.errors import FileAccess
from pipeline.export.files import write_whole
from pipeline.messages import FAULTS, _
from pipeline.scans import PageUnreadable, Source, open_read
from pipeline.store import Rescan

_LONG_SIDE = 900
"""Pixels of a picture's longer side: enough to see what is wrong."""


def as_text(pages: Sequence[Rescan]) -> str:
    """One line a page: dossier, page, file and page in it, what is wrong."""
    if not pages:
        return _("No page needs to be scanned again.")
    return "\n".join(
        f"{page.dossier}  {page.page:>4}  {page.source}#{page.source_page}  "
        + ", ".join(_(FAULTS[fault]) for fault in page.faults)
        for page in pages
    )


def as_objects(pages: Sequence[Rescan]) -> list[dict[str, Any]]:
    return [
        {
            "dossier": page.dossier,
            "page": page.page,
            "source": page.source,
            "source_page": page.source_page,
            "faults": [fault.value for fault in page.faults],
        }
        for page in pages
    ]


def write_pictures(pages: Sequence[Rescan], folder: Path, limits: LimitSettings) -> Iterator[Path]:
    """A small picture of each page that may be shown and is still what was read; none of a secret one."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileAccess(str(folder), error.strerror or type(error).__name__) from None
    for page in pages:
        if page.showable and (picture := _small(page, limits)) is not None:
            target = folder / f"{page.dossier.replace('/', '_')}-{page.page:04}.jpg"
            content = bytes(picture)
            write_whole(target, lambda path, content=content: _written(path, content))  # type: ignore[misc]
            yield target


def _small(page: Rescan, limits: LimitSettings) -> np.ndarray[Any, Any] | None:
    try:
        pixels = open_read(Source(page.path, page.sha256, page.source_page, limits)).pixels
    except PageUnreadable:
        return None
    zoom = min(1.0, _LONG_SIDE / max(pixels.shape[:2]))
    small = cv2.resize(pixels, None, fx=zoom, fy=zoom, interpolation=cv2.INTER_AREA)
    upright = np.ascontiguousarray(np.rot90(small, -page.rotation // 90))
    done, content = cv2.imencode(".jpg", upright[:, :, ::-1] if upright.ndim == 3 else upright)
    return content if done else None


def _written(path: Path, content: bytes) -> None:
    path.write_bytes(content)
