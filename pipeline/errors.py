"""The one error tree. The exit code sits on the class; the sentence is made at the edge, by locale.

    HosoError                      15
    ├── BadArguments                1
    ├── InputMissing                2
    ├── DependencyMissing           3
    ├── FileAccess                  5
    ├── ConfigInvalid               9
    ├── PartialSuccess             11
    ├── FailureLimit               12
    ├── WorkspaceLocked            13
    └── SelfTestFailed             14

Numbers up to 15 carry the meanings OCRmyPDF declares stable; 11 to 14 are this product's own. Arguments
are plain and positional, so that every error survives the way between processes.
"""

from __future__ import annotations

import traceback


class HosoError(Exception):
    """Base of every error a person is told of. `template` is the sentence, with {0}, {1}… for arguments."""

    exit_code = 15
    template = "Something went wrong: {0}."

    def __str__(self) -> str:
        return self.template.format(*self.args)


class BadArguments(HosoError):
    exit_code = 1
    template = "{0}"


class InputMissing(HosoError):
    exit_code = 2
    template = "There is no scan folder at {0}. Give the folder that holds the dossiers."


class DependencyMissing(HosoError):
    exit_code = 3
    template = "{0} is missing. {1}"


class FileAccess(HosoError):
    exit_code = 5
    template = "{0} cannot be used: {1}."


class ConfigInvalid(HosoError):
    exit_code = 9
    template = "{0}: {1}"


class PartialSuccess(HosoError):
    exit_code = 11
    template = "{0} of {1} files or pages could not be read; `hoso status` lists them with their reasons."


class FailureLimit(HosoError):
    exit_code = 12
    template = "Stopped: {0} of {1} pages failed, more than the limit of {2} %."


class WorkspaceLocked(HosoError):
    exit_code = 13
    template = "Another run is using the workspace {0}. Wait until it ends, or choose another --workspace."


class SelfTestFailed(HosoError):
    exit_code = 14
    template = "The reader {0} failed its self-test: {1}."


def places(error: BaseException) -> str:
    """Where an error came from, without its own words: they may quote what was read."""
    return "".join(traceback.format_tb(error.__traceback__)).rstrip()
