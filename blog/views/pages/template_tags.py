"""How a post's own fields are written. Formatting only: no queries."""

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
from blog.common.text import headings
from blog.common.urls import reverse_cached
from blog.models import Post

register = template.Library()


@register.filter
def stored(html: str) -> SafeString:
    """For `Post.html` and `Post.intro_html`, which passed a policy when they were stored."""
    return markup.mark_clean(html)


@register.filter
def for_readers(html: str) -> SafeString:
    """As `stored`, for a whole post."""
    return markup.insert_link_text(html)


@register.filter
def as_comment(text: str) -> SafeString:
    """A reader's plain text as it will look: as what is stored, through the policy for it."""
    return markup.mark_clean(markup.COMMENT(markup.render_comment(text)))


_FIRST_PICTURE = re.compile(r'(<img(?: [a-z]+="[^"]*")*?) fetchpriority="high"')


@register.filter
def body_in_list(post: Post, is_topmost: bool) -> SafeString:
    """A post's HTML among others, up to its jump break. The first picture of all but the topmost
    can wait."""
    html = headings.remove_ids(post.intro_html or post.html, post.get_absolute_url())
    if not is_topmost:
        html = _FIRST_PICTURE.sub(r'\1 loading="lazy" decoding="async"', html)
    return markup.insert_link_text(html)


@register.filter
def names(people: Iterable[User], are_links: bool = True) -> SafeString:
    """'A', 'A and B', 'A, B and C', each leading to the author's page if `are_links`."""
    if not are_links:
        return _joined([format_html('<span class="author">{}</span>', person) for person in people])
    marked = [
        format_html(
            '<a class="author p-author h-card" href="{}" rel="author">{}</a>',
            reverse_cached("blog:author-detail", person.slug),
            person,
        )
        for person in people
    ]
    return _joined(marked)


def _joined(marked: Sequence[SafeString]) -> SafeString:
    if len(marked) < 2:
        return format_html_join("", "{}", ((name,) for name in marked))
    comma = pgettext("between names", ", ")
    return format_html(
        pgettext("the last of several names", "{} and {}"),
        format_html_join(comma, "{}", ((name,) for name in marked[:-1])),
        marked[-1],
    )


def direction() -> str:
    """The direction of the active language, for `dir`."""
    return "rtl" if get_language_bidi() else "ltr"


def in_our_language(post: Post) -> SafeString | str:
    """The attributes of what the site says within a post of another language."""
    if post.language == get_language():
        return ""
    return format_html(' lang="{}" dir="{}"', get_language(), direction())


@register.filter
def day_url(post: Post) -> str:
    """The URL of the archive of the day on which it was published."""
    day = timezone.localdate(post.published_at)
    return reverse_cached("blog:archive-day", day.year, day.month, day.day)


@dataclass(frozen=True)
class Day:
    date: date
    posts: Sequence[Post]


@register.filter
def by_day(posts: Iterable[Post]) -> Iterator[Day]:
    """The posts of each day, in the site's time zone."""
    for day, group in groupby(posts, key=lambda post: timezone.localdate(post.published_at)):
        yield Day(day, list(group))
