"""Frozen values to bytes and back: what is stored comes back equal, and what does not fit is refused."""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass, make_dataclass
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import codec
from pipeline.dossier import settle_dossier
from pipeline.types import (
    Document,
    DossierJob,
    DossierRead,
    InkGrid,
    PageEntry,
    PageFailed,
    PageJob,
    PageRead,
    Reading,
    Reason,
    Status,
    Step,
)
from tests.paper import comb, job, page

OUTCOME = PageRead | PageFailed


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True, slots=True)
class Sample:
    """A field of every kind the pipeline's values have."""

    number: int
    share: float
    flag: bool
    text: str | None
    either: str | tuple[str, ...] | None
    colour: Colour
    perhaps: Colour | None
    pair: tuple[str, int]
    many: tuple[tuple[float, ...], ...]


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
fractions = st.integers(-(10**8), 10**8).map(lambda whole: whole / 10_000)
samples = st.builds(
    Sample,
    number=st.integers(0, 2**64 - 1),
    share=fractions,
    flag=st.booleans(),
    text=st.none() | texts,
    either=st.none() | texts | st.lists(texts, max_size=3).map(tuple),
    colour=st.just(Colour.RED),
    perhaps=st.none() | st.just(Colour.RED),
    pair=st.tuples(texts, st.integers()),
    many=st.lists(st.lists(fractions, max_size=3).map(tuple), max_size=3).map(tuple),
)


def there_and_back(value: object, declared: Any) -> Any:
    return codec.unpack(codec.pack(value, declared), declared)


@given(samples)
def test_any_value_comes_back_equal_and_of_its_types(sample: Sample) -> None:
    back = there_and_back(sample, Sample)
    assert back == sample
    assert type(back.perhaps) is type(sample.perhaps)
    assert codec.pack(back, Sample) == codec.pack(sample, Sample)


def test_pages_failures_and_dossiers_come_back_equal() -> None:
    read = page(["01) Họ và tên đang dùng: LÊ AN", "PHIẾU ĐẢNG VIÊN"], combs=(comb("123456NA", 1000, 98),))
    failed = PageFailed(job(2), Reason.TRUNCATED, "ends early")
    once = there_and_back(read, OUTCOME)
    assert [step.letters for step in once.lines[0].lattice.steps] == [
        step.letters for step in read.lines[0].lattice.steps
    ]
    assert once.combs[0].boxes == read.combs[0].boxes
    assert there_and_back(once, OUTCOME) == once, "once rounded, nothing changes any more"
    assert there_and_back(failed, OUTCOME) == failed
    settled = there_and_back(settle_dossier(DossierJob("D1", (once, failed))), DossierRead)
    assert there_and_back(settled, DossierRead) == settled
    assert settled.pages[1].failed is Reason.TRUNCATED


def test_fractions_are_kept_to_four_decimals() -> None:
    step = Step(12.3456789, "a", (-0.00004, -1.23456))
    assert there_and_back(step, Step) == Step(12.3457, "a", (-0.0, -1.2346))


def test_an_ink_grid_keeps_every_cell() -> None:
    read = page(["A"], ink_grid=InkGrid(3, "0f8c00"))
    assert there_and_back(read, PageRead).ink_grid == InkGrid(3, "0f8c00")


@pytest.mark.parametrize(
    ("value", "declared"),
    [
        (job(1), DossierJob),
        (page(["A"]), PageFailed | DossierRead),
        ({"a": 1}, PageRead),
        (PageEntry(1, "a", 1, 0, True, False, failed="truncated"), PageEntry),  # type: ignore[arg-type]
        (PageEntry(True, "a", 1, 0, True, False), PageEntry),
        (Document(3, "", [1], 0.5, Status.REVIEW), Document),  # type: ignore[arg-type]
        (PageFailed(None, Reason.EMPTY, ""), PageFailed),  # type: ignore[arg-type]
    ],
)
def test_a_value_that_does_not_fit_is_refused(value: object, declared: object) -> None:
    with pytest.raises(ValueError, match="does not fit"):
        codec.pack(value, declared)


def test_stored_bytes_that_do_not_fit_are_refused() -> None:
    entry = PageEntry(1, "a.pdf", 1, 0, True, False, 4, Reason.EMPTY)
    stored = json.loads(zlib.decompress(codec.pack(entry, PageEntry)))
    assert codec.unpack(zlib.compress(json.dumps(stored).encode()), PageEntry) == entry
    for changed in (
        stored[:-1],
        [*stored, 1],
        {"number": 1},
        ["1", *stored[1:]],
        [1.0, *stored[1:]],
        [*stored[:4], 1, *stored[5:]],
        [*stored[:-1], "no such reason"],
        None,
    ):
        with pytest.raises(ValueError, match=r"fit|not a valid"):
            codec.unpack(zlib.compress(json.dumps(changed).encode()), PageEntry)


def test_a_shape_changes_with_every_field() -> None:
    plain = codec.shape(make_dataclass("Value", [("a", int), ("b", str)]))
    others = [
        make_dataclass("Value", [("a", int), ("c", str)]),
        make_dataclass("Value", [("b", str), ("a", int)]),
        make_dataclass("Value", [("a", int), ("b", str | None)]),
        make_dataclass("Value", [("a", int)]),
        make_dataclass("Value", [("a", int), ("b", tuple[str, ...])]),
        make_dataclass("Other", [("a", int), ("b", str)]),
    ]
    assert plain == codec.shape(make_dataclass("Value", [("a", int), ("b", str)]))
    assert len({plain, *map(codec.shape, others)}) == 7


def test_a_shape_reaches_to_the_innermost_field() -> None:
    inner = [make_dataclass("Inner", [(name, float)]) for name in ("x", "y")]
    outer = [make_dataclass("Outer", [("all", tuple[each, ...])]) for each in inner]  # type: ignore[valid-type]
    assert codec.shape(outer[0]) != codec.shape(outer[1])


def test_every_value_of_the_pipeline_has_a_shape() -> None:
    shapes = {codec.shape(each) for each in (PageJob, PageRead, OUTCOME, DossierRead, Reading, Document)}
    assert all(len(each) == 16 for each in shapes)
    assert len(shapes) == 6
