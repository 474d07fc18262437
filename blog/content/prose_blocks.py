"""Blocks of prose that readers get with more markup than is stored: code and tables, which scroll.

A block that scrolls has to be in the tab order, or nobody could scroll it by keyboard.
"""

import re

from django.utils.html import escape
from django.utils.translation import gettext as _

_CODE_RE = re.compile(r'<pre><code(?: class="language-([^"]*)")?>')
_TABLE_RE = re.compile(r"<table>(?:<caption>(.*?)</caption>)?.*?</table>", re.DOTALL)
_SCROLLING_CODE_RE = re.compile(r'<pre class="code"[^>]*>')
_SCROLLING_TABLE_RE = re.compile(r'<div class="table"[^>]*>(<table>.*?</table>)</div>', re.DOTALL)


def render_prose_blocks(html: str) -> str:
    """Name tables and blocks of code in the current language, and let them scroll."""
    html = _CODE_RE.sub(_render_code, html) if "<pre>" in html else html
    return _TABLE_RE.sub(_render_table, html) if "<table>" in html else html


def remove_scrolling(html: str) -> str:
    """Remove from a post's HTML what only serves to scroll, for feeds."""
    html = _SCROLLING_CODE_RE.sub("<pre>", html) if "<pre " in html else html
    return _SCROLLING_TABLE_RE.sub(r"\1", html) if '<div class="table"' in html else html


def _render_table(match: re.Match[str]) -> str:
    """A landmark is named by its caption; without one, a table is none."""
    role, name = ("region", match[1]) if match[1] else ("group", escape(_("Table")))
    attributes = f'role="{role}" tabindex="0" aria-label="{name.replace(chr(34), "&quot;")}"'
    return f'<div class="table" {attributes}>{match[0]}</div>'


def _render_code(match: re.Match[str]) -> str:
    code, language = match[0].removeprefix("<pre>"), match[1] or ""
    label = _("Code (%(language)s)") % {"language": language} if language else _("Code")
    shown = f' data-language="{language}"' if language else ""
    return (
        f'<pre class="code" dir="ltr" role="group" tabindex="0" aria-label="{escape(label)}"'
        f"{shown}>{code}"
    )
