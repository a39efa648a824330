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
from typing import Any

from pipeline.data import Entry, read_yaml
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
    content = read_yaml(own).mapping({"types", *_WORDS})
    kinds = {kind.type: kind for kind in built_in.kinds}
    for entry in content.get("types", []).entries():
        kind = _kind(entry, kinds, ("",))
        kinds[kind.type] = kind
    words: dict[str, Any] = {name: content[name].texts() for name in _WORDS if name in content}
    return replace(built_in, kinds=tuple(kinds[number] for number in sorted(kinds)), **words)


_WORDS = ("begins", "ends", "headings")


@cache
def _built_in() -> Catalogue:
    needed = {"types", "others", "confused", "leads", *_WORDS}
    content = read_yaml(_HERE / "types.yaml").mapping(needed, needed)
    official = {kind.type: kind for kind in _official()}
    leads = ("", *content["leads"].texts())
    kinds = tuple(_kind(entry, official, leads) for entry in content["types"].entries())
    confused = tuple(
        Confused(pair["types"].wholes(), pair["by"].text())
        for entry in content["confused"].entries()
        for pair in [entry.mapping({"types", "by"}, {"types", "by"})]
    )
    words = {name: content[name].texts() for name in _WORDS}
    titles = tuple(_titles(content["others"], ("",)))
    return Catalogue(kinds, Kind(OTHERS, "", 3, titles, pages=(1, 2, 10)), confused, **words)


def _official() -> Iterator[Kind]:
    with (_HERE / "document-types.tsv").open(encoding="utf-8", newline="") as table:
        for row in csv.DictReader(table, delimiter="\t"):
            yield Kind(int(row["number"]), row["name"], int(row["priority"]))


# --- one entry -----------------------------------------------------------------------------------------


def _kind(entry: Entry, known: Mapping[int, Kind], leads: tuple[str, ...]) -> Kind:
    """The type an entry describes: added to what is known of it, or in its stead with `replace: true`."""
    number = entry.mapping(_ENTRY_KEYS, {"type"})["type"].whole()
    before = known.get(number)
    if before is None and "name" not in entry:
        entry.refuse(_("type {0} is none of the catalogue's; a new type needs a name.").format(number))
    anew = entry.get("replace", False).flag()
    base = before if before and not anew else Kind(number, before.name if before else "", 3)
    lists: dict[str, Any] = {
        key: (*getattr(base, key), *entry[key].texts())
        for key in ("codes", "tells", "against", "body", "inside")
        if key in entry
    }
    return replace(
        base,
        name=entry.get("name", base.name).text(),
        priority=entry.get("priority", base.priority).one_of(_PRIORITIES),
        titles=(*base.titles, *_titles(entry.get("titles", []), leads)),
        pages=_page_counts(entry.get("pages", list(base.pages))),
        **lists,
    )


def _page_counts(entry: Entry) -> tuple[int, int, int]:
    counts = entry.wholes()
    if len(counts) != 3 or list(counts) != sorted(counts):
        entry.refuse(_("pages must be three rising numbers: the fewest, the usual and the most."))
    return counts[0], counts[1], counts[2]


def _titles(entry: Entry, leads: tuple[str, ...]) -> Iterator[str]:
    """ "HEADING | subject; subject" as whole titles, each with every lead ("về việc") the language allows."""
    entry.texts()
    for written in entry.entries():
        heading, bar, subjects = (part.strip() for part in written.text().partition("|"))
        if not heading or (bar and not subjects):
            written.refuse(_("write it as HEADING | subject; other subject."))
        if not bar:
            yield heading
        for subject in subjects.split(";") if subjects else ():
            for lead in leads:
                yield " ".join(part for part in (heading, lead, subject.strip()) if part)
