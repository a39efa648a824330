"""Cleanup: a scan's pixels in, a page upright, straight and evenly lit out; what is not text is parted."""

from pipeline.cleanup.crop import crop
from pipeline.cleanup.flatten import flatten
from pipeline.cleanup.quality import measure
from pipeline.cleanup.turn import text_axis

__all__ = ["crop", "flatten", "measure", "text_axis"]
