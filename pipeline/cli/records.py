"""`hoso export` and `hoso eval`: records out, and how right they are."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TextIO

import click

from pipeline.cli.edge import json_option, opened, say, workspace_option
from pipeline.cli.filing import filed
from pipeline.cli.reading import finished, prepared, read_scans
from pipeline.config import Workspace, workers
from pipeline.errors import BadArguments, FileAccess
from pipeline.executors import Processes
from pipeline.export.contract import dossier_object
from pipeline.export.files import write_whole
from pipeline.export.jsonl import write_jsonl
from pipeline.export.table_csv import write_csv
from pipeline.export.table_xlsx import write_xlsx
from pipeline.messages import _, counted
from pipeline.report.evaluate import evaluate
from pipeline.review.desk import take_in
from pipeline.store import ReviewStore, Store
from pipeline.types import DossierRead

STDOUT = Path("-")
ARCHIVE = "archive"
TRUTH_NAME = "truth.jsonl"
_TRUTH_KEYS = {"dossier", "member", "fields", "documents", "pages"}
_TEXTS: dict[str, tuple[Callable[[Iterable[DossierRead], TextIO], None], str]] = {
    "jsonl": (write_jsonl, "utf-8"),
    "csv": (write_csv, "utf-8-sig"),
}


@click.command(
    "export",
    help=_("Write the records (JSON lines, CSV, a workbook), or file the documents as an archive of PDFs."),
)
@workspace_option
@click.option("--format", "kind", type=click.Choice(["jsonl", "csv", "xlsx", "archive"]), required=True)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    required=True,
    help=_("The file to write, - is stdout; for an archive, its folder."),
)
def export_command(folder: Path, kind: str, output: Path) -> int:
    """Write every settled dossier; tell of those that are not settled yet."""
    if output != STDOUT and output.is_dir() != (kind == ARCHIVE) and output.exists():
        message = _("An archive is a folder and {0} is a file.") if kind == ARCHIVE else _("{0} is a folder.")
        raise BadArguments(message.format(output))
    workspace = opened(folder)
    with Store.open(workspace.database_url) as store:
        if output != STDOUT and store.holds(output):
            message = _("{0} lies among the scans, where nothing is ever written. Choose another --output.")
            raise BadArguments(message.format(output))
        _reopen(workspace)
        if kind == ARCHIVE:
            code = filed(store, workspace, output)
        else:
            code = 0
            _write(kind, tuple(store.dossiers()), output)
        status = store.status()
    say(counted("{n} dossier written.", "{n} dossiers written.", status.settled))
    if open_dossiers := status.dossiers - status.settled:
        say(
            counted(
                "{n} dossier is not settled yet: `hoso run` goes on.",
                "{n} dossiers are not settled yet: `hoso run` goes on.",
                open_dossiers,
            )
        )
    return code


@click.command("eval", help=_("Measure what was read against TRUTH: a truth.jsonl, or a folder with one."))
@click.argument("truth", type=click.Path(path_type=Path))
@workspace_option
@click.option(
    "--scans",
    type=click.Path(path_type=Path),
    help=_("The dossiers to read first; the folder TRUTH where it is one."),
)
@json_option
def eval_command(truth: Path, folder: Path, scans: Path | None, as_json: bool) -> int:
    """Read what is not read yet, then print the measures."""
    truths = _truths(truth / TRUTH_NAME if truth.is_dir() else truth)
    root = scans or (truth if truth.is_dir() else None)
    workspace = prepared(root, folder) if root else opened(folder)
    code = 0
    if root:
        place = Processes(workers(workspace.config))
        code = finished(*read_scans(root, workspace, place, show_progress=True))
    with Store.open(workspace.database_url) as store:
        evaluation = evaluate(map(dossier_object, store.dossiers()), truths)
    if as_json:
        click.echo(json.dumps(evaluation.as_object(), ensure_ascii=False, indent=2))
    else:
        click.echo(evaluation.as_text())
    return code


def _reopen(workspace: Workspace) -> None:
    """What is like a value found wrong since waits for a person, and is not handed in as accepted."""
    with ReviewStore.open(workspace.database_url) as store:
        if store.findings():
            take_in(store, workspace.config.accept.sample_percent / 100, reopen=True)


def _write(kind: str, dossiers: tuple[DossierRead, ...], output: Path) -> None:
    def write(path: Path) -> None:
        if kind == "xlsx":
            write_xlsx(dossiers, path)
            return
        write_text, encoding = _TEXTS[kind]
        with path.open("w", encoding=encoding, newline="") as out:
            write_text(dossiers, out)

    if output != STDOUT:
        write_whole(output, write)
        return
    # An export is the same bytes everywhere, whatever encoding and line end the terminal has.
    with tempfile.TemporaryDirectory(prefix="hoso-") as place:
        write(Path(place) / "records")
        with (Path(place) / "records").open("rb") as whole:
            shutil.copyfileobj(whole, sys.stdout.buffer)


def _truths(path: Path) -> tuple[dict[str, Any], ...]:
    """The truth's dossiers. Raises FileAccess naming the line at fault."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise FileAccess(str(path), getattr(error, "strerror", None) or _("it is not UTF-8")) from None
    return tuple(_truth(path, number, line) for number, line in enumerate(lines, start=1) if line.strip())


def _truth(path: Path, number: int, line: str) -> dict[str, Any]:
    try:
        entry = json.loads(line)
    except json.JSONDecodeError:
        entry = None
    if not isinstance(entry, dict) or not entry.keys() >= _TRUTH_KEYS:
        raise FileAccess(str(path), _("line {0} is no dossier's truth").format(number))
    return entry
