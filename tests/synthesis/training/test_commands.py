"""The commands one after another, as the model card names them, on one step of training."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

torch = pytest.importorskip("torch")
pytest.importorskip("onnx")

from pipeline.reading.ctc import NETWORK, SECOND, CtcReader  # noqa: E402
from pipeline.synthesis import fonts  # noqa: E402
from pipeline.synthesis.training import evaluate, export, grow, train  # noqa: E402
from tests.synthesis.drawn import face  # noqa: E402

pytestmark = pytest.mark.train


@pytest.fixture
def faces(tmp_path: Path) -> Path:
    """A folder with one face of each role and split, all of them DejaVu."""
    folder = tmp_path / "faces"
    folder.mkdir()
    for family in {(family.role, family.split): family for family in fonts.families()}.values():
        (folder / f"{family.name}-400-normal.ttf").symlink_to(face("DejaVuSans", "print").path)
    return folder


def told(command: object, *arguments: str | Path) -> str:
    done = CliRunner().invoke(command, [str(argument) for argument in arguments], catch_exceptions=False)  # type: ignore[arg-type]
    assert done.exit_code == 0, done.output
    return done.output


def test_train_export_and_evaluate(faces: Path, tmp_path: Path) -> None:
    checkpoint = tmp_path / "training" / train.CHECKPOINT
    told(train.main, "--fonts", faces, "--folder", checkpoint.parent, "--minutes", "0.0001")
    assert train.load(checkpoint).steps == 1
    told(train.main, "--fonts", faces, "--folder", checkpoint.parent, "--minutes", "0.0001", "--hands")
    assert train.load(checkpoint).steps == 1
    told(train.main, "--fonts", faces, "--folder", checkpoint.parent, "--minutes", "1.0001", "--spent", "1")
    assert train.load(checkpoint).steps == 2, "another stretch begins at its minute"
    assert "MB" in told(
        export.main, "--folder", checkpoint.parent, "--weights", tmp_path / "weights", "--fonts", faces
    )
    assert (tmp_path / "weights" / "ctc.onnx").stat().st_size < 6e6
    told(
        export.main,
        "--folder",
        checkpoint.parent,
        "--weights",
        tmp_path / "weights",
        "--fonts",
        faces,
        "--second",
    )
    version = CtcReader(str(tmp_path / "weights")).identity().version
    assert version == f"ctc-{train.load(checkpoint).lines}.q8+{train.load(checkpoint).lines}"
    assert (tmp_path / "weights" / SECOND).read_bytes() == (tmp_path / "weights" / NETWORK).read_bytes()
    larger = tmp_path / "larger"
    told(grow.main, "--weights", tmp_path / "weights", "--folder", larger, "--deeper", "24", "--spent", "1")
    grown = train.load(larger / train.CHECKPOINT)
    assert (grown.lines, grown.seconds, grown.size.deeper) == (train.load(checkpoint).lines, 60, 24)
    shown = told(evaluate.main, "--fonts", faces, "--weights", tmp_path / "weights", "--lines", "1")
    assert all(name in shown for name, _, _ in evaluate.GROUPS)
