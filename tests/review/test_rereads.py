"""Reading again only proposes: a senior sees what differs and takes it, or keeps what stands."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from pipeline.config import LimitSettings
from pipeline.errors import BadArguments
from pipeline.review.rereading import Group, change, groups
from pipeline.review.web.app import create_app
from pipeline.store import ReviewStore, Store
from pipeline.types import Reading, Status
from tests.review.office import desk, fill, person, readings
from tests.review.test_desk import keyed, on_table
from tests.review.test_pages import CHROMIUM, Office, browser

__all__ = ["browser"]

ACCEPTED, REVIEW = Status.ACCEPTED, Status.REVIEW
DOSSIERS = ("D1", "D2", "D3")
HEALTHY = {"D1": "Nông dân", "D2": "Nông dân xã", "D3": "Nông dân ấp"}


def read(values: dict[str, dict[str, str]]) -> dict[str, tuple[Reading, ...]]:
    return {name: readings(own, status=ACCEPTED) for name, own in values.items()}


def occupations(old: str, new: str) -> dict[str, tuple[Reading, ...]]:
    return read({name: {"occupation": value.replace(old, new)} for name, value in HEALTHY.items()})


def record(url: str, key: str = "occupation") -> dict[str, tuple[object, Status]]:
    with Store.open(url) as store:
        return {r.dossier: (m.value, m.status) for r in store.dossiers() for m in r.member if m.key == key}


def differing(store: ReviewStore) -> tuple[Group, ...]:
    return groups(store.differing(100))


def picked(group: Group) -> list[tuple[int, int]]:
    return [(each.task.id, each.task.standing.version) for each in group.differences]


def test_what_was_exchanged_is_told_letter_by_letter() -> None:
    assert change("Nông dân", "Nòng dân") == (("ô", "ò"),)
    assert change("xã Hòa An", "xã Hoà Ân") == (("òa", "oà"), ("A", "Â"))
    assert change("", "Kinh") == (("", "Kinh"),)


def test_what_a_person_settled_stays_until_a_senior_takes_the_new_reading(url: str, tmp_path: Path) -> None:
    fill(url, tmp_path, {name: readings({"occupation": value}) for name, value in HEALTHY.items()})
    with ReviewStore.open(url) as store:
        an, chi = desk(store, "an"), desk(store, "chi", "senior")
        for task in on_table(an).values():
            keyed(an, task, HEALTHY[task.dossier])
        fill(url, tmp_path, occupations("ô", "o"), version="2")
        assert record(url) == {name: (value, Status.VERIFIED) for name, value in HEALTHY.items()}
        (group,) = differing(store)
        assert (group.key, group.change, len(group.differences)) == ("occupation", (("ô", "o"),), 3)
        assert all(each.settled for each in group.differences)
        first, *others = picked(group)
        assert chi.choose("one", [first], now=True) == 1
        assert chi.choose("one", [first], now=True) == 1, "sent twice, it is kept once"
        assert chi.choose("rest", others, now=False) == 2
        assert record(url) == {**{n: (v, Status.VERIFIED) for n, v in HEALTHY.items()},
                               "D1": ("Nong dân", Status.VERIFIED)}  # fmt: skip
        assert differing(store) == ()
        assert chi.choose("late", others, now=True) == 0, "somebody was there before"
        fill(url, tmp_path, occupations("ô", "o"), version="3")
        assert differing(store) == (), "what was decided is not asked again"


def test_a_group_act_is_taken_back_as_a_whole(url: str, tmp_path: Path) -> None:
    fill(url, tmp_path, read({name: {"occupation": value} for name, value in HEALTHY.items()}))
    fill(url, tmp_path, occupations("ô", "o"), version="2")
    with ReviewStore.open(url) as store:
        chi = desk(store, "chi", "senior")
        (group,) = differing(store)
        assert chi.choose("all", picked(group), now=True) == 3
        assert {status for _, status in record(url).values()} == {Status.VERIFIED}
        back = chi.take_back("back")
        assert len(back) == 3
        assert chi.again(back) == (), "nobody has to answer them"
        assert {status for _, status in record(url).values()} == {REVIEW}
        (again,) = differing(store)
        assert [each.task.id for each in again.differences] == [each.task.id for each in group.differences]
    engine = create_engine(url)
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT kind, group_act FROM field_event ORDER BY id")).all()
    engine.dispose()
    assert [tuple(row) for row in rows] == [("take_new", "all")] * 3 + [("take_back", "")] * 3


def test_an_accepted_value_read_differently_is_accepted_no_more_until_somebody_chose(
    url: str, tmp_path: Path
) -> None:
    fill(url, tmp_path, read({name: {"occupation": value} for name, value in HEALTHY.items()}))
    assert {status for _, status in record(url).values()} == {ACCEPTED}
    fill(url, tmp_path, occupations("ấp", "áp"), version="2")
    assert record(url)["D3"] == ("Nông dân áp", REVIEW)
    assert record(url)["D1"] == ("Nông dân", ACCEPTED)
    with ReviewStore.open(url) as store:
        (group,) = differing(store)
        assert not group.differences[0].settled
        chi = desk(store, "chi", "senior")
        assert on_table(chi) == {}, "it waits on its own page, not in the queue"
        assert chi.choose("keep", picked(group), now=False) == 1
    assert record(url)["D3"] == ("Nông dân ấp", Status.VERIFIED)


def test_a_value_from_another_place_is_no_other_reading(url: str, tmp_path: Path) -> None:
    fill(url, tmp_path, read({"D1": {"occupation": "Nông dân"}}))
    (elsewhere,) = readings({"discipline": "Giáo viên"}, status=ACCEPTED)
    moved = Reading("occupation", elsewhere.value, elsewhere.raw, 0.9, ACCEPTED, 0, 1, elsewhere.box)
    fill(url, tmp_path, {"D1": (moved,)}, version="2")
    assert record(url)["D1"] == ("Giáo viên", ACCEPTED)
    with ReviewStore.open(url) as store:
        assert store.differing(10) == ()


def test_who_somebody_is_is_decided_one_by_one(url: str, tmp_path: Path) -> None:
    fill(url, tmp_path, read({name: {"full_name": "Lê Văn Thuận"} for name in DOSSIERS}))
    fill(url, tmp_path, read({name: {"full_name": "Lê Văn Thuần"} for name in DOSSIERS}), version="2")
    with ReviewStore.open(url) as store:
        chi = desk(store, "chi", "senior")
        found = differing(store)
        assert [len(group.differences) for group in found] == [1, 1, 1]
        with pytest.raises(BadArguments):
            chi.choose("two", picked(found[0]) + picked(found[1]), now=True)
        assert chi.choose("one", picked(found[0]), now=True) == 1
        assert len(differing(store)) == 2
        more = {"full_name": "Lê Văn Thuần", "occupation": "Nông dân"}
        fill(url, tmp_path, read(dict.fromkeys(DOSSIERS, more)), version="3")
        now = {**more, "occupation": "Nòng dân"}
        fill(url, tmp_path, read(dict.fromkeys(DOSSIERS, now)), version="4")
        kept = store.differing(4)
        assert [task.field.key for task in kept] == ["full_name"] + ["occupation"] * 3, (
            "groups are not crowded out"
        )


def test_nothing_is_shown_of_a_settlement_that_was_not_taken_in(url: str, tmp_path: Path) -> None:
    """A paper may have turned out to be secret in it."""
    fill(url, tmp_path, read({"D1": {"occupation": "Nông dân"}}))
    fill(url, tmp_path, read({"D1": {"occupation": "Nòng dân"}}), version="2")
    with ReviewStore.open(url) as store:
        assert len(store.differing(10)) == 1
        engine = create_engine(url)
        with engine.begin() as connection:
            connection.execute(text("INSERT INTO settlement (dossier_id, run_id, at, inputs, shape, answer) "
                                    "SELECT dossier_id, run_id, at, inputs, shape, answer FROM settlement "
                                    "WHERE id = 2"))  # fmt: skip
        engine.dispose()
        assert store.differing(10) == ()
        fill(url, tmp_path, {"D1": ()}, version="3")
        assert store.differing(10) == (), "what is not found any more is read no differently"


def test_only_seniors_come_here_and_what_no_page_of_ours_sends_is_refused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/hoso.db"
    _fill(url, tmp_path)
    with ReviewStore.open(url) as store:
        app = create_app(store, b"secret", LimitSettings())

        def client(login: str, role: str) -> Any:
            person(store, login, role)
            opened = app.test_client()
            with opened.session_transaction() as session:
                session.update(login=login, stamp="", token="t", language="en")
            return opened

        keyer, senior = client("an", "keyer"), client("chi", "senior")
        names = [g for g in differing(store) if g.key == "full_name"]
        two = [f"{number}:{seen}" for group in names for number, seen in picked(group)]
        form = {"token": "t", "act": "a", "choice": "take"}
        assert keyer.get("/rereads").status_code == 404
        assert keyer.post("/rereads", data={**form, "pick": two[:1]}).status_code == 404
        for wrong in ({"pick": two}, {"pick": "x"}, {"choice": "all"}, {"act": ""}):
            assert senior.post("/rereads", data={**form, **wrong}).status_code == 422, wrong
        assert senior.post("/rereads", data={**form, "token": ""}).status_code == 400
        told = senior.get("/rereads").text
        assert "<del>ô</del> → <ins>o</ins> (3)" in told.replace("\n", "")
        number = names[0].differences[0].task.id
        assert senior.get(f"/picture/{number}/field").status_code == 200
        assert senior.post("/rereads", data={**form, "pick": two[:1]}).status_code == 302
        assert "took what was read again" in senior.get("/dossiers/1/history").text


# --- in a browser ----------------------------------------------------------------------------------------


def _fill(url: str, folder: Path) -> None:
    """Three occupations and two names, accepted and read differently since."""
    fill(url, folder, read({name: {"full_name": "Lê Văn Thuận", "occupation": value}
                            for name, value in HEALTHY.items()}))  # fmt: skip
    now = {name: {"full_name": "Lê Văn Thuận" if name == "D3" else "Lê Văn Thuần",
                  "occupation": value.replace("ô", "o")} for name, value in HEALTHY.items()}  # fmt: skip
    fill(url, folder, read(now), version="2")


@pytest.fixture
def office(tmp_path: Path, browser: Any) -> Iterator[Office]:
    opened = Office(tmp_path, browser, _fill)
    yield opened
    opened.close()


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed: apt-get install chromium")
def test_a_group_but_for_one_is_taken_and_taken_back_by_keyboard_alone(office: Office) -> None:
    page = office.page
    page.goto(f"{office.at}/rereads")
    page.wait_for_selector("input[type=checkbox]:focus")
    office.until("document.querySelector('img.strip').naturalWidth > 100")
    office.keys("ArrowDown", "Space", "Enter")
    page.wait_for_url("**/rereads?decided=2*")
    verified = {"D1": ("Nong dân", Status.VERIFIED), "D3": ("Nong dân ấp", Status.VERIFIED)}
    assert record(office.url) == {**verified, "D2": ("Nong dân xã", REVIEW)}
    page.wait_for_selector("input[type=checkbox]:focus")
    assert page.locator("form.reread").count() == 3, "one occupation, and each name by itself"
    office.keys("Control+z")
    page.wait_for_url("**/rereads")
    assert {status for _, status in record(office.url).values()} == {REVIEW}
    page.wait_for_selector("input[type=checkbox]:focus")
    office.keys("F8")
    page.wait_for_url("**/rereads?decided=3*")
    assert record(office.url) == {name: (value, Status.VERIFIED) for name, value in HEALTHY.items()}
    page.wait_for_selector("input[type=checkbox]:focus")
    office.keys("Enter")
    page.wait_for_url("**/rereads?decided=1*")
    told = sorted(record(office.url, "full_name").values(), key=str)
    assert told == [("Lê Văn Thuần", REVIEW), ("Lê Văn Thuần", Status.VERIFIED), ("Lê Văn Thuận", ACCEPTED)]


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed: apt-get install chromium")
def test_a_key_held_down_decides_nothing_unseen(office: Office) -> None:
    page = office.page
    page.goto(f"{office.at}/rereads")
    page.wait_for_selector("input[type=checkbox]:focus")
    page.evaluate(
        "document.activeElement.dispatchEvent(new KeyboardEvent('keydown',"
        " { key: 'F8', bubbles: true, cancelable: true, repeat: true }))"
    )
    page.wait_for_timeout(300)
    assert len(office.store.differing(100)) == 5
