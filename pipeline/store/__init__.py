"""The store: the only part that knows the database, and the only way anything is kept."""

from pipeline.store.counting import Refused, StatusReport
from pipeline.store.finding import Shelved
from pipeline.store.findings import LIKE_A_FINDING, Finding, Reopened
from pipeline.store.findings import names as names_of_findings
from pipeline.store.judging import RowVerdict, Verdict
from pipeline.store.keeping import Store
from pipeline.store.lending import Lane
from pipeline.store.library import Library, Opened, Stated, Told
from pipeline.store.people import Person
from pipeline.store.rescans import Rescan
from pipeline.store.reviewing import Act, Done, ReviewStore, Settled
from pipeline.store.tables import pairs as paired_rows
from pipeline.store.tables import spots, table_of
from pipeline.store.tasks import Cell, Field, Place, Standing, Task

__all__ = [
    "LIKE_A_FINDING",
    "Act",
    "Cell",
    "Done",
    "Field",
    "Finding",
    "Lane",
    "Library",
    "Opened",
    "Person",
    "Place",
    "Refused",
    "Reopened",
    "Rescan",
    "ReviewStore",
    "RowVerdict",
    "Settled",
    "Shelved",
    "Standing",
    "Stated",
    "StatusReport",
    "Store",
    "Task",
    "Told",
    "Verdict",
    "names_of_findings",
    "paired_rows",
    "spots",
    "table_of",
]
