"""Check the title, summary, labels and languages of a post."""

import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from django.utils.translation import gettext as _

from blog.checks.findings import Finding, Text, excerpt
from blog.common.db.languages import get_direction, is_known_language
from blog.content.document import Document, QuotationNode

MAX_TITLE_LENGTH = 110  # Search engines cut longer headlines (Google on schema.org's Article).

# As in static/editor/language_field.js, which writes such a text in the direction of its letters.
MAX_SAMPLE = 2000
MIN_LETTERS = 10


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


def check_direction(document: Document, texts: Sequence[Text], language: str) -> Iterator[Finding]:
    """Yield a finding if less than a tenth of the letters has the direction of the language.

    Quotations are left out: they may be in other languages.
    """
    quoted = {node.element_index for node in document.nodes if isinstance(node, QuotationNode)}
    own_texts = (text.text for text in texts if text.element_index not in quoted)
    sample = " ".join(own_texts)[:MAX_SAMPLE]
    letters = {letter: count for letter, count in Counter(sample).items() if letter.isalpha()}
    is_right_to_left = get_direction(language) == "rtl"
    own = sum(
        count
        for letter, count in letters.items()
        if (unicodedata.bidirectional(letter) in {"R", "AL"}) == is_right_to_left
    )
    total = sum(letters.values())
    if total >= MIN_LETTERS and own * 10 < total:
        message = _(
            "The text has other letters than the language of the post. Choose its language."
        )
        yield Finding("language_letters", message, language, None, "language")
