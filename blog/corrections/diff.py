"""What changed between two revisions that readers saw, as HTML for them."""

import re
from functools import partial
from html import escape
from typing import Any

import lxml.html.diff
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.dateparse import parse_datetime
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from lxml.html import HtmlElement, builder

from blog import revisions
from blog.common import markup
from blog.common.formatting.dates import format_datetime
from blog.revisions import Change
from blog.revisions.models import Revision

# Around what changed, so many blocks without a change are shown.
AROUND = 1
as_read = partial(revisions.render_block, templates="blog/corrections/changes")


def changes_html(before: Revision, after: Revision, language: str) -> str:
    """In the post's language, as all that is stored with it. Two queries."""
    old, new = (revisions.load_blocks(revision) for revision in (before, after))
    with translation.override(language):
        compared = [_seen(change) for change in revisions.compare(old, new, as_read)]
        context = {"fields": _fields(before, after), "parts": _parts(compared)}
        made = render_to_string("blog/corrections/changes/changes.html", context)
        # A place within the post is none within this page.
        return re.sub(r' href="#[^"]*"', "", markup.CHANGES(_in_words(made)))


def _seen(change: Change) -> Change:
    """What changed for the desk alone, such as a picture's key, is no change for readers."""
    if change.kind == "changed" and change.before == change.after == change.html:
        return Change(
            "same", change.html, change.html, change.html, change.old_index, change.new_index
        )
    return change


def _fields(before: Revision, after: Revision) -> list[tuple[str, str]]:
    """Name, and the change in it as HTML. One query where the authors changed."""
    shown = (("title", _("Title"), str), ("summary", _("Summary"), str))
    dated = (("published_at", _("Published"), _moment),)
    found = []
    for name, label, written in (*shown, *dated):
        old, new = (written(revision.fields.get(name) or "") for revision in (before, after))
        if old != new:
            found.append((label, _changed(old, new)))
    if before.byline and after.byline and before.byline != after.byline:
        names = revisions.format_bylines(before.byline, after.byline)
        found.append((_("Authors"), _changed(*names)))
    return found


def _changed(old: str, new: str) -> str:
    both = lxml.html.diff.htmldiff(escape(old, quote=False), escape(new, quote=False))
    return markup.DIFFERENCE(both)


def _moment(stored: str) -> str:
    moment = parse_datetime(stored) if stored else None
    if moment is None:
        return ""
    return format_datetime(localtime(moment))


def _parts(changes: list[Change]) -> list[Any]:
    """The changes with a block before and after each; how many were left out between them."""
    differ = [number for number, change in enumerate(changes) if change.kind != "same"]
    near = {n + way for n in differ for way in range(-AROUND, AROUND + 1)}
    parts: list[Any] = []
    skipped = 0
    for number, change in enumerate(changes):
        if number not in near:
            skipped += 1
            continue
        parts += [{"skipped": skipped}] * bool(skipped)
        parts.append(change)
        skipped = 0
    return parts + [{"skipped": skipped}] * bool(skipped and differ)


def _in_words(made: str) -> str:
    """With words for who hears the page, or sees no lines in it: 'removed', 'added', 'end'."""
    root = markup.parse_fragment(made)
    for tag, word in (("del", _("removed:")), ("ins", _("added:"))):
        for element in root.iter(tag):
            element.insert(0, _unseen(f"{word} ", element.text or ""))
            element.text = None
            element.append(_unseen(f" {_('end of change')} "))
    return markup.inner_html(root)


def _unseen(words: str, tail: str = "") -> HtmlElement:
    made = builder.SPAN(words, builder.CLASS("visually-hidden"))
    made.tail = tail
    return made
