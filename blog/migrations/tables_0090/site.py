"""The settings of the site, and saved views of lists."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import migrations, models

from blog.common.accents import validate_dark_accent, validate_light_accent
from blog.common.archive_links import validate_archives
from blog.common.site_code import validate_css, validate_head_html
from blog.common.site_links import validate_site_links
from blog.migrations.tables_0090.foreign_keys import create_foreign_key
from blog.models.site_settings import languages, validate_time_zone
from lib.profile_links import validate_places
from lib.squashed_migrations import ID

MODELS = [
    migrations.CreateModel(
        name="SiteSettings",
        fields=[
            (
                "id",
                models.PositiveSmallIntegerField(
                    default=1, editable=False, primary_key=True, serialize=False
                ),
            ),
            ("name", models.CharField(default="Pullquote", max_length=100, verbose_name="name")),
            (
                "tagline",
                models.CharField(
                    blank=True,
                    default="What they said, and what it means",
                    help_text="Shown below the name of the site.",
                    max_length=200,
                    verbose_name="tagline",
                ),
            ),
            (
                "language",
                models.CharField(
                    choices=languages,
                    default="en",
                    help_text="Used for the site’s interface, the desk and new posts.",
                    max_length=35,
                    verbose_name="language",
                ),
            ),
            (
                "time_zone",
                models.CharField(
                    default="UTC",
                    help_text="For all dates and times on the site, such as America/Toronto.",
                    max_length=64,
                    validators=[validate_time_zone],
                    verbose_name="time zone",
                ),
            ),
            (
                "posts_per_page",
                models.PositiveSmallIntegerField(
                    default=7,
                    validators=[MinValueValidator(1), MaxValueValidator(50)],
                    verbose_name="posts on the home page",
                ),
            ),
            (
                "posts_shown_as",
                models.CharField(
                    choices=[
                        ("whole", "Whole posts, or up to their jump break"),
                        ("summaries", "Summaries"),
                    ],
                    default="whole",
                    max_length=9,
                    verbose_name="shown in feeds",
                ),
            ),
            (
                "licence_url",
                models.CharField(
                    blank=True,
                    choices=[
                        ("", "All rights reserved"),
                        ("https://creativecommons.org/licenses/by/4.0/", "CC BY 4.0"),
                        ("https://creativecommons.org/licenses/by-sa/4.0/", "CC BY-SA 4.0"),
                        ("https://creativecommons.org/licenses/by-nd/4.0/", "CC BY-ND 4.0"),
                        ("https://creativecommons.org/licenses/by-nc/4.0/", "CC BY-NC 4.0"),
                        ("https://creativecommons.org/licenses/by-nc-sa/4.0/", "CC BY-NC-SA 4.0"),
                        ("https://creativecommons.org/licenses/by-nc-nd/4.0/", "CC BY-NC-ND 4.0"),
                        ("https://creativecommons.org/publicdomain/zero/1.0/", "CC0 1.0"),
                    ],
                    default="",
                    max_length=60,
                    verbose_name="licence for posts",
                ),
            ),
            (
                "comments_mode",
                models.CharField(
                    choices=[
                        ("open", "Open"),
                        ("moderated", "Moderated: each comment needs approval"),
                        ("closed", "Closed"),
                    ],
                    default="open",
                    max_length=9,
                    verbose_name="comment policy",
                ),
            ),
            (
                "comments_close_after",
                models.PositiveSmallIntegerField(
                    blank=True,
                    help_text="Days after publication. Leave empty to keep comments open.",
                    null=True,
                    validators=[MinValueValidator(1)],
                    verbose_name="comments close after",
                ),
            ),
            (
                "first_comment_waits",
                models.BooleanField(
                    default=True, verbose_name="moderate each commenter’s first comment"
                ),
            ),
            (
                "comments_per_page",
                models.PositiveSmallIntegerField(
                    default=50,
                    validators=[MinValueValidator(5), MaxValueValidator(200)],
                    verbose_name="comments per page",
                ),
            ),
            (
                "hold_threshold",
                models.PositiveSmallIntegerField(
                    default=60,
                    help_text="Comments with this score or more are held. 0: nothing suggests spam. 100: almost certainly spam.",
                    validators=[MinValueValidator(1), MaxValueValidator(100)],
                    verbose_name="moderation threshold",
                ),
            ),
            (
                "spam_threshold",
                models.PositiveSmallIntegerField(
                    default=95,
                    validators=[MinValueValidator(1), MaxValueValidator(100)],
                    verbose_name="spam threshold",
                ),
            ),
            (
                "retention_days",
                models.PositiveSmallIntegerField(
                    default=90,
                    help_text="Days. Until then, a commenter can be recognised by e-mail or IP address.",
                    validators=[MinValueValidator(1), MaxValueValidator(3650)],
                    verbose_name="delete commenters’ addresses after",
                ),
            ),
            (
                "sign_up",
                models.BooleanField(
                    default=False,
                    help_text="They create an account and confirm it by e-mail.",
                    verbose_name="allow readers to sign up",
                ),
            ),
            (
                "staff_second_factor",
                models.BooleanField(
                    default=False,
                    help_text="Staff need a passkey, a security key or an authenticator app to open the desk.",
                    verbose_name="require two-step sign-in for staff",
                ),
            ),
            (
                "approval_required",
                models.BooleanField(
                    db_default=False,
                    default=False,
                    help_text="By an editor other than the author, if there is one.",
                    verbose_name="require approval before publication",
                ),
            ),
            (
                "follow",
                models.TextField(
                    blank=True,
                    help_text="One per line: a name and an address, such as ‘Mastodon https://social.example/@us’.",
                    max_length=2000,
                    validators=[validate_places],
                    verbose_name="follow links",
                ),
            ),
            (
                "accent_dark",
                models.CharField(
                    db_default="#f0907a",
                    default="#f0907a",
                    help_text="For readers whose device is set to dark colours.",
                    max_length=7,
                    validators=[validate_dark_accent],
                    verbose_name="accent colour on dark screens",
                ),
            ),
            (
                "accent_light",
                models.CharField(
                    db_default="#8f1d14",
                    default="#8f1d14",
                    help_text="For dates, marks, underlines and links under the pointer.",
                    max_length=7,
                    validators=[validate_light_accent],
                    verbose_name="accent colour on light screens",
                ),
            ),
            (
                "typeface",
                models.CharField(
                    blank=True,
                    choices=[
                        ("", "A serif of the reader’s device"),
                        ("literata", "Literata"),
                        ("source-serif-4", "Source Serif 4"),
                        ("source-sans-3", "Source Sans 3 (without serifs)"),
                    ],
                    db_default="",
                    default="",
                    help_text="The files of a typeface are on this site and take 45 to 65 KB of a reader’s first page. Scripts that it lacks, such as Arabic, are in a typeface of the device.",
                    max_length=20,
                    verbose_name="typeface",
                ),
            ),
            ("icon", create_foreign_key("sitesettings", "icon", db_constraint=False)),
            ("icon_dark", create_foreign_key("sitesettings", "icon_dark", db_constraint=False)),
            ("logo", create_foreign_key("sitesettings", "logo", db_constraint=False)),
            ("logo_dark", create_foreign_key("sitesettings", "logo_dark", db_constraint=False)),
            (
                "share_picture",
                create_foreign_key("sitesettings", "share_picture", db_constraint=False),
            ),
            (
                "home_date_headers",
                models.BooleanField(
                    db_default=True,
                    default=True,
                    help_text="Above the posts of each day. Posts themselves always show their date.",
                    verbose_name="show dates on the home page",
                ),
            ),
            (
                "home_layout",
                models.CharField(
                    choices=[
                        ("whole", "Whole posts, or up to their jump break"),
                        ("summaries", "Summaries"),
                        ("lead", "Lead story, and a grid of the other posts"),
                    ],
                    db_default="whole",
                    default="whole",
                    help_text="A lead story is the newest or the last pinned post, with its first picture. The other posts have thumbnails.",
                    max_length=9,
                    verbose_name="home page",
                ),
            ),
            (
                "allows_ai_crawlers",
                models.BooleanField(
                    db_default=True,
                    default=True,
                    help_text="Otherwise robots.txt asks those that are known to stay away.",
                    verbose_name="allow crawlers that collect texts to train AI",
                ),
            ),
            (
                "footer_links",
                models.TextField(
                    blank=True,
                    db_default="",
                    default="",
                    help_text="Each link has a name and an address. Empty: authors, all pages, and corrections, dossiers and comparisons if there are any. The link to sign in always follows.",
                    max_length=2000,
                    validators=[validate_site_links],
                    verbose_name="links in the footer",
                ),
            ),
            (
                "footer_text",
                models.CharField(
                    blank=True,
                    db_default="",
                    default="",
                    help_text="For example the publisher and its address.",
                    max_length=500,
                    verbose_name="text in the footer",
                ),
            ),
            (
                "is_indexed",
                models.BooleanField(
                    db_default=True,
                    default=True,
                    help_text="Otherwise each page asks not to be listed, and there is no sitemap.",
                    verbose_name="show the site in search engines",
                ),
            ),
            (
                "navigation",
                models.TextField(
                    blank=True,
                    db_default="",
                    default="",
                    help_text="Below the name of the site. Each link has a name and an address, such as ‘Archive’ and ‘/archive/’. Empty: home, archive, labels, quotations and sources.",
                    max_length=2000,
                    validators=[validate_site_links],
                    verbose_name="navigation",
                ),
            ),
            (
                "custom_css",
                models.TextField(
                    blank=True,
                    db_default="",
                    default="",
                    help_text="Added after the theme’s own styles: at most 50 KB, without @import and without files of other sites.",
                    validators=[validate_css],
                    verbose_name="custom CSS",
                ),
            ),
            (
                "custom_css_hash",
                models.CharField(
                    blank=True, db_default="", default="", editable=False, max_length=12
                ),
            ),
            (
                "foot_html",
                models.TextField(
                    blank=True,
                    db_default="",
                    default="",
                    help_text="Paragraphs, lists, links and emphasis. Everything else is removed.",
                    max_length=4000,
                    verbose_name="HTML in the footer",
                ),
            ),
            (
                "head_html",
                models.TextField(
                    blank=True,
                    db_default="",
                    default="",
                    help_text="<meta> tags by which a service verifies the site, and <link> tags such as rel=me.",
                    max_length=4000,
                    validators=[validate_head_html],
                    verbose_name="HTML in the head",
                ),
            ),
            (
                "verdicts_in_posts",
                models.BooleanField(
                    db_default=True,
                    default=True,
                    help_text="The page of a quotation shows it in any case.",
                    verbose_name="show in posts whether sources still have their quotations",
                ),
            ),
            (
                "archives",
                models.TextField(
                    blank=True,
                    db_default="",
                    default="",
                    help_text="Pages of quotations link to copies of their source in these archives. One per line: a name and an address, such as ‘Internet Archive https://web.archive.org/web/{time}/{url}’.",
                    max_length=2000,
                    validators=[validate_archives],
                    verbose_name="public archives",
                ),
            ),
            (
                "hides_first_steps",
                models.BooleanField(db_default=False, default=False, editable=False),
            ),
        ],
        options={
            "verbose_name": "site settings",
            "verbose_name_plural": "site settings",
            "constraints": [
                models.CheckConstraint(condition=models.Q(id=1), name="sitesettings_one_row"),
                models.CheckConstraint(
                    condition=~models.Q(name=""), name="sitesettings_name_given"
                ),
                models.CheckConstraint(
                    condition=models.Q(comments_mode__in=["open", "moderated", "closed"]),
                    name="sitesettings_comments_mode_known",
                ),
                models.CheckConstraint(
                    condition=models.Q(posts_per_page__gte=1, posts_per_page__lte=50),
                    name="sitesettings_posts_per_page_fit",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Appearance",
        fields=[],
        options={
            "verbose_name": "appearance",
            "verbose_name_plural": "appearance",
            "proxy": True,
            "default_permissions": (),
            "indexes": [],
            "constraints": [],
        },
        bases=("blog.sitesettings",),
    ),
    migrations.CreateModel(
        name="SavedView",
        fields=[
            ID,
            ("list_name", models.CharField(max_length=50)),
            ("name", models.CharField(max_length=60, verbose_name="name")),
            ("query", models.CharField(max_length=2000)),
            (
                "user",
                models.ForeignKey(
                    on_delete=models.CASCADE,
                    related_name="saved_views",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
        ],
        options={
            "ordering": ["pk"],
            "default_permissions": (),
            "constraints": [
                models.UniqueConstraint(
                    fields=("user", "list_name", "name"), name="savedview_name_unique"
                ),
                models.CheckConstraint(condition=~models.Q(name=""), name="savedview_name_given"),
                models.CheckConstraint(condition=~models.Q(query=""), name="savedview_query_given"),
            ],
        },
    ),
]
