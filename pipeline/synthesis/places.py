"""Homes for invented members, drawn from the registers of places of their time."""

from __future__ import annotations

import csv
import random
from dataclasses import dataclass
from functools import cache
from pathlib import Path

REGISTERS = Path(__file__).parent.parent / "vocabulary" / "places"


@dataclass(frozen=True, slots=True)
class Home:
    """A place as people write it: `full` with its ranks, `short` without; `province` as in the register."""

    full: str
    short: str
    province: str


@cache
def register(name: str) -> dict[str, tuple[tuple[str, ...], ...]]:
    """The places of one register by province: (district, commune) until 2025, (commune,) since."""
    found: dict[str, list[tuple[str, ...]]] = {}
    with (REGISTERS / f"{name}.tsv").open(encoding="utf-8", newline="") as lines:
        for row in csv.reader(lines, delimiter="\t"):
            found.setdefault(row[0], []).append(tuple(row[1:-1]))
    return {province: tuple(places) for province, places in found.items()}


def invent_home(province: str, since_2025: bool, chance: random.Random) -> Home:
    """Draw a place of this province; provinces that were merged away fall back to the register of before."""
    name = "since-2025" if since_2025 and province in register("since-2025") else "until-2025"
    parts = (*reversed(chance.choice(register(name)[province])), province)
    abbreviated = chance.random() < 0.15
    full = ", ".join(_abbreviate(part) if abbreviated else _lower_rank(part) for part in parts)
    return Home(full, ", ".join(_without_rank(part) for part in parts), province)


_RANKS = ("Thành phố ", "Thị xã ", "Thị trấn ", "Phường ", "Huyện ", "Quận ", "Tỉnh ", "Xã ")
_SHORT_RANKS = {
    "Thành phố ": "TP. ",
    "Thị xã ": "TX. ",
    "Thị trấn ": "TT. ",
    "Phường ": "P. ",
    "Tỉnh ": "",
    "Huyện ": "H. ",
}


def _rank(part: str) -> str:
    return next((rank for rank in _RANKS if part.startswith(rank)), "")


def _without_rank(part: str) -> str:
    name = part.removeprefix(_rank(part))
    return part if name[:1].isdigit() else name


def _lower_rank(part: str) -> str:
    rank = _rank(part)
    return rank.lower() + part.removeprefix(rank)


def _abbreviate(part: str) -> str:
    rank = _rank(part)
    return _SHORT_RANKS.get(rank, rank.lower()) + part.removeprefix(rank)
