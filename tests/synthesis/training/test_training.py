"""A training in small: it learns, goes on where it stopped, and what is exported is what was trained."""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from pipeline.reading.ctc import CtcReader  # noqa: E402
from pipeline.synthesis.crops import Crop  # noqa: E402
from pipeline.synthesis.training import evaluate, export, train  # noqa: E402
from pipeline.synthesis.training.alphabet import CLASSES, LETTERS, steps_needed  # noqa: E402
from pipeline.synthesis.training.batches import Batch, Course, batches, stack  # noqa: E402
from pipeline.synthesis.training.network import STRIDE, Size  # noqa: E402
from pipeline.synthesis.training.rounded import examples  # noqa: E402
from tests.synthesis.drawn import source  # noqa: E402

pytestmark = pytest.mark.train

TINY = Size((8, 12, 16, 24), 32, 24)


@pytest.fixture(autouse=True)
def _one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture(scope="module")
def drawn() -> list[Batch]:
    return list(islice(batches(source(), 5, Course(12, 0.3)), 3))


def test_the_loss_falls(drawn: list[Batch]) -> None:
    training = train.start(TINY, 1)
    losses = [train.learn(training, drawn[0], 4e-3) for _ in range(40)]
    assert np.mean(losses[-5:]) < 0.7 * np.mean(losses[:3])
    assert training.steps == 40
    assert training.lines == 40 * len(drawn[0].images)


def test_a_checkpoint_goes_on_exactly_where_it_stopped(drawn: list[Batch], tmp_path: Path) -> None:
    training = train.start(TINY, 1)
    train.learn(training, drawn[0], 1e-3)
    train.save(training, tmp_path / "checkpoint.pt")
    losses = [train.learn(training, batch, 1e-3) for batch in drawn]
    resumed = train.load(tmp_path / "checkpoint.pt")
    assert [train.learn(resumed, batch, 1e-3) for batch in drawn] == losses
    assert (resumed.steps, resumed.lines) == (training.steps, training.lines)
    for held, again in (
        (training.network.state_dict(), resumed.network.state_dict()),
        (training.average.state_dict(), resumed.average.state_dict()),
    ):
        assert all(torch.equal(held[name], again[name]) for name in held)


def test_a_training_goes_on_from_exported_weights(drawn: list[Batch], tmp_path: Path) -> None:
    pytest.importorskip("onnx")
    training = train.start(TINY, 1)
    training.seconds = 36.0
    for _ in range(3):
        train.learn(training, drawn[0], 4e-3)
    export.export(training, tmp_path, examples(source(), lines=4))
    again = train.go_on(tmp_path)
    assert (again.lines, round(again.seconds)) == (training.lines, 36)
    train.learn(again, drawn[1], 1e-3)
    train.save(again, tmp_path / "checkpoint.pt")
    loss = train.learn(again, drawn[2], 1e-3)
    assert train.learn(train.load(tmp_path / "checkpoint.pt"), drawn[2], 1e-3) == loss


@pytest.mark.parametrize("width", [64, 300])
def test_exported_weights_say_what_the_network_says(width: int, drawn: list[Batch], tmp_path: Path) -> None:
    onnxruntime = pytest.importorskip("onnxruntime")
    pytest.importorskip("onnx")
    training = train.start(TINY, 1)
    for batch in drawn:
        train.learn(training, batch, 1e-3)
    place = export.export(training, tmp_path, examples(source(), lines=4))
    crop = np.random.default_rng(1).random((1, 1, 32, width), np.float32)
    with torch.no_grad():
        expected = export.averaged(training)(torch.from_numpy(crop)).numpy()
    session = onnxruntime.InferenceSession(str(place), providers=["CPUExecutionProvider"])
    (got,) = session.run(None, {"crop": crop})
    assert got.shape == (1, width // STRIDE, len(CLASSES))
    np.testing.assert_allclose(got, expected, atol=2e-3)  # Its LSTM is int8.
    assert json.loads((tmp_path / "ctc.json").read_text("utf-8"))["alphabet"] == LETTERS


def test_the_exported_network_is_measured_by_kind(drawn: list[Batch], tmp_path: Path) -> None:
    pytest.importorskip("onnx")
    training = train.start(TINY, 1)
    export.export(training, tmp_path, examples(source(), lines=4))
    crops = evaluate.check_crops(source(check=True), "print", 3, 1, 0.5)
    group = evaluate.score("print", CtcReader(str(tmp_path)), crops)
    assert (group.lines, group.letters) == (3, sum(len(crop.text) for crop in crops))
    assert group.edits > 0
    assert group.folded_edits <= group.edits


def test_a_batch_pads_with_paper_and_leaves_room_for_every_letter() -> None:
    pale = np.full((32, 40), 200, np.uint8)
    text = "nnnnnnnnnnnnnnnnnnnn"
    batch = stack([Crop(pale, "ab", "print"), Crop(pale, text, "print")])
    assert batch.images.shape[2] % STRIDE == 0
    assert (batch.images == 200).all()
    assert batch.widths[0] == 40
    assert batch.widths[1] // STRIDE >= steps_needed(text)
    assert batch.lengths.tolist() == [2, len(text)]


def test_the_rate_warms_up_and_falls_to_its_end() -> None:
    assert train.rate_at(0.0, 0) < train.rate_at(0.0, train.WARM_STEPS)
    assert train.rate_at(0.2, 10**4) > train.rate_at(0.8, 10**4) > train.rate_at(1.0, 10**4)
    assert train.rate_at(1.5, 10**4) == pytest.approx(train.LAST_RATE)
