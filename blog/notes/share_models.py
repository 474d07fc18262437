"""Addresses at which the invited see a post before it is out."""

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

# The longest time that one works, in days.
MOST_DAYS = 30
# In an address, what is said and the site's signature under it.
_signer = Signer(salt="blog.notes.share_models", sep=".")


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
    name = models.CharField(_("for whom"), max_length=80)
    may_note = models.BooleanField(_("may leave notes"), default=True)
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
        return reverse("shared", kwargs={"token": _signer.sign(self.key)})

    @property
    def is_over(self) -> bool:
        return self.revoked_at is not None or self.expires_at <= timezone.now()
