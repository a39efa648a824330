"""Write pipeline/vocabulary/places/successors.tsv: which communes of today each commune of before became.

    pip install --no-deps vietnamadminunits==1.0.4 && python tools/successors.py

Source: vietnamadminunits 1.0.4 (Tran Ngoc Minh Hieu; MIT), whose tables name units by keys; here they are
taken back to the codes of the official lists. Ends with how many units lead to one of today and to several.
"""

from __future__ import annotations

import csv
import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path

FOLDER = Path("pipeline/vocabulary/places")
BEFORE = "provinceKey || '_' || districtKey || '_' || ifnull(wardKey, '')"


def main() -> None:
    """Fails where the source and the registers do not know the same units."""
    before = _codes("admin_units_legacy", BEFORE, "ifnull(wardCode, districtCode)")
    after = _codes("admin_units", "provinceKey || '_' || wardKey", "wardCode")
    pairs = sorted((before[old], lesser, after[new]) for old, new, lesser in _mergers())
    assert {old for old, _, _ in pairs} == _register("until-2025"), "not every unit has a successor"
    assert {new for _, _, new in pairs} == _register("since-2025"), "not every successor is a unit"
    rows = "".join(f"{old}\t{new}\n" for old, _, new in pairs)
    (FOLDER / "successors.tsv").write_text("until\tsince\n" + rows, encoding="utf-8")
    print("successors of a unit: units", Counter(Counter(old for old, _, _ in pairs).values()))


def _codes(table: str, key: str, code: str) -> dict[str, str]:
    with closing(sqlite3.connect(_source() / "dataset.db")) as database:
        return dict(database.execute(f"SELECT DISTINCT {key}, {code} FROM {table}"))


def _source() -> Path:
    """The package's data; it is not imported, for that needs half a dozen others."""
    found = find_spec("vietnamadminunits")
    if found is None or found.origin is None:
        raise SystemExit(__doc__)
    return Path(found.origin).parent / "data"


def _register(name: str) -> set[str]:
    with (FOLDER / f"{name}.tsv").open(encoding="utf-8", newline="") as lines:
        return {row["code"] for row in csv.DictReader(lines, delimiter="\t")}


def _mergers() -> Iterator[tuple[str, str, bool]]:
    """The keys of a unit before and of one after, and whether that is a lesser part of a divided commune."""
    data = json.loads((_source() / "converter_2025.json").read_text(encoding="utf-8"))
    for province, units in data["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        yield from ((old, f"{province}_{new}", False) for new, whole in units.items() for old in whole)
    for province, divided in data["DICT_PROVINCE_WARD_DIVIDED"].items():
        for old, parts in divided.items():
            for part in parts:
                yield old, f"{province}_{part['newWardKey']}", not part["isDefaultNewWard"]


if __name__ == "__main__":
    main()
