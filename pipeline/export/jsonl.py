"""JSON lines, exactly as the export contract says: one object a line, one line a dossier."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TextIO

from pipeline.export.contract import dossier_object
from pipeline.types import DossierRead

_LINE_ENDS = {ord(sign): f"\\u{ord(sign):04x}" for sign in "\x85\u2028\u2029"}
"""Signs that JSON allows as they are and some readers of lines take for the end of one."""


def write_jsonl(dossiers: Iterable[DossierRead], out: TextIO) -> None:
    """Write every dossier, open questions included. Open the file as UTF-8 with newline=""."""
    for read in dossiers:
        line = json.dumps(dossier_object(read), ensure_ascii=False, allow_nan=False)
        out.write(line.translate(_LINE_ENDS) + "\n")
