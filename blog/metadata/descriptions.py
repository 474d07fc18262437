"""Descriptions of lists of posts and quotations, for search engines and feeds. No query."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from accounts.models import User
from blog.models import Label, Post, Series, SiteSettings, Source
from blog.read_models.labels import LabelPage

MIN_LENGTH = 50
SENTENCE_ENDS = ".!?…:؟۔।。！？"


class ListDescription(NamedTuple):
    title: str
    about: str


def describe_list(site: SiteSettings, name: str) -> ListDescription:
    """Return the title and the description of a list without an owner, by its URL name."""
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
        "blog:dataset": (
            _("Dataset"),
            _("All quotations and sources on %(site)s as JSON Lines, CSV and Web Annotations."),
        ),
        "blog:dossier-list": (
            _("Dossiers"),
            _("Quotations and posts on %(site)s, collected by subject, with an introduction."),
        ),
        "blog:comparison-list": (
            _("Comparisons"),
            _("What the same person said, then and later: pairs of quotations on %(site)s."),
        ),
        "blog:seal-list": (
            _("Integrity"),
            _("Daily seals of what %(site)s publishes, and how to check that a text is unchanged."),
        ),
        "blog:series-list": (
            _("Series"),
            _("Posts on %(site)s that belong together, in the order in which to read them."),
        ),
    }
    title, about = lists[name]
    about = extend_short(about % {"site": site.name}, one_line(site.tagline))
    return ListDescription(title, about)


def describe_home(site: SiteSettings) -> str:
    """Return the tagline, extended by a sentence if it is short."""
    return extend_short(
        site.tagline,
        _("The newest posts on %(site)s, with their quotations and sources.") % {"site": site.name},
    )


def describe_label(site: SiteSettings, label: Label | LabelPage) -> str:
    """Return the label's description, extended by a sentence with its name if it is short."""
    return extend_short(
        label.description,
        _("Posts about %(label)s on %(site)s, newest first, with their quotations.")
        % {"label": label.name, "site": site.name},
    )


def describe_series(site: SiteSettings, series: Series) -> str:
    """Return the introduction, extended by a sentence with the series' name if it is short."""
    return extend_short(
        series.introduction,
        _("All parts of “%(series)s” on %(site)s, in the order in which to read them.")
        % {"series": series.name, "site": site.name},
    )


def describe_author(site: SiteSettings, author: User) -> str:
    """Return the author's bio, extended by a sentence with their name if it is short."""
    return extend_short(
        author.bio,
        _("Posts by %(author)s on %(site)s, newest first, with their quotations.")
        % {"author": author, "site": site.name},
    )


def describe_source(site: SiteSettings, source: Source) -> str:
    """Describe a source's page, which lists quotations."""
    return _("Quotations from %(name)s on %(site)s, with the date, source and post of each.") % {
        "name": source.name,
        "site": site.name,
    }


def describe_posts_quoting(site: SiteSettings, source: Source) -> str:
    """Describe a source's feed, which lists posts."""
    return _("Posts on %(site)s that quote %(name)s, newest first.") % {
        "site": site.name,
        "name": source.name,
    }


def describe_timeline(site: SiteSettings, label: Label) -> str:
    return _("Who said what about %(label)s, and when: a timeline of quotations on %(site)s.") % {
        "label": label.name,
        "site": site.name,
    }


def describe_archive(site: SiteSettings, name: str) -> str:
    """Describe the archive of a year, month or day by its name."""
    return _("All posts on %(site)s from %(span)s, newest first, with their quotations.") % {
        "site": site.name,
        "span": name,
    }


def describe_comments(site: SiteSettings) -> str:
    return _("Comments by readers of %(site)s, newest first.") % {"site": site.name}


def describe_comments_on(site: SiteSettings, post: Post) -> str:
    return _("Comments on “%(post)s” by readers of %(site)s, newest first.") % {
        "site": site.name,
        "post": post.title,
    }


def extend_short(text: str, sentence: str) -> str:
    """Append the sentence to a text that is empty or shorter than search engines show."""
    text = one_line(text)
    if len(text) >= MIN_LENGTH or not (text and sentence):
        return text or sentence
    return f"{text} {sentence}" if text[-1] in SENTENCE_ENDS else f"{text} · {sentence}"


def one_line(text: str) -> str:
    return " ".join(text.split())
