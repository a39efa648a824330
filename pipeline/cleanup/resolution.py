"""How many dots an inch a scan has, when its tag is missing or a lie."""

from __future__ import annotations

_SHEETS_INCH = ((8.27, 11.69), (5.83, 8.27), (11.69, 16.54), (8.5, 11.0))
"""A4, A5, A3, Letter; an open A5 booklet is an A4 lying on its side."""
_USUAL_DPI = (300, 200, 150, 240, 400, 600, 100)
_SANE = (90.0, 1210.0)
_TOLERANCE = 0.035


def estimate_dpi(width: int, height: int, tagged: float | None) -> float:
    """Dots an inch. A tag is believed where the sheet it gives is one a dossier could hold.

    Without one, the usual resolution at which the picture has the size of a known sheet; failing that, the
    resolution that makes its longer side an A4's.
    """
    long, short = max(width, height), min(width, height)
    if tagged and _SANE[0] <= tagged <= _SANE[1] and 4 <= long / tagged <= 24:
        return tagged
    for sheet_short, sheet_long in _SHEETS_INCH:
        for dpi in _USUAL_DPI:
            if (
                abs(long / dpi / sheet_long - 1) < _TOLERANCE
                and abs(short / dpi / sheet_short - 1) < _TOLERANCE
            ):
                return float(dpi)
    return max(_SANE[0], long / _SHEETS_INCH[0][1])
