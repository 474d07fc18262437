"""E-mail notifications about transitions."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import User
from blog.common import emails
from blog.models import SiteSettings
from blog.workflow.models import WorkflowTransition
from blog.workflow.rules import PUBLISH_PERMISSION, Event, Kind

EDITOR_KINDS = {Kind.HANDED_IN, Kind.WITHDRAWN}


def notify(transition: WorkflowTransition) -> None:
    """Queue e-mails about a transition, in its transaction, for everyone concerned except the user
    who applied it. Two queries for each e-mail, and those for the recipients."""
    users = _find_recipients(transition)
    if users is None:
        return
    users = users.filter(is_active=True).exclude(email="").exclude(pk=transition.by_id or 0)
    recipients = list(users.order_by("pk").distinct())
    if not recipients:
        return
    site, post = SiteSettings.load(), transition.post
    address = reverse(f"admin:blog_{post.kind}_change", args=[post.pk])
    with site.activated():
        for recipient in recipients:
            with override(recipient.get_language(site)):
                emails.send(
                    "transition",
                    recipient.email,
                    site,
                    _get_subject(transition),
                    {"List-Id": f"<desk.{emails.get_site_host()}>"},
                    transition=transition,
                    post=post,
                    address=address,
                    is_for_editors=transition.kind in EDITOR_KINDS,
                )


def _find_recipients(transition: WorkflowTransition) -> QuerySet[User] | None:
    """Submitted posts and withdrawn approvals concern the editors, other transitions the authors
    of the post."""
    if transition.kind in EDITOR_KINDS:
        return User.objects.with_perm(PUBLISH_PERMISSION).filter(notify_of_reviews=True)
    authors = User.objects.filter(authorships__post=transition.post_id, notify_of_transitions=True)
    return None if transition.event == Event.FROM_REVIEW else authors


def _get_subject(transition: WorkflowTransition) -> str:
    subjects: dict[Kind | Event, str] = {
        Kind.HANDED_IN: _("%(who)s submitted “%(post)s” for review"),
        Kind.CHANGES: _("%(who)s requested changes to “%(post)s”"),
        Kind.APPROVED: _("%(who)s approved “%(post)s”"),
        Kind.WITHDRAWN: _("“%(post)s” was changed after approval"),
        Kind.PUBLISHED: _("%(who)s published “%(post)s”"),
        Kind.SCHEDULED: _("%(who)s scheduled “%(post)s”"),
        Event.BACK_IN_REVIEW: _("“%(post)s” was changed after it was scheduled"),
        Event.DATE_CHANGED: _("%(who)s changed the date of “%(post)s”"),
        Event.FROM_REVIEW: _("%(who)s withdrew “%(post)s” from review"),
        Event.CANCELLED: _("%(who)s cancelled the schedule of “%(post)s”"),
        Event.UNPUBLISHED: _("%(who)s unpublished “%(post)s”"),
    }
    return subjects[transition.event] % {
        "who": transition.by or _("Somebody"),
        "post": transition.post.title,
    }
