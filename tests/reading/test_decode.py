"""Decoding: the likeliest texts a graph or a list allows, none of them invented."""

from __future__ import annotations

from itertools import groupby, product
from math import exp, inf, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.reading.decode import decode, free_score, score
from pipeline.reading.graph import Graph, Letters, Repeat, choice, words
from pipeline.types import BLANK, Lattice, Step

ALPHABET = BLANK + "ab"


@st.composite
def lattices(draw: st.DrawFn) -> Lattice:
    """Short lattices in which every letter of the small alphabet has its probability at each step."""
    steps = []
    for place in range(draw(st.integers(1, 5))):
        weights = [draw(st.integers(1, 20)) for _ in ALPHABET]
        ranked = sorted(zip(weights, ALPHABET, strict=True), reverse=True)
        logs = tuple(log(weight / sum(weights)) for weight, _ in ranked)
        steps.append(Step(float(place), "".join(letter for _, letter in ranked), logs))
    return Lattice(tuple(steps))


def likelihood(lattice: Lattice, text: str) -> float:
    """By definition: the sum over every way through the lattice that comes to this text."""
    total = 0.0
    for way in product(*(zip(step.letters, step.log_probs, strict=True) for step in lattice.steps)):
        if "".join(letter for letter, _ in groupby(letter for letter, _ in way)).replace(BLANK, "") == text:
            total += exp(sum(log_prob for _, log_prob in way))
    return log(total) if total else -inf


TEXTS = st.text("ab", min_size=1, max_size=4)


@given(lattices(), st.lists(TEXTS, min_size=1, max_size=5, unique=True))
def test_a_closed_list_is_scored_exactly(lattice: Lattice, entries: list[str]) -> None:
    for entry, found in zip(entries, score(lattice, entries), strict=True):
        true = likelihood(lattice, entry)
        assert found == pytest.approx(true, abs=1e-2) or (true == -inf and found < -100)


@given(lattices())
def test_walking_a_graph_sums_all_ways_of_writing_a_text(lattice: Lattice) -> None:
    anything = Graph(Repeat(Letters("ab"), 0))
    for candidate in decode(lattice, anything, width=200):
        assert candidate.score == pytest.approx(likelihood(lattice, candidate.text))


@given(lattices(), st.lists(TEXTS, min_size=1, max_size=4, unique=True))
def test_only_what_the_graph_allows_is_found_best_first(lattice: Lattice, entries: list[str]) -> None:
    found = decode(lattice, Graph(words(entries)))
    assert {candidate.text for candidate in found} <= set(entries)
    assert [c.score for c in found] == sorted((c.score for c in found), reverse=True)


def seen(*steps: str) -> Lattice:
    """Steps of letters, the first at 0.7, the others sharing the rest."""
    logs = {1: (log(0.99),), 2: (log(0.7), log(0.29)), 3: (log(0.7), log(0.2), log(0.09))}
    return Lattice(tuple(Step(float(x), letters, logs[len(letters)]) for x, letters in enumerate(steps)))


def test_a_graph_reads_a_digit_that_looks_like_a_letter() -> None:
    digits = Graph(Repeat(Letters("0123456789")))
    assert decode(seen("1", "O0", "7"), digits)[0].text == "107"


def test_no_letter_is_written_that_the_reader_did_not_see() -> None:
    digits = Graph(Repeat(Letters("0123456789")))
    assert decode(seen("A", BLANK + "B"), digits) == ()


def test_costs_weigh_against_likelihood() -> None:
    lattice = seen("ab")
    assert decode(lattice, Graph(choice(Letters("a", -2.0), Letters("b"))))[0].text == "b"
    assert decode(lattice, Graph(choice(Letters("a", -0.5), Letters("b"))))[0].text == "a"


def test_leaders_and_specks_around_an_entry_cost_nothing() -> None:
    bare, led = (
        score(seen(*steps), ["nam"], " .")[0] for steps in (("n", "a", "m"), (".", " ", "n", "a", "m", "."))
    )
    assert led == pytest.approx(bare + 3 * log(0.99), abs=1e-3)


def test_case_does_not_matter_to_a_closed_list() -> None:
    assert score(seen("N", "A", "M"), ["nam"])[0] == pytest.approx(3 * log(0.99), abs=1e-3)


def test_the_free_score_is_that_of_the_best_way() -> None:
    assert free_score(seen("ab", "b")) == pytest.approx(log(0.7) + log(0.99))
