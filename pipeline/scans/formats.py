"""What kind of file this is, by its first bytes, and whether it was cut off, by its frame alone.

Decoders fill the missing part of a cut file with grey and say nothing, or say it only after all was decoded.
Each format tells in its own way where it ends; following that costs a few small reads.
"""

from __future__ import annotations

import os
import re
import struct
from enum import StrEnum
from struct import unpack
from typing import BinaryIO

from pipeline.scans.limits import PageUnreadable
from pipeline.types import Reason

HEAD_BYTES = 1024
"""So far into a file the mark %PDF- may stand, and so far from its end %%EOF (ISO 32000-1, annex H.3)."""
JPEG_END = b"\xff\xd9"
_BLOCK = 1 << 16
_FILLED = 64
"""So many like bytes in a row no packer writes at the end of a picture."""
_MOST_PARTS = 1_000_000
"""A frame of more parts is damage that leads from one byte to the next."""
_HEIF_BRANDS = frozenset((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"))
_TIFF_HEADS = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_BARE_JPEG_MARKERS = frozenset((0x01, *range(0xD0, 0xD9)))


class Format(StrEnum):
    """The formats of scanners and cameras that are read."""

    PDF = "PDF"
    JPEG = "JPEG"
    TIFF = "TIFF"
    PNG = "PNG"
    WEBP = "WEBP"
    HEIF = "HEIF"


def format_of(head: bytes) -> Format | None:
    """The format of a file that begins with `head` (its first `HEAD_BYTES`), None for any other."""
    if head.startswith(b"\xff\xd8\xff"):
        return Format.JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return Format.PNG
    if head.startswith(_TIFF_HEADS):
        return Format.TIFF
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return Format.WEBP
    if head[4:8] == b"ftyp" and head[8:12] in _HEIF_BRANDS:
        return Format.HEIF
    return Format.PDF if b"%PDF-" in head[:HEAD_BYTES] else None


def recognised(file: BinaryIO) -> Format:
    """The format of an open file that is whole; raises PageUnreadable for one unknown or cut off."""
    kind = format_of(file.read(HEAD_BYTES))
    if kind is None:
        raise PageUnreadable(Reason.UNSUPPORTED, "no format of scans")
    try:
        whole = _is_whole(kind, file, os.fstat(file.fileno()).st_size)
    except struct.error:  # A number was to be read where the file has ended.
        whole = False
    if not whole:
        raise PageUnreadable(Reason.TRUNCATED, f"{kind} without its end")
    file.seek(0)
    return kind


def _is_whole(kind: Format, file: BinaryIO, size: int) -> bool:
    match kind:
        case Format.JPEG:
            return _ends(file, size, JPEG_END, _jpeg_data(file))
        case Format.PNG:
            return _png_ends(file, size)
        case Format.TIFF:
            return tiff_pages(file, size) is not None
        case Format.WEBP:
            file.seek(4)
            end = int(unpack("<I", file.read(4))[0]) + 8
            return end <= size and is_written(file, 0, end)
        case Format.HEIF:
            return _boxes_fit(file, size)
        case Format.PDF:
            return _pdf_ends(file, size)


def is_written(file: BinaryIO, start: int, end: int) -> bool:
    """Whether packed data reaches its end: a copy broken off may keep the size, filled with 0 or 255."""
    start = max(start, end - _FILLED)
    file.seek(start)
    return len(set(file.read(end - start))) > 1


def _ends(file: BinaryIO, size: int, mark: bytes, first: int) -> bool:
    """Whether `mark` stands anywhere after `first`; the end is searched first, where it should be."""
    end = size
    while end > first:
        start = max(first, end - _BLOCK)
        file.seek(start)
        if mark in file.read(min(end - start + len(mark) - 1, size - start)):
            return True
        end = start
    return False


def _jpeg_data(file: BinaryIO) -> int:
    """Where the coded picture begins: behind the header segments, of which one may hold a thumbnail."""
    place = 2
    for _ in range(_MOST_PARTS):
        file.seek(place)
        lead, marker = unpack("BB", file.read(2))
        if lead != 0xFF:
            break
        if marker in _BARE_JPEG_MARKERS or marker == 0xFF:
            place += 1 if marker == 0xFF else 2
            continue
        length = int(unpack(">H", file.read(2))[0])
        place += 2 + length
        if marker == 0xDA:
            return place
    raise PageUnreadable(Reason.UNREADABLE, "JPEG without its segments")


def _png_ends(file: BinaryIO, size: int) -> bool:
    place = 8
    for _ in range(_MOST_PARTS):
        file.seek(place)
        length, name = unpack(">I4s", file.read(8))
        place += 12 + length
        if name == b"IEND":
            return bool(place <= size)
        if not bytes(name).isalpha():
            return False
    return False


def tiff_pages(file: BinaryIO, size: int) -> int | None:
    """How many pages a TIFF or BigTIFF lists; None where the list leads out of the file.

    A decoder takes a list that breaks off for one that ends.
    """
    file.seek(0)
    head = file.read(16)
    order, big = ("<" if head[:2] == b"II" else ">"), head[2:4] in (b"+\0", b"\0+")
    count_code, count_bytes, entry_bytes, link_code, link_bytes = (
        ("Q", 8, 20, "Q", 8) if big else ("H", 2, 12, "I", 4)
    )
    place = int(unpack(order + link_code, head[8:16] if big else head[4:8])[0])
    seen: set[int] = set()
    while place and place not in seen and len(seen) < _MOST_PARTS:
        seen.add(place)
        file.seek(place)
        entries = int(unpack(order + count_code, file.read(count_bytes))[0])
        link = place + count_bytes + entries * entry_bytes
        if link + link_bytes > size:
            return None
        file.seek(link)
        place = int(unpack(order + link_code, file.read(link_bytes))[0])
    return len(seen) or None


def _boxes_fit(file: BinaryIO, size: int) -> bool:
    """Whether the boxes of an ISO base media file (ISO/IEC 14496-12) fill it to its end."""
    place = 0
    for _ in range(_MOST_PARTS):
        if place >= size:
            break
        file.seek(place)
        length, name = unpack(">I4s", file.read(8))
        if not bytes(name).isalnum():
            return False
        if length == 1:
            (length,) = unpack(">Q", file.read(8))
        place += length or size - place  # 0: the last box reaches to the end, wherever that is.
    return bool(place == size) and is_written(file, 0, size)


def _pdf_ends(file: BinaryIO, size: int) -> bool:
    """Whether the end mark stands at the end, and no less is there than a linearized file says of itself."""
    file.seek(0)
    said = re.search(rb"/Linearized.{0,256}?/L\s+(\d+)", file.read(HEAD_BYTES), re.DOTALL)
    return (said is None or int(said[1]) <= size) and _ends(file, size, b"%%EOF", max(0, size - HEAD_BYTES))
