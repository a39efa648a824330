"""An arrangement of documents becomes exactly the decisions that are new in it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.errors import BadArguments
from pipeline.review.papers import Wanted, loose, papers, stated
from pipeline.store import Opened
from pipeline.types import DecidedDocument, Document, DossierRead, PageEntry, Status

TYPES = range(1, 105)
KINDS = ((3, (1, 2)), (5, (3,)))


def opened(*decisions: DecidedDocument, withheld: int = 0) -> Opened:
    documents = tuple(Document(kind, "", pages, 0.9, Status.REVIEW) for kind, pages in KINDS)
    entries = tuple(PageEntry(n, "a.pdf", n, 0, n == 4, n == withheld) for n in (1, 2, 3, 4))
    return Opened(1, DossierRead("D", (), (), documents, entries, ()), (), (), decisions, "1-0", False)


def wanted(*documents: tuple[int | None, tuple[int, ...]]) -> list[Wanted]:
    return [Wanted(DecidedDocument(kind, pages)) for kind, pages in documents]


def test_what_is_as_it_was_says_nothing() -> None:
    assert stated(opened(), wanted(*KINDS), TYPES) == ()


def test_only_changed_documents_are_stated() -> None:
    assert stated(opened(), wanted((3, (1,)), (None, (2,)), (5, (3,))), TYPES) == (
        DecidedDocument(3, (1,)),
        DecidedDocument(None, (2,)),
    )
    assert stated(opened(), wanted((3, (2, 1)), (5, (3,))), TYPES) == (DecidedDocument(3, (2, 1)),)


def test_a_document_vouched_for_is_stated_once() -> None:
    vouched = [Wanted(DecidedDocument(3, (1, 2)), confirmed=True), *wanted((5, (3,)))]
    assert stated(opened(), vouched, TYPES) == (DecidedDocument(3, (1, 2)),)
    assert stated(opened(DecidedDocument(3, (1, 2))), vouched, TYPES) == ()


def test_a_page_in_no_document_may_be_put_into_one_and_is_then_lost_from_the_rest() -> None:
    assert loose(opened()) == (4,)
    decision = DecidedDocument(5, (3, 4))
    assert stated(opened(), wanted((3, (1, 2)), (5, (3, 4))), TYPES) == (decision,)
    assert loose(opened(decision)) == ()


@pytest.mark.parametrize(
    "wrong",
    [
        wanted((3, (1, 2))),
        wanted((3, (1, 2)), (5, (3, 3))),
        wanted((3, (1, 2)), (5, (2, 3))),
        wanted((3, (1, 2)), (5, (3, 9))),
        wanted((3, (1, 2)), (999, (3,))),
        [],
    ],
)
def test_an_arrangement_that_loses_doubles_or_invents_is_refused(wrong: list[Wanted]) -> None:
    with pytest.raises(BadArguments):
        stated(opened(), wrong, TYPES)


def test_a_withheld_document_is_neither_told_nor_touched() -> None:
    dossier = opened(withheld=3)
    assert [(paper.type, paper.hidden) for paper in papers(dossier)] == [(3, False), (None, True)]
    assert stated(dossier, wanted((3, (2, 1))), TYPES) == (DecidedDocument(3, (2, 1)),)
    with pytest.raises(BadArguments):
        stated(dossier, wanted((3, (1, 2)), (5, (3,))), TYPES)


def test_decisions_made_since_show_before_the_dossier_is_settled_again() -> None:
    dossier = replace(opened(DecidedDocument(7, (3,))), unsettled=True)
    assert [(paper.type, paper.verified) for paper in papers(dossier)] == [(3, False), (7, True)]
