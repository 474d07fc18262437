"""Who is told of a comment: tasks that the clock orders (config/schedule.py).

What is to be told of stands in the comments themselves (`notice_at`), set with the decision, so no
crash of a worker loses it. A comment and its e-mails are done with in one transaction.
"""

from collections.abc import Iterable

from django.db import models, transaction
from django.db.models.functions import Now
from django.tasks import task
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import ModerationEmails, User
from blog.comments.models import Comment
from blog.comments.subscriptions import Subscription
from blog.common import emails
from blog.common.text.truncate import shortened
from blog.models import SiteSettings
from mail.delivery import PRIORITY

# What an e-mail to moderators shows of the queue.
MOST_SHOWN = 20
EXCERPT = 300


@task(priority=PRIORITY)
def announce() -> None:
    """Comments that were approved: to those who asked for replies, and to the post's authors.

    Only what every reader can read by now; under a post that was taken back it waits until that is
    out again. Costs some queries for each comment and two for each e-mail.
    """
    site = SiteSettings.load()
    with site.activated():
        while _announce_next(site):
            pass


def _announce_next(site: SiteSettings) -> bool:
    with transaction.atomic():
        due = Comment.objects.published().filter(notice_at__lte=Now()).order_by("notice_at", "pk")
        locked = due.select_for_update(of=("self",), skip_locked=True, no_key=True)
        comment = locked.select_related("post", "parent").first()
        if comment is None:
            return False
        Comment.objects.filter(pk=comment.pk).update(notice_at=None, is_announced=True)
        _tell(comment, site)
        return True


def _tell(comment: Comment, site: SiteSettings) -> None:
    """Everybody once, by the nearest reason, and the writer not at all."""
    told = {address.casefold() for address in _addresses_of_writer(comment)}
    common = _thread_headers(comment)
    names = {"name": comment.name or _("Somebody"), "post": comment.post.title}
    subscriptions = Subscription.objects.to_notify_of(comment).select_related("user", "comment")
    for subscription in sorted(subscriptions, key=lambda row: row.comment_id, reverse=True):
        address = subscription.address
        if _wrote(subscription, comment) or address.casefold() in told | {""}:
            continue
        told.add(address.casefold())
        emails.send(
            "reply",
            address,
            site,
            _("%(name)s replied on “%(post)s”") % names,
            common | emails.one_click(subscription.get_absolute_url()),
            comment=comment,
            post=comment.post,
            subscription=subscription,
            answered=_answered(comment),
        )
    authors = User.objects.filter(
        authorships__post=comment.post, notify_of_comments=True, is_active=True
    )
    for author in authors:
        if author.email and author.email.casefold() not in told:
            told.add(author.email.casefold())
            emails.send(
                "comment",
                author.email,
                site,
                _("%(name)s commented on “%(post)s”") % names,
                common,
                comment=comment,
                post=comment.post,
            )


def _answered(comment: Comment) -> dict[str, str] | None:
    """What the comment replies to, shortened, as readers see it; None where it is hidden by now."""
    if comment.parent is None or not comment.parent.is_approved:
        return None
    return {"name": comment.parent.name, "text": shortened(comment.parent.text, EXCERPT)}


def _addresses_of_writer(comment: Comment) -> Iterable[str]:
    user = comment.user
    return [user.email] if user and user.email else []


def _wrote(subscription: Subscription, comment: Comment) -> bool:
    if subscription.user_id and subscription.user_id == comment.user_id:
        return True
    return bool(comment.email_hash) and subscription.email_hash == comment.email_hash


@task(priority=PRIORITY)
def notify_moderators() -> None:
    """Comments that came into the queue since the last run, in one e-mail to each moderator who
    wants to know at once: twelve e-mails an hour at most, however many comments come."""
    with transaction.atomic():
        came = Comment.objects.waiting().filter(notice_at__lte=Now()).order_by("notice_at", "pk")
        keys = [c.pk for c in came.select_for_update(skip_locked=True, no_key=True).only("pk")]
        Comment.objects.filter(pk__in=keys).update(notice_at=None)
        if keys:
            _tell_moderators(ModerationEmails.EACH, Comment.objects.filter(pk__in=keys))


@task(priority=PRIORITY)
def notify_moderators_daily() -> None:
    """What waits, to the moderators who want to know once a day. Nothing where nothing waits."""
    _tell_moderators(ModerationEmails.DAILY, Comment.objects.waiting())


def _tell_moderators(wish: str, comments: models.QuerySet[Comment]) -> None:
    number = comments.count()
    people = User.objects.with_perm("blog.moderate_comments").filter(moderation_emails=wish)
    to = [person for person in people.exclude(email="").order_by("pk") if number]
    if not to:
        return
    first = comments.select_related("post").order_by("waiting_since", "pk")[:MOST_SHOWN]
    shown = [(comment, shortened(comment.text, EXCERPT)) for comment in first]
    site = SiteSettings.load()
    with site.activated():
        subject = ngettext(
            "%(count)d comment awaiting moderation",
            "%(count)d comments awaiting moderation",
            number,
        )
        for person in to:
            emails.send(
                "waiting",
                person.email,
                site,
                subject % {"count": number},
                comments=shown,
                number=number,
                more=number - len(shown),
                queue=reverse("admin:blog_comment_changelist"),
            )


def _thread_headers(comment: Comment) -> dict[str, str]:
    """RFC 5322, section 3.6.4: e-mails about a thread stand together in the order of its replies.

    Reads no row: the keys are in the comment's own.
    """
    before = [f"<post-{comment.post_id}@{emails.host()}>"]
    before += [f"<comment-{pk}@{emails.host()}>" for pk in comment.path[:-1]]
    if comment.parent_id and comment.parent_id not in comment.path:
        before.append(f"<comment-{comment.parent_id}@{emails.host()}>")
    return {
        "Message-ID": f"<comment-{comment.pk}@{emails.host()}>",
        "In-Reply-To": before[-1],
        "References": " ".join(before),
    }
