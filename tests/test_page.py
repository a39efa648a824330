"""One page read by two readers: the second is asked where a person is named, and mixed into nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from pipeline.config import LimitSettings
from pipeline.page import read_page
from pipeline.reading.lattice import text as greedy
from pipeline.scans import digest_of, walk
from pipeline.types import PageFailed, PageJob, PageRead, Reason, Recipe, ScanFile
from tests.synthesis.drawn import face

SAMPLES = Path(__file__).parent.parent / "scans" / "samples"
LIMITS = LimitSettings()


def lines_of(sheet: Image.Image, place: Path) -> list[str]:
    """What is read on the lines of a drawn sheet."""
    sheet.save(place, dpi=(200, 200))
    job = PageJob("D1", 1, place.name, 1, str(place), digest_of(str(place)), Recipe("ctc"))
    read = read_page(job, LIMITS)
    assert isinstance(read, PageRead)
    return [greedy(line.lattice) for line in read.lines]


def test_a_scan_changed_since_it_was_taken_in_is_not_read_as_the_old_one(tmp_path: Path) -> None:
    place = tmp_path / "page.png"
    Image.new("L", (800, 1000), 245).save(place)
    job = PageJob("D1", 1, place.name, 1, str(place), digest_of(str(place)), Recipe("null"))
    assert isinstance(read_page(job, LIMITS), PageRead)
    Image.new("L", (800, 1000), 240).save(place)
    failed = read_page(job, LIMITS)
    assert isinstance(failed, PageFailed)
    assert failed.reason is Reason.CHANGED


def test_a_dot_that_stands_on_a_ruled_line_is_read(tmp_path: Path) -> None:
    """Painting the rule over would take the dots below "ị", "ộ" and "ạ" along."""
    sheet = Image.new("L", (1654, 1200), 245)
    pen, font = ImageDraw.Draw(sheet), ImageFont.truetype(str(face("DejaVuSerif", "print").path), 28)
    words = "Bạch Thị Hợi, hội trưởng phụ nữ huyện Lệ"
    for row in range(6):
        foot = 200 + 90 * row
        pen.text(
            (150, foot),
            "Họ và tên: Bạch Thị Hợi, hội trưởng phụ nữ huyện Lệ Thủy",
            font=font,
            fill=40,
            anchor="ls",
        )
        pen.line((330, foot + 7, 1500, foot + 7), fill=30, width=3)
    said = lines_of(sheet, tmp_path / "page.png")
    assert sum(words in line for line in said) >= 5, said


def test_faint_typing_on_a_dark_leader_is_read_without_it(tmp_path: Path) -> None:
    """The dots of the leader would be read as commas and as dots below the letters."""
    sheet = Image.new("L", (1654, 1400), 245)
    pen = ImageDraw.Draw(sheet)
    print_ = ImageFont.truetype(str(face("DejaVuSerif", "print").path), 28)
    type_ = ImageFont.truetype(str(face("DejaVuSansMono", "print").path), 28)
    words = "Y tá trung cấp, bác sĩ đa khoa"
    for row in range(8):
        foot = 200 + 80 * row
        pen.text((150, foot), "Chuyên môn, nghiệp vụ:", font=print_, fill=20, anchor="ls")
        pen.text((560, foot), words, font=type_, fill=150, anchor="ls")
        for x in range(550 + row, 1300, 14):
            pen.ellipse((x, foot + 3, x + 4, foot + 7), fill=30)
    said = lines_of(sheet, tmp_path / "page.png")
    assert sum(words in line for line in said) >= 6, said


@pytest.mark.tesseract
def test_a_second_reader_is_asked_where_a_person_is_named() -> None:
    file = next(
        file for dossier in walk(SAMPLES, LIMITS) for file in dossier.files if isinstance(file, ScanFile)
    )
    for number in range(1, file.pages + 1):
        job = PageJob("D1", number, file.source, number, file.path, file.sha256, Recipe("ctc"))
        alone = read_page(job, LIMITS)
        both = read_page(replace(job, recipe=Recipe("ctc", second="tesseract")), LIMITS)
        assert isinstance(alone, PageRead)
        assert isinstance(both, PageRead)
        asked = [line for line in both.lines if line.second is not None]
        if asked:
            break
    assert 0 < len(asked) < len(both.lines)
    assert all(line.box.left <= step.x <= line.box.right for line in asked for step in line.second.steps)  # type: ignore[union-attr]
    assert tuple(replace(line, second=None) for line in both.lines) == alone.lines
    assert [step.step for step in both.made_by] == ["clean", "read", "read again"]
