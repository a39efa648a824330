"""One page read by two readers: the second is asked where a person is named, and mixed into nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.page import read_page
from pipeline.scans import walk
from pipeline.types import PageJob, PageRead, Recipe, ScanFile

SAMPLES = Path(__file__).parent.parent / "scans" / "samples"


@pytest.mark.tesseract
def test_a_second_reader_is_asked_where_a_person_is_named() -> None:
    file = next(file for dossier in walk(SAMPLES) for file in dossier.files if isinstance(file, ScanFile))
    for number in range(1, file.pages + 1):
        job = PageJob("D1", number, file.source, number, file.path, file.sha256, Recipe("ctc"))
        alone = read_page(job)
        both = read_page(replace(job, recipe=Recipe("ctc", second="tesseract")))
        assert isinstance(alone, PageRead)
        assert isinstance(both, PageRead)
        asked = [line for line in both.lines if line.second is not None]
        if asked:
            break
    assert 0 < len(asked) < len(both.lines)
    assert all(line.box.left <= step.x <= line.box.right for line in asked for step in line.second.steps)  # type: ignore[union-attr]
    assert tuple(replace(line, second=None) for line in both.lines) == alone.lines
    assert [step.step for step in both.made_by] == ["clean", "read", "read again"]
