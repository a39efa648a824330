"""Leaves of paper on one scan: an open booklet shows two pages side by side."""

from __future__ import annotations

import numpy as np

from pipeline.flat import FlatPage
from pipeline.geometry import Box

_LYING = 1.2
"""Width to height from which a scan may show two leaves; A5 + A5 is 1.41."""
_GUTTER = 0.025
"""Least width of the empty strip at the fold, as a share of the scan's width."""
_SHARE = 0.12
"""Each leaf holds at least this share of the letters: a certificate with one column stays one leaf."""
_CROSSING = 0.006


def find_leaves(flat: FlatPage) -> tuple[Box, ...]:
    """One box, or two from left to right where a lying page has an empty strip down its middle."""
    whole = Box(0.0, 0.0, float(flat.width), float(flat.height))
    parts = flat.parts[(flat.parts[:, 3] >= 9) & (flat.parts[:, 3] <= 64)]
    if flat.width < _LYING * flat.height or len(parts) < 60:
        return (whole,)
    left, right = parts[:, 0], parts[:, 0] + parts[:, 2]
    half = _GUTTER * flat.width / 2
    places = np.arange(0.42 * flat.width, 0.58 * flat.width, 4)
    crossing = [int(((right > x - half) & (left < x + half)).sum()) for x in places]
    empty = places[np.array(crossing) <= _CROSSING * len(parts)]
    if not len(empty):
        return (whole,)
    fold = float(empty[np.argmin(np.abs(empty - flat.width / 2))])
    beside = float((right < fold).mean())
    if not _SHARE < beside < 1 - _SHARE or _headed_across(flat, fold):
        return (whole,)
    return Box(0.0, 0.0, fold, whole.bottom), Box(fold, 0.0, whole.right, whole.bottom)


def _headed_across(flat: FlatPage, fold: float) -> bool:
    """A ruled table or frame runs over the middle: one leaf, not two."""
    middle = [rule for rule in flat.rules if rule.left < fold - 40 and rule.right > fold + 40]
    return any(rule.width < 0.9 * flat.width for rule in middle)
