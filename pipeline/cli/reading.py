"""`hoso run` and `hoso status`: reading scans, and telling how far it is."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from dataclasses import asdict, replace
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import click

from pipeline.catalogue.catalogue import Catalogue, catalogue
from pipeline.cli.accuracy import dial_of, own_curve
from pipeline.cli.dossier import dossier_status, dossier_summary, settled_dossier
from pipeline.cli.edge import json_option, log, opened, say, workspace_option
from pipeline.cli.progress import shown
from pipeline.cli.rescan import as_objects, as_text, write_pictures
from pipeline.cli.summary import run_summary, status_summary
from pipeline.config import Workspace, keep_apart, workers
from pipeline.doctor import open_checked
from pipeline.dossier import settle_dossier, settle_version
from pipeline.errors import BadArguments, InputMissing, PartialSuccess
from pipeline.executors import Processes, Workplace, cluster
from pipeline.forms.form import forms
from pipeline.lock import locked
from pipeline.messages import _, counted, sentence
from pipeline.page import read_page
from pipeline.run import FailurePolicy, Order, RunReport, Stages, run
from pipeline.store import StatusReport, Store
from pipeline.types import Recipe


@click.command("run", help=_("Read the dossiers under SCANS: each folder there is one, and each file."))
@click.argument("scans", type=click.Path(path_type=Path))
@workspace_option
@click.option("--workers", "count", type=click.IntRange(1, 1024), help=_("Pages read at the same time."))
@click.option("--reader", help=_("What reads the lines, instead of the reader in hoso.toml."))
@click.option("--scheduler", metavar="URL", help=_("Read on a Dask cluster, by its address tcp://host:port."))
@click.option("--no-progress", "-q", "quiet", is_flag=True, help=_("Show no progress bar."))
@json_option
def run_command(
    scans: Path,
    folder: Path,
    count: int | None,
    reader: str | None,
    scheduler: str | None,
    quiet: bool,
    as_json: bool,
) -> int:
    """Read, then tell what was read, what waits for a person and where to look next."""
    workspace = prepared(scans, folder, count, reader)
    workplace = cluster(scheduler) if scheduler else Processes(workers(workspace.config))
    report, status = read_scans(scans, workspace, workplace, show_progress=not quiet)
    if as_json:
        click.echo(json.dumps(_report_object(report), ensure_ascii=False, indent=2))
    say(run_summary(report, status, workspace.folder))
    return finished(report, status)


@click.command("status", help=_("Tell what was read, or of one DOSSIER which papers it holds and lacks."))
@click.argument("dossier", required=False)
@workspace_option
@click.option("--rescan", is_flag=True, help=_("List the pages that should be scanned again, and why."))
@click.option(
    "--pictures",
    type=click.Path(path_type=Path, file_okay=False),
    help=_("Also write their pictures here."),
)
@json_option
def status_command(
    dossier: str | None, folder: Path, rescan: bool, pictures: Path | None, as_json: bool
) -> None:
    """Print the state of the workspace, or of one dossier."""
    if pictures and not rescan:
        raise BadArguments(_("--pictures goes with --rescan."))
    workspace = opened(folder)
    with Store.open(workspace.database_url) as store:
        if rescan:
            pages = store.rescans(settled_dossier(store, dossier).dossier if dossier else None)
            told: object = as_objects(pages) if as_json else as_text(pages)
            if pictures:
                count = sum(1 for _path in write_pictures(pages, pictures, workspace.config.limits))
                say(counted("{n} picture written.", "{n} pictures written.", count))
        elif dossier is None:
            status = store.status()
            told = _status_object(status) if as_json else status_summary(status, _known(workspace).names())
        else:
            read, known = settled_dossier(store, dossier), _known(workspace)
            told = dossier_status(read, known) if as_json else dossier_summary(read, known)
    click.echo(json.dumps(told, ensure_ascii=False, indent=2) if as_json else told)


def _known(workspace: Workspace) -> Catalogue:
    return catalogue(workspace.own_catalogue)


def _report_object(report: RunReport) -> dict[str, Any]:
    counts = {"quarantined": dict(report.quarantined), "pages_failed": dict(report.pages_failed)}
    return asdict(report) | counts


def _status_object(status: StatusReport) -> dict[str, Any]:
    documents = [{"type": kind, "count": count} for kind, count in status.documents]
    return asdict(status) | {"fields": dict(status.fields), "documents": documents}


def read_scans(
    scans: Path, workspace: Workspace, workplace: Workplace, show_progress: bool
) -> tuple[RunReport, StatusReport]:
    """Run over `scans` with the settings of the workspace, alone in it; how it went and how things stand."""
    config = workspace.config
    recipe = workspace.recipe()
    version, _lacking = open_checked(recipe)
    if recipe.second:
        open_checked(Recipe(recipe.second))
    log.info("run of %s with %s, %d workers", scans, version, workplace.workers)
    order = Order(
        scans.absolute(),
        config.limits,
        recipe,
        config.run.page_timeout_s,
        FailurePolicy(config.run.max_failed_percent),
    )
    with locked(workspace.folder), Store.open(workspace.database_url) as store, shown(show_progress) as tell:
        keep_scraps_at_home(workspace.folder)
        report = run(order, store, stages(workspace, store), workplace, tell)
        status = store.status()
    log.info("run ended: %s", report)
    return report, status


def keep_scraps_at_home(workspace: Path) -> None:
    """Let readers put their passing files into the workspace: they hold what stands on pages.

    What a killed run left there is removed first. Workers inherit the place by the environment.
    """
    scraps = workspace / "tmp"
    shutil.rmtree(scraps, ignore_errors=True)
    scraps.mkdir(mode=0o700)
    os.environ["TMPDIR"] = tempfile.tempdir = str(scraps)


def finished(report: RunReport, status: StatusReport) -> int:
    """The exit code of a run that came to its end: the same for a second run, which has nothing to do."""
    lost = len(status.refused) + len(report.dossiers_failed)
    if not lost:
        return 0
    error = PartialSuccess(lost, status.files + status.pages)
    say(sentence(error))
    return error.exit_code


def stages(workspace: Workspace, store: Store) -> Stages:
    """What runs in workers. The unit's own catalogue and forms are checked before the first page."""
    own, own_forms = workspace.own_catalogue, workspace.own_forms
    dial, curve = dial_of(workspace, store), own_curve(workspace)
    catalogue(own)
    forms(own_forms)
    settle = partial(settle_dossier, dial=dial, curve=curve, own_catalogue=own, own_forms=own_forms)
    judged_by = sha256(f"{dial} {curve}".encode()).hexdigest()[:12]
    return Stages(
        partial(read_page, limits=workspace.config.limits),
        settle,
        f"{settle_version(own, own_forms)} {judged_by}",
    )


def prepared(scans: Path, folder: Path, count: int | None = None, reader: str | None = None) -> Workspace:
    """Check where things lie before anything is made, and let options stand in for settings."""
    if not scans.is_dir():
        raise InputMissing(str(scans))
    keep_apart(scans, folder)
    workspace = opened(folder, create=True)
    settings = workspace.config.run
    settings = replace(settings, workers=count or settings.workers, reader=reader or settings.reader)
    return replace(workspace, config=replace(workspace.config, run=settings))
