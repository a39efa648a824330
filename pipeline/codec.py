"""Frozen values to JSON and back, by their declared types alone: what a database or a test keeps of them.

A dataclass becomes the list of its fields in their order, which keeps lattices short; a dataclass in a union
is preceded by its name. Strict both ways: what does not fit the declaration is an error. Since the lists
name no fields, whoever stores them keeps `shape` beside them and reads back only what has the shape of now.
"""

from __future__ import annotations

import json
import types
import typing
import zlib
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from hashlib import sha256
from operator import attrgetter
from typing import Any

_DECIMALS = 4
"""A page transform is then right to a third of a pixel on the largest scans, a probability to 0.0001."""
_LEVEL = 6
"""Compression: lattices shrink to a tenth; a higher level gains little and costs twice the time."""

Coder = Callable[[Any], Any]


def pack(value: object, declared: Any) -> bytes:
    """A value as compressed JSON, the same bytes for equal values; raises ValueError where it does not fit.

    Fractions are kept to four decimals.
    """
    text = json.dumps(_encoder(declared)(value), ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(text.encode("utf-8"), _LEVEL)


def unpack(stored: bytes, declared: Any) -> Any:
    """The value `pack` stored; raises ValueError where it does not fit the declared type."""
    return _decoder(declared)(json.loads(zlib.decompress(stored)))


@cache
def shape(declared: Any) -> str:
    """16 hexadecimal digits that change whenever a field is added, taken away, renamed, moved or retyped."""
    return sha256(_described(declared).encode()).hexdigest()[:16]


def _described(declared: Any) -> str:
    if _is_record(declared):
        parts = ",".join(f"{name}:{_described(kind)}" for name, kind in _declared_fields(declared))
        return f"{_name(declared)}({parts})"
    if inner := typing.get_args(declared):
        return f"[{'|'.join(map(_described, inner))}]"
    return _name(declared)


def _is_record(declared: Any) -> bool:
    return isinstance(declared, type) and is_dataclass(declared)


def _name(declared: Any) -> str:
    return str(getattr(declared, "__name__", declared))


@cache
def _declared_fields(kind: Any) -> tuple[tuple[str, Any], ...]:
    hints = typing.get_type_hints(kind)
    return tuple((field.name, hints[field.name]) for field in fields(kind))


def _union(declared: Any) -> tuple[Any, ...]:
    """The members of a union, or none for what is no union."""
    is_union = typing.get_origin(declared) in (typing.Union, types.UnionType)
    return typing.get_args(declared) if is_union else ()


def _wrong(value: object, declared: Any) -> ValueError:
    return ValueError(f"{type(value).__name__} does not fit {_name(declared)}")


# --- out ---------------------------------------------------------------------------------------------


@cache
def _encoder(declared: Any) -> Coder:
    if options := _union(declared):
        return _union_encoder(declared, options)
    if _is_record(declared):
        return _dataclass_encoder(declared)
    if typing.get_origin(declared) is tuple:
        return _tuple_encoder(declared)
    return _plain_encoder(declared)


def _union_encoder(declared: Any, options: tuple[Any, ...]) -> Coder:
    coders = {
        typing.get_origin(option) or option: (_encoder(option), _is_record(option))
        for option in options
        if option is not type(None)
    }

    def encode(value: Any) -> Any:
        if value is None and type(None) in options:
            return None
        if type(value) not in coders:
            raise _wrong(value, declared)
        coder, named = coders[type(value)]
        return [type(value).__name__, coder(value)] if named else coder(value)

    return encode


def _dataclass_encoder(declared: Any) -> Coder:
    parts = tuple((attrgetter(name), _encoder(kind)) for name, kind in _declared_fields(declared))

    def encode(value: Any) -> Any:
        if type(value) is not declared:
            raise _wrong(value, declared)
        return [coder(get(value)) for get, coder in parts]

    return encode


def _tuple_encoder(declared: Any) -> Coder:
    each, single = _members(declared, _encoder)

    def encode(value: Any) -> Any:
        if type(value) is not tuple:
            raise _wrong(value, declared)
        if single is not None:
            return [single(member) for member in value]
        return [coder(member) for coder, member in zip(each, value, strict=True)]

    return encode


def _plain_encoder(declared: Any) -> Coder:
    def encode(value: Any) -> Any:
        if type(value) is not declared:
            raise _wrong(value, declared)
        return value.value if isinstance(value, Enum) else value

    def encode_float(value: Any) -> Any:
        if not isinstance(value, float | int):
            raise _wrong(value, declared)
        return round(float(value), _DECIMALS)

    return encode_float if declared is float else encode


def _members(declared: Any, coder_of: Callable[[Any], Coder]) -> tuple[tuple[Coder, ...], Coder | None]:
    """Coders for the members of a tuple: one each, or a single one for `tuple[X, ...]`."""
    kinds = typing.get_args(declared)
    if len(kinds) == 2 and kinds[1] is Ellipsis:
        return (), coder_of(kinds[0])
    return tuple(coder_of(kind) for kind in kinds), None


# --- in ----------------------------------------------------------------------------------------------


@cache
def _decoder(declared: Any) -> Coder:
    if options := _union(declared):
        return _union_decoder(declared, options)
    if _is_record(declared):
        return _dataclass_decoder(declared)
    if typing.get_origin(declared) is tuple:
        return _tuple_decoder(declared)
    return _plain_decoder(declared)


def _union_decoder(declared: Any, options: tuple[Any, ...]) -> Coder:
    named = {_name(option): _decoder(option) for option in options if _is_record(option)}
    plain = {_as_json(option): _decoder(option) for option in options if not _is_record(option)}

    def decode(stored: Any) -> Any:
        if stored is None and type(None) in options:
            return None
        if named and isinstance(stored, list) and len(stored) == 2 and stored[0] in named:
            return named[stored[0]](stored[1])
        if type(stored) not in plain:
            raise _wrong(stored, declared)
        return plain[type(stored)](stored)

    return decode


def _as_json(declared: Any) -> Any:
    """The type JSON gives back for a plain type: text for an enum, a list for a tuple."""
    if typing.get_origin(declared) is tuple:
        return list
    return str if isinstance(declared, type) and issubclass(declared, Enum) else declared


def _dataclass_decoder(declared: Any) -> Coder:
    coders = tuple(_decoder(kind) for _, kind in _declared_fields(declared))

    def decode(stored: Any) -> Any:
        if type(stored) is not list or len(stored) != len(coders):
            raise _wrong(stored, declared)
        return declared(*[coder(part) for coder, part in zip(coders, stored, strict=True)])

    return decode


def _tuple_decoder(declared: Any) -> Coder:
    each, single = _members(declared, _decoder)

    def decode(stored: Any) -> Any:
        if type(stored) is not list:
            raise _wrong(stored, declared)
        if single is not None:
            return tuple([single(part) for part in stored])
        return tuple([coder(part) for coder, part in zip(each, stored, strict=True)])

    return decode


def _plain_decoder(declared: Any) -> Coder:
    def decode(stored: Any) -> Any:
        if type(stored) is not declared:
            raise _wrong(stored, declared)
        return stored

    def decode_float(stored: Any) -> Any:
        if type(stored) not in (float, int):
            raise _wrong(stored, declared)
        return float(stored)

    if isinstance(declared, type) and issubclass(declared, Enum):
        return declared
    return decode_float if declared is float else decode
