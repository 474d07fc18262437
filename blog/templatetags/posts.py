"""How a post's own fields are written. Formatting only: no queries."""

import re
from collections.abc import Iterable

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_bidi, pgettext

from accounts.models import User
from blog import markup
from blog.models import Comment, Post

register = template.Library()


@register.filter
def stored(html: str) -> SafeString:
    """For `Post.html` and `Post.intro_html`, which passed a policy when they were stored."""
    return markup.safe(html)


@register.filter
def is_by(comment: Comment, post: Post) -> bool:
    """Did one of the post's authors write the comment, signed in?"""
    return any(author.pk == comment.user_id for author in post.byline)


@register.filter
def as_comment(text: str) -> SafeString:
    """A reader's plain text as it will look: as what is stored, through the policy for it."""
    return markup.safe(markup.COMMENT(markup.comment(text)))


_FIRST_PICTURE = re.compile(r'(<img(?: [a-z]+="[^"]*")*?) fetchpriority="high"')


@register.filter
def stored_below(html: str) -> SafeString:
    """As `stored`, for a post that is not at the top of the page: its first picture can wait."""
    return markup.safe(_FIRST_PICTURE.sub(r'\1 loading="lazy" decoding="async"', html))


@register.filter
def names(people: Iterable[User]) -> SafeString:
    """'A', 'A and B', 'A, B and C', each leading to the author's page."""
    marked = [
        format_html(
            '<a class="author p-author h-card" href="{}" rel="author">{}</a>',
            reverse("author_detail", kwargs={"slug": person.slug}),
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
def in_our_language(post: Post) -> SafeString | str:
    """The attributes of what the site says within a post of another language."""
    if post.language == get_language():
        return ""
    return format_html(
        ' lang="{}" dir="{}"', get_language(), "rtl" if get_language_bidi() else "ltr"
    )
