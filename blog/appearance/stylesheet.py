"""The style sheet of a site's own appearance.

It is a file of our own origin, since the content security policy permits no inline styles. Its URL
contains a hash of its content, so that browsers keep it for a year and still get every change.
"""

import hashlib
from functools import lru_cache

from blog.appearance.typefaces import build_rules
from blog.common.accents import DARK_ACCENT, LIGHT_ACCENT
from blog.common.urls import reverse_cached
from blog.models import SiteSettings
from lib.colours import HEX_RE

HASH_LENGTH = 12


def get_stylesheet_url(site: SiteSettings | None) -> str:
    """Return the URL of the site's style sheet, '' if all settings are the theme's own."""
    version = get_version(site) if site else ""
    return reverse_cached("blog:appearance", version) if version else ""


def get_version(site: SiteSettings) -> str:
    """Return the hash of the site's style sheet, '' if it is empty. No query."""
    content = build_rules_of_settings(site) + site.custom_css_hash
    return hash_stylesheet(content) if content else ""


def build_stylesheet(site: SiteSettings) -> str:
    """Build the CSS that follows the theme's own. One query if there is custom CSS."""
    rules = build_rules_of_settings(site)
    if not site.custom_css_hash:
        return rules
    return f"{rules}\n{site.custom_css}\n"


def build_rules_of_settings(site: SiteSettings) -> str:
    """Build the CSS of colours and typeface, '' for those of the theme."""
    return _build(site.accent_light, site.accent_dark, site.typeface)


@lru_cache(maxsize=100)
def hash_stylesheet(css: str) -> str:
    return hashlib.sha256(css.encode()).hexdigest()[:HASH_LENGTH]


@lru_cache(maxsize=100)
def _build(accent_light: str, accent_dark: str, typeface: str) -> str:
    # Only on screens, as paper is printed on in black.
    rules = []
    if _is_other_colour(accent_light, LIGHT_ACCENT):
        rules.append(
            "@media screen and (prefers-color-scheme: light) {\n"
            f"  :root {{\n    --accent: {accent_light};\n  }}\n}}\n"
        )
    if _is_other_colour(accent_dark, DARK_ACCENT):
        rules.append(
            "@media screen and (prefers-color-scheme: dark) {\n"
            f"  :root {{\n    --accent: {accent_dark};\n  }}\n}}\n"
        )
    rules.append(build_rules(typeface))
    return "\n".join(filter(None, rules))


def _is_other_colour(colour: str, default: str) -> bool:
    return colour != default and HEX_RE.fullmatch(colour) is not None
