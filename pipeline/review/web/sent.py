"""What a page sends, as plain values; what cannot come from a page of ours is refused (422)."""

from __future__ import annotations

from typing import Any, NoReturn, TypeGuard

from flask import abort, request
from werkzeug.routing import IntegerConverter, Map

from pipeline.review.papers import Wanted
from pipeline.types import DecidedDocument

MOST = 2**31 - 1
"""No number in the database is larger."""


class Number(IntegerConverter):
    """A number in an address; there is nothing behind a larger one than the database holds."""

    def __init__(self, map: Map) -> None:
        super().__init__(map, max=MOST)


def body() -> dict[str, Any]:
    """The JSON object that was sent."""
    sent = request.get_json()
    return sent if isinstance(sent, dict) else _refuse()


def number(name: str, default: int | None = None) -> int:
    value = body().get(name, default)
    return value if _is_number(value) else _refuse()


def milliseconds(name: str) -> int:
    """A time a person took; of a page left open for weeks, no more than can be kept."""
    value = body().get(name, 0)
    return min(int(value), MOST) if isinstance(value, (int, float)) and value >= 0 else _refuse()


def numbers(name: str, most: int) -> list[int]:
    """A list of numbers, the first `most` of them."""
    values = body().get(name, [])
    if not isinstance(values, list) or not all(map(_is_number, values)):
        _refuse()
    return values[:most]


def documents(name: str) -> list[Wanted]:
    """Documents as a person arranged them: type (none or 0: unknown), pages, and whether it is confirmed."""
    values = body().get(name)
    return [_document(value) for value in values] if isinstance(values, list) else _refuse()


def _document(value: Any) -> Wanted:
    if not isinstance(value, dict):
        _refuse()
    kind, pages = value.get("type") or None, value.get("pages")
    if not isinstance(pages, list) or not all(map(_is_number, (kind or 0, *pages))):
        _refuse()
    return Wanted(DecidedDocument(kind, tuple(pages)), bool(value.get("confirmed")))


def text(name: str, most: int, default: str | None = None) -> str:
    value = body().get(name, default)
    return value[:most] if isinstance(value, str) else _refuse()


def _is_number(value: Any) -> TypeGuard[int]:
    return isinstance(value, int) and 0 <= value <= MOST


def _refuse() -> NoReturn:
    abort(422)
