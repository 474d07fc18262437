"""Footnotes as readers get them: numbered references, and the list of the notes at the end."""

import re

from django.utils.html import escape
from django.utils.translation import gettext as _

_FOOTNOTE_RE = re.compile(r'<small data-footnote="">(.*?)</small>', re.DOTALL)
_REFERENCE = 'role="doc-noteref"'


def number_footnotes(html: str, key: str) -> tuple[str, list[str]]:
    """Replace each footnote with a reference; return the notes as the items of a list.

    `key` is unique to the post, since a page can show several.
    """
    notes: list[str] = []

    def replace(match: re.Match[str]) -> str:
        number = len(notes) + 1
        label = escape(_("Back to the text of footnote %(number)d") % {"number": number})
        notes.append(
            f'<li id="note-{key}-{number}">{match[1]}\u00a0<a class="footnote-back" '
            f'href="#noteref-{key}-{number}" role="doc-backlink" aria-label="{label}" '
            'data-text="↩"></a></li>'
        )
        return (
            f'<sup class="footnote"><a id="noteref-{key}-{number}" href="#note-{key}-{number}" '
            f'{_REFERENCE} data-text="{number}"></a></sup>'
        )

    return _FOOTNOTE_RE.sub(replace, html), notes


def split_footnotes(html: str) -> tuple[str, list[str]]:
    """Replace each footnote with an asterisk; return the notes. For diffs of revisions."""
    return _FOOTNOTE_RE.sub("<sup>*</sup>", html), _FOOTNOTE_RE.findall(html)


def append_notes(html: str, notes: list[str]) -> str:
    """Append the list of those notes that the HTML refers to: an intro has the first ones."""
    shown = notes[: html.count(_REFERENCE)]
    if not shown:
        return html
    label = escape(_("Footnotes"))
    return f'{html}<ol class="footnotes" aria-label="{label}">\n{"\n".join(shown)}\n</ol>\n'
