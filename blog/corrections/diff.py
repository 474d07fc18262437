"""Diff of two public revisions, as HTML for readers."""

import re
from functools import partial
from html import escape
from typing import Any

import lxml.html.diff
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from lxml.html import HtmlElement, builder

from blog import revisions
from blog.common import markup
from blog.common.formatting.dates import full_datetime
from blog.revisions import Change
from blog.revisions.models import Revision

CONTEXT_BLOCKS = 1  # unchanged blocks that are shown around a change
render_block = partial(revisions.render_block, templates="blog/corrections/changes")


def render_changes(before: Revision, after: Revision, language: str) -> str:
    """Render the changes in the language of the post, as they are stored with it. Two queries."""
    old, new = (revisions.load_blocks(revision) for revision in (before, after))
    with translation.override(language):
        changes = [_reduce_change(change) for change in revisions.compare(old, new, render_block)]
        context = {"fields": _compare_fields(before, after), "parts": _group_changes(changes)}
        html = render_to_string("blog/corrections/changes/changes.html", context)
        # Anchors of the post do not exist on the page of its changes.
        return re.sub(r' href="#[^"]*"', "", markup.CHANGES(_add_hidden_text(html)))


def _reduce_change(change: Change) -> Change:
    """Treat a change of hidden data, such as the ID of a photo, as none."""
    if change.kind == "changed" and change.before == change.after == change.html:
        return Change(
            "same", change.html, change.html, change.html, change.old_index, change.new_index
        )
    return change


def _compare_fields(before: Revision, after: Revision) -> list[tuple[str, str]]:
    """Return the labels of changed fields and their changes as HTML. One query if the authors
    changed."""
    fields = (
        ("title", _("Title"), str),
        ("summary", _("Summary"), str),
        ("published_at", _("Published"), _format_time),
    )
    changes = []
    for name, label, format_value in fields:
        old, new = (format_value(version.fields.get(name) or "") for version in (before, after))
        if old != new:
            changes.append((label, _mark_differences(old, new)))
    if before.byline and after.byline and before.byline != after.byline:
        names = revisions.format_bylines(before.byline, after.byline)
        changes.append((_("Authors"), _mark_differences(*names)))
    return changes


def _mark_differences(old: str, new: str) -> str:
    html = lxml.html.diff.htmldiff(escape(old, quote=False), escape(new, quote=False))
    return markup.DIFFERENCE(html)


def _format_time(stored: str) -> str:
    when = parse_datetime(stored) if stored else None
    if when is None:
        return ""
    return full_datetime(when)


def _group_changes(changes: list[Change]) -> list[Any]:
    """Return the changes with their context, and {"skipped": count} for blocks in between."""
    changed = [index for index, change in enumerate(changes) if change.kind != "same"]
    offsets = range(-CONTEXT_BLOCKS, CONTEXT_BLOCKS + 1)
    shown = {index + offset for index in changed for offset in offsets}
    parts: list[Any] = []
    skipped = 0
    for index, change in enumerate(changes):
        if index not in shown:
            skipped += 1
            continue
        parts += [{"skipped": skipped}] * bool(skipped)
        parts.append(change)
        skipped = 0
    return parts + [{"skipped": skipped}] * bool(skipped and changed)


def _add_hidden_text(html: str) -> str:
    """Mark changes with hidden text, for screen readers and text without lines."""
    root = markup.parse_fragment(html)
    for tag, label in (("del", _("removed:")), ("ins", _("added:"))):
        for element in root.iter(tag):
            element.insert(0, _build_hidden_text(f"{label} ", element.text or ""))
            element.text = None
            element.append(_build_hidden_text(f" {_('end of change')} "))
    return markup.inner_html(root)


def _build_hidden_text(text: str, tail: str = "") -> HtmlElement:
    element = builder.SPAN(text, builder.CLASS("visually-hidden"))
    element.tail = tail
    return element
