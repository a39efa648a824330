"""Rows of tables before people: one task a row, known by its place, over runs that read it elsewise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.geometry import Box
from pipeline.review import rows
from pipeline.review.desk import Desk
from pipeline.review.queue import Effect, Mode, Outcome
from pipeline.store import Act, Cell, Field, Place, ReviewStore, Store, Task
from pipeline.types import ILLEGIBLE_CELL, Reading, Row, Status
from tests.review.office import desk, family_row, fill

WIFE = ("Vợ", "Trần Thị Bưởi", "1964", "Xã Đông Hải, làm ruộng")
SON = ("Con", "Lê Văn Cam", "1988", "Giáo viên")
CHILD = ("Con", "Lê Thị Dừa", "1990", "Y tá")
Cells = tuple[object, ...]


class Table:
    """A dossier with a family table, and what came of it."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url, self.folder, self.runs = url, folder, 0

    def read(self, *found: Row) -> None:
        """Let a run find these rows."""
        self.runs += 1
        fill(self.url, self.folder, {"D1": ()}, version=str(self.runs), rows=found)

    def record(self) -> list[tuple[Cells, Status]]:
        """The rows as they are exported: the cells' values, and the state of the first."""
        with Store.open(self.url) as store:
            (read,) = store.dossiers()
        return [(tuple(cell.value for cell in row.cells), row.cells[0].status) for row in read.rows]


@pytest.fixture
def table(url: str, tmp_path: Path) -> Table:
    return Table(url, tmp_path)


@pytest.fixture
def store(url: str) -> Iterator[ReviewStore]:
    with ReviewStore.open(url) as opened:
        yield opened


def hand(desk: Desk) -> list[Task]:
    return [task for card in desk.next() for task in card.tasks]


def say(desk: Desk, task: Task, *cells: str, outcome: Outcome = Outcome.VALUE, token: str = "") -> Effect:
    act = Act(token or f"{desk._person.id}-{task.id}-{task.standing.version}", task.id, 0, "answer")
    return desk.answer(act, outcome, "\t".join(cells), task.standing.version).effect


def test_a_row_is_one_task_and_what_a_person_made_of_it_is_exported(table: Table, store: ReviewStore) -> None:
    table.read(family_row(100, *WIFE), family_row(130, *SON))
    an = desk(store, "an")
    first, second = hand(an)
    assert [task.standing.mode for task in (first, second)] == ["confirm"] * 2
    assert [cell.column for cell in first.field.cells] == ["relation", "name", "birth_year", "details"]
    assert say(an, first, "Vợ", "Trần  Thị Bười", "", ILLEGIBLE_CELL) is Effect.SETTLED
    assert table.record() == [
        (("Vợ", "Trần Thị Bười", None, None), Status.VERIFIED),
        (SON, Status.REVIEW),
    ]
    with Store.open(table.url) as opened:
        (read,) = opened.dossiers()
    states = [(cell.status, cell.reasons, cell.confidence) for cell in read.rows[0].cells[2:]]
    assert states == [(Status.BLANK, (), 1.0), (Status.VERIFIED, ("illegible",), 1.0)]


def test_rows_are_asked_in_the_order_of_the_paper(table: Table, store: ReviewStore) -> None:
    table.read(*(family_row(60 + 30 * n, "Con", f"Lê {'ZYXWV'[n]}", "1990", "x") for n in range(5)))
    tops = [task.field.place.box.top for task in hand(desk(store, "an"))]
    assert tops == sorted(tops)


def test_what_a_person_settled_stays_when_rows_before_it_appear_and_edges_move(
    table: Table, store: ReviewStore
) -> None:
    table.read(family_row(130, *SON))
    an = desk(store, "an")
    say(an, *hand(an), "Con", "Lê Văn Cam", "1989", "Giáo viên")
    table.read(family_row(100, *WIFE), family_row(134, "Con", "Lê Ván Cam", "1988", "", height=24))
    son = ("Con", "Lê Văn Cam", "1989", "Giáo viên")
    assert table.record() == [(WIFE, Status.REVIEW), (son, Status.VERIFIED)]
    assert [task.field.place.box.top for task in hand(an)] == [100], "only the new row is asked for"


def test_a_row_the_machine_loses_stays_at_its_place(table: Table, store: ReviewStore) -> None:
    table.read(family_row(100, *WIFE), family_row(130, *SON), family_row(160, *CHILD))
    an = desk(store, "an")
    say(an, hand(an)[1], *SON)
    table.read(family_row(100, *WIFE), family_row(160, *CHILD))
    assert [cells for cells, _ in table.record()] == [WIFE, SON, CHILD]
    table.read()
    assert table.record() == [(SON, Status.VERIFIED)]


@pytest.mark.parametrize(
    ("before", "behind"),
    [
        ((family_row(100, *WIFE, height=60),), (family_row(100, *WIFE), family_row(130, *SON))),
        ((family_row(100, *WIFE), family_row(130, *SON)), (family_row(100, *WIFE, height=60),)),
    ],
    ids=["cut in two", "made one"],
)
def test_a_settled_row_is_never_doubled_by_one_read_with_other_ends(
    before: tuple[Row, ...], behind: tuple[Row, ...], table: Table, store: ReviewStore
) -> None:
    table.read(*before)
    an = desk(store, "an")
    for task in hand(an):
        say(an, task, "Vợ", f"Số {task.id}", "1964", "")
    settled = table.record()
    assert {status for _, status in settled} == {Status.VERIFIED}
    table.read(*behind)
    assert table.record() == settled
    assert hand(an) == []


def test_what_is_no_row_is_gone_and_stays_gone(table: Table, store: ReviewStore) -> None:
    table.read(family_row(100, *WIFE), family_row(130, "Quan hệ", "Họ và tên", "Năm sinh", ""))
    an = desk(store, "an")
    wife, heading = hand(an)
    assert say(an, heading, outcome=Outcome.BLANK) is Effect.SETTLED, "a row with nothing in it is no row"
    assert table.record() == [(WIFE, Status.REVIEW)]
    table.read(family_row(100, *WIFE), family_row(131, "Quan hệ", "Họ và tên", "Năm sinh", ""))
    assert table.record() == [(WIFE, Status.REVIEW)]
    assert [task.id for task in hand(an)] == [wife.id]


def test_a_missed_row_is_typed_by_two_and_stands_between_the_others(table: Table, store: ReviewStore) -> None:
    table.read(family_row(100, *WIFE), family_row(160, *CHILD))
    an, binh = desk(store, "an"), desk(store, "binh")
    wife, _child = hand(an)
    card = an.add_row("t", wife)
    assert card is not None
    (missed,) = card.tasks
    assert [an.add_row(token, wife).tasks[0].id for token in "tu"] == [missed.id] * 2, "missed once"
    assert (missed.standing.mode, missed.field.place.box) == ("blind", Box(60, 130, 540, 160))
    assert say(an, missed, *SON) is Effect.PASSED_ON
    assert [cells for cells, _ in table.record()] == [WIFE, CHILD]
    table.read(family_row(100, *WIFE), family_row(160, *CHILD))
    (again,) = (task for task in hand(binh) if task.id == missed.id)
    assert again.standing.mode == "double"
    assert say(binh, again, *SON) is Effect.SETTLED
    assert table.record()[1] == (SON, Status.VERIFIED)
    table.read(family_row(100, *WIFE), family_row(131, *SON), family_row(160, *CHILD))
    assert [cells for cells, _ in table.record()] == [WIFE, SON, CHILD]


def test_a_missed_row_waits_over_a_run_and_is_missed_no_more_when_taken_back(
    table: Table, store: ReviewStore
) -> None:
    table.read(family_row(100, *WIFE))
    an, binh = desk(store, "an"), desk(store, "binh")
    (wife,) = hand(an)
    card = an.add_row("t", wife)
    assert card is not None
    assert binh.add_row("u", wife) is None, "it is in other hands"
    table.read(family_row(100, *WIFE))
    assert len([task for task in hand(an) if task.standing.mode == "blind"]) == 1
    done = an.take_back("back")
    assert an.again(done) == ()
    assert all(task.id != card.tasks[0].id for task in hand(an))
    assert len(table.record()) == 1


def test_a_senior_who_misses_a_row_settles_it(table: Table, store: ReviewStore) -> None:
    table.read(family_row(100, *WIFE))
    chi = desk(store, "chi", "senior")
    card = chi.add_row("t", hand(chi)[0])
    assert card is not None
    assert card.tasks[0].field.place.box == Box(60, 130, 540, 160), "the last row has nothing below it"
    assert say(chi, card.tasks[0], *SON) is Effect.SETTLED
    assert [cells for cells, _ in table.record()] == [WIFE, SON]


def test_a_row_is_no_grid_and_needs_all_its_cells(table: Table, store: ReviewStore) -> None:
    fill(table.url, table.folder, {f"D{n}": () for n in range(8)}, rows=(family_row(100, *WIFE),))
    an = desk(store, "an")
    cards = an.next()
    assert [len(card.tasks) for card in cards] == [1] * 8
    task = cards[0].tasks[0]
    assert say(an, task, "Vợ", "Trần Thị Bưởi", token="short") is Effect.REFUSED
    assert say(an, task, "", " ", "", "", token="bare") is Effect.REFUSED
    assert say(an, task, *WIFE) is Effect.SETTLED


def test_a_row_nothing_could_be_read_of_is_typed_blind(table: Table, store: ReviewStore) -> None:
    unread = Row("family", tuple(_unread(cell) for cell in family_row(100, *WIFE).cells))
    table.read(unread)
    assert [task.standing.mode for task in hand(desk(store, "an"))] == [Mode.BLIND.value]


def _unread(cell: Reading) -> Reading:
    return replace(cell, value=None)


# --- where a missed row stands ---------------------------------------------------------------------------


def placed(box: Box, rotation: int = 0) -> Field:
    place = Place("a" * 64, 1, 0, box.turned(-rotation % 360), rotation)
    half = box.left + box.width / 2
    cells = (Box(box.left, box.top, half, box.bottom), Box(half, box.top, box.right, box.bottom))
    return rows.missed(
        "career",
        place,
        tuple(
            Cell(name, cell.turned(-rotation % 360))
            for name, cell in zip(("period", "activity"), cells, strict=True)
        ),
    )


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ([], Box(10, 140, 110, 180)),
        ([Box(10, 190, 110, 230)], Box(10, 140, 110, 190)),
        ([Box(10, 900, 110, 940)], Box(10, 140, 110, 260)),
        ([Box(10, 165, 110, 205)], Box(10, 120, 110, 140)),
        ([Box(10, 142, 130, 150), Box(10, 400, 110, 440)], Box(10, 120, 130, 140)),
        ([Box(200, 142, 300, 180)], Box(10, 140, 110, 180)),
    ],
    ids=["last", "gap", "wide gap", "line space", "wider below", "beside"],
)
def test_a_row_is_missed_in_the_gap_else_within_the_row_above(
    others: list[Box], expected: Box, rotation: int
) -> None:
    above = placed(Box(10, 100, 110, 140), rotation)
    field = rows.missed_below(above, [placed(box, rotation).place for box in others])
    assert field.place.box.turned(rotation) == expected
    assert [cell.box.turned(rotation).width for cell in field.cells] == [50, expected.width - 50]


def test_what_people_made_of_rows_tells_how_right_the_machine_reads_them(
    table: Table, store: ReviewStore
) -> None:
    table.read(family_row(100, *WIFE), family_row(130, *SON), family_row(160, *CHILD), family_row(190, "1"))
    an = desk(store, "an")
    wife, son, child, stroke = hand(an)
    say(an, wife, "Vợ", "trần thị bưởi", "1946", ILLEGIBLE_CELL)
    say(an, child, outcome=Outcome.ILLEGIBLE)
    say(an, stroke, outcome=Outcome.NO_ROW)
    assert son.standing.outcome == "", "what nobody settled says nothing"
    chi = desk(store, "chi", "senior")
    missed = chi.add_row("missed", son)
    assert missed is not None
    say(chi, missed.tasks[0], *SON)
    with Store.open(table.url) as opened:
        read, none, lost = opened.row_verdicts()
    assert (read.table, read.found, read.stands) == ("family", True, True)
    assert read.cells == (("relation", True), ("name", True), ("birth_year", False))
    assert (none.found, none.stands, none.cells) == (True, False, ())
    assert (lost.found, lost.stands, lost.cells) == (False, True, ())
