"""Saved views: the searches and filters of a list of the desk that a person gave a name."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

MAX_NAME_LENGTH = 60
MAX_QUERY_LENGTH = 2000


class SavedView(models.Model):
    """`list_name` is the label of the model whose list it is; `query` the query string."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views"
    )
    list_name = models.CharField(max_length=50)
    name = models.CharField(_("name"), max_length=MAX_NAME_LENGTH)
    query = models.CharField(max_length=MAX_QUERY_LENGTH)

    class Meta:
        default_permissions = ()
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "list_name", "name"], name="savedview_name_unique"
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="savedview_name_given"),
            models.CheckConstraint(condition=~models.Q(query=""), name="savedview_query_given"),
        ]

    def __str__(self) -> str:
        return self.name
