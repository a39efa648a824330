"""Writing that was left out: ink of a letter's size in no line, or from which no letter of its line was read.

Nobody may lose a word: what the reader passes over in silence is told here, from the ink alone. Sizes are
frame pixels.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.components import components
from pipeline.flat import FlatPage
from pipeline.geometry import Box

_LETTER = (6, 9, 40)
"""Width, height and ink of the smallest letter; less may be a mark or a speck."""
_HIGHEST = 150
"""Higher is a drawing."""
_GAP = 8
"""Parts that stand so near beside each other are one word."""
_LEAST = (30.0, 14.0)
"""Width and height of the smallest word worth telling."""
_MARGIN = 1.15
"""A letter may reach so many times the height of its line's letters from where it was read."""
_WIDTH = 0.7
"""Ink so many letter heights wide beyond is a letter at least."""
_CORE = 0.2
"""Letters of a line have their middle this share of its height inside its box."""


def unclaimed(flat: FlatPage, claimed: Iterable[Box]) -> tuple[Box, ...]:
    """Words that lie in none of these boxes, mostly."""
    cover = np.zeros((flat.height, flat.width), np.uint8)
    for box in claimed:
        left, top, right, bottom = box.clipped(flat.width, flat.height).rounded()
        cover[top:bottom, left:right] = 1
    words = np.zeros_like(cover)
    for left, top, width, height in _letters(flat.parts)[:, :4].tolist():
        place = slice(top, top + height), slice(left, left + width)
        if height <= _HIGHEST and cover[place][flat.ink[place] > 0].mean() < 0.5:
            words[top : top + height, max(0, left - _GAP) : left + width + _GAP] = 1
    x, y, across, down = cv2.boundingRect(words)
    if not across:
        return ()
    found = components(words[y : y + down, x : x + across]).stats[1:].tolist()
    return tuple(
        Box(x + left + _GAP, y + top, x + left + width - _GAP, y + top + height)
        for left, top, width, height, _ in found
        if width - 2 * _GAP >= _LEAST[0] and height >= _LEAST[1]
    )


def left_out(flat: FlatPage, line: Box, read: Sequence[float]) -> tuple[Box, ...]:
    """Where in a line ink stands from which no letter was read; `read` says at which x one was."""
    parts = _letters(flat.parts)
    middle = parts[:, 1] + parts[:, 3] / 2
    inside = (
        (parts[:, 0] + parts[:, 2] / 2 > line.left)
        & (parts[:, 0] + parts[:, 2] / 2 < line.right)
        & (middle > line.top + _CORE * line.height)
        & (middle < line.bottom - _CORE * line.height)
        & (parts[:, 1] >= line.top - 3)
        & (parts[:, 1] + parts[:, 3] <= line.bottom + 3)
    )
    own = parts[inside]
    if not len(own):
        return ()
    size = float(np.median(own[:, 3]))
    own = own[own[:, 3] > 0.5 * size]
    start, end = int(line.left), int(line.right) + 1
    inked = np.zeros(end - start, bool)
    for left, _, width, *_ in own.tolist():
        inked[max(0, left - start) : max(0, left + width - start)] = True
    found = []
    for before, behind in pairwise((line.left - _MARGIN * size, *sorted(read), line.right + _MARGIN * size)):
        left, right = before + _MARGIN * size, behind - _MARGIN * size
        if right - left < _WIDTH * size:
            continue
        columns = np.flatnonzero(inked[max(0, int(left) - start) : max(0, int(right) - start)])
        if len(columns) >= _WIDTH * size:
            x = max(start, int(left))
            found.append(Box(x + int(columns[0]), line.top, x + int(columns[-1]) + 1, line.bottom))
    return tuple(found)


def _letters(parts: NDArray[np.int32]) -> NDArray[np.int32]:
    width, height, ink = parts[:, 2], parts[:, 3], parts[:, 4]
    least = (width >= _LETTER[0]) & (height >= _LETTER[1]) & (ink >= _LETTER[2])
    return parts[least & (ink >= 0.04 * width * height)]
