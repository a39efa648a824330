"""What people decided about documents stays, is settled again, and follows the pages to other numbers."""

from __future__ import annotations

from dataclasses import replace

from pipeline.store import Store
from pipeline.types import DecidedDocument, DossierScans, ScanFile
from tests.store.stock import FIRST, RECIPE, SCANS, SECOND, VERSION, work

SAID = DecidedDocument(5, (3, 1))


def test_a_decision_is_kept_and_comes_with_the_dossier(url: str) -> None:
    with Store.open(url) as store:
        work(store)
        assert store.dossier_job("D1", RECIPE).decisions == ()
        store.decide("D1", [SAID, DecidedDocument(None, (2,))], "an officer")
    with Store.open(url) as store:
        assert store.dossier_job("D1", RECIPE).decisions == (SAID, DecidedDocument(None, (2,)))
        assert store.dossier_job("D2", RECIPE).decisions == ()


def test_only_that_dossier_is_settled_again_and_no_page_read(url: str) -> None:
    with Store.open(url) as store:
        work(store)
        store.decide("D1", [SAID], "an officer")
        assert store.unsettled(RECIPE, VERSION) == ("D1",)
        assert work(store)[1] == 1
        assert store.unsettled(RECIPE, VERSION) == ()
        store.decide("D1", [SAID], "an officer")
        assert store.unsettled(RECIPE, VERSION) == ("D1",)


def test_a_decision_follows_its_pages_to_other_numbers_and_forgets_those_that_are_gone(url: str) -> None:
    with Store.open(url) as store:
        work(store)
        store.decide("D1", [SAID], "an officer")
        before = ScanFile("0.jpg", "/s/D1/0.jpg", "e" * 64, 1)
        work(store, DossierScans("D1", (before, FIRST, replace(SECOND, source="z.jpg"))), SCANS[1])
        assert store.dossier_job("D1", RECIPE).decisions == (DecidedDocument(5, (4, 2)),)
        work(store, DossierScans("D1", (SECOND,)), SCANS[1])
        assert store.dossier_job("D1", RECIPE).decisions == (DecidedDocument(5, (1,)),)
        work(store, DossierScans("D1", (before,)), SCANS[1])
        assert store.dossier_job("D1", RECIPE).decisions == ()


def test_two_files_of_one_content_are_told_apart_by_name(url: str) -> None:
    copy = replace(SECOND, source="copy.jpg", path="/s/D1/copy.jpg")
    with Store.open(url) as store:
        work(store, DossierScans("D1", (SECOND, copy)), SCANS[1])
        store.decide("D1", [DecidedDocument(5, (2,))], "an officer")
        assert store.dossier_job("D1", RECIPE).decisions == (DecidedDocument(5, (2,)),)
