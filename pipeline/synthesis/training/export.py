"""Writes the trained network as the two files that the reader loads: `ctc.onnx` and `ctc.json`.

The running average of the weights is exported. One crop of 32 rows and any width goes in, natural-log
probabilities (1, steps, classes) come out, one step every 4 columns.
"""

from __future__ import annotations

import json
import logging
import warnings
from pathlib import Path

import click
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import nn

from pipeline.reading.ctc import ABOUT, NETWORK, SECOND, WEIGHTS
from pipeline.synthesis.crops import HEIGHT
from pipeline.synthesis.training.alphabet import LETTERS
from pipeline.synthesis.training.folded import blended, opened
from pipeline.synthesis.training.network import STRIDE, Recogniser
from pipeline.synthesis.training.train import CHECKPOINT, Training, load

OPSET = 17


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


def export(training: Training, folder: Path) -> Path:
    """Write both files of a training into the folder; return the place of the network."""
    return write(averaged(training), description(training), folder)


def write(network: nn.Module, described: dict[str, object], folder: Path) -> Path:
    """Write a network and what a reader must know of it; return the place of the network."""
    folder.mkdir(parents=True, exist_ok=True)
    write_network(network, folder / NETWORK)
    told = json.dumps(described, ensure_ascii=False, indent=1)
    (folder / ABOUT).write_text(told + "\n", encoding="utf-8")
    return folder / NETWORK


def write_second(network: nn.Module, lines: int, folder: Path) -> Path:
    """Lay a second network, trained on so many lines, beside the first of a folder; return where."""
    told = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
    told["version"] = f"{told['version'].partition('+')[0]}+{lines}"
    write_network(network, folder / SECOND)
    (folder / ABOUT).write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return folder / SECOND


def write_network(network: nn.Module, target: Path) -> None:
    """Write a network as ONNX, its LSTMs in int8; a crash while writing leaves the old one.

    That takes two thirds of the time and reads as well (300 lines a kind: -0.1 to +0.1 points of CER); whole
    networks in int8 lost 0.1 to 0.2. Seven of the eight bits are used: processors without VNNI add pairs of
    products in 16 bits.
    """
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
    logging.disable(logging.WARNING)  # The quantiser recommends a pass that changes nothing here.
    try:
        quantize_dynamic(
            draft,
            draft,
            op_types_to_quantize=["LSTM"],
            per_channel=True,
            reduce_range=True,
            weight_type=QuantType.QInt8,
        )
    finally:
        logging.disable(logging.NOTSET)
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
        "version": f"ctc-{training.lines}",
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
def main(folder: Path, weights: Path, earlier: Path | None, share: float, second: bool) -> None:
    """Export the last checkpoint as the weights of the reader."""
    training = load(folder / CHECKPOINT)
    name = SECOND if second else NETWORK
    network = between(training, earlier / name, share) if earlier else averaged(training)
    if second:
        target = write_second(network, training.lines, weights)
    else:
        target = write(network, description(training), weights)
    click.echo(f"{target}: {target.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
