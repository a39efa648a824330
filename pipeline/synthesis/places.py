"""Homes for invented members, drawn from the registers of places of their time.

How people shorten a rank is written here once more, apart from the reader's list: what is drawn must not be
bent to what the decoder expects.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from pipeline.vocabulary.places import Place, bare, rank_of, register


@dataclass(frozen=True, slots=True)
class Home:
    """A place as people write it: `full` with its ranks, `short` without; `province` as in the register."""

    full: str
    short: str
    province: str


@cache
def addresses(name: str) -> dict[str, tuple[tuple[str, ...], ...]]:
    """The places of one register by province, the largest part first: (district, commune) or (commune,)."""
    return {province.name: tuple(_ways_down(province.parts)) for province in register(name)}


def _ways_down(units: Iterable[Place]) -> Iterator[tuple[str, ...]]:
    for unit in units:
        yield from ((unit.name, *below) for below in _ways_down(unit.parts)) if unit.parts else [(unit.name,)]


def invent_home(province: str, since_2025: bool, chance: random.Random) -> Home:
    """Draw a place of this province; provinces that were merged away fall back to the register of before."""
    name = "since-2025" if since_2025 and province in addresses("since-2025") else "until-2025"
    parts = (*reversed(chance.choice(addresses(name)[province])), province)
    abbreviated = chance.random() < 0.15
    full = ", ".join(_abbreviated(part) if abbreviated else lowered(part) for part in parts)
    return Home(full, ", ".join(map(bare, parts)), province)


_SHORT_RANKS = {
    "Thành phố": "TP. ",
    "Thị xã": "TX. ",
    "Thị trấn": "TT. ",
    "Phường": "P. ",
    "Tỉnh": "",
    "Huyện": "H. ",
}


def lowered(part: str) -> str:
    """A unit with its rank in small letters: `huyện Hoài Đức`."""
    rank = rank_of(part)
    return rank.lower() + part.removeprefix(rank)


def _abbreviated(part: str) -> str:
    rank = rank_of(part)
    return _SHORT_RANKS.get(rank, rank.lower() + " ") + part.removeprefix(rank).strip()
