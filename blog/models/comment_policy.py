"""Whether readers may comment: of the site, and of a post that differs."""

from django.db import models
from django.utils.translation import pgettext_lazy


class CommentPolicy(models.TextChoices):
    OPEN = "open", pgettext_lazy("comments", "Open")
    MODERATED = "moderated", pgettext_lazy("comments", "Moderated: each waits for a moderator")
    CLOSED = "closed", pgettext_lazy("comments", "Closed")
