"""The README's picture: the pages of a sample dossier on the left, the record they make on the right.

python -m pipeline.synthesis.picture --face FONT.ttf
"""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from PIL import Image, ImageDraw, ImageOps

from pipeline.synthesis.furniture import SPECIMEN
from pipeline.synthesis.measuring import bold_face, font

_SIZE = (1280, 620)
_SHOWN = (
    "full_name",
    "birth_date",
    "sex",
    "hometown",
    "ethnicity",
    "admission_date",
    "official_date",
    "higher_education",
    "profile_number",
    "national_id",
)
_INK, _PALE, _ACCENT = (32, 36, 44), (120, 126, 138), (196, 30, 42)
_COLOURS = 200


def draw_picture(pages: Sequence[Image.Image], truth: dict[str, Any], face: str) -> Image.Image:
    """Lay the last five of some upright pages out as a fan, an arrow, and the record as a table."""
    picture = Image.new("RGB", _SIZE, "white")
    chance = random.Random(5)
    for number, page in enumerate(pages[-5:]):
        sheet = ImageOps.expand(page.convert("RGB"), 3, (150, 150, 150))
        sheet.thumbnail((330, 420))
        turned = sheet.convert("RGBA").rotate(chance.uniform(-5, 5), Image.Resampling.BICUBIC, expand=True)
        picture.paste(turned, (14 + 58 * number, 18 + 38 * number), turned)
    draw = ImageDraw.Draw(picture)
    draw.line(((610, 300), (668, 300)), fill=_ACCENT, width=9)
    draw.polygon(((664, 280), (698, 300), (664, 320)), fill=_ACCENT)
    _draw_record(draw, truth, face)
    draw.text((720, 588), SPECIMEN, fill=_PALE, font=font(face, 13))
    return picture.quantize(_COLOURS, dither=Image.Dither.NONE)


def _draw_record(draw: ImageDraw.ImageDraw, truth: dict[str, Any], face: str) -> None:
    """The chosen keys with their values and the page each was read from."""
    bold = bold_face(face) or face
    top, step = 74, 46
    draw.text((720, 32), truth["dossier"], fill=_INK, font=font(bold, 24))
    draw.text((1250, 38), "pages", fill=_PALE, font=font(face, 16), anchor="ra")
    for number, key in enumerate(key for key in _SHOWN if truth["fields"][key]["occurrences"]):
        y = top + step * number
        draw.line(((720, y), (1250, y)), fill=(215, 218, 224), width=1)
        pages = sorted({place["page"] for place in truth["fields"][key]["occurrences"]})
        draw.text((720, y + 14), key, fill=_PALE, font=font(face, 16))
        draw.text(
            (880, y + 12),
            _fitted(str(truth["member"][key]), font(face, 19), 315),
            fill=_INK,
            font=font(face, 19),
        )
        told = ", ".join(map(str, pages[:3]))
        draw.text((1250, y + 12), told, fill=_INK, font=font(face, 19), anchor="ra")


def _fitted(text: str, letters: Any, width: float) -> str:
    """The text, cut with an ellipsis where it is too wide."""
    while letters.getlength(text) > width:
        text = text.rstrip("…")[:-1].rstrip(" ,") + "…"
    return text


def upright_pages(folder: Path, truth: dict[str, Any]) -> list[Image.Image]:
    """The written pages of a dossier of JPEG files, upright, no second scans; the card form's first last."""
    front = next(document["pages"][0] for document in truth["documents"] if document["type"] == 3)
    return [
        Image.open(folder / page["source"]).rotate(-page["rotation"], expand=True)
        for page in sorted(truth["pages"], key=lambda page: page["number"] == front)
        if not (page["blank"] or page["duplicate"] or page["withheld"])
    ]


@click.command()
@click.option("--samples", type=click.Path(path_type=Path, exists=True), default=Path("scans/samples"))
@click.option(
    "--truth", "truth_path", type=click.Path(path_type=Path), default=Path("tests/data/samples/truth.jsonl")
)
@click.option("--dossier", default="MAU-03", show_default=True, help="A sample made of JPEG files.")
@click.option(
    "--face", type=click.Path(path_type=Path, exists=True), required=True, help="A font file for the text."
)
@click.option("--output", type=click.Path(path_type=Path), default=Path("docs/pictures/one-dossier.png"))
def main(samples: Path, truth_path: Path, dossier: str, face: Path, output: Path) -> None:
    """Draw the README's picture from a sample dossier."""
    told = [json.loads(line) for line in truth_path.read_text(encoding="utf-8").splitlines()]
    truth = next(entry for entry in told if entry["dossier"] == dossier)
    output.parent.mkdir(parents=True, exist_ok=True)
    draw_picture(upright_pages(samples / dossier, truth), truth, str(face)).save(output, optimize=True)


if __name__ == "__main__":
    main()
