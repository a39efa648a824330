"""`hoso export --format archive`: the documents filed as PDFs, and what is told of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from pipeline.cli.edge import log, say
from pipeline.config import Workspace
from pipeline.errors import BadArguments, PartialSuccess
from pipeline.export.archive.filing import ArchiveReport, ArchiveRules, write_archive
from pipeline.export.archive.naming import NameRules
from pipeline.messages import _, counted
from pipeline.store import Store
from pipeline.types import DossierJob, DossierRead


def filed(store: Store, workspace: Workspace, root: Path) -> int:
    """File all settled dossiers under `root` and tell what was done; the exit code."""
    if str(root) == "-":
        raise BadArguments(_("An archive is a folder; it cannot be written to stdout."))
    names = tuple(read.dossier for read in store.dossiers())
    report = write_archive(_dossiers(store), names, root, archive_rules(workspace))
    log.info("archive: %s", replace(report, withheld=(), unreadable=()))
    _tell(report)
    lost = len(report.unreadable) + len(report.outdated)
    if not lost:
        return 0
    return PartialSuccess.exit_code


def archive_rules(workspace: Workspace) -> ArchiveRules:
    """The settings of [archive]."""
    settings = workspace.config.archive
    names = NameRules(
        settings.template,
        settings.space,
        settings.abbreviate,
        settings.organisation,
        settings.longest_path,
        settings.longest_name,
    )
    return ArchiveRules(names, workspace.config.limits, settings.access, settings.retention)


def _dossiers(store: Store) -> Iterator[tuple[DossierRead, DossierJob]]:
    for read in store.dossiers():
        job = store.last_read(read.dossier)
        yield read, DossierJob(read.dossier, ()) if job is None else job


def _tell(report: ArchiveReport) -> None:
    say(
        _("Documents: {0} written, {1} unchanged, {2} removed under an old name.").format(
            report.written, report.kept, report.removed
        )
    )
    if report.left:
        say(
            counted(
                "{n} page is in no document; contents.jsonl lists it with the reason.",
                "{n} pages are in no document; contents.jsonl lists them with their reasons.",
                report.left,
            )
        )
    for dossier, page in report.withheld:
        say(_("Withheld for secrecy, not exported: {0}, page {1}.").format(dossier, page))
    for dossier, page in report.unreadable:
        say(_("Not filed, because it cannot be read: {0}, page {1}.").format(dossier, page))
    for dossier in report.outdated:
        say(_("{0} has other scans now than when it was settled: start `hoso run` first.").format(dossier))
