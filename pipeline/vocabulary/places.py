"""The registers of places: provinces, districts (until 2025) and communes, each with its rank in its name."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from pipeline.text import comparable
from pipeline.vocabulary.spelling import other_tone_place

REGISTERS = ("until-2025", "since-2025")
"""Districts were abolished and communes and provinces merged on 1 July 2025."""


@dataclass(frozen=True, slots=True)
class Place:
    """A unit of a register and what lies in it."""

    name: str
    parts: tuple[Place, ...] = ()


@cache
def register(name: str) -> tuple[Place, ...]:
    """The provinces of a register, with their districts (until 2025) and communes."""
    path = Path(__file__).parent / "places" / f"{name}.tsv"
    tree: dict[str, dict[str, dict[str, None]]] = {}
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            below = tree.setdefault(row["province"], {})
            inner = below.setdefault(row.get("district") or row["commune"], {})
            if row.get("district"):
                inner[row["commune"]] = None
    return tuple(
        Place(province, tuple(Place(unit, tuple(map(Place, inner))) for unit, inner in units.items()))
        for province, units in tree.items()
    )


@cache
def ranks() -> Mapping[str, tuple[str, ...]]:
    """Each rank of a unit in full and how people shorten it (ranks.yaml)."""
    loaded = yaml.safe_load((Path(__file__).parent / "places" / "ranks.yaml").read_text(encoding="utf-8"))
    return {rank: tuple(forms) for rank, forms in loaded.items()}


def bare(name: str) -> str:
    """A name without its rank: `Huyện Hoài Đức` as `Hoài Đức`. Units known by a number keep it."""
    rank = rank_of(name)
    rest = name.removeprefix(rank).strip()
    return name if rest[:1].isdigit() else rest


def rank_of(name: str) -> str:
    """The rank a name begins with, or nothing."""
    return next((rank for rank in ranks() if name.startswith(rank + " ")), "")


@cache
def forms(name: str) -> tuple[str, ...]:
    """How people write a unit: with its rank, with the rank shortened, without, and by its other names."""
    rank = rank_of(name)
    rest = name.removeprefix(rank).strip()
    short = tuple(form + rest for form in ranks().get(rank, ()))
    plain = tuple(dict.fromkeys((name, *short, bare(name), *_other_names().get(name, ()))))
    return tuple(dict.fromkeys(form for each in plain for form in (each, *other_tone_place(each))))


@cache
def _other_names() -> Mapping[str, tuple[str, ...]]:
    path = Path(__file__).parent / "places" / "other-names.yaml"
    loaded = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {name: tuple(others) for name, others in loaded.items()}


def ends_in_place(text: str) -> bool:
    """Whether a text ends in two levels of one register as people write them: `…, Yên Thành, Nghệ An`."""
    *_, inner, outer = ("", "", *(comparable(part) for part in _PARTING.split(text)))
    return (outer, inner) in _pairs()


def ends_in_province(text: str) -> bool:
    """Whether a text ends in a province that is called one: `…, huyện Yên Thàn, tỉnh Nghệ An`."""
    start = (text := comparable(text)).rfind(_PROVINCE)
    return start >= 0 and text[start:] in _provinces()


_PROVINCE = "tỉnh "


@cache
def _provinces() -> frozenset[str]:
    return frozenset(comparable(province.name) for name in REGISTERS for province in register(name))


def plain(text: str) -> str:
    """What two writings of one place have in common: its parts without ranks, small (`X. Châu Lý, H. Quỳ Hợp`
    and `xã Châu Lý - huyện Quỳ Hợp` alike)."""
    return ", ".join(_rankless(comparable(part)) for part in _PARTING.split(text))


def _rankless(part: str) -> str:
    start = next((start for start in _starts() if part.startswith(start)), "")
    rest = part.removeprefix(start).strip()
    return part if rest[:1].isdigit() else rest


@cache
def _starts() -> tuple[str, ...]:
    """What a rank may begin a name with, folded, the longest first."""
    written = {form for rank, forms in ranks().items() for form in (f"{rank} ", *forms)}
    return tuple(sorted((form.casefold() for form in written if form[-1] in " ."), key=len, reverse=True))


_PARTING = re.compile(r"\s*[,;]\s*|\s+[-–]\s+")


@cache
def _pairs() -> frozenset[tuple[str, str]]:
    """Every unit with each unit right within it, both in every form, folded."""
    return frozenset(
        (comparable(outer), comparable(inner))
        for name in REGISTERS
        for province in register(name)
        for outer in forms(province.name)
        for unit in province.parts
        for inner in forms(unit.name)
    )
