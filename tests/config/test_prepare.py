"""Preparation of a deployment says how the first account comes to be."""

import pytest
from django.db.migrations.executor import MigrationExecutor

from config.server import database_errors, prepare
from config.server.tables import create_tables
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
    output = capsys.readouterr().out
    assert ("manage.py createsuperuser" in output) == is_named
    assert ("sign in at http://localhost:8000/admin/" in output) == is_named


@pytest.mark.parametrize(
    ("folder", "beginning"),
    [(None, ""), ("/srv/blog", "VAR_DIR=/srv/blog "), ("/srv/my blog", "VAR_DIR='/srv/my blog' ")],
)
def test_command_for_the_first_account_names_the_folder(folder, beginning, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://blog:secret@db/blog")
    monkeypatch.delenv("VAR_DIR", raising=False)
    if folder:
        monkeypatch.setenv("VAR_DIR", folder)
    command = prepare.get_account_command()
    assert command.startswith(f"{beginning}{'.venv' if '.venv' in command else 'python'}")
    assert "secret" not in command


@pytest.mark.parametrize(
    ("site_url", "beginning"),
    [
        ("http://localhost:8000", ""),
        ("http://localhost:9000", "SITE_URL=http://localhost:9000 "),
        ("https://blog.example", "SITE_URL=https://blog.example "),
    ],
)
def test_command_for_the_first_account_names_the_address(
    site_url, beginning, monkeypatch, settings
):
    settings.SITE_URL = site_url
    monkeypatch.delenv("VAR_DIR", raising=False)
    command = prepare.get_account_command()
    assert command.startswith(f"{beginning}{'.venv' if '.venv' in command else 'python'}")


def test_creation_of_tables_counts_migrations_in_tens(monkeypatch, capsys):
    plan = [None] * 25

    def migrate(*args, on_applied, **options):
        for _migration in plan:
            on_applied()

    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda self, targets: plan)
    monkeypatch.setattr("django.core.management.call_command", migrate)
    create_tables()
    assert capsys.readouterr().out == "Creating the tables … 10/25 20/25\n"


@pytest.mark.parametrize(("is_new", "verbosity"), [(True, 0), (False, None)])
def test_migrations_of_a_new_site_are_not_listed(is_new, verbosity, monkeypatch):
    calls = []
    monkeypatch.setattr(
        "django.core.management.call_command", lambda *args, **options: calls.append(options)
    )
    monkeypatch.setattr(database_errors, "check_connection", lambda: None)
    monkeypatch.setattr(collectstatic, "is_outdated", lambda: False)
    monkeypatch.setattr(prepare, "is_empty", lambda: is_new)
    prepare.main()
    assert [call.get("verbosity") for call in calls] == [verbosity]
