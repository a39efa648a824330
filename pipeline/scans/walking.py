"""The dossiers under a scan root: each folder is one, and each file that lies there directly.

Every file is accounted for: as a `ScanFile`, as `Quarantined` with a reason, or, if it is what systems
leave lying about, not at all.
"""

from __future__ import annotations

import os
import stat
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path

from pipeline.config import LimitSettings
from pipeline.errors import FileAccess, InputMissing
from pipeline.scans.formats import HEAD_BYTES, format_of
from pipeline.scans.limits import PageUnreadable
from pipeline.scans.pages import count_pages
from pipeline.text import natural_key, nfc
from pipeline.types import DossierScans, Quarantined, Reason, ScanFile

SETTLED_S = 2.0
"""A file touched less long ago than this may still be on its way here."""
_JUNK = frozenset(
    (
        "thumbs.db",
        "ehthumbs.db",
        "desktop.ini",
        "$recycle.bin",
        "system volume information",
        "__macosx",
        "@eadir",
    )
)
"""What Windows, macOS and network drives leave in folders; @eaDir holds a drive's thumbnails of the scans."""
_NOTES = frozenset((".md", ".txt", ".tsv", ".csv", ".json", ".jsonl"))
"""Beside the dossiers (not in them) lists and notes about the scans may lie."""
_UNFINISHED = frozenset((Reason.EMPTY, Reason.TRUNCATED, Reason.UNREADABLE, Reason.UNSUPPORTED))


def walk(
    root: Path,
    limits: LimitSettings,
    now: Callable[[], float] = time.time,
    wait: Callable[[float], None] = time.sleep,
) -> Iterator[DossierScans]:
    """Every dossier under `root` in natural order; each is looked at when its turn comes.

    `now` tells the time in seconds since 1970; `wait` is called with seconds, at most `SETTLED_S`, for a
    file that is broken and was just written. Raises InputMissing where there is no such folder, FileAccess
    where it may not be listed.
    """
    root = root.absolute()
    try:
        if not root.is_dir():
            raise InputMissing(str(root))
        entries = [entry for entry in _listed(root) if _is_dossier(entry)]
        intake = _Intake(root.resolve(), limits, now, wait)
    except OSError as error:
        raise FileAccess(str(root), type(error).__name__) from error
    named = zip(_names(entries), entries, strict=True)
    return (DossierScans(name, intake.take_in(_below(entry))) for name, entry in named)


# --- what lies there ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Entry:
    """A name in a folder. A link is no folder, wherever it leads: followed, it might lead in circles."""

    path: Path
    is_folder: bool

    @property
    def name(self) -> str:
        return _written(self.path.name)


@dataclass(frozen=True, slots=True)
class _Found:
    """A file of a dossier, or a folder that could not be listed, by its path below the dossier."""

    source: str
    path: Path
    refusal: PageUnreadable | None = None


def _listed(folder: Path) -> list[_Entry]:
    with os.scandir(folder) as entries:
        listed = [_Entry(Path(entry.path), entry.is_dir(follow_symlinks=False)) for entry in entries]
    kept = (entry for entry in listed if not _is_junk(entry.path.name))
    return sorted(kept, key=lambda entry: (natural_key(entry.name), entry.path.name))


def _is_junk(name: str) -> bool:
    return name.startswith((".", "~$")) or name.lower() in _JUNK


def _is_dossier(entry: _Entry) -> bool:
    """Notes beside the dossiers are none, unless a scan goes under such a name."""
    if entry.is_folder or entry.path.suffix.lower() not in _NOTES:
        return True
    return entry.path.is_file() and format_of(_head(entry.path)) is not None


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(HEAD_BYTES)
    except OSError:
        return b""


def _written(name: str) -> str:
    """A name as text that can be stored: composed, and bytes that are no UTF-8 as backslash escapes."""
    return nfc(name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace"))


def _names(entries: Sequence[_Entry]) -> list[str]:
    """A folder's name, a file's stem; where two would be called alike, the file keeps its extension too."""
    plain = [entry.name if entry.is_folder else Path(entry.name).stem for entry in entries]
    shared = Counter(plain)
    return _distinct(
        name if entry.is_folder or shared[name] == 1 else f"{name} ({Path(entry.name).suffix.lstrip('.')})"
        for name, entry in zip(plain, entries, strict=True)
    )


def _distinct(names: Iterator[str]) -> list[str]:
    """Number those that are still alike, as composed and decomposed spellings of one name are."""
    given: dict[str, None] = {}
    for name in names:
        number, free = 1, name
        while free in given:
            number += 1
            free = f"{name} ({number})"
        given[free] = None
    return list(given)


def _below(entry: _Entry) -> tuple[_Found, ...]:
    """All files of a dossier in natural order, those of a sub-folder in its place."""
    if not entry.is_folder:
        return (_Found(entry.name, entry.path),)
    found: list[tuple[Path, PageUnreadable | None]] = []
    folders = [entry.path]
    while folders:
        folder = folders.pop()
        try:
            listed = _listed(folder)
        except OSError as error:
            found.append((folder, PageUnreadable(Reason.UNREADABLE, f"folder: {type(error).__name__}")))
            continue
        folders.extend(item.path for item in listed if item.is_folder)
        found.extend((item.path, None) for item in listed if not item.is_folder)
    found.sort(key=lambda item: _in_order(item[0].relative_to(entry.path)))
    sources = _distinct(_written(path.relative_to(entry.path).as_posix()) for path, _ in found)
    return tuple(_Found(source, *item) for source, item in zip(sources, found, strict=True))


def _in_order(path: Path) -> tuple[tuple[tuple[tuple[int, int, str], ...], str], ...]:
    return tuple((natural_key(_written(part)), part) for part in path.parts)


# --- taking it in ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Intake:
    """Checks files one by one: what each is, that it is whole, how many pages it has."""

    root: Path
    limits: LimitSettings
    now: Callable[[], float]
    wait: Callable[[float], None]

    def take_in(self, found: Sequence[_Found]) -> tuple[ScanFile | Quarantined, ...]:
        return tuple(self._file(file) for file in found)

    def _file(self, found: _Found) -> ScanFile | Quarantined:
        digest: str | None = None
        try:
            if found.refusal:
                raise found.refusal
            before = self._checked(found.path)
            with found.path.open("rb") as file:
                digest = file_digest(file, "sha256").hexdigest()
                file.seek(0)
                pages = count_pages(file, self.limits)
            _check_settled(found.path, before)
            return ScanFile(found.source, str(found.path), digest, pages)
        except PageUnreadable as refusal:
            reason, detail = refusal.reason, refusal.detail
            if reason in _UNFINISHED and self._grows(found.path):
                reason = Reason.CHANGED
        except OSError as error:
            reason, detail = Reason.UNREADABLE, type(error).__name__
        return Quarantined(found.source, _escaped(found.path), digest, reason, detail)

    def _checked(self, path: Path) -> os.stat_result:
        """Refuse what is not to be opened at all; gives the state of what is."""
        if _escaped(path) != str(path):
            raise PageUnreadable(Reason.UNSUPPORTED, "a name that is not UTF-8")
        if path.is_symlink() and not Path(os.path.realpath(path)).is_relative_to(self.root):
            raise PageUnreadable(Reason.UNSUPPORTED, "a link out of the scan folder")
        state = path.stat()
        if not stat.S_ISREG(state.st_mode):
            raise PageUnreadable(Reason.UNSUPPORTED, "no regular file")
        if state.st_size == 0:
            raise PageUnreadable(Reason.EMPTY, "no bytes")
        if state.st_size > self.limits.max_file_mib << 20:
            raise PageUnreadable(Reason.OVERSIZED, f"{state.st_size} bytes")
        return state

    def _grows(self, path: Path) -> bool:
        """Whether a broken file is broken for being copied at this moment, which is no fault of its own."""
        try:
            before = path.lstat()
            age_s = self.now() - before.st_mtime
            if abs(age_s) >= SETTLED_S:
                return False
            self.wait(SETTLED_S - max(0.0, age_s))
            return _differs(before, path.lstat())
        except FileNotFoundError:
            return True
        except OSError:
            return False


def _escaped(path: Path) -> str:
    return str(path).encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _check_settled(path: Path, before: os.stat_result) -> None:
    """Refuse a file that changed while it was looked at: its pages belong to the next run."""
    if _differs(before, path.stat()):
        raise PageUnreadable(Reason.CHANGED, "written to while it was read")


def _differs(before: os.stat_result, after: os.stat_result) -> bool:
    return any(getattr(before, part) != getattr(after, part) for part in ("st_ino", "st_size", "st_mtime_ns"))
