"""The accounts of an import: who runs it, and the authors of its posts."""

from django.utils.text import slugify

from accounts.models import User
from lib.names import clean_name
from transfer.items import ExportedAuthor

MAX_BYLINE_LENGTH = 150
IMPORTER_NAME = "importer"


def get_importer(username: str = "") -> User:
    """Return the account that an import is recorded under: that of the name, else the first active
    administrator, else an account that cannot sign in. Raises User.DoesNotExist for a name."""
    if username:
        return User.objects.get_by_natural_key(username)
    admin = User.objects.filter(is_superuser=True, is_active=True).order_by("pk").first()
    if admin is not None:
        return admin
    importer = User.objects.filter(username=IMPORTER_NAME).first()
    return importer or _create(IMPORTER_NAME, "Importer")


def find_or_create_author(author: ExportedAuthor) -> tuple[User, bool]:
    """Return the account of an author, and whether it is new.

    An account is the author's if it has the same e-mail address, username or byline. A new one
    cannot sign in before an administrator activates it and sets a password. At most five queries.
    """
    name = clean_name(author.name or author.key)[:MAX_BYLINE_LENGTH] or "Author"
    known = None
    if author.email:
        known = User.objects.filter(email__iexact=author.email).order_by("pk").first()
    known = known or User.objects.filter(byline__iexact=name).order_by("pk").first()
    known = known or User.objects.filter(username__iexact=author.key, byline="").first()
    if known is not None:
        return known, False
    url = author.url if author.url.startswith(("http://", "https://")) else ""
    fields = {"bio": author.about[:2000], "url": url if len(url) <= 200 else ""}
    return _create(author.key or name, name, **fields), True


def _create(wanted_name: str, byline: str, **fields: object) -> User:
    base = slugify(wanted_name)[:100] or slugify(byline)[:100] or "author"
    username, number = base, 1
    while User.objects.filter(username__iexact=username).exists():
        number += 1
        username = f"{base}-{number}"
    user = User(username=username, byline=byline, is_active=False, **fields)
    user.set_unusable_password()
    user.save()
    return user
