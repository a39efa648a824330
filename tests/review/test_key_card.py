"""The printed key card names exactly the keys that work."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline.review.web.door import page_keys, reread_keys, work_keys

CARD = Path(__file__).parents[2] / "docs" / "vi" / "phim-tat.md"
WRITTEN = {
    "ArrowDown": "↓",
    "ArrowUp": "↑",
    "ArrowLeft": "←",
    "ArrowRight": "→",
    "PageUp": "PgUp",
    "PageDown": "PgDn",
    " ": "Phím cách",
    "z": "Z",
}


def written(key: str) -> str:
    *held, last = key.split("+")
    return "+".join([*held, WRITTEN.get(last, last)])


@pytest.mark.parametrize(
    ("place", "keys"),
    [(1, work_keys()), (2, page_keys()), (3, reread_keys())],
    ids=["work", "documents", "read again"],
)
def test_the_card_and_the_key_map_are_one(place: int, keys: dict[str, list[str]]) -> None:
    section = CARD.read_text(encoding="utf-8").split("\n## ")[place]
    printed = re.findall(r"^\| (.+?) \|", section, re.MULTILINE)[1:]
    assert sorted(printed) == sorted(written(key) for names in keys.values() for key in names)
