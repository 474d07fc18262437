"""Insert what became of quotations at their sources into the stored HTML of a post."""

import re
from collections.abc import Sequence

from django.utils import timezone, translation

from blog.common.macros import render_macro
from blog.read_models.verdicts import QuotationVerdict

TEMPLATE = "blog/quotations/verdict.html"
# As `blocks/pullquotes.html` and `inline_quotations.py` write them, where the only other elements
# of these classes are. Words in a sentence are followed by their closing quotation mark.
_SHARE_RE = re.compile(r'<(?:p|span) class="quotation-share">(?=<a href="[^"]*?/(\d+)/")')
# A group of quotations with one attribution, up to the end of its credit.
_GROUP_RE = re.compile(r'<div class="pullquotes .*?</div>', re.DOTALL)
_CREDIT_END = "</p></div>"
_WORDS_RE = re.compile(
    r'<(a|span) class="quoted" id="quote-(\d+)".*?</\1>(?:(?:\s|&nbsp;)?[”“«»›‹’‘"\'」』])?',
    re.DOTALL,
)


def insert_verdicts(html: str, verdicts: Sequence[QuotationVerdict], language: str) -> str:
    """Insert verdicts at the quotations of a post, in its language like the rest of its text.

    Those within sentences only get a mark, if the page says something else. A group of quotations
    that were read on the same day, with the same result, says so once, in its credit.
    """
    by_key = {str(verdict.pk): verdict for verdict in verdicts}
    marked = {key: verdict for key, verdict in by_key.items() if verdict.is_mark_shown}

    def add_details(match: re.Match[str], has_reading: bool = True) -> str:
        verdict = by_key.get(match[1])
        if not verdict or not has_reading and not verdict.is_mark_shown:
            return match[0]
        return match[0] + render_macro(TEMPLATE, "details", verdict, has_reading)

    def add_group(match: re.Match[str]) -> str:
        group = match[0]
        first = _find_common_reading([by_key.get(key) for key in _SHARE_RE.findall(group)])
        if not first or not group.endswith(_CREDIT_END):
            return _SHARE_RE.sub(add_details, group)
        group = _SHARE_RE.sub(lambda share: add_details(share, has_reading=False), group)
        reading = render_macro(TEMPLATE, "reading", first)
        return group.removesuffix(_CREDIT_END) + reading + _CREDIT_END

    def add_mark(match: re.Match[str]) -> str:
        verdict = marked.get(match[2])
        return match[0] + render_macro(TEMPLATE, "mark", verdict) if verdict else match[0]

    with translation.override(language):
        html = _GROUP_RE.sub(add_group, html)
        return _WORDS_RE.sub(add_mark, html) if marked else html


def _find_common_reading(verdicts: Sequence[QuotationVerdict | None]) -> QuotationVerdict | None:
    """Return the first of several verdicts if all were read on one day with the same result."""
    readings = {
        (verdict.stood_verdict, timezone.localdate(verdict.stood_first_at))
        for verdict in verdicts
        if verdict and verdict.stood_first_at
    }
    is_common = len(readings) == 1 and all(
        verdict and verdict.stood_first_at for verdict in verdicts
    )
    return verdicts[0] if is_common and len(verdicts) > 1 else None
