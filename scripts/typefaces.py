"""Copy the typefaces that a site may choose, and write their style sheets.

    .venv/bin/python scripts/typefaces.py FOLDER

FOLDER is the `node_modules` with the npm packages of FACES and of FALLBACKS, each under the SIL
Open Font License. The files of FACES go to static/theme/fonts/, one for each style and script, and
the style sheets to blog/appearance/typefaces/. Both are committed; run this again for a newer
version.

Until a file has arrived, the browser shows a font of the reader's system. Its rules here give it
the average width, the ascent and the descent of the typeface, so that lines break in the same
places.
Fonts of systems are not free: they are measured by free fonts with the same widths.
"""

import io
import json
import re
import shutil
import sys
from itertools import batched
from pathlib import Path
from typing import NamedTuple

from fontTools.ttLib import TTFont
from PIL import ImageFont

ROOT = Path(__file__).resolve().parent.parent
FONTS = ROOT / "static" / "theme" / "fonts"
SHEETS = ROOT / "blog" / "appearance" / "typefaces"
POSTS = ROOT / "devtools" / "demo" / "content" / "posts"
FACES = {
    "literata": ("Literata", "serif"),
    "source-serif-4": ("Source Serif 4", "serif"),
    "source-sans-3": ("Source Sans 3", "sans"),
}
STYLES = {"400-normal": "", "400-italic": "Italic", "700-normal": "Bold"}
X_HEIGHT = 0.48  # That of `font-size-adjust` in site.css, so that no choice looks larger.
MAX_FILE_SIZE = 40 * 1024
MEASURED_SIZE = 1000  # Pixels.
WORDS_PER_LINE = 12
WORD_RE = re.compile("[“‘]?[A-Za-z]?[a-z]+(?:[’-][a-z]+)?[,.;:?!]?[”’]?")


class Fallback(NamedTuple):
    """Fonts of the same widths, by the suffix of the family, and the package that measures them."""

    suffix: str
    package: str
    names: tuple[str, ...]


FALLBACKS = {
    "serif": (
        Fallback("Georgia", "gelasio", ("Georgia", "Gelasio")),
        Fallback("Times", "tinos", ("Times New Roman", "Liberation Serif", "Tinos")),
        Fallback("Noto", "noto-serif", ("Noto Serif",)),
    ),
    "sans": (
        Fallback("Arial", "arimo", ("Arial", "Liberation Sans", "Arimo", "Helvetica")),
        Fallback("Roboto", "roboto", ("Roboto",)),
    ),
}


class Metrics(NamedTuple):
    """In parts of the font size. `width` is the average of the demo's posts."""

    width: float
    x_height: float
    ascent: float
    descent: float


def main(packages: Path) -> None:
    sample = read_sample()
    shutil.rmtree(FONTS, ignore_errors=True)
    FONTS.mkdir(parents=True)
    SHEETS.mkdir(exist_ok=True)
    for slug, (family, kind) in FACES.items():
        package = packages / "@fontsource" / slug
        write_licence(package, slug)
        rules = []
        regular = measure(package, slug, "400-normal", sample)
        scale = X_HEIGHT / regular.x_height
        for style, style_name in STYLES.items():
            face = measure(package, slug, style, sample)
            rules += write_faces(package, slug, family, style, scale)
            rules += (
                write_fallback(packages, family, fallback, style, style_name, face, scale, sample)
                for fallback in FALLBACKS[kind]
            )
        (SHEETS / f"{slug}.css").write_text("\n".join(rules))
        print(f"{slug}: {len(list(FONTS.glob(f'{slug}-*.woff2')))} files")


def read_sample() -> list[str]:
    """Return the words of the demo's posts in Latin letters, without numbers."""
    text = " ".join(
        re.sub(r"<[^>]+>", " ", file.read_text()) for file in sorted(POSTS.glob("*.html"))
    )
    return [word for word in text.split() if WORD_RE.fullmatch(word)]


def write_licence(package: Path, slug: str) -> None:
    """Write the licence with the copyright notice of the font itself."""
    font = TTFont(package / "files" / f"{slug}-latin-400-normal.woff2")
    _notice, begin, terms = (package / "LICENSE").read_text().partition("This Font Software is")
    notice = font["name"].getDebugName(0)
    (FONTS / f"{slug}-OFL.txt").write_text(f"{notice}\n\n{begin}{terms}")


def measure(package: Path, slug: str, style: str, sample: list[str]) -> Metrics:
    font = TTFont(package / "files" / f"{slug}-latin-{style}.woff2")
    units, horizontal = font["head"].unitsPerEm, font["hhea"]
    font.flavor = None
    file = io.BytesIO()
    font.save(file)
    file.seek(0)
    # Shaped, as kerning and ligatures make lines shorter.
    shaped = ImageFont.truetype(file, MEASURED_SIZE, layout_engine=ImageFont.Layout.RAQM)
    lines = [" ".join(batch) for batch in batched(sample, WORDS_PER_LINE)]
    width = sum(shaped.getlength(line) for line in lines) / sum(map(len, lines))
    return Metrics(
        width / MEASURED_SIZE,
        font["OS/2"].sxHeight / units,
        horizontal.ascent / units,
        -horizontal.descent / units,
    )


def write_faces(package: Path, slug: str, family: str, style: str, scale: float) -> list[str]:
    """Copy the files of a style and return their rules, one for each script."""
    weight, slant = style.split("-")
    rules = []
    for script, characters in json.loads((package / "unicode.json").read_text()).items():
        file = package / "files" / f"{slug}-{script}-{style}.woff2"
        if file.stat().st_size > MAX_FILE_SIZE:
            sys.exit(f"{file.name} is larger than {MAX_FILE_SIZE} bytes.")
        shutil.copy(file, FONTS)
        rules.append(
            "@font-face {\n"
            f'  font-family: "{family}";\n'
            f"  font-style: {slant};\n"
            f"  font-weight: {weight};\n"
            "  font-display: swap;\n"
            f'  src: url({file.name}) format("woff2");\n'
            f"  size-adjust: {scale:.2%};\n"
            f"  unicode-range: {characters.replace(',', ', ')};\n"
            "}\n"
        )
    return rules


def write_fallback(
    packages: Path,
    family: str,
    fallback: Fallback,
    style: str,
    style_name: str,
    face: Metrics,
    scale: float,
    sample: list[str],
) -> str:
    """Return the rule that gives a font of the system the widths and heights of the typeface."""
    package = packages / "@fontsource" / fallback.package
    system = measure(package, fallback.package, style, sample)
    adjusted = face.width * scale / system.width
    weight, slant = style.split("-")
    names = ", ".join(
        f'local("{name} {style_name}")'.replace(' ")', '")') for name in fallback.names
    )
    # `size-adjust` scales ascent and descent as well.
    return (
        "@font-face {\n"
        f'  font-family: "{family} {fallback.suffix}";\n'
        f"  font-style: {slant};\n"
        f"  font-weight: {weight};\n"
        f"  src: {names};\n"
        f"  size-adjust: {adjusted:.2%};\n"
        f"  ascent-override: {face.ascent * scale / adjusted:.2%};\n"
        f"  descent-override: {face.descent * scale / adjusted:.2%};\n"
        "  line-gap-override: 0%;\n"
        "}\n"
    )


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
