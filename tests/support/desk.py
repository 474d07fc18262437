"""The desk as a person uses it: a form is fetched, changed and sent back."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import lxml.html
import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from blog.models import Post

ADD = "/admin/blog/post/add/"


def frozen_clock(now: datetime) -> Any:
    """A fixture for every test of a module, `now = frozen_clock(NOW)`: its clock stands still."""

    @pytest.fixture(autouse=True)
    def clock() -> Iterator[None]:
        with time_machine.travel(now, tick=False):
            yield

    return clock


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def change(post: Post) -> str:
    return f"/admin/blog/post/{post.pk}/change/"


def fields(client: Client, address: str) -> dict[str, str]:
    """What the page's form would send, untouched; of what readers have seen, a typo is changed."""
    page = lxml.html.fromstring(client.get(address).content.decode())
    (form,) = [form for form in page.forms if form.get("id", "").endswith("_form")]
    sent = {name: value or "" for name, value in form.form_values()}
    if form.xpath(".//input[@name='change_kind']"):
        sent.setdefault("change_kind", "typo")
    # A browser drops the line end with which a textarea begins.
    return {name: value.removeprefix("\r\n").removeprefix("\n") for name, value in sent.items()}


def send(client: Client, address: str, **changes: Any) -> HttpResponse:
    """The page's form with some fields changed; 302 where it was saved, 200 with errors. What only
    warns keeps nobody from sending something out."""
    sent = {**fields(client, address), **changes}
    response: Any = client.post(address, sent)
    if keys := response.context and response.context.get("warning_keys"):
        transition = f"{sent['transition']} anyway"
        return client.post(address, {**sent, "transition": transition, "warned": keys})
    return response


def errors(response: Any) -> dict[str, list[str]]:
    return dict(response.context["adminform"].form.errors)
