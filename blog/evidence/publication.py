"""Publish copies of pages on a recorded ground, and take them back."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from blog.evidence.copies import CopyRefused
from blog.evidence.models import PageCopy
from blog.evidence.publication_models import (
    GROUNDS_WITH_DETAILS,
    MAX_DETAILS_LENGTH,
    CopyPublication,
    Ground,
)


@transaction.atomic
def publish_copy(*, copy: PageCopy, by: User, ground: str, details: str = "") -> CopyPublication:
    """Let readers see a copy. Three queries in a savepoint. Raises CopyRefused.

    `details` are shown to readers with the ground.
    """
    details = " ".join(details.split())
    if ground not in Ground.values:
        raise CopyRefused(_("Choose the ground on which the copy may be published."))
    if not details and ground in GROUNDS_WITH_DETAILS:
        raise CopyRefused(
            _("Name the licence, the permission or the law, so that readers can check it.")
        )
    if len(details) > MAX_DETAILS_LENGTH:
        raise CopyRefused(
            _("The details are too long: %d characters at most.") % MAX_DETAILS_LENGTH
        )
    # Locked, so that nobody withdraws it meanwhile.
    stored = PageCopy.objects.select_for_update().only("pk", "withdrawn_at", "is_refused")
    current = stored.filter(pk=copy.pk).first()
    if current is None or current.withdrawn_at is not None or current.is_refused:
        raise CopyRefused(_("This copy has no text that could be published."))
    if CopyPublication.objects.public().filter(copy=copy).exists():
        raise CopyRefused(_("This copy is public already."))
    return CopyPublication.objects.create(
        copy=copy, ground=ground, details=details, published_by=by
    )


def take_back_copy(*, copy: PageCopy, by: User) -> bool:
    """Hide a copy from readers again; the editors keep it. Return whether it was public. One
    query."""
    public = CopyPublication.objects.public().filter(copy=copy)
    return bool(public.update(ended_at=timezone.now(), ended_by=by))
