"""`hoso show DOSSIER`: the record on the terminal, and its pages with every field framed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray

from pipeline.cli.dossier import settled_dossier
from pipeline.cli.edge import json_option, opened, say, workspace_option
from pipeline.cli.record import record_text, this_screen
from pipeline.config import LimitSettings
from pipeline.errors import BadArguments, FileAccess
from pipeline.export.contract import dossier_object, without_secrets
from pipeline.export.files import write_whole
from pipeline.export.pictures import Colour, Frame, framed
from pipeline.messages import _, counted
from pipeline.scans import PageUnreadable, Source, open_read
from pipeline.store import Store
from pipeline.types import DossierRead, PageJob, Reading, Reason, Status

COLOURS: dict[Status, Colour] = {
    Status.ACCEPTED: (0, 130, 60),
    Status.REVIEW: (200, 90, 0),
    Status.VERIFIED: (0, 80, 200),
    Status.BLANK: (120, 120, 120),
}


@click.command("show", help=_("Show the record of a DOSSIER, and its pages with the fields framed."))
@click.argument("dossier")
@workspace_option
@click.option(
    "--pictures",
    type=click.Path(path_type=Path, file_okay=False),
    help=_("A folder for pictures of the pages, each field framed in the colour of its state."),
)
@json_option
def show_command(dossier: str, folder: Path, pictures: Path | None, as_json: bool) -> None:
    """Print the record; of a withheld page nothing is shown, neither as text nor as picture."""
    workspace = opened(folder)
    with Store.open(workspace.database_url) as store:
        read = without_secrets(settled_dossier(store, dossier))
        if pictures:
            drawn = _draw(store, read, pictures, workspace.config.limits)
            say(counted("{n} picture drawn.", "{n} pictures drawn.", drawn))
    if as_json:
        click.echo(json.dumps(dossier_object(read), ensure_ascii=False, indent=2))
    else:
        screen = this_screen()
        click.echo(record_text(read, screen), color=screen.coloured)


def _draw(store: Store, read: DossierRead, folder: Path, most: LimitSettings) -> int:
    """Draw every page that bears a field; how many. Raises where the scans are others than were read."""
    if store.holds(folder):
        message = _("{0} lies among the scans, where nothing is ever written. Choose another folder.")
        raise BadArguments(message.format(folder))
    jobs = _jobs(store, read)
    frames = page_frames(read)
    _make(folder)
    for number in sorted(frames):
        entry, job = next(page for page in read.pages if page.number == number), jobs.get(number)
        if job is None or (job.source, job.source_page) != (entry.source, entry.source_page):
            raise _outdated(read)
        picture = framed(_pixels(job, read, most), entry.rotation, frames[number])
        target = folder / f"page-{number:03}.jpg"
        write_whole(target, partial(picture.save, format="JPEG", quality=88))
    return len(frames)


def page_frames(read: DossierRead) -> dict[int, tuple[Frame, ...]]:
    """What to frame on each page that bears something: fields by key, cells by table and column."""
    secret = {page.number for page in read.pages if page.withheld}
    frames: dict[int, tuple[Frame, ...]] = {}
    for caption, reading in _placed(read):
        if reading.page not in secret:
            frame = Frame(reading.box, caption, COLOURS[reading.status])
            frames[reading.page] = (*frames.get(reading.page, ()), frame)
    return frames


def _placed(read: DossierRead) -> Iterator[tuple[str, Reading]]:
    """Every reading with its caption, as people settled it where they did: only the record knows that."""
    settled = {(r.key, r.document, r.page): r for r in read.member}
    for document in read.documents:
        for reading in document.readings:
            yield reading.key, settled.pop((reading.key, reading.document, reading.page), reading)
        for row in document.rows:
            yield from ((f"{row.table}.{cell.key}", cell) for cell in row.cells)
    yield from ((reading.key, reading) for reading in settled.values())


def _jobs(store: Store, read: DossierRead) -> dict[int, PageJob]:
    job = store.last_read(read.dossier)
    if job is None:
        raise _outdated(read)
    return {page.job.number: page.job for page in job.pages}


def _pixels(job: PageJob, read: DossierRead, most: LimitSettings) -> NDArray[np.uint8]:
    try:
        return open_read(Source(job.path, job.sha256, job.source_page, most)).pixels
    except PageUnreadable as error:
        if error.reason is Reason.CHANGED:  # Nobody has looked yet whether it bears a mark of secrecy.
            raise _outdated(read) from None
        raise FileAccess(job.path, error.detail) from None


def _outdated(read: DossierRead) -> BadArguments:
    message = _("{0} has other scans now than when it was settled: start `hoso run` first.")
    return BadArguments(message.format(read.dossier))


def _make(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise FileAccess(str(folder), error.strerror or type(error).__name__) from None
