"""Check the title, summary, labels and languages of a post."""

from collections.abc import Collection, Iterator

from django.utils.translation import gettext as _

from blog.checks.findings import Finding, excerpt
from blog.common.db.languages import is_known_language
from blog.content.document import Document

MAX_TITLE_LENGTH = 110  # Search engines cut longer headlines (Google on schema.org's Article).


def check(title: str, summary: str, labels: Collection[str] | None) -> Iterator[Finding]:
    """`labels` is None for a page, which cannot have any."""
    if len(title) > MAX_TITLE_LENGTH:
        message = _("The title has %(length)d characters; search engines cut it off at %(most)d.")
        message %= {"length": len(title), "most": MAX_TITLE_LENGTH}
        yield Finding("title_long", message, title, None, "title", excerpt(title))
    if not summary.strip():
        message = _("Write a summary: lists, feeds and search engines show it.")
        yield Finding("no_summary", message, part="summary")
    if labels is not None and not labels:
        message = _("Add a label, so that readers can find related posts.")
        yield Finding("no_label", message, part="labels")


def check_languages(document: Document, language: str) -> Iterator[Finding]:
    """Yield the unknown languages of the post and its quotations."""
    message = _("“%(code)s” is not a known language code. Enter one such as en, fr or zh-Hant.")
    if language and not is_known_language(language):
        text = message % {"code": excerpt(language, 35)}
        yield Finding("language_unknown", text, language, None, "language")
    for node in document.quotations:
        code = node.language
        if code and not is_known_language(code):
            text = message % {"code": excerpt(code, 35)}
            yield Finding("language_unknown", text, code, node.element_index, "lang")
