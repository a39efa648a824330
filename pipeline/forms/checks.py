"""The checks every form file goes through: what is wrong is named with its file and its place in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pipeline.errors import ConfigInvalid
from pipeline.messages import _


def check_keys(path: Path, place: str, entry: Any, known: set[str], needed: set[str]) -> None:
    """Raise ConfigInvalid unless `entry` is a mapping with all needed keys and none that is unknown."""
    if not isinstance(entry, dict):
        raise ConfigInvalid(path.name, _("{0} must be a mapping.").format(place))
    if unknown := set(entry) - known:
        raise ConfigInvalid(
            path.name, _("{0} has the unknown key {1!r}.").format(place, min(map(str, unknown)))
        )
    if missing := needed - set(entry):
        raise ConfigInvalid(path.name, _("{0} lacks the key {1!r}.").format(place, min(missing)))


def checked_texts(path: Path, place: str, texts: Any) -> tuple[str, ...]:
    """The texts of a list at `place`; raises ConfigInvalid where it is no list of texts."""
    if not isinstance(texts, list) or not all(isinstance(text, str) and text for text in texts):
        raise ConfigInvalid(path.name, _("{0} must be a list of texts, in square brackets.").format(place))
    return tuple(texts)
