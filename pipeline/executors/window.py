"""Many tasks, from the parent: a window of them in flight, and an answer for every one, whatever happens."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from time import monotonic

from pipeline.executors.places import Workplace
from pipeline.executors.task import MACHINE_FAULTS, Failed, Job, Result, Task, attempt
from pipeline.types import Reason

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
    if isinstance(error, MACHINE_FAULTS):
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
