"""What the archive's folder holds, dossier by dossier: how a second export knows what to leave alone.

Each dossier has a small file of its own under `.hoso`. Before its documents are written it names every path
that may come to be, so that whatever an interrupted export left behind is known to the next one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any

from pipeline.errors import FileAccess
from pipeline.export.archive.plan import Left
from pipeline.export.files import write_whole
from pipeline.messages import _
from pipeline.text import natural_key

FOLDER = ".hoso"
MANIFEST = "manifest-sha256.txt"
CONTENTS = "contents.jsonl"


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of the archive: `made_of` is the digest of all that went into it, `sha256` that of its bytes.

    Both are empty for one that was about to be written.
    """

    path: str
    type: int | None
    name: str
    pages: tuple[int, ...]
    status: str
    made_of: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Share:
    """A dossier's share of the archive as it is on the disk."""

    dossier: str
    files: tuple[Entry, ...]
    left: tuple[Left, ...] = ()

    def entry(self, path: str) -> Entry | None:
        return next((each for each in self.files if each.path == path), None)


def load(root: Path) -> dict[str, Share]:
    """The shares of all dossiers that were ever filed here; raises FileAccess for a damaged file."""
    found = (_loaded(path) for path in sorted((root / FOLDER).glob("*.json")))
    return {share.dossier: share for share in found}


def _loaded(path: Path) -> Share:
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        files = tuple(Entry(**entry | {"pages": tuple(entry["pages"])}) for entry in stored["files"])
        return Share(stored["dossier"], files, tuple(Left(**each) for each in stored["left"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise FileAccess(str(path), _("it is damaged ({0})").format(type(error).__name__)) from None


def save(root: Path, share: Share) -> None:
    """Keep a dossier's share, whole or not at all; one that is already so is left alone."""
    name = sha256(share.dossier.encode()).hexdigest()[:24]
    _write_text(root / FOLDER / f"{name}.json", _as_json(share, indent=1) + "\n")


def announced(old: Share, planned: Iterable[Entry]) -> Share:
    """What may be on the disk while planned files are being written."""
    fresh = [replace(each, made_of="", sha256="") for each in planned if old.entry(each.path) is None]
    return replace(old, files=(*old.files, *fresh))


def write_lists(root: Path, shares: Iterable[Share]) -> None:
    """Write the manifest (as sha256sum reads it) and the contents, one line a dossier."""
    ordered = sorted(shares, key=lambda share: natural_key(share.dossier))
    files = sorted((each.path, each.sha256) for share in ordered for each in share.files)
    _write_text(root / MANIFEST, "".join(f"{digest}  {path}\n" for path, digest in files))
    _write_text(root / CONTENTS, "".join(_as_json(share) + "\n" for share in ordered))


def digest_of(path: Path) -> str | None:
    """SHA-256 of a file, None where there is none."""
    try:
        with path.open("rb") as file:
            return file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise FileAccess(str(path), error.strerror or type(error).__name__) from None


def _as_json(share: Share, indent: int | None = None) -> str:
    stored: dict[str, Any] = asdict(share)
    return json.dumps(stored, ensure_ascii=False, indent=indent)


def _write_text(path: Path, text: str) -> None:
    if path.exists() and path.read_bytes() == text.encode():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, lambda place: _put(place, text))


def _put(place: Path, text: str) -> None:
    place.write_text(text, encoding="utf-8", newline="")


def leftovers(root: Path) -> Iterator[Path]:
    """What an interrupted export left half made."""
    return (path for path in root.rglob(f"{FOLDER}-*"))
