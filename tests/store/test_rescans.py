"""The list of pages to scan again follows what lies there now."""

from __future__ import annotations

from dataclasses import replace

from pipeline.store import Store
from pipeline.types import DossierRead, Fault
from tests.store.stock import RECIPE, SCANS, VERSION, settled, take_in, work


def faulty(read: DossierRead) -> DossierRead:
    """Every page of it is faint, and the second could not be read."""
    pages = (
        replace(page, faults=(Fault.FAILED,) if page.failed else (Fault.FAINT, Fault.CUT))
        for page in read.pages
    )
    return replace(read, pages=tuple(pages))


def resettle(store: Store, version: str) -> None:
    run = store.start_run()
    for name in store.unsettled(RECIPE, version):
        store.save_dossier(run, faulty(settled(store.dossier_job(name, RECIPE))), RECIPE, version)


def test_pages_are_listed_in_order_with_their_faults_and_places(url: str) -> None:
    with Store.open(url) as store:
        work(store)
        assert store.rescans() == ()
        resettle(store, "2")
        found = store.rescans()
        assert [(each.dossier, each.page, each.path, each.source_page) for each in found] == [
            ("D1", 1, "/s/D1/a.pdf", 1),
            ("D1", 2, "/s/D1/a.pdf", 2),
            ("D1", 3, "/s/D1/b.jpg", 1),
            ("D2", 1, "/s/D2/c.jpg", 1),
        ]
        assert [each.faults for each in found[:2]] == [(Fault.FAINT, Fault.CUT), (Fault.FAILED,)]
        assert [each.showable for each in found] == [True, False, True, True]
        assert [each.dossier for each in store.rescans("D2")] == ["D2"]


def test_a_page_scanned_again_and_a_dossier_that_went_are_no_longer_listed(url: str) -> None:
    with Store.open(url) as store:
        work(store)
        resettle(store, "2")
        take_in(store, SCANS[0], replace(SCANS[1], files=()))
        assert {each.dossier for each in store.rescans()} == {"D1"}
        run = store.start_run()
        for name in ("D1",):
            store.save_dossier(run, settled(store.dossier_job(name, RECIPE)), RECIPE, VERSION)
        assert store.rescans() == ()
