"""Measures of a scan: each harm lowers its own measure below what any unharmed page of the samples has."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from pipeline.cleanup import flatten, measure, text_axis
from pipeline.config import LimitSettings
from pipeline.scans import open_page, walk
from pipeline.types import Quality, ScanFile

SAMPLES = Path(__file__).parent.parent.parent / "scans" / "samples"
LIMITS = LimitSettings()


@pytest.fixture(scope="module")
def pixels() -> NDArray[np.uint8]:
    """The most inked page of the first file."""
    file = next(
        file for dossier in walk(SAMPLES, LIMITS) for file in dossier.files if isinstance(file, ScanFile)
    )
    pages = (open_page(file.path, number, LIMITS).pixels for number in range(1, min(file.pages, 6) + 1))
    return min(pages, key=lambda page: float(page.mean()))


def measured(pixels: NDArray[np.uint8], dpi: float | None = None) -> Quality:
    return measure(flatten(pixels, dpi, text_axis(pixels)))


def test_a_sample_page_is_sharp_and_clear(pixels: NDArray[np.uint8]) -> None:
    quality = measured(pixels)
    assert quality.sharpness is not None
    assert quality.contrast is not None
    assert quality.sharpness > 0.55
    assert quality.contrast > 110
    assert quality.cut <= 3


def test_blur_lowers_sharpness(pixels: NDArray[np.uint8]) -> None:
    blurred = np.asarray(cv2.GaussianBlur(pixels, (0, 0), 2.0 * measured(pixels).dpi / 200), np.uint8)
    assert (measured(blurred).sharpness or 1.0) < 0.5


def test_paleness_lowers_contrast(pixels: NDArray[np.uint8]) -> None:
    faint = (255 - (255 - pixels.astype(np.float32)) * 0.3).astype(np.uint8)
    assert (measured(faint).contrast or 255.0) < 100


def test_an_empty_page_is_not_judged() -> None:
    quality = measured(np.full((1200, 900), 255, np.uint8))
    assert (quality.sharpness, quality.contrast, quality.cut) == (None, None, 0)


def test_letters_at_the_edge_are_counted() -> None:
    sheet = np.full((2339, 1654), 255, np.uint8)
    for row in range(12):
        cv2.putText(sheet, "QUYET DINH KET NAP", (300, 200 + 90 * row), cv2.FONT_HERSHEY_SIMPLEX, 1.2, 0, 4)
    assert measured(sheet).cut == 0
    assert measured(np.ascontiguousarray(sheet[:, 310:])).cut > 3
