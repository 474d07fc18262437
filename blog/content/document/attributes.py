"""The attributes that the editor's HTML has for a quotation, as fields of its node."""

from typing import Any

import lxml.html

from blog.common.markup import clean_text
from blog.content.document.nodes import CREDIT_PARTS, HopFields, SourceFields
from lib.parsing import parse_json, parse_pk


def parse_credit(element: lxml.html.HtmlElement) -> dict[str, Any]:
    """Return the fields of a QuotationNode, but for its paragraphs."""
    return {
        "attribution": element.get("data-attribution", "").strip(),
        "source": _parse_source(element, "source"),
        "speaker": _parse_source(element, "speaker"),
        "date_said": element.get("data-said", "").strip(),
        "url": (url := element.get("data-url", "").strip()),
        "is_attribution_url": bool(url and element.get("data-url-read")),
        "locator": " ".join(element.get("data-locator", "").split()),
        "hops": _parse_hops(element.get("data-hops", "")),
        "language": element.get("data-lang", "").strip(),
        # The first line may be empty, if only later quotations are translated.
        "translation": element.get("data-translation", "").rstrip(),
        "is_machine_translation": bool(element.get("data-machine")),
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


def _parse_hops(text: str) -> list[HopFields]:
    """Parse the JSON list of steps; those that are no objects, or empty, are left out."""
    try:
        steps = parse_json(text) if text else []
    except ValueError:
        return []
    hops = []
    for step in steps if isinstance(steps, list) else []:
        if not isinstance(step, dict):
            continue
        values = {name: clean_text(str(step.get(name) or "")) for name in ("kind", "name", "url")}
        name, url = " ".join(values["name"].split()), values["url"].strip()
        if name or url:
            pk = parse_pk(str(step.get("source") or ""))
            # A new source is likely to be a newspaper, a known one stays what it is.
            kind = "person" if values["kind"] == "translated_by" else "publication"
            source = SourceFields(pk, name, kind="" if pk or not name else kind)
            hops.append(HopFields(values["kind"], source, url))
    return hops


def _parse_credit_parts(names: str) -> str:
    return " ".join(name for name in CREDIT_PARTS if name in names.split())
