"""People who sign in, with the name that stands over what they write."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from config.slugs import free_slug


class User(AbstractUser):
    byline = models.CharField(
        _("byline"), max_length=150, blank=True, help_text=_("The name readers see over a post.")
    )
    slug = models.SlugField(_("slug"), max_length=150, allow_unicode=True, blank=True)
    bio = models.TextField(_("about"), max_length=2000, blank=True)
    url = models.URLField(_("website"), blank=True)

    class Meta(AbstractUser.Meta):
        constraints = [
            # Sign-in compares user names without regard to case.
            models.UniqueConstraint(Lower("username"), name="user_username_unique"),
            models.UniqueConstraint(
                fields=["slug"], condition=~models.Q(slug=""), name="user_slug_unique"
            ),
        ]

    def __str__(self) -> str:
        return self.byline or self.get_full_name() or self.username

    def save(self, *args, **kwargs) -> None:
        if not self.slug:
            others = type(self).objects.exclude(pk=self.pk)
            self.slug = free_slug(others, str(self), "author", max_length=150)
        super().save(*args, **kwargs)
