"""The network of the package asterocr as a second opinion: the only module that knows of that package.

The user installs it (extra `asterocr`); its code is never imported, for it can fetch files from the
network. Only two of its files are used, the network and the list of its letters. It takes 32 rows, three
equal channels from -1 to 1, a width of a multiple of 4 and of 1024 at most: its table of places has 256
entries. Longer lines are cut in the widest gap between words, or squeezed where there is none.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

import cv2
import numpy as np
import onnxruntime
from numpy.typing import NDArray

from pipeline.errors import DependencyMissing
from pipeline.reading.ctc import lattice_of
from pipeline.reading.reader import Picture, resized
from pipeline.types import BLANK, Lattice, ProcessingStep, Step

HEIGHT = 32
WIDEST = 1024
_STRIDE = 4
_NARROWEST = 32
_LEAST_GAP = 6
"""Columns without ink that part two words, at 32 rows."""
_INK = 0.75
"""What is darker than this share of the paper is ink."""


class AsterReader:
    """Reads print and handwriting, slowly; well on handwriting."""

    line_height = HEIGHT

    def __init__(self) -> None:
        folder = _assets()
        listed = json.loads((folder / "vocab.json").read_text(encoding="utf-8"))["chars"]
        if any(len(letter) != 1 for letter in listed[1:]):
            raise DependencyMissing(
                "asterocr", "Its files are not those this reader knows; install asterocr 1.0 again."
            )
        self._letters = BLANK + "".join(listed[1:])
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            str(folder / "asternet.onnx"), options, providers=["CPUExecutionProvider"]
        )

    def identity(self) -> ProcessingStep:
        return ProcessingStep("read", f"asterocr {_version()}")

    def alphabet(self) -> frozenset[str]:
        return frozenset(self._letters[1:])

    def read(self, pictures: Sequence[Picture]) -> tuple[Lattice, ...]:
        return tuple(self._read(resized(picture, HEIGHT)) for picture in pictures)

    def _read(self, picture: Picture) -> Lattice:
        steps: list[Step] = []
        width = picture.shape[1]
        for left, right in pieces(picture):
            lattice = lattice_of(self._log_probs(picture[:, left:right]), self._letters)
            if steps:  # A cut lies between two words.
                steps.append(Step(left / width, " ", (0.0,)))
            steps += (replace(step, x=(left + step.x * (right - left)) / width) for step in lattice.steps)
        return Lattice(tuple(steps))

    def _log_probs(self, piece: Picture) -> NDArray[np.float32]:
        """Log probabilities, steps x classes."""
        columns = min(WIDEST, max(_NARROWEST, -(-piece.shape[1] // _STRIDE) * _STRIDE))
        fitted = cv2.resize(piece, (columns, HEIGHT), interpolation=cv2.INTER_LINEAR)
        channel = fitted.astype(np.float32) / 127.5 - 1
        answer: NDArray[np.float32] = self._session.run(None, {"images": np.stack([channel] * 3)[None]})[0]
        return answer[:, 0]


def pieces(picture: Picture) -> Iterator[tuple[int, int]]:
    """Where to cut a line (left, right): in the widest gaps, each piece as wide as the network can take.

    A piece without a gap in its second half stays as wide as it is, to be squeezed.
    """
    inked: NDArray[np.bool_] = np.any(picture < _INK * np.percentile(picture, 85), axis=0)
    left, width = 0, picture.shape[1]
    while width - left > WIDEST and (cut := _gap(inked[left : left + WIDEST])):
        yield left, left + cut
        left += cut
    yield left, width


def _gap(inked: NDArray[np.bool_]) -> int:
    """The middle of the widest gap in the second half; 0 where there is none."""
    half = len(inked) // 2
    edges = np.flatnonzero(np.diff(np.concatenate(([True], inked[half:], [True]))))
    gaps = edges.reshape(-1, 2)
    sizes = gaps[:, 1] - gaps[:, 0]
    if not len(gaps) or sizes.max() < _LEAST_GAP:
        return 0
    return half + int(gaps[sizes.argmax()].mean())


def _assets() -> Path:
    """The package's files, found without running any of its code."""
    found = find_spec("asterocr")
    folder = Path(next(iter(found.submodule_search_locations or ()), "")) / "assets" if found else Path()
    if not all((folder / name).is_file() for name in ("asternet.onnx", "vocab.json")):
        raise DependencyMissing("The network of asterocr", "Install it: pip install 'hoso[asterocr]'")
    return folder


def _version() -> str:
    try:
        return version("asterocr")
    except PackageNotFoundError:
        return "?"
