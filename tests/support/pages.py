"""Public pages as a reader's browser takes them apart."""

import lxml.html
from django.test import Client


def read(client: Client, address: str) -> lxml.html.HtmlElement:
    response = client.get(address)
    assert response.status_code == 200
    return lxml.html.document_fromstring(response.content.decode())


def text(page: lxml.html.HtmlElement, path: str) -> list[str]:
    return [" ".join(element.text_content().split()) for element in page.xpath(path)]


def has_class(name: str) -> str:
    """For a path: an element that has this class, whatever else."""
    return f"contains(concat(' ', @class, ' '), ' {name} ')"
