"""`hoso train`: fitting the network to a site's own hand, and taking that back.

The weights that come with hoso are never written to. Fitted ones lie in `models/` of the workspace, each
in a folder named after what it holds, and `[run] weights` in hoso.toml says which are in force.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import asdict
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from pipeline.cli.edge import INTERRUPTED, json_option, log, opened, say, workspace_option
from pipeline.config import Workspace, use_weights
from pipeline.errors import BadArguments, DependencyMissing
from pipeline.messages import _

MODELS = "models"
REPLACED = "replaced"
"""In `ctc.json`: the setting that these weights took the place of."""


@click.group("train", help=_("Fit the network to a site's own hand, or undo that."))
def train_command() -> None:
    """Gather the two commands."""


@train_command.command(
    "adapt",
    help=_(
        "Learn from the values that people settled in this workspace, or from the verified lines of the "
        "folder LINES: images and truth.tsv."
    ),
)
@click.argument("lines", type=click.Path(path_type=Path, file_okay=False), required=False)
@workspace_option
@click.option("--fonts", type=click.Path(path_type=Path), help=_("The folder of typefaces for drawn lines."))
@click.option(
    "--passes",
    type=click.IntRange(1, 1000),
    default=10,
    show_default=True,
    help=_("How often each line is learnt from."),
)
@click.option("--seed", type=int, default=1, show_default=True, help=_("The same seed learns the same."))
@json_option
def adapt_command(
    lines: Path | None, folder: Path, fonts: Path | None, passes: int, seed: int, as_json: bool
) -> int:
    """Learn, compare, and put the new weights in force where they are surely better."""
    modules = _modules()
    workspace = opened(folder, create=lines is not None)
    draft = workspace.folder / MODELS / "draft"
    shutil.rmtree(draft, ignore_errors=True)
    adapt = modules["adapt"]
    in_force = _in_force(workspace, adapt.WEIGHTS)
    try:
        taught = modules["verified"].read_folder(lines) if lines else _settled(workspace, in_force, modules)
        outcome = adapt.adapt(
            taught,
            in_force,
            draft,
            fonts or import_module("pipeline.synthesis.fonts").DEFAULT_FOLDER,
            adapt.Plan(passes=passes, seed=seed),
            _tell,
        )
        if outcome.better:
            _put_in_force(workspace, draft)
    except KeyboardInterrupt:
        say("\n" + _("Stopped. The weights in force are the same as before."))
        return INTERRUPTED
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    log.info("adapted: %s", outcome)
    if as_json:
        click.echo(json.dumps(asdict(outcome) | {"kept": outcome.better}, indent=2))
    say(_verdict(outcome))
    return 0


@train_command.command("undo", help=_("Put the weights in force that were so before the last fitting."))
@workspace_option
def undo_command(folder: Path) -> None:
    """Take one fitting back; its weights stay in the workspace."""
    workspace = opened(folder)
    weights = workspace.config.run.weights
    if not weights:
        raise BadArguments(_("There is nothing to undo: the weights that came with hoso are in force."))
    place = workspace.folder / weights / "ctc.json"
    described = json.loads(place.read_text(encoding="utf-8")) if place.exists() else {}
    before = described.get(REPLACED, "")
    use_weights(workspace, before)
    say(_("In force again: {0}. Read the pages anew: hoso run.").format(before or _("the shipped weights")))


def _modules() -> dict[str, Any]:
    """The modules that need PyTorch."""
    try:
        names = ("adapt", "evaluate", "settled", "verified")
        modules = {name: import_module(f"pipeline.synthesis.training.{name}") for name in names}
        import_module("torch").set_num_threads(1)
    except ImportError as error:
        raise DependencyMissing(str(error.name), "Install it: pip install 'hoso[train]'") from error
    return modules


def _settled(workspace: Workspace, in_force: Path, modules: dict[str, Any]) -> tuple[Any, ...]:
    """The lines on which people settled values. Says how many values lie on lines that can be taught."""
    from pipeline.scans import Source
    from pipeline.store import ReviewStore

    found = []
    with ReviewStore.open(workspace.database_url) as store:
        settled = store.settled_values()
        for task in settled:
            place = task.field.place
            if (path := store.path_of(place.sha256, place.source_page)) is not None:
                value = str(task.standing.value)
                source = Source(path, place.sha256, place.source_page, workspace.config.limits)
                found.append((task.dossier, value, source, place.rotation, place.box))
    values = [modules["settled"].SettledValue(*each) for each in found]
    reader = import_module("pipeline.reading.ctc").CtcReader(str(in_force))
    read = partial(modules["evaluate"].read, reader)
    lines = tuple(modules["settled"].verified_lines(values, read))
    say(
        _("{0} values were settled by people; {1} of them can be learnt from.").format(
            len(settled), len(lines)
        )
    )
    return lines


def _in_force(workspace: Workspace, shipped: Path) -> Path:
    weights = workspace.config.run.weights
    return workspace.folder / weights if weights else shipped


def _put_in_force(workspace: Workspace, draft: Path) -> None:
    """Name the weights after their digest, note what they replace, and set them in hoso.toml."""
    from pipeline.reading.ctc import ABOUT, SECOND

    digest = hashlib.sha256((draft / SECOND).read_bytes()).hexdigest()[:8]
    described = json.loads((draft / ABOUT).read_text(encoding="utf-8"))
    described["version"] = f"{described['version'].partition('+')[0]}-adapted-{digest}"
    target = workspace.folder / MODELS / described["version"]
    setting = f"{MODELS}/{described['version']}"
    if workspace.config.run.weights == setting:
        return
    described[REPLACED] = workspace.config.run.weights
    text = json.dumps(described, ensure_ascii=False, indent=1)
    (draft / ABOUT).write_text(text + "\n", encoding="utf-8")
    shutil.rmtree(target, ignore_errors=True)
    draft.replace(target)
    use_weights(workspace, setting)


def _tell(step: int, steps: int, loss: float) -> None:
    say(_("step {0} of {1}, loss {2:.3f}").format(step, steps, loss))


def _verdict(outcome: Any) -> str:
    told = [
        _("Letters in error on {0} lines held out: {1:.1%} before, {2:.1%} after; change {3:+.1%}…{4:+.1%}."),
        _("Letters in error on {0} drawn lines: {1:.1%} before, {2:.1%} after; change {3:+.1%}…{4:+.1%}."),
    ]
    sentences = [
        sentence.format(each.lines, each.before, each.after, each.low, each.high)
        for sentence, each in zip(told, (outcome.held, outcome.drawn), strict=True)
    ]
    kept = _(
        "The new weights are in force: `hoso run` reads the pages anew. `hoso train undo` takes them back."
    )
    refused = _("The new weights are not kept: they are not surely better, or worse on print.")
    return "\n".join([*sentences, kept if outcome.better else refused])
