"""Links of addresses that a text has as they are: most generators make links of them."""

import re

from lxml.html import HtmlElement

from transfer.readers.html_elements import build_element

_ADDRESS_RE = re.compile(r"(?<![\w/@.=\"'])https?://[^\s<>\"'`|\\^{}\u3000-\u303f\uff00-\uffef]+")
_END_SIGNS = "?!.,:;*_~'\"]‘’“”«»…"
_SKIPPED_TAGS = {"a", "code", "pre", "script", "style", "textarea", "kbd", "samp", "tt"}


def link_addresses(body: HtmlElement) -> None:
    """Make links of the web addresses in a text, but for those in code."""
    for element in list(body.iter()):
        if not isinstance(element.tag, str):
            continue
        parent = element.getparent()
        if "://" in (element.tail or "") and parent is not None and not _is_skipped(parent):
            _split(parent, element, element.tail or "")
        if "://" in (element.text or "") and not _is_skipped(element):
            _split(element, None, element.text or "")


def _is_skipped(element: HtmlElement) -> bool:
    return element.tag in _SKIPPED_TAGS or any(
        each.tag in _SKIPPED_TAGS for each in element.iterancestors()
    )


def _split(parent: HtmlElement, before: HtmlElement | None, text: str) -> None:
    """Replace the text after an element of a parent, or at its beginning."""
    parts = []
    end = 0
    for match in _ADDRESS_RE.finditer(text):
        address = _trim(match[0])
        if len(address) > len("https://a"):
            parts.append((text[end : match.start()], address))
            end = match.start() + len(address)
    if not parts:
        return
    links = []
    for number, (_text, address) in enumerate(parts):
        link = build_element("a", address, href=address)
        link.tail = parts[number + 1][0] if number + 1 < len(parts) else text[end:]
        links.append(link)
    # By position, it would take the square of the time in a list of many addresses.
    if before is None:
        parent.text = parts[0][0]
        for link in reversed(links):
            parent.insert(0, link)
    else:
        before.tail = None
        for link in reversed(links):
            before.addnext(link)
        before.tail = parts[0][0]


def _trim(address: str) -> str:
    """Take signs off the end that belong to the sentence, as GitHub's Markdown does."""
    end = len(address)
    unopened = address.count(")") - address.count("(")
    while end:
        if address[end - 1] == ")" and unopened > 0:
            unopened -= 1
        elif address[end - 1] not in _END_SIGNS:
            break
        end -= 1
    return address[:end]
