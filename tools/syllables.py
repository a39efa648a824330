"""Write pipeline/vocabulary/syllables.tsv: how common each syllable is in written Vietnamese.

    pip install wordfreq && python tools/syllables.py

Source: wordfreq 3.1 (R. Speer; data CC BY-SA 4.0), which counts Vietnamese words syllable by syllable.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from wordfreq import get_frequency_dict, zipf_frequency

from pipeline.text import nfc, place_tones
from pipeline.vocabulary.spelling import syllables

TARGET = Path("pipeline/vocabulary/syllables.tsv")
LEAST = 2.5
"""Zipf: once in three million words. What is rarer is mostly misspelt."""
HEAD = """\
# Syllables and how common they are (Zipf: 3 is once in a million words, 6 once in a thousand).
# Made by tools/syllables.py from wordfreq 3.1 by Robyn Speer; this file is licensed CC BY-SA 4.0.
syllable\tzipf
"""


def main() -> None:
    known, found = syllables(), defaultdict(float)
    for word in get_frequency_dict("vi"):
        if nfc(word) in known:
            plain = place_tones(nfc(word))
            found[plain] = max(found[plain], zipf_frequency(word, "vi"))
    common = sorted((entry for entry in found.items() if entry[1] >= LEAST), key=lambda e: (-e[1], e[0]))
    TARGET.write_text(HEAD + "".join(f"{word}\t{zipf:.1f}\n" for word, zipf in common), encoding="utf-8")


if __name__ == "__main__":
    main()
