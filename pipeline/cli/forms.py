"""`hoso forms`: are the form files of a clerk sound? Each mistake is named with its file and its place."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.edge import say
from pipeline.errors import ConfigInvalid, FileAccess
from pipeline.forms.form import Form, built_in_forms, load_form
from pipeline.messages import _, counted, sentence


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
        click.echo(f"{form.name}\t{form.edition}\t{form.document_type}\t{keys}\t{len(form.tables)}")
