"""Pictures of lines for a reader, cut from the scan's own pixels."""

from __future__ import annotations

import math

import cv2
import numpy as np

from pipeline.cleanup.light import evened, restored
from pipeline.cleanup.sampling import sampled, scaling
from pipeline.flat import FlatPage, Image
from pipeline.geometry import Affine, Box


def crop(flat: FlatPage, box: Box, height: int, clean: bool) -> Image:
    """Cut `box` (frame) from the scan, straight and evenly lit: uint8, `height` high, paper near 255.

    With `clean`, ruled lines and leaders are painted over. At least one pixel wide; white where the box
    lies outside the page.
    """
    box = box.clipped(flat.width, flat.height)
    if box.width < 1 or box.height < 1:
        return np.full((height, 1), 255, np.uint8)
    to_source = scaling(flat.source_zoom).after(flat.to_scan)
    fine = max(1.0, math.hypot(to_source.a, to_source.d))
    size = max(1, round(box.width * fine)), max(1, round(box.height * fine))
    view = Affine(1 / fine, 0.0, box.left, 0.0, 1 / fine, box.top)
    seen = sampled(flat.source, to_source.after(view), size)
    picture = restored(evened(seen, _part(flat.ground, flat, box)), flat.gain, flat.blurred, fine)
    if clean:
        picture = _painted(picture, _part(flat.erased, flat, box))
    target = max(1, round(box.width * height / box.height)), height
    kind = cv2.INTER_AREA if target[1] < picture.shape[0] else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(picture, target, interpolation=kind), dtype=np.uint8)


def _part(image: Image, flat: FlatPage, box: Box) -> Image:
    """The part of a page image of any scale that lies in `box`."""
    across, down = image.shape[1] / flat.width, image.shape[0] / flat.height
    left, right = math.floor(box.left * across), math.ceil(box.right * across)
    top, bottom = math.floor(box.top * down), math.ceil(box.bottom * down)
    return image[top : max(bottom, top + 1), left : max(right, left + 1)]


def _painted(picture: Image, erased: Image) -> Image:
    mask = cv2.resize(erased, (picture.shape[1], picture.shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.where(mask > 96, 255, picture).astype(np.uint8)
