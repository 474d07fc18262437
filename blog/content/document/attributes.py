"""The attributes that the editor's HTML has for a quotation, as fields of its node."""

from typing import Any

import lxml.html

from blog.content.document.nodes import CREDIT_PARTS, SourceFields
from lib.parsing import parse_pk


def parse_credit(element: lxml.html.HtmlElement) -> dict[str, Any]:
    """Return the fields of a QuotationNode, but for its paragraphs."""
    return {
        "attribution": element.get("data-attribution", "").strip(),
        "source": _parse_source(element, "source"),
        "speaker": _parse_source(element, "speaker"),
        "date_said": element.get("data-said", "").strip(),
        "url": (url := element.get("data-url", "").strip()),
        "is_attribution_url": bool(url and element.get("data-url-read")),
        "language": element.get("data-lang", "").strip(),
        # The first line may be empty, if only later quotations are translated.
        "translation": element.get("data-translation", "").rstrip(),
        "read_from": element.get("data-read-from", "").strip(),
        "by_hand": _parse_credit_parts(element.get("data-by-hand", "")),
    }


def _parse_source(element: lxml.html.HtmlElement, prefix: str) -> SourceFields:
    def part(name: str) -> str:
        return " ".join(element.get(f"data-{prefix}-{name}", "").split())

    name = part("name")
    is_renamed = prefix == "source" and bool(name)
    renamed_from = element.get("data-renamed-from", "") if is_renamed else ""

    return SourceFields(
        pk=parse_pk(element.get(f"data-{prefix}")),
        name=name,
        role=part("role"),
        affiliation=part("affiliation"),
        kind=part("kind"),
        renamed_from=" ".join(renamed_from.split()),
    )


def _parse_credit_parts(names: str) -> str:
    return " ".join(name for name in CREDIT_PARTS if name in names.split())
