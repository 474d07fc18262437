"""Use the admin like a person: fetch a form, change it and submit it."""

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
    """Return an autouse fixture that freezes the time in a module: `now = frozen_clock(NOW)`."""

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
    """Return the unchanged values of the page's form; `change_kind` defaults to a typo."""
    page = lxml.html.fromstring(client.get(address).content.decode())
    (form,) = [form for form in page.forms if form.get("id", "").endswith("_form")]
    values = {name: value or "" for name, value in form.form_values()}
    if form.xpath(".//input[@name='change_kind']"):
        values.setdefault("change_kind", "typo")
    # Browsers drop a newline at the start of a textarea.
    return {name: value.removeprefix("\r\n").removeprefix("\n") for name, value in values.items()}


def send(client: Client, address: str, **changes: Any) -> HttpResponse:
    """Submit the page's form with changes: 302 if it was saved, 200 with errors.

    Warnings that only need a confirmation are confirmed.
    """
    data = {**fields(client, address), **changes}
    response: Any = client.post(address, data)
    if keys := response.context and response.context.get("warning_keys"):
        transition = f"{data['transition']} anyway"
        return client.post(address, {**data, "transition": transition, "warned": keys})
    return response


def errors(response: Any) -> dict[str, list[str]]:
    return dict(response.context["adminform"].form.errors)
