"""`hoso doctor`: whether this machine has all it needs."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from pipeline.cli.edge import json_option, workspace_option
from pipeline.doctor import Check, examine
from pipeline.messages import _


@click.command("doctor", help=_("Check that this machine has all it needs; each line says what to do."))
@workspace_option
@click.option("--reader", help=_("Check this reader instead of the one in hoso.toml."))
@json_option
def doctor_command(folder: Path, reader: str | None, as_json: bool) -> int:
    """Print the checks; the exit code is that of the first one that failed."""
    checks = examine(folder, reader)
    if as_json:
        click.echo(json.dumps([asdict(check) for check in checks], ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(map(_line, checks)))
    return next((check.exit_code for check in checks if check.exit_code), 0)


def _line(check: Check) -> str:
    mark = _("ok") if not check.exit_code else _("FAULT")
    advice = f"\n         {check.advice}" if check.advice else ""
    return f"{mark:<6} {check.name}: {check.found}{advice}"
