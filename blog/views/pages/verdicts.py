"""Insert what became of quotations at their sources into the stored HTML of a post."""

import re
from collections.abc import Sequence

from django.utils import translation

from blog.common.macros import render_macro
from blog.read_models.verdicts import QuotationVerdict

TEMPLATE = "blog/quotations/verdict.html"
# As `blocks/pullquotes.html` and `inline_quotations.py` write them, where the only other elements
# of these classes are. Words in a sentence are followed by their closing quotation mark.
_SHARE_RE = re.compile(r'<(?:p|span) class="quotation-share">(?=<a href="[^"]*?/(\d+)/")')
_WORDS_RE = re.compile(
    r'<(a|span) class="quoted" id="quote-(\d+)".*?</\1>(?:(?:\s|&nbsp;)?[”“«»›‹’‘"\'」』])?',
    re.DOTALL,
)


def insert_verdicts(html: str, verdicts: Sequence[QuotationVerdict], language: str) -> str:
    """Insert verdicts at the quotations of a post, in its language like the rest of its text.

    Those within sentences only get a mark, if the page says something else.
    """
    by_key = {str(verdict.pk): verdict for verdict in verdicts}
    marked = {key: verdict for key, verdict in by_key.items() if verdict.is_mark_shown}

    def add_details(match: re.Match[str]) -> str:
        verdict = by_key.get(match[1])
        return match[0] + render_macro(TEMPLATE, "details", verdict) if verdict else match[0]

    def add_mark(match: re.Match[str]) -> str:
        verdict = marked.get(match[2])
        return match[0] + render_macro(TEMPLATE, "mark", verdict) if verdict else match[0]

    with translation.override(language):
        html = _SHARE_RE.sub(add_details, html)
        return _WORDS_RE.sub(add_mark, html) if marked else html
