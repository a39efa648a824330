"""Frozen values to JSON and back, by their declared types alone: what a database or a test keeps of them.

A dataclass becomes the list of its fields in their order, which keeps lattices short; a union member is
preceded by its class's name. Strict both ways: what does not fit the declaration is an error.
"""

from __future__ import annotations

import json
import types
import typing
import zlib
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from typing import Any, TypeVar

Value = TypeVar("Value")


def pack(value: object, declared: Any) -> bytes:
    """A value as compressed JSON, the same bytes for equal values."""
    text = json.dumps(_out(value, declared), ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(text.encode("utf-8"), 6)


def unpack(stored: bytes, declared: Any) -> Any:
    """The value `pack` stored; raises ValueError where it does not fit the declared type."""
    return _in(json.loads(zlib.decompress(stored)), declared)


@cache
def _declared_fields(kind: type[Any]) -> tuple[tuple[str, Any], ...]:
    hints = typing.get_type_hints(kind)
    return tuple((field.name, hints[field.name]) for field in fields(kind))


@cache
def _options(declared: Any) -> tuple[Any, ...]:
    """The members of a union, or none for what is no union."""
    is_union = typing.get_origin(declared) in (typing.Union, types.UnionType)
    return typing.get_args(declared) if is_union else ()


def _out(value: Any, declared: Any) -> Any:
    if options := _options(declared):
        if value is None:
            return None
        chosen = _fitting(value, options)
        packed = _out(value, chosen)
        return [chosen.__name__, packed] if is_dataclass(chosen) else packed
    if is_dataclass(declared):
        return [_out(getattr(value, name), kind) for name, kind in _declared_fields(typing.cast(type, declared))]
    if typing.get_origin(declared) is tuple:
        return [_out(member, kind) for member, kind in zip(value, _members(declared, len(value)), strict=True)]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, str | int | bool):
        return value
    raise ValueError(f"{type(value).__name__} is not {declared}")


def _fitting(value: Any, options: tuple[Any, ...]) -> Any:
    for option in options:
        plain = typing.get_origin(option) or option
        if isinstance(value, plain):
            return option
    raise ValueError(f"{type(value).__name__} is none of {options}")


def _members(declared: Any, count: int) -> tuple[Any, ...]:
    kinds = typing.get_args(declared)
    return (kinds[0],) * count if len(kinds) == 2 and kinds[1] is Ellipsis else kinds


def _in(stored: Any, declared: Any) -> Any:
    if options := _options(declared):
        return _in_union(stored, options)
    if is_dataclass(declared):
        kinds = _declared_fields(typing.cast(type, declared))
        if not isinstance(stored, list) or len(stored) != len(kinds):
            raise ValueError(f"{declared} has {len(kinds)} fields")
        return typing.cast(type, declared)(*(_in(part, kind) for part, (_, kind) in zip(stored, kinds, strict=True)))
    if typing.get_origin(declared) is tuple:
        if not isinstance(stored, list):
            raise ValueError(f"{declared} is a list")
        return tuple(_in(p, kind) for p, kind in zip(stored, _members(declared, len(stored)), strict=True))
    if isinstance(declared, type) and issubclass(declared, Enum):
        return declared(stored)
    if declared is float and isinstance(stored, int | float):
        return float(stored)
    if type(stored) is declared:
        return stored
    raise ValueError(f"{type(stored).__name__} is not {declared}")


def _in_union(stored: Any, options: tuple[Any, ...]) -> Any:
    if stored is None and type(None) in options:
        return None
    named = {option.__name__: option for option in options if is_dataclass(option)}
    if named:
        name, packed = stored
        if name not in named:
            raise ValueError(f"{name} is none of {sorted(named)}")
        return _in(packed, named[name])
    for option in options:
        if isinstance(stored, list) == (typing.get_origin(option) is tuple) and option is not type(None):
            return _in(stored, option)
    raise ValueError(f"{type(stored).__name__} is none of {options}")
