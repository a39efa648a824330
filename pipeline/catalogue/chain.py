"""Reckoning with the sequence model: the best sequence of documents, and probabilities over all of them."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp

import numpy as np

from pipeline.catalogue.sequence import LONGEST, Array, Scores, Segment

_NEVER = -1e30


@dataclass(frozen=True, slots=True, eq=False)
class Chain:
    """Log-sums over all sequences: `forward` and `backward` (pages x types x places), `total` of
    everything."""

    forward: Array
    backward: Array
    total: float


def chain(found: Scores) -> Chain:
    """Run forward and backward over the pages, of which there is at least one."""
    pages, types = found.start.shape
    forward = np.full((pages, types, LONGEST), _NEVER)
    backward = np.full((pages, types, LONGEST), _NEVER)
    forward[0, :, 0] = found.start[0]
    for page in range(1, pages):
        forward[page] = _onward(forward[page - 1], found, page)
        ended = _log_sum(forward[page - 1] + found.end)
        forward[page, :, 0] = ended + found.start[page]
    backward[-1] = found.end
    for page in range(pages - 2, -1, -1):
        begun = _log_sum(found.start[page + 1] + backward[page + 1, :, 0])
        backward[page] = np.logaddexp(found.end + begun, _stepped(backward[page + 1], found, page + 1))
    return Chain(forward, backward, _log_sum(forward[-1] + found.end))


def _onward(before: Array, found: Scores, page: int) -> Array:
    """Sums of going on one place further; the last place is also reached from itself."""
    step = found.continued[page][:, None] + found.length
    after = np.full_like(before, _NEVER)
    after[:, 1:] = before[:, :-1] + step[:, 1:]
    after[:, -1] = np.logaddexp(after[:, -1], before[:, -1] + step[:, -1])
    return after


def _stepped(after: Array, found: Scores, page: int) -> Array:
    """The same seen from the page before: what going on from each place is worth."""
    step = found.continued[page][:, None] + found.length + after
    return np.concatenate((step[:, 1:], step[:, -1:]), axis=1)


def _log_sum(values: Array) -> float:
    most = float(values.max())
    return most + float(np.log(np.exp(values - most).sum()))


def begin_probabilities(sums: Chain) -> Array:
    """The probability that a document of each type begins at each page (pages x types)."""
    return np.asarray(np.exp(sums.forward[:, :, 0] + sums.backward[:, :, 0] - sums.total))


def best_path(found: Scores) -> tuple[tuple[int, int, int], ...]:
    """The most likely documents: column of the type, first and last page (Viterbi 1967)."""
    pages = found.start.shape[0]
    best = np.full((*found.start.shape, LONGEST), _NEVER)
    ended: list[tuple[int, int]] = []
    best[0, :, 0] = found.start[0]
    for page in range(1, pages):
        before = best[page - 1]
        step = found.continued[page][:, None] + found.length
        best[page, :, 1:] = before[:, :-1] + step[:, 1:]
        best[page, :, -1] = np.maximum(best[page, :, -1], before[:, -1] + step[:, -1])
        finished = before + found.end
        ended.append(divmod(int(finished.argmax()), LONGEST))
        best[page, :, 0] = finished.max() + found.start[page]
    column, place = divmod(int((best[-1] + found.end).argmax()), LONGEST)
    path, last = [], pages - 1
    for page in range(pages - 1, -1, -1):
        if place == 0:
            path.append((column, page, last))
            last = page - 1
            column, place = ended[page - 1] if page else (0, 0)
        elif place == LONGEST - 1 and best[page - 1, column, place] > best[page - 1, column, place - 1]:
            continue
        else:
            place -= 1
    return tuple(reversed(path))


def segments(found: Scores, types: tuple[int | None, ...]) -> tuple[Segment, ...]:
    """The most likely documents with what is sure of them; none of no pages."""
    if not found.start.size:
        return ()
    sums = chain(found)
    begins = begin_probabilities(sums).sum(axis=1)
    return tuple(
        Segment(
            types[column],
            first,
            last,
            min(1.0, float(begins[first])),
            _certainty(found, sums, column, first, last),
        )
        for column, first, last in best_path(found)
    )


def _certainty(found: Scores, sums: Chain, column: int, first: int, last: int) -> float:
    """The probability that exactly these pages are one document of this type."""
    before = _log_sum(sums.forward[first - 1] + found.end) if first else 0.0
    places = [min(place, LONGEST - 1) for place in range(1, last - first + 1)]
    inner = sum(
        float(found.continued[first + step, column] + found.length[column, place])
        for step, place in enumerate(places, start=1)
    )
    pages = found.start.shape[0]
    after = _log_sum(found.start[last + 1] + sums.backward[last + 1, :, 0]) if last + 1 < pages else 0.0
    ending = float(found.end[column, min(last - first, LONGEST - 1)])
    return min(
        1.0, exp(min(0.0, before + float(found.start[first, column]) + inner + ending + after - sums.total))
    )
