"""One task inside its worker: its time limit, and its errors turned into values."""

from __future__ import annotations

import faulthandler
import os
import signal
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import parent_process
from pathlib import PurePath
from types import FrameType
from typing import Generic, TypeVar

from pipeline.errors import BadArguments, ConfigInvalid, DependencyMissing, HosoError, SelfTestFailed
from pipeline.types import Reason

Job = TypeVar("Job")
Result = TypeVar("Result")

MACHINE_FAULTS = (BadArguments, ConfigInvalid, DependencyMissing, SelfTestFailed)
"""Errors that every job would meet alike: they end the run instead of failing page after page."""


@dataclass(frozen=True, slots=True)
class Failed:
    """A task without a result. `detail` names the kind of error and its place in the code, no content."""

    reason: Reason
    detail: str


@dataclass(frozen=True, slots=True)
class Task(Generic[Job, Result]):
    """A job, the function that does it, and the seconds it may take."""

    function: Callable[[Job], Result]
    job: Job
    limit_s: float


class _OutOfTime(BaseException):
    """Raised inside a task; no Exception, so that no handler on its way takes it for something else."""


def attempt(task: Task[Job, Result]) -> Result | Failed:
    """Do the task; what it raises comes back as a value, for not every exception survives the journey."""
    try:
        with _TimeLimit(task.limit_s):
            return task.function(task.job)
    except MACHINE_FAULTS:
        raise
    except _OutOfTime:
        return Failed(Reason.TIMED_OUT, f"no result after {task.limit_s:g} s")
    except (Exception, SystemExit) as error:
        return Failed(Reason.INTERNAL, described(error))


def described(error: BaseException) -> str:
    """Name an error and its place in the code; its own words only where they are known to hold no content."""
    if isinstance(error, HosoError):
        return str(error)
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return type(error).__name__
    place = "/".join(PurePath(frames[-1].filename).parts[-2:])
    return f"{type(error).__name__} at {place}:{frames[-1].lineno}"


class _TimeLimit:
    """Raises `_OutOfTime` in the task; where native code does not let it, ends the process a little later."""

    def __init__(self, limit_s: float) -> None:
        self._limit_s = limit_s
        self._main = threading.current_thread() is threading.main_thread()

    def __enter__(self) -> None:
        if self._main:  # Python delivers signals to the main thread only; Dask runs tasks in others.
            self._before = signal.signal(signal.SIGALRM, _raise_out_of_time)
            signal.setitimer(signal.ITIMER_REAL, self._limit_s)
        if _may_be_ended():
            self._silence = open(os.devnull, "w")
            faulthandler.dump_traceback_later(1.1 * self._limit_s + 1, exit=True, file=self._silence)

    def __exit__(self, *_: object) -> None:
        if self._main:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, self._before)
        if _may_be_ended():
            faulthandler.cancel_dump_traceback_later()
            self._silence.close()


def _raise_out_of_time(_signal: int, _frame: FrameType | None) -> None:
    raise _OutOfTime


def _may_be_ended() -> bool:
    """Whether this is a worker's process: the parent's own is never ended for a slow task."""
    return parent_process() is not None
