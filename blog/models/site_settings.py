"""Site-wide settings, stored in a single row."""

import contextlib
from collections.abc import Iterator
from functools import cache
from typing import Any, Self
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone, translation
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from blog.common.archive_links import validate_archives
from blog.common.db.languages import active_site
from blog.models.appearance import AppearanceFields
from blog.models.comment_policy import CommentPolicy
from blog.models.shown_pictures import COLUMNS as PHOTO_COLUMNS
from blog.models.site_pictures import PICTURE_FIELDS, build_pictures
from lib.prepared_statements import PreparedStatement
from lib.profile_links import ProfileLink, parse_links, validate_places

SETTINGS_SQL = """
SELECT {columns}, ARRAY(
    SELECT json_build_object('title', title, 'slug', slug, 'language', language)
    FROM blog_post
    WHERE kind = 'page' AND status = 'published' AND published_at <= statement_timestamp()
    ORDER BY published_at, id
    LIMIT 20
) AS pages, EXISTS (
    SELECT FROM blog_correction JOIN blog_post ON blog_post.id = post_id
    WHERE blog_correction.kind <> 'typo' AND withdrawn_at IS NULL
        AND status = 'published' AND published_at <= statement_timestamp()
) AS has_corrections, EXISTS (
    SELECT FROM blog_dossier WHERE kind = 'collection' AND published_at <= statement_timestamp()
) AS has_dossiers, EXISTS (
    SELECT FROM blog_dossier WHERE kind = 'comparison' AND published_at <= statement_timestamp()
) AS has_comparisons, EXISTS (
    SELECT FROM blog_seriespart JOIN blog_post ON blog_post.id = post_id
    WHERE status = 'published' AND published_at <= statement_timestamp()
) AS has_series, (
    SELECT json_object_agg(id, json_build_array({photo_columns}))
    FROM blog_photo
    WHERE withdrawn_at IS NULL AND id IN ({picture_columns})
) AS pictures, ARRAY(
    SELECT id FROM blog_post
    WHERE pinned_at IS NOT NULL
        AND kind = 'post' AND status = 'published' AND published_at <= statement_timestamp()
    ORDER BY pinned_at DESC
    LIMIT {max_pinned}
) AS pinned
FROM (SELECT 1) AS one LEFT JOIN blog_sitesettings AS site ON site.id = 1
"""

# Posts at the top of the home page.
MAX_PINNED = 3


def languages() -> list[tuple[str, str]]:
    """Return Django's languages. It localizes dates and parts of the desk in each."""
    return list(settings.LANGUAGES)


def validate_time_zone(name: str) -> None:
    if name not in available_timezones():
        raise ValidationError(
            _("Enter a name from the time zone database, such as America/Toronto or UTC.")
        )


# Stored in English, and shown in the language of the site until it is changed.
DEFAULT_TAGLINE = gettext_noop("What they said, and what it means")


class SiteSettings(AppearanceFields):
    """The row with key 1. Without it, the defaults apply."""

    class PostDisplay(models.TextChoices):
        WHOLE = "whole", _("Whole posts, or up to their jump break")
        SUMMARIES = "summaries", _("Summaries")

    class Licence(models.TextChoices):
        """Licences by the URL of their text."""

        RESERVED = "", _("All rights reserved")
        BY = "https://creativecommons.org/licenses/by/4.0/", "CC BY 4.0"
        BY_SA = "https://creativecommons.org/licenses/by-sa/4.0/", "CC BY-SA 4.0"
        BY_ND = "https://creativecommons.org/licenses/by-nd/4.0/", "CC BY-ND 4.0"
        BY_NC = "https://creativecommons.org/licenses/by-nc/4.0/", "CC BY-NC 4.0"
        BY_NC_SA = "https://creativecommons.org/licenses/by-nc-sa/4.0/", "CC BY-NC-SA 4.0"
        BY_NC_ND = "https://creativecommons.org/licenses/by-nc-nd/4.0/", "CC BY-NC-ND 4.0"
        CC0 = "https://creativecommons.org/publicdomain/zero/1.0/", "CC0 1.0"

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    name = models.CharField(_("name"), max_length=100, default="Pullquote")
    tagline = models.CharField(
        _("tagline"),
        max_length=200,
        blank=True,
        default=DEFAULT_TAGLINE,
        help_text=_("Shown below the name of the site."),
    )
    language = models.CharField(
        _("language"),
        max_length=35,
        choices=languages,
        default="en",
        help_text=_("Used for the site’s interface, the desk and new posts."),
    )
    time_zone = models.CharField(
        _("time zone"),
        max_length=64,
        default="UTC",
        validators=[validate_time_zone],
        help_text=_("For all dates and times on the site, such as America/Toronto."),
    )
    posts_per_page = models.PositiveSmallIntegerField(
        _("posts on the home page"),
        default=7,
        validators=[MinValueValidator(1), MaxValueValidator(50)],
    )
    posts_shown_as = models.CharField(
        _("shown in feeds"),
        max_length=9,
        choices=PostDisplay,
        default=PostDisplay.WHOLE,
    )
    licence_url = models.CharField(
        _("licence for posts"),
        max_length=60,
        choices=Licence,
        blank=True,
        default=Licence.RESERVED,
    )
    comments_mode = models.CharField(
        _("comment policy"), max_length=9, choices=CommentPolicy, default=CommentPolicy.OPEN
    )
    comments_close_after = models.PositiveSmallIntegerField(
        _("comments close after"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Days after publication. Leave empty to keep comments open."),
    )
    first_comment_waits = models.BooleanField(
        _("moderate each commenter’s first comment"), default=True
    )
    comments_per_page = models.PositiveSmallIntegerField(
        _("comments per page"),
        default=50,
        validators=[MinValueValidator(5), MaxValueValidator(200)],
    )
    hold_threshold = models.PositiveSmallIntegerField(
        _("moderation threshold"),
        default=60,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_(
            "Comments with this score or more are held. 0: nothing suggests "
            "spam. 100: almost certainly spam."
        ),
    )
    spam_threshold = models.PositiveSmallIntegerField(
        _("spam threshold"),
        default=95,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    retention_days = models.PositiveSmallIntegerField(
        _("delete commenters’ addresses after"),
        default=90,
        validators=[MinValueValidator(1), MaxValueValidator(3650)],
        help_text=_("Days. Until then, a commenter can be recognised by e-mail or IP address."),
    )
    sign_up = models.BooleanField(
        _("allow readers to sign up"),
        default=False,
        help_text=_("They create an account and confirm it by e-mail."),
    )
    staff_second_factor = models.BooleanField(
        _("require two-step sign-in for staff"),
        default=False,
        help_text=_(
            "Staff need a passkey, a security key or an authenticator app to open the desk."
        ),
    )
    approval_required = models.BooleanField(
        _("require approval before publication"),
        default=False,
        db_default=False,
        help_text=_("By an editor other than the author, if there is one."),
    )
    verdicts_in_posts = models.BooleanField(
        _("show in posts whether sources still have their quotations"),
        default=True,
        db_default=True,
        help_text=_("The page of a quotation shows it in any case."),
    )
    archives = models.TextField(
        _("public archives"),
        max_length=2000,
        blank=True,
        default="",
        db_default="",
        validators=[validate_archives],
        help_text=_(
            "Pages of quotations link to copies of their source in these archives. One per line: "
            "a name and an address, such as ‘Internet Archive "
            "https://web.archive.org/web/{time}/{url}’."
        ),
    )
    # Whether the dashboard leaves out blog.planning.first_steps.
    hides_first_steps = models.BooleanField(default=False, db_default=False, editable=False)
    # Published pages in the order of publication, with title, slug and language.
    pages: list[dict[str, str]] = []
    # Whether a published post has an update or a correction.
    has_corrections = False
    # Whether a dossier, and a comparison, is published.
    has_dossiers = False
    has_comparisons = False
    # Whether a series has a published post.
    has_series = False
    # The keys of pinned posts, the last pinned first.
    pinned: list[int] = []

    follow = models.TextField(
        _("follow links"),
        max_length=2000,
        blank=True,
        validators=[validate_places],
        help_text=_(
            "One per line: a name and an address, such as ‘Mastodon https://social.example/@us’."
        ),
    )

    class Meta:
        verbose_name = _("site settings")
        verbose_name_plural = _("site settings")
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="sitesettings_one_row"),
            models.CheckConstraint(condition=~models.Q(name=""), name="sitesettings_name_given"),
            models.CheckConstraint(
                condition=models.Q(comments_mode__in=["open", "moderated", "closed"]),
                name="sitesettings_comments_mode_known",
            ),
            models.CheckConstraint(
                condition=models.Q(posts_per_page__gte=1, posts_per_page__lte=50),
                name="sitesettings_posts_per_page_fit",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def from_db(cls, db: Any, field_names: Any, values: Any, **options: Any) -> Self:
        """Return the row with the default tagline in its language."""
        site = super().from_db(db, field_names, values, **options)
        if site.__dict__.get("tagline") == DEFAULT_TAGLINE and "language" in site.__dict__:
            with translation.override(site.language):
                site.tagline = gettext(DEFAULT_TAGLINE)
        return site

    @classmethod
    def load(cls) -> "SiteSettings":
        """Load the settings or defaults, with `pages` and what is published. One query.

        Not cached between requests, so that every process sees changes at once.
        """
        ((*values, pages, corrections, dossiers, comparisons, series, pictures, pinned),) = (
            _statement().rows()
        )
        names = [field.attname for field in _read_fields()]
        site = cls.from_db("default", names, values) if values[0] else cls()
        site.pages, site.has_corrections = pages, corrections
        site.has_dossiers, site.has_comparisons = dossiers, comparisons
        site.has_series = series
        site.pictures = build_pictures(pictures) if pictures else {}
        site.pinned = pinned
        return site

    @contextlib.contextmanager
    def activated(self) -> Iterator[None]:
        """Activate the site's language and time zone, and that language as the one of new posts."""
        before = getattr(active_site, "language", "")
        active_site.language = self.language
        try:
            with translation.override(self.language), timezone.override(ZoneInfo(self.time_zone)):
                yield
        finally:
            active_site.language = before

    @property
    def follow_links(self) -> list[ProfileLink]:
        return parse_links(self.follow)

    @property
    def posts_per_list(self) -> int:
        """Return the length of lists of summaries: three times that of the home page."""
        return self.posts_per_page * 3

    @property
    def shows_summaries(self) -> bool:
        return self.posts_shown_as == self.PostDisplay.SUMMARIES


class Appearance(SiteSettings):
    """The same row, for the form of the appearance. Permissions are those of the settings."""

    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = _("appearance")
        verbose_name_plural = _("appearance")

    def __str__(self) -> str:
        return gettext("Appearance")


def _read_fields() -> list[models.Field]:
    """Return the columns that `load` reads; the others are read when they are needed."""
    return [field for field in SiteSettings._meta.concrete_fields if field.name != "custom_css"]


@cache
def _statement() -> PreparedStatement:
    columns = ", ".join(f"site.{field.column}" for field in _read_fields())
    sql = SETTINGS_SQL.format(
        columns=columns,
        photo_columns=", ".join(PHOTO_COLUMNS),
        max_pinned=MAX_PINNED,
        picture_columns=", ".join(f"site.{field}_id" for field in PICTURE_FIELDS),
    )
    return PreparedStatement("site settings", sql)
