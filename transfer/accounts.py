"""The accounts of an import: who runs it, and the authors of its posts."""

from collections.abc import Sequence

from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.text import slugify

from accounts.models import User
from lib.names import clean_name
from lib.urls import is_web_url
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

    A new one cannot sign in before an administrator activates it and sets a password. At most four
    queries.
    """
    (known,) = find_accounts([author])
    if known is not None:
        return known, False
    return create_author(author), True


def create_author(author: ExportedAuthor) -> User:
    """Create an account that cannot sign in. At most three queries."""
    name = _clean_byline(author)
    url = author.url if is_web_url(author.url) else ""
    fields = {"bio": author.about[:2000], "url": url if len(url) <= 200 else ""}
    return _create(author.key or name, name, **fields)


def get_author_path(author: User) -> str:
    """Return the path of an author's page, which exists once the author has public posts."""
    return reverse("blog:author-detail", kwargs={"slug": author.slug})


def find_accounts(authors: Sequence[ExportedAuthor]) -> list[User | None]:
    """Return the account of each author, None for those who have none. One query.

    An account is the author's if it has the same e-mail address, byline or username.
    """
    if not authors:
        return []
    identities = [(a.email.lower(), _clean_byline(a).lower(), a.key.lower()) for a in authors]
    emails, names, keys = ({*column} - {""} for column in zip(*identities, strict=True))
    users = User.objects.annotate(
        low_email=Lower("email"), low_byline=Lower("byline"), low_username=Lower("username")
    )
    known = list(
        users.filter(
            Q(low_email__in=emails) | Q(low_byline__in=names) | Q(low_username__in=keys, byline="")
        ).order_by("pk")
    )
    return [
        next((user for user in known if email and user.low_email == email), None)
        or next((user for user in known if user.low_byline == name), None)
        or next((user for user in known if user.low_username == key and not user.byline), None)
        for email, name, key in identities
    ]


def _clean_byline(author: ExportedAuthor) -> str:
    return clean_name(author.name or author.key)[:MAX_BYLINE_LENGTH] or "Author"


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
