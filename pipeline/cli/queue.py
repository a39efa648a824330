"""`hoso queue`: what waits for people, who holds it, and taking it out of their hands."""

from __future__ import annotations

import json
from pathlib import Path

import click

from pipeline.cli.edge import json_option, opened, say, workspace_option
from pipeline.errors import BadArguments
from pipeline.messages import _, counted
from pipeline.review.desk import LEASE_S, take_in
from pipeline.store import Person, ReviewStore


@click.group("queue", help=_("Tell what waits for people; free or assign tasks."))
def queue_command() -> None:
    """Gather the commands."""


@queue_command.command("list", help=_("Tell how many fields wait in which way, and who holds how many."))
@workspace_option
@json_option
def list_(folder: Path, as_json: bool) -> None:
    with _store(folder) as store:
        take_in(store, opened(folder).config.accept.sample_percent / 100, reopen=True)
        counts, held = store.counts(), store.held()
    if as_json:
        holders = [{"login": h.login, "tasks": h.tasks, "until": h.until} for h in held]
        click.echo(json.dumps({"tasks": dict(counts), "held": holders}, indent=2))
        return
    for mode, count in counts:
        click.echo(f"{mode:<10} {count:>9}")
    for holder in held:
        click.echo(f"{holder.login}: {counted('{n} task', '{n} tasks', holder.tasks)}")


@queue_command.command("release", help=_("Take all tasks out of the hands of LOGIN."))
@click.argument("login")
@workspace_option
def release(login: str, folder: Path) -> None:
    with _store(folder) as store:
        count = store.release(_person(store, login).id)
        store.note("", "queue_release", login)
    say(counted("{n} task is free again.", "{n} tasks are free again.", count))


@queue_command.command("assign", help=_("Put the task with this number into the hands of LOGIN."))
@click.argument("number", type=int)
@click.argument("login")
@workspace_option
def assign(number: int, login: str, folder: Path) -> None:
    with _store(folder) as store:
        person = _person(store, login)
        if not store.assign(number, person.id, store.seconds() + LEASE_S):
            raise BadArguments(_("There is no task {0}, or {1} has read it before.").format(number, login))
        store.note("", "queue_assign", login)
    say(_("Task {0} is with {1} for five minutes.").format(number, login))


def _person(store: ReviewStore, login: str) -> Person:
    person = store.person(login)
    if person is None:
        raise BadArguments(_("There is no account {0}.").format(login))
    return person


def _store(folder: Path) -> ReviewStore:
    return ReviewStore.open(opened(folder).database_url)
