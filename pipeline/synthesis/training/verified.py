"""Real lines with a verified text: reading a folder of them, parting them, and varying them for learning.

A folder holds line images and `truth.tsv`, UTF-8, no heading: image file, text, and, where it is known,
whose hand or which page it is. Lines of one hand or page never stand on both sides of a parting.
"""

from __future__ import annotations

import csv
import hashlib
import random
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.errors import FileAccess
from pipeline.messages import _
from pipeline.synthesis import damage
from pipeline.synthesis.crops import HEIGHT
from pipeline.synthesis.lines import Crop
from pipeline.synthesis.training.alphabet import LETTERS
from pipeline.text import nfc, squeeze

TRUTH = "truth.tsv"
ROOM = 1.5
"""Lines are kept at so many times the height of a crop: enough to bend them without losing strokes."""
LEAST_GROUPS = 2
"""One hand alone says nothing of others."""


@dataclass(frozen=True, slots=True)
class VerifiedLine:
    """One line, grey and dark on light, at any height; its text; whose hand or page it is, if known."""

    image: NDArray[np.uint8]
    text: str
    group: str = ""

    @property
    def unit(self) -> str:
        """What must stay on one side of a parting: the group, else the line itself."""
        return self.group or hashlib.sha256(self.image.tobytes() + self.text.encode()).hexdigest()


def read_folder(folder: Path) -> tuple[VerifiedLine, ...]:
    """The lines of a folder in the order of its truth. Raises FileAccess naming file and line at fault."""
    try:
        with (folder / TRUTH).open(encoding="utf-8", newline="") as lines:
            rows = list(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    except (OSError, UnicodeDecodeError) as error:
        raise FileAccess(
            str(folder / TRUTH), getattr(error, "strerror", None) or _("it is not UTF-8")
        ) from error
    return tuple(_line(folder, number, row) for number, row in enumerate(rows, start=1))


def _line(folder: Path, number: int, row: list[str]) -> VerifiedLine:
    place = f"{folder / TRUTH}:{number}"
    if len(row) not in (2, 3):
        raise FileAccess(place, "a line has the image file, the text and perhaps a group, parted by tabs")
    if (folder / row[0]).resolve().parent != folder.resolve():
        raise FileAccess(place, "the image does not lie in this folder")
    image = cv2.imread(str(folder / row[0]), cv2.IMREAD_COLOR)
    if image is None:
        raise FileAccess(str(folder / row[0]), "not an image")
    # The red channel, as page cleanup takes it: red seals and rules fade, blue ink stays dark.
    return VerifiedLine(np.asarray(image[:, :, 2], np.uint8), squeeze(nfc(row[1])), row[2] if row[2:] else "")


def teachable(lines: Iterable[VerifiedLine]) -> tuple[VerifiedLine, ...]:
    """The lines with a text that the network has letters for; each once."""
    known = frozenset(LETTERS)
    return tuple(
        {
            line.unit if not line.group else (line.group, line.image.tobytes()): line
            for line in lines
            if line.text and known.issuperset(line.text)
        }.values()
    )


def part(
    lines: Iterable[VerifiedLine], share: float, least: int = 0
) -> tuple[tuple[VerifiedLine, ...], tuple[VerifiedLine, ...]]:
    """Lines to learn from, and about `share` of them held out, by a digest of the group or of the line.

    The digest decides, so the same line is held out every time. Where that comes to fewer than `least` lines
    or to one group, the groups next by their digest are held out too, until it does not.
    """
    units: dict[str, list[VerifiedLine]] = {}
    for line in lines:
        units.setdefault(line.unit, []).append(line)
    held: list[VerifiedLine] = []
    learnt: list[VerifiedLine] = []
    for number, (digest, unit) in enumerate(sorted((_digest(unit), unit) for unit in units)):
        few = len(held) < least or (least and number < LEAST_GROUPS)
        (held if digest < share * 2**32 or few else learnt).extend(units[unit])
    return tuple(learnt), tuple(held)


def _digest(unit: str) -> int:
    return int.from_bytes(hashlib.sha256(unit.encode()).digest()[:4])


def as_crop(line: VerifiedLine) -> Crop:
    """The line as the reader sees it."""
    return Crop(_high(line.image, HEIGHT), line.text, "real")


def roomy(line: VerifiedLine) -> VerifiedLine:
    """The line at the height at which it is varied: done once, for every line is varied many times."""
    return VerifiedLine(_high(line.image, round(ROOM * HEIGHT)), line.text, line.group)


def _high(image: NDArray[np.uint8], height: int) -> NDArray[np.uint8]:
    width = max(16, round(image.shape[1] * height / image.shape[0]))
    shrink = cv2.INTER_AREA if height < image.shape[0] else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(image, (width, height), interpolation=shrink), np.uint8)


def vary(line: VerifiedLine, chance: random.Random) -> Crop:
    """The line as the same hand might write it another time: bent, leant, thicker, paler, softer."""
    image = _bent(line.image, chance)
    if chance.random() < 0.3:
        kernel = np.ones(chance.choice(((2, 2), (1, 2), (2, 1))), np.uint8)
        image = np.asarray(chance.choice((cv2.erode, cv2.dilate))(image, kernel), np.uint8)
    if chance.random() < 0.3:
        image = damage.blur(image, chance.uniform(0.3, 0.8))
    if chance.random() < 0.3:
        image = damage.resample(image, chance.uniform(0.6, 0.9))
    if chance.random() < 0.3:
        image = damage.noise(image, chance, chance.uniform(2, 8))
    return Crop(_toned(image, chance), line.text, "real")


def _bent(image: NDArray[np.uint8], chance: random.Random) -> NDArray[np.uint8]:
    """Lean, stretch, shift and bend smoothly, and bring to the height of a crop."""
    rows, columns = image.shape
    width = round(columns / rows * HEIGHT * chance.uniform(0.85, 1.2))
    y, x = np.mgrid[0:HEIGHT, 0:width].astype(np.float32)
    across, down = x * (columns / width), y * (rows / HEIGHT)
    middle, zoom = rows / 2, chance.uniform(0.9, 1.12)
    across += chance.gauss(0, 0.18) * (down - middle) + _waves(
        chance, (3, 2 + width // 24), 0.9, (HEIGHT, width)
    )
    lift = chance.gauss(0, 0.04) * rows + _waves(chance, (3, 2 + width // 40), 0.9, (HEIGHT, width))
    down = (down - middle) * zoom + middle + lift
    bent = cv2.remap(
        image,
        across,
        down,
        cv2.INTER_AREA if rows < HEIGHT else cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(bent, np.uint8)


def _waves(
    chance: random.Random, knots: tuple[int, int], depth: float, size: tuple[int, int]
) -> NDArray[np.float32]:
    """A smooth displacement in pixels."""
    draw = damage.dice(chance).normal(0, depth, knots).astype(np.float32)
    return np.asarray(cv2.resize(draw, (size[1], size[0]), interpolation=cv2.INTER_CUBIC), np.float32)


def _toned(image: NDArray[np.uint8], chance: random.Random) -> NDArray[np.uint8]:
    """Another pen and another exposure: gain about white, and gamma."""
    ink = (255 - image.astype(np.float32)) / 255
    toned = 255 * (1 - np.clip(chance.uniform(0.75, 1.25) * ink ** chance.uniform(0.8, 1.25), 0, 1))
    return toned.astype(np.uint8)
