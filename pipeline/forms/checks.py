"""The checks every form file goes through: what is wrong is named with its file and its place in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pipeline.errors import ConfigInvalid


def check_keys(path: Path, place: str, entry: Any, known: set[str], needed: set[str]) -> None:
    """Raise ConfigInvalid unless `entry` is a mapping with all needed keys and none that is unknown."""
    if not isinstance(entry, dict):
        raise ConfigInvalid(path.name, f"{place} must be a mapping.")
    if unknown := set(entry) - known:
        raise ConfigInvalid(path.name, f"{place} has the unknown key {min(map(str, unknown))!r}.")
    if missing := needed - set(entry):
        raise ConfigInvalid(path.name, f"{place} lacks the key {min(missing)!r}.")


def checked_labels(path: Path, place: str, labels: Any) -> tuple[str, ...]:
    """Labels as a tuple; raises ConfigInvalid where they are no list of texts."""
    if not isinstance(labels, list) or not all(isinstance(label, str) and label for label in labels):
        raise ConfigInvalid(path.name, f"{place}.labels must be a list of texts, in square brackets.")
    return tuple(labels)
