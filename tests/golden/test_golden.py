"""Golden dossiers: recorded pages settle to exactly what was looked at and kept. Needs no Tesseract."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.confidence import probability
from pipeline.dossier import judged_signals, settle_dossier
from pipeline.export.contract import dossier_object
from pipeline.report.evaluate import evaluate
from pipeline.types import DossierJob
from tests.golden.record import FOLDER, golden, recorded

TRUTH = Path(__file__).parent.parent / "data" / "samples" / "truth.jsonl"
NAMES = ("MAU-01", "MAU-02", "MAU-03")


@pytest.mark.parametrize("name", NAMES)
def test_recorded_pages_settle_to_the_golden_record(name: str) -> None:
    assert golden(name, recorded(name)) == (FOLDER / f"{name}.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_a_curve_is_fitted_on_the_very_signals_that_settling_weighs(name: str) -> None:
    job = DossierJob(name, recorded(name))
    weighed = [(r.key, r.page, probability(signals)) for r, signals in judged_signals(job) if r.value]
    settled = [r for document in settle_dossier(job).documents for r in document.readings if r.value]
    assert weighed == [(r.key, r.page, pytest.approx(r.confidence)) for r in settled]


def test_the_recordings_hold_no_path_and_no_word_of_a_secret_page() -> None:
    truths = {t["dossier"]: t for t in map(json.loads, TRUTH.read_text(encoding="utf-8").splitlines())}
    for name in NAMES:
        assert all(page.job.path == "" for page in recorded(name))
        text = (FOLDER / f"{name}.json").read_text(encoding="utf-8")
        assert not [word for word in truths[name]["canaries"] if word in text]


def test_the_samples_are_read_as_well_as_they_were() -> None:
    """What must never get worse on the shipped samples, whose truth is known."""
    truths = [json.loads(line) for line in TRUTH.read_text(encoding="utf-8").splitlines()]
    found = [dossier_object(settle_dossier(DossierJob(name, recorded(name)))) for name in NAMES]
    measures = evaluate(json.loads(json.dumps(found)), truths).as_object()
    assert measures["Pages"]["lost"]["count"] == 0
    assert measures["Pages"]["rotation exact (not blank)"]["percent"] == 100
    assert measures["Pages"]["secret found"]["percent"] == 100
    form = measures["Card form, header and items 01-20, on the form itself"]
    assert form["style print"]["percent"] >= 85
