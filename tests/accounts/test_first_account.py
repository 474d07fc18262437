"""The command that creates the first account of a site."""

import getpass
import sys
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.first_account import get_account_command
from accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("verbosity", "is_told"), [(1, True), (0, False)])
def test_command_for_superusers_says_where_to_sign_in(verbosity, is_told, settings):
    settings.SITE_URL = "https://blog.example"
    output = StringIO()
    values = {"username": "ada", "email": "ada@blog.example", "interactive": False}
    call_command("createsuperuser", **values, verbosity=verbosity, stdout=output)
    assert User.objects.get().is_superuser
    assert ("Sign in at https://blog.example/admin/" in output.getvalue()) == is_told


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def test_end_of_input_at_the_password_creates_no_account(monkeypatch):
    def end(*args: object) -> str:
        raise EOFError

    monkeypatch.setattr(getpass, "getpass", end)
    values = {"username": "ada", "email": "ada@blog.example"}
    with pytest.raises(CommandError, match="No account was created"):
        call_command("createsuperuser", **values, stdin=Terminal())
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("python", "command"),
    [
        (".venv/bin/python", ".venv/bin/python manage.py createsuperuser"),
        ("/usr/local/bin/python", "python manage.py createsuperuser"),
    ],
)
def test_command_names_the_python_of_the_project(python, command, monkeypatch, client):
    monkeypatch.setattr(sys, "executable", python)
    monkeypatch.setenv("VAR_DIR", "/srv/secret")
    assert get_account_command() == command
    page = client.get("/accounts/login/?next=/admin/").text
    assert f'<code dir="ltr">{command}</code>' in page and "/srv/secret" not in page
