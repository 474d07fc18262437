"""What else a label is called, and what became of labels: renamed, merged, taken back."""

from functools import reduce
from operator import or_

from django.db import models
from django.db.models.functions import Now, Upper
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from blog.models.labels import MAX_LENGTH, Label


class LabelAlias(models.Model):
    """A name that an author may type for the label. Where a label has that name, it goes first."""

    label = models.ForeignKey(Label, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(_("name"), max_length=MAX_LENGTH)

    class Meta:
        default_permissions = ()
        verbose_name = _("alias")
        verbose_name_plural = _("aliases: other names that authors may type")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                Upper("name"),
                name="labelalias_name_unique",
                violation_error_message=_("Another label has this alias."),
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="labelalias_name_given"),
            models.CheckConstraint(
                condition=~models.Q(name__contains=","),
                name="labelalias_name_has_no_comma",
                violation_error_message=_("A comma separates labels: leave it out of the name."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


def with_aliases(names: list[str]) -> list[str]:
    """The names of labels, each once, of what an author typed. Two queries where there are any."""
    if not names:
        return []
    any_of = reduce(or_, (models.Q(name__iexact=name) for name in names))
    aliases = LabelAlias.objects.filter(any_of).select_related("label")
    meant = {alias.name.casefold(): alias.label.name for alias in aliases}
    for name in Label.objects.filter(any_of).values_list("name", flat=True) if meant else ():
        meant.pop(name.casefold(), None)
    return list(dict.fromkeys(meant.get(name.casefold(), name) for name in names))


class LabelChange(models.Model):
    """`before` and `after` are the rows that it touched, as `blog.content.labels.snapshots` has
    them: by table and key, each with its columns."""

    told = models.CharField(_("what"), max_length=500)  # '“Harbours” → “Ports”'
    by = models.ForeignKey(
        User,
        on_delete=models.SET_NULL,
        null=True,
        related_name="label_changes",
        verbose_name=_("who"),
    )
    at = models.DateTimeField(_("when"), db_default=Now())
    undone_at = models.DateTimeField(_("undone"), null=True)
    labels = models.JSONField(default=list)  # The keys of the labels that it touched.
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["-id"], name="labelchange_latest_first")]

    def __str__(self) -> str:
        return self.told
