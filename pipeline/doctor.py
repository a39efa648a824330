"""What a machine needs for hoso, checked one by one, each with what to do about it.

Nothing heavy is imported before its own check: a broken package must show as a line, not as a crash.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
import sys
import tempfile
from dataclasses import dataclass
from importlib import import_module, metadata
from pathlib import Path

from pipeline.config import Config, Workspace, open_workspace, workers
from pipeline.errors import ConfigInvalid, DependencyMissing, FileAccess, HosoError, SelfTestFailed
from pipeline.messages import _, sentence
from pipeline.types import Recipe

PYTHON = (3, 11)
SQLITE = (3, 35)
"""The first SQLite with RETURNING, which the database layer uses."""
FREE_BYTES = 2 * 1024**3
BEARABLE = frozenset("ỵỴ")
"""The one letter a reader may lack: the rarest of all, and unknown to Tesseract's Vietnamese network."""
_NATIVE = ("cv2", "numpy", "onnxruntime", "pikepdf", "PIL", "pypdfium2")
"""Packages that can be installed and yet not load, for want of a system library."""


@dataclass(frozen=True, slots=True)
class Check:
    """One line: what was looked at, what was found, what to do. A fault has the exit code it leads to."""

    name: str
    found: str
    advice: str = ""
    exit_code: int = 0


def examine(folder: Path, reader: str | None = None) -> tuple[Check, ...]:
    """Check everything a run in the workspace `folder` needs. Changes nothing."""
    settings, workspace = _settings(folder)
    recipe = workspace.recipe(reader)
    return (
        _python(),
        _packages(),
        _native(),
        _sqlite(),
        settings,
        _writable(folder),
        _disk(folder),
        _reader(_("Reader"), recipe),
        *([_reader(_("Second reader"), Recipe(recipe.second))] if recipe.second else []),
        Check(_("Workers"), str(workers(workspace.config))),
    )


def open_checked(recipe: Recipe) -> tuple[str, str]:
    """Open the reader of a recipe and test its alphabet; gives its version and the letters it lacks.

    Raises DependencyMissing, BadArguments for an unknown name, SelfTestFailed where it lacks too much.
    """
    try:
        reader = import_module("pipeline.reading.readers").open_reader(recipe)
        lacking: str = import_module("pipeline.reading.reader").missing_letters(reader)
    except ImportError as error:
        raise DependencyMissing(str(error.name), "Install hoso again: make demo.") from error
    if not BEARABLE.issuperset(lacking):
        raise SelfTestFailed(recipe.reader, _("it cannot write {0}").format(" ".join(lacking)))
    identity = reader.identity()
    return f"{identity.version} {identity.settings}".strip(), lacking


def _reader(name: str, recipe: Recipe) -> Check:
    try:
        version, lacking = open_checked(recipe)
    except HosoError as error:
        return Check(name, _("not usable"), sentence(error), error.exit_code)
    advice = _("It cannot write {0}: look at such words yourself.").format(" ".join(lacking))
    return Check(name, version, advice if lacking else "")


def _python() -> Check:
    found = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info >= PYTHON:
        return Check("Python", found)
    return Check("Python", found, _("Install Python 3.11 or newer."), DependencyMissing.exit_code)


def _packages() -> Check:
    needed = [entry for entry in metadata.requires("hoso") or () if "extra ==" not in entry]
    names = [re.split(r"[ <>=!~;\[(]", entry, maxsplit=1)[0] for entry in needed]
    missing = [name for name in names if not _installed(name)]
    if not missing:
        return Check(_("Packages"), str(len(names)))
    advice = _("Install them: pip install {0}").format(" ".join(missing))
    found = _("missing: {0}").format(", ".join(missing))
    return Check(_("Packages"), found, advice, DependencyMissing.exit_code)


def _installed(name: str) -> bool:
    try:
        metadata.version(name)
    except metadata.PackageNotFoundError:
        return False
    return True


def _native() -> Check:
    broken = [name for name in _NATIVE if not _loads(name)]
    if not broken:
        return Check(_("Native libraries"), str(len(_NATIVE)))
    advice = _("Install them again in a fresh virtual environment; python -c 'import {0}' tells why.")
    found = _("do not load: {0}").format(", ".join(broken))
    return Check(_("Native libraries"), found, advice.format(broken[0]), DependencyMissing.exit_code)


def _loads(name: str) -> bool:
    try:
        import_module(name)
    except ImportError:
        return False
    return True


def _sqlite() -> Check:
    if sqlite3.sqlite_version_info >= SQLITE:
        return Check("SQLite", sqlite3.sqlite_version)
    advice = _("Use a Python with SQLite 3.35 or newer, or PostgreSQL by [database] url in hoso.toml.")
    return Check("SQLite", sqlite3.sqlite_version, advice, DependencyMissing.exit_code)


def _settings(folder: Path) -> tuple[Check, Workspace]:
    name, nothing = _("Settings"), Workspace(folder.absolute(), Config())
    try:
        return Check(name, str(folder / "hoso.toml")), open_workspace(folder, create=False)
    except ConfigInvalid as error:
        return Check(name, _("not usable"), sentence(error), error.exit_code), nothing
    except FileAccess as error:
        if not folder.exists():
            return Check(name, _("none yet; `hoso run` makes the workspace {0}").format(folder)), nothing
        return Check(name, _("not usable"), sentence(error), error.exit_code), nothing


def _writable(folder: Path) -> Check:
    place = _existing(folder)
    try:
        with tempfile.NamedTemporaryFile(dir=place):
            return Check(_("Workspace"), _("{0} can be written").format(place))
    except OSError as error:
        advice = _("Choose another --workspace, or allow writing there.")
        return Check(_("Workspace"), f"{place}: {error.strerror}", advice, FileAccess.exit_code)


def _disk(folder: Path) -> Check:
    free = shutil.disk_usage(_existing(folder)).free
    found = _("{0:.1f} GiB free").format(free / 1024**3)
    if free >= FREE_BYTES:
        return Check(_("Disk"), found)
    advice = _("Make room: a run needs 2 GiB to be safe.")
    return Check(_("Disk"), found, advice, FileAccess.exit_code)


def _existing(folder: Path) -> Path:
    """The folder, or the nearest above it that there is."""
    return next(place for place in (folder.absolute(), *folder.absolute().parents) if place.is_dir())
