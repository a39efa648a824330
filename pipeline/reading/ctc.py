"""Our own recogniser: a small CTC network run by ONNX Runtime on one thread.

Its weights lie in the package (`weights/ctc.onnx`, described by `ctc.json`) and are trained on drawn lines
alone (docs/model-card.md). A larger network lies beside them (`second.onnx`) that learnt hands
above all, a site's own where these were learnt: it reads the lines that the first is unsure of, as they are
and stretched. The look is kept that is sure and that the others bear out, whole, and it tells where another
read something else.
One picture at a time: batches of one width take 20 to 30 % less, but lines have many widths.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import pairwise
from math import log
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import onnxruntime
from numpy.typing import NDArray

from pipeline.errors import DependencyMissing
from pipeline.messages import _
from pipeline.reading.lattice import borne_out, weakest
from pipeline.reading.reader import Picture, resized
from pipeline.types import BLANK, Lattice, ProcessingStep, Step

WEIGHTS = Path(__file__).parent / "weights"
NETWORK, SECOND, ABOUT = "ctc.onnx", "second.onnx", "ctc.json"
_SURE = log(0.85)
"""A line each of whose letters is so sure needs no second reading. Its mean says less: one letter in sixty
may be a guess. Of drawn lines a third of print and three quarters of unseen hands are read again; of those
that are not 23 in 289 have a letter wrong (600 lines of four kinds, `ctc-1056134+1540494`)."""
_STRETCHES = (1.0, 1.3)
"""So many times as wide the second network sees a line: narrow letters of a running hand have more steps
then (0.5 points fewer letters wrong on the script among the same lines)."""
_KEPT = 8
"""Letters kept of each step."""
_LEAST = -9.0
"""Letters less probable than this (natural log) say nothing."""
_DIGITS = 3
"""Places of a log probability kept."""
_SURELY_BLANK = -0.005
_NARROWEST = 16


class CtcReader:
    """Reads print, typewriting and handwriting. `weights` is the folder of the files."""

    def __init__(self, weights: str = str(WEIGHTS)) -> None:
        folder = Path(weights)
        if not (folder / NETWORK).exists():
            name = _("The network {0}").format(folder / NETWORK)
            raise DependencyMissing(name, _("Install hoso again, or name another reader."))
        self._about: dict[str, Any] = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
        self.line_height: int = self._about["height"]
        self._letters = BLANK + self._about["alphabet"]
        self._first = _session(folder / NETWORK)
        self._second = _session(folder / SECOND) if (folder / SECOND).exists() else None

    def identity(self) -> ProcessingStep:
        return ProcessingStep("read", self._about["version"])

    def alphabet(self) -> frozenset[str]:
        return frozenset(self._about["alphabet"])

    def read(self, pictures: Sequence[Picture]) -> tuple[Lattice, ...]:
        return tuple(map(self._read, pictures))

    def _read(self, picture: Picture) -> Lattice:
        crop = self._prepared(picture)
        first = lattice_of(_run(self._first, crop), self._letters)
        if self._second is None or weakest(first) > _SURE:
            return first
        looks = [first, *(self._look_again(self._second, crop, stretch) for stretch in _STRETCHES)]
        return borne_out(looks)

    def _look_again(
        self, network: onnxruntime.InferenceSession, crop: NDArray[np.float32], stretch: float
    ) -> Lattice:
        return lattice_of(_run(network, _stretched(crop, stretch)), self._letters)

    def _prepared(self, picture: Picture) -> NDArray[np.float32]:
        if picture.shape[0] != self.line_height:
            picture = resized(picture, self.line_height)
        missing = max(0, _NARROWEST - picture.shape[1])
        picture = np.pad(picture, ((0, 0), (0, missing)), constant_values=255)
        grey = (picture.astype(np.float32) - self._about["mean"]) / self._about["scale"]
        return np.asarray(grey[None, None], np.float32)


def _session(network: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(str(network), options, providers=["CPUExecutionProvider"])


def _stretched(crop: NDArray[np.float32], stretch: float) -> NDArray[np.float32]:
    size = (round(crop.shape[3] * stretch), crop.shape[2])
    return np.asarray(cv2.resize(crop[0, 0], size)[None, None], np.float32) if stretch != 1 else crop


def _run(session: onnxruntime.InferenceSession, crop: NDArray[np.float32]) -> NDArray[np.float32]:
    answer: NDArray[np.float32] = session.run(None, {"crop": crop})[0][0]
    return answer


def lattice_of(log_probs: NDArray[np.float32], letters: str) -> Lattice:
    """The likeliest letters of each step; of a run of sure blanks only the first is kept.

    `log_probs` is steps x classes, class 0 the blank; `letters` has one letter a class.
    """
    blank = log_probs[:, 0] > _SURELY_BLANK
    kept = ~blank | np.concatenate(([True], ~blank[:-1]))
    places = (np.flatnonzero(kept) + 0.5) / len(log_probs)
    step, likely = np.nonzero(log_probs[kept] > _LEAST)  # One letter of each step at least: classes are few.
    said = log_probs[kept][step, likely]
    order = np.lexsort((-said, step))
    found = "".join([letters[n] for n in likely[order].tolist()])
    rounded = np.round(said[order].astype(np.float64), _DIGITS).tolist()
    ends = np.cumsum(np.bincount(step, minlength=len(places))).tolist()
    spans = ((a, min(a + _KEPT, b)) for a, b in pairwise((0, *ends)))
    steps = zip(places.tolist(), spans, strict=True)
    return Lattice(tuple(Step(x, found[a:b], tuple(rounded[a:b])) for x, (a, b) in steps))
