"""`hoso forms check`: sound files are listed, wrong ones named, all of them in one go."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pipeline.cli import main
from pipeline.extract.fields import extract
from pipeline.forms.form import load_forms
from tests.paper import page

GOOD = """
form: X
document_type: 74
fields:
- {key: full_name, kind: person_name, labels: [Họ và tên cũ]}
- {key: null, labels: [Đổi thành]}
tables:
- key: family
  starts: relation
  columns:
  - {key: relation, labels: [Quan hệ]}
  - {key: name, kind: person_name, labels: [Họ và tên]}
"""


def check(*files: Path) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["forms", "check", *map(str, files)])
    return int(ended.value.code or 0)


def test_the_shipped_forms_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert check() == 0
    assert "2-HSĐV\tB\t3,85\t" in capsys.readouterr().out


def test_every_wrong_file_is_named_and_the_sound_ones_are_listed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, wrong, missing = tmp_path / "good.yaml", tmp_path / "wrong.yaml", tmp_path / "missing.yaml"
    good.write_text(GOOD, encoding="utf-8")
    wrong.write_text(GOOD.replace("starts: relation", "starts: date"), encoding="utf-8")
    assert check(wrong, missing, good) == 9
    said = capsys.readouterr()
    assert said.out == "X\t\t74\t1\t1\n"
    assert "wrong.yaml" in said.err
    assert "tables[0].starts" in said.err
    assert "missing.yaml" in said.err


def test_a_form_is_drawn_over_a_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scan, picture = Path("scans/samples/MAU-01/scan001.pdf"), tmp_path / "page.jpg"
    with pytest.raises(SystemExit) as ended:
        main(["forms", "show", str(scan), str(picture), "--page", "3"])
    assert not ended.value.code
    said = capsys.readouterr()
    assert "full_name\tQuách Hoài Thơ\n" in said.out
    assert "2-HSĐV B" in said.err
    with Image.open(picture) as drawn:
        red, green, blue = (np.asarray(band, int) for band in drawn.convert("RGB").split())
    assert np.count_nonzero(blue > red + 100) > 1000, "labels are framed in blue"
    assert np.count_nonzero((green > red + 60) & (green > blue + 30)) > 1000, "values in green"


def test_a_page_without_labels_and_a_missing_file_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Image.new("L", (800, 1000), 255).save(tmp_path / "empty.png")
    for scan, told in (("empty.png", "empty.png"), ("none.png", "none.png")):
        with pytest.raises(SystemExit) as ended:
            main(["forms", "show", str(tmp_path / scan), str(tmp_path / "out.jpg")])
        assert ended.value.code
        assert told in capsys.readouterr().err
    assert not (tmp_path / "out.jpg").exists()


def test_a_form_added_by_a_file_alone_is_read(tmp_path: Path) -> None:
    (tmp_path / "new.yaml").write_text(GOOD, encoding="utf-8")
    found = extract(load_forms(tmp_path), [page(["Họ và tên cũ: LÊ VĂN AN", "Đổi thành: Lê Văn Ân"])])
    assert [(draft.key, draft.value) for draft in found.drafts] == [("full_name", "Lê Văn An")]
