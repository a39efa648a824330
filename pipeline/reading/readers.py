"""Which readers there are. Built-ins and plug-ins come in by the same door, and none loads until named.

A third party's package announces a reader by the entry point group `hoso.readers`: a callable that takes
the recipe's options as keyword arguments and returns a `Reader`.
"""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path

from pipeline.errors import BadArguments
from pipeline.messages import _
from pipeline.reading.reader import Reader
from pipeline.types import Recipe

BUILT_IN = ("tesseract", "ctc", "asterocr", "null", "replay")


def open_reader(recipe: Recipe) -> Reader:
    """Load the reader a recipe names.

    Raises BadArguments for a name nobody offers and DependencyMissing where its engine is not installed.
    """
    options = dict(recipe.options)
    match recipe.reader:
        case "tesseract":
            reader: Reader = import_module("pipeline.reading.tesseract").TesseractReader(**options)
        case "ctc":
            reader = import_module("pipeline.reading.ctc").CtcReader(**options)
        case "asterocr":
            reader = import_module("pipeline.reading.asterocr").AsterReader(**options)
        case "null":
            reader = import_module("pipeline.reading.null").NullReader(**options)
        case "replay":
            reader = import_module("pipeline.reading.replay").ReplayReader(Path(options["recording"]))
        case name:
            reader = _plugged(name, options)
    return reader


def _plugged(name: str, options: dict[str, str]) -> Reader:
    for entry in entry_points(group="hoso.readers", name=name):
        reader: Reader = entry.load()(**options)
        return reader
    offered = ", ".join((*BUILT_IN, *sorted(entry_points(group="hoso.readers").names)))
    raise BadArguments(_("There is no reader called {0}. There are: {1}.").format(name, offered))
