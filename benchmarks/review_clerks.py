"""What clerks who err once in a hundred leave wrong: `python benchmarks/review_clerks.py [ERROR] [SEEDS]`.

10,000 identity fields of which the machine misread one in ten, keyed blind, a second time and by an arbiter
as the queue decides. Misreadings are not independent: a doubtful letter mostly has one that it is taken for,
so machine and clerk often err alike.
"""

from __future__ import annotations

import random
import sys

from pipeline.review.queue import Answer, Answered, Mode, Outcome, Task, decide

FIELDS, MISREAD, OFFICE = 10_000, 0.10, (1, 2, 3, 4)
MISTAKES = {"near": 60, "far": 25, "odd": 10, "none": 5}
"""What is read instead of the truth, and how often of a hundred."""


def main(error: float, seeds: int) -> None:
    runs = [office(random.Random(seed), error) for seed in range(seeds)]
    wrong = [100 * count / FIELDS for count, _ in runs]
    answers = sum(count for _, count in runs) / (FIELDS * seeds)
    print(f"wrong: mean {sum(wrong) / seeds:.3f} %, worst of {seeds} {max(wrong):.3f} %")
    print(f"answers a field: {answers:.2f}")


def office(chance: random.Random, error: float) -> tuple[int, int]:
    """How many fields end wrong, and how many answers that took."""
    wrong = answers = 0
    for _ in range(FIELDS):
        task = Task(Mode.BLIND, True, _read(chance, MISREAD))
        while task.mode is not Mode.DONE:
            person = chance.choice([each for each in OFFICE if each not in task.apart_from])
            task = decide(task, Answered(person, _read(chance, error), task.version)).task
            answers += 1
        assert task.settled is not None
        wrong += task.settled.answer.value != "true"
    return wrong, answers


def _read(chance: random.Random, error: float) -> Answer:
    mistake = chance.choices(list(MISTAKES), list(MISTAKES.values()))[0]
    return Answer(Outcome.VALUE, mistake if chance.random() < error else "true")


if __name__ == "__main__":
    given = [float(each) for each in sys.argv[1:]]
    main(*(given[:1] or [0.01]), int(given[1]) if len(given) > 1 else 12)
