"""Names of folders and files in the archive: pure functions from what is known to paths any system takes.

The default is that of annex 2 of letter 1361 (docs/export.md): letters without marks; a folder a member,
named by party organisation, identity number and name; a file a document, named by its type's number and name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.data import read_yaml
from pipeline.errors import ConfigInvalid
from pipeline.messages import _
from pipeline.text import strip_marks

TEMPLATE = "[M1].[M2].[M3].[M4].[M5]/[CCCD]_[HoTen]/[STT].[Ten].[n].pdf"
FIELDS = frozenset(("M1", "M2", "M3", "M4", "M5", "CCCD", "HoTen", "HoSo", "STT", "Ten", "n"))
"""What a template may hold: parts of the organisation's code, identity number, name, the dossier's own name,
number and name of the document's type, and which of several of one type it is."""
UNKNOWN_FOLDER, UNKNOWN_NAME = "Chua phan loai", "Trang"
"""Where documents of unknown type are filed, and how: by the number of their first page."""
UNSETTLED_NAME = "Chua ro ten"
_UNFILLED = "x"
_SHORTEST = 12
"""A name is cut no shorter than this."""
_DEVICES = frozenset(
    (
        *("con", "prn", "aux", "nul", "conin$", "conout$"),
        *(f"{port}{digit}" for port in ("com", "lpt") for digit in "0123456789¹²³"),
    )
)
"""Names that Windows keeps for devices, with any ending."""
_PLACEHOLDER = re.compile(r"\[([^\[\]]*)\]")
_OPTIONAL_N = re.compile(r"[^\w\[\]/]?\[n\]")
_CODE = re.compile(r"\d{2}\.\d{3}\.\d{3}\.\d{3}\.\d{3}")


@dataclass(frozen=True, slots=True)
class NameRules:
    """How names are made. `longest` is for a path below the archive's folder, `longest_name` for one part.

    Windows takes paths of 259 characters: what `longest` leaves of them is for the place of the archive.
    `organisation`: the party organisation's code, five groups of 2, 3, 3, 3 and 3 digits, or empty.
    """

    template: str = TEMPLATE
    space: str = "_"
    abbreviate: bool = False
    organisation: str = ""
    longest: int = 190
    longest_name: int = 120


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose dossier it is: its own name, and the settled identity number and name, None where not settled."""

    dossier: str
    national_id: str | None
    full_name: str | None


def check_rules(rules: NameRules) -> None:
    """Refuse rules no archive could be named by; raises ConfigInvalid naming the key."""
    unknown = [name for name in _PLACEHOLDER.findall(rules.template) if name not in FIELDS]
    if unknown:
        raise ConfigInvalid(
            "[archive] template", _("[{0}] is none of {1}.").format(unknown[0], ", ".join(sorted(FIELDS)))
        )
    if "[n]" not in rules.template.rpartition("/")[2] or not rules.template.endswith(".pdf"):
        raise ConfigInvalid("[archive] template", "it must end in a file name with [n] and .pdf.")
    if rules.template.startswith("/") or ".." in rules.template.split("/"):
        raise ConfigInvalid("[archive] template", "it must lead to a place below the archive's folder.")
    if rules.space not in ("_", " ", "-"):
        raise ConfigInvalid("[archive] space", 'it must be "_", " " or "-".')
    if rules.organisation and not _CODE.fullmatch(rules.organisation):
        raise ConfigInvalid("[archive] organisation", "it must be written like 40.168.053.000.001.")


def document_path(rules: NameRules, holder: Holder, number: int, name: str, n: int | None) -> str:
    """Where the document of a type is filed; `n` counts from 1 where there are several of the type."""
    values = _holder_values(rules, holder) | {"STT": f"{number:02d}", "n": "" if n is None else str(n)}
    template = rules.template if n is not None else _OPTIONAL_N.sub("", rules.template)
    return _fitted(rules, template, values, name)


def unknown_path(rules: NameRules, holder: Holder, page: int) -> str:
    """Where a document of unknown type is filed, by its first page in the dossier."""
    folder = rules.template.rpartition("/")[0]
    place = f"{folder}/{plain(UNKNOWN_FOLDER, rules.space)}".lstrip("/")
    return _fitted(rules, f"{place}/[Ten].pdf", _holder_values(rules, holder), f"{UNKNOWN_NAME} {page:03d}")


def numbered(paths: Iterable[str], taken: set[str]) -> tuple[str, ...]:
    """The paths, those that a disk would take for one another told apart by a number behind the name.

    `taken` holds, folded, the paths that are taken already, and these after it.
    """
    free: list[str] = []
    for path in paths:
        stem = path.removesuffix(".pdf")
        candidates = (path, *(f"{stem}({again}).pdf" for again in range(2, len(taken) + 3)))
        chosen = next(each for each in candidates if each.casefold() not in taken)
        taken.add(chosen.casefold())
        free.append(chosen)
    return tuple(free)


def plain(text: str, space: str) -> str:
    """Text as a part of a name: plain Latin letters and digits, anything between them one `space`."""
    return re.sub(r"[^A-Za-z0-9]+", space, strip_marks(text)).strip(space)


def safe_part(part: str) -> str:
    """A folder's or file's name that Windows takes: no device, no dot or space at its end."""
    part = re.sub(r'[<>:"\\|?*\x00-\x1f\x7f]', "", part).strip(" ").rstrip(".") or _UNFILLED
    return f"_{part}" if part.partition(".")[0].strip().casefold() in _DEVICES else part


def _holder_values(rules: NameRules, holder: Holder) -> dict[str, str]:
    """Where identity is not settled, nothing is made up: the dossier's own name stands for the number."""
    dossier = plain(holder.dossier, rules.space) or _UNFILLED
    code = rules.organisation.split(".") if rules.organisation else [_UNFILLED * n for n in (2, 3, 3, 3, 3)]
    return {
        **{f"M{n}": group for n, group in enumerate(code, start=1)},
        "CCCD": plain(holder.national_id or "", rules.space) or dossier,
        "HoTen": plain(holder.full_name or UNSETTLED_NAME, rules.space),
        "HoSo": dossier,
    }


def _fitted(rules: NameRules, template: str, values: dict[str, str], name: str) -> str:
    """The path with as much of the document's name as there is room for: short forms first, then cut."""
    tried = (() if rules.abbreviate else (name,)) + (abbreviated(name),)
    for each in tried:
        path = _filled(template, values | {"Ten": plain(each, rules.space)})
        if _excess(rules, path) <= 0:
            return path
    short = plain(tried[-1], rules.space)
    kept = max(_SHORTEST, len(short) - _excess(rules, path))
    return _filled(template, values | {"Ten": short[:kept].rstrip(rules.space)})


def _excess(rules: NameRules, path: str) -> int:
    longest_part = max(map(len, path.split("/")))
    return max(len(path) - rules.longest, longest_part - rules.longest_name)


def _filled(template: str, values: Mapping[str, str]) -> str:
    filled = _PLACEHOLDER.sub(lambda match: values[match[1]], template)
    return "/".join(safe_part(part) for part in filled.split("/"))


def abbreviated(name: str) -> str:
    """The name with the usual short forms, whatever the case and the place of tones."""
    for long, short in _abbreviations():
        name = re.sub(rf"(?<!\w){re.escape(long)}(?!\w)", short, name, flags=re.IGNORECASE)
    return name


@cache
def _abbreviations() -> Sequence[tuple[str, str]]:
    entries = read_yaml(Path(__file__).with_name("abbreviations.yaml")).items()
    spellings = ((long, short.text()) for long, short in entries)
    return tuple((each, short) for long, short in spellings for each in {long, long.replace("ủy", "uỷ")})
