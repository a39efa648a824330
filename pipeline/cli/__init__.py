"""The command line. This module only names the commands; each group of them loads when one is called.

`hoso --help` must answer at once, so nothing here imports a stage, an array library or the database.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any, NoReturn

import click

from pipeline import __version__
from pipeline.cli.edge import guarded
from pipeline.messages import _, noted, speak_everywhere

COMMANDS: Mapping[str, tuple[str, str]] = {
    "run": ("pipeline.cli.reading", noted("Read the dossiers of a folder of scans.")),
    "status": ("pipeline.cli.reading", noted("Tell what was read and what waits for a person.")),
    "show": (
        "pipeline.cli.show",
        noted("Show the record of a dossier, and its pages with the fields framed."),
    ),
    "documents": ("pipeline.cli.deciding", noted("List the documents of a dossier, and correct them.")),
    "review": ("pipeline.cli.review", noted("Let people settle what is doubtful, in a browser.")),
    "queue": ("pipeline.cli.queue", noted("Tell what waits for people; free or assign tasks.")),
    "user": ("pipeline.cli.people", noted("Make and close the accounts of people who review.")),
    "export": ("pipeline.cli.records", noted("Write the records, or file the documents as an archive.")),
    "eval": ("pipeline.cli.records", noted("Measure what was read against known truth.")),
    "report": ("pipeline.cli.accuracy", noted("Tell how right the accepted values are.")),
    "calibrate": ("pipeline.cli.accuracy", noted("Fit the probabilities to what people verified here.")),
    "train": ("pipeline.cli.train", noted("Fit the network to a site's own hand, or undo that.")),
    "forms": ("pipeline.cli.forms", noted("Check the printed forms, which are data.")),
    "doctor": ("pipeline.cli.machine", noted("Check that this machine has all it needs.")),
}
"""Each command, the module that holds it and its line in the help."""


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(COMMANDS[cmd_name][0]), f"{cmd_name}_command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section(_("Commands")):
            formatter.write_dl([(name, _(about)) for name, (_module, about) in COMMANDS.items()])

    def main(self, args: Sequence[str] | None = None, *_args: Any, **extra: Any) -> NoReturn:
        """Run and exit with the code of docs/cli.md; errors become a sentence on stderr."""
        speak_everywhere()
        if "_HOSO_COMPLETE" in os.environ:  # The shell asks for completions, which click answers.
            super().main(args, "hoso", **extra)
        words = list(sys.argv[1:] if args is None else args)
        sys.exit(guarded(lambda: self._invoked(words)))

    def _invoked(self, words: list[str]) -> object:
        with self.make_context("hoso", words) as context:
            return self.invoke(context)


@click.group(
    cls=_Commands,
    help=_("Hoso turns scanned dossiers of party members into verified member records."),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(
    __version__, prog_name="hoso", message="%(prog)s %(version)s", help=_("Show the version and exit.")
)
def main() -> None:
    """Gather the commands."""
