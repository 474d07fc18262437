"""Create a superuser, and say where to sign in."""

from typing import Any

from django.conf import settings
from django.contrib.auth.management.commands import createsuperuser
from django.core.management import CommandError


class Command(createsuperuser.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        try:
            super().handle(*args, **options)
        except EOFError:  # Ctrl-D; Ctrl-C is handled by Django.
            raise CommandError("Cancelled. No account was created.") from None
        if options["verbosity"] >= 1:
            self.stdout.write(f"Sign in at {settings.SITE_URL}/admin/")
