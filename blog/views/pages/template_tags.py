"""How a post's own fields are written. Formatting only: no queries."""

import re
from collections.abc import Iterable, Sequence
from types import SimpleNamespace
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_bidi, pgettext

from accounts.models import User
from blog.comments.count_html import comment_count
from blog.common import markup
from blog.common.formatting.dates import date_header, full_date, machine_moment
from blog.common.template_cache import Fragment
from blog.common.urls import path_of
from blog.models import Label, Post

register = template.Library()


@register.filter
def stored(html: str) -> SafeString:
    """For `Post.html` and `Post.intro_html`, which passed a policy when they were stored."""
    return markup.safe(html)


@register.filter
def for_readers(html: str) -> SafeString:
    """As `stored`, for a whole post."""
    return markup.for_readers(html)


@register.filter
def as_comment(text: str) -> SafeString:
    """A reader's plain text as it will look: as what is stored, through the policy for it."""
    return markup.safe(markup.COMMENT(markup.comment(text)))


_FIRST_PICTURE = re.compile(r'(<img(?: [a-z]+="[^"]*")*?) fetchpriority="high"')


@register.filter
def stored_below(html: str) -> SafeString:
    """As `for_readers`, for a post further down the page: its first picture can wait."""
    return markup.for_readers(_FIRST_PICTURE.sub(r'\1 loading="lazy" decoding="async"', html))


@register.filter
def names(people: Iterable[User]) -> SafeString:
    """'A', 'A and B', 'A, B and C', each leading to the author's page."""
    marked = [
        format_html(
            '<a class="author p-author h-card" href="{}" rel="author">{}</a>',
            path_of("author_detail", person.slug),
            person,
        )
        for person in people
    ]
    if len(marked) < 2:
        return format_html_join("", "{}", ((name,) for name in marked))
    comma = pgettext("between names", ", ")
    return format_html(
        pgettext("the last of several names", "{} and {}"),
        format_html_join(comma, "{}", ((name,) for name in marked[:-1])),
        marked[-1],
    )


@register.simple_tag
def in_our_language(post: Post | SimpleNamespace) -> SafeString | str:
    """The attributes of what the site says within a post of another language."""
    if post.language == get_language():
        return ""
    return format_html(
        ' lang="{}" dir="{}"', get_language(), "rtl" if get_language_bidi() else "ltr"
    )


def of_post(language: str, direction: str, **words: Any) -> dict[str, Any]:
    return {"post": SimpleNamespace(language=language, direction=direction), **words}


DATE = Fragment("blog/posts/parts.html#date_header", of_post)
LABELS = Fragment("blog/posts/parts.html#labels", of_post)
NEIGHBOUR = Fragment("blog/posts/parts.html#neighbour")
BYLINE = Fragment("blog/posts/parts.html#byline", of_post)
SUMMARY = Fragment("blog/posts/parts.html#summary", of_post)
DISCUSSED = Fragment("blog/posts/parts.html#discussed", of_post)
TITLE = Fragment("blog/posts/parts.html#title")


@register.simple_tag
def byline(post: Post, authors: Sequence[User]) -> SafeString | str:
    return BYLINE.fill(shape_of(post), names=names(authors)) if authors else ""


def date_of(post: Post) -> SafeString:
    when = timezone.localtime(post.published_at)
    return DATE.fill(shape_of(post), moment=machine_moment(when), day=date_header(when))


@register.simple_tag
def labels(post: Post, shown: Sequence[Label], are_links: bool = True) -> SafeString | str:
    """What only a draft has may have no page."""
    if not shown:
        return ""
    entry = '<li><a class="p-category" href="{1}" rel="tag">{0}</a></li>'
    entries = format_html_join(
        "\n    ",
        entry if are_links else "<li>{0}</li>",
        ((label.name, label.get_absolute_url()) for label in shown),
    )
    return LABELS.fill(shape_of(post), labels=entries)


def neighbour(post: Post, which: str) -> SafeString:
    """`which` is 'older' or 'newer'."""
    url = post.get_absolute_url()
    return NEIGHBOUR.fill({**shape_of(post), "which": which}, title=post.title, url=url)


def summary(post: Post, span: str = "") -> SafeString:
    """An entry of a list. In that of a month its date leads to its day."""
    when = timezone.localtime(post.published_at)
    day = (when.year, when.month, when.day)
    return SUMMARY.fill(
        shape_of(post),
        title=post.title,
        url=post.get_absolute_url(),
        authors=_authors(post.byline),
        description=post.description,
        moment=machine_moment(when),
        day=full_date(when),
        day_url=path_of("day_archive", *day) if span == "month" else "",
        comments=comment_count(post),
    )


def _authors(people: Iterable[User]) -> SafeString:
    """For machines: a list shows no bylines."""
    authors = ((str(person),) for person in people)
    return format_html_join("", '<data class="p-author" value="{}"></data>', authors)


@register.simple_tag
def discussed(post: Post) -> SafeString:
    return DISCUSSED.fill(
        shape_of(post),
        title=post.title,
        url=post.get_absolute_url(),
        comments=comment_count(post),
    )


def title_entry(post: Post) -> SafeString:
    when = timezone.localtime(post.published_at)
    return TITLE.fill(
        shape_of(post),
        title=post.title,
        url=post.get_absolute_url(),
        moment=machine_moment(when),
        day=full_date(when),
    )


def in_list(entries: Iterable[SafeString]) -> SafeString:
    return markup.safe("\n  ".join(entries))


def shape_of(post: Post) -> dict[str, str]:
    return {"language": post.language, "direction": post.direction}
