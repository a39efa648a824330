"""Begins a training of a larger second network: the shipped one with another LSTM behind its own.

The new layer adds nothing until it learns, so the training goes on from all that was learnt before.
"""

from __future__ import annotations

import json
from pathlib import Path

import click
import torch

from pipeline.reading.ctc import ABOUT, SECOND, WEIGHTS
from pipeline.synthesis.training.folded import grown, opened
from pipeline.synthesis.training.train import CHECKPOINT, Training, begin, save


def begun(weights: Path, deeper: int, spent: float) -> Training:
    """A training from the second network of a folder, grown, that counts so many minutes as spent.

    Raises FileAccess where the folder holds no second network that `export` wrote.
    """
    training = begin(*grown(*opened(weights / SECOND), deeper))
    version = json.loads((weights / ABOUT).read_text(encoding="utf-8"))["version"]
    training.lines, training.seconds = int(version.rpartition("+")[2]), spent * 60
    return training


@click.command()
@click.option("--folder", type=click.Path(path_type=Path), required=True, help="Where the checkpoint goes.")
@click.option("--weights", type=click.Path(path_type=Path), default=WEIGHTS, show_default=True)
@click.option("--deeper", type=int, default=256, show_default=True, help="Width of the LSTM, each direction.")
@click.option(
    "--spent",
    type=float,
    default=160,
    show_default=True,
    help="Minutes counted as spent: the learning rate starts where a training of --minutes has it then.",
)
@click.option("--seed", type=int, default=1, show_default=True)
def main(folder: Path, weights: Path, deeper: int, spent: float, seed: int) -> None:
    """Write the checkpoint that `train --hands` goes on from."""
    torch.manual_seed(seed)
    folder.mkdir(parents=True, exist_ok=True)
    save(begun(weights, deeper, spent), folder / CHECKPOINT)


if __name__ == "__main__":
    main()
