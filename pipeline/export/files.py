"""Writing a file so that it is there whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from pipeline.errors import FileAccess


def write_whole(path: Path, write: Callable[[Path], None]) -> None:
    """Let `write` make the file beside its place, then put it there in one step; raises FileAccess.

    Whatever ends the writing, what was there before stays until the new file is whole and on the disk.
    """
    try:
        handle, name = tempfile.mkstemp(prefix=".hoso-", dir=path.parent)
        os.close(handle)
        try:
            write(Path(name))
            Path(name).chmod(0o600)  # Records of people: for their keeper's eyes.
            _onto_disk(Path(name))
            os.replace(name, path)
        finally:
            Path(name).unlink(missing_ok=True)
        _onto_disk(path.parent)  # Else a power cut could take the new name back.
    except OSError as error:
        raise FileAccess(str(path), error.strerror or type(error).__name__) from None


def _onto_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
