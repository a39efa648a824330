"""Our reader against Tesseract and asterocr: errors by kind of line, milliseconds a line, pages a second.

    python -m benchmarks.reading --lines 100 --json figures.json
    python -m benchmarks.reading --real LINES --rows 1300 1822      (images and truth.tsv, added as a kind)
    python -m benchmarks.reading --lines 0 --pages SCANS            (whole pages, one process a core)

Drawn lines have held-out faces and held-out texts (`pipeline.synthesis.training.evaluate`). All readers get
the same crops, one thread each (`OMP_THREAD_LIMIT=1`), Tesseract as line crops (psm 7) of which one process
reads a whole chunk. Chunks go through the readers in turn, so that a busy machine is busy for all; times
are medians over chunks, and ratios medians of the ratios within a chunk.
"""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from statistics import median

import click
import numpy as np

from pipeline.config import LimitSettings
from pipeline.errors import DependencyMissing
from pipeline.executors import Processes
from pipeline.page import read_page
from pipeline.reading.lattice import text
from pipeline.reading.reader import Reader
from pipeline.reading.readers import open_reader
from pipeline.scans import digest_of
from pipeline.synthesis.fonts import DEFAULT_FOLDER
from pipeline.synthesis.lines import Crop, open_source
from pipeline.synthesis.training.alphabet import written
from pipeline.synthesis.training.evaluate import GROUPS, check_crops, interval, real_crops
from pipeline.text import edit_distance, nfc, squeeze, strip_marks
from pipeline.types import PageFailed, PageJob, Recipe

READERS = ("ctc", "tesseract", "asterocr")
WEARS = (("clean", 0.0), ("worn", 1.0))
CHUNK = 10
SEED = 4211
PICTURES = (".jpg", ".jpeg", ".png", ".tif", ".tiff")


@dataclass(frozen=True, slots=True)
class Figures:
    """One reader on one kind of lines. CER with 95 % intervals; folded is without marks, in one case."""

    kind: str
    reader: str
    lines: int
    letters: int
    cer: float
    cer_low: float
    cer_high: float
    folded: float
    exact: int
    wall_ms: float
    cpu_ms: float
    times_ctc: float
    """Processor time by that of ctc, of the same chunk."""


@dataclass(frozen=True, slots=True)
class Speed:
    """Whole pages by one program, one process a core: pages a second, the median of the rounds."""

    program: str
    pages: int
    processes: int
    pages_per_s: float
    times: float
    """By the command line of Tesseract, the median within the rounds."""


def open_readers(names: Sequence[str]) -> dict[str, Reader]:
    """Those that are installed; of the others is told."""
    readers: dict[str, Reader] = {}
    for name in names:
        try:
            readers[name] = open_reader(Recipe(name))
        except DependencyMissing as error:
            click.echo(f"{name} is left out: {error}", err=True)
    return readers


def drawn_kinds(fonts: Path, count: int) -> Iterator[tuple[str, tuple[Crop, ...]]]:
    """Check lines of every kind with held-out faces, clean and worn."""
    for name, split, mode in GROUPS:
        if split != "check":
            continue
        source = open_source(fonts, split, check=True)
        for worn, wear in WEARS:
            yield (
                f"{name.removesuffix(', held-out faces')}, {worn}",
                check_crops(source, mode, count, SEED, wear),
            )


def measured(kind: str, crops: Sequence[Crop], readers: dict[str, Reader]) -> Iterator[Figures]:
    """Every reader on the same lines, chunk by chunk in turn."""
    texts: dict[str, list[str]] = {name: [] for name in readers}
    walls: dict[str, list[float]] = {name: [] for name in readers}
    cpus: dict[str, list[float]] = {name: [] for name in readers}
    for start in range(0, len(crops), CHUNK):
        part = crops[start : start + CHUNK]
        for name, reader in readers.items():
            wall, cpu = time.perf_counter(), _cpu()
            lattices = reader.read([crop.image for crop in part])
            walls[name].append(1000 * (time.perf_counter() - wall) / len(part))
            cpus[name].append(1000 * (_cpu() - cpu) / len(part))
            texts[name] += [squeeze(nfc(text(lattice))) for lattice in lattices]
    for name in readers:
        ratio = median(own / ours for own, ours in zip(cpus[name], cpus["ctc"], strict=True))
        yield _figures(kind, name, crops, texts[name], median(walls[name]), median(cpus[name]), ratio)


def _cpu() -> float:
    """Processor seconds of this process and of its ended children."""
    return sum(os.times()[:4])


def _figures(
    kind: str, name: str, crops: Sequence[Crop], read: list[str], wall: float, cpu: float, ratio: float
) -> Figures:
    pairs = [(written(crop.text), written(got)) for crop, got in zip(crops, read, strict=True)]
    edits = np.array([edit_distance(*pair) for pair in pairs], np.float64)
    folded = sum(edit_distance(_fold(first), _fold(second)) for first, second in pairs)
    letters = np.array([len(crop.text) for crop in crops], np.float64)
    low, high = interval(edits, letters, [str(number) for number in range(len(crops))])
    whole, exact = int(letters.sum()), int((edits == 0).sum())
    cer = float(edits.sum() / whole)
    return Figures(kind, name, len(crops), whole, cer, low, high, folded / whole, exact, wall, cpu, ratio)


def _fold(written: str) -> str:
    return strip_marks(written).casefold()


# --- Whole pages -----------------------------------------------------------------------------------------


def by_reader(path: str, name: str) -> None:
    """Read a page with everything that `hoso run` does to it."""
    job = PageJob("bench", 1, path, 1, path, digest_of(path), Recipe(name))
    answer = read_page(job, LimitSettings())
    if isinstance(answer, PageFailed):
        raise click.ClickException(f"{path}: {answer.reason}")


def by_tesseract(path: str) -> None:
    """The command line, as anybody would call it for Vietnamese."""
    command = ["tesseract", path, "stdout", "-l", "vie", "--psm", "3"]
    subprocess.run(command, check=True, capture_output=True, timeout=600)


def speeds(pages: Sequence[str], processes: int, rounds: int) -> Iterator[Speed]:
    """Rounds of each program over all pages, in turn, after one page each that is not counted."""
    programs: dict[str, Callable[[str], None]] = {
        "ctc": partial(by_reader, name="ctc"),
        "tesseract command line": by_tesseract,
    }
    taken: dict[str, list[float]] = {name: [] for name in programs}
    with Processes(processes).open(processes) as pool:  # As `hoso run` opens them: one thread each.
        for program in programs.values():
            list(pool.map(program, pages[:1] * processes))
        for _ in range(rounds):
            for name, program in programs.items():
                began = time.perf_counter()
                list(pool.map(program, pages))
                taken[name].append(time.perf_counter() - began)
    plain = taken["tesseract command line"]
    for name, seconds in taken.items():
        ratio = median(theirs / own for own, theirs in zip(seconds, plain, strict=True))
        yield Speed(name, len(pages), processes, len(pages) / median(seconds), ratio)


# --- Telling ---------------------------------------------------------------------------------------------


def show_line(row: Figures) -> None:
    click.echo(
        f"{row.kind:20} {row.reader:10} {row.lines:5} {100 * row.cer:6.1f} "
        f"{f'{100 * row.cer_low:.1f}-{100 * row.cer_high:.1f}':>11} {100 * row.folded:6.1f} "
        f"{100 * row.exact / row.lines:6.1f} {row.wall_ms:8.1f} {row.cpu_ms:7.1f} {row.times_ctc:6.1f}"
    )


def show_speed(row: Speed) -> None:
    click.echo(
        f"{row.program:24} {row.pages} pages, {row.processes} processes: "
        f"{row.pages_per_s:.2f} pages/s, {row.times:.1f} x the Tesseract command line"
    )


@click.command()
@click.option("--fonts", type=click.Path(path_type=Path), default=DEFAULT_FOLDER, show_default=True)
@click.option("--lines", type=int, default=100, show_default=True, help="Drawn lines of each kind; 0: none.")
@click.option("--reader", "names", multiple=True, type=click.Choice(READERS), help="Only these, and ctc.")
@click.option("--real", type=click.Path(path_type=Path), help="A folder of line images with truth.tsv.")
@click.option("--rows", type=(int, int), default=(0, 10**9), help="First and last row of that truth.")
@click.option("--pages", type=click.Path(path_type=Path), help="A folder of page images, to time.")
@click.option("--processes", type=int, default=len(os.sched_getaffinity(0)), show_default=True)
@click.option("--rounds", type=int, default=3, show_default=True, help="Rounds over the pages.")
@click.option("--json", "target", type=click.Path(path_type=Path), help="Write the figures here as well.")
def main(
    fonts: Path,
    lines: int,
    names: tuple[str, ...],
    real: Path | None,
    rows: tuple[int, int],
    pages: Path | None,
    processes: int,
    rounds: int,
    target: Path | None,
) -> None:
    """Measure readers on lines, and programs on pages."""
    os.environ["OMP_THREAD_LIMIT"] = "1"
    wanted = [name for name in READERS if name == "ctc" or not names or name in names]
    kinds = drawn_kinds(fonts, lines) if lines else iter(())
    found: list[Figures] = []
    if lines or real:
        readers = open_readers(wanted)
        click.echo(
            "kind                 reader     lines  CER %    interval folded exact%  wall ms  cpu ms  x ctc"
        )
        for kind, crops in (*kinds, *(((("real"), real_crops(real, *rows)),) if real else ())):
            for row in measured(kind, crops, readers):
                show_line(row)
                found.append(row)
    paths = sorted(str(path) for path in pages.rglob("*") if path.suffix in PICTURES) if pages else []
    fast = list(speeds(paths, processes, rounds)) if paths else []
    for speed in fast:
        show_speed(speed)
    if target:
        figures = {"lines": [asdict(row) for row in found], "pages": [asdict(row) for row in fast]}
        target.write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
