"""`hoso review`: the page on which people settle what is doubtful, served by this machine."""

from __future__ import annotations

import os
from pathlib import Path

import click
import waitress

from pipeline.catalogue.catalogue import catalogue
from pipeline.cli.edge import opened, say, workspace_option
from pipeline.cli.reading import stages
from pipeline.cli.terminal import Sitting, person_of, sit
from pipeline.config import Workspace
from pipeline.errors import BadArguments
from pipeline.messages import _, counted, language
from pipeline.review.desk import Desk, take_in
from pipeline.review.settling import Settling
from pipeline.review.web.app import create_app, session_secret
from pipeline.store import ReviewStore, Store

HERE = "127.0.0.1"
THREADS = 8


@click.command("review", help=_("Serve the review page to browsers until Ctrl+C."))
@workspace_option
@click.option("--host", default=HERE, show_default=True, help=_("The address to listen on."))
@click.option("--port", default=8042, show_default=True, type=click.IntRange(1, 65535), help=_("The port."))
@click.option("--terminal", is_flag=True, help=_("Ask here in the terminal instead; for one person."))
def review_command(folder: Path, host: str, port: int, terminal: bool) -> None:
    """Put before people what runs found, then serve or ask."""
    workspace = opened(folder)
    with ReviewStore.open(workspace.database_url) as store:
        if not store.people():
            raise BadArguments(_("Nobody has an account yet. Make one: hoso user add LOGIN --role admin"))
        sample = workspace.config.accept.sample_percent / 100
        planted = workspace.config.review.planted_percent / 100
        count = take_in(store, sample, reopen=True)
        say(counted("{n} dossier came in for review.", "{n} dossiers came in for review.", count))
        if terminal:
            desk = Desk(store, person_of(store), planted)
            sit(
                Sitting(
                    store, desk, workspace.config.limits, workspace.folder / "terminal", language(os.environ)
                )
            )
            return
        say(_("Open http://{0}:{1}/ in a browser. Ctrl+C ends the review.").format(host, port))
        if host != HERE:
            say(_("Others on the network reach this page unencrypted: put a TLS proxy before it."))
        secret = session_secret(workspace.folder)
        app = create_app(store, secret, workspace.config.limits, _settling(workspace), sample, planted)
        app.config["TALLIES"].begin()
        waitress.serve(app, host=host, port=port, threads=THREADS, ident=None)


def _settling(workspace: Workspace) -> Settling:
    """Settling as the next `hoso run` would do it, so that it finds nothing left to do."""
    with Store.open(workspace.database_url) as store:
        done = stages(workspace, store)
    names = catalogue(workspace.own_catalogue).names()
    return Settling(workspace.folder, workspace.recipe(), done.settled_by, done.settle, names)
