"""Text lines: letters chained along their middles.

Each component of a letter's size is drawn as a thin bar through its middle, lengthened to both sides; bars
that touch are one piece of a line. Bars of neighbouring lines are too thin to touch, so tall letters, tone
marks and descenders that do touch join nothing. Connected components find lines as well as the neural
detectors on such pages and a hundred times cheaper (docs/vision.md).
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.flat import FlatPage
from pipeline.geometry import Box, union

_LOW, _TALL = 9, 64
"""Heights of what may be a letter, frame pixels: 1.1 to 8 mm."""
_WIDE = 400
"""A joined handwritten word may be this wide."""
_REACH = 0.75
"""A bar reaches so many letter heights beyond its letter on each side."""
_LEAST_REACH, _MOST_REACH = 11, 26
_MARK_ABOVE, _MARK_BELOW = 0.75, 0.45
"""How far tone marks stand above and below the letters of a line, in letter heights."""
_ROOM_FOR_SIGNS = 9
"""A colon or comma behind the last letter is too small to chain; the box keeps room for it."""
_FEWEST_INK = 40
_GAP = 0.95
"""Words stand at most so many line heights apart; wider is another field."""


def find_lines(flat: FlatPage) -> tuple[Box, ...]:
    """Pieces of text lines, in rows from the top; a piece ends where a gap is wider than a word's."""
    letters = _letters(flat)
    if not len(letters):
        return ()
    chains = _chains(letters, flat)
    pieces = [_piece(letters[chains == chain]) for chain in np.unique(chains[chains > 0])]
    boxes = _joined(_absorbed(pieces), [rule for rule in flat.rules if rule.height > rule.width])
    return tuple(box.clipped(flat.width, flat.height) for box in boxes if _is_text(box, flat))


def _letters(flat: FlatPage) -> NDArray[np.int64]:
    _, _, stats, _ = cv2.connectedComponentsWithStats(flat.ink, connectivity=8)
    left, top, width, height, area = stats[1:].T
    good = (height >= _LOW) & (height <= _TALL) & (width <= _WIDE) & (area >= 0.04 * width * height)
    good |= (width >= 7) & (width <= 40) & (height >= 3) & (height < _LOW) & (area >= 18)  # dashes
    return np.asarray(stats[1:][good][:, :4], dtype=np.int64)


def _chains(letters: NDArray[np.int64], flat: FlatPage) -> NDArray[np.int32]:
    """For each letter the number of its chain; 0 where a ruled line would be crossed by none."""
    size = float(np.median(letters[:, 3][letters[:, 3] >= _LOW])) if (letters[:, 3] >= _LOW).any() else 16.0
    canvas = np.zeros((flat.height, flat.width), np.uint8)
    for left, top, width, height in letters:
        reach = int(np.clip(_REACH * max(height, size), _LEAST_REACH, _MOST_REACH))
        half = max(1, int(min(height, size) * 0.12))
        middle = top + height / 2 if height < 2 * size else top + height * 0.45
        cv2.rectangle(
            canvas,
            (int(left - reach), int(middle) - half),
            (int(left + width + reach), int(middle) + half),
            (255,),
            -1,
        )
    for rule in flat.rules:
        if rule.height > rule.width:
            canvas[int(rule.top) : int(rule.bottom) + 1, int(rule.left) - 1 : int(rule.right) + 1] = 0
    _, labels = cv2.connectedComponents(canvas, connectivity=8)
    middles = (letters[:, 1] + letters[:, 3] // 2, letters[:, 0] + letters[:, 2] // 2)
    return np.asarray(labels[np.minimum(middles[0], flat.height - 1), np.minimum(middles[1], flat.width - 1)])


def _piece(letters: NDArray[np.int64]) -> Box:
    """A box around a chain: sides by its letters, top and bottom by their usual extent plus room for marks."""
    left, right = letters[:, 0].min(), (letters[:, 0] + letters[:, 2]).max()
    tops, bottoms = letters[:, 1], letters[:, 1] + letters[:, 3]
    size = float(np.median(letters[:, 3]))
    top = max(float(np.percentile(tops, 4)), float(np.median(tops)) - 1.1 * size) - _MARK_ABOVE * min(size, 20) * 0.6
    bottom = min(float(np.percentile(bottoms, 96)), float(np.median(bottoms)) + 0.8 * size) + 4
    return Box(float(left) - 4, top, float(right) + _ROOM_FOR_SIGNS, bottom)


def _absorbed(pieces: Sequence[Box]) -> list[Box]:
    """Marks big enough to chain by themselves go to the line whose letters they sit on."""
    kept: list[Box] = []
    for piece in sorted(pieces, key=lambda box: -box.width):
        home = next((i for i, box in enumerate(kept) if _sits_on(piece, box)), None)
        if home is None:
            kept.append(piece)
        else:
            kept[home] = Box(
                min(kept[home].left, piece.left), kept[home].top, max(kept[home].right, piece.right), kept[home].bottom
            )
    return kept


def _sits_on(mark: Box, line: Box) -> bool:
    common = mark.intersection(line)
    within = common is not None and common.width > 0.5 * mark.width and common.height > 0.25 * mark.height
    return within and mark.height < 0.9 * line.height and mark.width < line.width


def _joined(pieces: Sequence[Box], walls: Sequence[Box]) -> list[Box]:
    """Pieces of one row a word's gap apart become one, unless a ruled line stands between."""
    done: list[Box] = []
    for piece in sorted(pieces, key=lambda box: box.left):
        home = next((i for i, box in enumerate(done) if _next_to(box, piece, walls)), None)
        if home is None:
            done.append(piece)
        else:
            done[home] = union((done[home], piece))
    return sorted(done, key=lambda box: (box.top, box.left))


def _next_to(left: Box, right: Box, walls: Sequence[Box]) -> bool:
    gap = right.left - left.right
    if left.vertical_overlap(right) < 0.6 or not -20 <= gap <= _GAP * min(left.height, right.height, 36):
        return False
    middle = (max(left.top, right.top) + min(left.bottom, right.bottom)) / 2
    return not any(
        left.right - 3 <= wall.centre[0] <= right.left + 3 and wall.top <= middle <= wall.bottom for wall in walls
    )


def _is_text(box: Box, flat: FlatPage) -> bool:
    inside = box.clipped(flat.width, flat.height).rounded()
    left, top, right, bottom = inside
    ink = np.count_nonzero(flat.ink[top:bottom, left:right])
    return box.height >= 10 and box.width >= 8 and ink >= _FEWEST_INK
