"""What is on the card of a page that lists posts or quotations, and of the home page.

Read from rows that the page has anyway, without a query, as `blog.metadata.cards` does it.
"""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from accounts.models import User
from blog.common.db.languages import direction_of
from blog.common.formatting.dates import time_span
from blog.common.urls import path_of
from blog.metadata import descriptions
from blog.metadata.cards import version
from blog.models import Label, SiteSettings, Source


@dataclass(frozen=True)
class ListCard:
    """`kind` says over the title what the page is of, '' where the title says it; `about` is a
    sentence under it. `path` is the page's."""

    kind: str
    title: str
    about: str
    page_language: str
    page_direction: str
    path: str

    @property
    def url(self) -> str:
        """Its path, with the version of what it shows: a changed one has a new address."""
        return f"{self.path}card.png?v={version(self)}"

    @property
    def alt(self) -> str:
        """All that the card says, the site's name and address apart."""
        return " — ".join(filter(None, (self.kind, self.title, self.about)))


def of_home(site: SiteSettings) -> ListCard:
    return _card(site, "", site.name, site.tagline, path_of("blog:home"))


def of_list(site: SiteSettings, name: str) -> ListCard:
    """Of a list that its address alone names, by the name of its URL."""
    listed = descriptions.of_list(site, name)
    return _card(site, "", listed.title, listed.about, path_of(name))


def of_label(site: SiteSettings, label: Label) -> ListCard:
    about = descriptions.one_line(label.description)
    return _card(site, _("Label"), label.name, about, label.get_absolute_url())


def of_timeline(site: SiteSettings, label: Label) -> ListCard:
    about, path = descriptions.of_timeline(site, label), path_of("blog:label-timeline", label.slug)
    return _card(site, _("Timeline"), label.name, about, path)


def of_source(site: SiteSettings, source: Source) -> ListCard:
    """With role and affiliation, else what is known of it."""
    role = ", ".join(filter(None, (source.role, source.affiliation)))
    about = role or descriptions.one_line(source.about)
    kind = str(source.get_kind_display())
    return _card(site, kind, source.name, about, source.get_absolute_url())


def of_author(site: SiteSettings, author: User) -> ListCard:
    about, path = descriptions.one_line(author.bio), path_of("blog:author-detail", author.slug)
    return _card(site, _("Author"), str(author), about, path)


def of_time(site: SiteSettings, span: str, first: date, path: str) -> ListCard:
    """Of the archive of a year, month or day."""
    return _card(site, _("Archive"), time_span(first, span), "", path)


def _card(site: SiteSettings, kind: str, title: str, about: str, path: str) -> ListCard:
    return ListCard(kind, title, about, site.language, direction_of(site.language), path)
