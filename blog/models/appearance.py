"""Settings of what readers see of the site; `SiteSettings` has them as its own columns."""

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from blog.common import accents
from blog.common.site_code import validate_css, validate_head_html
from blog.common.site_links import SiteLink, parse_site_links, validate_site_links
from blog.models.shown_pictures import ShownPicture

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def _photo_field(name: "StrOrPromise", help_text: "StrOrPromise") -> models.ForeignKey:
    """Return a field for a photo of the library, without an index, as there is one row."""
    return models.ForeignKey(
        "blog.Photo",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
        verbose_name=name,
        help_text=help_text,
    )


class AppearanceFields(models.Model):
    class Typeface(models.TextChoices):
        """The typeface of posts and titles, by the name of its files."""

        SYSTEM = "", _("A serif of the reader’s device")
        LITERATA = "literata", "Literata"
        SOURCE_SERIF = "source-serif-4", "Source Serif 4"
        SOURCE_SANS = "source-sans-3", _("Source Sans 3 (without serifs)")

    class HomeLayout(models.TextChoices):
        WHOLE = "whole", _("Whole posts, or up to their jump break")
        SUMMARIES = "summaries", _("Summaries")
        LEAD = "lead", _("Lead story, and a grid of the other posts")

    accent_light = models.CharField(
        _("accent colour on light screens"),
        max_length=7,
        default=accents.LIGHT_ACCENT,
        db_default=accents.LIGHT_ACCENT,
        validators=[accents.validate_light_accent],
        help_text=_("For dates, marks, underlines and links under the pointer."),
    )
    accent_dark = models.CharField(
        _("accent colour on dark screens"),
        max_length=7,
        default=accents.DARK_ACCENT,
        db_default=accents.DARK_ACCENT,
        validators=[accents.validate_dark_accent],
        help_text=_("For readers whose device is set to dark colours."),
    )
    typeface = models.CharField(
        _("typeface"),
        max_length=20,
        choices=Typeface,
        blank=True,
        default=Typeface.SYSTEM,
        db_default="",
        help_text=_(
            "The files of a typeface are on this site and take 45 to 65 KB of a reader’s first "
            "page. Scripts that it lacks, such as Arabic, are in a typeface of the device."
        ),
    )

    logo = _photo_field(
        _("logo"),
        _(
            "Shown in place of the site’s name. Search engines see it as the logo of the "
            "publisher. A PNG or WebP with a transparent background fits every page."
        ),
    )
    logo_dark = _photo_field(
        _("logo on dark screens"),
        _("For readers whose device is set to dark colours. Leave empty to use the same logo."),
    )
    icon = _photo_field(
        _("icon"),
        _(
            "Shown in tabs, on home screens and in feed readers. "
            "A square PNG of 192 to 1024 pixels."
        ),
    )
    icon_dark = _photo_field(
        _("icon on dark screens"),
        _("For tabs of browsers that are set to dark colours. Leave empty to use the same icon."),
    )
    share_picture = _photo_field(
        _("sharing picture"),
        _(
            "Shown where somebody shares the home page, or a page without a card of its own. "
            "Best with 1200 × 630 pixels."
        ),
    )

    home_layout = models.CharField(
        _("home page"),
        max_length=9,
        choices=HomeLayout,
        default=HomeLayout.WHOLE,
        db_default="whole",
        help_text=_(
            "A lead story is the newest or the last pinned post, with its first picture. "
            "The other posts have thumbnails."
        ),
    )
    home_date_headers = models.BooleanField(
        _("show dates on the home page"),
        default=True,
        db_default=True,
        help_text=_("Above the posts of each day. Posts themselves always show their date."),
    )

    navigation = models.TextField(
        _("navigation"),
        max_length=2000,
        blank=True,
        default="",
        db_default="",
        validators=[validate_site_links],
        help_text=_(
            "Below the name of the site. Each link has a name and an address, such as "
            "‘Archive’ and ‘/archive/’. Empty: home, archive, labels, quotations and sources."
        ),
    )
    footer_links = models.TextField(
        _("links in the footer"),
        max_length=2000,
        blank=True,
        default="",
        db_default="",
        validators=[validate_site_links],
        help_text=_(
            "Each link has a name and an address. Empty: authors, all pages, and corrections, "
            "dossiers and comparisons if there are any. The link to sign in always follows."
        ),
    )
    footer_text = models.CharField(
        _("text in the footer"),
        max_length=500,
        blank=True,
        default="",
        db_default="",
        help_text=_("For example the publisher and its address."),
    )
    is_indexed = models.BooleanField(
        _("show the site in search engines"),
        default=True,
        db_default=True,
        help_text=_("Otherwise each page asks not to be listed, and there is no sitemap."),
    )
    allows_ai_crawlers = models.BooleanField(
        _("allow crawlers that collect texts to train AI"),
        default=True,
        db_default=True,
        help_text=_("Otherwise robots.txt asks those that are known to stay away."),
    )

    # Not read with the settings: only the style sheet needs it.
    custom_css = models.TextField(
        _("custom CSS"),
        blank=True,
        default="",
        db_default="",
        validators=[validate_css],
        help_text=_(
            "Added after the theme’s own styles: at most 50 KB, without @import and without files "
            "of other sites."
        ),
    )
    custom_css_hash = models.CharField(
        max_length=12, blank=True, default="", db_default="", editable=False
    )
    head_html = models.TextField(
        _("HTML in the head"),
        max_length=4000,
        blank=True,
        default="",
        db_default="",
        validators=[validate_head_html],
        help_text=_(
            "<meta> tags by which a service verifies the site, and <link> tags such as rel=me."
        ),
    )
    foot_html = models.TextField(
        _("HTML in the footer"),
        max_length=4000,
        blank=True,
        default="",
        db_default="",
        help_text=_("Paragraphs, lists, links and emphasis. Everything else is removed."),
    )

    # The pictures of those fields by their keys, without those that were taken down.
    pictures: dict[int, ShownPicture] = {}

    class Meta:
        abstract = True

    @property
    def theme_colours(self) -> dict[str, str]:
        """Return the colours of browser bars: the accents if they were chosen, else the papers."""
        has_accent = self.accent_light != accents.LIGHT_ACCENT
        has_dark_accent = self.accent_dark != accents.DARK_ACCENT
        return {
            "light": self.accent_light if has_accent else accents.LIGHT_PAPERS[0],
            "dark": self.accent_dark if has_dark_accent else accents.DARK_PAPERS[0],
        }

    def get_picture(self, field: str) -> ShownPicture | None:
        """Return the picture of a field, None if there is none or it was taken down. No query."""
        return self.pictures.get(getattr(self, f"{field}_id"))

    @property
    def navigation_links(self) -> list[SiteLink]:
        return parse_site_links(self.navigation)

    @property
    def footer_site_links(self) -> list[SiteLink]:
        return parse_site_links(self.footer_links)
