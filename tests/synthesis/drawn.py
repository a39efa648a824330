"""Lines for tests, drawn with the DejaVu faces of the test machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.synthesis.fonts import Face
from pipeline.synthesis.lines import WEIGHTS, Source

DEJAVU = Path("/usr/share/fonts/truetype/dejavu")


def face(name: str, role: str) -> Face:
    path = DEJAVU / f"{name}.ttf"
    if not path.exists():
        pytest.skip(f"fonts-dejavu-core is not installed: {name}")
    return Face(name, str(path), role, "train")


def source(check: bool = False) -> Source:
    serif, sans = face("DejaVuSerif", "print"), face("DejaVuSans", "script")
    return Source((serif,), (serif,), (sans,), check, WEIGHTS)
