"""Recorded pages damaged by chance: whatever is left of them, a dossier settles and holds every page."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import replace
from random import Random

import pytest

from pipeline.dossier import settle_dossier
from pipeline.types import BLANK, DossierJob, Lattice, Line, PageFailed, PageRead, Step
from tests.golden.record import recorded

SIGNS = ".,:;-/()%'0123 9AađƯ|"


@pytest.mark.parametrize("seed", range(4))
def test_a_damaged_dossier_settles_whole(seed: int) -> None:
    chance = Random(seed)
    pages = tuple(damaged(page, chance) for page in recorded(f"MAU-0{seed % 3 + 1}"))
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # Arithmetic on nothing gives no number, and no error either.
        read = settle_dossier(DossierJob("MAU", pages))
    assert [entry.number for entry in read.pages] == [page.job.number for page in pages]
    filed = [number for document in read.documents for number in document.pages]
    assert len(set(filed)) == len(filed)
    assert all(0 <= reading.confidence <= 1 for document in read.documents for reading in document.readings)


def damaged(page: PageRead | PageFailed, chance: Random) -> PageRead | PageFailed:
    """The page without some lines, combs and tables, with others moved, doubled or read as rubbish."""
    if isinstance(page, PageFailed):
        return page
    lines = [line for line in page.lines if chance.random() > 0.08]
    lines += [line for line in lines if chance.random() < 0.03]
    return replace(
        page,
        lines=tuple(moved(worn(line, chance), chance) for line in lines),
        combs=tuple(comb for comb in page.combs if chance.random() < 0.8),
        tables=tuple(table for table in page.tables if chance.random() < 0.8),
    )


def worn(line: Line, chance: Random) -> Line:
    """One line in four with no, fewer, other or no letters but signs."""
    ways: dict[int, Callable[[Step], Step | None]] = {
        0: lambda step: None,
        1: lambda step: step if chance.random() < 0.5 else None,
        2: lambda step: said(step, chance.choice(SIGNS)) if chance.random() < 0.3 else step,
        3: lambda step: said(step, chance.choice(":;.,-%")) if step.letters[0].isalnum() else step,
    }
    wear = ways.get(chance.randrange(16), lambda step: step)
    left = (wear(step) for step in line.lattice.steps)
    return replace(line, lattice=Lattice(tuple(step for step in left if step is not None)))


def said(step: Step, letter: str) -> Step:
    return step if step.letters[0] == BLANK else replace(step, letters=letter + step.letters[1:])


def moved(line: Line, chance: Random) -> Line:
    if chance.random() > 0.1:
        return line
    right, down = chance.gauss(0, 60), chance.gauss(0, 25)
    box = line.box
    return replace(
        line, box=type(box)(box.left + right, box.top + down, box.right + right, box.bottom + down)
    )
