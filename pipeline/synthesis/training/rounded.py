"""Rounds an exported network to eight bits, which takes half its time and loses nothing that was measured.

LSTMs by their weights alone; convolutions (all but the first, which sees the picture itself) and what leads
back from the second LSTM by what goes through them too, whose range is looked at on drawn lines. The figures
stand in docs/model-card.md. Seven of the eight bits are used for weights: processors without VNNI add pairs
of products in 16 bits.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from io import StringIO
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnxruntime.quantization import (
    CalibrationDataReader,
    CalibrationMethod,
    QuantType,
    quantize_dynamic,
    quantize_static,
)

from pipeline.synthesis.crops import HEIGHT, take
from pipeline.synthesis.lines import Source, draw_line

_MODES = ("print", "typewriter", "script", "mixed", "comb")
_LINES = 60
"""Lines of each mode …"""
_COLUMNS = 512
"""… each cut or filled up with white to this width …"""
_WEAR = 0.6
"""… and worn as much."""
_AT_ONCE = 20
"""All that goes through a network is kept for so many of them at a time: 2 GB for 300."""
_PERCENTILE = 99.995
"""Of what goes through a layer one value in 20,000 may be larger than can be told: the largest of all, as a
range, cost typewriting and seen hands 0.1 points of CER."""

Example = NDArray[np.float32]
"""A crop as a network gets it: 1 x 1 x 32 x width, 0 white to 1 black."""


def examples(source: Source, seed: int = 4242, lines: int = _LINES) -> tuple[Example, ...]:
    """Crops on which to look how far values reach: so many lines of every mode, a multiple of four."""
    chance = random.Random(seed)
    crops = (take(draw_line(source, chance, mode), chance, _WEAR) for mode in _MODES for _ in range(lines))
    return tuple(_as_input(crop.image) for crop in crops)


def _as_input(image: NDArray[np.uint8]) -> Example:
    filled = np.full((HEIGHT, _COLUMNS), 255, np.uint8)
    filled[:, : image.shape[1]] = image[:, :_COLUMNS]
    return ((255 - filled[None, None].astype(np.float32)) / 255).astype(np.float32)


def round_off(network: Path, seen: Sequence[Example]) -> None:
    """Round a network's file in place. `seen` are examples as `examples` draws them."""
    with _quiet():
        quantize_dynamic(
            network,
            network,
            op_types_to_quantize=["LSTM"],
            per_channel=True,
            reduce_range=True,
            weight_type=QuantType.QInt8,
        )
        quantize_static(
            network,
            network,
            _Reader(seen),
            nodes_to_quantize=_layers(network),
            per_channel=True,
            reduce_range=True,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            calibrate_method=CalibrationMethod.Percentile,
            extra_options={"CalibPercentile": _PERCENTILE, "CalibStridedMinMax": _AT_ONCE},
        )


def _layers(network: Path) -> list[str]:
    """The names of the convolutions but the first, and of the products but the last."""
    nodes = onnx.load(str(network), load_external_data=False).graph.node
    convolutions = [node.name for node in nodes if node.op_type == "Conv"]
    return convolutions[1:] + [node.name for node in nodes if node.op_type == "MatMul"][:-1]


class _Reader(CalibrationDataReader):  # type: ignore[misc]
    """Examples for the quantiser, a stretch of them at a time."""

    def __init__(self, seen: Sequence[Example]) -> None:
        self._seen = seen
        self._left = iter(seen)

    def __len__(self) -> int:
        return len(self._seen)

    def set_range(self, start_index: int, end_index: int) -> None:
        self._left = iter(self._seen[start_index:end_index])

    def get_next(self) -> dict[str, Example] | None:
        crop = next(self._left, None)
        return None if crop is None else {"crop": crop}


@contextmanager
def _quiet() -> Iterator[None]:
    """The quantiser prints its progress, and recommends a pass that changes nothing here."""
    logging.disable(logging.WARNING)
    try:
        with redirect_stdout(StringIO()):
            yield
    finally:
        logging.disable(logging.NOTSET)
