"""Blocks of prose that readers get with more markup than is stored: code, which scrolls.

A block that scrolls has to be in the tab order, or nobody could scroll it by keyboard.
"""

import re

from django.utils.html import escape
from django.utils.translation import gettext as _

_CODE_RE = re.compile(r'<pre><code(?: class="language-([^"]*)")?>')
_SCROLLING_RE = re.compile(r'<pre class="code"[^>]*>')


def render_prose_blocks(html: str) -> str:
    """Name blocks of code in the current language, and let them scroll."""
    return _CODE_RE.sub(_render_code, html) if "<pre>" in html else html


def remove_scrolling(html: str) -> str:
    """Remove from a post's HTML what only serves to scroll, for feeds."""
    return _SCROLLING_RE.sub("<pre>", html) if "<pre " in html else html


def _render_code(match: re.Match[str]) -> str:
    code, language = match[0].removeprefix("<pre>"), match[1] or ""
    label = _("Code (%(language)s)") % {"language": language} if language else _("Code")
    shown = f' data-language="{language}"' if language else ""
    return (
        f'<pre class="code" dir="ltr" role="region" tabindex="0" aria-label="{escape(label)}"'
        f"{shown}>{code}"
    )
