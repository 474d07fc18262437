"""The comment form, filled in and parsed as by a browser."""

import uuid
from datetime import timedelta
from typing import Any

import lxml.html
import time_machine
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from blog.comments.guest_data_emails import send_guest_data_email
from blog.comments.models import Comment
from blog.comments.moderation import CommentAuthor, honeypot
from blog.comments.submit import submit_comment
from blog.models import Post, SiteSettings
from tests.support.pages import has_class, text

COMMENT_TEXT = "Words\nwith a line.\n\n> and a quotation"


def get_form_url(post: Post, parent: Comment | None = None) -> str:
    return f"{post.get_absolute_url()}comment/" + (f"?to={parent.pk}" if parent else "")


def build_form_data(**fields: str) -> dict[str, str]:
    """Build the data of a form that a guest opened a minute ago."""
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
    post: Post, text: str, author: CommentAuthor, site: SiteSettings, **options: Any
) -> Comment:
    return submit_comment(post=post, text=text, author=author, site=site, **options).comment


def get_problems(response) -> list[str]:
    page = parse_page(response)
    return text(page, f"//*[{has_class('problems')}]")


def parse_page(response):
    return lxml.html.document_fromstring(response.content.decode())


def get_form_values(response) -> dict[str, str]:
    """Return the values in the form of a response."""
    page = parse_page(response)
    (form,) = page.xpath("//form[@method='post']")
    fields = {field.get("name"): field.value or "" for field in form.xpath(".//input|.//textarea")}
    names = [name for name in build_form_data() if name in fields]
    return {name: fields[name].lstrip("\n") for name in names}


def send_guest_data_emails() -> None:
    """Run the enqueued tasks that send links to guests."""
    task_path = send_guest_data_email.module_path
    for row in DBTaskResult.objects.ready().filter(task_path=task_path):
        send_guest_data_email.call(*row.args_kwargs["args"])
        row.delete()
