"""Fitting in small: the way back from ONNX, what is held out, when new weights are kept, and undoing."""

from __future__ import annotations

import json
import random
import shutil
from math import log
from pathlib import Path

import cv2
import numpy as np
import pytest
from click.testing import CliRunner

torch = pytest.importorskip("torch")
pytest.importorskip("onnx")
onnxruntime = pytest.importorskip("onnxruntime")

from pipeline.cli import train as command  # noqa: E402
from pipeline.config import open_workspace, use_weights  # noqa: E402
from pipeline.errors import BadArguments, FileAccess  # noqa: E402
from pipeline.reading.ctc import NETWORK, SECOND, WEIGHTS, CtcReader  # noqa: E402
from pipeline.reading.lattice import weakest  # noqa: E402
from pipeline.synthesis.training import adapt, export, folded, train, verified  # noqa: E402
from pipeline.synthesis.training.adapt import Comparison, Outcome, Plan  # noqa: E402
from pipeline.synthesis.training.evaluate import check_crops, interval, read  # noqa: E402
from pipeline.synthesis.training.folded import opened  # noqa: E402
from pipeline.synthesis.training.network import Size  # noqa: E402
from pipeline.synthesis.training.rounded import examples  # noqa: E402
from pipeline.synthesis.training.verified import VerifiedLine  # noqa: E402
from tests.synthesis.drawn import source  # noqa: E402

pytestmark = pytest.mark.train

TINY = Size((8, 12, 16, 24), 32, 24)


@pytest.fixture(autouse=True)
def _one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Exported weights of a small network whose normalisations have seen something."""
    folder = tmp_path_factory.mktemp("weights")
    training = train.start(TINY, 1)
    network = export.averaged(training)
    for name, held in network.state_dict().items():
        if "running" in name:
            held.copy_(torch.rand_like(held) + 0.5)
    export.export(training, folder, examples(source(), lines=4))
    return folder


@pytest.fixture(scope="module")
def lines() -> tuple[VerifiedLine, ...]:
    crops = check_crops(source(check=False), "print", 24, 5, 0.2)
    return tuple(VerifiedLine(crop.image, crop.text) for crop in crops)


@pytest.mark.parametrize("which", ["tiny", "shipped"])
def test_a_network_opened_from_onnx_says_what_onnx_says(
    which: str, tiny: Path, lines: tuple[VerifiedLine, ...]
) -> None:
    place = (tiny if which == "tiny" else WEIGHTS) / "ctc.onnx"
    network, size = opened(place)
    assert (size == TINY) == (which == "tiny")
    crop = 1 - lines[0].image[None, None].astype(np.float32) / 255
    session = onnxruntime.InferenceSession(str(place), providers=["CPUExecutionProvider"])
    with torch.no_grad():
        got = network.eval()(torch.from_numpy(crop)).numpy()
    said = np.exp(session.run(None, {"crop": crop})[0])
    # ONNX Runtime rounds what goes through the network too.
    assert np.abs(np.exp(got) - said).mean() < 0.01 * np.abs(said - said.mean()).mean()


def test_a_network_that_grows_says_what_it_said_and_opens_again_when_it_learnt(
    tiny: Path, tmp_path: Path
) -> None:
    small, size = opened(tiny / "ctc.onnx")
    large, larger = folded.grown(small, size, 40)
    crop = torch.rand(1, 1, 32, 212)
    with torch.no_grad():
        assert torch.equal(large.eval()(crop), small.eval()(crop))
        large.deeper.back.weight.normal_(0, 0.2)
        said = large(crop)
        assert not torch.allclose(said, small(crop), atol=1e-3)
        export.write_network(large, tmp_path / "ctc.onnx", examples(source(), lines=4))
        again, read_size = opened(tmp_path / "ctc.onnx")
        assert read_size == larger == Size(TINY.convolutions, TINY.features, TINY.memory, 40)
        np.testing.assert_allclose(again.eval()(crop).exp().numpy(), said.exp().numpy(), atol=0.003)


def test_another_file_is_no_network(tmp_path: Path) -> None:
    (tmp_path / "ctc.onnx").write_bytes(b"nothing")
    with pytest.raises(FileAccess):
        opened(tmp_path / "ctc.onnx")


def test_normalisations_take_nothing_from_a_batch(tiny: Path) -> None:
    network, _ = opened(tiny / "ctc.onnx")
    before = {name: held.clone() for name, held in network.state_dict().items() if "running" in name}
    network.train()(torch.rand(3, 1, 32, 64))
    assert all(torch.equal(held, network.state_dict()[name]) for name, held in before.items())


def test_lines_of_one_hand_stay_together_and_the_parting_is_the_same_every_time() -> None:
    blank = np.full((32, 60), 255, np.uint8)
    many = [VerifiedLine(blank, f"chữ {n}", f"người {n % 40}") for n in range(400)]
    learnt, held = verified.part(many, 0.25)
    assert {line.group for line in learnt}.isdisjoint({line.group for line in held})
    assert len(learnt) + len(held) == 400
    assert 40 <= len(held) <= 180
    assert {id(line) for line in verified.part(reversed(many), 0.25)[1]} == {id(line) for line in held}
    (_, more), (_, most) = verified.part(many, 0.25, 10), verified.part(many, 0.01, 100)
    assert more == held, "enough is enough"
    assert 100 <= len(most) <= 110
    assert len({line.group for line in verified.part(many, 0.0, 1)[1]}) == 2


def test_a_line_the_alphabet_cannot_write_is_left_out_and_a_copy_too() -> None:
    blank = np.full((32, 60), 255, np.uint8)
    kept = verified.teachable([VerifiedLine(blank, each) for each in ("một", "漢", "", "một")])
    assert [line.text for line in kept] == ["một"]


def test_a_varied_line_is_another_picture_of_the_same_text(lines: tuple[VerifiedLine, ...]) -> None:
    line = verified.roomy(lines[0])
    first, second = (verified.vary(line, random.Random(seed)) for seed in (1, 2))
    assert first.text == second.text == line.text
    assert first.image.shape[0] == 32
    assert first.image.shape != second.image.shape or (first.image != second.image).any()
    assert (verified.vary(line, random.Random(1)).image == first.image).all()


def test_a_folder_is_read_strictly(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "a.png"), np.full((40, 90, 3), (9, 9, 200), np.uint8))
    (tmp_path / "truth.tsv").write_text("a.png\tHà  Nội\ttờ 1\n", encoding="utf-8")
    (line,) = verified.read_folder(tmp_path)
    assert (line.text, line.group) == ("Hà Nội", "tờ 1")
    assert (line.image == 200).all()
    for wrong in ("a.png\n", "none.png\tx\n", "../a.png\tx\n"):
        (tmp_path / "truth.tsv").write_text(wrong, encoding="utf-8")
        with pytest.raises(FileAccess):
            verified.read_folder(tmp_path)


def test_too_few_lines_are_refused(tiny: Path, tmp_path: Path, lines: tuple[VerifiedLine, ...]) -> None:
    with pytest.raises(BadArguments, match="too few"):
        adapt.adapt(lines, tiny, tmp_path / "new", tmp_path, Plan(1), lambda *_: None, tiny)
    assert not (tmp_path / "new").exists()


def test_learning_is_the_same_for_the_same_seed_and_lowers_the_loss(
    tiny: Path, lines: tuple[VerifiedLine, ...]
) -> None:
    def taught() -> tuple[list[float], dict[str, torch.Tensor]]:
        losses: list[float] = []
        kept = adapt.taught(tiny, lines[:12], source(), Plan(50, 0.0), lambda *told: losses.append(told[2]))
        return losses, kept.state_dict()

    (losses, first), (_, second) = taught(), taught()
    assert losses[-1] < losses[0]
    assert all(torch.equal(held, second[name]) for name, held in first.items())


def test_the_second_network_reads_what_the_first_is_unsure_of_and_nothing_else(
    tiny: Path, tmp_path: Path, lines: tuple[VerifiedLine, ...]
) -> None:
    both, blind, alone = tmp_path / "both", tmp_path / "blind", tmp_path / "alone"
    shutil.copytree(WEIGHTS, alone, ignore=shutil.ignore_patterns(SECOND))
    shutil.copytree(alone, both)
    shutil.copy(tiny / NETWORK, both / SECOND)
    shutil.copytree(alone, blind)
    shutil.copy(WEIGHTS / NETWORK, blind / SECOND)
    shutil.copy(tiny / NETWORK, blind / NETWORK)
    first = CtcReader(str(alone))
    sure = [line.image for line in lines if weakest(first.read([line.image])[0]) > log(0.85)]
    assert len(sure) > 3
    said = [read(first, image) for image in sure]
    assert [read(CtcReader(str(both)), image) for image in sure] == said
    by_second = [read(CtcReader(str(blind)), image) for image in sure]
    assert sum(one == other for one, other in zip(by_second, said, strict=True)) >= 0.8 * len(sure)
    assert [read(CtcReader(str(tiny)), image) for image in sure] != said


def test_equal_weights_are_no_improvement(tiny: Path, lines: tuple[VerifiedLine, ...]) -> None:
    crops = [verified.as_crop(line) for line in lines]
    same = adapt.compare(crops, [line.unit for line in lines], CtcReader(str(tiny)), CtcReader(str(tiny)))
    assert (same.before - same.after, same.low, same.high) == (0, 0, 0)
    drawn = Comparison(10, 100, 0.01, 0.01, 0, 0)
    assert not Outcome(1, same, drawn).better


@pytest.mark.parametrize(
    ("high", "after", "kept"), [(-0.01, 0.02, True), (0.01, 0.02, False), (-0.01, 0.03, False)]
)
def test_kept_only_where_surely_better_and_print_is_not_forgotten(
    high: float, after: float, kept: bool
) -> None:
    held = Comparison(50, 900, 0.3, 0.25, -0.1, high)
    assert Outcome(9, held, Comparison(200, 5000, 0.02, after, 0, 0)).better == kept


def test_the_interval_of_a_sure_change_leaves_zero_out() -> None:
    ones = np.ones(60)
    units = [str(n) for n in range(60)]
    assert interval(-ones, 10 * ones, units) == (-0.1, -0.1)
    low, high = interval(np.resize([1.0, -1.0], 60), 10 * ones, units)
    assert low < 0 < high


def test_new_weights_come_into_force_and_are_taken_back(tmp_path: Path, tiny: Path) -> None:
    folder = tmp_path / "work"
    before = open_workspace(folder, create=True)
    shutil.copytree(tiny, folder / "models" / "draft")
    shutil.copy(tiny / NETWORK, folder / "models" / "draft" / SECOND)
    command._put_in_force(before, folder / "models" / "draft")
    workspace = open_workspace(folder, create=False)
    ((_, weights),) = workspace.recipe("ctc").options
    described = json.loads((Path(weights) / "ctc.json").read_text("utf-8"))
    assert described["version"].startswith("ctc-0.q8-adapted-")
    assert Path(weights).name == described["version"]
    assert CliRunner().invoke(command.train_command, ["undo", "-w", str(folder)]).exit_code == 0
    undone = open_workspace(folder, create=False)
    assert undone.recipe("ctc") == before.recipe("ctc")
    again = CliRunner().invoke(command.train_command, ["undo", "-w", str(folder)])
    assert isinstance(again.exception, BadArguments)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[run]\nworkers = 2\n",
        '[run]\nweights = "a"\n[accept]\ntarget_error = 0.01\n',
        "[limits]\nmax_pages = 7",
    ],
)
def test_the_setting_is_written_and_the_others_stay(tmp_path: Path, text: str) -> None:
    (tmp_path / "hoso.toml").write_text(text, encoding="utf-8")
    before = open_workspace(tmp_path, create=False)
    use_weights(before, "models/x")
    after = open_workspace(tmp_path, create=False)
    assert after.config.run.weights == "models/x"
    assert after.config.run.workers == before.config.run.workers
    assert (after.config.limits, after.config.accept) == (before.config.limits, before.config.accept)


def test_weights_between_two_are_the_ends_at_the_ends() -> None:
    def layer(value: float) -> torch.nn.Linear:
        made = torch.nn.Linear(2, 1)
        torch.nn.init.constant_(made.weight, value)
        return made

    for share, expected in ((0.0, 1.0), (0.25, 1.5), (1.0, 3.0)):
        moved = folded.blended(layer(1.0), layer(3.0), share)
        assert moved.weight.flatten().tolist() == [expected] * 2
