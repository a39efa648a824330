"""`hoso documents`: the documents of a dossier as a list, and a person's corrections of them."""

from __future__ import annotations

import getpass
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path

import click

from pipeline.catalogue.catalogue import catalogue
from pipeline.catalogue.decided import decided, join, move_after, retype, split_before
from pipeline.catalogue.separate import Group
from pipeline.cli.dossier import settled_dossier
from pipeline.cli.edge import json_option, opened, say, workspace_option
from pipeline.cli.summary import type_name
from pipeline.errors import BadArguments
from pipeline.lock import locked
from pipeline.messages import _
from pipeline.store import Store
from pipeline.types import DecidedDocument, DossierRead, Status

Act = Callable[[Sequence[DecidedDocument]], tuple[DecidedDocument, ...]]


@click.command("documents", help=_("List the documents of DOSSIER, or correct them; `hoso run` settles it."))
@click.argument("dossier")
@workspace_option
@click.option("--split-before", "splits", type=int, multiple=True, help=_("A document begins at this page."))
@click.option(
    "--join", "joins", type=int, multiple=True, help=_("This page's document goes on the one before.")
)
@click.option(
    "--move", "moves", metavar="PAGE=PAGE", multiple=True, help=_("The first page follows the other.")
)
@click.option(
    "--type",
    "types",
    metavar="PAGE=TYPE",
    multiple=True,
    help=_("The page's document is of TYPE (0: unknown)."),
)
@json_option
def documents_command(
    dossier: str,
    folder: Path,
    splits: tuple[int, ...],
    joins: tuple[int, ...],
    moves: tuple[str, ...],
    types: tuple[str, ...],
    as_json: bool,
) -> None:
    """Keep what the person says, splitting first and naming types last, then print the documents."""
    workspace = opened(folder)
    names = catalogue(workspace.own_catalogue).names()
    acts = tuple(_acts(splits, joins, moves, types, names))
    with Store.open(workspace.database_url) as store:
        read = settled_dossier(store, dossier)
        before = _documents(read, store.decisions(dossier))
        after, said = _applied(before, acts)
        if said:
            with locked(workspace.folder):
                store.decide(dossier, said, getpass.getuser())
    if as_json:
        click.echo(json.dumps([asdict(each) for each in after], ensure_ascii=False))
    else:
        click.echo("\n".join(_listed(after, read, names)))
    if said:
        say(_("Kept. `hoso run` settles the dossier with it; nothing is read again."))


def _acts(
    splits: Iterable[int],
    joins: Iterable[int],
    moves: Iterable[str],
    types: Iterable[str],
    names: Mapping[int, str],
) -> Iterator[Act]:
    for page in splits:
        yield partial(split_before, page=page)
    for page in joins:
        yield partial(join, page=page)
    for page, after in map(_pair, moves):
        yield partial(move_after, page=page, after=after)
    for page, number in map(_pair, types):
        if number and number not in names:
            raise BadArguments(_("There is no document type {0}.").format(number))
        yield partial(retype, page=page, number=number or None)


def _pair(text: str) -> tuple[int, int]:
    first, sign, second = text.partition("=")
    if not (sign and first.isdecimal() and second.isdecimal()):
        raise BadArguments(_("{0} must be two numbers with = between them.").format(text))
    return int(first), int(second)


def _applied(
    documents: Sequence[DecidedDocument], acts: Iterable[Act]
) -> tuple[tuple[DecidedDocument, ...], tuple[DecidedDocument, ...]]:
    """The documents after all acts, and what was said, in order."""
    said: list[DecidedDocument] = []
    for act in acts:
        for each in act(documents):
            said.append(each)
            documents = _with(documents, each)
    return tuple(documents), tuple(said)


def _with(documents: Iterable[DecidedDocument], new: DecidedDocument) -> tuple[DecidedDocument, ...]:
    rest = (
        DecidedDocument(each.type, tuple(page for page in each.pages if page not in new.pages))
        for each in documents
    )
    kept = [each for each in rest if each.pages]
    return tuple(sorted([*kept, new], key=lambda each: min(each.pages)))


def _documents(read: DossierRead, said: Iterable[DecidedDocument]) -> tuple[DecidedDocument, ...]:
    """The documents as settled last, and as decided since."""
    groups = [Group(each.type, each.pages, 1.0, each.confidence) for each in read.documents]
    now = decided(groups, said, (page.number for page in read.pages))
    return tuple(DecidedDocument(each.type, each.pages) for each in now)


def _listed(
    documents: Iterable[DecidedDocument], read: DossierRead, names: Mapping[int, str]
) -> Iterator[str]:
    settled = {each.pages: each.status for each in read.documents}
    secret = {page.number for page in read.pages if page.withheld}
    for each in documents:
        pages = ", ".join(map(str, each.pages))
        kind = _("withheld") if secret & set(each.pages) else type_name(each.type, names)
        mark = " ✓" if settled.get(each.pages) is Status.VERIFIED else ""
        yield _("pages {0}: {1}").format(pages, kind) + mark
