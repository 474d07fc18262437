"""Citations of a post for download, in the formats of those of a quotation."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Protocol

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from blog.common import markup
from blog.content import citations
from blog.content.citations.formats import (
    BIBTEX_MONTHS,
    Name,
    encode_url,
    escape_tex,
    format_bibtex_name,
    write_bibtex,
    write_csl,
)


class CitedPost(Protocol):
    """A published post, as a model instance or a read model."""

    @property
    def pk(self) -> int: ...
    @property
    def title(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def published_at(self) -> datetime | None: ...
    @property
    def byline(self) -> Sequence[Any]: ...
    @property
    def description(self) -> str: ...
    def get_absolute_url(self) -> str: ...


def get_post_url(post: CitedPost) -> str:
    """Return the absolute URL of a post."""
    return settings.SITE_URL + post.get_absolute_url()


def as_text(post: CitedPost, site_name: str) -> str:
    """Return authors, title, site, date and address on one line, in the post's language."""
    with translation.override(post.language):
        cited = _("“%(title)s”, %(site)s, %(date)s: %(address)s") % {
            "title": post.title,
            "site": site_name,
            "date": citations.full_date(_get_day(post)),
            "address": get_post_url(post),
        }
        authors = citations.join_names(_list_authors(post))
        return pgettext("between names", ", ").join(filter(None, (authors, cited))) + "\n"


def as_html(post: CitedPost, site_name: str) -> str:
    """Return a sanitised paragraph for other sites, with the absolute URL."""
    with translation.override(post.language):
        context = {
            "post": post,
            "day": _get_day(post),
            "authors": citations.join_names(_list_authors(post)),
            "page": get_post_url(post),
            "site_name": site_name,
            "comma": pgettext("between names", ", "),
        }
        html = render_to_string("blog/posts/citation.html", context)
    return markup.RENDERED(html).strip() + "\n"


def as_csl(post: CitedPost, site_name: str) -> str:
    """Return an array of one CSL-JSON item (Citation Style Language 1.0.2)."""
    day = _get_day(post)
    item: dict[str, Any] = {
        "id": _get_key(post),
        "type": "post-weblog",
        "title": post.title,
        "container-title": site_name,
    }
    if authors := _list_authors(post):
        item["author"] = [Name(author).csl for author in authors]
    item |= {
        "issued": {"date-parts": [[day.year, day.month, day.day]]},
        "URL": get_post_url(post),
        "language": post.language,
        "abstract": post.description,
    }
    return write_csl(item)


def as_bibtex(post: CitedPost, site_name: str) -> str:
    """Return one @misc entry in UTF-8; doubled braces preserve the case of names and titles."""
    day = _get_day(post)
    authors = " and ".join(format_bibtex_name(Name(author)) for author in _list_authors(post))
    fields = [("author", f"{{{authors}}}")] if authors else []
    fields += [
        ("howpublished", f"{{{{{escape_tex(site_name)}}}}}"),
        ("title", f"{{{{{escape_tex(post.title)}}}}}"),
        ("year", f"{{{day.year}}}"),
        ("month", BIBTEX_MONTHS[day.month - 1]),
        ("day", f"{{{day.day}}}"),
        ("url", f"{{{encode_url(get_post_url(post))}}}"),
        ("language", f"{{{post.language}}}"),
        ("abstract", f"{{{escape_tex(post.description)}}}"),
    ]
    return write_bibtex(_get_key(post), fields)


# By the names of `citations.formats.FORMATS`.
WRITERS: dict[str, Callable[[CitedPost, str], str]] = {
    "txt": as_text,
    "html": as_html,
    "json": as_csl,
    "bib": as_bibtex,
}


def _get_key(post: CitedPost) -> str:
    return f"post-{post.pk}"


def _list_authors(post: CitedPost) -> list[str]:
    return [str(author) for author in post.byline]


def _get_day(post: CitedPost) -> datetime:
    """Return the time of publication in the time zone of the site."""
    return localtime(post.published_at)
