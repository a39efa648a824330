"""The letters that the recogniser can write, and the class numbers of a text.

Class 0 is the CTC blank. Leaders are not in the alphabet: a run of dots reads as nothing. Curly single
quotes are written as the apostrophe, for on paper nobody can tell them apart.
"""

from __future__ import annotations

import string
from itertools import pairwise

from pipeline.text import ACCENTED_LETTERS
from pipeline.types import BLANK

SIGNS = "!\"%&'()*+,-./:;<=>?@[]_§°²×–—“”•"
LETTERS = " " + string.digits + string.ascii_letters + ACCENTED_LETTERS + SIGNS
CLASSES = BLANK + LETTERS

_NUMBERS = {letter: number for number, letter in enumerate(CLASSES)}
_SAME = str.maketrans({"‘": "'", "’": "'"})


def written(text: str) -> str:
    """A text in the letters that the recogniser writes it in."""
    return text.translate(_SAME)


def encode(text: str) -> list[int]:
    """The class numbers of a text in NFC. Raises KeyError for a letter outside the alphabet."""
    return [_NUMBERS[letter] for letter in written(text)]


def steps_needed(text: str) -> int:
    """The least steps in which CTC can write a text: one a letter, and one between equal neighbours."""
    return len(text) + sum(first == second for first, second in pairwise(text))
