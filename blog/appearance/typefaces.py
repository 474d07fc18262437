"""Typefaces of the public pages; scripts/typefaces.py writes their rules."""

import re
from functools import cache
from pathlib import Path

from django.templatetags.static import static

from blog.models import SiteSettings

RULES = Path(__file__).with_name("typefaces")
FILE_RE = re.compile(r"url\(([\w.-]+)\)")
FAMILY_RE = re.compile(r'font-family: ("[^"]+")')
SCRIPTS = '"Noto Naskh Arabic"'  # For scripts that a typeface lacks, as in site.css.
GENERIC = {"source-sans-3": f"{SCRIPTS}, sans-serif"}
Typeface = SiteSettings.Typeface


def get_preloaded_file(site: SiteSettings | None) -> str:
    """Return the URL of the regular Latin file, '' for the typeface of the reader's device.

    Each page shows it, so browsers request it before they have read the style sheet.
    """
    if site is None or not is_bundled(site.typeface):
        return ""
    return _get_file_url(f"{site.typeface}-latin-400-normal.woff2")


def is_bundled(typeface: str) -> bool:
    return bool(typeface) and typeface in Typeface.values


@cache
def build_rules(typeface: str) -> str:
    """Return the CSS that sets a typeface, '' for that of the reader's device.

    The rules scale each font to the same x-height, so `font-size-adjust` has to be off: it would
    undo the widths of the fonts that are shown until the files have arrived.
    """
    if not is_bundled(typeface):
        return ""
    rules = (RULES / f"{typeface}.css").read_text()
    families = dict.fromkeys(FAMILY_RE.findall(rules))
    rules = FILE_RE.sub(lambda match: f'url("{_get_file_url(match[1])}")', rules)
    generic = GENERIC.get(typeface, f"{SCRIPTS}, serif")
    names = ",\n    ".join((*families, generic))
    variables = [f"--serif:\n    {names};"]
    if typeface in GENERIC:
        variables.append(f"--sans:\n    {names};")
    declarations = "\n  ".join(variables)
    return (
        f"{rules}\n:root {{\n  {declarations}\n}}\n"
        ":root,\n[lang] {\n  --adjusted: none;\n}\n\nbody {\n  font-size-adjust: none;\n}\n"
    )


@cache
def _get_file_url(name: str) -> str:
    return static(f"theme/fonts/{name}")
