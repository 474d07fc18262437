"""Merges, splits and renames of sources that can be undone, and proposals for them."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from blog.models.source_messages import compose_stored
from blog.models.sources import Source


class SourceAction(models.TextChoices):
    RENAME = "rename", _("Rename")
    MERGE = "merge", _("Merge")
    SPLIT = "split", _("Split")


def _user_field(verbose_name) -> models.ForeignKey:
    return models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=verbose_name
    )


class SourceChange(models.Model):
    """Merge, split or rename of sources that can be undone.

    `before` and `after` are the affected rows: columns by table and key.
    """

    kind = models.CharField(_("kind"), max_length=6, choices=SourceAction)
    description = models.CharField(_("change"), max_length=500)  # '“Selenskyj” → “Zelenskyy”'
    by = _user_field(_("who"))
    created_at = models.DateTimeField(_("when"), db_default=Now())
    undone_at = models.DateTimeField(_("undone"), null=True)
    sources = models.JSONField(default=list)  # Keys of the affected sources.
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["-id"], name="sourcechange_latest_first")]

    def __str__(self) -> str:
        return self.description


class SourceProposal(models.Model):
    """An author's proposal to merge, split or rename sources, which an editor decides."""

    kind = models.CharField(_("kind"), max_length=6, choices=SourceAction)
    # Keyword arguments of the operation, with keys in place of rows.
    arguments = models.JSONField(default=dict)
    description = models.CharField(_("proposal"), max_length=500)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    by = _user_field(_("proposed by"))
    created_at = models.DateTimeField(_("proposed"), db_default=Now())
    decided_by = _user_field(_("decided by"))
    decided_at = models.DateTimeField(_("decided"), null=True)
    is_accepted = models.BooleanField(_("accepted"), null=True)

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(
                fields=["id"],
                condition=models.Q(decided_at__isnull=True),
                name="sourceproposal_pending",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(decided_at__isnull=True, is_accepted__isnull=True)
                | models.Q(decided_at__isnull=False, is_accepted__isnull=False),
                name="sourceproposal_decided_whole",
            )
        ]

    def __str__(self) -> str:
        return self.description


class SourceTask(models.Model):
    """A merge, split or undo that moves many quotations, in the background.

    `moved_count` and `left_count` are committed with each batch of quotations, the result and
    `finished_at` with the last. It is deleted a week later; `SourceChange` stays.
    """

    class Kind(models.TextChoices):
        MERGE = SourceAction.MERGE.value, _("Merge")
        SPLIT = SourceAction.SPLIT.value, _("Split")
        UNDO = "undo", _("Undo")

    kind = models.CharField(_("kind"), max_length=6, choices=Kind)
    # Keyword arguments of the operation, as in `SourceProposal`.
    arguments = models.JSONField(default=dict)
    description = models.CharField(_("change"), max_length=500)
    sources = models.JSONField(default=list)  # Keys of the affected sources.
    # Neither constraint nor index: the row is short-lived, and there are few.
    by = models.ForeignKey(
        User,
        on_delete=models.SET_NULL,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
        verbose_name=_("who"),
    )
    created_at = models.DateTimeField(_("when"), db_default=Now())
    # The record of a merge or split that has begun; it is not listed before the task is finished.
    # Whoever deletes a record finishes its task: deleting one looks for none.
    change = models.ForeignKey(
        SourceChange,
        on_delete=models.DO_NOTHING,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    # Of the last attempt. A killed worker leaves it, and the task is enqueued again.
    started_at = models.DateTimeField(_("started"), null=True)
    # Since the last batch.
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0)
    moved_count = models.PositiveIntegerField(_("moved quotations"), default=0, db_default=0)
    # Quotations that an undo left, because others had changed them.
    left_count = models.IntegerField(default=0, db_default=0)
    total_count = models.PositiveIntegerField(_("quotations"))
    finished_at = models.DateTimeField(_("finished"), null=True)
    # Codes of `blog.models.source_messages`, or a text of a former version.
    message = models.TextField(_("result"), blank=True, default="", db_default="")
    has_failed = models.BooleanField(_("failed"), default=False, db_default=False)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.description

    @property
    def result(self) -> str:
        """Return the message in the current language."""
        return compose_stored(self.message)

    @property
    def percent(self) -> int:
        return min(100, 100 * self.moved_count // max(1, self.total_count))


class DifferentSources(models.Model):
    """Two similar sources that an editor knows to be different: they are not reported again."""

    first = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="+")
    by = _user_field(_("who"))
    created_at = models.DateTimeField(_("when"), db_default=Now())

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=models.Q(first__lt=models.F("second")), name="differentsources_in_order"
            ),
            models.UniqueConstraint(fields=["first", "second"], name="differentsources_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id}, {self.second_id}"
