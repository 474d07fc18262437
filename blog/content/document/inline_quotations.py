"""Quotations within sentences: `<q>` in prose, without the quotation marks around it."""

import lxml.html

from blog.common import markup
from blog.content.document.attributes import parse_credit
from blog.content.document.nodes import Paragraph, QuotationNode
from lib.parsing import parse_pk

# What a quotation within a sentence can contain.
_PHRASE_TAGS = {"strong", "em", "a", "br"}


def extract_quotations(element: lxml.html.HtmlElement, index: int) -> list[QuotationNode]:
    """Return the inline quotations of an element of prose, one for each `<q>` left in it.

    Removes their attributes. Any other `<q>`, such as one of pasted HTML, in a heading or around
    whole paragraphs, becomes its text; `index` is that of the element in the document.
    """
    quotations = []
    for quote in list(element.iter("q")):
        if not _is_quotation(quote):
            _unwrap(quote)
            continue
        html = markup.INLINE(markup.inner_html(quote))
        paragraph = Paragraph(parse_pk(quote.get("data-id")), html)
        fields = parse_credit(quote)
        quotations.append(QuotationNode([paragraph], **fields, is_inline=True, element_index=index))
        quote.attrib.clear()
    return quotations


def _is_quotation(quote: lxml.html.HtmlElement) -> bool:
    parent = next((each for each in quote.iterancestors() if each.tag not in _PHRASE_TAGS), None)
    return (
        quote.get("data-block") == "quotation"
        and parent is not None
        and parent.tag in ("p", "li")
        and all(child.tag in _PHRASE_TAGS for child in quote.iterdescendants())
        and bool(quote.text_content().strip())
    )


def _unwrap(quote: lxml.html.HtmlElement) -> None:
    """Replace a `<q>` with its text, in the marks that a browser would show around it."""
    if quote.get("data-block") != "quotation" and quote.text_content().strip():
        quote.text = "“" + (quote.text or "")
        if len(quote):
            quote[-1].tail = (quote[-1].tail or "") + "”"
        else:
            quote.text += "”"
    quote.drop_tag()
