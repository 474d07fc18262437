"""Blocks of prose that readers get with more markup than is stored.

Code and tables scroll, call-outs have names, charts are drawn, and interviews say who speaks. A
block that scrolls has to be in the tab order, or nobody could scroll it by keyboard.
"""

import re
from html import unescape

from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from blog.content.charts.html import render_charts, simplify_charts
from blog.content.charts.kinds import CHART_TABLE
from blog.content.interviews import render_interviews, unwrap_interviews

_CALLOUT_RE = re.compile(r'<aside data-kind="([a-z]+)">(?:<h[234]>(.*?)</h[234]>)?', re.DOTALL)
_NAMED_CALLOUT_RE = re.compile(r'<aside class="callout[^>]*>')
_TAG_RE = re.compile(r"<[^>]*>")
_CODE_RE = re.compile(r'<pre><code(?: class="language-([^"]*)")?>')
_TABLE_RE = re.compile(r"<table>(?:<caption>(.*?)</caption>)?.*?</table>", re.DOTALL)
_SCROLLING_CODE_RE = re.compile(r'<pre class="code"[^>]*>')
_SCROLLING_TABLE_RE = re.compile(
    r'<(div|section) class="table"[^>]*>(<table>.*?</table>)</\1>', re.DOTALL
)
# One of them is in each post that `simplify_prose_blocks` changes.
SIMPLIFIED_MARKS = (
    *("<aside", "<pre ", '<div class="interview">', '<svg class="chart-drawing'),
    *('<div class="table"', '<section class="table"'),
)


def render_prose_blocks(html: str) -> str:
    """Name tables, blocks of code, call-outs and speakers in the current language; let the former
    scroll. Draw charts."""
    html = render_interviews(html) if "<section data-interview" in html else html
    html = _CALLOUT_RE.sub(_render_callout, html) if "<aside" in html else html
    html = _CODE_RE.sub(_render_code, html) if "<pre>" in html else html
    html = render_charts(html) if CHART_TABLE in html else html
    return _TABLE_RE.sub(_render_table, html) if "<table>" in html else html


def simplify_prose_blocks(html: str) -> str:
    """Remove from a post's HTML what only the theme needs, for feeds."""
    html = unwrap_interviews(html) if '<div class="interview">' in html else html
    html = _NAMED_CALLOUT_RE.sub("<aside>", html) if "<aside" in html else html
    html = _SCROLLING_CODE_RE.sub("<pre>", html) if "<pre " in html else html
    html = simplify_charts(html) if '<svg class="chart-drawing' in html else html
    return _SCROLLING_TABLE_RE.sub(r"\2", html) if ' class="table"' in html else html


def _render_callout(match: re.Match[str]) -> str:
    kind, heading = match[1], match[2] or ""
    names = {
        "facts": pgettext("call-out", "Facts"),
        "background": pgettext("call-out", "Background"),
        "warning": pgettext("call-out", "Warning"),
    }
    name = escape(unescape(_TAG_RE.sub("", heading)).strip()) or names.get(kind, "")
    content = match[0].partition(">")[2]
    return f'<aside class="callout callout-{kind}" aria-label="{name}">{content}'


def _render_table(match: re.Match[str]) -> str:
    """A landmark is named by its caption; without one, a table is none."""
    if match[1]:
        name = match[1].replace('"', "&quot;")
        return f'<section class="table" tabindex="0" aria-label="{name}">{match[0]}</section>'
    attributes = f'role="group" tabindex="0" aria-label="{escape(_("Table"))}"'
    return f'<div class="table" {attributes}>{match[0]}</div>'


def _render_code(match: re.Match[str]) -> str:
    code, language = match[0].removeprefix("<pre>"), match[1] or ""
    label = _("Code (%(language)s)") % {"language": language} if language else _("Code")
    shown = f' data-language="{language}"' if language else ""
    return (
        f'<pre class="code" dir="ltr" role="group" tabindex="0" aria-label="{escape(label)}"'
        f"{shown}>{code}"
    )
