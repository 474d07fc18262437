"""Make the one font of the cards from four, and the list of the characters it covers.

    .venv/bin/python scripts/card_font.py FOLDER

FOLDER holds the regular faces, as files or in folders below it, of Gentium Book Plus 6.101, Noto
Naskh Arabic 2.021, Noto Serif Hebrew 2.004 and Noto Serif Devanagari 2.006, each under the SIL Open
Font License. The npm packages `@expo-google-fonts/…` carry them. What is made lies in
blog/cards/fonts/, is committed, and needs making again only for a newer version of a face.

One font and not four: HarfBuzz and FriBidi then set a line that mixes scripts and directions in
one go, which Pillow cannot do over several fonts.
"""

import sys
import tempfile
from itertools import groupby
from pathlib import Path

from fontTools import merge, subset
from fontTools.ttLib import TTFont
from fontTools.ttLib.scaleUpem import scale_upem

FACES = ["GentiumBookPlus", "NotoNaskhArabic", "NotoSerifHebrew", "NotoSerifDevanagari"]
NAME = "Pullquote Cards"  # Not Gentium's: that name is reserved for what SIL publishes.
TARGET = Path(__file__).resolve().parent.parent / "blog" / "metadata" / "cards" / "fonts"
# What a text needs without asking, and small capitals.
FEATURES = (
    "abvm abvs akhn blwf blwm blws calt ccmp cjct dist fina half init kern liga locl mark medi "
    "mkmk nukt pres psts rclt rkrf rlig rphf rtlm smcp"
)
GRAPHITE = ["Feat", "Glat", "Gloc", "Silf", "Sill"]
UNITS = 2048
LAST_LATIN = 0x24F
PRIVATE = range(0xE000, 0xF900)


def main(folder: Path) -> None:
    copyrights = []
    covered: set[int] = set()
    with tempfile.TemporaryDirectory() as work_folder:
        parts: list[str] = []
        for face in FACES:
            font = TTFont(next(folder.rglob(f"{face}*400Regular.ttf")))
            copyrights.append(font["name"].getDebugName(0))
            missing = set(font.getBestCmap()) - covered - set(PRIVATE)
            if parts:  # The Latin of the first face goes with the others' letters.
                missing = {character for character in missing if character > LAST_LATIN}
            parts.append(f"{work_folder}/{face}.ttf")
            _reduced(font, missing).save(parts[-1])
            covered |= set(font.getBestCmap())
        font = merge.Merger().merge(parts)
    _name(font, copyrights)
    font.save(TARGET / "cards.ttf")
    (TARGET / "covered.txt").write_text(_ranges(sorted(font.getBestCmap())), "utf-8")


def _reduced(font: TTFont, missing: set[int]) -> TTFont:
    options = subset.Options(
        hinting=False,
        glyph_names=False,
        layout_features=FEATURES.split(),
        notdef_outline=True,
        name_IDs=[],
    )
    options.drop_tables += [*GRAPHITE, "DSIG", "STAT", "meta"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=missing)
    subsetter.subset(font)
    if font["head"].unitsPerEm != UNITS:
        scale_upem(font, UNITS)
    return font


def _name(font: TTFont, copyrights: list[str]) -> None:
    names = {
        0: " ".join(copyrights),
        1: NAME,
        2: "Regular",
        4: NAME,
        6: NAME.replace(" ", ""),
        13: "This Font Software is licensed under the SIL Open Font License, Version 1.1.",
        14: "https://openfontlicense.org",
    }
    font["name"].names = []
    for number, text in names.items():
        font["name"].setName(text, number, 3, 1, 0x409)


def _ranges(characters: list[int]) -> str:
    """'0020-007E' a line, in hexadecimal."""
    lines = []
    for _key, run in groupby(enumerate(characters), key=lambda pair: pair[1] - pair[0]):
        codes = [character for _index, character in run]
        lines.append(f"{codes[0]:04X}-{codes[-1]:04X}\n")
    return "".join(lines)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
