"""The fields of a post that readers and search engines see before its words."""

from collections.abc import Collection, Iterator

from django.utils.translation import gettext as _

from blog.checks.findings import Finding, excerpt

TITLE = 110  # What search engines show of a headline, by schema.org's article: not more.


def check(title: str, summary: str, labels: Collection[str] | None) -> Iterator[Finding]:
    """`labels` is None for what has none: a page."""
    if len(title) > TITLE:
        message = _("The title has %(length)d characters; search engines cut it off at %(most)d.")
        told = {"length": len(title), "most": TITLE}
        yield Finding("title_long", message % told, title, None, "title", excerpt(title))
    if not summary.strip():
        message = _("Write a summary: lists, feeds and search engines show it.")
        yield Finding("no_summary", message, part="summary")
    if labels is not None and not labels:
        message = _("Add a label, so that readers can find related posts.")
        yield Finding("no_label", message, part="labels")
