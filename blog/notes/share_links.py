"""Share links to unpublished posts, and e-mails to authors about notes of invited readers."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Prefetch
from django.db.models.functions import Now
from django.tasks import task
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from accounts.models import User
from blog.common import emails, markup
from blog.common.audit import ChangeMessage, record_change
from blog.models import Post, SiteSettings
from blog.notes.models import Note, ShareLink
from mail.delivery import MAIL_PRIORITY

LINK_DAYS = (1, 7, 30)
MAX_LIVE_LINKS = 50  # of a post
RETENTION_PERIOD = timedelta(days=30)  # of expired and revoked links
MIN_EMAIL_INTERVAL = timedelta(hours=1)  # for the authors of one post


class ShareRefused(Exception):
    """Nothing was stored; the message is for the user."""


@dataclass(frozen=True)
class SavedShareLink:
    """`message` is the entry in the post's history, '' if nothing was changed."""

    link: ShareLink
    message: str


def create_share_link(
    *, post: Post, by: User, name: str, days: int, may_note: bool
) -> SavedShareLink:
    """Create a link to a post that expires after some days, and record it in the post's history.
    Raises `ShareRefused` if the post has MAX_LIVE_LINKS. Four queries in a savepoint."""
    now = timezone.now()
    with transaction.atomic():
        Post.all_objects.select_for_update(no_key=True).get(pk=post.pk)
        if ShareLink.objects.live().filter(post=post).count() >= MAX_LIVE_LINKS:
            raise ShareRefused(_("This post has too many share links. Revoke some of them first."))
        link = ShareLink.objects.create(
            post=post,
            made_by=by,
            name=name,
            may_note=may_note,
            made_at=now,
            expires_at=now + timedelta(days=days),
        )
        message = ChangeMessage("shared", {"name": link.name})
        record_change(post, by=by, message=message)
    return SavedShareLink(link, str(message))


@transaction.atomic
def revoke_share_link(*, link: ShareLink, by: User) -> SavedShareLink:
    """Revoke a link permanently, unless it already is, and record it in the history of `link.post`.
    Two queries in a savepoint."""
    now = timezone.now()
    if not ShareLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=now):
        return SavedShareLink(link, "")
    link.revoked_at = now
    message = ChangeMessage("unshared", {"name": link.name})
    record_change(link.post, by=by, message=message)
    return SavedShareLink(link, str(message))


def count_visit(*, link: ShareLink) -> None:
    """Count a visit of a link. One query with a short row lock."""
    rows = ShareLink.objects.filter(pk=link.pk)
    rows.update(opened=F("opened") + 1, last_opened_at=Now())


def remove_internal_links(html: str) -> SafeString:
    """Unlink the names and quotations in the HTML of an unpublished post: their pages may not exist
    yet, and do not show this post."""
    root = markup.parse_fragment(html)
    for share in root.find_class("quotation-share"):
        share.drop_tree()
    for credit in [*root.find_class("quotation-credit"), *root.find_class("byline")]:
        for link in credit.findall(".//a"):
            if "read-at" not in link.get("class", "").split():
                link.drop_tag()
    for quoted in root.find_class("quoted"):
        quoted.tag = "span"
        quoted.attrib.pop("href", None)
    return markup.mark_clean(markup.inner_html(root))


def load_notes(link: ShareLink) -> list[Note]:
    """Load the notes of a link with their replies. Two queries."""
    replies = Note.objects.select_related("by").order_by("pk")
    return list(link.notes.order_by("pk").prefetch_related(Prefetch("replies", replies)))


@task(priority=MAIL_PRIORITY)
def notify_authors_of_notes() -> None:
    """Queue e-mails to authors about new notes of invited readers, for each post at most one in
    MIN_EMAIL_INTERVAL. Five queries for a post and two for each e-mail."""
    site = SiteSettings.load()
    with site.activated():
        while _notify_next_post(site):
            pass


def _notify_next_post(site: SiteSettings) -> bool:
    """Process one post with new notes. Return False if there is none."""
    notes_of_post = Note.objects.filter(post=OuterRef("pk"))
    notified = notes_of_post.from_invited_readers().filter(
        notified_at__gt=timezone.now() - MIN_EMAIL_INTERVAL
    )
    due = Post.all_objects.filter(Exists(notes_of_post.unnotified())).exclude(Exists(notified))
    with transaction.atomic():
        locked = due.select_for_update(of=("self",), skip_locked=True, no_key=True)
        post = locked.order_by("pk").first()
        if post is None:
            return False
        notes = list(post.notes.unnotified().order_by("pk"))
        Note.objects.filter(pk__in=[n.pk for n in notes]).update(notified_at=timezone.now())
        if post.status != Post.Status.TRASHED:
            _send_emails(post, notes, site)
        return True


def _send_emails(post: Post, notes: list[Note], site: SiteSettings) -> None:
    """Queue e-mails to the authors of a post. A page has none: the users who created the links get
    them instead."""
    users = User.objects.filter(authorships__post=post)
    if post.kind == Post.Kind.PAGE:
        creators = ShareLink.objects.filter(notes__in=notes).values("made_by")
        users = User.objects.filter(pk__in=creators)
    count = len(notes)
    admin = "page" if post.kind == Post.Kind.PAGE else "post"
    for user in users.filter(is_active=True).exclude(email="").order_by("pk"):
        with override(user.get_language(site)):
            subject = ngettext(
                "%(count)d note on “%(post)s”", "%(count)d notes on “%(post)s”", count
            )
            emails.send(
                "invited_notes",
                user.email,
                site,
                subject % {"count": count, "post": post.title},
                post=post,
                notes=notes,
                form=reverse(f"admin:blog_{admin}_change", args=[post.pk]),
            )


@task
def delete_old_share_links() -> None:
    """Delete links after their retention period. Their notes stay."""
    limit = timezone.now() - RETENTION_PERIOD
    expired = ShareLink.objects.filter(expires_at__lt=limit)
    revoked = ShareLink.objects.filter(revoked_at__lt=limit)
    (expired | revoked).delete()
