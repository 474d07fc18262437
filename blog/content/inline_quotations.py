"""Quotations within sentences, as readers see them: words that link to the quotation's page."""

from collections.abc import Iterable

from django.utils.html import format_html

from blog.common.urls import reverse_cached
from blog.models import AnyBlock, Prose, PullQuote


def render_prose(prose: Prose, quotations: Iterable[AnyBlock]) -> str:
    """Return the HTML of prose with its inline quotations, which are in the order of its `<q>`.

    Words that contain a link of the author, or have no page yet, are not linked themselves.
    """
    before, *parts = prose.html.split("<q>")
    html = [before]
    for quotation, part in zip(quotations, parts, strict=True):
        assert isinstance(quotation, PullQuote)
        quoted_html, _, after = part.partition("</q>")
        tag = "a" if quotation.pk and "<a" not in quoted_html else "span"
        html.append(f"<{tag}{_format_attributes(quotation, tag)}>{quoted_html}</{tag}>{after}")
    return "".join(html)


def _format_attributes(quotation: PullQuote, tag: str) -> str:
    attributes = ' class="quoted"'
    if quotation.pk:
        attributes += f' id="quote-{quotation.pk}"'
        if tag == "a":
            attributes += f' href="{reverse_cached("blog:quotation-detail", quotation.pk)}"'
    if quotation.language:
        attributes += format_html(' lang="{}" dir="{}"', quotation.language, quotation.direction)
    return attributes
