"""Graphs of what may stand in a place accept what they are built of, and nothing else."""

from __future__ import annotations

import re
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.reading.graph import (
    Graph,
    Letters,
    Repeat,
    Words,
    chain,
    choice,
    either_case,
    maybe,
    times,
    words,
)

DAY = choice(chain(maybe(Letters("0")), Letters("123456789")), chain(Letters("12"), Letters("0123456789")))
CASES = (
    (DAY, r"0?[1-9]|[12]\d"),
    (chain(times(Letters("01"), 2, 3), Letters("x")), r"[01]{2,3}x"),
    (chain(words(("1", "10", "x1")), Repeat(Letters("0"), 0)), r"(1|10|x1)0*"),
    (chain(Repeat(words(("x", "1x"))), maybe(Letters("0"))), r"(x|1x)+0?"),
)


@pytest.mark.parametrize(("part", "pattern"), CASES)
@given(text=st.text("01x9", max_size=6))
def test_a_graph_accepts_what_its_pattern_does(part: object, pattern: str, text: str) -> None:
    graph = Graph(part)  # type: ignore[arg-type]
    assert graph.accepts(text) == bool(re.fullmatch(pattern, text))


@given(st.dictionaries(st.text("abc", max_size=5), st.sampled_from((0.0, -1.0, -2.0)), min_size=1))
def test_a_list_of_words_holds_its_words_at_their_costs_and_no_others(listed: dict[str, float]) -> None:
    graph = Graph(chain(Words(tuple(listed.items())), Letters("x")))
    for text in map("".join, (letters for length in range(5) for letters in product("abc", repeat=length))):
        assert graph.accepts(text + "x") == (text in listed)
    for text, cost in listed.items():
        assert set(totals(graph, text + "x")) == {cost}


def totals(graph: Graph, text: str) -> list[float]:
    """What each way of writing the text costs."""
    ways = [(0, 0.0)]
    for letter in text:
        ways = [(to, sum_ + cost) for state, sum_ in ways for to, cost in graph.arcs(state).get(letter, ())]
    ended = ((sum_, graph.final(state)) for state, sum_ in ways)
    return [sum_ + cost for sum_, cost in ended if cost is not None]


def test_words_come_small_with_a_capital_in_capitals_and_as_they_stand() -> None:
    graph = Graph(either_case(("đồng chí",)))
    assert all(graph.accepts(text) for text in ("đồng chí", "Đồng chí", "ĐỒNG CHÍ"))
    assert not graph.accepts("đồNG chí")


def test_every_way_keeps_its_own_cost() -> None:
    graph = Graph(choice(words(("ab",), -1.0), Letters("a", -3.0), words(("",), -0.5)))
    assert {cost for _, cost in graph.arcs(0)["a"]} == {0.0, -3.0}
    assert graph.final(0) == -0.5
    behind_a = [state for state, _ in graph.arcs(0)["a"]]
    assert sorted(cost for state in behind_a if (cost := graph.final(state)) is not None) == [0.0]
    assert [cost for state in behind_a for _, cost in graph.arcs(state).get("b", ())] == [-1.0]
