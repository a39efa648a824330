"""`hoso forms`: are the form files of a clerk sound, and how do they fit a page?"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import click

from pipeline.cli.edge import say
from pipeline.config import LimitSettings
from pipeline.errors import BadArguments, ConfigInvalid, FileAccess
from pipeline.export.files import write_whole
from pipeline.export.pictures import Frame, framed
from pipeline.extract.fitting import Fitted, fitted
from pipeline.forms.form import Form, built_in_forms, load_form
from pipeline.messages import _, counted, sentence
from pipeline.page import read_page
from pipeline.scans import PageUnreadable, digest_of, open_page
from pipeline.types import PageFailed, PageJob, PageRead, Recipe

_LABEL, _VALUE, _EMPTY = (0, 80, 200), (0, 130, 60), (120, 120, 120)


@click.group("forms", help=_("Work with the printed forms, which are data."))
def forms_command() -> None:
    """Gather what can be done with forms."""


@forms_command.command("check", help=_("Check form files; without FILES, the forms that come with hoso."))
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, dir_okay=False))
def check_command(files: tuple[Path, ...]) -> int:
    """List every edition of the sound forms on stdout; say of each wrong file what is wrong."""
    wrong = 0
    for path in files:
        try:
            _list(_loaded(path))
        except (ConfigInvalid, FileAccess) as error:
            say(sentence(error))
            wrong += 1
    if not files:
        _list(built_in_forms())
    if wrong:
        say(counted("{n} form file is wrong.", "{n} form files are wrong.", wrong))
    return ConfigInvalid.exit_code if wrong else 0


def _loaded(path: Path) -> tuple[Form, ...]:
    try:
        return load_form(path)
    except OSError as error:
        raise FileAccess(str(path), error.strerror or type(error).__name__) from None


def _list(forms: tuple[Form, ...]) -> None:
    for form in forms:
        keys = sum(field.key is not None for field in form.fields)
        click.echo(f"{form.name}\t{form.edition}\t{_types(form)}\t{keys}\t{len(form.tables)}")


def _types(form: Form) -> str:
    """The form's types among the 104; a dash for a paper outside of them."""
    return ",".join(map(str, form.document_types)) or "-"


@forms_command.command(
    "show", help=_("Draw over a page of SCAN what a form finds there; write it to PICTURE.")
)
@click.argument("scan", type=click.Path(path_type=Path, dir_okay=False))
@click.argument("picture", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--page", "number", type=click.IntRange(1), default=1, help=_("Which page of the file."))
@click.option(
    "--form",
    "files",
    multiple=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help=_("A form file to lay over the page, instead of the forms that come with hoso."),
)
def show_command(scan: Path, picture: Path, number: int, files: tuple[Path, ...]) -> None:
    """Say which form fits best, list its fields on stdout and draw labels, values and empty places."""
    page = _read(scan, number)
    if page.withheld:
        raise BadArguments(_("{0} bears a mark of secrecy; nothing of it is shown.").format(scan))
    if picture.absolute() == scan.absolute():
        raise BadArguments(_("The picture would overwrite the scan. Choose another name."))
    found = fitted(_all_of(files), page)
    if found is None:
        raise BadArguments(_("No label of any form was found on page {1} of {0}.").format(scan, number))
    drawn = framed(open_page(str(scan), number, LimitSettings()).pixels, page.rotation, _frames(found, page))
    write_whole(picture, partial(drawn.save, format="JPEG", quality=88))
    _tell(found)


def _read(scan: Path, number: int) -> PageRead:
    try:
        digest = digest_of(str(scan))
    except PageUnreadable as error:
        raise FileAccess(str(scan), error.detail) from None
    page = read_page(PageJob("", 1, scan.name, number, str(scan), digest, Recipe("ctc")), LimitSettings())
    if isinstance(page, PageFailed):
        raise FileAccess(str(scan), page.detail)
    return page


def _all_of(files: tuple[Path, ...]) -> tuple[Form, ...]:
    return tuple(form for path in files for form in _loaded(path)) if files else built_in_forms()


def _frames(found: Fitted, page: PageRead) -> Iterator[Frame]:
    """Labels first, so that values are drawn over them."""
    for _field, box in found.labels:
        yield Frame(page.to_scan.box(box), "", _LABEL)
    cells = ((f"{row.table}.{cell.key}", cell) for row in found.extracted.rows for cell in row.cells)
    for caption, draft in (*((draft.key, draft) for draft in found.extracted.drafts), *cells):
        yield Frame(page.to_scan.box(draft.box), caption, _VALUE if draft.written else _EMPTY)


def _tell(found: Fitted) -> None:
    """A field a line: key, what stands behind its label, and the label where that was not found."""
    form = found.form
    labels = len(found.labels) + len(found.missing)
    told = _("{0} {1} (type {2}): {3} of {4} labels found.")
    say(told.format(form.name, form.edition, _types(form), len(found.labels), labels))
    for draft in found.extracted.drafts:
        click.echo(f"{draft.key}\t{draft.value or ''}")
    for row in found.extracted.rows:
        click.echo(f"{row.table}\t{' | '.join(cell.value or '' for cell in row.cells)}")
    for field in found.missing:
        say(_("Not found: {0} ({1})").format(field.key or "-", field.labels[0]))
