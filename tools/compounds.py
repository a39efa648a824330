"""Write pipeline/vocabulary/compounds.txt: words of several syllables of the whole language.

    pip download --no-deps pyvi && python tools/compounds.py pyvi-*.whl

Source: the word list in pyvi 0.1.1 by Viet-Trung Tran (MIT licence).
"""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

from pipeline.text import nfc, place_tones
from pipeline.vocabulary.spelling import common_syllables

LIST = "pyvi/models/words.txt"
TARGET = Path("pipeline/vocabulary/compounds.txt")
HEAD = """\
# Words of several syllables, small letters, tones where schools put them; all of syllables that are common.
# Made by tools/compounds.py from pyvi 0.1.1; copyright 2016 Viet-Trung Tran, MIT licence.
"""


def main() -> None:
    with zipfile.ZipFile(sys.argv[1]) as wheel:
        listed = wheel.read(LIST).decode().splitlines()
    words = {place_tones(nfc(line.strip().casefold())) for line in listed}
    known = common_syllables()
    kept = sorted(word for word in words if " " in word and all(part in known for part in word.split()))
    TARGET.write_text(HEAD + "".join(f"{word}\n" for word in kept), encoding="utf-8")


if __name__ == "__main__":
    main()
