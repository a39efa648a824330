"""The reader that reads nothing: for runs that only need pages counted, and for tests of everything else."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.reading.reader import Picture
from pipeline.text import ACCENTED_LETTERS
from pipeline.types import Lattice, ProcessingStep


class NullReader:
    line_height = 32

    def identity(self) -> ProcessingStep:
        return ProcessingStep("read", "null 1")

    def alphabet(self) -> frozenset[str]:
        return frozenset(ACCENTED_LETTERS)

    def read(self, pictures: Sequence[Picture]) -> tuple[Lattice, ...]:
        return tuple(Lattice(()) for _ in pictures)
