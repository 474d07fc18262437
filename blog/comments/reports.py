"""Readers report a comment to the moderators."""

from django.db import transaction

from blog.comments import moderation
from blog.comments.models import Comment
from blog.comments.report_models import Report
from lib.client_ip import Address, household_of
from lib.hashing import digest

# So many households put a comment back into the queue.
ENOUGH = 3


def report(comment: Comment, address: Address, reason: str = "") -> None:
    """Once for each household. Enough of them hide it until a moderator has looked, unless one
    approved it when there were reports already: that is decided."""
    with transaction.atomic():
        locked = Comment.objects.select_for_update(no_key=True).get(pk=comment.pk)
        who = digest("address", household_of(address))
        made = Report(comment=locked, address_digest=who, reason=reason)
        Report.objects.bulk_create([made], ignore_conflicts=True)
        reports = Report.objects.filter(comment=locked).order_by("created_at")
        is_enough = locked.is_approved and reports.count() >= ENOUGH
        if is_enough and not _is_settled(locked, reports[0]):
            moderation.decide([locked.pk], Comment.State.WAITING, by=None, reason="reported")


def _is_settled(comment: Comment, first: Report) -> bool:
    approved = comment.decisions.filter(became=Comment.State.APPROVED, by__isnull=False)
    return approved.filter(at__gte=first.created_at).exists()
