"""Pages of HEIF files (phones). The turning that is part of the format is obeyed, the camera's tag is not."""

from __future__ import annotations

from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from pipeline.config import LimitSettings
from pipeline.scans.limits import PageUnreadable, check_pages, check_pixels
from pipeline.types import Reason


def count_pages(file: BinaryIO, limits: LimitSettings) -> int:
    """How many pictures the file holds, each one a page."""
    from pillow_heif import open_heif  # Slow to load, and few files need it.

    pictures = open_heif(file)
    check_pages(len(pictures), limits)
    if len(pictures) == 1:
        check_pixels(*pictures[0].size, limits)
    return len(pictures)


def page_pixels(file: BinaryIO, page: int, limits: LimitSettings) -> NDArray[np.uint8]:
    """Page `page` (from 1), height x width x 3; transparent ground is white paper."""
    from pillow_heif import open_heif

    pictures = open_heif(file)
    if not 1 <= page <= len(pictures):
        raise PageUnreadable(Reason.CHANGED, f"no page {page}")
    check_pixels(*pictures[page - 1].size, limits)
    picture = pictures[page - 1].to_pillow()
    return np.array(picture.convert("RGB"), dtype=np.uint8)
