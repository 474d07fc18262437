"""Fill in and submit the comment form like a browser."""

import uuid
from datetime import timedelta
from typing import Any

import lxml.html
import time_machine
from django.utils import timezone

from blog.comments.models import Comment
from blog.comments.moderation import CommentAuthor, honeypot
from blog.comments.submit import submit_comment
from blog.models import Post, SiteSettings
from tests.support.pages import has_class, text

COMMENT_TEXT = "Words\nwith a line.\n\n> and a quotation"


def form(post: Post, under: Comment | None = None) -> str:
    return f"{post.get_absolute_url()}comment/" + (f"?to={under.pk}" if under else "")


def form_data(**fields: str) -> dict[str, str]:
    """Return the values that a guest submits, a minute after opening the form."""
    with time_machine.travel(timezone.now() - timedelta(minutes=1)):
        shown = honeypot.sign_timestamp()
    data = {
        "shown": shown,
        "text": COMMENT_TEXT,
        "name": "Ana",
        "email": "Ana@Example.org",
        "website": "",
    }
    return data | {"submission": str(uuid.uuid4())} | fields


def submit(
    post: Post, text: str, author: CommentAuthor, site: SiteSettings, **more: Any
) -> Comment:
    return submit_comment(post=post, text=text, author=author, site=site, **more).comment


def problems(answer) -> list[str]:
    page = page_of(answer)
    return text(page, f"//*[{has_class('problems')}]")


def page_of(answer):
    return lxml.html.document_fromstring(answer.content.decode())


def typed(answer) -> dict[str, str]:
    """Return the values of the form in a response."""
    page = page_of(answer)
    (form_element,) = page.xpath("//form[@method='post']")
    fields = {
        field.get("name"): field.value or "" for field in form_element.xpath(".//input|.//textarea")
    }
    return {name: fields[name].lstrip("\n") for name in form_data() if name in fields}
