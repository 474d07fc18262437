"""Quotations within sentences: `<q>` in prose, inside of the quotation marks."""

import re

import lxml.html

from blog.common import markup
from blog.content.document.attributes import parse_credit
from blog.content.document.nodes import Paragraph, QuotationNode
from lib.parsing import parse_pk

_OPENING_RE = re.compile(r"[“„”‟«»‹›‘‚\"'「『]\s?$")
_CLOSING_RE = re.compile(r"\s?[”“«»›‹’‘\"'」』]")


def extract_quotations(element: lxml.html.HtmlElement, index: int) -> list[QuotationNode]:
    """Return the inline quotations of an element of prose, one for each `<q>` left in it.

    Their text includes the quotation marks around them. Removes their attributes. Any other `<q>`,
    such as one of pasted HTML, in a heading or around whole paragraphs, becomes its text; `index`
    is that of the element in the document.
    """
    quotations = []
    for quote in list(element.iter("q")):
        if not _is_quotation(quote):
            _unwrap(quote)
            continue
        opening, closing = _find_marks(quote)
        html = markup.INLINE(f"{opening}{markup.inner_html(quote)}{closing}")
        paragraph = Paragraph(parse_pk(quote.get("data-id")), html)
        fields = parse_credit(quote)
        quotations.append(QuotationNode([paragraph], **fields, is_inline=True, element_index=index))
        quote.attrib.clear()
    return quotations


def _find_marks(quote: lxml.html.HtmlElement) -> tuple[str, str]:
    """Return the quotation marks around a `<q>`, with the spaces of French ones; or two ''."""
    previous, parent = quote.getprevious(), quote.getparent()
    before = (previous.tail if previous is not None else parent.text) or ""
    opening, closing = _OPENING_RE.search(before), _CLOSING_RE.match(quote.tail or "")
    return (opening[0], closing[0]) if opening and closing else ("", "")


def _is_quotation(quote: lxml.html.HtmlElement) -> bool:
    parent = next(
        (each for each in quote.iterancestors() if each.tag not in markup.INLINE_TAGS), None
    )
    return (
        quote.get("data-block") == "quotation"
        and parent is not None
        and parent.tag in ("p", "li")
        and all(child.tag in markup.INLINE_TAGS for child in quote.iterdescendants())
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
