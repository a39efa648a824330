"""The reader that repeats recorded readings: a picture seen before gives the lattice recorded for it.

Recordings let golden tests run the whole way without an engine. A picture that was never recorded is an
error, not an empty line: a silent miss would look like a clean page.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from pipeline.errors import FileAccess
from pipeline.messages import _
from pipeline.reading.reader import Picture, Reader
from pipeline.types import Lattice, ProcessingStep, Step


class ReplayReader:
    """Answers from a recording made by `RecordingReader.save`."""

    def __init__(self, recording: Path) -> None:
        stored = json.loads(gzip.decompress(recording.read_bytes()))
        self.line_height: int = stored["line_height"]
        self._path = recording
        self._version: str = stored["made_by"]
        self._alphabet = frozenset(stored["alphabet"])
        self._lattices = {key: _decode(steps) for key, steps in stored["lattices"].items()}

    def identity(self) -> ProcessingStep:
        return ProcessingStep("read", "replay 1", self._version)

    def alphabet(self) -> frozenset[str]:
        return self._alphabet

    def read(self, pictures: Sequence[Picture]) -> tuple[Lattice, ...]:
        return tuple(self._lattice(digest(picture)) for picture in pictures)

    def _lattice(self, key: str) -> Lattice:
        if key not in self._lattices:
            lacking = _("it holds no reading of the picture {0}").format(key[:12])
            raise FileAccess(str(self._path), lacking)
        return self._lattices[key]


class RecordingReader:
    """Passes pictures on to another reader and keeps what it answered."""

    def __init__(self, inner: Reader) -> None:
        self._inner = inner
        self.line_height = inner.line_height
        self._seen: dict[str, Lattice] = {}

    def identity(self) -> ProcessingStep:
        return self._inner.identity()

    def alphabet(self) -> frozenset[str]:
        return self._inner.alphabet()

    def read(self, pictures: Sequence[Picture]) -> tuple[Lattice, ...]:
        lattices = self._inner.read(pictures)
        self._seen.update(zip(map(digest, pictures), lattices, strict=True))
        return lattices

    def save(self, path: Path) -> None:
        """Write the recording: JSON, gzip, the same bytes for the same readings."""
        stored = {
            "line_height": self.line_height,
            "made_by": self._inner.identity().version,
            "alphabet": "".join(sorted(letter for letter in self.alphabet() if len(letter) == 1)),
            "lattices": {key: _encode(lattice) for key, lattice in sorted(self._seen.items())},
        }
        path.write_bytes(gzip.compress(json.dumps(stored, ensure_ascii=False).encode(), mtime=0))


def digest(picture: Picture) -> str:
    """The key of a picture: SHA-256 of its shape and pixels."""
    return sha256(repr(picture.shape).encode() + picture.tobytes()).hexdigest()


def _encode(lattice: Lattice) -> list[tuple[float, str, list[float]]]:
    return [(round(s.x, 4), s.letters, [round(p, 3) for p in s.log_probs]) for s in lattice.steps]


def _decode(steps: list[tuple[float, str, list[float]]]) -> Lattice:
    return Lattice(tuple(Step(x, letters, tuple(log_probs)) for x, letters, log_probs in steps))
