"""PDF pages: a scan in its very own pixels, any other page drawn; nothing lost passes for blank."""

from __future__ import annotations

import io
import re
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from pikepdf import Array, Dictionary, Encryption, Name
from PIL import Image

from pipeline.config import LimitSettings
from pipeline.scans import PageUnreadable, Scan, open_page
from pipeline.types import Reason

from .making import (
    HEIGHT,
    LIMITS,
    WIDTH,
    accepted,
    add_page,
    bytes_of,
    embedded,
    form,
    picture,
    pixels,
    refused,
    saved,
    scanned_pdf,
)


def opened(tmp_path: Path, document: pikepdf.Pdf, limits: LimitSettings = LIMITS) -> Scan:
    return open_page(accepted(tmp_path, bytes_of(document)).path, 1, limits)


def turned(made: Image.Image, rotate: int) -> NDArray[np.uint8]:
    return np.rot90(pixels(made), k=-rotate // 90)


# --- scanned pages -----------------------------------------------------------------------------------


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    mode=st.sampled_from(["1", "L", "RGB"]),
    size=st.tuples(st.integers(8, 130), st.integers(8, 130)),
    dpi=st.sampled_from([72, 150, 200, 204.3, 300, 600]),
    rotate=st.sampled_from([0, 90, 180, 270]),
    corner=st.tuples(st.floats(-50, 50), st.floats(-50, 50)),
)
def test_a_scan_comes_out_in_its_own_pixels_as_the_page_shows_it(
    tmp_path: Path, mode: str, size: tuple[int, int], dpi: float, rotate: int, corner: tuple[float, float]
) -> None:
    made = picture(mode=mode, size=size)
    width, height, (x, y) = size[0] * 72 / dpi, size[1] * 72 / dpi, corner
    document = pikepdf.new()
    box = Array([x, y, x + width, y + height])
    content = f"q {width:.6f} 0 0 {height:.6f} {x:.6f} {y:.6f} cm /Im0 Do Q".encode()
    add_page(document, [embedded(document, made)], content, MediaBox=box, Rotate=rotate)
    assert np.array_equal(opened(tmp_path, document).pixels, turned(made, rotate))


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_a_jpeg_is_decoded_as_the_file_it_was(tmp_path: Path, rotate: int, mode: str) -> None:
    made = picture(mode=mode)
    scan = open_page(accepted(tmp_path, scanned_pdf(made, jpeg=True, rotate=rotate)).path, 1, LIMITS)
    assert np.array_equal(scan.pixels, turned(Image.open(io.BytesIO(saved(made, "JPEG"))), rotate))
    assert scan.dpi == pytest.approx(100, rel=1e-3)


@pytest.mark.parametrize(
    ("placed", "shown"),
    [
        ("144 0 0 -201.6 0 201.6", np.flipud),
        ("-144 0 0 201.6 144 0", np.fliplr),
        ("0 201.6 -144 0 144 0", lambda array: np.rot90(array, 1)),
        ("143 0 0 200 0.5 0.8", lambda array: array),
    ],
)
def test_a_scan_is_seen_as_it_is_placed(tmp_path: Path, placed: str, shown: object) -> None:
    made = picture(size=(HEIGHT, WIDTH)) if placed.startswith("0") else picture()
    document = pikepdf.new()
    add_page(document, [embedded(document, made)], f"q {placed} cm /Im0 Do Q".encode())
    assert np.array_equal(opened(tmp_path, document).pixels, shown(pixels(made)))  # type: ignore[operator]


def test_the_text_under_a_searchable_scan_changes_nothing(tmp_path: Path) -> None:
    document = pikepdf.new()
    content = b"q 144 0 0 201.6 0 0 cm /Im0 Do Q BT 3 Tr /F0 30 Tf 9 90 Td (SPECIMEN) Tj ET"
    add_page(document, [embedded(document, picture())], content)
    assert np.array_equal(opened(tmp_path, document).pixels, pixels(picture()))


def test_a_scan_within_a_form_is_a_scan(tmp_path: Path) -> None:
    document = pikepdf.new()
    image = embedded(document, picture())
    inner = form(document, b"q 144 0 0 201.6 -10 -20 cm /Im9 Do Q", XObject=Dictionary(Im9=image))
    add_page(document, [inner], b"q /Im0 Do Q")
    assert np.array_equal(opened(tmp_path, document).pixels, pixels(picture()))


def test_a_stamp_over_a_scan_is_seen_and_the_scan_keeps_its_pixels(tmp_path: Path) -> None:
    fine = picture(size=(400, 560))
    document = pikepdf.new()
    image = embedded(document, fine)
    add_page(document, [image], b"q 144 0 0 201.6 0 0 cm /Im0 Do Q 1 0 0 rg 36 36 36 36 re f")
    read, made = opened(tmp_path, document).pixels, pixels(fine)
    assert np.array_equal(read[:350], made[:350])
    assert tuple(read[410, 150]) == (255, 0, 0)


def test_a_note_on_a_scan_is_seen(tmp_path: Path) -> None:
    document = pikepdf.new()
    look = form(document, b"0 0 1 rg -10 -20 50 50 re f")
    page = add_page(document, [embedded(document, picture(size=(400, 560)))])
    stamp = Dictionary(
        Type=Name.Annot, Subtype=Name.Stamp, Rect=Array([20, 20, 70, 70]), F=4, AP=Dictionary(N=look)
    )
    look.BBox = Array([-10, -20, 40, 30])
    page.obj.Annots = Array([document.make_indirect(stamp)])
    assert tuple(opened(tmp_path, document).pixels[450, 120]) == (0, 0, 255)


def test_a_scan_in_strips_is_put_together_at_its_own_resolution(tmp_path: Path) -> None:
    whole = picture()
    halves = [whole.crop((0, 0, WIDTH, 140)), whole.crop((0, 140, WIDTH, HEIGHT))]
    document = pikepdf.new()
    content = b"q 144 0 0 100.8 0 100.8 cm /Im0 Do Q q 144 0 0 100.8 0 0 cm /Im1 Do Q"
    add_page(document, [embedded(document, half) for half in halves], content)
    scan = opened(tmp_path, document)
    assert scan.pixels.shape == (HEIGHT, WIDTH, 3)
    assert np.abs(scan.pixels.astype(int) - pixels(whole)).mean() < 8


def test_a_mask_is_minded(tmp_path: Path) -> None:
    document = pikepdf.new()
    hidden = np.full((HEIGHT, WIDTH), 255, np.uint8)
    hidden[140:] = 0
    mask = embedded(document, Image.fromarray(hidden))
    add_page(document, [embedded(document, picture(), SMask=mask)])
    read = opened(tmp_path, document).pixels
    assert np.array_equal(read[:139], pixels(picture())[:139])
    assert read[141:].min() == 255


def test_a_stencil_is_drawn_in_its_colour(tmp_path: Path) -> None:
    document = pikepdf.new()
    stencil = embedded(document, picture(mode="1"), ImageMask=True)
    del stencil.ColorSpace
    add_page(document, [stencil])
    assert np.array_equal(opened(tmp_path, document).pixels, pixels(picture(mode="1")))


def test_an_inverted_picture_is_turned_back(tmp_path: Path) -> None:
    document = pikepdf.new()
    add_page(document, [embedded(document, picture(mode="L"), Decode=Array([1, 0]))])
    assert np.array_equal(opened(tmp_path, document).pixels, 255 - pixels(picture(mode="L")))


def test_a_page_measured_in_pixels_tells_no_resolution(tmp_path: Path) -> None:
    document = pikepdf.new()
    add_page(document, [embedded(document, picture())], size=(WIDTH, HEIGHT))
    assert opened(tmp_path, document).dpi is None


# --- drawn pages -------------------------------------------------------------------------------------


def test_a_drawn_page_is_rendered_at_300_dpi(tmp_path: Path) -> None:
    document = pikepdf.new()
    add_page(document, content=b"0 0 0 rg 72 72 144 144 re f", size=(288, 432))
    scan = opened(tmp_path, document)
    assert scan.pixels.shape == (1800, 1200)
    assert scan.dpi == pytest.approx(300)
    assert scan.pixels[1200, 600] == 0
    assert scan.pixels[100, 100] == 255


def test_text_on_a_coarse_ground_is_rendered_fine_enough_to_read(tmp_path: Path) -> None:
    document = pikepdf.new()
    content = b"q 144 0 0 201.6 0 0 cm /Im0 Do Q BT /F0 8 Tf 9 90 Td (SPECIMEN) Tj ET"
    add_page(document, [embedded(document, picture())], content)
    assert opened(tmp_path, document).pixels.shape[:2] == (840, 600)


def test_a_mark_outside_the_scan_is_kept(tmp_path: Path) -> None:
    document = pikepdf.new()
    content = b"q 140 0 0 196 4 5.6 cm /Im0 Do Q 0 0 0 rg 0 0 2 144 re f"
    add_page(document, [embedded(document, picture(size=(800, 1120)))], content)
    read = opened(tmp_path, document).pixels
    assert read[800, 3].max() < 60


def test_a_huge_page_is_rendered_coarser(tmp_path: Path) -> None:
    document = pikepdf.new()
    add_page(document, content=b"0 0 0 rg 0 0 720 720 re f", size=(1440, 1440))
    scan = opened(tmp_path, document, LimitSettings(max_megapixels=4))
    assert 3.9e6 < scan.pixels.size <= 4e6
    with pytest.raises(PageUnreadable) as caught:
        opened(tmp_path, document, LimitSettings(max_megapixels=1))
    assert caught.value.reason is Reason.OVERSIZED


def test_a_blank_page_is_white(tmp_path: Path) -> None:
    document = pikepdf.new()
    document.add_blank_page(page_size=(144, 144))
    scan = opened(tmp_path, document)
    assert scan.pixels.min() == 255


def test_a_blank_scan_is_blank(tmp_path: Path) -> None:
    scan = open_page(
        accepted(tmp_path, scanned_pdf(Image.new("L", (WIDTH, HEIGHT), 255))).path, 1, LimitSettings()
    )
    assert scan.pixels.shape == (HEIGHT, WIDTH)
    assert scan.pixels.min() == 255


# --- refused -----------------------------------------------------------------------------------------


def test_a_password_is_a_reason_and_a_lock_against_printing_is_none(tmp_path: Path) -> None:
    locked = scanned_pdf(picture(), encryption=Encryption(owner="o", user="u"))
    file = refused(tmp_path, locked)
    assert file.reason is Reason.ENCRYPTED
    with pytest.raises(PageUnreadable) as caught:
        open_page(file.path, 1, LIMITS)
    assert caught.value.reason is Reason.ENCRYPTED
    open_to_all = scanned_pdf(picture(), encryption=Encryption(owner="o", user=""))
    assert np.array_equal(
        open_page(accepted(tmp_path, open_to_all).path, 1, LIMITS).pixels, pixels(picture())
    )


def test_a_pdf_without_pages_is_empty(tmp_path: Path) -> None:
    assert refused(tmp_path, bytes_of(pikepdf.new())).reason is Reason.EMPTY


def test_pages_that_are_listed_and_lost_make_the_file_truncated(tmp_path: Path) -> None:
    document = pikepdf.new()
    add_page(document)
    whole = bytes_of(document, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    assert refused(tmp_path, whole.replace(b"/Count 1", b"/Count 2")).reason is Reason.TRUNCATED


@pytest.mark.parametrize("part", [rb"/Contents (\d+)", rb"/Im0 (\d+)"])
def test_a_page_with_a_lost_part_is_refused_and_not_blank(tmp_path: Path, part: bytes) -> None:
    whole = scanned_pdf(picture(), object_stream_mode=pikepdf.ObjectStreamMode.disable)
    (number,) = re.findall(part, whole)
    damaged = whole.replace(b"\n" + number + b" 0 obj", b"\n" + number + b" 0 xxx")
    with pytest.raises(PageUnreadable) as caught:
        open_page(accepted(tmp_path, damaged).path, 1, LIMITS)
    assert caught.value.reason is Reason.UNREADABLE


@pytest.mark.parametrize("jpeg", [False, True])
def test_a_picture_that_is_broken_off_is_refused(tmp_path: Path, jpeg: bool) -> None:
    document = pikepdf.new()
    image = embedded(document, picture(), jpeg)
    data = image.read_raw_bytes()
    image.write(data[: len(data) // 2], filter=Name.DCTDecode if jpeg else None)
    add_page(document, [image])
    with pytest.raises(PageUnreadable) as caught:
        opened(tmp_path, document)
    assert caught.value.reason is Reason.TRUNCATED


def test_a_picture_that_does_not_decode_is_refused_and_not_blank(tmp_path: Path) -> None:
    document = pikepdf.new()
    image = embedded(document, picture())
    image.write(bytes(500), filter=Name.JPXDecode)
    add_page(document, [image])
    with pytest.raises(PageUnreadable):
        opened(tmp_path, document)


def test_a_picture_that_would_fill_the_memory_is_refused(tmp_path: Path) -> None:
    document = pikepdf.new()
    image = embedded(document, picture(mode="L"))
    image.Width = image.Height = 30_000
    add_page(document, [image])
    with pytest.raises(PageUnreadable) as caught:
        opened(tmp_path, document)
    assert caught.value.reason is Reason.OVERSIZED


def test_drawings_that_draw_themselves_come_to_an_end(tmp_path: Path) -> None:
    document = pikepdf.new()
    snake = form(document, b"/Im9 Do")
    snake.Resources = Dictionary(XObject=Dictionary(Im9=snake))
    add_page(document, [snake], b"/Im0 Do")
    assert opened(tmp_path, document).pixels.min() == 255


def test_a_page_without_a_size_gets_one_or_is_refused(tmp_path: Path) -> None:
    document = pikepdf.new()
    add_page(document, [], b"", MediaBox=Array([0, 0, 0, 0]))
    assert outcome(tmp_path, document) in (None, Reason.UNREADABLE, Reason.OVERSIZED)


@pytest.mark.parametrize("content", [b"q 1 0 0 (((( << /x >> Do 5 Do /Im7 ", b"/Im7 Do", b"\xff\x00" * 90])
def test_nonsense_is_refused_or_drawn(tmp_path: Path, content: bytes) -> None:
    document = pikepdf.new()
    add_page(document, [], content)
    assert outcome(tmp_path, document) in (None, Reason.UNREADABLE)


def outcome(tmp_path: Path, document: pikepdf.Pdf) -> Reason | None:
    """Why the first page was refused, None where it was drawn."""
    try:
        opened(tmp_path, document)
    except PageUnreadable as refusal:
        return refusal.reason
    return None
