"""What readers say under a post, as HTML. No query: from rows of blog.comments.threads."""

from collections.abc import Collection
from typing import NamedTuple

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from blog.comments.count_html import comment_count
from blog.comments.models import Comment
from blog.comments.threads import Page, Thread
from blog.common import markup
from blog.common.formatting.dates import date_and_time, full_date, machine_moment
from blog.common.template_cache import Fragment
from blog.common.urls import path_of
from blog.content.site_middleware import SiteRequest
from blog.models import Post
from blog.models.comment_policy import Discussion

DISCUSSION = Fragment("blog/comments/discussion.html")
ALONE = Fragment("blog/comments/comment.html")
LISTED = Fragment("blog/comments/discussion.html#comment")
NOT_SHOWN = Fragment("blog/comments/discussion.html#not_shown")


def discussion(
    request: SiteRequest, post: Post, page: Page | None, authors: Collection[int]
) -> SafeString | str:
    """Of a published post with its count of comments; '' where there are none and can be none.
    `authors` are the keys of who is in its byline."""
    mode = post.discussion(request.site)
    takes_comments = mode != Discussion.CLOSED
    if page is None and not takes_comments:
        return ""
    closes_at = post.comments_close_at(request.site)
    is_over = closes_at is not None and closes_at <= timezone.now()
    first = page.continues if page else None
    url = post.get_absolute_url()
    under = _Under(f"{url}comment/" if takes_comments else "", _language(post), authors)
    return DISCUSSION.fill(
        {"takes_comments": takes_comments, "comments_wait": mode == Discussion.MODERATED},
        count=comment_count(post) if page else "",
        threads=_listed(page.threads, under) if page and page.threads else "",
        continues=_address("comment", first.parent_id or 0) if first else "",
        answered=getattr(first, "answered", ""),
        url=url,
        earlier=page.earlier if page else "",
        later=page.later if page else "",
        closed_on=full_date(timezone.localtime(closes_at)) if is_over else "",
    )


def alone(comment: Comment, post: Post) -> SafeString:
    """A comment of `for_readers()` where nobody can answer it."""
    authors = [author.pk for author in post.byline]
    return ALONE.fill(_shape(comment, _language(post), authors), **_words(comment))


class _Under(NamedTuple):
    """What is the same for all comments of a page. `reply_url` is '' where nobody can comment."""

    reply_url: str
    language: str
    authors: Collection[int]


def _language(post: Post) -> str:
    """Of what is said under a post, where it is not that of the page."""
    return post.language if post.language != get_language() else ""


def _listed(threads: list[Thread], under: _Under) -> SafeString:
    parts = ['<ol class="threads">']
    for thread in threads:
        comment = thread.comment
        parts += ["\n  <li>", _in_list(comment, under)]
        if thread.replies:
            parts += ["\n    ", _listed(thread.replies, under)]
        parts.append("</li>")
    parts.append("</ol>")
    return markup.safe("".join(parts))


def _in_list(comment: Comment, under: _Under) -> SafeString:
    reply_url, language, authors = under
    if not comment.is_approved:
        is_waiting = comment.state == Comment.State.WAITING
        return NOT_SHOWN.fill({"is_waiting": is_waiting}, anchor=comment.anchor)
    is_locked: bool = comment.thread_is_locked  # type: ignore[attr-defined]  # an annotation
    is_closed = is_locked and not comment.parent_id and bool(reply_url)
    return LISTED.fill(
        {**_shape(comment, language, authors), "is_closed": is_closed},
        reply_url=f"{reply_url}?to={comment.pk}" if reply_url and not is_locked else "",
        report_url=_address("comment_report", comment.pk),
        **_words(comment),
    )


def _shape(comment: Comment, language: str, authors: Collection[int]) -> dict[str, str | bool]:
    return {
        "language": language,
        "is_pick": comment.is_pick,
        # One of the post's authors, signed in.
        "is_by_author": comment.user_id in authors,
    }


def _words(comment: Comment) -> dict[str, str]:
    when, edited = timezone.localtime(comment.created_at), comment.edited_at
    # Only a discussion says whom it answers, and only where it does not stand below.
    answered = getattr(comment, "answered", "") if comment.is_flat else ""
    return {
        "anchor": comment.anchor,
        "name": comment.name,
        "website": comment.website,
        "url": _address("comment", comment.pk),
        "moment": machine_moment(when),
        "when": date_and_time(when),
        "edited": machine_moment(timezone.localtime(edited)) if edited else "",
        "answered": answered,
        "answered_url": _address("comment", comment.parent_id or 0) if answered else "",
        "html": markup.safe(comment.html),
    }


def _address(name: str, pk: int) -> str:
    """From that of a comment 0: of each there are too many to be kept by `path_of`."""
    return path_of(name, 0).replace("/0/", f"/{pk}/", 1)
