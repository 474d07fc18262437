"""The style sheets of the public pages: the theme's, and the site's own appearance.

Colours and typeface of a site follow the theme's rules in one file, so that its pages request no
more files than those of other sites. Custom CSS is a file of its own, as it also follows the sheets
of single pages. They are files of our own origin, since the content security policy permits no
inline styles. URLs contain a hash of the content, so that browsers keep it for a year and still get
every change.
"""

import hashlib
import re
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.templatetags.static import static

from blog.appearance.typefaces import build_rules
from blog.common.accents import DARK_ACCENT, LIGHT_ACCENT
from blog.common.urls import reverse_cached
from blog.models import SiteSettings
from lib.colours import HEX_RE
from storage.static_files import find_static_file
from themes.static_files import PAGES_STYLE_SHEET

HASH_LENGTH = 12
# URLs of files that are relative to the style sheet.
RELATIVE_URL_RE = re.compile(r"""url\(\s*(["']?)(?![a-z]+:|/|#|["'])""", re.IGNORECASE)


def get_pages_stylesheet_url(site: SiteSettings | None) -> str:
    """Return the URL of the style sheet of all public pages. No query.

    It is a static file, unless the site has colours or a typeface of its own.
    """
    rules = build_rules_of_settings(site) if site else ""
    if not rules:
        return static(PAGES_STYLE_SHEET)
    return reverse_cached("blog:pages-stylesheet", hash_stylesheet(_build_pages_stylesheet(rules)))


def build_pages_stylesheet(site: SiteSettings) -> str:
    """Build the theme's CSS for all public pages, and after it the site's colours and typeface."""
    return _build_pages_stylesheet(build_rules_of_settings(site))


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


def _build_pages_stylesheet(rules: str) -> str:
    url = static(PAGES_STYLE_SHEET)
    file = find_static_file(url.removeprefix(settings.STATIC_URL))
    if file is None:  # Between two versions of the static files.
        return rules
    return _join(file, file.stat().st_mtime_ns, url.rpartition("/")[0], rules)


@lru_cache(maxsize=10)
def _join(file: Path, _changed_at: int, folder_url: str, rules: str) -> str:
    css = RELATIVE_URL_RE.sub(rf"url(\1{folder_url}/", file.read_text())
    return f"{css}\n{rules}"
