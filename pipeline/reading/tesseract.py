"""Tesseract behind the reader's contract: the only module that knows of pytesseract.

One process reads all the pictures of a page (a list file): starting it costs as much as reading four
lines (measured: 55 ms a line against 253 with a process each). Its answers come as hOCR with a box a
letter. The confidence of a word is what a letter's probability is taken from: Tesseract's own letter
confidences stay near 99 % on garbage, and its letter choices near 0 for every rival, so neither says much.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from functools import cache
from math import log
from pathlib import Path
from xml.etree import ElementTree

import cv2
import pytesseract

from pipeline.errors import DependencyMissing
from pipeline.reading.reader import Picture
from pipeline.text import nfc
from pipeline.types import BLANK, Lattice, ProcessingStep, Step

LANGUAGE = "vie"
MARGIN = 10
"""White pixels around a line; Tesseract loses letters that touch the picture's edge."""
_TIMEOUT_S_A_LINE = 20
_CONFIG = "--psm 7 -c hocr_char_boxes=1"
_XHTML = "{http://www.w3.org/1999/xhtml}"
_BOX = re.compile(r"x_bboxes (\d+) \d+ (\d+) \d+")
_CONFIDENCE = re.compile(r"x_wconf ([\d.]+)")
_LEAST = 1e-4
"""No letter is held for quite impossible: a logarithm must exist."""


class TesseractReader:
    """Reads print. `vie` must be installed; the system's data folder is used as it is."""

    line_height = 40

    def __init__(self) -> None:
        if shutil.which("tesseract") is None:
            raise DependencyMissing(
                "Tesseract", "Install it: apt-get install tesseract-ocr tesseract-ocr-vie"
            )
        if LANGUAGE not in pytesseract.get_languages():
            raise DependencyMissing(
                "Tesseract's Vietnamese data", "Install it: apt-get install tesseract-ocr-vie"
            )

    def identity(self) -> ProcessingStep:
        return ProcessingStep("read", f"tesseract {_version()}", LANGUAGE)

    def alphabet(self) -> frozenset[str]:
        return _alphabet()

    def read(self, pictures: Sequence[Picture]) -> tuple[Lattice, ...]:
        if not pictures:
            return ()
        os.environ["OMP_THREAD_LIMIT"] = "1"  # Four spinning threads on two cores cost four times the time.
        with tempfile.TemporaryDirectory(prefix="hoso-") as folder:
            listing = _write(Path(folder), pictures)
            answer = pytesseract.image_to_pdf_or_hocr(
                str(listing),
                lang=LANGUAGE,
                config=_CONFIG,
                extension="hocr",
                timeout=_TIMEOUT_S_A_LINE * len(pictures),
            )
        pages = _pages(answer)
        return tuple(
            _lattice(pages[number], picture.shape[1]) if number in pages else Lattice(())
            for number, picture in enumerate(pictures)
        )


def _write(folder: Path, pictures: Sequence[Picture]) -> Path:
    paths = []
    for number, picture in enumerate(pictures):
        path = folder / f"{number}.pgm"
        framed = cv2.copyMakeBorder(
            picture, MARGIN, MARGIN, MARGIN, MARGIN, cv2.BORDER_CONSTANT, value=(255.0,)
        )
        cv2.imwrite(str(path), framed)
        paths.append(str(path))
    listing = folder / "lines.txt"
    listing.write_text("\n".join(paths) + "\n")
    return listing


def _pages(answer: bytes) -> dict[int, ElementTree.Element]:
    """Pages of the answer by the number of their picture; a picture may be missing."""
    root = ElementTree.fromstring(answer)
    found = (page for page in root.iter(f"{_XHTML}div") if page.get("class") == "ocr_page")
    return {int(str(page.get("id")).rpartition("_")[2]) - 1: page for page in found}


def _lattice(page: ElementTree.Element, width: int) -> Lattice:
    """One step a letter; a space between words, a blank between twins."""
    steps: list[Step] = []
    for word in page.iter(f"{_XHTML}span"):
        if word.get("class") != "ocrx_word":
            continue
        letters = list(_letters(word, width))
        if steps and letters:
            steps.append(Step((steps[-1].x + letters[0].x) / 2, " ", letters[0].log_probs))
        for step in letters:
            if steps and steps[-1].letters == step.letters:
                steps.append(Step(step.x, BLANK, (0.0,)))
            steps.append(step)
    return Lattice(tuple(steps))


def _letters(word: ElementTree.Element, width: int) -> Iterator[Step]:
    stated = _CONFIDENCE.search(str(word.get("title")))
    log_prob = log(max(_LEAST, float(stated.group(1)) / 100)) if stated else log(_LEAST)
    for span in word.iter(f"{_XHTML}span"):
        if (found := _BOX.search(str(span.get("title")))) and span.text:
            x = (int(found.group(1)) + int(found.group(2))) / 2 - MARGIN
            yield Step(min(1.0, max(0.0, x / width)), nfc(span.text)[:1], (log_prob,))


@cache
def _version() -> str:
    return str(pytesseract.get_tesseract_version())


@cache
def _alphabet() -> frozenset[str]:
    """The letters of the installed `vie` network, read from its unicharset."""
    data = next((f for f in _data_files() if f.exists()), None)
    tool = shutil.which("combine_tessdata")
    if data is None or tool is None:
        raise DependencyMissing("Tesseract's data file vie.traineddata", "Install tesseract-ocr-vie.")
    with tempfile.TemporaryDirectory(prefix="hoso-") as folder:
        out = Path(folder) / "vie.lstm-unicharset"
        subprocess.run([tool, "-e", str(data), str(out)], check=True, capture_output=True, timeout=60)
        lines = out.read_text(encoding="utf-8").splitlines()[1:]
    return frozenset(line.split(" ")[0] for line in lines)


def _data_files() -> Iterator[Path]:
    if prefix := os.environ.get("TESSDATA_PREFIX"):
        yield Path(prefix) / f"{LANGUAGE}.traineddata"
    listed = subprocess.run(
        ["tesseract", "--list-langs"], check=True, capture_output=True, text=True, timeout=60
    )
    if quoted := re.search(r'"(.+?)"', listed.stdout):
        yield Path(quoted.group(1)) / f"{LANGUAGE}.traineddata"
