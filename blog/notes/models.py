"""Notes at a post's blocks, and share links, by which the invited see a post before it is out.

Notes are what editors, authors and the invited tell one another. No reader ever gets one.
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
from blog.workflow.models import MAX_WORDS

# The longest time that one works, in days.
MOST_DAYS = 30
# In an address, what is said and the site's signature under it.
_signer = Signer(salt="blog.notes.models", sep=".")


def new_key() -> str:
    return secrets.token_hex(8)


class ShareLinkQuerySet(models.QuerySet["ShareLink"]):
    def live(self) -> "ShareLinkQuerySet":
        """Those that lead somewhere: whose post is not in the trash, either."""
        current = self.filter(revoked_at=None, expires_at__gt=Now())
        return current.exclude(post__status=Post.Status.TRASHED)

    def at(self, token: str) -> "ShareLinkQuerySet":
        """The one whose address ends so; none for one that this site did not sign."""
        try:
            return self.filter(key=_signer.unsign(token))
        except BadSignature:
            return self.none()


class ShareLink(models.Model):
    """To show a post to somebody who has no account.

    The address is the key and a signature of 256 bits made with SECRET_KEY: whoever may edit the
    post can copy it again, and whoever has a copy of the database has no address.
    """

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="share_links")
    key = models.CharField(max_length=16, unique=True, default=new_key, editable=False)
    name = models.CharField(_("invited reader"), max_length=80)
    may_note = models.BooleanField(_("can leave notes"), default=True)
    made_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    # By whomever, mail programs that look where a link leads included: no more is kept of them.
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
                    expires_at__lte=models.F("made_at") + timedelta(days=MOST_DAYS, minutes=1)
                ),
                name="sharelink_ends",
            ),
        ]
        indexes = [
            # Those that ended long ago.
            models.Index(fields=["expires_at"], name="sharelink_by_end"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("blog:shared-draft", kwargs={"token": _signer.sign(self.key)})

    @property
    def is_over(self) -> bool:
        return self.revoked_at is not None or self.expires_at <= timezone.now()


# How much of a block's words a note keeps: by them it is found again, or quoted once it is gone.
EXCERPT_LENGTH = 300


class NoteQuerySet(models.QuerySet["Note"]):
    def threads(self) -> "NoteQuerySet":
        """Without the replies."""
        return self.filter(parent=None)

    def open(self) -> "NoteQuerySet":
        return self.threads().filter(resolved_at=None)

    def of_invited(self) -> "NoteQuerySet":
        return self.filter(by=None).exclude(guest_name="")

    def unnotified(self) -> "NoteQuerySet":
        return self.of_invited().filter(notified_at=None)


class Note(models.Model):
    """A remark, or a reply to one: replies stand in a row, and have neither block nor end.

    `block` is the row that it is at, as KIND-KEY ('pullquote-12', 'figure-3', 'prose-7'), '' for
    the whole post. A row of prose is several paragraphs, so `words` tell which: they are the
    beginning of the paragraph as it is now, `excerpt` as it was when the note was written.

    `by` is None for the invited, who give a `guest_name`, and once the account is erased.
    """

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="notes", db_index=False)
    parent = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="replies"
    )
    block = models.CharField(max_length=40, blank=True, default="", db_default="")
    excerpt = models.CharField(max_length=EXCERPT_LENGTH, blank=True, default="", db_default="")
    words = models.CharField(max_length=EXCERPT_LENGTH, blank=True, default="", db_default="")
    text = models.TextField(_("note"), max_length=MAX_WORDS)
    by = models.ForeignKey(
        User,
        on_delete=models.SET_NULL,
        null=True,
        related_name="notes",
        verbose_name=_("who"),
    )
    guest_name = models.CharField(_("name"), max_length=80, blank=True, default="", db_default="")
    # Of the invited: by which link; the number in the form that it was sent by, so that sent twice
    # it is stored once; and when the authors were told.
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
    at = models.DateTimeField(_("when"), db_default=Now())
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
                condition=models.Q(block="")
                | models.Q(block__regex=r"^(prose|pullquote|figure)-\d+$"),
                name="note_block_known",
            ),
            models.CheckConstraint(
                condition=models.Q(parent=None) | models.Q(block="", resolved_at=None),
                name="note_reply_is_plain",
            ),
            # Also reads the notes of a link.
            models.UniqueConstraint(fields=["share", "submission"], name="note_sent_once"),
        ]
        indexes = [
            # The notes of a post, in their order.
            models.Index(fields=["post", "id"], name="note_of_post"),
            # How many wait under each post.
            models.Index(
                fields=["post"],
                condition=models.Q(parent=None, resolved_at=None),
                name="note_open",
            ),
            # Of which the authors are still to be told.
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
        """Is it of somebody without an account, who was shown the post?"""
        return self.by_id is None and bool(self.guest_name)

    @property
    def name(self) -> str:
        """Whose it is; reads `by`: a query unless it came along."""
        return str(self.by) if self.by else self.guest_name
