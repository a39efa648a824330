"""JSON lines, exactly as the export contract says: one object a line, one line a dossier."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TextIO

from pipeline.export.contract import dossier_object
from pipeline.types import DossierRead


def write_jsonl(dossiers: Iterable[DossierRead], out: TextIO) -> None:
    """Write every dossier, open questions included."""
    for read in dossiers:
        out.write(json.dumps(dossier_object(read), ensure_ascii=False) + "\n")
