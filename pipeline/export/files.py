"""Writing a file so that it is there whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from pipeline.errors import FileAccess


def write_whole(path: Path, write: Callable[[Path], None]) -> None:
    """Let `write` make the file beside its place, then put it there in one step; raises FileAccess."""
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
        os.close(handle)
        try:
            write(Path(name))
            with Path(name).open("rb") as file:
                os.fsync(file.fileno())
            Path(name).chmod(0o600)  # Records of people: for their keeper's eyes.
            os.replace(name, path)
        finally:
            Path(name).unlink(missing_ok=True)
    except OSError as error:
        raise FileAccess(str(path), error.strerror or type(error).__name__) from None
