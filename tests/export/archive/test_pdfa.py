"""A document's file: PDF/A-2b as far as can be seen from within, the scan untouched, the words exact."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pikepdf
import pypdfium2
import pytest
from fontTools.ttLib import TTFont

from pipeline.config import LimitSettings
from pipeline.export.archive import pdfa
from pipeline.export.archive.pdfa import Description, Leaf, write_document
from pipeline.export.archive.words import page_words
from pipeline.scans import open_page
from pipeline.text import ACCENTED_LETTERS, nfc
from tests.export.archive.filed import dossier
from tests.paper import page
from tests.scans.making import WHOLE

WORDS = [ACCENTED_LETTERS[start : start + 5] for start in range(0, len(ACCENTED_LETTERS), 5)]
ROWS = [" ".join(WORDS[start : start + 7]) for start in range(0, len(WORDS), 7)] + [
    "Số 12-QĐ/ĐU, 9 / 1990 và ở y tế Ỵ"
]
ABOUT = Description("Phiếu <đảng> & viên", "a/03.pdf", (("soTrang", "1", "Number of pages"),))


def written(tmp_path: Path, name: str = "a.jpg", rotation: int = 0, rows: list[str] = ROWS) -> Path:
    """One page of a file of the kind, with words as if read from it."""
    scan = tmp_path / name
    scan.write_bytes(WHOLE[name]())
    height, width = open_page(str(scan), 1, LimitSettings()).pixels.shape[:2]
    read = page(rows)
    across = replace(read.to_scan, a=width / 1654, e=height / 2339)
    sizes = {"scan_width": width, "scan_height": height, "to_scan": across, "rotation": rotation}
    read = replace(read, job=replace(read.job, path=str(scan)), **sizes)  # type: ignore[arg-type]
    target = tmp_path / "made.pdf"
    write_document([Leaf(read, page_words(read, ()))], ABOUT, target, LimitSettings())
    return target


def copied(path: Path) -> str:
    with pypdfium2.PdfDocument(path) as document:
        return " ".join(document[0].get_textpage().get_text_bounded().split())


@pytest.mark.parametrize("name", sorted(set(WHOLE) - {"cmyk.jpg"}))
def test_the_scan_is_the_scan_pixel_for_pixel(tmp_path: Path, name: str) -> None:
    made = written(tmp_path, name)
    assert np.array_equal(
        open_page(str(made), 1, LimitSettings()).pixels,
        open_page(str(tmp_path / name), 1, LimitSettings()).pixels,
    )


@pytest.mark.parametrize("name", ["a.jpg", "progressive.jpg", "jpeg.pdf"])
def test_jpeg_data_stays_byte_for_byte(tmp_path: Path, name: str) -> None:
    made = written(tmp_path, name)
    source = (tmp_path / name).read_bytes()
    with pikepdf.open(made) as document:
        jpegs = [
            bytes(each.read_raw_bytes())
            for each in document.objects
            if isinstance(each, pikepdf.Stream) and each.get("/Filter") == "/DCTDecode"
        ]
    assert len(jpegs) == 1
    assert jpegs[0] in source


def test_copied_text_is_the_text_put_in_with_every_vietnamese_letter(tmp_path: Path) -> None:
    text = copied(written(tmp_path))
    assert text == " ".join(ROWS)
    assert nfc(text) == text


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is not installed")
def test_another_program_copies_the_same_text(tmp_path: Path, rotation: int) -> None:
    made = written(tmp_path, rotation=rotation)
    told = subprocess.run(["pdftotext", "-raw", str(made), "-"], capture_output=True, check=True)
    assert " ".join(told.stdout.decode().split()) == " ".join(ROWS)


def test_words_lie_on_the_words(tmp_path: Path) -> None:
    made = written(tmp_path, rows=["", "", "Mẫu"])
    with pypdfium2.PdfDocument(made) as document:
        left, bottom, _, top = document[0].get_textpage().get_charbox(0)
        width, height = document[0].get_size()
    assert 95 < left / width * 1654 < 115
    assert 100 + 2 * 50 - 10 < (height - top) / height * 2339 < (height - bottom) / height * 2339 < 250


@pytest.mark.parametrize(
    "name", ["a.jpg", "g4.tif", "a.heic", "jpeg.pdf", "clear.png", "palette.png", "cmyk.jpg"]
)
def test_it_is_pdf_a_2b_as_far_as_can_be_seen(tmp_path: Path, name: str) -> None:
    made = written(tmp_path, name)
    with pikepdf.open(made) as document:
        assert not document.is_encrypted
        assert document.pdf_version == "1.7"
        assert "/ID" in document.trailer
        assert not {"/OpenAction", "/AA", "/AcroForm", "/Names", "/Encrypt"} & set(document.Root.keys())
        (intent,) = document.Root.OutputIntents
        assert (intent.S, int(intent.DestOutputProfile.N)) == ("/GTS_PDFA1", 3)
        assert bytes(intent.DestOutputProfile.read_bytes())[36:40] == b"acsp"
        assert "/Filter" not in document.Root.Metadata
        with document.open_metadata() as told:
            assert (told.pdfa_status, told["dc:title"]) == ("2B", ABOUT.title)
        for each in document.objects:
            _check_object(each)


def _check_object(each: pikepdf.Object) -> None:
    if not isinstance(each, pikepdf.Dictionary | pikepdf.Stream):
        return
    keys = set(each.keys())
    assert not {"/SMask", "/JS", "/AF", "/OPI", "/Alternates", "/TR", "/Annots"} & keys
    assert each.get("/Interpolate", False) in (False, None)
    if each.get("/Type") == "/Group":
        raise AssertionError("a transparency group")
    if isinstance(each, pikepdf.Stream):
        filters = each.get("/Filter", pikepdf.Array())
        names = [filters] if isinstance(filters, pikepdf.Name) else list(filters)
        assert not {"/JPXDecode", "/LZWDecode", "/Crypt"} & {str(name) for name in names}
        assert each.get("/ColorSpace") != "/DeviceCMYK"


def test_the_font_is_embedded_and_as_wide_as_the_file_says(tmp_path: Path) -> None:
    with pikepdf.open(written(tmp_path)) as document:
        font = document.pages[0].obj.Resources.Font.Text
        letters = font.DescendantFonts[0]
        program = TTFont(io.BytesIO(bytes(letters.FontDescriptor.FontFile2.read_bytes())))
        assert program["hmtx"]["letter"][0] == int(letters.DW)
        glyphs = bytes(letters.CIDToGIDMap.read_bytes())
        assert len(glyphs) == 2 * 65536
        assert b"\x00\x00" not in {glyphs[n : n + 2] for n in range(0, len(glyphs), 2)}, (
            "no letter is missing"
        )


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="qpdf is not installed")
def test_qpdf_finds_nothing_wrong(tmp_path: Path) -> None:
    made = written(tmp_path, "jpeg.pdf")
    assert subprocess.run(["qpdf", "--check", str(made)], capture_output=True, check=False).returncode == 0


def test_pages_of_several_files_become_one_document(tmp_path: Path) -> None:
    _, job = dossier(tmp_path / "D1")
    leaves = [Leaf(read, page_words(read, ())) for read in _reads(job.pages)]
    write_document(leaves, ABOUT, tmp_path / "made.pdf", LimitSettings())
    with pypdfium2.PdfDocument(tmp_path / "made.pdf") as document:
        rows = [" ".join(document[n].get_textpage().get_text_range().split()) for n in range(len(document))]
        assert document[1].get_rotation() == 180
    assert [sorted(row.split()) for row in rows] == [[str(n), "Số"] if n != 7 else [] for n in range(1, 9)]


def _reads(pages: tuple[object, ...]) -> Iterator[pdfa.PageRead]:
    return (each for each in pages if isinstance(each, pdfa.PageRead))
