"""`hoso user`: the accounts of the people who review."""

from __future__ import annotations

import json
from pathlib import Path

import click

from pipeline.cli.edge import json_option, opened, say, workspace_option
from pipeline.messages import _
from pipeline.review import people
from pipeline.review.policy import ROLES
from pipeline.store import ReviewStore


@click.group(
    "user", help=_("Make, list and close accounts. Passwords are asked for, never given as options.")
)
def user_command() -> None:
    """Gather the commands."""


@user_command.command("add", help=_("Make the account LOGIN and ask for its password."))
@click.argument("login")
@workspace_option
@click.option("--name", default="", help=_("The person's name as others see it."))
@click.option(
    "--role", type=click.Choice(ROLES), default=ROLES[0], show_default=True, help=_("What they may do.")
)
def add(login: str, folder: Path, name: str, role: str) -> None:
    with _store(folder) as store:
        people.add(store, login, name, role, _password())
        store.note("", "user_add", login)
    say(_("The account {0} is made.").format(login))


@user_command.command("list", help=_("List the accounts."))
@workspace_option
@json_option
def list_(folder: Path, as_json: bool) -> None:
    with _store(folder) as store:
        everybody = store.people()
    if as_json:
        entries = [{"login": p.login, "name": p.shown, "role": p.role, "active": p.active} for p in everybody]
        click.echo(json.dumps(entries, ensure_ascii=False, indent=2))
        return
    for person in everybody:
        closed = "" if person.active else _("closed")
        click.echo(f"{person.login:<16} {person.role:<11} {person.shown} {closed}".rstrip())


@user_command.command("disable", help=_("Close the account LOGIN: its sessions end, what was done stays."))
@click.argument("login")
@workspace_option
def disable(login: str, folder: Path) -> None:
    with _store(folder) as store:
        people.disable(store, login)
        store.note("", "user_disable", login)
    say(_("The account {0} is closed.").format(login))


@user_command.command("password", help=_("Give the account LOGIN a new password; its sessions end."))
@click.argument("login")
@workspace_option
def password(login: str, folder: Path) -> None:
    with _store(folder) as store:
        people.set_password(store, login, _password())
        store.note("", "user_password", login)
    say(_("The password of {0} is changed.").format(login))


def _store(folder: Path) -> ReviewStore:
    return ReviewStore.open(opened(folder).database_url)


def _password() -> str:
    answer: str = click.prompt(_("Password"), hide_input=True, confirmation_prompt=True, err=True)
    return answer
