"""Create a superuser, and say where to sign in."""

from typing import Any

from django.conf import settings
from django.contrib.auth.management.commands import createsuperuser


class Command(createsuperuser.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        if options["verbosity"] >= 1:
            self.stdout.write(f"Sign in at {settings.SITE_URL}/admin/")
