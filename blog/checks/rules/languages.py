"""Languages that no dictionary, voice or search knows."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from blog.checks.findings import Finding, excerpt
from blog.common.db.languages import is_known_language
from blog.content.document import Document, QuotationNode


def check(document: Document, language: str) -> Iterator[Finding]:
    """Yield the post's language and those of its quotations that are unknown."""
    message = _("“%(code)s” is not a known language code. Enter one such as en, fr or zh-Hant.")
    if language and not is_known_language(language):
        told = message % {"code": excerpt(language, 35)}
        yield Finding("language_unknown", told, language, None, "language")
    for node in document.nodes:
        said_in = node.language if isinstance(node, QuotationNode) else ""
        if said_in and not is_known_language(said_in):
            told = message % {"code": excerpt(said_in, 35)}
            yield Finding("language_unknown", told, said_in, node.at, "lang")
