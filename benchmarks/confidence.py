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

from pipeline.confidence import BUILT_IN, Curve, curve_text, probability
from pipeline.config import open_workspace
from pipeline.dossier import judged_signals
from pipeline.report.compare import same
from pipeline.report.fitting import THRESHOLDS, Judged, fit
from pipeline.report.intervals import calibration_error
from pipeline.route import Dial
from pipeline.store import Store


def judged(scans: Path, workspace: Path, reader: str) -> Iterator[Judged]:
    """Signals and whether the value was right, for every value given on a paper of known type."""
    truths = [json.loads(line) for line in (scans / "truth.jsonl").read_text(encoding="utf-8").splitlines()]
    opened = open_workspace(workspace, create=False)
    with Store.open(opened.database_url) as store:
        for truth in truths:
            job = store.dossier_job(truth["dossier"], opened.recipe(reader))
            for reading, signals in judged_signals(job):
                seen = _occurrence(truth, reading.key, reading.page)
                if seen is not None and reading.raw:
                    given = list(reading.value) if isinstance(reading.value, tuple) else reading.value
                    yield Judged(signals, same(given, seen["value"]), truth["dossier"])


def _occurrence(truth: dict[str, Any], key: str, page: int) -> dict[str, Any] | None:
    places = truth["fields"].get(key, {}).get("occurrences", ())
    return next((place for place in places if place["page"] == page), None)


def show(rows: list[Judged], curve: Curve) -> None:
    """Print what the curve does on these values."""
    told = [(probability(row.signals, curve), row.right, row.signals.doubts) for row in rows]
    error = calibration_error([(p, good) for p, good, _ in told])
    right = sum(good for _, good, _ in told) / len(told)
    click.echo(f"{len(rows)} values, {right:.1%} right, calibration error {error:.3f}")
    aimed = curve.threshold(Dial().error)
    for threshold in sorted({*THRESHOLDS, aimed}):
        accepted = [good for p, good, doubts in told if p >= threshold and not doubts]
        wrong = sum(not good for good in accepted)
        mark = "  <- the dial" if threshold == aimed else ""
        share = f"{len(accepted)} ({len(accepted) / len(told):.1%})"
        click.echo(f"  accepted from {threshold}: {share}, wrong {wrong}{mark}")


@click.command()
@click.argument("fit_scans", type=click.Path(path_type=Path))
@click.argument("fit_workspace", type=click.Path(path_type=Path))
@click.argument("check_scans", type=click.Path(path_type=Path))
@click.argument("check_workspace", type=click.Path(path_type=Path))
@click.option("--reader", default="ctc", show_default=True)
@click.option("--write", is_flag=True, help=f"Write the curve to {BUILT_IN.name}.")
def main(
    fit_scans: Path, fit_workspace: Path, check_scans: Path, check_workspace: Path, reader: str, write: bool
) -> None:
    """Fit on one set of dossiers, show on another."""
    curve = fit(list(judged(fit_scans, fit_workspace, reader)))
    click.echo(curve_text(curve))
    show(list(judged(check_scans, check_workspace, reader)), curve)
    if write:
        BUILT_IN.write_text(curve_text(curve), encoding="utf-8")


if __name__ == "__main__":
    main()
