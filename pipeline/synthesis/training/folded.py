"""Opens exported weights again as a network that can learn: the only way back from ONNX to PyTorch.

The exporter folds each normalisation into the convolution before it. Here a folded convolution goes back
as it is, and its normalisation becomes a plain offset: mean 0, variance 1, the offset in the bias. Such a
normalisation must never take statistics from a batch again, so it stays fixed in training too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import torch
from google.protobuf.message import DecodeError  # What onnx raises on a file that is none of its own.
from onnx import numpy_helper
from torch import Tensor, nn

from pipeline.errors import FileAccess
from pipeline.messages import _
from pipeline.synthesis.training.alphabet import CLASSES
from pipeline.synthesis.training.network import Deeper, Recogniser, Size

_CONVOLUTIONS = 7
_MEMORY = "DynamicQuantizeLSTM"
"""An LSTM with int8 weights, as ONNX Runtime's quantiser calls it."""
_GATES = (0, 2, 3, 1)
"""Where PyTorch's gates (input, forget, cell, output) stand in ONNX's (input, output, forget, cell)."""
_Norm = (nn.BatchNorm1d, nn.BatchNorm2d)


class Settled(Recogniser):
    """A recogniser whose normalisations are fixed."""

    def train(self, mode: bool = True) -> Settled:
        super().train(mode)
        for module in self.modules():
            if isinstance(module, _Norm):
                module.eval()
        return self


def opened(weights: Path) -> tuple[Settled, Size]:
    """The network of an exported `ctc.onnx`, and its size. Equal outputs, to the rounding of int8 weights.

    Raises FileAccess where the file is no network that `export` wrote.
    """
    try:
        graph = onnx.load(str(weights)).graph
        held = {each.name: torch.from_numpy(numpy_helper.to_array(each).copy()) for each in graph.initializer}
        held |= {node.output[0]: _widened(node, held) for node in graph.node if _is_rounded(node, held)}
        taken = [
            [held[name] for name in node.input if name in held]
            for node in graph.node
            if node.op_type in ("Conv", _MEMORY, "MatMul")
        ]
        return _built(taken[:_CONVOLUTIONS], taken[_CONVOLUTIONS:], held["classes.bias"])
    except (OSError, ValueError, KeyError, IndexError, RuntimeError, DecodeError) as error:
        raise FileAccess(
            str(weights), _("no network to go on from ({0})").format(type(error).__name__)
        ) from error


def _is_rounded(node: onnx.NodeProto, held: Mapping[str, Tensor]) -> bool:
    return node.op_type == "DequantizeLinear" and node.input[0] in held


def _widened(node: onnx.NodeProto, held: Mapping[str, Tensor]) -> Tensor:
    """Weights as they were before they were rounded, but for the rounding: one scale a channel."""
    whole, scale, zero = (held[name].float() for name in node.input)
    axis = next((each.i for each in node.attribute if each.name == "axis"), 1)
    along = [-1 if place == axis else 1 for place in range(whole.dim())]
    if scale.dim():
        scale, zero = scale.reshape(along), zero.reshape(along)
    return (whole - zero) * scale


def blended(start: nn.Module, end: nn.Module, share: float) -> nn.Module:
    """`start` with its weights moved by a share of the way to those of `end`."""
    ends = end.state_dict()
    start.load_state_dict(
        {
            name: torch.lerp(held, ends[name], share) if held.is_floating_point() else ends[name]
            for name, held in start.state_dict().items()
        }
    )
    return start


def _built(
    convolutions: list[list[Tensor]], behind: list[list[Tensor]], offsets: Tensor
) -> tuple[Settled, Size]:
    """`behind`: an LSTM, perhaps another and what leads back from it, and the weights of the classes."""
    memory, *more, (classes,) = behind
    if classes.shape[1] != len(CLASSES) or len(more) not in (0, 2):
        raise ValueError("another network")
    widths = [len(weight) for weight, _ in convolutions]
    deeper = more[0][1].shape[1] if more else 0
    size = Size((widths[0], widths[1], widths[2], widths[3]), widths[5], memory[1].shape[1], deeper)
    network = Settled(size)
    with torch.no_grad():
        _set_convolutions(network, convolutions)
        _set_memory(network.memory, memory)
        if isinstance(network.deeper, Deeper):
            _set_memory(network.deeper.memory, more[0])
            network.deeper.back.weight.copy_(more[1][0].T)
        network.classes.weight.copy_(classes.T)
        network.classes.bias.copy_(offsets)
    return network, size


def grown(network: Settled, size: Size, deeper: int) -> tuple[Settled, Size]:
    """The network with one more LSTM of this width behind its own: equal outputs until it learns."""
    larger = replace(size, deeper=deeper)
    taller = Settled(larger)
    taller.load_state_dict(network.state_dict(), strict=False)
    return taller, larger


def _set_convolutions(network: Recogniser, folded: list[list[Tensor]]) -> None:
    modules = list(network.modules())
    layers = [module for module in modules if isinstance(module, nn.Conv1d | nn.Conv2d)]
    norms = [module for module in modules if isinstance(module, _Norm)]
    for layer, norm, (weight, offset) in zip(layers, norms, folded, strict=True):
        layer.weight.copy_(weight)
        norm.weight.fill_(np.sqrt(1 + norm.eps))
        norm.bias.copy_(offset)


def _set_memory(lstm: nn.LSTM, held: list[Tensor]) -> None:
    """Input weights, memory weights, both offsets in one row, then scale and zero of either's columns; of all
    a row each direction."""
    rows = 4 * lstm.hidden_size
    inputs, memories, offsets, input_scale, input_zero, memory_scale, memory_zero = held
    for direction, suffix in enumerate(("", "_reverse")):
        for name, whole, scale, zero in (
            ("weight_ih_l0", inputs, input_scale, input_zero),
            ("weight_hh_l0", memories, memory_scale, memory_zero),
        ):
            matrix = (whole[direction].float() - zero[direction]) * scale[direction]
            getattr(lstm, name + suffix).copy_(_regated(matrix.T))
        getattr(lstm, "bias_ih_l0" + suffix).copy_(_regated(offsets[direction][:rows]))
        getattr(lstm, "bias_hh_l0" + suffix).copy_(_regated(offsets[direction][rows:]))


def _regated(matrix: Tensor) -> Tensor:
    gates = matrix.chunk(4)
    return torch.cat([gates[place] for place in _GATES])
