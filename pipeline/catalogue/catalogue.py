"""The catalogue: the 104 document types, how each announces itself on paper, and what any paper shows.

All of it is data that a clerk can edit (`types.yaml`, `document-types.tsv`); a unit extends or replaces
entries in a file of its own. Read strictly: a mistake is named with its file, its place and the rule.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

from pipeline.data import YAMLError, read_yaml
from pipeline.errors import ConfigInvalid
from pipeline.messages import _

_HERE = Path(__file__).parent
_ENTRY_KEYS = frozenset(
    {"type", "name", "priority", "titles", "codes", "tells", "against", "body", "inside", "pages", "replace"}
)
_PRIORITIES = (1, 2, 3)
OTHERS = 0
"""Stands in the number of a type for papers that are known to be none of the catalogue's."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One document type. `titles` are whole headings as printed; `pages` its fewest, usual and most pages.

    `tells` and `against` are words of a first page that speak for and against the type where its title fits,
    `body` words that speak for it even where no title was read, `inside` the headings of its later pages in
    the order of the paper.
    """

    type: int
    name: str
    priority: int
    titles: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    tells: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    inside: tuple[str, ...] = ()
    pages: tuple[int, int, int] = (1, 1, 4)


@dataclass(frozen=True, slots=True)
class Confused:
    """Types that are easily taken for each other, and what tells them apart."""

    types: tuple[int, ...]
    by: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every type in the order of its number, and the words that begin, end and head any paper.

    `others` (its number is OTHERS) has the titles of papers often met that are none of the types.
    """

    kinds: tuple[Kind, ...]
    others: Kind
    confused: tuple[Confused, ...]
    begins: tuple[str, ...]
    ends: tuple[str, ...]
    headings: tuple[str, ...]

    def names(self) -> dict[int, str]:
        return {kind.type: kind.name for kind in self.kinds}


@cache
def catalogue(own: Path | None = None) -> Catalogue:
    """The built-in catalogue, with what a unit's own file adds or replaces; raises ConfigInvalid."""
    built_in = _built_in()
    if own is None:
        return built_in
    place = _Place(str(own))
    content = place.mapping(_loaded(own), {"types", *_WORDS}, set())
    kinds = {kind.type: kind for kind in built_in.kinds}
    for number, entry in enumerate(place.at("types").list(content.get("types", []))):
        kind = _kind(place.at(f"types[{number}]"), entry, kinds, ("",))
        kinds[kind.type] = kind
    words: dict[str, Any] = {name: place.at(name).texts(content[name]) for name in _WORDS if name in content}
    return replace(built_in, kinds=tuple(kinds[number] for number in sorted(kinds)), **words)


_WORDS = ("begins", "ends", "headings")


@cache
def _built_in() -> Catalogue:
    path = _HERE / "types.yaml"
    place = _Place(path.name)
    needed = {"types", "others", "confused", "leads", *_WORDS}
    content = place.mapping(_loaded(path), needed, needed)
    official = {kind.type: kind for kind in _official()}
    leads = ("", *place.at("leads").texts(content["leads"]))
    kinds = (
        _kind(place.at(f"types[{number}]"), entry, official, leads)
        for number, entry in enumerate(place.at("types").list(content["types"]))
    )
    confused = tuple(
        Confused(tuple(entry["types"]), str(entry["by"]))
        for entry in place.at("confused").list(content["confused"])
    )
    words = {name: place.at(name).texts(content[name]) for name in _WORDS}
    titles = tuple(
        title
        for index, text in enumerate(place.at("others").texts(content["others"]))
        for title in _titles(place.at(f"others[{index}]"), text, ("",))
    )
    return Catalogue(tuple(kinds), Kind(OTHERS, "", 3, titles, pages=(1, 2, 10)), confused, **words)


def _official() -> Iterator[Kind]:
    with (_HERE / "document-types.tsv").open(encoding="utf-8", newline="") as table:
        for row in csv.DictReader(table, delimiter="\t"):
            yield Kind(int(row["number"]), row["name"], int(row["priority"]))


def _loaded(path: Path) -> Any:
    try:
        return read_yaml(path)
    except OSError as error:
        raise ConfigInvalid(str(path), _("The file cannot be read: {0}.").format(error.strerror)) from None
    except (YAMLError, UnicodeDecodeError) as error:
        raise ConfigInvalid(str(path), _("This is not YAML: {0}").format(error)) from None


# --- one entry -----------------------------------------------------------------------------------------


def _kind(place: _Place, entry: Any, known: Mapping[int, Kind], leads: tuple[str, ...]) -> Kind:
    """The type an entry describes: added to what is known of it, or in its stead with `replace: true`."""
    given = place.mapping(entry, set(_ENTRY_KEYS), {"type"})
    number = place.at("type").number(given["type"])
    before = known.get(number)
    if before is None and "name" not in given:
        place.refuse(_("type {0} is none of the catalogue's; a new type needs a name.").format(number))
    base = before if before and not given.get("replace") else Kind(number, before.name if before else "", 3)
    lists: dict[str, Any] = {
        key: (*getattr(base, key), *place.at(key).texts(given[key]))
        for key in ("codes", "tells", "against", "body", "inside")
        if key in given
    }
    titles = tuple(
        title
        for index, text in enumerate(place.at("titles").texts(given.get("titles", [])))
        for title in _titles(place.at(f"titles[{index}]"), text, leads)
    )
    return replace(
        base,
        name=str(given.get("name", base.name)),
        priority=place.at("priority").one_of(given.get("priority", base.priority), _PRIORITIES),
        titles=(*base.titles, *titles),
        pages=place.at("pages").page_counts(given.get("pages", list(base.pages))),
        **lists,
    )


def _titles(place: _Place, text: str, leads: tuple[str, ...]) -> Iterator[str]:
    """ "HEADING | subject; subject" as whole titles, each with every lead ("về việc") the language allows."""
    heading, bar, subjects = (part.strip() for part in text.partition("|"))
    if not heading or (bar and not subjects):
        place.refuse(_("write it as HEADING | subject; other subject."))
    if not bar:
        yield heading
    for subject in subjects.split(";") if subjects else ():
        for lead in leads:
            yield " ".join(part for part in (heading, lead, subject.strip()) if part)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in which file something stands; checks what is there."""

    file: str
    path: str = ""

    def at(self, part: str) -> _Place:
        return _Place(self.file, f"{self.path}.{part}" if self.path else part)

    def refuse(self, rule: str) -> NoReturn:
        raise ConfigInvalid(self.file, f"{self.path or '-'}: {rule}")

    def mapping(self, found: Any, known: set[str], needed: set[str]) -> dict[str, Any]:
        if not isinstance(found, dict):
            self.refuse(_("this must be a mapping of names to values."))
        if unknown := set(found) - known:
            self.refuse(_("there is no key {0} here.").format(min(map(str, unknown))))
        if missing := needed - set(found):
            self.refuse(_("the key {0} is missing.").format(min(missing)))
        return found

    def list(self, found: Any) -> list[Any]:
        if not isinstance(found, list):
            self.refuse(_("this must be a list."))
        return found

    def texts(self, found: Any) -> tuple[str, ...]:
        if not isinstance(found, list) or not all(isinstance(text, str) and text.strip() for text in found):
            self.refuse(_("this must be a list of texts, in square brackets."))
        return tuple(found)

    def number(self, found: Any) -> int:
        if type(found) is not int or found < 1:
            self.refuse(_("this must be a whole number from 1 on."))
        return found

    def one_of(self, found: Any, choices: tuple[int, ...]) -> int:
        if found not in choices:
            self.refuse(_("this must be one of {0}.").format(", ".join(map(str, choices))))
        return int(found)

    def page_counts(self, found: Any) -> tuple[int, int, int]:
        right = isinstance(found, list) and len(found) == 3 and all(type(count) is int for count in found)
        if not right or not 1 <= found[0] <= found[1] <= found[2]:
            self.refuse(_("pages must be three rising numbers: the fewest, the usual and the most."))
        return found[0], found[1], found[2]
