"""The dossiers under a scan root: each folder is one, and each file that lies there directly.

Every file is accounted for: as a `ScanFile`, as `Quarantined` with a reason, or, if it is what systems
leave lying about, not at all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from hashlib import file_digest
from pathlib import Path

from pipeline.errors import InputMissing
from pipeline.scans.limits import Limits, PageUnreadable
from pipeline.scans.pages import count_pages
from pipeline.text import natural_key, nfc
from pipeline.types import DossierScans, Quarantined, Reason, ScanFile

_JUNK = frozenset({"thumbs.db", "desktop.ini", "ehthumbs.db"})
_NOTES = frozenset({".md", ".txt", ".tsv", ".csv", ".json", ".jsonl"})
"""Beside the dossiers (not in them) lists and notes about the scans may lie."""


def walk(root: Path, limits: Limits = Limits()) -> Iterator[DossierScans]:
    """Every dossier under `root` in natural order. Raises InputMissing where there is no such folder."""
    if not root.is_dir():
        raise InputMissing(str(root))
    entries = sorted((e for e in root.iterdir() if not _is_junk(e)), key=lambda e: natural_key(e.name))
    entries = [e for e in entries if _is_folder(e) or e.suffix.lower() not in _NOTES]
    names = _names(entries)
    for entry in entries:
        if _is_folder(entry):
            files = tuple(_files(entry, entry, limits))
        else:
            files = (_taken_in(entry, nfc(entry.name), root, limits),)
        yield DossierScans(names[entry], files)


def _names(entries: list[Path]) -> dict[Path, str]:
    """A folder's name, a file's stem; where two would be called alike, the file keeps its extension too."""
    plain = {entry: nfc(entry.name if _is_folder(entry) else entry.stem) for entry in entries}
    shared = Counter(plain.values())
    return {
        entry: name if shared[name] == 1 or _is_folder(entry) else f"{name} ({entry.suffix.lstrip('.').lower()})"
        for entry, name in plain.items()
    }


def _is_folder(entry: Path) -> bool:
    return entry.is_dir() and not entry.is_symlink()


def _is_junk(entry: Path) -> bool:
    return entry.name.startswith((".", "~$")) or entry.name.lower() in _JUNK


def _files(folder: Path, dossier: Path, limits: Limits) -> Iterator[ScanFile | Quarantined]:
    """The files of a dossier, those of its sub-folders in their place among them."""
    for entry in sorted((e for e in folder.iterdir() if not _is_junk(e)), key=lambda e: natural_key(e.name)):
        if _is_folder(entry):
            yield from _files(entry, dossier, limits)
        else:
            yield _taken_in(entry, nfc(entry.relative_to(dossier).as_posix()), dossier, limits)


def _taken_in(
    path: Path, source: str, within: Path, limits: Limits
) -> ScanFile | Quarantined:
    """Check one file: what it is, that it is whole, how many pages it has."""
    digest: str | None = None
    try:
        if path.is_symlink() and not path.resolve().is_relative_to(within.resolve()):
            raise PageUnreadable(Reason.UNSUPPORTED, "a link that leads elsewhere")
        if not path.is_file():
            raise PageUnreadable(Reason.UNSUPPORTED, "neither a file nor a folder")
        before = path.stat()
        if before.st_size == 0:
            raise PageUnreadable(Reason.EMPTY, "no bytes")
        if before.st_size > limits.max_file_mib << 20:
            raise PageUnreadable(Reason.OVERSIZED, f"{before.st_size} bytes")
        with path.open("rb") as file:
            digest = file_digest(file, "sha256").hexdigest()
        pages = count_pages(path, limits)
        _check_settled(path, before.st_size, before.st_mtime)
        return ScanFile(source, str(path), digest, pages)
    except PageUnreadable as refusal:
        return Quarantined(source, str(path), digest, refusal.reason, refusal.detail)
    except OSError as error:
        return Quarantined(source, str(path), digest, Reason.UNREADABLE, type(error).__name__)


def _check_settled(path: Path, size: int, modified: float) -> None:
    """A file that changed while it was looked at is left for the next run."""
    after = path.stat()
    if (after.st_size, after.st_mtime) != (size, modified):
        raise PageUnreadable(Reason.CHANGED, "still being written")
