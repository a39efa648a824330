"""The registers of places: provinces, districts (until 2025) and communes, each with its rank in its name."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.data import read_yaml
from pipeline.text import comparable
from pipeline.vocabulary.spelling import other_tone_place

REGISTERS = ("until-2025", "since-2025")
"""Districts were abolished and communes and provinces merged on 1 July 2025."""


@dataclass(frozen=True, slots=True)
class Place:
    """A unit of a register and what lies in it; the smallest have the register's `code`."""

    name: str
    parts: tuple[Place, ...] = ()
    code: str = ""


@cache
def register(name: str) -> tuple[Place, ...]:
    """The provinces of a register, with their districts (until 2025) and communes."""
    with (_FOLDER / f"{name}.tsv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    return _units([([row[level] for level in _LEVELS if row.get(level)], row["code"]) for row in rows])


_FOLDER = Path(__file__).parent / "places"
_LEVELS = ("province", "district", "commune")


def _units(rows: Iterable[tuple[Sequence[str], str]]) -> tuple[Place, ...]:
    """Units of one level, each with what lies in it; a row names a unit from the province down."""
    inner: dict[str, list[tuple[Sequence[str], str]]] = {}
    codes: dict[str, str] = {}
    for (unit, *below), code in rows:
        inner.setdefault(unit, []).extend([(below, code)] if below else [])
        codes[unit] = "" if below else code
    return tuple(Place(unit, _units(parts), codes[unit]) for unit, parts in inner.items())


@cache
def successors() -> Mapping[str, tuple[str, ...]]:
    """For the code of each smallest unit until 2025 those of the communes it became, the chief one first."""
    found: dict[str, tuple[str, ...]] = {}
    with (_FOLDER / "successors.tsv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            found[row["until"]] = (*found.get(row["until"], ()), row["since"])
    return found


@cache
def ranks() -> Mapping[str, tuple[str, ...]]:
    """Each rank of a unit in full and how people shorten it (ranks.yaml)."""
    return {rank: entry.texts() for rank, entry in read_yaml(_FOLDER / "ranks.yaml").items()}


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
    return {name: entry.texts() for name, entry in read_yaml(_FOLDER / "other-names.yaml").items()}


def ends_in_place(text: str) -> bool:
    """Whether a text ends in two levels of one register as people write them: `…, Yên Thành, Nghệ An`."""
    *_, inner, outer = ("", "", *parted(text))
    return (outer, inner) in _pairs()


def with_commas(text: str) -> str:
    """The text with commas before the two units it ends in, where these stand but for commas: hands leave
    them out (`Xã Ia Ka H. Chư Păh Gia Lai`). Any other text as it is, and one that ends in brackets."""
    words = [] if ends_in_place(text) or text.endswith(")") else text.split(" ")
    for outer in range(1, len(words)):
        for inner in range(outer):
            units = (" ".join(words[outer:]), " ".join(words[inner:outer]).rstrip(","))
            before = " ".join(words[:inner]).rstrip(",")
            named = (comparable(units[0]), comparable(units[1]))
            if named in _pairs() and not f"{comparable(before)} ".endswith(_starts()):
                return ", ".join(filter(None, (before, units[1], units[0])))
    return text


def with_whole_names(text: str) -> str:
    """The text without a comma within the name of a unit, where neither side of it alone names one: hands
    drop specks that read as commas (`xã Quang, Thành, huyện Yên Thành, tỉnh Nghệ An`)."""
    parts = _PARTING.split(text)
    for place in range(len(parts) - 2):
        first, rest, *outer = parts[place:]
        if _lies_in(f"{first} {rest}", outer) and not any(_lies_in(part, outer) for part in (first, rest)):
            return re.sub(rf"{re.escape(first)}\s*[,;]\s*(?={re.escape(rest)})", f"{first} ", text, count=1)
    return text


def _lies_in(name: str, outer: Sequence[str]) -> bool:
    """Whether a unit of this name lies right within the unit that `outer` names, smallest part first."""
    inner, *around = (comparable(part) for part in (name, *outer))
    if (around[0], inner) in _pairs():
        return True
    district = tuple(_rankless(part) for part in reversed(around[:2]))
    return len(district) > 1 and _rankless(inner) in _communes().get((district[0], district[1]), ())


def is_known(text: str) -> bool:
    """Whether a text ends in two levels of one register, and what stands before a district with a commune's
    rank, or ends with a commune's name behind what is no rank, is a commune of it."""
    if not ends_in_place(text):
        return False
    *_, commune, inner, outer = ("", *parted(text))
    within = _communes().get((_rankless(outer), _rankless(inner)), frozenset())
    if written_rank(commune):
        return not within or _rankless(commune) in within
    return not any(commune.endswith(f" {name}") for name in within)


@cache
def _communes() -> Mapping[tuple[str, str], frozenset[str]]:
    """The communes of each district until 2025, by province and district, all without ranks."""
    return {
        (_rankless(comparable(province.name)), _rankless(comparable(district.name))): frozenset(
            _rankless(comparable(commune.name)) for commune in district.parts
        )
        for province in register("until-2025")
        for district in province.parts
    }


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
    return ", ".join(_rankless(part) for part in parted(text))


def parted(text: str) -> tuple[str, ...]:
    """The parts of a written place as they are compared, smallest first."""
    return tuple(comparable(part) for part in _PARTING.split(text))


def written_rank(part: str) -> str:
    """The rank that a part as it is compared begins with, in full or shortened, or nothing."""
    return next((start for start in _starts() if part.startswith(start)), "")


def _rankless(part: str) -> str:
    rest = part.removeprefix(written_rank(part)).strip()
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
