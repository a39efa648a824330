"""`hoso report` and `hoso calibrate`: how right the accepted values are, and learning from it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import click

from pipeline.catalogue.catalogue import catalogue
from pipeline.cli.edge import json_option, log, opened, say, workspace_option
from pipeline.confidence import Curve, built_in_curve, curve_text, load_curve
from pipeline.config import CONFIG_NAME, Workspace
from pipeline.dossier import judged_signals
from pipeline.errors import BadArguments, ConfigInvalid
from pipeline.export.files import write_whole
from pipeline.forms.members import member_fields
from pipeline.messages import _
from pipeline.report.accuracy import (
    Accuracy,
    Followed,
    Looked,
    RowLooked,
    accuracy,
    as_object,
    as_text,
    tightening,
)
from pipeline.report.fitting import Judged, fit, held_out, loss
from pipeline.report.page import as_html
from pipeline.route import Dial
from pipeline.store import Store, Verdict
from pipeline.text import comparable

OWN_CURVE = "confidence.yaml"
_HELD_SHARE = 0.3
_LEAST_HELD = 50
"""Fewer verified values held out cannot tell a better curve from luck."""


@click.group("report", help=_("Tell how right the accepted values are."))
def report_command() -> None:
    """Gather the commands."""


@report_command.command("accuracy", help=_("What people's answers say of the values no person looked at."))
@workspace_option
@click.option("--html", type=click.Path(path_type=Path, dir_okay=False), help=_("Also write a page here."))
@json_option
def accuracy_command(folder: Path, html: Path | None, as_json: bool) -> None:
    """Print the report."""
    workspace = opened(folder)
    with Store.open(workspace.database_url) as store:
        report = _report(workspace, store)
    if html is not None:
        write_whole(html, lambda path: _written(path, as_html(report)))
    click.echo(json.dumps(as_object(report), ensure_ascii=False, indent=2) if as_json else as_text(report))


@click.command("calibrate", help=_("Fit the probabilities to what people verified here, or undo that."))
@workspace_option
@click.option("--undo", is_flag=True, help=_("Take the fitting back: the curve of the package is in force."))
def calibrate_command(folder: Path, undo: bool) -> None:
    """Fit, compare on dossiers held out, and keep the curve where it is better."""
    workspace = opened(folder)
    path = workspace.folder / OWN_CURVE
    if undo:
        path.unlink(missing_ok=True)
        say(_("The curve that came with hoso is in force. `hoso run` settles the dossiers anew."))
        return
    with Store.open(workspace.database_url) as store:
        rows = tuple(_judged(workspace, store))
    held = [row for row in rows if held_out(row, _HELD_SHARE)]
    learnt = [row for row in rows if not held_out(row, _HELD_SHARE)]
    if len(held) < _LEAST_HELD or not learnt:
        raise BadArguments(
            _(
                "There are too few verified values: {0} to learn from and {1} held out; {2} must be held out."
            ).format(len(learnt), len(held), _LEAST_HELD)
        )
    before = own_curve(workspace)
    after = fit(learnt, prior=built_in_curve())
    losses = loss(held, before), loss(held, after)
    log.info("calibrated on %d values: loss %.4f before, %.4f after", len(learnt), *losses)
    say(_("Loss on {0} values held out: {1:.4f} before, {2:.4f} after.").format(len(held), *losses))
    if losses[1] >= losses[0]:
        say(_("The new curve is not kept: it is no better."))
        return
    whole = fit(rows, prior=built_in_curve())
    write_whole(path, lambda draft: _written(draft, curve_text(whole)))
    say(_("The new curve is in force: `hoso run` settles the dossiers anew. --undo takes it back."))


def own_curve(workspace: Workspace) -> Curve:
    """The curve in force: the site's own, else that of the package."""
    path = workspace.folder / OWN_CURVE
    return load_curve(path) if path.exists() else built_in_curve()


def dial_of(workspace: Workspace, store: Store) -> Dial:
    """How much may be wrong here; less than is set where the blind sample shows more errors than aimed at."""
    settings = workspace.config.accept
    fields = _field_errors(settings.field_errors, str(workspace.folder / CONFIG_NAME))
    sample = _report(workspace, store).sample
    factor = tightening(sample, settings.target_error)
    if factor > 1:
        log.warning("%d of %d sampled values wrong: aim divided by %.1f", sample.wrong, sample.of, factor)
    return Dial(settings.target_error, settings.identity_error, fields, round(factor, 1))


def _field_errors(text: str, path: str) -> tuple[tuple[str, float], ...]:
    known = {field.key for field in member_fields()}
    found = []
    for entry in filter(None, (part.strip() for part in text.split(","))):
        key, _sign, share = (part.strip() for part in entry.partition("="))
        try:
            error = float(share)
        except ValueError:
            error = -1.0
        if key not in known or not 0 <= error <= 1:
            message = _("accept.field_errors: {0} is not a field's key, = and a share from 0 to 1.")
            raise ConfigInvalid(path, message.format(entry))
        found.append((key, error))
    return tuple(found)


def _report(workspace: Workspace, store: Store) -> Accuracy:
    kinds = {field.key: field.kind for field in member_fields()}
    forms = catalogue(workspace.own_catalogue).names()
    looked = [
        Looked(
            verdict.confidence,
            verdict.right,
            verdict.sampled,
            kinds.get(verdict.key, verdict.key),
            forms.get(verdict.type or 0, _("unknown")),
            verdict.month,
        )
        for verdict in store.verdicts()
    ]
    came = store.reopened()
    reopened = Followed(came.findings, came.values, came.waiting)
    return accuracy(looked, workspace.config.accept.target_error, reopened, tuple(_rows(store)))


def _rows(store: Store) -> Iterator[RowLooked]:
    """The settled rows of tables under their printed headings."""
    fields = {field.key: field for field in member_fields()}
    for row in store.row_verdicts():
        table = fields[row.table]
        headings = {column.key: column.heading for column in table.columns}
        cells = tuple((headings.get(column, column), right) for column, right in row.cells)
        yield RowLooked(table.heading, row.found, row.stands, cells)


def _judged(workspace: Workspace, store: Store) -> Iterator[Judged]:
    """The signals of every verified value; one of the sample stands for all that were accepted like it."""
    worth = 100 / max(workspace.config.accept.sample_percent, 1e-9)
    settled: dict[str, dict[tuple[str, str, int], Verdict]] = {}
    for verdict in store.verdicts():
        place = verdict.key, verdict.sha256, verdict.source_page
        settled.setdefault(verdict.dossier, {})[place] = verdict
    for name, places in settled.items():
        yield from _of_dossier(workspace, store, name, places, worth)


def _of_dossier(
    workspace: Workspace,
    store: Store,
    name: str,
    places: Mapping[tuple[str, str, int], Verdict],
    worth: float,
) -> Iterator[Judged]:
    job = store.last_read(name)
    if job is None:
        return
    pages = {page.job.number: page.job for page in job.pages}
    own = workspace.own_catalogue, workspace.own_forms
    for reading, signals in judged_signals(job, own_curve(workspace), *own):
        page = pages[reading.page]
        if verdict := places.get((reading.key, page.sha256, page.source_page)):
            right = comparable(_text(reading.value)) == comparable(verdict.value)
            yield Judged(signals, right, name, worth if verdict.sampled else 1.0)


def _text(value: str | tuple[str, ...] | None) -> str:
    return ", ".join(value) if isinstance(value, tuple) else value or ""


def _written(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
