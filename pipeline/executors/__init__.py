"""Where jobs run, and what becomes of them when a worker dies: the only part that knows of processes.

A workplace opens `concurrent.futures` executors: `Serial` in this process, `Processes` (spawned, one thread
each) or `Cluster` (Dask). `outcomes` keeps a window of tasks in flight and gives an answer for every one,
whatever happens: an error, a death and a lapse of time are values (`Failed`) that carry no page content.
"""

from pipeline.executors.places import Cluster, Processes, Serial, Workplace, cluster
from pipeline.executors.task import Failed, Task, attempt, described
from pipeline.executors.window import outcomes

__all__ = [
    "Cluster",
    "Failed",
    "Processes",
    "Serial",
    "Task",
    "Workplace",
    "attempt",
    "cluster",
    "described",
    "outcomes",
]
