"""Every task gets an answer: workers that exit, are killed, hang or raise what cannot cross."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from itertools import repeat
from pathlib import Path

import pytest

from pipeline.errors import DependencyMissing
from pipeline.executors import (
    Cluster,
    Failed,
    Processes,
    Serial,
    Task,
    Workplace,
    attempt,
    cluster,
    described,
    outcomes,
)
from pipeline.types import Reason

LIMIT_S = 60.0


class UnpicklableError(Exception):
    def __init__(self, one: int, two: int) -> None:
        super().__init__("only one argument kept")


def double(number: int) -> int:
    return 2 * number


def misbehave(job: str) -> str:
    if job == "exit":
        os._exit(3)
    if job == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if job == "segfault":
        ctypes.string_at(0)
    if job == "leave":
        sys.exit(2)
    if job == "raise":
        raise ValueError("Nguyễn Văn An")
    if job == "unpicklable":
        raise UnpicklableError(1, 2)
    if job == "missing":
        raise DependencyMissing("Tesseract", "Install it.")
    return job.upper()


def give_unpicklable(_: str) -> Callable[[], None]:
    return lambda: None


def sleep(seconds: float) -> float:
    time.sleep(seconds)
    return seconds


def hang_in_native_code(job: int) -> int:
    """Hold the interpreter as native code can: the sum never ends and no signal handler gets a turn."""
    return sum(repeat(1)) if job else job


def tasks(function: Callable, jobs: Iterable, limit_s: float = LIMIT_S) -> Callable[[], Task | None]:
    waiting = iter([Task(function, job, limit_s) for job in jobs])
    return lambda: next(waiting, None)


def collect(workplace: Workplace, function: Callable, jobs: Iterable, limit_s: float = LIMIT_S) -> dict:
    answers = outcomes(workplace, tasks(function, jobs, limit_s), window=4)
    return {task.job: answer for task, answer in answers}


@pytest.fixture(scope="module")
def dask_cluster() -> Iterator[Cluster]:
    from distributed import LocalCluster

    with LocalCluster(n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None) as local:
        yield cluster(local.scheduler_address)


def test_all_workplaces_give_the_same(dask_cluster: Cluster) -> None:
    jobs = ["a", "raise", "b", "leave", "unpicklable", "c"]
    answers = [collect(place, misbehave, jobs) for place in (Serial(), Processes(2), dask_cluster)]
    assert answers[0] == answers[1] == answers[2]
    assert answers[0]["a"] == "A"
    assert {answers[0][job].reason for job in ("raise", "leave", "unpicklable")} == {Reason.INTERNAL}


@pytest.mark.parametrize("death", ["exit", "kill", "segfault"])
def test_the_job_that_kills_its_worker_is_told_apart_from_its_neighbours(death: str) -> None:
    answers = collect(Processes(2), misbehave, ["a", "b", death, "c", "d", "e", "f"])
    assert answers.pop(death).reason is Reason.WORKER_DIED
    assert answers == {job: job.upper() for job in "abcdef"}


def test_two_killers_among_many() -> None:
    answers = collect(Processes(2), misbehave, ["exit", "kill", *"abcdefgh"])
    assert {job for job, answer in answers.items() if isinstance(answer, Failed)} == {"exit", "kill"}
    assert len(answers) == 10


def test_a_task_over_its_time_is_stopped_and_the_others_go_on() -> None:
    answers = collect(Processes(2), sleep, [0.0, 30.0, 0.01, 0.02], limit_s=1.0)
    assert answers.pop(30.0).reason is Reason.TIMED_OUT
    assert answers == {0.0: 0.0, 0.01: 0.01, 0.02: 0.02}


def test_a_hang_in_native_code_is_ended_with_its_worker() -> None:
    answers = collect(Processes(1), hang_in_native_code, [1, 0], limit_s=0.3)
    assert answers[1].reason is Reason.TIMED_OUT
    assert answers[0] == 0


def test_serial_keeps_the_time_limit_too() -> None:
    assert collect(Serial(), sleep, [30.0], limit_s=0.2)[30.0].reason is Reason.TIMED_OUT


def test_results_that_cannot_be_pickled_are_failures_of_their_job_only() -> None:
    answer = collect(Processes(1), give_unpicklable, ["a"])["a"]
    assert answer.reason is Reason.INTERNAL


@pytest.mark.parametrize("place", [Serial(), Processes(1)])
def test_what_every_job_would_meet_ends_the_run(place: Workplace) -> None:
    with pytest.raises(DependencyMissing):
        collect(place, misbehave, ["missing", "a"])


def test_no_more_than_the_window_is_in_flight() -> None:
    given = 0

    def supply() -> Task[int, int] | None:
        nonlocal given
        given += 1
        return Task(double, given, LIMIT_S) if given <= 50 else None

    for answered, _ in enumerate(outcomes(Processes(2), supply, window=3), start=1):
        assert given - answered < 4 or given > 50


def test_supply_is_asked_again_after_each_answer() -> None:
    waiting = [Task(double, 1, LIMIT_S)]
    seen = []
    for task, answer in outcomes(Serial(), lambda: waiting.pop() if waiting else None, window=2):
        seen.append(answer)
        if task.job < 8:
            waiting.append(Task(double, answer, LIMIT_S))
    assert seen == [2, 4, 8, 16]


def test_closing_ends_workers_that_are_busy() -> None:
    supply = tasks(sleep, [0.0, 600.0, 601.0], limit_s=900)
    with closing(outcomes(Processes(2), supply, window=3)) as running:
        assert next(running)[1] == 0.0
    # Getting here within the test's patience is the proof: the sleepers had ten minutes to go.


def test_workers_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(
        textwrap.dedent(
            """
            import os, time
            from pipeline.executors import Processes, Task, outcomes

            def tell(_):
                print(os.getpid(), flush=True)
                time.sleep(600)

            if __name__ == "__main__":
                waiting = iter([Task(tell, 1, 900.0)])
                list(outcomes(Processes(1), lambda: next(waiting, None), 1))
            """
        )
    )
    parent = subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    worker = int(parent.stdout.readline())
    parent.kill()
    # The worker holds the pipe open: its end is the end of the stream.
    assert parent.stdout.read() == ""
    parent.wait()
    assert worker != parent.pid


def test_ctrl_c_at_a_terminal_is_the_parents_alone(tmp_path: Path) -> None:
    """A terminal sends it to all processes; workers that are only starting must not answer it."""
    script = tmp_path / "parent.py"
    script.write_text(
        textwrap.dedent(
            """
            import os, pathlib, signal, sys, time
            from pipeline.executors import Processes, Task, outcomes

            starting = pathlib.Path(__file__).with_name("starting")
            if __name__ != "__main__":
                starting.touch()
                time.sleep(1)

            def supply():
                while given and not starting.exists():
                    time.sleep(0.01)
                if given:
                    os.killpg(os.getpgid(0), signal.SIGINT)
                given.append(1)
                return Task(abs, -1, 900.0)

            if __name__ == "__main__":
                # What a shell puts in the background, this test suite perhaps, is deaf to it otherwise.
                signal.signal(signal.SIGINT, signal.default_int_handler)
                given = []
                try:
                    list(outcomes(Processes(2), supply, 2))
                except KeyboardInterrupt:
                    sys.exit(130)
            """
        )
    )
    ended = subprocess.run([sys.executable, script], capture_output=True, text=True, start_new_session=True)
    assert (ended.returncode, ended.stderr) == (130, "")


def test_an_error_is_described_without_its_words() -> None:
    failed = attempt(Task(misbehave, "raise", LIMIT_S))
    assert isinstance(failed, Failed)
    assert failed.detail.startswith("ValueError at tests/test_executors.py:")
    assert "Nguyễn" not in failed.detail
    assert described(DependencyMissing("Tesseract", "Install it.")) == "Tesseract is missing. Install it."
