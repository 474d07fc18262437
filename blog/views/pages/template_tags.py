"""Formatting of a post's fields. No queries."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django import template
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_bidi, pgettext

from accounts.models import User
from blog.common import markup
from blog.common.markup import CHART_MARK, EMBED_MARK
from blog.common.text import headings
from blog.common.urls import reverse_cached
from blog.models import Post
from blog.read_models.posts import PostEntry
from blog.read_models.verdicts import QuotationVerdict
from blog.views.pages.verdicts import insert_verdicts

register = template.Library()


@register.filter
def mark_stored(html: str) -> SafeString:
    """Mark `Post.html` or `Post.intro_html` as safe: they were sanitized when stored."""
    return markup.mark_clean(html)


@register.filter
def for_readers(
    html: str, verdicts: Sequence[QuotationVerdict] = (), language: str = ""
) -> SafeString:
    """Mark the HTML of a whole post as safe, and insert the text of the site's own links.

    With the post's verdicts and language, quotations show what became of them at their sources.
    """
    if verdicts:
        html = insert_verdicts(html, verdicts, language)
    return markup.insert_link_text(html)


@register.filter
def as_comment(text: str) -> SafeString:
    """Render plain text for a preview, exactly like a stored comment."""
    return markup.mark_clean(markup.COMMENT(markup.render_comment(text)))


_FIRST_PICTURE_RE = re.compile(r'(<img(?: [a-z]+="[^"]*")*?) fetchpriority="high"')


@register.filter
def list_body(post: PostEntry, is_topmost: bool) -> SafeString:
    """Return a post's HTML for a list, up to its jump break.

    The first picture is loaded lazily, except in the topmost post.
    """
    html = headings.remove_ids(post.intro_html or post.html, post.get_absolute_url())
    if not is_topmost:
        html = _FIRST_PICTURE_RE.sub(r'\1 loading="lazy" decoding="async"', html)
    return for_readers(html, post.verdicts, post.language)


@register.filter
def have_frames(posts: Iterable[Post], are_cut: bool = False) -> bool:
    """Return whether posts, or their parts before the jump break, can load pages of other sites."""
    return _contain(EMBED_MARK, posts, are_cut)


@register.filter
def have_charts(posts: Iterable[Post], are_cut: bool = False) -> bool:
    """Return whether posts, or their parts before the jump break, have charts."""
    return _contain(CHART_MARK, posts, are_cut)


def _contain(mark: str, posts: Iterable[Post], are_cut: bool) -> bool:
    return any(mark in ((are_cut and post.intro_html) or post.html) for post in posts)


@register.filter
def names(people: Iterable[User], are_links: bool = True) -> SafeString:
    """Format as 'A', 'A and B' or 'A, B and C', linked to the authors' pages if `are_links`."""
    if not are_links:
        spans = [format_html('<span class="author">{}</span>', person) for person in people]
        return _join_names(spans)
    links = [
        format_html(
            '<a class="author p-author h-card" href="{}" rel="author">{}</a>',
            reverse_cached("blog:author-detail", person.slug),
            person,
        )
        for person in people
    ]
    return _join_names(links)


def _join_names(names: Sequence[SafeString]) -> SafeString:
    if len(names) < 2:
        return format_html_join("", "{}", ((name,) for name in names))
    comma = pgettext("between names", ", ")
    return format_html(
        pgettext("the last of several names", "{} and {}"),
        format_html_join(comma, "{}", ((name,) for name in names[:-1])),
        names[-1],
    )


def direction() -> str:
    """Return the direction of the active language, for `dir`."""
    return "rtl" if get_language_bidi() else "ltr"


def in_our_language(post: Post) -> SafeString | str:
    """Return `lang` and `dir` for interface text within a post in another language."""
    if post.language == get_language():
        return ""
    return format_html(' lang="{}" dir="{}"', get_language(), direction())


@register.filter
def day_url(post: Post) -> str:
    """Return the URL of the archive of the day of publication."""
    day = timezone.localdate(post.published_at)
    return reverse_cached("blog:archive-day", day.year, day.month, day.day)


@dataclass(frozen=True)
class PostsOfDay:
    date: date
    posts: Sequence[Post]


@register.filter
def group_by_day(posts: Iterable[Post]) -> Iterator[PostsOfDay]:
    """Group posts by day, in the site's time zone."""
    for day, group in groupby(posts, key=lambda post: timezone.localdate(post.published_at)):
        yield PostsOfDay(day, list(group))
