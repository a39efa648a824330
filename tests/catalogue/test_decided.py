"""A person's word on documents holds, whatever the machine says next, and no page is lost by it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.catalogue.decided import decided, join, move_after, retype, split_before
from pipeline.catalogue.separate import Group
from pipeline.errors import BadArguments
from pipeline.types import DecidedDocument

MACHINE = (Group(3, (1, 2, 3, 4), 1.0, 0.9), Group(None, (5,), 1.0, 0.5), Group(7, (7,), 1.0, 0.8))
DOCUMENTS = tuple(DecidedDocument(group.type, group.pages) for group in MACHINE)
PAGES = range(1, 8)


def after(*decisions: DecidedDocument) -> list[tuple[int | None, tuple[int, ...]]]:
    return [(group.type, group.pages) for group in decided(MACHINE, decisions, PAGES)]


def test_without_decisions_the_machine_is_right() -> None:
    assert decided(MACHINE, (), PAGES) == MACHINE


def test_a_split_keeps_the_type_of_what_is_before() -> None:
    assert after(*split_before(DOCUMENTS, 3))[:2] == [(3, (1, 2)), (None, (3, 4))]
    assert split_before(DOCUMENTS, 1) == ()


def test_a_join_takes_the_type_of_what_is_before_and_can_take_a_page_of_none() -> None:
    assert after(*join(DOCUMENTS, 5))[0] == (3, (1, 2, 3, 4, 5))
    assert after(*join(DOCUMENTS, 6))[1] == (None, (5, 6))
    with pytest.raises(BadArguments):
        join(DOCUMENTS, 1)


def test_a_type_is_said_of_the_whole_document() -> None:
    assert after(*retype(DOCUMENTS, 2, 85))[0] == (85, (1, 2, 3, 4))
    with pytest.raises(BadArguments):
        retype(DOCUMENTS, 6, 3)


def test_pages_are_put_in_order_within_and_between_documents() -> None:
    assert after(*move_after(DOCUMENTS, 2, 3))[0] == (3, (1, 3, 2, 4))
    assert after(*move_after(DOCUMENTS, 5, 7)) == [(3, (1, 2, 3, 4)), (7, (7, 5))]


def test_the_word_holds_for_another_separation() -> None:
    other = (Group(None, (1,), 1.0, 0.5), Group(5, (2, 3), 1.0, 0.9), Group(None, (4, 5, 7), 1.0, 0.5))
    groups = decided(other, retype(DOCUMENTS, 1, 85), PAGES)
    assert [(group.type, group.pages) for group in groups] == [(85, (1, 2, 3, 4)), (None, (5, 7))]


def test_the_last_word_on_a_page_holds_and_pages_that_are_gone_do_not_count() -> None:
    first, second = DecidedDocument(1, (1, 2)), DecidedDocument(2, (2, 99))
    assert after(first, second)[:2] == [(1, (1,)), (2, (2,))]


words = st.builds(
    DecidedDocument,
    st.none() | st.integers(1, 104),
    st.lists(st.integers(1, 9), min_size=1, max_size=5, unique=True).map(tuple),
)


@given(st.lists(words, max_size=6))
def test_no_page_is_lost_or_doubled(decisions: list[DecidedDocument]) -> None:
    groups = decided(MACHINE, decisions, PAGES)
    pages = [page for group in groups for page in group.pages]
    assert len(pages) == len(set(pages))
    assert {1, 2, 3, 4, 5, 7} <= set(pages) <= set(PAGES)
    if decisions and any(page in PAGES for page in decisions[-1].pages):
        kept = tuple(page for page in decisions[-1].pages if page in PAGES)
        assert kept in {group.pages for group in groups}


def test_what_was_withheld_stays_withheld_wherever_it_is_put() -> None:
    groups = (Group(3, (1, 2), 1.0, 0.9), Group(None, (3, 4), 1.0, 0.5, secret=True))
    found = decided(groups, (DecidedDocument(3, (1, 2, 4)),), (1, 2, 3, 4))
    assert [(group.pages, group.secret) for group in found] == [((1, 2, 4), True), ((3,), True)]
