"""Picture files: each page's own pixels, whatever the format; resolutions only where they can be true."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from pipeline.config import LimitSettings
from pipeline.scans import PageUnreadable, open_page
from pipeline.types import Reason

from .making import HEIGHT, WHOLE, WIDTH, accepted, heif, picture, pixels, saved, tiff


@pytest.mark.parametrize("name", WHOLE)
def test_every_kind_of_file_opens_page_by_page(tmp_path: Path, name: str) -> None:
    file = accepted(tmp_path, WHOLE[name]())
    assert file.pages == (2 if name.endswith((".tif", ".pdf")) else 1)
    for page in range(1, file.pages + 1):
        scan = open_page(file.path, page, LimitSettings())
        assert scan.pixels.dtype == np.uint8
        assert scan.pixels.shape[:2] == (HEIGHT, WIDTH)
        assert scan.pixels[25, 50].max() < 60 < 150 < scan.pixels[100:].mean()


@pytest.mark.parametrize("mode", ["1", "L", "RGB"])
@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_lossless_pixels_come_as_they_are(tmp_path: Path, mode: str, kind: str) -> None:
    made = picture(mode=mode)
    assert np.array_equal(
        open_page(accepted(tmp_path, saved(made, kind)).path, 1, LimitSettings()).pixels, pixels(made)
    )


def test_pages_of_a_tiff_keep_their_order(tmp_path: Path) -> None:
    file = accepted(tmp_path, tiff(*(picture(seed) for seed in range(12)), compression="tiff_lzw"))
    for seed in range(12):
        assert np.array_equal(open_page(file.path, seed + 1, LimitSettings()).pixels, pixels(picture(seed)))


def test_sixteen_bits_become_eight(tmp_path: Path) -> None:
    deep = np.linspace(0, 65_535, HEIGHT * WIDTH).reshape(HEIGHT, WIDTH).astype(np.uint16)
    for kind in ("PNG", "TIFF"):
        read = open_page(
            accepted(tmp_path, saved(Image.fromarray(deep), kind)).path, 1, LimitSettings()
        ).pixels
        assert np.abs(read.astype(float) - deep / 257).max() <= 1


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "TIFF"])
@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_what_shines_through_is_white_paper(tmp_path: Path, kind: str, mode: str) -> None:
    clear = Image.new(mode, (WIDTH, HEIGHT))
    clear.paste(picture().convert(mode).crop((0, 0, WIDTH, HEIGHT // 2)))
    options = {"lossless": True} if kind == "WEBP" else {}
    read = open_page(accepted(tmp_path, saved(clear, kind, **options)).path, 1, LimitSettings()).pixels
    assert read[HEIGHT // 2 + 20 :].min() == 255
    assert read[25, 50].max() < 60


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "TIFF", "PNG", "WEBP"])
def test_orientation_tags_are_not_obeyed(tmp_path: Path, kind: str, orientation: int) -> None:
    tags = Image.Exif()
    tags[0x0112] = orientation
    read = open_page(accepted(tmp_path, saved(picture(), kind, exif=tags)).path, 1, LimitSettings()).pixels
    assert read.shape == (HEIGHT, WIDTH, 3)
    assert np.abs(read.astype(int) - pixels(picture()).astype(int)).mean() < 30
    assert read[25, 50].max() < 60


def test_a_cameras_preview_is_no_page(tmp_path: Path) -> None:
    both = saved(picture(), "MPO", save_all=True, append_images=[picture(1, size=(40, 50))])
    file = accepted(tmp_path, both)
    assert file.pages == 1
    assert open_page(file.path, 1, LimitSettings()).pixels.shape == (HEIGHT, WIDTH, 3)


def test_the_type_goes_by_content(tmp_path: Path) -> None:
    assert (
        open_page(accepted(tmp_path, saved(picture(), "JPEG"), "not.pdf").path, 1, LimitSettings()).dpi
        is None
    )
    assert accepted(tmp_path, tiff(picture(), picture(1)), "not.pdf").pages == 2


@pytest.mark.parametrize(
    ("kind", "tagged", "dpi"),
    [
        ("JPEG", (100, 100), 100.0),
        ("TIFF", (100, 100), 100.0),
        ("PNG", (100, 100), 100.0),
        ("JPEG", (1, 1), None),
        ("JPEG", (72, 72), None),
        ("TIFF", (96, 96), None),
        ("TIFF", (204, 98), None),
        ("JPEG", (60_000, 60_000), None),
        ("JPEG", (1200, 1200), None),
    ],
)
def test_only_a_resolution_that_can_be_true_is_told(
    tmp_path: Path, kind: str, tagged: tuple[int, int], dpi: float | None
) -> None:
    read = open_page(accepted(tmp_path, saved(picture(), kind, dpi=tagged)).path, 1, LimitSettings()).dpi
    assert read == (None if dpi is None else pytest.approx(dpi, rel=1e-3))


def test_a_page_that_is_not_there_is_refused(tmp_path: Path) -> None:
    for content in (tiff(picture(), picture(1)), saved(picture(), "JPEG"), heif(picture())):
        file = accepted(tmp_path, content)
        for page in (0, file.pages + 1):
            with pytest.raises(PageUnreadable) as caught:
                open_page(file.path, page, LimitSettings())
            assert caught.value.reason is Reason.CHANGED


def test_a_file_gone_since_the_walk_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PageUnreadable) as caught:
        open_page(str(tmp_path / "gone.jpg"), 1, LimitSettings())
    assert caught.value.reason is Reason.CHANGED


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.heic", "lzw.tif", "jpeg.pdf"])
def test_a_page_too_big_is_refused_when_opened(tmp_path: Path, name: str) -> None:
    file = accepted(tmp_path, WHOLE[name]())
    with pytest.raises(PageUnreadable) as caught:
        open_page(file.path, 1, LimitSettings(max_megapixels=0))
    assert caught.value.reason is Reason.OVERSIZED


def test_opening_leaves_pillows_settings_alone(tmp_path: Path) -> None:
    before = Image.MAX_IMAGE_PIXELS
    open_page(accepted(tmp_path, WHOLE["a.jpg"]()).path, 1, LimitSettings())
    assert before == Image.MAX_IMAGE_PIXELS


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(tuple(Reason)), st.text())
def test_the_refusal_crosses_processes(reason: Reason, detail: str) -> None:
    refusal = pickle.loads(pickle.dumps(PageUnreadable(reason, detail)))
    assert (refusal.reason, refusal.detail) == (reason, detail)
