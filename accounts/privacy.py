"""Export and erase a user's personal data.

`settings.PERSONAL_DATA` lists modules, each responsible for one part of the project, with

- `export(user) -> dict`: the personal data by kind, serializable with DjangoJSONEncoder: a
  dictionary, or an iterable of rows, which is consumed once and may stream from the database,
- `find_erasure_blockers(user) -> list[str]`: reasons, shown to the user, why the account cannot be
  erased now; usually none,
- `erase(user) -> None`: anonymize the data that outlives the account. Rows deleted with the account
  (ON DELETE) need nothing here.

So accounts does not depend on the apps that store the data. This module is itself on the list.
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
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import KnownDevice, User


class PersonalData(Protocol):
    def export(self, user: User) -> dict[str, Any]: ...

    def find_erasure_blockers(self, user: User) -> list[str]: ...

    def erase(self, user: User) -> None: ...


def get_data_modules() -> list[PersonalData]:
    return [cast(PersonalData, import_module(name)) for name in settings.PERSONAL_DATA]


def write_export(user: User, file: IO[bytes]) -> None:
    """Write the user's data as JSON, row by row, to limit memory."""
    encode = DjangoJSONEncoder(ensure_ascii=False).encode
    file.write(f'{{"site": {encode(settings.SITE_URL)}'.encode())
    for part in get_data_modules():
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


def find_all_erasure_blockers(user: User) -> list[str]:
    return [reason for part in get_data_modules() for reason in part.find_erasure_blockers(user)]


def erase_account(user: User) -> list[str]:
    """Erase the account and its data in one transaction, or return the reasons why it stays."""
    with transaction.atomic():
        # All superusers, in one order: one of the last two stays.
        locked = Q(pk=user.pk) | Q(is_superuser=True) if user.is_superuser else Q(pk=user.pk)
        accounts = User.objects.select_for_update().filter(locked).order_by("pk")
        if user.pk not in list(accounts.values_list("pk", flat=True)):
            return []  # A concurrent request has erased it.
        if reasons := find_all_erasure_blockers(user):
            return reasons
        for part in get_data_modules():
            part.erase(user)
        user.delete()
    return []


def iterate_rows(rows: QuerySet[Any, Any]) -> Iterator[Any]:
    """Iterate in primary key order, in small chunks, as rows may be long."""
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
            **{
                name: getattr(user, name)
                for name in (*fields, "follow", "language", *emails, *rights)
            },
            "joined": user.date_joined,
            "last_sign_in": user.last_login,
            "roles": list(user.groups.order_by("name").values_list("name", flat=True)),
            "permissions": list(user.user_permissions.values_list("codename", flat=True)),
        },
        "addresses": iterate_rows(
            EmailAddress.objects.filter(user=user).values("email", "verified", "primary")
        ),
        "second_factors": iterate_rows(
            Authenticator.objects.filter(user=user).values("type", "created_at", "last_used_at")
        ),
        "signed_in_on": iterate_rows(
            UserSession.objects.filter(user=user).values(
                "created_at", "last_seen_at", "user_agent", network=F("ip")
            )
        ),
        # Keyed hashes of networks and browsers, which cannot be reversed.
        "known_devices": iterate_rows(
            KnownDevice.objects.filter(user=user).values("hash", "seen_at")
        ),
        "done_on_the_desk": iterate_rows(
            LogEntry.objects.filter(user=user).values(
                "action_time", "action_flag", "object_repr", "change_message"
            )
        ),
    }


def find_erasure_blockers(user: User) -> list[str]:
    others = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=user.pk)
    if user.is_superuser and not others.exists():
        return [
            _("This is the site’s only superuser account. Make someone else a superuser first.")
        ]
    return []


def erase(user: User) -> None:
    """End the user's sessions, and anonymize the admin log entries about the account.

    Sessions have no user column; allauth's UserSession rows map them.
    """
    keys = UserSession.objects.filter(user=user).values_list("session_key", flat=True)
    Session.objects.filter(session_key__in=list(keys)).delete()
    content_type = ContentType.objects.get_for_model(User)
    entries = LogEntry.objects.filter(content_type=content_type, object_id=str(user.pk))
    entries.update(object_repr=f"#{user.pk}")
