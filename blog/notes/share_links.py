"""Share links: showing a post to the invited before it is published, and e-mails about notes."""

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
from django.utils.translation import ngettext

from accounts.models import User
from blog.common import emails, markup
from blog.common.audit import record_change
from blog.models import Post, SiteSettings
from blog.notes.models import Note, ShareLink
from mail.delivery import MAIL_PRIORITY

DAYS = (1, 7, 30)
MAX_LIVE_LINKS = 50  # of a post
# A link is forgotten so long after it ended, and for whom it was.
KEPT = timedelta(days=30)
# The authors of a post get at most one e-mail in this time.
MIN_EMAIL_INTERVAL = timedelta(hours=1)


class ShareRefused(Exception):
    """With a sentence for whoever wanted one more link; nothing was stored."""


@dataclass(frozen=True)
class SavedShareLink:
    """`message` is what the history of the post says; '' where nothing was changed."""

    link: ShareLink
    message: str


def create_share_link(
    *, post: Post, by: User, name: str, days: int, may_note: bool
) -> SavedShareLink:
    """Create a link that shows a post to somebody for some days, and record it in the history of
    the post. `ShareRefused` where the post has MAX_LIVE_LINKS. Four queries in a savepoint."""
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
        message = _("Shared with %(name)s") % {"name": link}
        record_change(post, by=by, message=message)
    return SavedShareLink(link, message)


@transaction.atomic
def revoke_share_link(*, link: ShareLink, by: User) -> SavedShareLink:
    """Revoke a link at once and for good, and record it in the history of `link.post`. A second
    time changes nothing. Two queries in a savepoint."""
    now = timezone.now()
    if not ShareLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=now):
        return SavedShareLink(link, "")
    link.revoked_at = now
    message = _("No longer shared with %(name)s") % {"name": link}
    record_change(link.post, by=by, message=message)
    return SavedShareLink(link, message)


def count_visit(*, link: ShareLink) -> None:
    """Count that a link was opened. One query, and no lock that another would wait for long."""
    rows = ShareLink.objects.filter(pk=link.pk)
    rows.update(opened=F("opened") + 1, last_opened_at=Now())


def without_our_links(html: str) -> SafeString:
    """A post's HTML before it is published: names and quotations as plain text. Their pages may not
    exist yet, and say nothing of this post."""
    root = markup.parse_fragment(html)
    for share in root.find_class("quotation-share"):
        share.drop_tree()
    for credit in [*root.find_class("quotation-credit"), *root.find_class("byline")]:
        for link in credit.findall(".//a"):
            if "read-at" not in link.get("class", "").split():
                link.drop_tag()
    return markup.mark_clean(markup.inner_html(root))


def notes_of(link: ShareLink) -> list[Note]:
    """With what was answered, and by whom. Two queries."""
    answers = Note.objects.select_related("by").order_by("pk")
    return list(link.notes.order_by("pk").prefetch_related(Prefetch("replies", answers)))


@task(priority=MAIL_PRIORITY)
def notify_authors_of_notes() -> None:
    """What the invited noted since the last e-mail, to a post's authors: one e-mail in an hour for
    each post, whatever the number of notes. Some queries for a post and two for each e-mail."""
    site = SiteSettings.load()
    with site.activated():
        while _tell_next(site):
            pass


def _tell_next(site: SiteSettings) -> bool:
    of_it = Note.objects.filter(post=OuterRef("pk"))
    lately = of_it.of_invited().filter(notified_at__gt=timezone.now() - MIN_EMAIL_INTERVAL)
    due = Post.all_objects.filter(Exists(of_it.unnotified())).exclude(Exists(lately))
    with transaction.atomic():
        locked = due.select_for_update(of=("self",), skip_locked=True, no_key=True)
        post = locked.order_by("pk").first()
        if post is None:
            return False
        notes = list(post.notes.unnotified().order_by("pk"))
        Note.objects.filter(pk__in=[n.pk for n in notes]).update(notified_at=timezone.now())
        if post.status != Post.Status.TRASHED:
            _tell(post, notes, site)
        return True


def _tell(post: Post, notes: list[Note], site: SiteSettings) -> None:
    """A page has no authors: whoever made the links is told of it."""
    authors = User.objects.filter(authorships__post=post)
    if post.kind == Post.Kind.PAGE:
        shared = ShareLink.objects.filter(notes__in=notes).values("made_by")
        authors = User.objects.filter(pk__in=shared)
    number = len(notes)
    subject = ngettext("%(count)d note on “%(post)s”", "%(count)d notes on “%(post)s”", number)
    admin = "page" if post.kind == Post.Kind.PAGE else "post"
    for author in authors.filter(is_active=True).exclude(email="").order_by("pk"):
        emails.send(
            "invited_notes",
            author.email,
            site,
            subject % {"count": number, "post": post.title},
            post=post,
            notes=notes,
            form=reverse(f"admin:blog_{admin}_change", args=[post.pk]),
        )


@task
def forget_ended() -> None:
    """Links that ended long ago, with for whom they were; what was noted by them stays."""
    long_ago = timezone.now() - KEPT
    ended = ShareLink.objects.filter(expires_at__lt=long_ago)
    ended |= ShareLink.objects.filter(revoked_at__lt=long_ago)
    ended.delete()
