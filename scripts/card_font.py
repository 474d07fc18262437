"""Merge four fonts into that of the cards, and list the characters it covers.

    .venv/bin/python scripts/card_font.py FOLDER

FOLDER holds the regular faces, as files or in folders below it, of Gentium Book Plus 6.101, Noto
Naskh Arabic 2.021, Noto Serif Hebrew 2.004 and Noto Serif Devanagari 2.006, each under the SIL Open
Font License. The npm packages `@expo-google-fonts/…` contain them. The output in
blog/metadata/cards/fonts/ is committed; run this again only for a newer version of a font.

One font, as Pillow cannot lay out a line of mixed scripts and directions with several.
"""

import sys
import tempfile
from itertools import groupby
from pathlib import Path

from fontTools import merge, subset
from fontTools.ttLib import TTFont
from fontTools.ttLib.scaleUpem import scale_upem

FONT_NAMES = ["GentiumBookPlus", "NotoNaskhArabic", "NotoSerifHebrew", "NotoSerifDevanagari"]
FAMILY_NAME = "Pullquote Cards"  # "Gentium" is a reserved font name.
TARGET = Path(__file__).resolve().parent.parent / "blog" / "metadata" / "cards" / "fonts"
# Features that are required or on by default, and small capitals.
FEATURES = (
    "abvm abvs akhn blwf blwm blws calt ccmp cjct dist fina half init kern liga locl mark medi "
    "mkmk nukt pres psts rclt rkrf rlig rphf rtlm smcp"
)
GRAPHITE_TABLES = ["Feat", "Glat", "Gloc", "Silf", "Sill"]
UNITS_PER_EM = 2048
LAST_LATIN_CODE = 0x24F
PRIVATE_USE_AREA = range(0xE000, 0xF900)


def main(folder: Path) -> None:
    copyrights = []
    covered: set[int] = set()
    with tempfile.TemporaryDirectory() as work_folder:
        parts: list[str] = []
        for face in FONT_NAMES:
            font = TTFont(next(folder.rglob(f"{face}*400Regular.ttf")))
            copyrights.append(font["name"].getDebugName(0))
            missing = set(font.getBestCmap()) - covered - set(PRIVATE_USE_AREA)
            if parts:  # Latin comes from the first font only.
                missing = {character for character in missing if character > LAST_LATIN_CODE}
            parts.append(f"{work_folder}/{face}.ttf")
            _subset(font, missing).save(parts[-1])
            covered |= set(font.getBestCmap())
        font = merge.Merger().merge(parts)
    _set_names(font, copyrights)
    font.save(TARGET / "cards.ttf")
    (TARGET / "covered.txt").write_text(_format_ranges(sorted(font.getBestCmap())), "utf-8")


def _subset(font: TTFont, missing: set[int]) -> TTFont:
    options = subset.Options(
        hinting=False,
        glyph_names=False,
        layout_features=FEATURES.split(),
        notdef_outline=True,
        name_IDs=[],
    )
    options.drop_tables += [*GRAPHITE_TABLES, "DSIG", "STAT", "meta"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=missing)
    subsetter.subset(font)
    if font["head"].unitsPerEm != UNITS_PER_EM:
        scale_upem(font, UNITS_PER_EM)
    return font


def _set_names(font: TTFont, copyrights: list[str]) -> None:
    names = {
        0: " ".join(copyrights),
        1: FAMILY_NAME,
        2: "Regular",
        4: FAMILY_NAME,
        6: FAMILY_NAME.replace(" ", ""),
        13: "This Font Software is licensed under the SIL Open Font License, Version 1.1.",
        14: "https://openfontlicense.org",
    }
    font["name"].names = []
    for number, text in names.items():
        font["name"].setName(text, number, 3, 1, 0x409)


def _format_ranges(characters: list[int]) -> str:
    """Format ranges of code points as hexadecimal lines: '0020-007E'."""
    lines = []
    for _key, run in groupby(enumerate(characters), key=lambda pair: pair[1] - pair[0]):
        codes = [character for _index, character in run]
        lines.append(f"{codes[0]:04X}-{codes[-1]:04X}\n")
    return "".join(lines)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
