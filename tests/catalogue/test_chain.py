"""The chain: best sequence, probabilities and certainties equal those of trying every sequence."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.catalogue.chain import begin_probabilities, best_path, chain, segments
from pipeline.catalogue.sequence import LONGEST, Scores

TYPES = 2
Path = tuple[tuple[int, int, int], ...]


def drawn(seed: int, pages: int) -> Scores:
    chance = np.random.default_rng(seed)
    return Scores(
        chance.normal(size=(pages, TYPES)),
        chance.normal(size=(pages, TYPES)),
        chance.normal(size=(TYPES, LONGEST)),
        chance.normal(size=(TYPES, LONGEST)),
    )


def every_path(pages: int) -> Iterator[Path]:
    """Every way to cut the pages, with every choice of types."""
    for cuts in product((False, True), repeat=pages - 1):
        firsts = [0, *(place for place, cut in enumerate(cuts, start=1) if cut)]
        lasts = [*(first - 1 for first in firsts[1:]), pages - 1]
        for columns in product(range(TYPES), repeat=len(firsts)):
            yield tuple(zip(columns, firsts, lasts, strict=True))


def score(found: Scores, path: Path) -> float:
    total = 0.0
    for column, first, last in path:
        total += found.start[first, column] + found.end[column, last - first]
        for place in range(1, last - first + 1):
            total += found.continued[first + place, column] + found.length[column, place]
    return float(total)


@settings(max_examples=30)
@given(st.integers(0, 10_000), st.integers(1, 5))
def test_the_best_path_is_the_best_of_all(seed: int, pages: int) -> None:
    found = drawn(seed, pages)
    assert best_path(found) == max(every_path(pages), key=lambda path: score(found, path))


@settings(max_examples=20)
@given(st.integers(0, 10_000), st.integers(1, 4))
def test_probabilities_are_shares_of_all_paths(seed: int, pages: int) -> None:
    found = drawn(seed, pages)
    worth = {path: np.exp(score(found, path)) for path in every_path(pages)}
    total = sum(worth.values())
    begins = begin_probabilities(chain(found))
    for page, column in product(range(pages), range(TYPES)):
        share = sum(w for path, w in worth.items() if any((c, f) == (column, page) for c, f, _ in path))
        assert begins[page, column] == pytest.approx(share / total)
    for segment in segments(found, (0, 1)):
        part = (segment.type, segment.first, segment.last)
        share = sum(w for path, w in worth.items() if part in path)
        assert segment.certainty == pytest.approx(share / total)


def test_a_document_may_be_longer_than_the_places_that_are_told_apart() -> None:
    pages = LONGEST + 9
    flat = np.zeros((pages, TYPES))
    found = Scores(flat - 12, flat + 1, np.zeros((TYPES, LONGEST)), np.zeros((TYPES, LONGEST)))
    assert [part[1:] for part in best_path(found)] == [(0, pages - 1)]
    assert segments(found, (0, 1))[0].certainty == pytest.approx(0.5, abs=0.05)
