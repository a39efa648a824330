"""The pages on dossiers without a browser: who may see what, and that a change is kept once or refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from pipeline.config import LimitSettings
from pipeline.lock import locked
from pipeline.review.web.app import create_app
from pipeline.store import Act, ReviewStore, Store
from pipeline.types import DecidedDocument
from tests.review.office import person
from tests.review.shelf import OWN_TYPES, RECIPE, VERSION, WITHHELD, fill

PAGES = (
    "/dossiers",
    "/dossiers/1",
    "/dossiers/1/conflicts",
    "/dossiers/1/documents",
    "/dossiers/1/history",
    "/dossiers/1/pages/1/small",
    "/dossiers/1/pages/1/whole",
    "/conflicts",
    "/rereads",
    "/rescans",
)


class Counter:
    """An application at whose door anybody can be let in."""

    def __init__(self, folder: Path) -> None:
        self.url = f"sqlite:///{folder}/hoso.db"
        self.settling = fill(self.url, folder)
        self.store = ReviewStore.open(self.url)
        self.app = create_app(self.store, b"secret", LimitSettings(), self.settling)

    def let_in(self, login: str, role: str) -> Any:
        person(self.store, login, role)
        client = self.app.test_client()
        with client.session_transaction() as session:
            session.update(login=login, stamp="", token="t", language="en")
        return client

    def arrangement(self) -> str:
        opened = self.store.library.opened(1)
        assert opened is not None
        return opened.seen


@pytest.fixture
def counter(tmp_path: Path) -> Any:
    opened = Counter(tmp_path)
    yield opened
    opened.store.close()


def sent(client: Any, seen: str, *documents: tuple[int, tuple[int, ...]], token: str = "t") -> Any:
    body = {"seen": seen, "documents": [{"type": kind, "pages": pages} for kind, pages in documents]}
    return client.post("/api/dossiers/1/documents", json=body, headers={"X-Token": token})


def test_a_keyer_sees_none_of_these_pages_and_a_stranger_is_asked_to_sign_in(counter: Counter) -> None:
    keyer, senior = counter.let_in("an", "keyer"), counter.let_in("chi", "senior")
    for path in PAGES:
        assert keyer.get(path).status_code == 404, path
        assert senior.get(path).status_code == 200, path
        assert counter.app.test_client().get(path).status_code == 302, path
    assert sent(keyer, counter.arrangement(), (3, (1, 2)), (5, (3,))).status_code == 404
    assert (keyer.get("/people").status_code, senior.get("/people").status_code) == (404, 404)
    assert counter.let_in("dung", "supervisor").get("/people").status_code == 200
    assert b"/dossiers" not in keyer.get("/progress").data


def test_nothing_of_a_withheld_page_is_shown(counter: Counter) -> None:
    senior = counter.let_in("chi", "senior")
    for part in ("small", "whole", "place"):
        assert senior.get(f"/dossiers/1/pages/{WITHHELD}/{part}?box=1,2,30,40").status_code == 404
    for path in PAGES:
        assert "Kinh" not in senior.get(path).data.decode("utf-8", "ignore"), path
    assert f'data-page="{WITHHELD}"' not in senior.get("/dossiers/1/documents").text
    assert "withheld for secrecy" in senior.get("/dossiers/1/documents").text


def test_a_units_own_type_is_offered_and_taken(counter: Counter) -> None:
    senior = counter.let_in("chi", "senior")
    assert OWN_TYPES[205] in senior.get("/dossiers/1/documents").text
    assert sent(senior, counter.arrangement(), (205, (1, 2)), (5, (3,))).status_code == 200
    assert sent(senior, counter.arrangement(), (206, (1, 2)), (5, (3,))).status_code == 422


def test_a_task_that_nobody_is_asked_any_more_has_no_picture(counter: Counter) -> None:
    """Its paper may have turned out to be secret."""
    senior, task = counter.let_in("chi", "senior"), _tasks(counter)[0]
    assert senior.get(f"/picture/{task.id}/page").status_code == 200
    engine = create_engine(counter.url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE review_task SET mode = 'passed' WHERE id = :id"), {"id": task.id})
    engine.dispose()
    for part in ("field", "band", "page"):
        assert senior.get(f"/picture/{task.id}/{part}").status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        {"documents": 5, "seen": ""},
        {"documents": [{}], "seen": ""},
        "x",
        {"documents": [{"type": 3, "pages": ["a"]}], "seen": ""},
        {"documents": [{"type": "3", "pages": [1]}], "seen": ""},
        {"documents": [{"type": 3, "pages": [1]}], "seen": 4},
    ],
)
def test_an_arrangement_that_no_page_of_ours_sends_is_refused(counter: Counter, body: object) -> None:
    senior = counter.let_in("chi", "senior")
    answer = senior.post("/api/dossiers/1/documents", json=body, headers={"X-Token": "t"})
    assert answer.status_code == 422


def test_a_token_in_strange_letters_is_a_wrong_one(counter: Counter) -> None:
    senior = counter.let_in("chi", "senior")
    assert senior.post("/api/leave", json={}, headers={"X-Token": "ữ".encode()}).status_code == 400


def test_of_a_fault_only_its_place_is_logged(counter: Counter, caplog: pytest.LogCaptureFixture) -> None:
    senior = counter.let_in("chi", "senior")
    read = " ".join(("Lê", "Văn", "Thuận"))
    counter.app.view_functions["shelf.dossiers"] = lambda: str(int(read))
    counter.app.testing = False
    assert senior.get("/dossiers").status_code == 500
    assert "ValueError" in caplog.text
    assert "Thuận" not in caplog.text


def test_a_sheet_that_came_after_the_reading_is_shown_to_nobody(counter: Counter) -> None:
    """Who typed what stands on it would settle another sheet, and it may be secret."""
    senior = counter.let_in("chi", "senior")
    task = next(iter(counter.store.library.opened(1).tasks))  # type: ignore[union-attr]
    path = counter.store.path_of(task.field.place.sha256, task.field.place.source_page)
    assert path is not None
    Path(path).write_bytes(Path(path).read_bytes() + b"\n")
    for part in ("field", "band", "page"):
        assert senior.get(f"/picture/{task.id}/{part}").status_code == 404
    assert senior.get("/dossiers/1/pages/1/small").status_code == 404


def test_poor_scans_are_listed_with_their_pictures_but_for_withheld_ones(counter: Counter) -> None:
    told = counter.let_in("chi", "senior").get("/rescans").text
    assert told.count("blurred, an edge is cut off") == told.count("too faint") == 3
    assert 'src="/dossiers/1/pages/2/small"' in told
    assert f"/dossiers/1/pages/{WITHHELD}/" not in told


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("thuan", ["H-01", "H-02"]),
        ("Thuận", ["H-01"]),
        ("THUẦN lê", ["H-02"]),
        ("dang be", ["H-03"]),
        ("h-03", ["H-03"]),
        ("uan", []),
        ("", ["H-01", "H-02", "H-03"]),
    ],
)
def test_members_are_found_with_and_without_marks(query: str, found: list[str], counter: Counter) -> None:
    count, shelved = counter.store.library.find(query, 0, 50)
    assert (count, [each.name for each in shelved]) == (len(found), found)


def test_dossiers_kept_by_an_older_hoso_are_found_too(counter: Counter) -> None:
    engine = create_engine(counter.url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE dossier SET plain = '', words = ''"))
    engine.dispose()
    for query, name in (("thuần", "H-02"), ("dang be", "H-03")):
        assert [each.name for each in counter.store.library.find(query, 0, 9)[1]] == [name]


def test_a_list_goes_on_where_the_screen_ends(counter: Counter) -> None:
    count, shelved = counter.store.library.find("", 1, 1)
    assert (count, [each.name for each in shelved]) == (3, ["H-02"])
    assert shelved[0].waiting == 3


def test_a_name_a_person_settled_is_found(counter: Counter) -> None:
    senior = counter.let_in("chi", "senior")
    task = next(t for t in _tasks(counter) if t.field.key == "full_name")
    answer = {"token": "1", "task": task.id, "seen": task.standing.version, "outcome": "value"}
    for login in ("an", "binh"):
        client = counter.let_in(login, "keyer")
        body = answer | {"token": login, "text": "Trần Ý", "seen": _version(counter, task.id)}
        counter.store.assign(task.id, counter.store.person(login).id, 2**31)  # type: ignore[union-attr]
        assert client.post("/api/answer", json=body, headers={"X-Token": "t"}).status_code == 200
    assert [each.name for each in counter.store.library.find("tran y", 0, 9)[1]] == ["H-01"]
    told = senior.get("/dossiers/1/history?field=full_name").text
    assert told.count("Trần Ý") >= 3
    assert "An" in told
    assert "Binh" in told


def _tasks(counter: Counter) -> Any:
    opened = counter.store.library.opened(1)
    assert opened is not None
    return opened.tasks


def _version(counter: Counter, task: int) -> int:
    kept = counter.store.task(task)
    assert kept is not None
    return kept.standing.version


def test_a_change_is_kept_and_settled_and_nothing_is_left_for_the_next_run(counter: Counter) -> None:
    senior = counter.let_in("chi", "senior")
    reply = sent(senior, counter.arrangement(), (3, (1,)), (7, (2,)), (5, (3,)))
    assert (reply.status_code, reply.json) == (200, {"kept": 2})
    opened = counter.store.library.opened(1)
    assert opened is not None
    assert [(each.type, each.pages) for each in opened.read.documents] == [
        (3, (1,)),
        (7, (2,)),
        (5, (3,)),
        (None, (WITHHELD,)),
    ]
    assert not opened.unsettled
    with Store.open(counter.url) as store:
        assert store.unsettled(RECIPE, VERSION) == ()
        assert store.decisions("H-01") == (DecidedDocument(3, (1,)), DecidedDocument(7, (2,)))
    assert "chi" in senior.get("/dossiers/1/history").text


def test_a_late_a_forged_a_wrong_change_and_one_during_a_run_are_refused(
    counter: Counter, tmp_path: Path
) -> None:
    senior, seen = counter.let_in("chi", "senior"), counter.arrangement()
    whole = ((3, (1, 2)), (7, (3,)))
    assert sent(senior, seen, *whole, token="forged").status_code == 400
    assert sent(senior, seen, (3, (1, 2))).status_code == 422
    assert sent(senior, seen, (3, (1, 2)), (5, (3, WITHHELD))).status_code == 422
    with locked(tmp_path):
        assert sent(senior, seen, *whole).status_code == 409
    assert sent(senior, seen, *whole).status_code == 200
    assert sent(senior, seen, (3, (2, 1)), (7, (3,))).status_code == 409
    with Store.open(counter.url) as store:
        assert store.decisions("H-01") == (DecidedDocument(7, (3,)),)


def test_a_task_in_somebodys_hands_is_not_taken_away(counter: Counter) -> None:
    senior = counter.let_in("chi", "senior")
    task = next(t for t in _tasks(counter) if t.field.key == "occupation")
    other = person(counter.store, "dung", "senior")
    counter.store.assign(task.id, other.id, 2**31)
    taken = senior.post(f"/tasks/{task.id}/take", data={"token": "t"})
    assert taken.status_code == 409
    counter.store.release(other.id)
    assert senior.post(f"/tasks/{task.id}/take", data={"token": "t"}).status_code == 302


def test_history_hides_what_stands_on_pages_withheld_since(counter: Counter) -> None:
    senior = counter.let_in("chi", "senior")
    task = next(t for t in _tasks(counter) if t.field.key == "full_name")
    who = counter.store.person("chi")
    assert who is not None
    act = Act("x", task.id, who.id, "answer", '{"outcome": "value", "value": "Trần Ý"}')
    counter.store.act(act, lambda standing: (standing, "noted"))
    assert "Trần Ý" in senior.get("/dossiers/1/history").text
    secret = (3, (1, 2)), (5, (3,))
    assert sent(senior, counter.arrangement(), *secret).status_code == 200
    # The paper of the name now goes on to the withheld page: none of it may be shown.
    with Store.open(counter.url) as store:
        store.decide("H-01", [DecidedDocument(None, (1, 2, WITHHELD))], "an officer")
        settled = counter.settling.settle(store.dossier_job("H-01", RECIPE))
        store.save_dossier(store.start_run(), settled, RECIPE, VERSION)
    told = senior.get("/dossiers/1/history").text
    assert "not shown" in told
    assert "Trần Ý" not in told
    assert "Thuận" not in senior.get("/dossiers/1").text


def test_progress_and_people_count_what_was_done(counter: Counter) -> None:
    boss = counter.let_in("dung", "supervisor")
    who = counter.store.person("dung")
    assert who is not None
    task = next(t for t in _tasks(counter) if t.field.key == "occupation")
    for n, value in enumerate(("Nông dân", "Thợ rèn")):
        answer = f'{{"outcome": "value", "value": "{value}"}}'
        act = Act(str(n), task.id, who.id, "answer", answer, elapsed_ms=1000 + 1000 * n)
        counter.store.act(act, lambda standing: (standing, "settled"))
    (pace,) = counter.store.paces()
    assert (pace.acts, pace.seconds, pace.corrections) == (2, 1.5, 1)
    assert "Dung" in boss.get("/people").text
    assert "3 / 3" in boss.get("/progress").text


def answered(client: Any, task: int, seen: int, text: str, token: str = "late") -> Any:
    body = {"token": token, "task": task, "seen": seen, "outcome": "value", "text": text}
    return client.post("/api/answer", json=body, headers={"X-Token": "t"})


def test_a_late_answer_is_kept_also_while_another_holds_the_field(counter: Counter) -> None:
    an, binh = counter.let_in("an", "keyer"), counter.let_in("binh", "keyer")
    task = next(t for t in _tasks(counter) if t.field.key == "full_name")
    holder = counter.store.person("binh")
    assert holder is not None
    counter.store.assign(task.id, holder.id, 2**31)
    assert answered(an, task.id, task.standing.version, "Lê Văn Thuận").json["effect"] == "settled"
    assert answered(binh, task.id, task.standing.version, "Lê Văn Thuần", "b").json["effect"] == "passed_on"


def test_a_keyer_settles_nothing_that_waits_for_a_senior(counter: Counter) -> None:
    task = next(t for t in _tasks(counter) if t.field.key == "occupation")
    assert task.standing.mode == "dossier"
    an = counter.let_in("an", "keyer")
    assert answered(an, task.id, task.standing.version, "Thợ rèn").json["effect"] == "noted"
    assert next(t for t in _tasks(counter) if t.id == task.id).standing.mode == "dossier"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("next", []),
        ("next", {"have": "x"}),
        ("next", {"first": 10**30}),
        ("keep", {"have": [None]}),
        ("answer", {}),
        ("answer", {"token": "a", "task": 1, "seen": 0, "outcome": "nonsense"}),
        ("answer", {"token": "a", "task": 1, "seen": 0, "outcome": "value", "text": 5}),
        ("answer", {"token": "a", "task": 10**30, "seen": 0, "outcome": "value", "text": ""}),
        ("row", {"token": "a", "task": "x"}),
        ("take-back", {"token": 5}),
    ],
)
def test_what_no_page_of_ours_sends_is_refused(path: str, body: Any, counter: Counter) -> None:
    reply = counter.let_in("an", "keyer").post(f"/api/{path}", json=body, headers={"X-Token": "t"})
    assert reply.status_code == 422
    assert counter.store.held() == ()


@pytest.mark.parametrize("path", ["/dossiers/99999999999999", "/picture/99999999999999/field"])
def test_there_is_nothing_behind_a_number_too_large(path: str, counter: Counter) -> None:
    assert counter.let_in("chi", "senior").get(path).status_code == 404


def test_what_nobody_sees_is_not_kept(counter: Counter) -> None:
    an, task = counter.let_in("an", "keyer"), next(t for t in _tasks(counter) if t.field.key == "full_name")
    pasted = "Lê\x00 \ud800Văn\u200b Thuận"
    assert answered(an, task.id, task.standing.version, pasted).json["effect"] == "settled"
