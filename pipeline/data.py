"""Data files of the package and of a unit: YAML, read strictly.

A mistake is told with its file, its place in it and the rule. What a file says is plain data: no file can
make objects or run anything. libyaml reads, in a tenth of the time that Python takes.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import yaml

from pipeline.errors import ConfigInvalid
from pipeline.messages import _

_PACKAGE = Path(__file__).parent
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""PyYAML built without libyaml reads the same, slower."""


def read_yaml(path: Path) -> Entry:
    """What a file says, not looked at yet; raises ConfigInvalid where it cannot be read or is no YAML."""
    file = path.name if path.is_relative_to(_PACKAGE) else str(path)
    try:
        return Entry(file, "", yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader))
    except OSError as error:
        raise ConfigInvalid(file, _("The file cannot be read: {0}.").format(error.strerror)) from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ConfigInvalid(file, _("This is not YAML: {0}").format(error)) from None


@dataclass(frozen=True, slots=True)
class Entry:
    """Something in a data file and where it stands. It is what is asked for, or ConfigInvalid is raised."""

    file: str
    path: str
    value: Any

    def refuse(self, rule: str) -> NoReturn:
        """Raise ConfigInvalid for this place."""
        raise ConfigInvalid(self.file, f"{self.path or '-'}: {rule}")

    # --- mappings and lists ---

    def mapping(self, known: Collection[str], needed: Collection[str] = ()) -> Entry:
        """Itself, a mapping that has all `needed` keys and none but the `known`."""
        found = {key for key, _entry in self.items()}
        if unknown := found - set(known):
            self.refuse(_("there is no key {0!r} here.").format(min(unknown)))
        if missing := set(needed) - found:
            self.refuse(_("the key {0!r} is missing.").format(min(missing)))
        return self

    def items(self) -> list[tuple[str, Entry]]:
        """The entries of a mapping with whatever keys."""
        if not isinstance(self.value, dict):
            self.refuse(_("this must be a mapping of names to values."))
        return [(str(key), self._inner(f".{key}", value)) for key, value in self.value.items()]

    def __contains__(self, key: str) -> bool:
        return key in self.value

    def __getitem__(self, key: str) -> Entry:
        return self._inner(f".{key}", self.value[key])

    def get(self, key: str, default: Any) -> Entry:
        """What stands under a key, or the default in its place."""
        return self._inner(f".{key}", self.value.get(key, default))

    def entries(self, least: int = 0) -> tuple[Entry, ...]:
        """The entries of a list that has so many at least."""
        if not isinstance(self.value, list) or len(self.value) < least:
            several = _("this must be a list of {0} or more.").format(least)
            self.refuse(several if least else _("this must be a list."))
        return tuple(self._inner(f"[{number}]", value) for number, value in enumerate(self.value))

    def _inner(self, part: str, value: Any) -> Entry:
        return Entry(self.file, f"{self.path}{part}".lstrip("."), value)

    # --- values ---

    def text(self) -> str:
        if not isinstance(self.value, str) or not self.value.strip():
            self.refuse(_("this must be a text."))
        return self.value

    def texts(self) -> tuple[str, ...]:
        """The texts of a list."""
        texts = self.value
        if not isinstance(texts, list) or not all(isinstance(text, str) and text.strip() for text in texts):
            self.refuse(_("this must be a list of texts, in square brackets."))
        return tuple(texts)

    def whole(self, least: int = 1) -> int:
        """A whole number."""
        if type(self.value) is not int or self.value < least:
            self.refuse(_("this must be a whole number from {0} on.").format(least))
        return self.value

    def wholes(self) -> tuple[int, ...]:
        """The whole numbers of a list, each 1 or more."""
        numbers = self.value
        if not isinstance(numbers, list) or not all(type(n) is int and n > 0 for n in numbers):
            self.refuse(_("this must be a list of whole numbers, in square brackets."))
        return tuple(numbers)

    def number(self, least: float, most: float) -> float:
        if type(self.value) not in (int, float) or not least <= self.value <= most:
            self.refuse(_("this must be a number from {0} to {1}.").format(least, most))
        return float(self.value)

    def flag(self) -> bool:
        if not isinstance(self.value, bool):
            self.refuse(_("this must be true or false."))
        return self.value

    def one_of(self, choices: Collection[Any]) -> Any:
        """One of these values."""
        if isinstance(self.value, (list, dict)) or self.value not in choices:
            listed = ", ".join(sorted(map(str, choices)))
            self.refuse(_("{0!r} is none of these: {1}.").format(self.value, listed))
        return self.value
