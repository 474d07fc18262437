"""Descriptions of lists of posts and quotations, for search engines and feeds. No query."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from accounts.models import User
from blog.models import Label, Post, SiteSettings, Source

SHORT = 50
ENDS = ".!?…:؟۔।。！？"  # Of a sentence.


class Described(NamedTuple):
    title: str
    about: str


def of_list(site: SiteSettings, name: str) -> Described:
    """Return the title and the description of a list that there is one of, by its URL's name."""
    lists = {
        "blog:archive": (_("Archive"), _("All posts on %(site)s by year and month, newest first.")),
        "blog:author-list": (
            _("Authors"),
            _("The authors of %(site)s, with their posts and feeds."),
        ),
        "blog:label-list": (
            _("Labels"),
            _("The topics of %(site)s: all labels, with the number of posts for each."),
        ),
        "blog:quotation-list": (
            _("Quotations"),
            _("Who said what, when, and where it is quoted: all quotations on %(site)s."),
        ),
        "blog:source-list": (
            _("Sources"),
            _("The people, organisations, publications and documents quoted on %(site)s."),
        ),
        "blog:correction-list": (
            _("Corrections and updates"),
            _("Corrections and updates to posts on %(site)s, newest first."),
        ),
    }
    title, about = lists[name]
    return Described(title, long_enough(about % {"site": site.name}, one_line(site.tagline)))


def of_home(site: SiteSettings) -> str:
    """Return the tagline, and a sentence where that is short."""
    return long_enough(
        site.tagline,
        _("The newest posts on %(site)s, with their quotations and sources.") % {"site": site.name},
    )


def of_label(site: SiteSettings, label: Label) -> str:
    """Return its own description, and a sentence that names it where that is short."""
    return long_enough(
        label.description,
        _("Posts about %(label)s on %(site)s, newest first, with their quotations.")
        % {"label": label.name, "site": site.name},
    )


def of_author(site: SiteSettings, author: User) -> str:
    """Return their own description, and a sentence that names them where that is short."""
    return long_enough(
        author.bio,
        _("Posts by %(author)s on %(site)s, newest first, with their quotations.")
        % {"author": author, "site": site.name},
    )


def of_source(site: SiteSettings, source: Source) -> str:
    """Describe the page of a source, which lists its quotations."""
    return _("Quotations from %(name)s on %(site)s, with the date, source and post of each.") % {
        "name": source.name,
        "site": site.name,
    }


def of_posts_quoting(site: SiteSettings, source: Source) -> str:
    """Describe the feed of a source, which lists posts."""
    return _("Posts on %(site)s that quote %(name)s, newest first.") % {
        "site": site.name,
        "name": source.name,
    }


def of_timeline(site: SiteSettings, label: Label) -> str:
    return _("Who said what about %(label)s, and when: a timeline of quotations on %(site)s.") % {
        "label": label.name,
        "site": site.name,
    }


def of_time(site: SiteSettings, name: str) -> str:
    """Describe the archive of a year, month or day by its name."""
    return _("All posts on %(site)s from %(span)s, newest first, with their quotations.") % {
        "site": site.name,
        "span": name,
    }


def of_comments(site: SiteSettings) -> str:
    return _("Comments by readers of %(site)s, newest first.") % {"site": site.name}


def of_comments_on(site: SiteSettings, post: Post) -> str:
    return _("Comments on “%(post)s” by readers of %(site)s, newest first.") % {
        "site": site.name,
        "post": post.title,
    }


def long_enough(own: str, sentence: str) -> str:
    """Return somebody's own text, with the sentence where it is empty or shorter than what search
    engines show."""
    own = one_line(own)
    if len(own) >= SHORT or not (own and sentence):
        return own or sentence
    return f"{own} {sentence}" if own[-1] in ENDS else f"{own} · {sentence}"


def one_line(text: str) -> str:
    return " ".join(text.split())
