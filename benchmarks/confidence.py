"""Fit the confidence curve on drawn dossiers, and show how well it holds on others it has not seen.

    python -m pipeline.synthesis.dossiers --seed 2001 --count 20 --split train --fonts FONTS --output FIT
    hoso run FIT --workspace FIT-WORK          (the same with another seed and --split check for CHECK)
    python benchmarks/confidence.py FIT FIT-WORK CHECK CHECK-WORK --write

Prints, for the dossiers of CHECK, the share accepted and the error among accepted at several thresholds.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import numpy as np
import yaml
from numpy.typing import NDArray

import pipeline.confidence
from pipeline.confidence import Signals, features, probability
from pipeline.config import open_workspace
from pipeline.dossier import judged_signals
from pipeline.report.compare import same
from pipeline.report.intervals import calibration_error
from pipeline.store import Store
from pipeline.types import Recipe

TARGET = Path(pipeline.confidence.__file__).with_suffix(".yaml")
HEAD = "# Weights of the confidence curve in log-odds, made by benchmarks/confidence.py; not for editing.\n"
SHRINKAGE = 1.0
"""Penalty on the squared weights, so that a signal seldom seen cannot weigh much."""
THRESHOLDS = (0.9, 0.95, 0.98, 0.99, 0.995, 0.999)

Judged = tuple[Signals, bool, str]


def judged(scans: Path, workspace: Path, reader: str) -> Iterator[Judged]:
    """Signals, whether the value was right, and its style, for every value given on a paper of known type."""
    truths = [json.loads(line) for line in (scans / "truth.jsonl").read_text(encoding="utf-8").splitlines()]
    with Store.open(open_workspace(workspace, create=False).database_url) as store:
        for truth in truths:
            job = store.dossier_job(truth["dossier"], Recipe(reader))
            for reading, signals in judged_signals(job):
                seen = _occurrence(truth, reading.key, reading.page)
                if seen is not None and reading.raw:
                    yield signals, same(reading.value, seen["value"]), seen["style"]


def _occurrence(truth: dict[str, Any], key: str, page: int) -> dict[str, Any] | None:
    places = truth["fields"].get(key, {}).get("occurrences", ())
    return next((place for place in places if place["page"] == page), None)


def fit(rows: list[Judged]) -> dict[str, float]:
    """Weights by penalised maximum likelihood (Newton's method)."""
    names = sorted({name for signals, _, _ in rows for name in features(signals)})
    table = np.array([[features(signals).get(name, 0.0) for name in names] for signals, _, _ in rows])
    right = np.array([float(good) for _, good, _ in rows])
    weights: NDArray[np.float64] = np.zeros(len(names))
    for _ in range(50):
        p = 1 / (1 + np.exp(-np.clip(table @ weights, -50, 50)))
        slope = table.T @ (right - p) - SHRINKAGE * weights
        bend = (table * (p * (1 - p))[:, None]).T @ table + SHRINKAGE * np.eye(len(names))
        weights = weights + np.linalg.solve(bend, slope)
    return {name: round(float(weight), 3) for name, weight in zip(names, weights, strict=True)}


def show(rows: list[Judged], weights: dict[str, float]) -> None:
    """Print what the curve does on these values."""
    told = [(probability(signals, weights), good, style, signals.doubts) for signals, good, style in rows]
    error = calibration_error([(p, good) for p, good, _, _ in told])
    right = sum(good for _, good, _, _ in told) / len(told)
    click.echo(f"{len(rows)} values, {right:.1%} right, calibration error {error:.3f}")
    for threshold in THRESHOLDS:
        accepted = [good for p, good, _, doubts in told if p >= threshold and not doubts]
        wrong = sum(not good for good in accepted)
        click.echo(
            f"  accepted from {threshold}: {len(accepted)} ({len(accepted) / len(told):.1%}), wrong {wrong}"
        )


@click.command()
@click.argument("fit_scans", type=click.Path(path_type=Path))
@click.argument("fit_workspace", type=click.Path(path_type=Path))
@click.argument("check_scans", type=click.Path(path_type=Path))
@click.argument("check_workspace", type=click.Path(path_type=Path))
@click.option("--reader", default="ctc", show_default=True)
@click.option("--write", is_flag=True, help=f"Write the weights to {TARGET.name}.")
def main(
    fit_scans: Path, fit_workspace: Path, check_scans: Path, check_workspace: Path, reader: str, write: bool
) -> None:
    """Fit on one set of dossiers, show on another."""
    weights = fit(list(judged(fit_scans, fit_workspace, reader)))
    click.echo(yaml.safe_dump(weights, sort_keys=False))
    show(list(judged(check_scans, check_workspace, reader)), weights)
    if write:
        TARGET.write_text(HEAD + yaml.safe_dump({"weights": weights}, sort_keys=False), encoding="utf-8")


if __name__ == "__main__":
    main()
