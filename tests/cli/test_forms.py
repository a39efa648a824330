"""`hoso forms check`: sound files are listed, wrong ones named, all of them in one go."""

from __future__ import annotations

from pathlib import Path

import pytest

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
    assert "2-HSĐV\tB\t3\t" in capsys.readouterr().out


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


def test_a_form_added_by_a_file_alone_is_read(tmp_path: Path) -> None:
    (tmp_path / "new.yaml").write_text(GOOD, encoding="utf-8")
    found = extract(load_forms(tmp_path), [page(["Họ và tên cũ: LÊ VĂN AN", "Đổi thành: Lê Văn Ân"])])
    assert [(draft.key, draft.value) for draft in found.drafts] == [("full_name", "Lê Văn An")]
