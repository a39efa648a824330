"""Which pages should be scanned again, and why. The limits are `rescan.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from math import inf
from pathlib import Path

from pipeline.data import read_yaml
from pipeline.types import Fault, PageRead

_KEYS = ("dpi", "sharpness", "contrast", "skew_degrees", "cut")


def faults(page: PageRead) -> tuple[Fault, ...]:
    """What is wrong with the scan of a page that was read; nothing with a blank one."""
    quality, limits = page.quality, _limits()
    if quality is None or page.blank:
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
    table = read_yaml(Path(__file__).with_suffix(".yaml")).mapping(_KEYS, _KEYS)
    return {name: limit.number(0, inf) for name, limit in table.items()}
