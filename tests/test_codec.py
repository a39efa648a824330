"""Frozen values to bytes and back: what is stored comes back equal, and what does not fit is refused."""

from __future__ import annotations

import pytest

from pipeline import codec
from pipeline.dossier import settle_dossier
from pipeline.types import DossierJob, DossierRead, PageFailed, PageRead, Reason
from tests.paper import comb, job, page


def test_pages_failures_and_dossiers_come_back_equal() -> None:
    read = page(["01) Họ và tên đang dùng: LÊ AN", "PHIẾU ĐẢNG VIÊN"], combs=(comb("123456NA", 1000, 98),))
    failed = PageFailed(job(2), Reason.TRUNCATED, "ends early")
    for outcome in (read, failed):
        assert codec.unpack(codec.pack(outcome, PageRead | PageFailed), PageRead | PageFailed) == _rounded(
            outcome
        )
    settled = settle_dossier(DossierJob("D1", (_rounded(read), failed)))  # type: ignore[arg-type]
    back = codec.unpack(codec.pack(settled, DossierRead), DossierRead)
    assert [(r.key, r.value, r.status, r.box) for r in back.member] == [
        (r.key, r.value, r.status, r.box) for r in settled.member
    ]
    assert back.documents[0].pages == settled.documents[0].pages
    assert back.pages == settled.pages


def _rounded(outcome: PageRead | PageFailed) -> object:
    """Numbers are kept to four decimals; once through is a fixed point."""
    once = codec.unpack(codec.pack(outcome, PageRead | PageFailed), PageRead | PageFailed)
    assert codec.unpack(codec.pack(once, PageRead | PageFailed), PageRead | PageFailed) == once
    return once


def test_lattices_keep_their_letters_and_probabilities() -> None:
    read = page(["Nguyễn Ẩn"])
    back = codec.unpack(codec.pack(read, PageRead | PageFailed), PageRead | PageFailed)
    steps = [(step.letters, round(step.log_probs[0], 4)) for step in read.lines[0].lattice.steps]
    assert [(step.letters, step.log_probs[0]) for step in back.lines[0].lattice.steps] == steps


def test_equal_values_have_equal_bytes() -> None:
    assert codec.pack(page(["A"]), PageRead) == codec.pack(page(["A"]), PageRead)


@pytest.mark.parametrize(
    ("value", "declared"),
    [(job(1), DossierJob), (page(["A"]), PageFailed | DossierRead), ({"a": 1}, PageRead)],
)
def test_a_value_of_another_type_is_refused(value: object, declared: object) -> None:
    with pytest.raises((ValueError, AttributeError)):
        codec.pack(value, declared)


def test_stored_bytes_of_another_type_are_refused() -> None:
    with pytest.raises(ValueError, match="PageRead"):
        codec.unpack(codec.pack(job(1), type(job(1))), PageRead)
