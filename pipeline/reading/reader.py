"""The contract every reader keeps, and the test of its alphabet.

A reader turns pictures of text lines into lattices whose `x` runs from 0 to 1 across the picture; whoever
knows where the picture came from puts the lattice in its place (`lattice.placed`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.text import ACCENTED_LETTERS
from pipeline.types import Lattice, ProcessingStep

Picture = NDArray[np.uint8]
"""One text line: grey, height x width, dark letters on a light ground."""


class Reader(Protocol):
    """Reads lines. Instances live in one process and keep no state between calls that a result shows."""

    line_height: int
    """The height in pixels at which this reader wants its pictures."""

    def identity(self) -> ProcessingStep:
        """Name and version of what reads, so that a result says how it was made."""

    def alphabet(self) -> frozenset[str]:
        """Every letter this reader can write."""

    def read(self, pictures: Sequence[Picture]) -> tuple[Lattice, ...]:
        """Read each picture; one lattice a picture, in order, empty where nothing was found."""


def resized(picture: Picture, height: int) -> Picture:
    """The picture at another height, in its own proportions."""
    width = max(1, round(picture.shape[1] * height / picture.shape[0]))
    kind = cv2.INTER_AREA if height < picture.shape[0] else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(picture, (width, height), interpolation=kind), dtype=np.uint8)


def missing_letters(reader: Reader) -> str:
    """The Vietnamese letters a reader can never write, however clear the page; empty when it knows all."""
    known = reader.alphabet()
    return "".join(letter for letter in ACCENTED_LETTERS if letter not in known)
