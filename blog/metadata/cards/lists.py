"""Preview cards of list pages and the home page.

Like `blog.metadata.cards`, built without a query from rows that the page has already fetched.
"""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import User
from blog.common.db.languages import get_direction
from blog.common.formatting.dates import time_span
from blog.common.urls import reverse_cached
from blog.content.sources import roles
from blog.dossiers.read import DossierSummary
from blog.metadata import descriptions
from blog.metadata.cards import hash_content
from blog.models import Label, Series, SiteSettings, Source
from blog.read_models.labels import LabelPage


@dataclass(frozen=True)
class ListCard:
    """`kind` is shown above the title, '' if the title suffices; `about` is a sentence below it.

    `path` is the page's path.
    """

    kind: str
    title: str
    about: str
    page_language: str
    page_direction: str
    path: str

    @property
    def url(self) -> str:
        """Return the card's path, with a hash of its content for cache busting."""
        return f"{self.path}card.png?v={hash_content(self)}"

    @property
    def alt(self) -> str:
        """Return the text on the card, without the site's name and URL."""
        return " — ".join(filter(None, (self.kind, self.title, self.about)))


def build_home_card(site: SiteSettings) -> ListCard:
    return _build_card(site, "", site.name, site.tagline, reverse_cached("blog:home"))


def build_list_card(site: SiteSettings, name: str) -> ListCard:
    """Build the card of a list without an owner, by its URL name."""
    listed = descriptions.describe_list(site, name)
    return _build_card(site, "", listed.title, listed.about, reverse_cached(name))


def build_label_card(site: SiteSettings, label: Label | LabelPage) -> ListCard:
    about = descriptions.one_line(label.description)
    return _build_card(site, _("Label"), label.name, about, label.get_absolute_url())


def build_series_card(site: SiteSettings, series: Series) -> ListCard:
    about = descriptions.one_line(series.introduction)
    return _build_card(
        site, pgettext("one series", "Series"), series.name, about, series.get_absolute_url()
    )


def build_timeline_card(site: SiteSettings, label: Label) -> ListCard:
    about, path = (
        descriptions.describe_timeline(site, label),
        reverse_cached("blog:label-timeline", label.slug),
    )
    return _build_card(site, _("Timeline"), label.name, about, path)


def build_source_card(site: SiteSettings, source: Source) -> ListCard:
    """Build the card of a source, with its role and affiliation today or its description."""
    listed = roles.list_roles(roles.build_tenures(source.tenures_json))
    held = roles.get_todays_roles(source, listed)
    parts = [part for role in held for part in (role.role, role.affiliation)]
    about = ", ".join(filter(None, parts)) or descriptions.one_line(source.about)
    kind = str(source.get_kind_display())
    return _build_card(site, kind, source.name, about, source.get_absolute_url())


def build_author_card(site: SiteSettings, author: User) -> ListCard:
    about, path = (
        descriptions.one_line(author.bio),
        reverse_cached("blog:author-detail", author.slug),
    )
    return _build_card(site, _("Author"), str(author), about, path)


def build_dossier_card(kind: str, dossier: DossierSummary) -> ListCard:
    """Build the card of a dossier or a comparison, in its language."""
    about, direction = dossier.description, dossier.direction
    path = dossier.get_absolute_url()
    return ListCard(kind, dossier.title, about, dossier.language, direction, path)


def build_archive_card(site: SiteSettings, span: str, first: date, path: str) -> ListCard:
    """Build the card of the archive of a year, month or day."""
    return _build_card(site, _("Archive"), time_span(first, span), "", path)


def _build_card(site: SiteSettings, kind: str, title: str, about: str, path: str) -> ListCard:
    return ListCard(kind, title, about, site.language, get_direction(site.language), path)
