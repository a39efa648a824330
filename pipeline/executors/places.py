"""Where tasks run: in this process, in processes of this machine, on a cluster. Each opens executors."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from dataclasses import dataclass
from importlib import import_module
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, ParamSpec, Protocol, TypeVar

from pipeline.errors import BadArguments, DependencyMissing
from pipeline.messages import _

_P = ParamSpec("_P")
_T = TypeVar("_T")

_CONNECT_S = 5
_ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OMP_THREAD_LIMIT": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "OPENCV_FOR_THREADS_NUM": "1",
}


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
        raise BadArguments(_("No Dask scheduler answers at {0}.").format(address)) from None


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

    def submit(self, fn: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> Future[_T]:
        # This may start a worker, which must not take a Ctrl-C for its own before it can ignore it.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            return super().submit(fn, *args, **kwargs)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        if cancel_futures:
            self._leash.close()
        super().shutdown(wait, cancel_futures=cancel_futures)
        self._leash.close()


def _begin_worker(leash: Connection) -> None:
    """Prepare a fresh process, before it imports anything heavy."""
    os.environ.update(_ONE_THREAD)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle.
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    threading.Thread(target=_wait_for_the_end, args=(leash,), daemon=True).start()


def _wait_for_the_end(leash: Connection) -> None:
    try:
        leash.recv_bytes()
    except (EOFError, OSError):
        os._exit(1)
