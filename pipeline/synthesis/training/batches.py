"""Makes batches of crops without end, in a process of its own while the network learns.

A drawn line costs ten times its damage, so each is kept for a while and taken several times. Lines of
about one width go together, as many as fill the same area; short lines and little wear come first.
"""

from __future__ import annotations

import multiprocessing
import random
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from multiprocessing.queues import Queue
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path
from queue import Full
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.synthesis.crops import HEIGHT, paper_level, take
from pipeline.synthesis.lines import Crop, InkLine, Source, draw_line, open_source
from pipeline.synthesis.training.alphabet import encode, steps_needed
from pipeline.synthesis.training.network import STRIDE

KEPT_LINES = 1600
TAKES = 6
CHUNK = 320
BATCH_COLUMNS = 5200
WAITING = 10
"""Batches drawn ahead."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Crops of nearly one width, padded with their own paper, and what they say."""

    images: NDArray[np.uint8]
    classes: NDArray[np.int64]
    lengths: NDArray[np.int64]
    widths: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Course:
    """Where in its course the training is: the most letters a line may have, and its wear at most."""

    letters: int
    wear: float

    @classmethod
    def at(cls, progress: float) -> Course:
        """The course at a share of the whole time: short and clean first, everything from a quarter on."""
        return cls(round(12 + 400 * max(0.0, progress - 0.05)), min(1.0, 0.3 + 2.5 * progress))


def stack(crops: list[Crop]) -> Batch:
    """Pad crops to the widest and put them in one batch."""
    images = [_roomy(crop) for crop in crops]
    width = -(-max(image.shape[1] for image in images) // STRIDE) * STRIDE
    padded = np.stack(
        [
            np.pad(image, ((0, 0), (0, width - image.shape[1])), constant_values=paper_level(image))
            for image in images
        ]
    )
    texts = [encode(crop.text) for crop in crops]
    return Batch(
        padded,
        np.array([number for text in texts for number in text], np.int64),
        np.array([len(text) for text in texts], np.int64),
        np.array([image.shape[1] for image in images], np.int64),
    )


def _roomy(crop: Crop) -> NDArray[np.uint8]:
    """Stretch a crop that has fewer steps than its letters need."""
    least = STRIDE * (steps_needed(crop.text) + 1)
    if crop.image.shape[1] >= least:
        return crop.image
    return cv2.resize(crop.image, (least, HEIGHT), interpolation=cv2.INTER_LINEAR).astype(np.uint8)


def batches(source: Source, seed: int, course: Course) -> Iterator[Batch]:
    """Batches without end for a course that does not change: what tests and short trials use."""
    chance = random.Random(seed)
    kept: deque[InkLine] = deque(maxlen=KEPT_LINES)
    while True:
        yield from _chunk(source, chance, kept, course)


def _chunk(source: Source, chance: random.Random, kept: deque[InkLine], course: Course) -> Iterator[Batch]:
    """Draw some new lines, take a chunk of crops of those kept, and batch them by width."""
    wanted = CHUNK // TAKES if len(kept) >= CHUNK else CHUNK
    kept.extend(draw_line(source, chance, letters=course.letters) for _ in range(wanted))
    chosen = chance.sample(list(kept), CHUNK)
    crops = [
        take(
            line,
            chance,
            course.wear * chance.random(),
            chance.choice(chosen) if chance.random() < 0.3 else None,
        )
        for line in chosen
    ]
    crops.sort(key=lambda crop: crop.image.shape[1])
    groups = list(grouped(crops))
    chance.shuffle(groups)
    yield from map(stack, groups)


def grouped(crops: list[Crop]) -> Iterator[list[Crop]]:
    """Crops sorted by width, parted into batches of about one area."""
    start = 0
    while start < len(crops):
        count = max(6, min(32, BATCH_COLUMNS // crops[start].image.shape[1]))
        yield crops[start : start + count]
        start += count


Waiting: TypeAlias = "Queue[Batch]"


class Drawer:
    """A process that draws ahead. `progress` tells it how far the training is, from 0 to 1."""

    def __init__(self, fonts: Path, seed: int, progress: float, modes: Mapping[str, float]) -> None:
        context = multiprocessing.get_context("spawn")
        self._queue: Waiting = context.Queue(WAITING)
        self._progress: Synchronized[float] = context.Value("d", progress)
        self._process = context.Process(
            target=_draw_ahead, args=(fonts, seed, self._queue, self._progress, modes), daemon=True
        )

    def __enter__(self) -> Drawer:
        self._process.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.join()

    def next(self, progress: float) -> Batch:
        """The next batch; raises queue.Empty when the drawing process has died."""
        self._progress.value = progress
        return self._queue.get(timeout=300)


def _draw_ahead(
    fonts: Path, seed: int, queue: Waiting, progress: Synchronized[float], modes: Mapping[str, float]
) -> None:
    cv2.setNumThreads(1)
    queue.cancel_join_thread()  # Or an orphan waits for ever to hand over what nobody takes.
    source, chance = open_source(fonts, "train", check=False, modes=modes), random.Random(seed)
    kept: deque[InkLine] = deque(maxlen=KEPT_LINES)
    while True:
        for batch in _chunk(source, chance, kept, Course.at(progress.value)):
            _hand_over(batch, queue)


def _hand_over(batch: Batch, queue: Waiting) -> None:
    """Wait for room in the queue, but not for a parent that was killed."""
    parent = multiprocessing.parent_process()
    while parent is not None and parent.is_alive():
        try:
            return queue.put(batch, timeout=10)
        except Full:
            continue
    raise SystemExit
