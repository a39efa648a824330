"""The values that move through the pipeline: frozen, hashable, picklable, holding tuples only.

`PageJob` goes into a worker and `PageRead | PageFailed` comes out; `DossierJob` goes in and `DossierRead`
comes out. Places are `Box`es: in the upright page frame inside `PageRead`, in the scan's own pixels in
everything made from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pipeline.geometry import Affine, Box

BLANK = "\u2400"
"""The CTC blank: a step at which no letter is written. Never part of a text."""
BETWEEN_CELLS = "\t"
"""A row of a table as one text: its cells with this between them, an empty one being blank on paper."""
ILLEGIBLE_CELL = "\ufffd"
"""A cell of such a text in which something stands that nobody can read."""


class Reason(StrEnum):
    """Why a file or page could not be read; the sentence for a person is made at the edge."""

    UNREADABLE = "unreadable"
    ENCRYPTED = "encrypted"
    EMPTY = "empty"
    OVERSIZED = "oversized"
    TRUNCATED = "truncated"
    UNSUPPORTED = "unsupported"
    CHANGED = "changed"
    WORKER_DIED = "worker_died"
    TIMED_OUT = "timed_out"
    INTERNAL = "internal"


class Status(StrEnum):
    """What stands behind a value (export contract)."""

    ACCEPTED = "accepted"
    REVIEW = "review"
    VERIFIED = "verified"
    BLANK = "blank"


# --- scans -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ScanFile:
    """One readable file of a dossier. `source` is its path below the dossier, `path` where it lies."""

    source: str
    path: str
    sha256: str
    pages: int


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A file that could not be taken in; `detail` names the cause in technical words, without content."""

    source: str
    path: str
    sha256: str | None
    reason: Reason
    detail: str


@dataclass(frozen=True, slots=True)
class DossierScans:
    """A dossier as it lies under the scan root, files in natural order."""

    name: str
    files: tuple[ScanFile | Quarantined, ...]


# --- one page ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a page is to be read: the reader's name and its options as sorted pairs.

    `second` names the reader that gives a second opinion on lines that say who a person is; empty is none.
    """

    reader: str
    options: tuple[tuple[str, str], ...] = ()
    second: str = ""


@dataclass(frozen=True, slots=True)
class PageJob:
    """Read this page. `number` counts in the dossier, `source_page` in the file; both from 1."""

    dossier: str
    number: int
    source: str
    source_page: int
    path: str
    sha256: str
    recipe: Recipe


@dataclass(frozen=True, slots=True)
class Step:
    """One place along a line: letters with their natural-log probabilities, best first; x in the frame.

    `disputed`: how many other looks of the same reader at the line read something else than the best letter.
    """

    x: float
    letters: str
    log_probs: tuple[float, ...]
    disputed: int = 0


@dataclass(frozen=True, slots=True)
class Lattice:
    """What a reader saw on a line: steps from left to right, `BLANK` among the letters where none stands.

    Reading the best letter of each step, dropping repeats that no blank parts and then the blanks, gives
    the greedy text.
    """

    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A read piece of a row: its box in the frame, its lattice and where leader dots run.

    `second` is what another reader saw, None where none was asked: evidence beside the first reading, never
    mixed into it. `unread`: at which x writing stands from which no letter was read.
    """

    box: Box
    lattice: Lattice
    leaders: tuple[Box, ...] = ()
    second: Lattice | None = None
    unread: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a ruled table, row and column from 0; lines lie in it by geometry."""

    row: int
    column: int
    box: Box


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table found on a page."""

    box: Box
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Comb:
    """A row of one-letter boxes. `letters` is what was read in them, one line for the whole comb."""

    boxes: tuple[Box, ...]
    line: Line


@dataclass(frozen=True, slots=True)
class Tick:
    """A printed box that is ticked or left empty. `box` is its inside."""

    box: Box
    ticked: bool


@dataclass(frozen=True, slots=True)
class ProcessingStep:
    """How a result was made: which part, which version, which settings."""

    step: str
    version: str
    settings: str = ""


@dataclass(frozen=True, slots=True)
class InkGrid:
    """How much ink stands where on the upright page: a hexadecimal digit a cell, row by row."""

    columns: int
    levels: str


@dataclass(frozen=True, slots=True)
class Quality:
    """How good a scan is. `dpi`: dots an inch, as far as the page's size tells.

    `sharpness`: how much of the way from paper to ink an edge makes within three pixels at 200 dpi, 0 to 1.
    `contrast`: paper less ink, 0 to 255. Both None without writing. `cut`: letters that run into the edge.
    """

    dpi: float
    sharpness: float | None
    contrast: float | None
    cut: int


@dataclass(frozen=True, slots=True)
class PageRead:
    """A page that was read. Everything but `scan_*` is in the upright frame; `to_scan` leads back.

    `rotation`: clockwise degrees (0, 90, 180, 270) that make the scan upright. `ink`: share of the page
    that is dark ink, 0 to 1. `leaves`: the page itself, or the two pages of an open booklet from left to
    right; each is read by itself. `ink_grid`: the page from far away, for finding second scans. `strikes`:
    strokes drawn through words.
    """

    job: PageJob
    scan_width: int
    scan_height: int
    frame_width: int
    frame_height: int
    to_scan: Affine
    rotation: int
    skew_degrees: float
    blank: bool
    withheld: bool
    ink: float
    ink_grid: InkGrid
    leaves: tuple[Box, ...]
    lines: tuple[Line, ...]
    tables: tuple[Table, ...]
    combs: tuple[Comb, ...]
    made_by: tuple[ProcessingStep, ...]
    ticks: tuple[Tick, ...] = ()
    strikes: tuple[Box, ...] = ()
    quality: Quality | None = None


@dataclass(frozen=True, slots=True)
class PageFailed:
    """A page that could not be read, with its reason; it still counts as a page of the dossier."""

    job: PageJob
    reason: Reason
    detail: str


# --- one dossier -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DecidedDocument:
    """A document as a person stated it: its pages in their order, and its type, None where unknown."""

    type: int | None
    pages: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class DossierJob:
    """Settle this dossier: all its pages, in scan order, and what people decided, in the order they did."""

    dossier: str
    pages: tuple[PageRead | PageFailed, ...]
    decisions: tuple[DecidedDocument, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """One value as it stands on one document of the dossier. `box` is in the scan's pixels of `page`.

    `value` is normalised as the export contract says, None when printed but left empty. `confidence` is
    the probability that it is exactly right. `document` counts from 0, `page` from 1. `candidates` are other
    values it may have: the second reader's and the decoder's runners-up; for people, never exported.
    """

    key: str
    value: str | tuple[str, ...] | None
    raw: str
    confidence: float
    status: Status
    document: int
    page: int
    box: Box
    reasons: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table of the record: its cells as readings whose `key` is the column."""

    table: str
    cells: tuple[Reading, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """Pages that belong together. `type` is the number in the catalogue, None where unknown."""

    type: int | None
    name: str
    pages: tuple[int, ...]
    confidence: float
    status: Status
    readings: tuple[Reading, ...] = ()
    rows: tuple[Row, ...] = ()


class Fault(StrEnum):
    """Why a page should be scanned again."""

    COARSE = "coarse"
    BLURRED = "blurred"
    FAINT = "faint"
    SKEWED = "skewed"
    CUT = "cut"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class PageEntry:
    """A page as the export lists it. `faults`: why it should be scanned again, empty where it need not."""

    number: int
    source: str
    source_page: int
    rotation: int
    blank: bool
    withheld: bool
    duplicate_of: int | None = None
    failed: Reason | None = None
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class DossierRead:
    """Everything known of a dossier: the record merged from its documents, the documents, the pages."""

    dossier: str
    member: tuple[Reading, ...]
    rows: tuple[Row, ...]
    documents: tuple[Document, ...]
    pages: tuple[PageEntry, ...]
    made_by: tuple[ProcessingStep, ...]
