"""Which accepted values are like one found wrong: on its paper, or with the same letters in doubt."""

from __future__ import annotations

import pytest

from pipeline.geometry import Box
from pipeline.review.siblings import confusions, siblings
from pipeline.store import Finding
from pipeline.types import DossierRead, ProcessingStep, Reading, Status

OLD, NEW = ProcessingStep("read", "ctc-1"), ProcessingStep("read", "ctc-2")


def reading(key: str, value: str, document: int, *others: str, status: Status = Status.ACCEPTED) -> Reading:
    return Reading(key, value, value, 0.99, status, document, 1, Box(0, 0, 1, 1), (), others)


def read(*member: Reading, by: ProcessingStep = OLD) -> DossierRead:
    return DossierRead("D1", member, (), (), (), (by, ProcessingStep("settle", "7")))


def finding(dossier: str, document: int) -> Finding:
    return Finding(9, dossier, document, "Thuận", "Thuần", (OLD, ProcessingStep("settle", "6")))


@pytest.mark.parametrize(
    ("one", "other", "pairs"),
    [
        ("Thuận", "Thuần", {("ậ", "ầ")}),
        ("Nghia", "Nghĩa", {("i", "ĩ")}),
        ("030476", "03476", {("0", "")}),
        ("An", "", {("An", "")}),
        ("An", "An", set()),
    ],
)
def test_letters_in_which_texts_differ(one: str, other: str, pairs: set[tuple[str, str]]) -> None:
    assert set(confusions(one, other)) == pairs


def test_the_same_paper_and_the_same_letters_in_doubt() -> None:
    own = read(
        reading("religion", "Không", 2),
        reading("occupation", "Nông dân", 3),
        reading("full_name", "Lê Thuận", 3, "Lê Thuần"),
        reading("birth_name", "Lê Thuần", 3, "Lê Thuận"),
        reading("home_town", "Kinh", 2, status=Status.REVIEW),
    )
    assert siblings(own, [finding("D1", 2)]) == {"religion", "full_name"}
    assert siblings(own, [finding("D2", 2)]) == {"full_name"}
    assert siblings(own, []) == frozenset()


def test_another_reader_makes_its_own_mistakes() -> None:
    assert (
        siblings(read(reading("full_name", "Thuận", 2, "Thuần"), by=NEW), [finding("D1", 2)]) == frozenset()
    )
