"""Users with their bylines, known devices and rate limits."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.contrib.auth.models import UserManager as StockUserManager
from django.db import models
from django.db.models import Value
from django.db.models.functions import Coalesce, Concat, NullIf, Trim, Upper
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.site_protocol import Site
from lib.names import clean_name
from lib.profile_links import ProfileLink, parse_links, validate_places
from lib.slugs import find_free_slug, save_with_slug
from lib.urls import validate_web_address, web_address


class UserManager(StockUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        """Look up the username without regard to case."""
        return self.get(username__iexact=username)


class ModerationEmails(models.TextChoices):
    EACH = "each", pgettext_lazy("e-mails", "Immediately")
    DAILY = "daily", pgettext_lazy("e-mails", "Once a day, if there are any")
    NEVER = "never", pgettext_lazy("e-mails", "Never")


def list_languages() -> list[tuple[str, Any]]:
    """Return the languages that a person can choose, and '' for that of the site."""
    return [("", _("The language of the site")), *settings.LANGUAGES]


class User(AbstractUser):
    byline = models.CharField(
        _("byline"), max_length=150, blank=True, help_text=_("The name shown above posts.")
    )
    slug = models.SlugField(_("slug"), max_length=150, allow_unicode=True, blank=True)
    bio = models.TextField(_("about"), max_length=2000, blank=True)
    url = models.URLField(_("website"), blank=True, validators=[validate_web_address])
    follow = models.TextField(
        _("follow links"),
        max_length=2000,
        blank=True,
        validators=[validate_places],
        help_text=_(
            "One per line: a name and an address, such as ‘Mastodon https://social.example/@me’."
        ),
    )

    language = models.CharField(
        _("language"),
        max_length=35,
        blank=True,
        choices=list_languages,
        default="",
        db_default="",
        help_text=_(
            "For the desk, the account pages and e-mails. Readers see the site in its own language."
        ),
    )

    notify_of_comments = models.BooleanField(
        _("e-mails about comments on my posts"), default=True, db_default=True
    )
    moderation_emails = models.CharField(
        _("e-mails about comments awaiting moderation"),
        max_length=5,
        choices=ModerationEmails,
        default=ModerationEmails.DAILY,
        db_default=ModerationEmails.DAILY,
        help_text=_("For moderators."),
    )

    notify_of_reviews = models.BooleanField(
        _("e-mails about posts submitted for review"),
        default=True,
        db_default=True,
        help_text=_("For editors."),
    )
    notify_of_transitions = models.BooleanField(
        _("e-mails about editors’ decisions on my posts"), default=True, db_default=True
    )

    objects: ClassVar[UserManager] = UserManager()

    # `str(user)` in SQL, for lists by name.
    NAME = Coalesce(
        NullIf("byline", Value("")),
        NullIf(Trim(Concat("first_name", Value(" "), "last_name")), Value("")),
        "username",
    )

    class Meta(AbstractUser.Meta):
        constraints = [
            # Sign-in compares usernames without regard to case: `iexact`, in upper case.
            models.UniqueConstraint(Upper("username"), name="user_username_unique"),
            web_address("url"),
            models.UniqueConstraint(
                fields=["slug"], condition=~models.Q(slug=""), name="user_slug_unique"
            ),
        ]

    def __str__(self) -> str:
        return self.byline or self.get_full_name() or self.username

    def save(self, *args, **kwargs) -> None:
        if "byline" not in self.get_deferred_fields():
            self.byline = clean_name(self.byline)
        if self.slug:
            super().save(*args, **kwargs)
        else:
            self.slug = self.find_free_slug()
            if kwargs.get("update_fields") is not None:
                kwargs["update_fields"] = {*kwargs["update_fields"], "slug"}
            save_with_slug(
                self, lambda: super(User, self).save(*args, **kwargs), self.find_free_slug
            )

    def find_free_slug(self) -> str:
        """Generate a slug that no other user has. One query."""
        others = type(self).objects.exclude(pk=self.pk)
        return find_free_slug(others, str(self), "author", max_length=150)

    def get_language(self, site: Site) -> str:
        """Return the language in which a site addresses this person."""
        return self.language or site.language

    @property
    def follow_links(self) -> list[ProfileLink]:
        return parse_links(self.follow)


Visitor = User | AnonymousUser


def signed_in(request: HttpRequest) -> User:
    """Return the request's user, for views that require sign-in: asserts that there is one."""
    assert isinstance(request.user, User)
    return request.user


class KnownDevice(models.Model):
    """A network or a browser that a person has signed in from, as a keyed hash."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    hash = models.CharField(max_length=32)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "hash"], name="knowndevice_user_hash_unique")
        ]

    def __str__(self) -> str:
        return f"{self.hash}, seen {self.seen_at}"


class RateLimitWindow(models.Model):
    """Count of one client's actions of one kind in a fixed window: see accounts/rate_limits.py.

    The table is UNLOGGED: a crash of the database resets all counts.
    """

    key = models.CharField(max_length=32, primary_key=True)
    taken = models.PositiveIntegerField()
    ends_at = models.DateTimeField()

    class Meta:
        indexes = [
            # To find and delete expired windows.
            models.Index(fields=["ends_at"], name="rate_limit_window_ends_at"),
        ]

    def __str__(self) -> str:
        return f"{self.taken} until {self.ends_at}"
