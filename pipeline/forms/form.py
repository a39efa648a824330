"""The printed forms as data: what a clerk can edit, read strictly, every mistake named with its place."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

from pipeline.data import YAMLError, read_yaml
from pipeline.errors import ConfigInvalid
from pipeline.forms.checks import check_keys, checked_texts
from pipeline.forms.grid import Grid, load_grids
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

_FORM_KEYS = {"form", "document_type", "titles", "prose", "editions", "fields", "tables", "unchanged"}
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
    known by one of its printed `titles`. `unchanged` are answers that say that nothing changed.
    """

    name: str
    edition: str
    document_types: tuple[int, ...]
    prose: bool
    fields: tuple[Field, ...]
    tables: tuple[Grid, ...] = ()
    titles: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()


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
        raise ConfigInvalid(str(own), "there is no such folder of forms.")
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
    try:
        raw = read_yaml(path)
    except (YAMLError, UnicodeDecodeError) as error:
        raise ConfigInvalid(path.name, _("This is not YAML: {0}").format(error)) from error
    check_keys(path, _("the form"), raw, _FORM_KEYS, {"form", "document_type", "fields"})
    if not isinstance(raw["fields"], list):
        raise ConfigInvalid(path.name, "fields must be a list.")
    types, titles = _types(path, raw["document_type"]), checked_texts(path, "titles", raw.get("titles", []))
    if bool(types) == bool(titles):
        raise ConfigInvalid(path.name, "titles are for a form whose document_type is null, and needed there.")
    editions = tuple(raw.get("editions") or ("",))
    tables = load_grids(path, raw.get("tables", []))
    unchanged = checked_texts(path, "unchanged", raw.get("unchanged", []))
    return tuple(
        Form(
            raw["form"],
            edition,
            types,
            bool(raw.get("prose", False)),
            tuple(
                field
                for number, entry in enumerate(raw["fields"])
                if (field := _field(path, f"fields[{number}]", entry, edition, editions)).labels
                or field.place == "dateline"
            ),
            tables,
            titles,
            unchanged,
        )
        for edition in editions
    )


def _types(path: Path, entry: Any) -> tuple[int, ...]:
    """The type or types of a form; none where the entry is null."""
    types = entry if isinstance(entry, list) else [] if entry is None else [entry]
    if not all(isinstance(kind, int) for kind in types) or entry == []:
        raise ConfigInvalid(path.name, "document_type must be a number, a list of numbers, or null.")
    return tuple(types)


def _field(path: Path, place: str, entry: Any, edition: str, editions: tuple[str, ...]) -> Field:
    check_keys(path, place, entry, _FIELD_KEYS, {"key"})
    own = entry.get("editions", {})
    if unknown := set(own) - set(editions):
        raise ConfigInvalid(
            path.name, _("{0}.editions names {1}; the form has {2}.").format(place, sorted(unknown), editions)
        )
    kind = entry.get("kind", "text")
    if kind not in KINDS:
        raise ConfigInvalid(
            path.name, _("{0}.kind is {1!r}; known kinds: {2}.").format(place, kind, ", ".join(sorted(KINDS)))
        )
    if entry.get("place", "beside") not in get_args(Place):
        raise ConfigInvalid(
            path.name, _("{0}.place must be one of {1}.").format(place, ", ".join(get_args(Place)))
        )
    if entry["key"] is not None and entry["key"] not in {field.key for field in member_fields()}:
        raise ConfigInvalid(
            path.name,
            _("{0}.key is {1!r}, which the member record does not have.").format(place, entry["key"]),
        )
    if not str(entry.get("item") or "0").isdecimal():
        raise ConfigInvalid(path.name, _("{0}.item must be digits in quotes.").format(place))
    labels = checked_texts(path, f"{place}.labels", own.get(edition, entry.get("labels", [])))
    return Field(
        entry["key"],
        kind,
        entry.get("item"),
        labels,
        entry.get("place", "beside"),
        int(entry.get("lines", 1)),
        bool(entry.get("anchor", False)),
        tuple(map(str, entry.get("options", ()))),
        str(entry.get("unit", "")),
    )
