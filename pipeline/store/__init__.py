"""The store: the only part that knows the database, and the only way anything is kept."""

from pipeline.store.counting import Refused, StatusReport
from pipeline.store.finding import Shelved
from pipeline.store.judging import Verdict
from pipeline.store.keeping import Store
from pipeline.store.library import Library, Opened, Stated, Told
from pipeline.store.people import Person
from pipeline.store.rescans import Rescan
from pipeline.store.reviewing import Act, Done, Lane, ReviewStore, Settled
from pipeline.store.tasks import Field, Place, Standing, Task

__all__ = [
    "Act",
    "Done",
    "Field",
    "Lane",
    "Library",
    "Opened",
    "Person",
    "Place",
    "Refused",
    "Rescan",
    "ReviewStore",
    "Settled",
    "Shelved",
    "Standing",
    "Stated",
    "StatusReport",
    "Store",
    "Task",
    "Told",
    "Verdict",
]
