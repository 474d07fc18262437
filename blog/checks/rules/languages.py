"""Check for unknown language codes."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from blog.checks.findings import Finding, excerpt
from blog.common.db.languages import is_known_language
from blog.content.document import Document


def check(document: Document, language: str) -> Iterator[Finding]:
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
