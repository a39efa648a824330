"""The recogniser's network: dense convolutions, one bidirectional LSTM or two, one class a step (CTC).

A crop of 32 rows becomes one step every 4 columns. The first two convolutions halve rows and columns: on
a CPU that trains half as fast again as pooling, and dense kernels train three times faster than depthwise.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from pipeline.synthesis.training.alphabet import CLASSES

STRIDE = 4
"""Columns of the crop for each step."""


@dataclass(frozen=True, slots=True)
class Size:
    """Widths of the network: its convolutions, the features of a step, each direction of the LSTM and of
    another LSTM behind it (0 for none)."""

    convolutions: tuple[int, int, int, int] = (32, 64, 96, 128)
    features: int = 256
    memory: int = 192
    deeper: int = 0


class Residual(nn.Module):
    """A convolution whose result is added to its input."""

    def __init__(self, block: nn.Module) -> None:
        super().__init__()
        self.block = block

    def forward(self, image: Tensor) -> Tensor:
        changed: Tensor = self.block(image)
        return image + changed


class Deeper(nn.Module):
    """One more LSTM along the line, added to what it is given: at first nothing, so that a trained network
    which grows one reads as before."""

    def __init__(self, width: int, memory: int) -> None:
        super().__init__()
        self.memory = nn.LSTM(width, memory, bidirectional=True)
        self.rest = nn.Dropout(0.1)
        self.back = nn.Linear(2 * memory, width, bias=False)
        nn.init.zeros_(self.back.weight)

    def forward(self, steps: Tensor) -> Tensor:
        remembered, _ = self.memory(steps)
        added: Tensor = self.back(self.rest(remembered))
        return steps + added


class Recogniser(nn.Module):
    """Crops in (batch, 1, 32, width), 0 paper to 1 ink; log probabilities out (batch, steps, classes)."""

    def __init__(self, size: Size) -> None:
        super().__init__()
        first, second, third, fourth = size.convolutions
        self.eye = nn.Sequential(
            _seen(1, first, 5, 2),
            _seen(first, second, 3, 2),
            _seen(second, third, 3, 1),
            nn.MaxPool2d((2, 1)),
            _seen(third, fourth, 3, 1),
            Residual(_seen(fourth, fourth, 3, 1)),
            nn.Conv2d(fourth, size.features, (4, 1), bias=False),
            nn.BatchNorm2d(size.features),
            nn.ReLU(),
        )
        self.along = Residual(
            nn.Sequential(
                nn.Conv1d(size.features, size.features, 3, padding=1, bias=False),
                nn.BatchNorm1d(size.features),
                nn.ReLU(),
            )
        )
        self.memory = nn.LSTM(size.features, size.memory, bidirectional=True)
        width = 2 * size.memory
        self.deeper = Deeper(width, size.deeper) if size.deeper else nn.Identity()
        self.rest = nn.Dropout(0.1)
        self.classes = nn.Linear(width, len(CLASSES))

    def forward(self, crops: Tensor) -> Tensor:
        features = self.along(self.eye(crops).squeeze(2))
        remembered, _ = self.memory(features.permute(2, 0, 1))
        said: Tensor = self.classes(self.rest(self.deeper(remembered)))
        return torch.log_softmax(said.transpose(0, 1), -1)


def _seen(inputs: int, outputs: int, kernel: int, stride: int) -> nn.Sequential:
    """A convolution with normalisation."""
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, kernel, stride=stride, padding=kernel // 2, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(),
    )
