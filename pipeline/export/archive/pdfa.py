"""One document as a PDF/A-2b file (ISO 19005-2): the scans untouched, the words unseen on top of them.

pikepdf (qpdf) writes the file; here is only what makes it an archive's: the text layer, its font, the colour
profile, the metadata. The same pages and words give the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from math import hypot
from pathlib import Path
from string import Template
from tempfile import TemporaryDirectory
from xml.sax.saxutils import escape

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from pipeline import __version__
from pipeline.config import LimitSettings
from pipeline.export.archive.words import Row, Word
from pipeline.geometry import FRAME_DPI, Affine
from pipeline.scans.originals import Sheet, write_original
from pipeline.types import PageRead

_HERE = Path(__file__).parent
_ADVANCE = 500
"""Width of every letter in the font, thousandths of its size."""
_BASELINE = 0.2
"""Height of the baseline above a line's lower edge, as a share of the line: the font's own descent."""
_LAST_OF_PLANE = 0xFFFF
_SPACE = 0x20
_BLOCK = 100
"""A table of letters lists its ranges in blocks of so many (Adobe CMap specification)."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page to be archived and the words on it."""

    page: PageRead
    words: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Description:
    """What a file says of itself: its title, its identifier in the archive, and `hoso:` properties."""

    title: str
    identifier: str
    properties: tuple[tuple[str, str, str], ...]
    """Name, value and English explanation of each."""


def write_document(leaves: Sequence[Leaf], about: Description, target: Path, limits: LimitSettings) -> None:
    """Write the file; raises PageUnreadable where a scan cannot be opened any more, OSError.

    Each page is packed on the disk before they are joined, so that no more than one is in memory.
    """
    with (
        TemporaryDirectory(prefix=".hoso-", dir=target.parent) as folder,
        ExitStack() as opened,
        pikepdf.new() as made,
    ):
        font = made.make_indirect(_font(made))
        for number, leaf in enumerate(leaves):
            part = Path(folder) / f"{number}.pdf"
            sheet = write_original(
                leaf.page.job.path, leaf.page.job.source_page, _resolution(leaf.page), part, limits
            )
            source = opened.enter_context(pikepdf.open(part))
            made.pages.append(source.pages[0])
            _lay_text(made, made.pages[-1], leaf, sheet, font)
        _declare(made, about)
        made.save(target, deterministic_id=True, force_version="1.7", fix_metadata_version=False)


def _resolution(page: PageRead) -> float:
    """The scan's dots an inch, as cleanup took them."""
    return hypot(page.to_scan.a, page.to_scan.d) * FRAME_DPI


# --- text --------------------------------------------------------------------------------------------


def _lay_text(made: pikepdf.Pdf, page: pikepdf.Page, leaf: Leaf, sheet: Sheet, font: pikepdf.Object) -> None:
    page.obj.Rotate = leaf.page.rotation
    page.obj.Resources.Font = Dictionary(Text=font)
    to_sheet = _to_sheet(leaf.page, sheet)
    lines = [f"BT 3 Tr {_words(row, to_sheet)} ET" for row in leaf.words]
    page.contents_add(made.make_stream("\n".join(lines).encode("ascii")), prepend=False)


def _to_sheet(page: PageRead, sheet: Sheet) -> Affine:
    """From the page's frame to points on the sheet, counted from below."""
    area = sheet.area
    across, down = area.width / page.scan_width, area.height / page.scan_height
    points = Affine(across, 0.0, area.left, 0.0, -down, sheet.height - area.top)
    return points.after(page.to_scan)


def _words(row: Row, to_sheet: Affine) -> str:
    return " ".join(_shown(word, to_sheet) for word in row)


def _shown(word: Word, to_sheet: Affine) -> str:
    """Instructions that stretch a word over its box, in the frame's units as turned on the sheet.

    The space behind it belongs to it: a letter by itself has no width for PDFium, which leaves it out.
    """
    text, box = word.text, word.box
    codes = [code for code in map(ord, text) if code <= _LAST_OF_PLANE]
    size = max(1.0, box.height)
    stretch = 100_000 * max(1.0, box.width) / (max(1, len(codes)) * _ADVANCE * size)
    x, y = to_sheet.point(box.left, box.bottom - _BASELINE * size)
    turn = (to_sheet.a, to_sheet.d, -to_sheet.b, -to_sheet.e, x, y)
    matrix = " ".join(f"{part:.4f}" for part in turn)
    hexadecimal = "".join(f"{code:04X}" for code in (*codes, _SPACE))
    return f"/Text {size:.2f} Tf {stretch:.3f} Tz {matrix} Tm <{hexadecimal}> Tj"


def _font(made: pikepdf.Pdf) -> Dictionary:
    """A font in which a letter's code is its Unicode number and every letter the one shapeless glyph."""
    program = (_HERE / "glyphless.ttf").read_bytes()
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=Name.HosoGlyphless,
        Flags=5,  # Of fixed width, with letters beyond the standard ones.
        FontBBox=Array([0, -200, _ADVANCE, 800]),
        ItalicAngle=0,
        Ascent=800,
        Descent=-200,
        CapHeight=800,
        StemV=80,
        FontFile2=made.make_indirect(Stream(made, program, Length1=len(program))),
    )
    letters = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=Name.HosoGlyphless,
        CIDSystemInfo=Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0),
        FontDescriptor=made.make_indirect(descriptor),
        DW=_ADVANCE,
        CIDToGIDMap=made.make_stream(b"\x00\x01" * (_LAST_OF_PLANE + 1)),
    )
    return Dictionary(
        Type=Name.Font,
        Subtype=Name.Type0,
        BaseFont=Name.HosoGlyphless,
        Encoding=Name("/Identity-H"),
        DescendantFonts=Array([made.make_indirect(letters)]),
        ToUnicode=made.make_stream(_to_unicode()),
    )


def _to_unicode() -> bytes:
    """The table by which copied letters are the letters put in: code for code."""
    ranges = [
        f"<{high:02X}00> <{high:02X}FF> <{high:02X}00>" for high in range(256) if not 0xD8 <= high <= 0xDF
    ]
    blocks = (ranges[start : start + _BLOCK] for start in range(0, len(ranges), _BLOCK))
    lists = "\n".join(f"{len(block)} beginbfrange\n" + "\n".join(block) + "\nendbfrange" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
        f"{lists}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode("ascii")


# --- what the file says of itself --------------------------------------------------------------------


def _declare(made: pikepdf.Pdf, about: Description) -> None:
    profile = made.make_stream((_HERE / "srgb.icc").read_bytes(), N=3)
    intent = Dictionary(
        Type=Name.OutputIntent,
        S=Name("/GTS_PDFA1"),
        OutputConditionIdentifier=b"sRGB",
        Info=b"sRGB IEC61966-2.1",
        DestOutputProfile=profile,
    )
    packet = Stream(made, metadata(about).encode("utf-8"), Type=Name.Metadata, Subtype=Name.XML)
    made.Root.OutputIntents = Array([intent])
    made.Root.Metadata = made.make_indirect(packet)
    made.Root.Lang = b"vi"


def metadata(about: Description) -> str:
    """The XMP packet: PDF/A-2b, Dublin Core, and the properties with their declaration."""
    fields: Mapping[str, str] = {
        "title": escape(about.title),
        "identifier": escape(about.identifier),
        "tool": f"hoso {__version__}",
        "properties": "\n".join(
            f"   <hoso:{name}>{escape(value)}</hoso:{name}>" for name, value, _ in about.properties
        ),
        "declarations": "\n".join(_declared(name, what) for name, _, what in about.properties),
    }
    return Template((_HERE / "metadata.xmp").read_text(encoding="utf-8")).substitute(fields)


def _declared(name: str, what: str) -> str:
    parts = {"name": name, "valueType": "Text", "category": "external", "description": what}
    inner = "".join(f"<pdfaProperty:{key}>{escape(part)}</pdfaProperty:{key}>" for key, part in parts.items())
    return f'        <rdf:li rdf:parseType="Resource">{inner}</rdf:li>'
