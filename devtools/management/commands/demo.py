"""`manage.py demo`: load the demo blog, or print its credentials again if there are posts."""

import secrets
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from devtools.demo import load
from lib.progress import show_step

PASSWORD_FILE = settings.VAR_DIR / "demo-password"


class Command(BaseCommand):
    help = "Fill an empty site with the demo blog and print how to sign in."

    def handle(self, *args: Any, **options: Any) -> None:
        if not load.has_posts():
            password = secrets.token_urlsafe(9)
            with show_step("Writing the demo blog: posts, pictures, quotations"):
                load.load(password)
            PASSWORD_FILE.parent.mkdir(parents=True, exist_ok=True)
            PASSWORD_FILE.touch(mode=0o600)
            PASSWORD_FILE.write_text(password + "\n")
        if PASSWORD_FILE.exists():
            password = PASSWORD_FILE.read_text().strip()
            self.stdout.write(
                f"Desk: {settings.SITE_URL}/admin/  user: admin  password: {password}\n"
                "(also tobias, an editor; nadia and camille, authors; ines, a moderator; the same"
                " password)"
            )
        else:
            self.stdout.write("There are posts already, so the demo blog was left out.")
