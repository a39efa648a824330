"""The printed forms as data: what a clerk can edit, read strictly, every mistake named with its place."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, get_args

from pipeline.data import Entry, read_yaml
from pipeline.errors import ConfigInvalid
from pipeline.forms.grid import Grid, load_grid
from pipeline.forms.members import member_fields
from pipeline.messages import _

Place = Literal["beside", "below", "comb", "dateline", "ticks", "column"]
KINDS = frozenset(
    {
        *("date", "person_name", "sex", "place", "organisation", "text"),
        *("ethnicity", "religion", "family_class", "health"),
        *("general_education", "academic_degree", "academic_title", "political_theory"),
        *("national_id", "profile_number", "card_number"),
        *("money", "badges"),
    }
)
"""What a field can be; `extract.kinds` knows how each is normalised."""

_FORM_KEYS = {
    *("form", "document_type", "titles", "prose", "editions"),
    *("fields", "tables", "unchanged", "choice"),
}
_FIELD_KEYS = {"key", "kind", "item", "labels", "editions", "place", "lines", "anchor", "options", "unit"}


@dataclass(frozen=True, slots=True)
class Field:
    """One printed label and what stands behind it.

    `key` is None for print that carries no value but ends the one before. `place` says where the value
    stands: beside the label, below it, in comb boxes, in the date line of a letter head, or in tick boxes
    with the printed `options`; a `column` is a heading of a table that answers the label before it. `lines`
    is how many rows a value may fill, and a printed `unit` ends it. An `anchor` is a heading that tells this
    form's pages from others.
    """

    key: str | None
    kind: str
    item: str | None
    labels: tuple[str, ...]
    place: Place = "beside"
    lines: int = 1
    anchor: bool = False
    options: tuple[str, ...] = ()
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """One edition of a form: its fields in the order of the paper, and its tables.

    `document_types` are the types among the 104 that it fits; none for a paper outside of them, which is then
    known by one of its printed `titles`. `unchanged` are answers that say that nothing changed: a form that
    has some tells what changed, and says nothing where it is empty. `choice`: printed words, each with a box
    to cross, that may stand before an answer.
    """

    name: str
    edition: str
    document_types: tuple[int, ...]
    prose: bool
    fields: tuple[Field, ...]
    tables: tuple[Grid, ...] = ()
    titles: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    choice: tuple[str, ...] = ()


@cache
def built_in_forms() -> tuple[Form, ...]:
    """The forms that come with the package, every edition."""
    return load_forms(Path(__file__).parent)


@cache
def forms(own: Path | None = None) -> tuple[Form, ...]:
    """The built-in forms, with those of a unit's own folder: one of the same name stands in a form's stead.

    Raises ConfigInvalid naming file, place and rule.
    """
    if own is None:
        return built_in_forms()
    if not own.is_dir():
        raise ConfigInvalid(str(own), _("there is no such folder of forms."))
    added = load_forms(own)
    names = {form.name for form in added}
    if twice := [form.name for n, form in enumerate(added) if (form.name, form.edition) in _known(added[:n])]:
        raise ConfigInvalid(str(own), _("the form {0!r} stands in two files.").format(twice[0]))
    return (*(form for form in built_in_forms() if form.name not in names), *added)


def _known(forms: tuple[Form, ...]) -> set[tuple[str, str]]:
    return {(form.name, form.edition) for form in forms}


def load_forms(folder: Path) -> tuple[Form, ...]:
    """Read every form file of a folder; raises ConfigInvalid naming file, place and rule."""
    return tuple(form for path in sorted(folder.glob("*.yaml")) for form in load_form(path))


def load_form(path: Path) -> tuple[Form, ...]:
    """Read one form file: one `Form` an edition."""
    form = read_yaml(path).mapping(_FORM_KEYS, {"form", "document_type", "fields"})
    types, titles = _types(form["document_type"]), form.get("titles", []).texts()
    if bool(types) == bool(titles):
        form.refuse(_("titles are for a form whose document_type is null, and needed there."))
    editions = form.get("editions", []).texts() or ("",)
    return tuple(
        Form(
            form["form"].text(),
            edition,
            types,
            form.get("prose", False).flag(),
            tuple(
                field
                for entry in form["fields"].entries()
                if (field := _field(entry, edition, editions)).labels or field.place == "dateline"
            ),
            tuple(map(load_grid, form.get("tables", []).entries())),
            titles,
            form.get("unchanged", []).texts(),
            form.get("choice", []).texts(),
        )
        for edition in editions
    )


def _types(entry: Entry) -> tuple[int, ...]:
    """The type or types of a form; none where the entry is null."""
    if entry.value is None:
        return ()
    return entry.wholes() if isinstance(entry.value, list) else (entry.whole(),)


def _field(entry: Entry, edition: str, editions: tuple[str, ...]) -> Field:
    own = entry.mapping(_FIELD_KEYS, {"key"}).get("editions", {}).mapping(editions)
    key = entry["key"]
    if key.value is not None:
        key.one_of({field.key for field in member_fields()})
    item = entry.get("item", None)
    if not str(item.value or "0").isdecimal():
        item.refuse(_("this must be digits in quotes."))
    labels = own[edition] if edition in own else entry.get("labels", [])
    return Field(
        key.value,
        entry.get("kind", "text").one_of(KINDS),
        item.value,
        labels.texts(),
        entry.get("place", "beside").one_of(get_args(Place)),
        entry.get("lines", 1).whole(),
        entry.get("anchor", False).flag(),
        tuple(str(option.value) for option in entry.get("options", []).entries()),
        entry["unit"].text() if "unit" in entry else "",
    )
