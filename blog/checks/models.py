"""Findings in published posts, overrides of findings, and checked links."""

from datetime import timedelta

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from blog.common.db.due_addresses import WaitingAddress
from blog.models.posts import Post

# A link is dead after this number of failures, over at least this time.
DEAD_FAILURES, DEAD_AFTER = 3, timedelta(days=2)


class FindingCount(models.Model):
    """Number of findings of one kind in a published post that nobody overrode.

    As of its last save or check. Stored, so that the dashboard need not run checks.
    """

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="finding_counts")
    code = models.CharField(max_length=30)
    is_blocking = models.BooleanField()
    number = models.PositiveIntegerField()

    class Meta:
        default_permissions = ()
        constraints = [
            # Its index also serves lookups by post.
            models.UniqueConstraint(fields=["post", "code"], name="finding_once_in_a_post"),
        ]
        indexes = [
            # The list of posts with findings of one kind, the newest posts first.
            models.Index(fields=["code", "-post"], name="finding_by_code"),
        ]

    def __str__(self) -> str:
        return self.code


class CheckOverride(models.Model):
    """An editor's reason to override a finding, valid while its subject is unchanged.

    `hash` and `excerpt` are those of the finding.
    """

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
    created_at = models.DateTimeField(_("when"), db_default=Now())

    class Meta:
        verbose_name = _("check override")
        verbose_name_plural = _("check overrides")
        default_permissions = ()
        constraints = [
            # Its index also serves lookups by post.
            models.UniqueConstraint(
                fields=["post", "code", "hash"], name="checkoverride_once_for_the_same_words"
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="checkoverride_has_reason"),
        ]

    def __str__(self) -> str:
        return self.reason[:60]

    @property
    def key(self) -> str:
        """The key of the findings that this overrides."""
        return f"{self.code}:{self.hash}"


class LinkQuerySet(models.QuerySet["Link"]):
    def due(self) -> "LinkQuerySet":
        """Links to check now: those of published posts, and those that an author requested."""
        return self.filter(due_at__lte=timezone.now())

    def pending(self) -> "LinkQuerySet":
        """Links that are due, in the line of their host, or claimed by a worker."""
        lines = WaitingAddress.objects.filter(
            kind=self.model._meta.model_name, address=models.OuterRef("pk")
        )
        return self.filter(
            models.Q(checked_at=None)
            | models.Q(due_at__lte=timezone.now())
            | models.Q(asked_at__gt=models.F("checked_at"))
            | models.Exists(lines),
            due_at__isnull=False,
        )

    def dead(self) -> "LinkQuerySet":
        return self.filter(
            failures__gte=DEAD_FAILURES, failing_since__lte=models.F("checked_at") - DEAD_AFTER
        )


class Link(models.Model):
    """An external URL that posts link to, and the result of its last check.

    `failure` is '' for a working link; `moved_to` is the target of permanent redirects.
    """

    class Failure(models.TextChoices):
        STATUS = "status", _("the server reports an error")
        UNREACHABLE = "unreachable", _("the server does not respond")
        TLS = "tls", _("its certificate is not valid")
        REDIRECTS = "redirects", _("too many redirects")

    url = models.CharField(max_length=2000, unique=True)
    host = models.CharField(max_length=255)
    posts = models.ManyToManyField(Post, related_name="links", blank=True)
    due_at = models.DateTimeField(null=True, db_default=Now())  # None: not checked.
    asked_at = models.DateTimeField(null=True)  # When a worker last claimed it.
    checked_at = models.DateTimeField(null=True)
    status = models.PositiveSmallIntegerField(null=True)
    failure = models.CharField(max_length=11, choices=Failure, blank=True)
    failures = models.PositiveIntegerField(default=0)  # Consecutive.
    failing_since = models.DateTimeField(null=True)
    moved_to = models.CharField(max_length=2000, blank=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = [
            # The next links to check.
            models.Index(
                fields=["due_at"], condition=models.Q(due_at__isnull=False), name="link_due"
            ),
        ]

    def __str__(self) -> str:
        return self.url[:60]

    @property
    def is_dead(self) -> bool:
        """Whether several checks over some days failed, since servers have temporary failures."""
        if self.failures < DEAD_FAILURES or self.checked_at is None or self.failing_since is None:
            return False
        return self.checked_at - self.failing_since >= DEAD_AFTER
