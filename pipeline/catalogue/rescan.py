"""Which pages should be scanned again, and why. The limits are `rescan.yaml`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

import yaml

from pipeline.errors import ConfigInvalid
from pipeline.types import PageFailed, PageJob, PageRead

_KEYS = ("dpi", "sharpness", "contrast", "skew_degrees", "cut")


class Fault(StrEnum):
    """What is wrong with a scan; the sentence for a person is made at the edge."""

    COARSE = "coarse"
    BLURRED = "blurred"
    FAINT = "faint"
    SKEWED = "skewed"
    CUT = "cut"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Rescan:
    """A page to scan again. `showable`: its picture may be shown, it bears no mark of secrecy and opens."""

    job: PageJob
    faults: tuple[Fault, ...]
    showable: bool
    rotation: int = 0


def rescans(pages: Iterable[PageRead | PageFailed]) -> Iterator[Rescan]:
    """The pages of a dossier that should be scanned again, in their order. Blank pages never."""
    for page in pages:
        if isinstance(page, PageFailed):
            yield Rescan(page.job, (Fault.FAILED,), showable=False)
        elif not page.blank and (found := faults(page)):
            yield Rescan(page.job, found, not page.withheld, page.rotation)


def faults(page: PageRead) -> tuple[Fault, ...]:
    """What is wrong with the scan of a page that was read."""
    quality, limits = page.quality, _limits()
    if quality is None:
        return ()
    found = {
        Fault.COARSE: quality.dpi < limits["dpi"],
        Fault.BLURRED: quality.sharpness is not None and quality.sharpness < limits["sharpness"],
        Fault.FAINT: quality.contrast is not None and quality.contrast < limits["contrast"],
        Fault.SKEWED: abs(page.skew_degrees) > limits["skew_degrees"],
        Fault.CUT: quality.cut > limits["cut"],
    }
    return tuple(fault for fault, is_so in found.items() if is_so)


@cache
def _limits() -> Mapping[str, float]:
    path = Path(__file__).with_suffix(".yaml")
    table = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(table, dict) or set(table) != set(_KEYS):
        raise ConfigInvalid(path.name, f"it must have exactly the keys {', '.join(_KEYS)}.")
    return {name: float(limit) for name, limit in table.items()}
