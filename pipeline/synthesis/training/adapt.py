"""Fits the shipped recogniser to a site's own hand, and judges whether that helped.

Learning starts from the shipped weights every time, so that nothing drifts from one fitting to the next.
The learnt network does not take the place of the shipped one, which would forget print: it is laid beside it
and reads what the shipped one is unsure of (`reading/ctc.py`). Drawn lines are mixed in all the same, so that
it knows other writing when it sees it. Whether both together are kept is decided by lines that were held
out: a paired comparison with its interval, on the site's lines and on drawn print. What these lines are and
where they come from is the caller's: any iterable of verified lines will do.
"""

from __future__ import annotations

import math
import random
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from pipeline.errors import BadArguments
from pipeline.messages import _
from pipeline.reading.ctc import NETWORK, SECOND, WEIGHTS, CtcReader
from pipeline.synthesis.lines import Crop, Source, open_source
from pipeline.synthesis.training.batches import Batch, Course, batches, grouped, stack
from pipeline.synthesis.training.evaluate import check_crops, interval, read
from pipeline.synthesis.training.export import averaged, write_network
from pipeline.synthesis.training.folded import opened
from pipeline.synthesis.training.rounded import examples
from pipeline.synthesis.training.train import begin, learn
from pipeline.synthesis.training.verified import (
    LEAST_GROUPS,
    VerifiedLine,
    as_crop,
    part,
    roomy,
    teachable,
    vary,
)
from pipeline.text import edit_distance

PEAK_RATE = 1e-3
LAST_RATE = 1e-5
WARM_STEPS = 40
HELD_SHARE = 0.15
LEAST_HELD = 30
"""Fewer lines held out cannot tell an improvement from luck."""
DRAWN_WEAR = 0.7
CHECK_LINES = 100
"""Drawn check lines, of print and of typewriting each."""
MOST_LOSS = 0.005
"""The CER on drawn check lines may not rise by more than half a point."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How to learn: times each line is taken, share of batches that are drawn lines, and chance."""

    passes: int = 10
    drawn_share: float = 0.4
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Comparison:
    """CER of the same lines before and after, and the 95 % interval of the change."""

    lines: int
    letters: int
    before: float
    after: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """What learning came to: on lines held out, on drawn print, and how many lines were learnt from."""

    learnt: int
    held: Comparison
    drawn: Comparison

    @property
    def better(self) -> bool:
        """Surely fewer errors on the site's lines, and no more than the bearable loss on print."""
        return self.held.high < 0 and self.drawn.after - self.drawn.before <= MOST_LOSS


Tell = Callable[[int, int, float], None]
"""Steps taken, steps in all, and the loss (nats a letter) of the last ones."""


def adapt(
    lines: Iterable[VerifiedLine],
    in_force: Path,
    target: Path,
    fonts: Path,
    plan: Plan,
    tell: Tell,
    shipped: Path = WEIGHTS,
) -> Outcome:
    """Learn from most of the lines, write shipped and learnt weights to `target`, and compare on the rest.

    `in_force` are the weights to be better than. Raises BadArguments where there is too little to learn
    from or no typeface in `fonts` to draw print with. The caller decides what becomes of `target`.
    """
    learnt, held = part(teachable(lines), HELD_SHARE, LEAST_HELD)
    _enough(learnt, held)
    source = _source(fonts, "train", check=False)
    checks = _drawn_checks(_source(fonts, "check", check=True))
    network = taught(shipped, [roomy(line) for line in learnt], source, plan, tell)
    shutil.copytree(shipped, target, dirs_exist_ok=True)
    write_network(network, target / SECOND, examples(source))
    new, reals = CtcReader(str(target)), [as_crop(line) for line in held]
    return Outcome(
        len(learnt),
        compare(reals, [line.unit for line in held], CtcReader(str(in_force)), new),
        compare(checks, [str(number) for number in range(len(checks))], CtcReader(str(shipped)), new),
    )


def _enough(learnt: Sequence[VerifiedLine], held: Sequence[VerifiedLine]) -> None:
    units = len({line.unit for line in held})
    if min(len(held), len(learnt)) < LEAST_HELD or units < LEAST_GROUPS:
        raise BadArguments(
            _(
                "There are too few verified lines: {0} to learn from and {1} held out to check with; {2} of "
                "each are needed, of two dossiers or hands at least. Verify more values, then try again."
            ).format(len(learnt), len(held), LEAST_HELD)
        )


def _source(fonts: Path, split: str, check: bool) -> Source:
    source = open_source(fonts, split, check)
    if not (source.print and source.typewriter and source.script):
        message = _(
            "There are no typefaces in {0} to draw print with. Bring them first: "
            "python -m pipeline.synthesis.training.fetch --fonts {0}"
        )
        raise BadArguments(message.format(fonts))
    return source


def _drawn_checks(source: Source) -> tuple[Crop, ...]:
    kinds = ("print", "typewriter")
    return tuple(crop for kind in kinds for crop in check_crops(source, kind, CHECK_LINES, 613, 0.5))


def taught(
    shipped: Path, lines: Sequence[VerifiedLine], source: Source, plan: Plan, tell: Tell
) -> torch.nn.Module:
    """The averaged network after all passes; `tell` hears of every 25th step and of the last."""
    torch.manual_seed(plan.seed)
    training = begin(*opened(shipped / NETWORK))
    steps = sum(1 for _batch in _real_batches(lines, random.Random(plan.seed), 1)) * plan.passes
    in_all = round(steps / (1 - plan.drawn_share))
    losses: list[float] = []
    for step, batch in enumerate(islice(_mixed(lines, source, plan), in_all)):
        losses.append(learn(training, batch, rate_at(step, in_all)))
        if (step + 1) % 25 == 0 or step + 1 == in_all:
            tell(step + 1, in_all, sum(losses) / len(losses))
            losses.clear()
    return averaged(training)


def rate_at(step: int, steps: int) -> float:
    """The learning rate: a short warming, then a cosine to the end."""
    cosine = LAST_RATE + (PEAK_RATE - LAST_RATE) * (1 + math.cos(math.pi * step / steps)) / 2
    return cosine * min(1.0, (step + 1) / WARM_STEPS)


def _mixed(lines: Sequence[VerifiedLine], source: Source, plan: Plan) -> Iterator[Batch]:
    """Batches of the site's lines and of drawn ones, each by its share."""
    chance = random.Random(plan.seed)
    drawn = batches(source, plan.seed, Course(200, DRAWN_WEAR))
    real = _real_batches(lines, chance, None)
    while True:
        yield next(drawn if chance.random() < plan.drawn_share else real)


def _real_batches(
    lines: Sequence[VerifiedLine], chance: random.Random, passes: int | None
) -> Iterator[Batch]:
    """Every line once a pass, each time varied anew; without end where `passes` is None."""
    done = 0
    while passes is None or done < passes:
        crops = sorted((vary(line, chance) for line in lines), key=lambda crop: crop.image.shape[1])
        groups = list(grouped(crops))
        chance.shuffle(groups)
        yield from map(stack, groups)
        done += 1


def compare(crops: Sequence[Crop], units: Sequence[str], before: CtcReader, after: CtcReader) -> Comparison:
    """Read every crop with both; the interval comes from drawing whole units anew (paired bootstrap)."""
    letters = np.array([len(crop.text) for crop in crops], np.float64)
    first, second = _edits(crops, before), _edits(crops, after)
    low, high = interval(second - first, letters, units)
    whole = letters.sum()
    return Comparison(
        len(crops), int(whole), float(first.sum() / whole), float(second.sum() / whole), low, high
    )


def _edits(crops: Sequence[Crop], reader: CtcReader) -> NDArray[np.float64]:
    return np.array([edit_distance(crop.text, read(reader, crop.image)) for crop in crops], np.float64)
