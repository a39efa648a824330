"""Take the pictures of the manual: `python tools/screenshots.py WORKSPACE LOGIN PASSWORD [PAGE...]`.

The workspace must hold the sample dossiers of scans/samples, read; the account must be an admin's. Writes
docs/pictures/<page>-<light or dark>.png, 1366 by 768, few colours.
"""

from __future__ import annotations

import shutil
import sys
import threading
from pathlib import Path
from typing import Any

import waitress
from PIL import Image
from playwright.sync_api import sync_playwright

from pipeline.config import open_workspace
from pipeline.review.desk import take_in
from pipeline.review.policy import SENIOR
from pipeline.review.record import conflicts
from pipeline.review.web.app import create_app
from pipeline.store import ReviewStore

PICTURES = Path(__file__).parent.parent / "docs" / "pictures"
SIZE = {"width": 1366, "height": 768}


def pages(at: str, dossier: int, torn: int, row: int) -> dict[str, str]:
    """Each page by the name of its picture."""
    own = f"{at}/dossiers/{dossier}"
    return {
        "work": at,
        "row": f"{at}/?first={row}",
        "dossiers": f"{at}/dossiers",
        "record": own,
        "tables": f"{own}#career",
        "conflicts": f"{at}/dossiers/{torn}/conflicts",
        "documents": f"{own}/documents",
        "history": f"{own}/history",
        "progress": f"{at}/progress",
        "people": f"{at}/people",
        "rescans": f"{at}/rescans",
    }


def taken(page: Any, name: str, theme: str) -> None:
    """One picture, in 64 colours."""
    path = PICTURES / f"{name}-{theme}.png"
    page.screenshot(path=path)
    with Image.open(path) as picture:
        picture.convert("RGB").quantize(64).save(path, optimize=True)


def _conflicts(store: ReviewStore, number: int) -> int:
    opened = store.library.opened(number)
    return 0 if opened is None else len(conflicts(opened, SENIOR))


def _row(store: ReviewStore, dossier: str, login: str) -> int:
    """A row of a table with much in it, put on the person's table."""
    person = store.person(login)
    rows = [task for task in store.rows(dossier) if task.standing.mode == "confirm"]
    longest = max(rows, key=lambda task: (len(task.field.cells), len(task.standing.state)))
    assert person is not None
    store.assign(longest.id, person.id, store.seconds() + 3600)
    return longest.id


def main() -> None:
    folder, login, password = sys.argv[1:4]
    wanted = set(sys.argv[4:])
    store = ReviewStore.open(open_workspace(Path(folder), create=False).database_url)
    take_in(store)
    server = waitress.create_server(create_app(store, b"pictures"), port=0)
    threading.Thread(target=server.run, daemon=True).start()
    at = f"http://127.0.0.1:{server.effective_port}"
    _, shelved = store.library.find("", 0, 50)
    # The dossier with most to show.
    fullest = max(shelved, key=lambda each: each.accepted + each.waiting)
    dossier, row = fullest.id, _row(store, fullest.name, login)
    torn = max((each.id for each in shelved), key=lambda number: _conflicts(store, number))
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport=SIZE)
        page.goto(at)
        page.fill("input[name=login]", login)
        page.fill("input[name=password]", password)
        page.keyboard.press("Enter")
        page.wait_for_load_state("networkidle")
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            for name, url in pages(at, dossier, torn, row).items():
                if wanted and name not in wanted:
                    continue
                page.goto(url)
                page.wait_for_load_state("networkidle")
                if name == "record":
                    page.keyboard.press("ArrowDown")
                    page.keyboard.press("Enter")
                    page.wait_for_timeout(3000)
                taken(page, name, theme)
    server.close()
    store.close()


if __name__ == "__main__":
    main()
