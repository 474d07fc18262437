"""E-mails about comments, sent by periodic tasks (config/schedule.py).

Each change of state sets `Comment.notice_at`, the time when e-mails are due, so a worker that
crashes loses none. A comment is marked as done in the transaction that enqueues its e-mails.
"""

from collections.abc import Iterable

from django.db import models, transaction
from django.db.models.functions import Now
from django.tasks import task
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from accounts.models import ModerationEmails, User
from blog.comments.models import Comment
from blog.comments.subscriptions import Subscription
from blog.common import emails
from blog.common.text.truncate import shorten
from blog.models import SiteSettings
from mail.delivery import MAIL_PRIORITY

# In an e-mail to moderators.
MAX_LISTED_COMMENTS = 20
MAX_EXCERPT_LENGTH = 300


@task(priority=MAIL_PRIORITY)
def send_comment_notifications() -> None:
    """Notify subscribers and the post's authors of newly approved comments.

    Comments on unpublished posts wait until the post is published again. A few queries for each
    comment and two for each e-mail.
    """
    site = SiteSettings.load()
    with site.activated():
        while _notify_next(site):
            pass


def _notify_next(site: SiteSettings) -> bool:
    with transaction.atomic():
        due = Comment.objects.published().filter(notice_at__lte=Now()).order_by("notice_at", "pk")
        locked = due.select_for_update(of=("self",), skip_locked=True, no_key=True)
        comment = locked.select_related("post", "parent").first()
        if comment is None:
            return False
        Comment.objects.filter(pk=comment.pk).update(notice_at=None, is_announced=True)
        _send_notifications(comment, site)
        return True


def _send_notifications(comment: Comment, site: SiteSettings) -> None:
    """Send at most one e-mail to each address, and none to the author of the comment. Of several
    subscriptions in the thread, the latest one counts."""
    notified = {address.casefold() for address in _find_author_addresses(comment)}
    headers = _build_thread_headers(comment)
    subscriptions = Subscription.objects.for_reply(comment).select_related("user", "comment")
    for subscription in sorted(subscriptions, key=lambda row: row.comment_id, reverse=True):
        address = subscription.address
        if _is_author(subscription, comment) or address.casefold() in notified | {""}:
            continue
        notified.add(address.casefold())
        user = subscription.user
        with override(user.get_language(site) if user else site.language):
            emails.send(
                "reply",
                address,
                site,
                _("%(name)s replied on “%(post)s”") % _get_names(comment),
                headers | emails.build_unsubscribe_headers(subscription.get_absolute_url()),
                comment=comment,
                post=comment.post,
                subscription=subscription,
                parent=_quote_parent(comment),
            )
    authors = User.objects.filter(
        authorships__post=comment.post, notify_of_comments=True, is_active=True
    )
    for author in authors:
        if author.email and author.email.casefold() not in notified:
            notified.add(author.email.casefold())
            with override(author.get_language(site)):
                emails.send(
                    "comment",
                    author.email,
                    site,
                    _("%(name)s commented on “%(post)s”") % _get_names(comment),
                    headers,
                    comment=comment,
                    post=comment.post,
                )


def _get_names(comment: Comment) -> dict[str, str]:
    return {"name": comment.name or _("Somebody"), "post": comment.post.title}


def _quote_parent(comment: Comment) -> dict[str, str] | None:
    """Return the name and an excerpt of the parent; None unless it is approved."""
    if comment.parent is None or not comment.parent.is_approved:
        return None
    return {"name": comment.parent.name, "text": shorten(comment.parent.text, MAX_EXCERPT_LENGTH)}


def _find_author_addresses(comment: Comment) -> Iterable[str]:
    user = comment.user
    return [user.email] if user and user.email else []


def _is_author(subscription: Subscription, comment: Comment) -> bool:
    if subscription.user_id and subscription.user_id == comment.user_id:
        return True
    return bool(comment.email_hash) and subscription.email_hash == comment.email_hash


@task(priority=MAIL_PRIORITY)
def notify_moderators() -> None:
    """Send one e-mail about new comments in the queue to each moderator who chose immediate
    e-mails: at most twelve an hour."""
    with transaction.atomic():
        due = Comment.objects.waiting().filter(notice_at__lte=Now()).order_by("notice_at", "pk")
        ids = [c.pk for c in due.select_for_update(skip_locked=True, no_key=True).only("pk")]
        Comment.objects.filter(pk__in=ids).update(notice_at=None)
        if ids:
            _send_queue_emails(ModerationEmails.EACH, Comment.objects.filter(pk__in=ids))


@task(priority=MAIL_PRIORITY)
def notify_moderators_daily() -> None:
    """Send the moderation queue to moderators who chose daily e-mails, unless it is empty."""
    _send_queue_emails(ModerationEmails.DAILY, Comment.objects.waiting())


def _send_queue_emails(preference: str, comments: models.QuerySet[Comment]) -> None:
    number = comments.count()
    users = User.objects.with_perm("blog.moderate_comments").filter(moderation_emails=preference)
    moderators = [user for user in users.exclude(email="").order_by("pk") if number]
    if not moderators:
        return
    first = comments.select_related("post").order_by("waiting_since", "pk")[:MAX_LISTED_COMMENTS]
    listed = [(comment, shorten(comment.text, MAX_EXCERPT_LENGTH)) for comment in first]
    site = SiteSettings.load()
    with site.activated():
        for moderator in moderators:
            with override(moderator.get_language(site)):
                subject = ngettext(
                    "%(count)d comment awaiting moderation",
                    "%(count)d comments awaiting moderation",
                    number,
                )
                emails.send(
                    "moderation_queue",
                    moderator.email,
                    site,
                    subject % {"count": number},
                    comments=listed,
                    more=number - len(listed),
                    queue=reverse("admin:blog_comment_changelist"),
                )


def _build_thread_headers(comment: Comment) -> dict[str, str]:
    """Build the headers by which mail programs group a thread (RFC 5322, section 3.6.4). No
    query."""
    ancestors = [f"<post-{comment.post_id}@{emails.get_site_host()}>"]
    ancestors += [f"<comment-{pk}@{emails.get_site_host()}>" for pk in comment.path[:-1]]
    if comment.parent_id and comment.parent_id not in comment.path:
        ancestors.append(f"<comment-{comment.parent_id}@{emails.get_site_host()}>")
    return {
        "Message-ID": f"<comment-{comment.pk}@{emails.get_site_host()}>",
        "In-Reply-To": ancestors[-1],
        "References": " ".join(ancestors),
    }
