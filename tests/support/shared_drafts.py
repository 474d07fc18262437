"""Drafts that are shown by a share link, and the notes of their guests."""

import uuid

import lxml.html
from django.test import Client

from accounts.models import User
from blog.models import Post
from blog.notes.models import ShareLink
from tests.support import factories as make


def draft(author: User) -> Post:
    """Create a draft with a block of each kind."""
    html = (
        "<p>First words.</p><p>Second <em>words</em>.</p>"
        + make.quotation("“Said.”", "“Also.”", attribution="A judge")
        + make.figure(make.photo(author), caption="A field")
    )
    return make.draft(html, authors=(author,), title="Unpublished", labels=["Rivers"])


def page_of(response) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(response.content.decode())


def note(link: ShareLink, client: Client | None = None, **data: str):
    """Submit the note form below a shared draft."""
    data = {"name": "Bo", "text": "Is it so?", "submission": str(uuid.uuid4()), **data}
    return (client or Client()).post(link.get_absolute_url(), data)
