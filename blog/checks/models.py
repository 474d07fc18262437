"""What checks found in published posts, what an editor overridden, and where links lead."""

from datetime import timedelta

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from blog.models.posts import Post

# A link is dead after so many tries without an answer, over so long.
DEAD_TRIES, DEAD_AFTER = 3, timedelta(days=2)


class FindingCount(models.Model):
    """How many findings of one kind a published post has that nobody overridden, as of when it was
    saved or checked last. Kept, so that the front page of the desk checks nothing."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="finding_counts")
    code = models.CharField(max_length=30)
    is_blocking = models.BooleanField()
    number = models.PositiveIntegerField()

    class Meta:
        default_permissions = ()
        constraints = [
            # Also reads those of a post.
            models.UniqueConstraint(fields=["post", "code"], name="finding_once_in_a_post"),
        ]
        indexes = [
            # The list of posts with findings of one kind, the newest posts first.
            models.Index(fields=["code", "-post"], name="finding_by_code"),
        ]

    def __str__(self) -> str:
        return self.code


class CheckOverride(models.Model):
    """An editor's reason why a finding does not count. It holds as long as the words that it is
    about stay the same: `hash` is theirs, `excerpt` how they begin."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="check_overrides")
    code = models.CharField(max_length=30)
    hash = models.CharField(max_length=32)
    excerpt = models.CharField(max_length=100, blank=True)
    reason = models.CharField(_("reason"), max_length=300)
    by = models.ForeignKey(
        User,
        on_delete=models.SET_NULL,
        null=True,
        related_name="check_overrides",
        verbose_name=_("who"),
    )
    at = models.DateTimeField(_("when"), db_default=Now())

    class Meta:
        verbose_name = _("check override")
        verbose_name_plural = _("check overrides")
        default_permissions = ()
        constraints = [
            # Also reads those of a post.
            models.UniqueConstraint(
                fields=["post", "code", "hash"], name="checkoverride_once_for_the_same_words"
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="checkoverride_has_reason"),
        ]

    def __str__(self) -> str:
        return self.reason[:60]

    @property
    def key(self) -> str:
        """That of the findings that it is about."""
        return f"{self.code}:{self.hash}"


class LinkQuerySet(models.QuerySet["Link"]):
    def due(self) -> "LinkQuerySet":
        """Whose time to be looked at has come: links of published posts, and those asked for."""
        return self.filter(due_at__lte=timezone.now())

    def dead(self) -> "LinkQuerySet":
        return self.filter(
            failures__gte=DEAD_TRIES, failing_since__lte=models.F("checked_at") - DEAD_AFTER
        )


class Link(models.Model):
    """An address outside of the site to which posts lead, and what became of asking for it.

    `failure` is '' where it answered; `moved_to` is where it leads for good.
    """

    class Failure(models.TextChoices):
        STATUS = "status", _("the server reports an error")
        UNREACHABLE = "unreachable", _("the server does not respond")
        TLS = "tls", _("its certificate is not valid")
        REDIRECTS = "redirects", _("too many redirects")

    url = models.CharField(max_length=2000, unique=True)
    host = models.CharField(max_length=255)
    posts = models.ManyToManyField(Post, related_name="links", blank=True)
    due_at = models.DateTimeField(null=True, db_default=Now())  # None: nobody asks for it.
    asked_at = models.DateTimeField(null=True)  # When a worker last took it in hand.
    checked_at = models.DateTimeField(null=True)
    status = models.PositiveSmallIntegerField(null=True)
    failure = models.CharField(max_length=11, choices=Failure, blank=True)
    failures = models.PositiveIntegerField(default=0)  # One after another.
    failing_since = models.DateTimeField(null=True)
    moved_to = models.CharField(max_length=2000, blank=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = [
            # What the worker looks at next.
            models.Index(
                fields=["due_at"], condition=models.Q(due_at__isnull=False), name="link_due"
            ),
            # Was its host asked a moment ago?
            models.Index(fields=["host", "-asked_at"], name="link_of_host"),
        ]

    def __str__(self) -> str:
        return self.url[:60]

    @property
    def is_dead(self) -> bool:
        """Asked several times over some days: servers have bad days too."""
        if self.failures < DEAD_TRIES or self.checked_at is None or self.failing_since is None:
            return False
        return self.checked_at - self.failing_since >= DEAD_AFTER
