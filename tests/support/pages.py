"""Fetch and parse public pages."""

import lxml.html
from django.test import Client


def read(client: Client, address: str) -> lxml.html.HtmlElement:
    response = client.get(address)
    assert response.status_code == 200
    return lxml.html.document_fromstring(response.content.decode())


def text(page: lxml.html.HtmlElement, path: str) -> list[str]:
    return [" ".join(element.text_content().split()) for element in page.xpath(path)]


def has_class(name: str) -> str:
    """Return an XPath condition for elements with this CSS class."""
    return f"contains(concat(' ', @class, ' '), ' {name} ')"
