"""The edge: where errors become exit codes and sentences, streams are kept apart and the log is opened.

Data goes to stdout, everything said to a person to stderr. No sentence and no log line holds a value.
"""

from __future__ import annotations

import logging
import os
import secrets
import sys
from collections.abc import Callable
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

import click

from pipeline.config import DEFAULT_FOLDER, Workspace, open_workspace
from pipeline.errors import BadArguments, HosoError, places
from pipeline.messages import _, sentence

INTERRUPTED = 130
BROKEN_PIPE = 141
UNEXPECTED = HosoError.exit_code
_LOG_BYTES = 5_000_000
_LOG_FILES = 5

log = logging.getLogger("hoso")
log.addHandler(logging.NullHandler())  # Without a workspace there is no log, and stderr is for people.


def guarded(command: Callable[[], object]) -> int:
    """Call `command`; give the exit code for its end, with a sentence on stderr where it failed."""
    try:
        code = command()
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except click.exceptions.Exit as ending:
        return ending.exit_code
    except click.ClickException as error:
        error.show()
        return BadArguments.exit_code
    except (click.Abort, KeyboardInterrupt):
        say("\n" + _("Stopped. What was read is saved; the same command goes on from there."))
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has left; what is still in the buffer must not be flushed at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except HosoError as error:
        log.error("%s: %s", type(error).__name__, error)
        say(sentence(error))
        return error.exit_code
    except Exception as error:
        say(_unexpected(error))
        return UNEXPECTED


def say(text: str) -> None:
    """Tell a person something, on stderr."""
    click.echo(text, err=True)


def _unexpected(error: Exception) -> str:
    """Log where it happened, without the error's own words: they may quote what was read."""
    reference = secrets.token_hex(4)
    frames = places(error)
    log.critical("fault %s: %s\n%s", reference, type(error).__name__, frames)
    files = [handler.baseFilename for handler in log.handlers if isinstance(handler, RotatingFileHandler)]
    if not files:
        message = _("Something went wrong inside hoso ({0}). Please report it with these lines:")
        return f"{message.format(type(error).__name__)}\n{frames}"
    message = _("Something went wrong inside hoso ({0}). Please report it with the lines marked {1} of {2}.")
    return message.format(type(error).__name__, reference, files[0])


def opened(folder: Path, create: bool = False) -> Workspace:
    """The workspace as `config.open_workspace` gives it, its log open: faults are told there."""
    workspace = open_workspace(folder, create)
    _open_log(workspace.log_file)
    return workspace


def _open_log(path: Path) -> None:
    """Write the log to `path`, which is made at its first line; old ones are kept up to a limit."""
    handler = RotatingFileHandler(path, "a", _LOG_BYTES, _LOG_FILES, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    for old in log.handlers[:]:
        log.removeHandler(old)
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    log.propagate = False


def workspace_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --workspace to a command."""
    return click.option(
        "-w",
        "--workspace",
        "folder",
        type=click.Path(path_type=Path, file_okay=False),
        default=DEFAULT_FOLDER,
        envvar="HOSO_WORKSPACE",
        show_default=True,
        help=_("The folder that holds settings, database and log (also HOSO_WORKSPACE)."),
    )(command)


def json_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --json to a command."""
    return click.option(
        "--json", "as_json", is_flag=True, help=_("Write the answer to stdout as JSON, for programs.")
    )(command)
