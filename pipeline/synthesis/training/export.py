"""Writes the trained network as the two files that the reader loads: `ctc.onnx` and `ctc.json`.

The running average of the weights is exported. One crop of 32 rows and any width goes in, natural-log
probabilities (1, steps, classes) come out, one step every 4 columns.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Sequence
from pathlib import Path

import click
import torch
from torch import nn

from pipeline.reading.ctc import ABOUT, NETWORK, SECOND, WEIGHTS
from pipeline.synthesis.crops import HEIGHT
from pipeline.synthesis.fonts import DEFAULT_FOLDER
from pipeline.synthesis.lines import open_source
from pipeline.synthesis.training.alphabet import LETTERS
from pipeline.synthesis.training.folded import blended, opened
from pipeline.synthesis.training.network import STRIDE, Recogniser
from pipeline.synthesis.training.rounded import Example, examples, round_off
from pipeline.synthesis.training.train import CHECKPOINT, Training, load

OPSET = 17
ROUNDED = "q8"
"""Marks the version of networks whose convolutions are rounded too: they read a little otherwise."""


def between(training: Training, earlier: Path, share: float) -> nn.Module:
    """The network a share of the way from an earlier one, as it was exported, to that of a training that went
    on from it: weights in between keep most of both (Wortsman 2022)."""
    start, _size = opened(earlier)
    return blended(start, averaged(training), share).eval()


def averaged(training: Training) -> Recogniser:
    """The network with its averaged weights, ready to read."""
    network = training.average.module
    assert isinstance(network, Recogniser)
    return network.eval()


def export(training: Training, folder: Path, seen: Sequence[Example]) -> Path:
    """Write both files of a training into the folder; return the place of the network."""
    return write(averaged(training), description(training), folder, seen)


def write(network: nn.Module, described: dict[str, object], folder: Path, seen: Sequence[Example]) -> Path:
    """Write a network and what a reader must know of it; return the place of the network."""
    folder.mkdir(parents=True, exist_ok=True)
    write_network(network, folder / NETWORK, seen)
    told = json.dumps(described, ensure_ascii=False, indent=1)
    (folder / ABOUT).write_text(told + "\n", encoding="utf-8")
    return folder / NETWORK


def write_second(network: nn.Module, lines: int, folder: Path, seen: Sequence[Example]) -> Path:
    """Lay a second network, trained on so many lines, beside the first of a folder; return where."""
    told = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
    told["version"] = f"{told['version'].partition('+')[0]}+{lines}"
    write_network(network, folder / SECOND, seen)
    (folder / ABOUT).write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return folder / SECOND


def write_network(network: nn.Module, target: Path, seen: Sequence[Example]) -> None:
    """Write a network as ONNX, rounded to eight bits as the examples ask; a crash while writing leaves the
    old one."""
    draft = target.with_suffix(".part")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # The exporter warns of the LSTM's batch size, which is always one.
        torch.onnx.export(
            network.eval(),
            (torch.zeros(1, 1, HEIGHT, 64 * STRIDE),),
            str(draft),
            input_names=["crop"],
            output_names=["log_probs"],
            dynamic_axes={"crop": {3: "width"}, "log_probs": {1: "steps"}},
            opset_version=OPSET,
            dynamo=False,
        )
    round_off(draft, seen)
    draft.replace(target)


def description(training: Training) -> dict[str, object]:
    """What a reader must know of the network. Input is (grey - mean) / scale, 0 for white and 1 for black.

    Class 0 is the CTC blank, class n the n-th letter of `alphabet`; a step is `stride` columns of the crop.
    """
    return {
        "alphabet": LETTERS,
        "height": HEIGHT,
        "mean": 255.0,
        "scale": -255.0,
        "stride": STRIDE,
        "version": f"ctc-{training.lines}.{ROUNDED}",
        "lines": training.lines,
        "hours": round(training.seconds / 3600, 2),
    }


@click.command()
@click.option("--folder", type=click.Path(path_type=Path), required=True, help="Where the checkpoint lies.")
@click.option("--weights", type=click.Path(path_type=Path), default=WEIGHTS, show_default=True)
@click.option("--earlier", type=click.Path(path_type=Path), help="Weights that the training went on from.")
@click.option(
    "--share", type=click.FloatRange(0, 1), default=1, help="How far from them to go; 1 all the way."
)
@click.option("--second", is_flag=True, help="As the second network, beside the first.")
@click.option("--fonts", type=click.Path(path_type=Path), default=DEFAULT_FOLDER, show_default=True)
def main(folder: Path, weights: Path, earlier: Path | None, share: float, second: bool, fonts: Path) -> None:
    """Export the last checkpoint as the weights of the reader."""
    training = load(folder / CHECKPOINT)
    name = SECOND if second else NETWORK
    network = between(training, earlier / name, share) if earlier else averaged(training)
    seen = examples(open_source(fonts, "train", check=False))
    if second:
        target = write_second(network, training.lines, weights, seen)
    else:
        target = write(network, description(training), weights, seen)
    click.echo(f"{target}: {target.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
