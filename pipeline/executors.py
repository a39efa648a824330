"""Where jobs run, and what becomes of them when a worker dies: the only module that knows of processes.

A workplace opens `concurrent.futures` executors: `Serial` in this process, `Processes` (spawned, one thread
each) or `Cluster` (Dask). `outcomes` keeps a window of tasks in flight and gives an answer for every one,
whatever happens: an error, a death and a lapse of time are values (`Failed`) that carry no page content.
"""

from __future__ import annotations

import faulthandler
import os
import signal
import threading
import traceback
from collections.abc import Callable, Generator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from importlib import import_module
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection
from pathlib import PurePath
from time import monotonic
from types import FrameType
from typing import Any, Generic, ParamSpec, Protocol, TypeVar

from pipeline.errors import BadArguments, ConfigInvalid, DependencyMissing, HosoError, SelfTestFailed
from pipeline.types import Reason

Job = TypeVar("Job")
Result = TypeVar("Result")
_P = ParamSpec("_P")
_T = TypeVar("_T")

_CONNECT_S = 5
_MACHINE_FAULTS = (BadArguments, ConfigInvalid, DependencyMissing, SelfTestFailed)
"""Errors that every job would meet alike: they end the run instead of failing page after page."""

_ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OMP_THREAD_LIMIT": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "OPENCV_FOR_THREADS_NUM": "1",
}


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


# --- workplaces --------------------------------------------------------------------------------------


class Workplace(Protocol):
    """Opens executors. `open(1)` must give a fresh one whose worker may die without harm to others."""

    @property
    def workers(self) -> int:
        """How many tasks run at the same time."""

    def open(self, workers: int) -> Executor:
        """A new executor; shutting it down with `cancel_futures` ends running tasks too, where it can."""


@dataclass(frozen=True, slots=True)
class Serial:
    """Everything in this process, one after the other: for looking for faults, and for tests."""

    workers: int = 1

    def open(self, workers: int) -> Executor:
        return _SerialExecutor()


@dataclass(frozen=True, slots=True)
class Processes:
    """Spawned processes on this machine, one thread each."""

    workers: int

    def open(self, workers: int) -> Executor:
        return _LeashedPool(workers)


@dataclass(frozen=True, slots=True)
class Cluster:
    """A Dask cluster by the address of its scheduler; its workers must run with `--nthreads 1`.

    The scan root must have the same path on every machine. Dask itself tries a task elsewhere when its
    worker dies, and gives up after `distributed.scheduler.allowed-failures`.
    """

    address: str
    workers: int

    def open(self, workers: int) -> Executor:
        return _ClusterExecutor(_cluster_client(self.address))


def cluster(address: str) -> Cluster:
    """Join a cluster, to learn how many workers it has. Raises DependencyMissing, BadArguments."""
    with _cluster_client(address) as client:
        return Cluster(address, max(1, sum(client.nthreads().values())))


def _cluster_client(address: str) -> Any:
    try:
        dask: Any = import_module("distributed")
    except ImportError:
        raise DependencyMissing("Dask", "Install it: pip install 'hoso[cluster]'.") from None
    try:
        return dask.Client(address, timeout=_CONNECT_S, set_as_default=False)
    except (OSError, ValueError):
        raise BadArguments(f"No Dask scheduler answers at {address}.") from None


class _ClusterExecutor(Executor):
    """Dask's executor with the standard `shutdown`, which closes its client as well."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._inner = client.get_executor(pure=False)

    def submit(self, fn: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> Future[_T]:
        future: Future[_T] = self._inner.submit(fn, *args, **kwargs)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self._inner.shutdown(wait=wait and not cancel_futures)
        self._client.close()


class _SerialExecutor(Executor):
    def submit(self, fn: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> Future[_T]:
        future: Future[_T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


class _LeashedPool(ProcessPoolExecutor):
    """A process pool whose workers live only while this process holds the other end of a pipe.

    A plain pool leaves its workers behind for ever when its parent is killed, and has no way to end a
    worker that is busy.
    """

    def __init__(self, workers: int) -> None:
        context = get_context("spawn")
        held, self._leash = context.Pipe(duplex=False)
        super().__init__(workers, context, _begin_worker, (held,))

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        if cancel_futures:
            self._leash.close()
        super().shutdown(wait, cancel_futures=cancel_futures)
        self._leash.close()


def _begin_worker(leash: Connection) -> None:
    """Prepare a fresh process, before it imports anything heavy."""
    os.environ.update(_ONE_THREAD)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle.
    threading.Thread(target=_wait_for_the_end, args=(leash,), daemon=True).start()


def _wait_for_the_end(leash: Connection) -> None:
    try:
        leash.recv_bytes()
    except (EOFError, OSError):
        os._exit(1)


# --- one task, inside its worker ---------------------------------------------------------------------


class _OutOfTime(BaseException):
    """Raised inside a task; no Exception, so that no handler on its way takes it for something else."""


def attempt(task: Task[Job, Result]) -> Result | Failed:
    """Do the task; what it raises comes back as a value, for not every exception survives the journey."""
    try:
        with _TimeLimit(task.limit_s):
            return task.function(task.job)
    except _MACHINE_FAULTS:
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


# --- many tasks, from the parent ---------------------------------------------------------------------

Answer = tuple[Task[Job, Result], Result | Failed]


def outcomes(
    workplace: Workplace, supply: Callable[[], Task[Job, Result] | None], window: int
) -> Generator[Answer[Job, Result], None, None]:
    """Give each task's result or `Failed`, as they come, with at most `window` tasks in flight.

    `supply` gives the next task, or None when there is none at the moment; it is asked again after each
    answer, and the end has come when it gives none and nothing is in flight. When a worker dies, the tasks in
    flight are tried alone, one by one: the one that kills its worker again is told apart from its neighbours.
    Closing the generator ends the workers. Raises only what every task would meet alike.
    """
    while suspects := (yield from _shift(workplace, supply, window)):
        for task in suspects:
            answer = _alone(workplace, task)
            yield task, answer


def _shift(
    workplace: Workplace, supply: Callable[[], Task[Job, Result] | None], window: int
) -> Generator[Answer[Job, Result], None, tuple[Task[Job, Result], ...]]:
    """Work with one executor until all is done, or until it breaks: then the tasks that were in flight."""
    flying: dict[Future[Result | Failed], Task[Job, Result]] = {}
    suspects: list[Task[Job, Result]] = []
    executor = workplace.open(workplace.workers)
    try:
        while True:
            while not suspects and len(flying) < window and (task := supply()) is not None:
                flying[_submitted(executor, task)] = task
            if not flying:
                return tuple(suspects)
            for future in wait(flying, return_when=FIRST_COMPLETED).done:
                task = flying.pop(future)
                if isinstance(future.exception(), BrokenExecutor):
                    suspects.append(task)
                else:
                    yield task, _result(future)
    finally:
        executor.shutdown(cancel_futures=bool(flying))


def _submitted(executor: Executor, task: Task[Job, Result]) -> Future[Result | Failed]:
    try:
        return executor.submit(attempt, task)
    except BrokenExecutor as error:
        future: Future[Result | Failed] = Future()
        future.set_exception(error)
        return future


def _result(future: Future[Result | Failed]) -> Result | Failed:
    """The future's value; a result that cannot be pickled and a cluster's lost worker are values as well."""
    error = future.exception()
    if error is None:
        return future.result()
    if isinstance(error, _MACHINE_FAULTS):
        raise error
    lost = type(error).__name__ == "KilledWorker"  # Dask's own; naming the class would import Dask here.
    return Failed(Reason.WORKER_DIED if lost else Reason.INTERNAL, type(error).__name__)


def _alone(workplace: Workplace, task: Task[Job, Result]) -> Result | Failed:
    """Try a suspect in a worker of its own."""
    executor = workplace.open(1)
    try:
        executor.submit(os.getpid).result()  # The clock starts when the worker stands.
        began = monotonic()
        future = _submitted(executor, task)
        if not isinstance(future.exception(), BrokenExecutor):
            return _result(future)
        if monotonic() - began >= task.limit_s:
            return Failed(Reason.TIMED_OUT, f"no result after {task.limit_s:g} s; its worker was ended")
        return Failed(Reason.WORKER_DIED, "the worker process ended without a word")
    finally:
        executor.shutdown(cancel_futures=True)
