"""Record the sample dossiers as the own network reads them today, and what becomes of them: the golden files.

    python -m tests.golden.record            read the samples anew
    python -m tests.golden.record --settle   settle the recorded pages anew

Run it from the top of the project when reading or settling was changed on purpose, and look at the
difference before you keep it. The tests never write: a missing or stale golden file fails.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from pipeline import codec
from pipeline.config import LimitSettings
from pipeline.dossier import settle_dossier
from pipeline.export.contract import dossier_object
from pipeline.page import read_page
from pipeline.scans import walk
from pipeline.types import DossierJob, PageFailed, PageJob, PageRead, Recipe, ScanFile

SAMPLES = Path("scans/samples")
FOLDER = Path(__file__).parent.parent / "data" / "golden"
RECIPE = Recipe("ctc", second="tesseract")
Pages = tuple[PageRead | PageFailed, ...]


def jobs(files: tuple[ScanFile, ...], dossier: str) -> Iterator[PageJob]:
    number = 0
    for file in files:
        for page in range(1, file.pages + 1):
            number += 1
            yield PageJob(dossier, number, file.source, page, file.path, file.sha256, RECIPE)


def read(files: tuple[ScanFile, ...], dossier: str) -> Pages:
    """Read a dossier's pages; their jobs keep no path of this machine."""
    outcomes = (read_page(job, LimitSettings()) for job in jobs(files, dossier))
    nameless = tuple(replace(each, job=replace(each.job, path="")) for each in outcomes)
    stored: Pages = codec.unpack(codec.pack(nameless, Pages), Pages)  # As a database gives them back.
    return stored


def golden(dossier: str, pages: Pages) -> str:
    """What settling makes of the pages, as readable text; not which edition of the rules and forms it was."""
    settled = dossier_object(settle_dossier(DossierJob(dossier, pages)))
    settled["made_by"] = [step for step in settled["made_by"] if step["step"] != "settle"]
    return json.dumps(settled, ensure_ascii=False, indent=1) + "\n"


def recorded(dossier: str) -> Pages:
    """A dossier's pages as they were recorded."""
    pages: Pages = codec.unpack((FOLDER / f"{dossier}.pages").read_bytes(), Pages)
    return pages


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for dossier in walk(SAMPLES, LimitSettings()):
        if "--settle" in sys.argv:
            pages = recorded(dossier.name)
        else:
            files = tuple(file for file in dossier.files if isinstance(file, ScanFile))
            pages = read(files, dossier.name)
            (FOLDER / f"{dossier.name}.pages").write_bytes(codec.pack(pages, Pages))
        (FOLDER / f"{dossier.name}.json").write_text(golden(dossier.name, pages), encoding="utf-8")


if __name__ == "__main__":
    main()
