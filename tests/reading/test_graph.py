from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.reading.graph import (
    Letters,
    Repeat,
    build,
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
    graph = build(part)  # type: ignore[arg-type]
    assert graph.accepts(text) == bool(re.fullmatch(pattern, text))


def test_words_come_small_with_a_capital_in_capitals_and_as_they_stand() -> None:
    graph = build(either_case(("đồng chí",)))
    assert all(graph.accepts(text) for text in ("đồng chí", "Đồng chí", "ĐỒNG CHÍ"))
    assert not graph.accepts("đồNG chí")


def test_every_way_keeps_its_own_cost() -> None:
    graph = build(choice(words(("ab",), -1.0), Letters("a", -3.0), words(("",), -0.5)))
    assert {cost for _, cost in graph.arcs[0]["a"]} == {0.0, -3.0}
    assert graph.finals[0] == -0.5
    assert sorted(graph.finals.values()) == [-0.5, 0.0, 0.0]
    after_b = [cost for arcs in graph.arcs for _, cost in arcs.get("b", ())]
    assert after_b == [-1.0]
