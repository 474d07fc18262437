"""The command that creates the first account of a site."""

from io import StringIO

import pytest
from django.core.management import call_command

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
