"""All that is stored on a person: to be handed to them, and to be erased.

`settings.PERSONAL_DATA` names modules, each of which knows a part of the project and has

- `export(user) -> dict`: what its part stores on the person, by kind, as Django's JSON can say it:
  one dictionary, or rows, which are gone through once and may be read from the database meanwhile,
- `reasons_to_stay(user) -> list[str]`: why the account cannot be erased as things are, to be read
  by the person; mostly none,
- `erase(user) -> None`: makes what outlives the account anonymous. What goes with the row of the
  account (ON DELETE) needs nothing here.

So accounts need not know who stores what. This module is itself one of them.
"""

from collections.abc import Iterator
from importlib import import_module
from typing import IO, Any, Protocol, cast

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from accounts.models import KnownDevice, User


class Part(Protocol):
    def export(self, user: User) -> dict[str, Any]: ...

    def reasons_to_stay(self, user: User) -> list[str]: ...

    def erase(self, user: User) -> None: ...


def parts() -> list[Part]:
    return [cast(Part, import_module(name)) for name in settings.PERSONAL_DATA]


def write_everything_on(user: User, file: IO[bytes]) -> None:
    """As JSON, row by row: of all that somebody wrote in years only the text is in memory."""
    encode = DjangoJSONEncoder(ensure_ascii=False).encode
    file.write(f'{{"site": {encode(settings.SITE_URL)}'.encode())
    for part in parts():
        for kind, rows in part.export(user).items():
            file.write(f",\n{encode(kind)}: ".encode())
            if isinstance(rows, dict):
                file.write(encode(rows).encode())
                continue
            file.write(b"[")
            for number, row in enumerate(rows):
                file.write((",\n " if number else "\n ").encode() + encode(row).encode())
            file.write(b"]")
    file.write(b"}\n")


def why_not_erased(user: User) -> list[str]:
    return [reason for part in parts() for reason in part.reasons_to_stay(user)]


def erase_all_of(user: User) -> list[str]:
    """The account and what hangs on it, or the reasons why it stays: all or nothing."""
    with transaction.atomic():
        if User.objects.select_for_update().filter(pk=user.pk).first() is None:
            return []  # The first of two clicks has done it.
        if reasons := why_not_erased(user):
            return reasons
        for part in parts():
            part.erase(user)
        user.delete()
    return []


def each(rows: QuerySet[Any, Any]) -> Iterator[Any]:
    """In order, and few at once, as each may be long."""
    return rows.order_by("pk").iterator(chunk_size=100)


def export(user: User) -> dict[str, Any]:
    fields = ("username", "byline", "first_name", "last_name", "email", "slug", "bio", "url")
    rights = ("is_active", "is_staff", "is_superuser")
    emails = (
        "notify_of_comments",
        "notify_of_transitions",
        "notify_of_reviews",
        "moderation_emails",
    )
    return {
        "account": {
            **{name: getattr(user, name) for name in (*fields, "follow", *emails, *rights)},
            "joined": user.date_joined,
            "last_sign_in": user.last_login,
            "roles": list(user.groups.order_by("name").values_list("name", flat=True)),
            "permissions": list(user.user_permissions.values_list("codename", flat=True)),
        },
        "addresses": each(
            EmailAddress.objects.filter(user=user).values("email", "verified", "primary")
        ),
        "second_factors": each(
            Authenticator.objects.filter(user=user).values("type", "created_at", "last_used_at")
        ),
        "signed_in_on": each(
            UserSession.objects.filter(user=user).values(
                "created_at", "last_seen_at", "user_agent", network=F("ip")
            )
        ),
        # Networks and browsers, of which nothing can be read back.
        "known_devices": each(KnownDevice.objects.filter(user=user).values("hash", "seen_at")),
        "done_on_the_desk": each(
            LogEntry.objects.filter(user=user).values(
                "action_time", "action_flag", "object_repr", "change_message"
            )
        ),
    }


def reasons_to_stay(user: User) -> list[str]:
    others = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=user.pk)
    if user.is_superuser and not others.exists():
        return [
            _("This is the site’s only superuser account. Make someone else a superuser first.")
        ]
    return []


def erase(user: User) -> None:
    """Sessions have no column for whose they are; those that allauth knows end here. What others
    did with the account stays in the desk's log, and whose it was does not."""
    keys = UserSession.objects.filter(user=user).values_list("session_key", flat=True)
    Session.objects.filter(session_key__in=list(keys)).delete()
    about = ContentType.objects.get_for_model(User)
    done_to_it = LogEntry.objects.filter(content_type=about, object_id=str(user.pk))
    done_to_it.update(object_repr=f"#{user.pk}")
