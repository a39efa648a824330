"""Typefaces that every Debian has, so that drawing tests need no fetched fonts."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.synthesis.shops import Typefaces

DEJAVU = Path("/usr/share/fonts/truetype/dejavu")


@pytest.fixture(scope="session")
def dejavu() -> Typefaces:
    names = ("DejaVuSerif.ttf", "DejaVuSansMono.ttf", "DejaVuSans.ttf")
    if missing := [name for name in names if not (DEJAVU / name).exists()]:
        pytest.skip(f"fonts-dejavu-core is not installed: {missing}")
    serif, mono, sans = (str(DEJAVU / name) for name in names)
    return Typefaces((serif,), (mono,), (sans,))
