"""Users on the sign-in pages."""

import re

import lxml.html
from django.test import Client
from django_tasks_db.models import DBTaskResult

from accounts.password_reset import send_reset_email
from tests.support import factories as make


def sign_in(client: Client, login: str, password: str = make.PASSWORD, **headers):
    return client.post("/accounts/login/", {"login": login, "password": password}, **headers)


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def send_reset_emails() -> None:
    """Run the enqueued password reset tasks."""
    for row in DBTaskResult.objects.ready().filter(task_path=send_reset_email.module_path):
        send_reset_email.call(*row.args_kwargs["args"])
        row.delete()


def errors(response) -> list[str]:
    page = lxml.html.fromstring(response.content.decode())
    return [error.text_content().strip() for error in page.find_class("errorlist")]


def link(email) -> str:
    """Return the path of the only link in an e-mail."""
    (path,) = set(re.findall(r"http://localhost:8000(/accounts/\S+)", email.body))
    return path


def list_networks(count: int) -> list[str]:
    """List addresses of as many networks."""
    return [f"10.{number // 250}.{number % 250}.1" for number in range(count)]
