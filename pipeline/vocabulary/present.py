"""Where a place lies today that a paper names as it was called then.

Districts were abolished and communes and provinces merged on 1 July 2025.

What is written stays what it is; the unit of today is only said beside it. Nothing is guessed: a name that
several units bear, or a commune that was divided, leads to all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from pipeline.vocabulary.places import (
    REGISTERS,
    Place,
    forms,
    parted,
    ranks,
    register,
    successors,
    written_rank,
)


@dataclass(frozen=True, slots=True)
class Present:
    """The units of today a written place may lie in, as text: `Phường Cửa Lò, Tỉnh Nghệ An`.

    It is one commune and surely so, or `reason` says why not: `divided`, the commune became several;
    `same_name`, several are called so; `province`, what is written leads no further than to a province.
    `below` is what is written before the unit, hamlet or street, as it is compared. `current` where what is
    written is the name of today.
    """

    units: tuple[str, ...]
    reason: str
    below: str
    current: bool


def present(text: str) -> Present | None:
    """Where a place lies today that is written as in either register; None where no province ends it."""
    parts = parted(_before_rank().sub(", ", text))
    readings = [
        reading
        for form, rest in _ends(parts)
        for register_name, province in _provinces().get(form, ())
        for reading in _readings(_province(register_name, province), rest)
    ]
    if not readings:
        return None
    fewest = min(len(rest) for _, rest in readings)
    units = [unit for unit, rest in readings if len(rest) == fewest]
    before, now = parts[:fewest], _union(unit.now for unit in units)
    if before and before[-1] in _provinces():
        return None  # Two that were one then: `Gia Lai - Kon Tum`.
    if len(now) > 1 and any(unit.inner for unit in units):
        provinces = dict.fromkeys(_names()[code][-1] for code in now)
        current = any(unit.current for unit, _ in readings)
        return Present(tuple(provinces), "province", ", ".join(before), current)
    current = any(unit.current for unit in units)
    reason = "" if len(now) == 1 else "divided" if len(units) == 1 else "same_name"
    return Present(tuple(", ".join(_names()[code]) for code in now), reason, ", ".join(before), current)


def same_place(one: str, other: str) -> bool:
    """Whether one text names a place as it was called until 2025, the other the same place as it is since.

    Both lie surely in one commune of today, and what is written before it is the same.
    """
    then, now = present(one), present(other)
    if then is None or now is None or then.reason or now.reason or then.current == now.current:
        return False
    return (then.units, then.below) == (now.units, now.below)


@cache
def _before_rank() -> re.Pattern[str]:
    """Where a rank in full begins a new part though no comma was written: `xã Quỳnh Lộc thị xã Hoàng Mai`."""
    return re.compile(rf"(?<=\w)(?<!thị)\s+(?=(?:{'|'.join(ranks())})\s)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Unit:
    """A unit of either register: the codes of the communes of today its land belongs to, and what lies within
    it by each way of writing."""

    now: tuple[str, ...]
    current: bool
    inner: Mapping[str, Sequence[_Unit]]


def _ends(parts: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What may name a unit at the end, one part or two (`Bà Rịa - Vũng Tàu`), and the parts before."""
    for count in range(1, min(2, len(parts)) + 1):
        yield ", ".join(parts[-count:]), parts[:-count]


def _readings(unit: _Unit, parts: tuple[str, ...]) -> list[tuple[_Unit, tuple[str, ...]]]:
    """The smallest units named within a unit at the end of the parts, and what is written before them."""
    deeper = [
        reading
        for form, rest in _ends(parts)
        for part in unit.inner.get(form, ())
        for reading in _readings(part, rest)
    ]
    return deeper or [(unit, parts)]


@cache
def _provinces() -> Mapping[str, Sequence[tuple[str, str]]]:
    """Register and name of the provinces by each way of writing them."""
    found: dict[str, list[tuple[str, str]]] = {}
    for name in REGISTERS:
        for province in register(name):
            for form in _folded(province.name):
                found.setdefault(form, []).append((name, province.name))
    return found


@cache
def _province(register_name: str, name: str) -> _Unit:
    province = next(province for province in register(register_name) if province.name == name)
    return _unit(province, current=register_name == REGISTERS[-1])


def _unit(place: Place, current: bool) -> _Unit:
    """A unit with all that lies in it.

    A commune right under its province, as all are today and as where a district was left out, is known only
    with its rank: without one it may be a district, also one abolished earlier (`Từ Liêm, Hà Nội`).
    """
    if not place.parts:
        return _Unit((place.code,) if current else successors()[place.code], current, {})
    inner: dict[str, list[_Unit]] = {}
    units = [(part, _unit(part, current)) for part in place.parts]
    for part, unit in units:
        for form in _folded(part.name):
            if not current or written_rank(form):
                inner.setdefault(form, []).append(unit)
        for form, communes in unit.inner.items():
            if written_rank(form):
                inner.setdefault(form, []).extend(communes)
    return _Unit(_union(unit.now for _, unit in units), current, inner)


def _folded(name: str) -> Iterable[str]:
    return dict.fromkeys(", ".join(parted(form)) for form in forms(name))


def _union(codes: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for some in codes for code in some))


@cache
def _names() -> Mapping[str, tuple[str, str]]:
    """Commune and province of today by the commune's code."""
    return {
        unit.code: (unit.name, province.name)
        for province in register(REGISTERS[-1])
        for unit in province.parts
    }
