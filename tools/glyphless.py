"""Draws what an archive's PDF files embed: the font without a shape, and the profile of screen colours.

The text layer of a searchable scan is never seen, so its font needs a letter of some width and no drawing:
one shapeless glyph stands for every letter, and the PDF's own tables say which. Run it to make the two files
of `pipeline/export/archive/` again; they come out the same.
"""

from __future__ import annotations

import io
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from PIL import ImageCms

FOLDER = Path(__file__).parents[1] / "pipeline" / "export" / "archive"
ADVANCE = 500
_DATED = slice(24, 36)
"""The twelve bytes of an ICC profile that say when it was made (ICC.1:2010, 7.2.1)."""


def font() -> bytes:
    """A TrueType font of two empty glyphs: the one for what is missing, and the one for all letters."""
    glyphs = [".notdef", "letter"]
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(glyphs)
    builder.setupCharacterMap({0x20: "letter"})
    builder.setupGlyf({name: TTGlyphPen(None).glyph() for name in glyphs})
    builder.setupHorizontalMetrics(dict.fromkeys(glyphs, (ADVANCE, 0)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "HosoGlyphless", "styleName": "Regular", "psName": "HosoGlyphless"})
    builder.setupOS2(sTypoAscender=800, sTypoDescender=-200, usWinAscent=800, usWinDescent=200)
    builder.setupPost()
    builder.updateHead(created=0, modified=0)
    builder.font.recalcTimestamp = False
    out = io.BytesIO()
    builder.save(out)
    return out.getvalue()


def profile() -> bytes:
    """sRGB as LittleCMS (MIT licence) describes it, without the date of making."""
    made = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    made[_DATED] = bytes.fromhex("07d0 0001 0001 0000 0000 0000".replace(" ", ""))
    return bytes(made)


if __name__ == "__main__":
    (FOLDER / "glyphless.ttf").write_bytes(font())
    (FOLDER / "srgb.icc").write_bytes(profile())
