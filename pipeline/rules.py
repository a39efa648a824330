"""The rules over one record (`rules.yaml`): what cannot be true together, and which paper is believed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import TypeVar

from pipeline.data import Entry, read_yaml
from pipeline.messages import _

Sentences = Mapping[str, Mapping[str, str]]
"""What a reason says to a person, by its name and by language."""
LANGUAGES = ("en", "vi")
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Probation:
    """An official member was on probation for so many months, for admissions from that year on."""

    months: int
    from_year: int


@dataclass(frozen=True, slots=True)
class Rules:
    """Everything `rules.yaml` says; its comments tell what each part means."""

    order: tuple[tuple[str, ...], ...]
    age: Mapping[str, tuple[int, ...]]
    probation: Probation
    provinces: frozenset[str]
    required: Mapping[str, tuple[str, ...]]
    most_heads: int
    last_badge: int
    authority: Mapping[str, tuple[int, ...]]
    newest: frozenset[int]
    changing: frozenset[str]
    doubts: Sentences
    sentences: Sentences

    def authority_of(self, key: str) -> tuple[int, ...]:
        """Document types by their authority for a key, first the one that decides."""
        return self.authority.get(key, self.authority["usual"])


@cache
def rules() -> Rules:
    """The rules that come with the package."""
    return load_rules(Path(__file__).with_suffix(".yaml"))


def load_rules(path: Path) -> Rules:
    """Read rules; raises ConfigInvalid naming file, place and rule."""
    parts = {field.name for field in fields(Rules)}
    content = read_yaml(path).mapping(parts, parts)
    probation = content["probation"].mapping({"months", "from_year"}, {"months", "from_year"})
    authority = dict(content["authority"].items())
    if "usual" not in authority:
        content["authority"].refuse(_("the key {0!r} is missing.").format("usual"))
    return Rules(
        tuple(_pair(pair, pair.texts()) for pair in content["order"].entries()),
        {key: _pair(years, years.wholes()) for key, years in content["age"].items()},
        Probation(probation["months"].whole(), probation["from_year"].whole()),
        frozenset(content["provinces"].text().split()),
        {key: keys.texts() for key, keys in content["required"].items()},
        content["most_heads"].whole(),
        content["last_badge"].whole(),
        {key: types.wholes() for key, types in authority.items()},
        frozenset(content["newest"].wholes()),
        frozenset(content["changing"].texts()),
        _sentences(content["doubts"]),
        _sentences(content["sentences"]),
    )


def _pair(entry: Entry, found: tuple[_T, ...]) -> tuple[_T, ...]:
    if len(found) != 2:
        entry.refuse(_("this must be a pair."))
    return found


def _sentences(entry: Entry) -> Sentences:
    return {
        name: {language: told[language].text() for language in LANGUAGES}
        for name, found in entry.items()
        for told in [found.mapping(LANGUAGES, LANGUAGES)]
    }
