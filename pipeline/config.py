"""The workspace folder and its settings: the only module that knows where a run keeps its things.

Every setting is declared once, as a field below: its type, its default, its bounds and its explanation. The
file `hoso.toml`, its checks and its commented first version all come from these fields.
"""

from __future__ import annotations

import difflib
import json
import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import Field, dataclass, field, fields
from math import inf
from pathlib import Path
from typing import Any, get_type_hints

from pipeline.errors import BadArguments, ConfigInvalid, FileAccess
from pipeline.messages import _, noted
from pipeline.types import Recipe

DEFAULT_FOLDER = "hoso-data"
CONFIG_NAME = "hoso.toml"


def _setting(default: object, about: str, least: float | None = None, most: float = inf) -> Any:
    return field(default=default, metadata={"about": about, "least": least, "most": most})


@dataclass(frozen=True, slots=True)
class RunSettings:
    reader: str = _setting("ctc", noted("What reads the lines of a page: ctc, tesseract or null."))
    weights: str = _setting(
        "",
        noted("Weights of the reader ctc: a folder, from this one on; empty is those that came with hoso."),
    )
    second_reader: str = _setting(
        "tesseract",
        noted("A second opinion on lines that say who a person is: tesseract, asterocr, or empty for none."),
    )
    workers: int = _setting(0, noted("Pages read at the same time; 0 is one a processor core."), 0, 1024)
    page_timeout_s: float = _setting(300.0, noted("Seconds a page may take before it is given up."), 1)
    max_failed_percent: float = _setting(
        100.0, noted("A run stops when more of its pages have failed than this; 100 never stops."), 0, 100
    )


@dataclass(frozen=True, slots=True)
class LimitSettings:
    max_file_mib: int = _setting(2048, noted("Largest file that is opened, in MiB."), 1)
    max_pages: int = _setting(2000, noted("Most pages a file may have."), 1)
    max_megapixels: int = _setting(300, noted("Largest page opened, in millions of pixels."), 1)


@dataclass(frozen=True, slots=True)
class DatabaseSettings:
    url: str = _setting("", noted("The database as an SQLAlchemy URL; empty is hoso.db in this folder."))


@dataclass(frozen=True, slots=True)
class AcceptSettings:
    target_error: float = _setting(
        0.0014, noted("Share of wrong values to aim at among those that no person sees."), 0, 1
    )
    identity_error: float = _setting(0.001, noted("The same for fields that say who a person is."), 0, 1)
    field_errors: str = _setting(
        "", noted('The same for single fields: "full_name=0.0005, occupation=0.01".')
    )
    sample_percent: float = _setting(
        2.0, noted("So many percent of accepted values are put before a person all the same, unseen."), 0, 100
    )


@dataclass(frozen=True, slots=True)
class ReviewSettings:
    planted_percent: float = _setting(
        2.0,
        noted(
            "After so many percent of fields to confirm a settled one is shown with a mistake planted in it."
        ),
        0,
        50,
    )


@dataclass(frozen=True, slots=True)
class CatalogueSettings:
    file: str = _setting("", noted("A file that adds to the catalogue of papers or replaces entries of it."))


@dataclass(frozen=True, slots=True)
class FormsSettings:
    folder: str = _setting(
        "", noted("A folder of form files that add to the built-in forms or replace them.")
    )


@dataclass(frozen=True, slots=True)
class ArchiveSettings:
    template: str = _setting(
        "[M1].[M2].[M3].[M4].[M5]/[CCCD]_[HoTen]/[STT].[Ten].[n].pdf",
        noted("Folders and names of documents; docs/export.md tells what may stand in it."),
    )
    organisation: str = _setting("", noted("Code of the party organisation, like 40.168.053.000.001."))
    space: str = _setting("_", noted("What stands between the words of a name: _, - or a space."))
    abbreviate: bool = _setting(
        False, noted("Short forms (QD, NQ, GCN) in every name, not only in long ones.")
    )
    longest_name: int = _setting(120, noted("Most characters of a file's or folder's name."), 40, 200)
    longest_path: int = _setting(
        190, noted("Most characters of a path in the archive; Windows takes 259 in all."), 80, 240
    )
    access: str = _setting("", noted("Level of access that every document states; empty says nothing."))
    retention: str = _setting("", noted("Retention period that every document states; empty says nothing."))


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of a workspace, one field a section of `hoso.toml`."""

    run: RunSettings = RunSettings()
    limits: LimitSettings = LimitSettings()
    database: DatabaseSettings = DatabaseSettings()
    accept: AcceptSettings = AcceptSettings()
    review: ReviewSettings = ReviewSettings()
    catalogue: CatalogueSettings = CatalogueSettings()
    forms: FormsSettings = FormsSettings()
    archive: ArchiveSettings = ArchiveSettings()


@dataclass(frozen=True, slots=True)
class Workspace:
    """The one folder that is written to."""

    folder: Path
    config: Config

    @property
    def database_url(self) -> str:
        return self.config.database.url or f"sqlite:///{self.folder / 'hoso.db'}"

    def recipe(self, reader: str | None = None) -> Recipe:
        """How pages are read here; `reader` stands in for the setting."""
        name, weights = reader or self.config.run.reader, self.config.run.weights
        second = self.config.run.second_reader
        return Recipe(
            name,
            (("weights", str(self.folder / weights)),) if name == "ctc" and weights else (),
            second if name not in (second, "null", "replay") else "",
        )

    @property
    def own_catalogue(self) -> Path | None:
        """The unit's own catalogue file; a relative path lies in the workspace."""
        named = self.config.catalogue.file
        return self.folder / named if named else None

    @property
    def own_forms(self) -> Path | None:
        """The folder of the unit's own forms; a relative path lies in the workspace."""
        named = self.config.forms.folder
        return self.folder / named if named else None

    @property
    def log_file(self) -> Path:
        return self.folder / "logs" / "hoso.log"


def open_workspace(folder: Path, create: bool) -> Workspace:
    """Read the settings of a workspace; `create` makes the folder and its commented `hoso.toml` first.

    Raises FileAccess where the folder cannot be used, ConfigInvalid with the file and key at fault.
    """
    folder = folder.absolute()
    path = folder / CONFIG_NAME
    try:
        if create:
            _make(folder)
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise ConfigInvalid(str(path), _("The file is not UTF-8.")) from None
    except FileNotFoundError:
        raise FileAccess(str(folder), "it is no workspace yet; start with `hoso run`") from None
    except OSError as error:
        raise FileAccess(str(error.filename or folder), error.strerror or type(error).__name__) from None
    return Workspace(folder, parsed(text, str(path)))


def use_weights(workspace: Workspace, weights: str) -> None:
    """Write the setting `weights` into hoso.toml, all else as it stands; a crash leaves the old file.

    Raises ConfigInvalid where the file is written in a way that this cannot change.
    """
    path = workspace.folder / CONFIG_NAME
    text = _with_weights(path.read_text(encoding="utf-8"), json.dumps(weights, ensure_ascii=False))
    if parsed(text, str(path)).run.weights != weights:
        raise ConfigInvalid(str(path), _("Set {0} in the section {1} yourself.").format("weights", "[run]"))
    draft = path.with_suffix(".part")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)


def _with_weights(text: str, value: str) -> str:
    heads = [*re.finditer(r"^\s*\[(.+?)\].*$", text, re.MULTILINE)]
    start = next((head.end() for head in heads if head[1].strip() == "run"), None)
    if start is None:
        return f"{text.rstrip()}\n\n[run]\nweights = {value}\n".lstrip()
    end = next((head.start() for head in heads if head.start() > start), len(text))
    section, line = text[start:end], f"weights = {value}"
    changed, count = re.subn(r"^weights\s*=.*$", lambda _old: line, section, flags=re.MULTILINE)
    if not count:
        pattern = r"^#\s*weights\s*=.*$"
        changed, count = re.subn(pattern, lambda _old: line, section, count=1, flags=re.MULTILINE)
    return text[:start] + (changed if count else f"\n{line}{section}") + text[end:]


def _make(folder: Path) -> None:
    if not folder.exists():
        folder.mkdir(mode=0o700, parents=True)  # Records of people: for their keeper's eyes.
    (folder / "logs").mkdir(exist_ok=True)
    path = folder / CONFIG_NAME
    if not path.exists():
        path.write_text(first_version(), encoding="utf-8")


def keep_apart(scan_root: Path, workspace: Path) -> None:
    """Refuse a scan root and a workspace of which one lies in the other: scans are never written to."""
    scans, work = scan_root.resolve(), workspace.resolve()
    if scans == work or scans in work.parents:
        message = _("The workspace {0} lies in the scan folder {1}. Choose another --workspace.")
    elif work in scans.parents:
        message = _("The scan folder {1} lies in the workspace {0}. Choose another --workspace.")
    else:
        return
    raise BadArguments(message.format(work, scans))


def workers(config: Config) -> int:
    """How many workers to start: as set, else one for each processor core this process may use."""
    return config.run.workers or len(os.sched_getaffinity(0))


# --- hoso.toml ---------------------------------------------------------------------------------------


def parsed(text: str, path: str) -> Config:
    """Read settings from TOML. Raises ConfigInvalid naming `path` and the key."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigInvalid(path, _("This is no TOML: {0}.").format(error)) from None
    known = {section.name: type(default) for section, default in _sections()}
    _refuse_unknown(table, known, path, "[{}]")
    return Config(**{name: _section(known[name], name, table[name], path) for name in table})


def first_version() -> str:
    """The text of a new `hoso.toml`: every setting with its explanation and default, commented out."""
    lines = [_("# Settings of this workspace. Values shown are the defaults; take away the # to change one.")]
    for section, default in _sections():
        lines += ["", f"[{section.name}]"]
        for setting in fields(default):
            lines += [f"# {_(setting.metadata['about'])}", f"# {setting.name} = {_toml(setting.default)}"]
    return "\n".join(lines) + "\n"


def _sections() -> Iterator[tuple[Field[Any], Any]]:
    config = Config()
    for section in fields(config):
        yield section, getattr(config, section.name)


def _toml(value: object) -> str:
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)


def _section(kind: type, name: str, table: object, path: str) -> Any:
    if not isinstance(table, dict):
        raise ConfigInvalid(path, _("{0} must be a section: write [{0}] on a line of its own.").format(name))
    settings = {setting.name: setting for setting in fields(kind)}
    _refuse_unknown(table, settings, path, f"{name}.{{}}")
    types = get_type_hints(kind)
    values = {
        key: _value(settings[key], types[key], f"{name}.{key}", value, path) for key, value in table.items()
    }
    return kind(**values)


def _value(setting: Field[Any], kind: type, key: str, value: Any, path: str) -> object:
    if kind is float and type(value) is int:
        value = float(value)
    if type(value) is not kind:
        wanted = {
            bool: _("true or false"),
            int: _("a whole number"),
            float: _("a number"),
            str: _("text in quotes"),
        }[kind]
        raise ConfigInvalid(path, _("{0} must be {1}.").format(key, wanted))
    least, most = setting.metadata["least"], setting.metadata["most"]
    if least is not None and not least <= value <= most:  # Written so that nan is refused as well.
        raise ConfigInvalid(path, _("{0} must lie between {1:g} and {2:g}.").format(key, least, most))
    return value


def _refuse_unknown(table: Mapping[str, object], known: Mapping[str, object], path: str, form: str) -> None:
    for key in table:
        if key in known:
            continue
        near = difflib.get_close_matches(key, known, n=1, cutoff=0.5)
        hint = (
            _("Did you mean {0}?").format(form.format(near[0]))
            if near
            else _("Known are {0}.").format(", ".join(form.format(name) for name in known))
        )
        raise ConfigInvalid(path, _("There is no setting {0}. {1}").format(form.format(key), hint))
