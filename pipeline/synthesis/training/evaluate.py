"""Measures exported weights with onnxruntime on one thread: error rates by kind of line, and time a line.

Check lines are drawn with held-out texts; the faces are held out too, except in the group that asks how
much of the error of handwriting is new faces. Some lines hold invented syllables or letters, which no paper
says; the others, of sense, are told by themselves too, as read and as decoded. A folder of real line images
with their truth can be added.
"""

from __future__ import annotations

import csv
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.extract.grammars import graph
from pipeline.reading.ctc import WEIGHTS, CtcReader
from pipeline.reading.decode import decode
from pipeline.reading.lattice import text
from pipeline.synthesis.crops import take
from pipeline.synthesis.fonts import DEFAULT_FOLDER
from pipeline.synthesis.lines import Crop, Source, draw_line, open_source
from pipeline.synthesis.training.alphabet import written
from pipeline.text import edit_distance, nfc, place_tones, squeeze
from pipeline.types import Lattice

GROUPS = (
    ("print", "check", "print"),
    ("typewriter", "check", "typewriter"),
    ("script, seen faces", "train", "script"),
    ("script, held-out faces", "check", "script"),
    ("mixed", "check", "mixed"),
    ("comb", "check", "comb"),
)
"""Name, split of the faces, mode of the lines."""


DRAWS = 2000
"""Draws of a bootstrap."""


@dataclass(frozen=True, slots=True)
class Score:
    """Errors of a group: letters, edits as read, edits with case and tone place folded, seconds.

    `sense`: of the lines that say something, as those of papers do: letters, edits as read, and edits as
    decoded under what a free text can be (`extract.grammars`).
    """

    name: str
    lines: int
    letters: int
    edits: int
    folded_edits: int
    exact: int
    seconds: float
    sense: tuple[int, int, int]

    @property
    def cer(self) -> float:
        """Share of letters in error, as read."""
        return self.edits / self.letters

    @property
    def folded_cer(self) -> float:
        """Share of letters in error where case and tone place do not count."""
        return self.folded_edits / self.letters

    @property
    def sense_cer(self) -> float:
        """Share of letters in error in the lines that say something."""
        return self.sense[1] / max(1, self.sense[0])

    @property
    def decoded_cer(self) -> float:
        """The same as decoded."""
        return self.sense[2] / max(1, self.sense[0])


def read(reader: CtcReader, grey: NDArray[np.uint8]) -> str:
    """The greedy text of a line image, dark on light, of any size."""
    return squeeze(text(reader.read([grey])[0]))


def _decoded(lattice: Lattice) -> str:
    free = graph("text")
    best = decode(lattice, free)[:1] if free else ()
    return squeeze(best[0].text if best else text(lattice))


def score(name: str, reader: CtcReader, crops: Sequence[Crop]) -> Score:
    """Read every crop and count."""
    began = time.process_time()
    lattices = [reader.read([crop.image])[0] for crop in crops]
    found = [squeeze(text(lattice)) for lattice in lattices]
    seconds = time.process_time() - began
    truth = [written(crop.text) for crop in crops]
    edits = [edit_distance(*pair) for pair in zip(truth, found, strict=True)]
    folded = [edit_distance(_fold(told), _fold(got)) for told, got in zip(truth, found, strict=True)]
    sums = sum(map(len, truth)), sum(edits), sum(folded)
    said = [place for place, crop in enumerate(crops) if not crop.nonsense]
    sense = (
        sum(len(truth[place]) for place in said),
        sum(edits[place] for place in said),
        sum(edit_distance(truth[place], _decoded(lattices[place])) for place in said),
    )
    return Score(name, len(crops), *sums, edits.count(0), seconds, sense)


def _fold(said: str) -> str:
    return place_tones(nfc(said)).casefold()


def interval(
    errors: NDArray[np.float64], sizes: NDArray[np.float64], units: Sequence[str]
) -> tuple[float, float]:
    """The 95 % interval of errors by sizes: whole units drawn with replacement, the same draws every time."""
    _names, place = np.unique(np.array(units), return_inverse=True)
    sums, wholes = np.bincount(place, errors), np.bincount(place, sizes)
    drawn = np.random.default_rng(1).integers(0, len(sums), (DRAWS, len(sums)))
    low, high = np.percentile(sums[drawn].sum(1) / wholes[drawn].sum(1), (2.5, 97.5))
    return float(low), float(high)


def check_crops(source: Source, mode: str, count: int, seed: int, wear: float) -> tuple[Crop, ...]:
    """Draw check lines of one mode, each worn once."""
    chance = random.Random(seed)
    return tuple(take(draw_line(source, chance, mode), chance, wear) for _ in range(count))


def drawn_scores(reader: CtcReader, fonts: Path, count: int, wear: float) -> Iterator[Score]:
    """Scores of all groups, `count` lines each."""
    for name, split, mode in GROUPS:
        source = open_source(fonts, split, check=True)
        yield score(name, reader, check_crops(source, mode, count, 977, wear))


def real_crops(folder: Path, first: int, last: int) -> tuple[Crop, ...]:
    """Line images named in `truth.tsv` (file, text), rows `first` to `last`, as their red channel."""
    with (folder / "truth.tsv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))[first : last + 1]
    return tuple(Crop(_red(folder / row[0]), nfc(row[1]), "real") for row in rows)


def _red(path: Path) -> NDArray[np.uint8]:
    image = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if image is None:
        raise click.FileError(path.name, "not an image")
    return np.asarray(image[:, :, 2], np.uint8)


def show(scores: Iterator[Score]) -> None:
    """Print one line a group."""
    click.echo(f"{'group':24} {'lines':>5}" + "".join(f" {head:>8}" for head in _HEADS))
    for group in scores:
        shares = (group.cer, group.sense_cer, group.decoded_cer, group.folded_cer, group.exact / group.lines)
        row = (*(100 * share for share in shares), 1000 * group.seconds / group.lines)
        click.echo(f"{group.name:24} {group.lines:5}" + "".join(f" {figure:8.1f}" for figure in row))


_HEADS = ("CER %", "of sense", "decoded", "folded", "exact %", "ms/line")


@click.command()
@click.option("--fonts", type=click.Path(path_type=Path), default=DEFAULT_FOLDER, show_default=True)
@click.option("--weights", type=click.Path(path_type=Path), default=WEIGHTS, show_default=True)
@click.option("--lines", "count", type=int, default=200, show_default=True, help="Lines in each group.")
@click.option("--wear", type=float, default=1.0, show_default=True, help="Damage, from 0 to 1.")
@click.option("--real", type=click.Path(path_type=Path), help="A folder of line images with truth.tsv.")
@click.option("--rows", type=(int, int), default=(0, 10**9), help="First and last row of that truth.")
def main(
    fonts: Path, weights: Path, count: int, wear: float, real: Path | None, rows: tuple[int, int]
) -> None:
    """Measure exported weights on drawn check lines and, if named, on real ones."""
    reader = CtcReader(str(weights))
    show(drawn_scores(reader, fonts, count, wear))
    if real is not None:
        show(iter([score("real lines", reader, real_crops(real, *rows))]))


if __name__ == "__main__":
    main()
