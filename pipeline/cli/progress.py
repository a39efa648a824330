"""The progress bar of a run, on a terminal only, with a time left that is not made up.

The time left comes from the pace of the last pages, not of the whole run: a folder of light pages says
little about the heavy ones after it. It is not shown before enough pages are done to tell.
"""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from time import monotonic

from tqdm import tqdm

from pipeline.messages import _

ENOUGH_PAGES = 5
WINDOW_PAGES = 60


def seconds_left(marks: Sequence[tuple[float, int]], total: int) -> float | None:
    """Time left by the pace between the first and last of `marks` (seconds, pages done); None if unknown."""
    if not marks:
        return None
    (first_s, first), (last_s, last) = marks[0], marks[-1]
    if last < ENOUGH_PAGES or last == first:
        return None
    return (total - last) * (last_s - first_s) / (last - first)


@contextmanager
def shown(wanted: bool) -> Iterator[Callable[[int, int], None]]:
    """Give a function to be told (pages done, pages in all); it draws only when wanted and on a terminal."""
    if not (wanted and sys.stderr.isatty()):
        yield lambda done, total: None
        return
    marks: deque[tuple[float, int]] = deque(maxlen=WINDOW_PAGES)
    bar_format = "{n_fmt}/{total_fmt} " + _("pages") + " |{bar}| {elapsed}{postfix}"
    with tqdm(bar_format=bar_format, file=sys.stderr, dynamic_ncols=True, leave=False, total=0) as bar:

        def tell(done: int, total: int) -> None:
            marks.append((monotonic(), done))
            left = seconds_left(marks, total)
            known = "" if left is None else _("{0} left").format(tqdm.format_interval(left))
            if bar.total != total:
                bar.reset(total)
            bar.set_postfix_str(known, refresh=False)
            bar.update(done - bar.n)

        yield tell
