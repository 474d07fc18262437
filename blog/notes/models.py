"""Share links to unpublished posts, and notes of editors, authors and invited readers on blocks.

Notes are never public.
"""

import secrets
from datetime import timedelta
from typing import ClassVar

from django.core.signing import BadSignature, Signer
from django.db import models
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from blog.models.posts import Post
from blog.workflow.models import MAX_MESSAGE_LENGTH

MAX_LINK_DAYS = 30
_signer = Signer(salt="blog.notes.models", sep=".")


def new_key() -> str:
    return secrets.token_hex(8)


class ShareLinkQuerySet(models.QuerySet["ShareLink"]):
    def live(self) -> "ShareLinkQuerySet":
        """Filter links that work: neither expired nor revoked, nor of a post in the trash."""
        current = self.filter(revoked_at=None, expires_at__gt=Now())
        return current.exclude(post__status=Post.Status.TRASHED)

    def with_token(self, token: str) -> "ShareLinkQuerySet":
        """Filter the link whose URL ends with this token; none if its signature is invalid."""
        try:
            return self.filter(key=_signer.unsign(token))
        except BadSignature:
            return self.none()


class ShareLink(models.Model):
    """A link that shows a post to somebody without an account.

    Its URL contains the key and a 256-bit signature by SECRET_KEY. Editors can copy the URL again,
    but it cannot be derived from a copy of the database.
    """

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="share_links")
    key = models.CharField(max_length=16, unique=True, default=new_key, editable=False)
    name = models.CharField(_("invited reader"), max_length=80)
    may_note = models.BooleanField(_("can leave notes"), default=True)
    made_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    # Counts every visit, including link scanners of e-mail programs. No other data is stored.
    opened = models.PositiveIntegerField(default=0)
    last_opened_at = models.DateTimeField(null=True)

    objects: ClassVar[ShareLinkQuerySet] = ShareLinkQuerySet.as_manager()  # type: ignore[assignment]  # the stubs say Manager

    class Meta:
        verbose_name = _("share link")
        verbose_name_plural = _("share links")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=~models.Q(name=""), name="sharelink_name_given"),
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("made_at"))
                & models.Q(
                    expires_at__lte=models.F("made_at") + timedelta(days=MAX_LINK_DAYS, minutes=1)
                ),
                name="sharelink_ends",
            ),
        ]
        indexes = [
            # Finds links that expired long ago.
            models.Index(fields=["expires_at"], name="sharelink_by_end"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("blog:shared-draft", kwargs={"token": _signer.sign(self.key)})

    @property
    def is_over(self) -> bool:
        return self.revoked_at is not None or self.expires_at <= timezone.now()


# Characters of a block's text that a note stores, to find the block again or to quote a lost one.
EXCERPT_LENGTH = 300


class NoteQuerySet(models.QuerySet["Note"]):
    def threads(self) -> "NoteQuerySet":
        """Filter notes that are not replies."""
        return self.filter(parent=None)

    def open(self) -> "NoteQuerySet":
        return self.threads().filter(resolved_at=None)

    def from_invited_readers(self) -> "NoteQuerySet":
        return self.filter(by=None).exclude(guest_name="")

    def unnotified(self) -> "NoteQuerySet":
        """Filter notes of invited readers that were not e-mailed to the authors yet."""
        return self.from_invited_readers().filter(notified_at=None)


class Note(models.Model):
    """A note on a post, or a reply to one. Replies are flat, and have neither block nor resolution.

    `block` is the type and ID of the block, such as 'pullquote-12', 'embed-3' or 'prose-7', '' for
    the whole post. A prose block has several paragraphs, so `anchor_text` is the beginning of the
    current paragraph, and `excerpt` its beginning when the note was written.

    `by` is None for invited readers, who have a `guest_name`, and after the account is erased.
    """

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="notes", db_index=False)
    parent = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="replies"
    )
    block = models.CharField(max_length=40, blank=True, default="", db_default="")
    excerpt = models.CharField(max_length=EXCERPT_LENGTH, blank=True, default="", db_default="")
    anchor_text = models.CharField(max_length=EXCERPT_LENGTH, blank=True, default="", db_default="")
    text = models.TextField(_("note"), max_length=MAX_MESSAGE_LENGTH)
    by = models.ForeignKey(
        User,
        on_delete=models.SET_NULL,
        null=True,
        related_name="notes",
        verbose_name=_("who"),
    )
    guest_name = models.CharField(_("name"), max_length=80, blank=True, default="", db_default="")
    # For notes of invited readers: their link, the ID of the form submission, which prevents
    # duplicates, and the time of the e-mail to the authors.
    share = models.ForeignKey(
        ShareLink,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="notes",
        db_index=False,
    )
    submission = models.UUIDField(null=True, editable=False)
    notified_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(_("when"), db_default=Now())
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="resolved_notes"
    )

    objects = NoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=~models.Q(text=""), name="note_text_given"),
            models.CheckConstraint(
                condition=models.Q(block="") | models.Q(block__regex=r"^[a-z]+-\d+$"),
                name="note_block_named",
            ),
            models.CheckConstraint(
                condition=models.Q(parent=None) | models.Q(block="", resolved_at=None),
                name="note_reply_is_plain",
            ),
            # Also finds the notes of a link.
            models.UniqueConstraint(fields=["share", "submission"], name="note_sent_once"),
        ]
        indexes = [
            # The notes of a post, in their order.
            models.Index(fields=["post", "id"], name="note_of_post"),
            # Counts the open notes of each post.
            models.Index(
                fields=["post"],
                condition=models.Q(parent=None, resolved_at=None),
                name="note_open",
            ),
            # Finds notes that were not e-mailed to the authors yet.
            models.Index(
                fields=["post"],
                condition=models.Q(by=None, notified_at=None) & ~models.Q(guest_name=""),
                name="note_unnotified",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} on {self.post_id}"

    @property
    def is_invited(self) -> bool:
        """Is the note by an invited reader without an account?"""
        return self.by_id is None and bool(self.guest_name)

    @property
    def name(self) -> str:
        """Return the author's name. One query if `by` is not loaded."""
        return str(self.by) if self.by else self.guest_name
