"""Preparation of a deployment says how the first account comes to be."""

import pytest

from config.server import database_errors, prepare
from storage import collectstatic
from tests.support import factories as make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("roles", "is_named"),
    [((), True), (("", "Administrator"), True), (("superuser",), False)],
)
def test_prepare_names_the_command_for_the_first_account(roles, is_named, monkeypatch, capsys):
    for role in roles:
        make.user(role)
    monkeypatch.setattr("django.core.management.call_command", lambda *args, **options: None)
    monkeypatch.setattr(database_errors, "check_connection", lambda: None)
    monkeypatch.setattr(collectstatic, "is_outdated", lambda: False)
    prepare.main()
    assert ("manage.py createsuperuser" in capsys.readouterr().out) == is_named
