"""A page seen from far away: 64 bits by which a second scan of the same sheet is known."""

from __future__ import annotations

import cv2

from pipeline.flat import FlatPage


def fingerprint(flat: FlatPage) -> int:
    """64 bits that a second scan of the same sheet shares nearly all of (difference of blurred neighbours)."""
    blurred = cv2.resize(cv2.GaussianBlur(flat.ink, (0, 0), 12), (9, 8), interpolation=cv2.INTER_AREA)
    bits = (blurred[:, 1:].astype(int) > blurred[:, :-1].astype(int)).flatten()
    return int("".join("1" if bit else "0" for bit in bits), 2)
