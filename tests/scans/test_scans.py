"""Intake: every kind of file a scanner or a clerk leaves, whole or broken; each accounted for once."""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from pipeline.errors import InputMissing
from pipeline.scans import Limits, PageUnreadable, open_page, walk
from pipeline.types import Quarantined, Reason, ScanFile

SHEET = (200, 280)


def sheet(seed: int = 0, mode: str = "RGB") -> Image.Image:
    """A page with a texture no two seeds share."""
    shades = np.random.default_rng(seed).integers(0, 256, (*SHEET[::-1], 3), dtype=np.uint8)
    picture = Image.fromarray(shades // 4 + 190)
    picture.paste((20, 20, 20), (10 + seed, 20, 150, 30))
    return picture.convert(mode)


def saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)  # type: ignore[arg-type]
    return out.getvalue()


def tiff(*pictures: Image.Image, **options: object) -> bytes:
    return saved(pictures[0], "TIFF", save_all=True, append_images=list(pictures[1:]), **options)


def pdf(*pictures: Image.Image, rotate: int = 0, encryption: pikepdf.Encryption | None = None) -> bytes:
    first, *others = pictures
    made = saved(first, "PDF", save_all=True, append_images=others, resolution=100)
    with pikepdf.open(io.BytesIO(made)) as document:
        for page in document.pages:
            page.rotate(rotate, relative=False)
        out = io.BytesIO()
        document.save(out, encryption=encryption or False)
    return out.getvalue()


def one_file(tmp_path: Path, name: str, content: bytes, limits: Limits = Limits()) -> ScanFile | Quarantined:
    (tmp_path / "D1").mkdir(exist_ok=True)
    (tmp_path / "D1" / name).write_bytes(content)
    (dossier,) = walk(tmp_path, limits)
    (file,) = dossier.files
    return file


def heif() -> bytes:
    pillow_heif = pytest.importorskip("pillow_heif")
    out = io.BytesIO()
    pillow_heif.from_pillow(sheet()).save(out, quality=90)
    return out.getvalue()


KINDS: dict[str, Callable[[], bytes]] = {
    "a.jpg": lambda: saved(sheet(), "JPEG", dpi=(200, 200)),
    "grey.jpg": lambda: saved(sheet(mode="L"), "JPEG"),
    "cmyk.jpg": lambda: saved(sheet(mode="CMYK"), "JPEG"),
    "a.png": lambda: saved(sheet(), "PNG"),
    "palette.png": lambda: saved(sheet(mode="P"), "PNG"),
    "clear.png": lambda: saved(sheet(mode="RGBA"), "PNG"),
    "deep.png": lambda: saved(Image.fromarray(np.full(SHEET[::-1], 40_000, np.uint16)), "PNG"),
    "a.webp": lambda: saved(sheet(), "WEBP"),
    "a.tif": lambda: tiff(sheet(1), sheet(2), compression="tiff_lzw"),
    "g4.tif": lambda: tiff(sheet(1, "1"), sheet(2, "1"), compression="group4", dpi=(300, 300)),
    "jpeg.tif": lambda: tiff(sheet(1), compression="jpeg"),
    "a.heic": heif,
    "a.pdf": lambda: pdf(sheet(1), sheet(2)),
}


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_of_file_opens_page_by_page(tmp_path: Path, name: str) -> None:
    file = one_file(tmp_path, name, KINDS[name]())
    assert isinstance(file, ScanFile)
    assert file.pages == (2 if name in ("a.tif", "g4.tif", "a.pdf") else 1)
    for page in range(1, file.pages + 1):
        scan = open_page(file.path, page)
        assert scan.pixels.dtype == np.uint8
        assert scan.pixels.shape[:2] == SHEET[::-1]
        assert 30 < scan.pixels.mean() < 250


def test_the_type_goes_by_content_and_the_digest_is_of_the_bytes(tmp_path: Path) -> None:
    content = saved(sheet(), "JPEG")
    file = one_file(tmp_path, "really-a-jpeg.pdf", content)
    assert isinstance(file, ScanFile)
    assert file.sha256 == sha256(content).hexdigest()


def test_pages_keep_their_order_in_a_file(tmp_path: Path) -> None:
    file = one_file(tmp_path, "a.tif", tiff(*(sheet(seed) for seed in range(12)), compression="tiff_lzw"))
    assert isinstance(file, ScanFile)
    for seed in range(12):
        assert np.array_equal(open_page(file.path, seed + 1).pixels, np.asarray(sheet(seed)))


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_a_pdf_picture_is_taken_out_as_the_page_shows_it(tmp_path: Path, rotate: int) -> None:
    file = one_file(tmp_path, "a.pdf", pdf(sheet(), rotate=rotate))
    assert isinstance(file, ScanFile)
    scan = open_page(file.path, 1)
    expected = np.rot90(_jpeg_as_pillow_embeds(), k=-rotate // 90)
    assert scan.pixels.shape == expected.shape
    assert np.abs(scan.pixels.astype(int) - expected.astype(int)).max() == 0
    assert scan.dpi == pytest.approx(100, rel=0.01)


def _jpeg_as_pillow_embeds() -> NDArray[np.uint8]:
    with pikepdf.open(io.BytesIO(pdf(sheet()))) as document:
        (image,) = document.pages[0].images.values()
        return np.asarray(pikepdf.PdfImage(image).as_pil_image().convert("RGB"))


def test_a_drawn_pdf_page_is_rendered_at_300_dpi(tmp_path: Path) -> None:
    document = pikepdf.new()
    page = document.add_blank_page(page_size=(288, 432))
    page.contents_add(pikepdf.Stream(document, b"0 0 0 rg 72 72 144 144 re f"))
    out = io.BytesIO()
    document.save(out)
    file = one_file(tmp_path, "drawn.pdf", out.getvalue())
    assert isinstance(file, ScanFile)
    scan = open_page(file.path, 1)
    assert scan.pixels.shape[:2] == pytest.approx((1800, 1200), abs=1)
    assert scan.dpi == 300
    assert scan.pixels[1200, 600].max() < 10
    assert scan.pixels[100, 100].min() > 250


def test_a_pdf_locked_against_printing_only_opens(tmp_path: Path) -> None:
    file = one_file(tmp_path, "a.pdf", pdf(sheet(), encryption=pikepdf.Encryption(owner="o", user="")))
    assert isinstance(file, ScanFile)
    assert open_page(file.path, 1).pixels.size


def test_a_cameras_orientation_tag_is_not_obeyed(tmp_path: Path) -> None:
    tags = Image.Exif()
    tags[0x0112] = 6
    file = one_file(tmp_path, "a.jpg", saved(sheet(), "JPEG", exif=tags))
    assert isinstance(file, ScanFile)
    assert open_page(file.path, 1).pixels.shape[:2] == SHEET[::-1]


@pytest.mark.parametrize("dpi", [1, 72_000])
def test_a_senseless_dpi_tag_is_no_dpi(tmp_path: Path, dpi: int) -> None:
    file = one_file(tmp_path, "a.jpg", saved(sheet(), "JPEG", dpi=(dpi, dpi)))
    assert isinstance(file, ScanFile)
    assert open_page(file.path, 1).dpi is None


# --- refused files --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.jpg", lambda: b"", Reason.EMPTY),
        ("empty.pdf", lambda: b"", Reason.EMPTY),
        ("notes.docx", lambda: b"PK\x03\x04 a letter", Reason.UNSUPPORTED),
        ("locked.pdf", lambda: pdf(sheet(), encryption=pikepdf.Encryption(owner="o", user="u")), Reason.ENCRYPTED),
        ("cut.pdf", lambda: pdf(sheet(), sheet(1))[:-2000], Reason.TRUNCATED),
        ("cut.jpg", lambda: saved(sheet(), "JPEG")[:-3000], Reason.TRUNCATED),
        ("garbage.pdf", lambda: b"%PDF-1.7\n" + bytes(range(256)) * 20 + b"%%EOF", Reason.UNREADABLE),
        ("garbage.jpg", lambda: b"\xff\xd8\xff\xe0" + bytes(3000), None),
        ("garbage.tif", lambda: b"II*\x00" + bytes(range(256)) * 4, None),
    ],
)
def test_what_cannot_be_read_is_quarantined_with_its_reason(
    tmp_path: Path, name: str, content: Callable[[], bytes], reason: Reason | None
) -> None:
    file = one_file(tmp_path, name, content())
    assert isinstance(file, Quarantined)
    assert file.reason is (reason or file.reason)
    assert file.reason is not Reason.INTERNAL


def test_a_pdf_without_pages_is_empty(tmp_path: Path) -> None:
    out = io.BytesIO()
    pikepdf.new().save(out)
    file = one_file(tmp_path, "a.pdf", out.getvalue())
    assert isinstance(file, Quarantined)
    assert file.reason is Reason.EMPTY


@pytest.mark.parametrize(
    ("content", "limits"),
    [
        (lambda: saved(Image.new("1", (40_000, 40_000)), "PNG"), Limits()),
        (lambda: tiff(*(sheet(n) for n in range(4))), Limits(max_pages=3)),
        (lambda: pdf(*(sheet(n) for n in range(4))), Limits(max_pages=3)),
        (lambda: saved(sheet(), "BMP") + bytes(2 << 20), Limits(max_file_mib=1)),
    ],
)
def test_what_is_too_big_is_refused(tmp_path: Path, content: Callable[[], bytes], limits: Limits) -> None:
    file = one_file(tmp_path, "big", content(), limits)
    assert isinstance(file, Quarantined)
    assert file.reason is Reason.OVERSIZED


def test_a_page_too_big_for_the_limit_is_refused_when_opened(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf(sheet()))
    with pytest.raises(PageUnreadable) as caught:
        open_page(str(tmp_path / "a.pdf"), 1, Limits(max_megapixels=0))
    assert caught.value.reason is Reason.OVERSIZED


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(["a.jpg", "a.png", "a.webp", "a.tif", "g4.tif", "a.pdf"]), st.floats(0, 1), st.binary(max_size=8))
def test_no_cut_or_damaged_file_raises_anything_else(
    tmp_path: Path, name: str, share: float, junk: bytes
) -> None:
    whole = KINDS[name]()
    cut = whole[: int(len(whole) * share)] + junk
    file = one_file(tmp_path, "file", cut)
    if isinstance(file, ScanFile):
        for page in range(1, file.pages + 1):
            try:
                open_page(file.path, page)
            except PageUnreadable as refusal:
                assert isinstance(refusal.reason, Reason)
    else:
        assert file.reason in set(Reason) - {Reason.INTERNAL, Reason.WORKER_DIED}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(["a.jpg", "a.tif", "a.pdf"]), st.integers(0, 10_000), st.integers(0, 255))
def test_a_flipped_byte_never_escapes(tmp_path: Path, name: str, place: int, byte: int) -> None:
    whole = bytearray(KINDS[name]())
    whole[place % len(whole)] = byte
    file = one_file(tmp_path, "file", bytes(whole))
    if isinstance(file, ScanFile):
        for page in range(1, min(file.pages, 3) + 1):
            try:
                open_page(file.path, page)
            except PageUnreadable:
                continue


def test_the_refusal_crosses_processes() -> None:
    refusal = pickle.loads(pickle.dumps(PageUnreadable(Reason.TRUNCATED, "ends early")))
    assert (refusal.reason, refusal.detail) == (Reason.TRUNCATED, "ends early")


# --- the walk -------------------------------------------------------------------------------------------


@pytest.fixture
def root(tmp_path: Path) -> Iterator[Path]:
    """A scan root as clerks make them."""
    jpeg = saved(sheet(), "JPEG")
    for name in [
        "D10/1.jpg", "D2/scan 10.jpg", "D2/scan 2.jpg", "D2/phần hai/1.jpg", "D2/ghi chú.docx", "loose.pdf",
        "D2/Thumbs.db", "D2/.hidden", "README.md", "list.csv", "D2/notes.txt", "same.jpg", "same.pdf", "D10.tif",
    ]:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(jpeg)
    (tmp_path / "D2" / "ghi chú.docx").write_bytes(b"PK\x03\x04")
    (tmp_path / "D2" / "notes.txt").write_text("a note")
    (tmp_path / "Nothing").mkdir()
    (tmp_path / "D2" / "loop").symlink_to(tmp_path / "D2")
    (tmp_path / "D2" / "away.jpg").symlink_to(tmp_path / "loose.pdf")
    yield tmp_path


def test_dossiers_and_files_come_in_natural_order_each_once(root: Path) -> None:
    found = {dossier.name: [file.source for file in dossier.files] for dossier in walk(root)}
    assert list(found) == ["D2", "D10", "D10 (tif)", "loose", "Nothing", "same (jpg)", "same (pdf)"]
    assert found["D2"] == [
        "away.jpg", "ghi chú.docx", "loop", "notes.txt", "phần hai/1.jpg", "scan 2.jpg", "scan 10.jpg",
    ]


def test_links_that_lead_elsewhere_and_strange_files_are_told_of(root: Path) -> None:
    (second,) = [dossier for dossier in walk(root) if dossier.name == "D2"]
    refused = {file.source: file.reason for file in second.files if isinstance(file, Quarantined)}
    assert set(refused) == {"away.jpg", "ghi chú.docx", "loop", "notes.txt"}


def test_nothing_under_the_root_changes(root: Path) -> None:
    def picture() -> dict[str, tuple[int, int]]:
        return {str(p): (p.lstat().st_mtime_ns, p.lstat().st_size) for p in sorted(root.rglob("*"))}

    before = picture()
    for dossier in walk(root):
        for file in dossier.files:
            if isinstance(file, ScanFile):
                open_page(file.path, 1)
    assert picture() == before


@pytest.mark.parametrize("name", ["Nguyễn.jpg", "e\u0302.jpg", "a\nb.jpg", "😀.jpg", "x" * 200 + ".jpg", "-rf.jpg"])
def test_strange_names_are_files_like_others(tmp_path: Path, name: str) -> None:
    assert isinstance(one_file(tmp_path, name, saved(sheet(), "JPEG")), ScanFile)


def test_a_missing_root_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputMissing):
        list(walk(tmp_path / "nowhere"))
