"""Trains the recogniser for so many minutes, or goes on from the last checkpoint.

A checkpoint holds everything: weights, their running average (which is what is exported), the optimiser,
and how long and on how many lines the training ran. The learning rate follows the time, not the steps, so
a run ends well on a machine of any speed.
"""

from __future__ import annotations

import json
import math
import os
import time
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from pathlib import Path

import click
import torch
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel

from pipeline.reading.ctc import ABOUT, NETWORK
from pipeline.synthesis.fonts import DEFAULT_FOLDER
from pipeline.synthesis.lines import HANDS, WEIGHTS
from pipeline.synthesis.training.batches import Batch, Drawer
from pipeline.synthesis.training.folded import Settled, opened
from pipeline.synthesis.training.network import STRIDE, Recogniser, Size

PEAK_RATE = 2e-3
LAST_RATE = 2e-5
WARM_STEPS = 100
AVERAGING = 0.998
CHECKPOINT = "checkpoint.pt"


@dataclass(slots=True)
class Training:
    """A training under way: what a checkpoint holds."""

    network: Recogniser
    average: AveragedModel
    optimiser: torch.optim.Optimizer
    size: Size
    steps: int = 0
    lines: int = 0
    seconds: float = 0.0


def start(size: Size, seed: int) -> Training:
    """A fresh training."""
    torch.manual_seed(seed)
    return begin(Recogniser(size), size)


def go_on(weights: Path) -> Training:
    """A training that goes on from exported weights, where its checkpoint is lost: the optimiser starts anew.

    Raises FileAccess where the folder holds no weights that `export` wrote.
    """
    training = begin(*opened(weights / NETWORK))
    told = json.loads((weights / ABOUT).read_text(encoding="utf-8"))
    training.lines, training.seconds = told["lines"], told["hours"] * 3600
    return training


def begin(network: Recogniser, size: Size) -> Training:
    """A training that begins with this network."""
    average = AveragedModel(network, avg_fn=_running, use_buffers=True)
    optimiser = torch.optim.AdamW(network.parameters(), PEAK_RATE, weight_decay=0.01)
    return Training(network, average, optimiser, size)


def _running(held: Tensor, new: Tensor, steps: Tensor | int) -> Tensor:
    """The running average after one more step: a short memory at first, or it never forgets the start."""
    keep = min(AVERAGING, (1 + int(steps)) / (10 + int(steps)))
    return torch.lerp(new.to(held.dtype), held, keep) if held.is_floating_point() else new


def learn(training: Training, batch: Batch, rate: float) -> float:
    """Take one step; return the loss (nats a letter)."""
    for group in training.optimiser.param_groups:
        group["lr"] = rate
    training.network.train()
    loss = _loss(training.network(as_input(batch)), batch)
    training.optimiser.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    nn.utils.clip_grad_norm_(training.network.parameters(), 5.0)
    training.optimiser.step()
    training.average.update_parameters(training.network)
    training.steps += 1
    training.lines += len(batch.images)
    return float(loss.detach())


def as_input(batch: Batch) -> Tensor:
    """Grey crops as the network takes them: 0 for white, 1 for black."""
    return (255 - torch.from_numpy(batch.images).float()).div(255).unsqueeze(1)


def _loss(log_probs: Tensor, batch: Batch) -> Tensor:
    return nn.functional.ctc_loss(
        log_probs.transpose(0, 1),
        torch.from_numpy(batch.classes),
        torch.from_numpy(-(-batch.widths // STRIDE)),
        torch.from_numpy(batch.lengths),
        zero_infinity=True,
    )


def rate_at(progress: float, steps: int) -> float:
    """The learning rate: warm up over the first steps, then a cosine over the whole time."""
    cosine = LAST_RATE + (PEAK_RATE - LAST_RATE) * (1 + math.cos(math.pi * min(1.0, progress))) / 2
    return cosine * min(1.0, (steps + 1) / WARM_STEPS)


def save(training: Training, path: Path) -> None:
    """Write a checkpoint; a crash while writing leaves the old one."""
    draft = path.with_suffix(".part")
    torch.save(
        {
            "size": astuple(training.size),
            "settled": isinstance(training.network, Settled),
            "network": training.network.state_dict(),
            "average": training.average.state_dict(),
            "optimiser": training.optimiser.state_dict(),
            "counts": (training.steps, training.lines, training.seconds),
            "chance": torch.get_rng_state(),
        },
        draft,
    )
    os.replace(draft, path)


def load(path: Path) -> Training:
    """Read a checkpoint and stand exactly where it was written."""
    held = torch.load(path, weights_only=True)
    size = Size(*held["size"])
    training = begin((Settled if held["settled"] else Recogniser)(size), size)
    training.network.load_state_dict(held["network"])
    training.average.load_state_dict(held["average"])
    training.optimiser.load_state_dict(held["optimiser"])
    training.steps, training.lines, training.seconds = held["counts"]
    torch.set_rng_state(held["chance"])
    return training


def run(
    training: Training,
    fonts: Path,
    folder: Path,
    minutes: float,
    save_every_s: float,
    seed: int,
    modes: Mapping[str, float],
) -> None:
    """Train until the training has lasted so many minutes in all, with checkpoints on the way.

    `modes`: how often each kind of line is drawn.
    """
    budget_s, began, saved = minutes * 60, time.monotonic() - training.seconds, time.monotonic()
    losses: list[float] = []
    with Drawer(fonts, seed + training.lines, training.seconds / budget_s, modes) as drawer:
        while training.seconds < budget_s:
            progress = training.seconds / budget_s
            losses.append(learn(training, drawer.next(progress), rate_at(progress, training.steps)))
            training.seconds = time.monotonic() - began
            if training.steps % 100 == 0:
                _tell(training, losses)
                losses.clear()
            if time.monotonic() - saved > save_every_s:
                save(training, folder / CHECKPOINT)
                saved = time.monotonic()
    save(training, folder / CHECKPOINT)


def _tell(training: Training, losses: list[float]) -> None:
    speed, loss = training.lines / training.seconds, sum(losses) / len(losses)
    minutes = training.seconds / 60
    click.echo(f"{minutes:.1f} min, {training.lines} lines, {speed:.0f} lines/s, loss {loss:.3f}")


@click.command()
@click.option("--fonts", type=click.Path(path_type=Path), default=DEFAULT_FOLDER, show_default=True)
@click.option("--folder", type=click.Path(path_type=Path), required=True, help="Where the checkpoint lies.")
@click.option("--minutes", type=float, default=180, show_default=True, help="Length in all.")
@click.option("--save-every", type=float, default=180, show_default=True, help="Seconds from save to save.")
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--weights", type=click.Path(path_type=Path), help="Without a checkpoint, go on from these.")
@click.option("--hands", is_flag=True, help="Learn hands above all: for the second network.")
@click.option("--spent", type=float, help="Count so many minutes as spent: the rate starts lower.")
def main(
    fonts: Path,
    folder: Path,
    minutes: float,
    save_every: float,
    seed: int,
    weights: Path | None,
    hands: bool,
    spent: float | None,
) -> None:
    """Train the recogniser; where the folder holds a checkpoint, go on from it."""
    torch.set_num_threads(1)
    folder.mkdir(parents=True, exist_ok=True)
    checkpoint = folder / CHECKPOINT
    training = _begun(checkpoint, weights, seed)
    if spent is not None:
        training.seconds = spent * 60
    run(training, fonts, folder, minutes, save_every, seed, HANDS if hands else WEIGHTS)


def _begun(checkpoint: Path, weights: Path | None, seed: int) -> Training:
    if checkpoint.exists():
        return load(checkpoint)
    return go_on(weights) if weights else start(Size(), seed)


if __name__ == "__main__":
    main()
