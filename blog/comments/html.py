"""HTML of comments, and template filters for them. No query, except `Post.byline`.

A comment is formatted as one string: compared with two Jinja2 macros for each, a page with fifty
comments takes a quarter less CPU time.
"""

from collections.abc import Callable, Collection, Iterator
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext, pgettext
from markupsafe import escape

from blog.comments.models import Comment
from blog.comments.threads import CommentView, Page
from blog.common import markup
from blog.common.formatting.dates import full_datetime, iso_datetime
from blog.common.urls import reverse_cached
from blog.models import Post

type _Commented = Any  # A post or a read model of one: it has `language` and `byline`.


def comment_url(comment: Comment | CommentView) -> str:
    return _url("blog:comment-detail", comment.pk)


def parent_url(comment: Comment | CommentView) -> str:
    """Return the permalink of the comment that this one replies to."""
    return _url("blog:comment-detail", comment.parent_id or 0)


def _url(name: str, pk: int) -> str:
    """Build a URL from that of comment 0: `reverse_cached` must not cache each comment."""
    return reverse_cached(name, 0).replace("/0/", f"/{pk}/", 1)


def comment_count(count: int) -> str:
    """Format a count as '3 comments'; '' for none."""
    return ngettext("%(n)s comment", "%(n)s comments", count) % {"n": count} if count else ""


def author_ids(post: Post) -> Collection[int]:
    return [author.pk for author in post.byline]


def comment_body(comment: Comment, post: _Commented) -> SafeString:
    """Format a comment outside of a discussion, below a heading with its author's name."""
    authors = author_ids(post) if comment.user_id else ()
    head = _format_head(comment, "h2", authors)
    return markup.mark_clean(head + _format_text(comment, _language_attribute(post)))


def thread_list(page: Page, post: _Commented, reply_url: str) -> SafeString:
    """Format the comments of a page of a discussion as nested lists.

    Each has a link to `reply_url`, unless that is ''.
    """
    return markup.mark_clean("".join(_format_entries(page, post, reply_url)))


def _format_entries(page: Page, post: _Commented, reply_url: str) -> Iterator[str]:
    authors, language = author_ids(post), _language_attribute(post)
    format_actions = _actions_formatter(reply_url)
    yield '<ol class="threads">\n<li>'
    for number, (comment, is_first_reply, ended_lists) in enumerate(page.entries):
        if is_first_reply:
            yield '\n<ol class="threads">\n<li>'
        elif number:
            yield "</li></ol>" * ended_lists + "</li>\n<li>"
        anchor = comment.anchor
        if not comment.is_approved:
            yield f'<p class="comment not-shown" id="{anchor}">{_explain_absence(comment)}</p>'
            continue
        yield (
            f'<article class="comment p-comment h-cite{" pick" if comment.is_pick else ""}"'
            f' id="{anchor}" aria-labelledby="{anchor}-name {anchor}-time">\n'
            f"{_format_head(comment, 'h3', authors)}"
            f"{_format_parent_link(comment) if comment.is_flat else ''}"
            f"{_format_text(comment, language)}"
            f"{format_actions(comment)}</article>"
        )
    yield "</li></ol>" * (page.open_lists + 1)


def _explain_absence(comment: CommentView) -> str:
    if comment.state == Comment.State.WAITING:
        return gettext("This comment is awaiting moderation.")
    return gettext("This comment was removed.")


def _format_head(
    comment: Comment | CommentView, heading: str, post_authors: Collection[int]
) -> str:
    anchor, created_at = comment.anchor, comment.created_at
    if not comment.name:
        name = pgettext("a commenter", "Anonymous")
    elif comment.website:
        link = f'<a class="p-author h-card" href="{escape(comment.website)}"'
        name = f'{link} rel="nofollow ugc" dir="auto">{escape(comment.name)}</a>'
    else:
        name = f'<span class="p-author h-card" dir="auto">{escape(comment.name)}</span>'
    marks = ""
    if comment.user_id in post_authors:
        author = pgettext("beside the name of who comments on their own post", "author")
        marks = f'<span class="mark-author">{author}</span>\n'
    if comment.is_pick:
        marks += f'<span class="mark-pick">{gettext("Editors’ pick")}</span>\n'
    edited = ""
    if comment.edited_at:
        time = f'<time class="dt-updated" datetime="{iso_datetime(comment.edited_at)}">'
        edited = f" · {time}{gettext('edited')}</time>"
    return (
        '<header class="comment-head">\n'
        f'<{heading} class="commenter" id="{anchor}-name">{name}</{heading}>\n{marks}'
        f'<p class="comment-time" id="{anchor}-time">'
        f'<a class="u-url" href="{comment_url(comment)}">'
        f'<time class="dt-published" datetime="{iso_datetime(created_at)}">'
        f"{escape(full_datetime(created_at))}</time></a>{edited}</p>\n</header>\n"
    )


def _format_parent_link(comment: CommentView) -> str:
    if comment.parent_name:
        text = gettext("replying to %(name)s") % {"name": escape(comment.parent_name)}
    else:
        text = gettext("replying to another comment")
    link = f'<a class="u-in-reply-to" href="{parent_url(comment)}">{text}</a>'
    return f'<p class="answers">{link}</p>\n'


def _format_text(comment: Comment | CommentView, language_attribute: str) -> str:
    return f'<div class="comment-text e-content"{language_attribute}>\n{comment.html}\n</div>\n'


def _language_attribute(post: _Commented) -> str:
    """Return `lang` for comments on a post in another language than the site's."""
    return f' lang="{post.language}"' if post.language != get_language() else ""


def _actions_formatter(reply_url: str) -> Callable[[CommentView], str]:
    """Return a function that formats the links below a comment. Their texts are translated once."""
    reply, reply_to = gettext("Reply"), gettext("to %(name)s")
    report, report_of = gettext("Report"), gettext("comment by %(name)s")
    locked = f'<span class="thread-closed">{gettext("This thread is closed")}</span> '

    def format_actions(comment: CommentView) -> str:
        name = {"name": escape(comment.name)} if comment.name else None
        html = ""
        if reply_url and not comment.thread_is_locked:
            hidden = f'<span class="visually-hidden"> {reply_to % name}</span>' if name else ""
            url = f"{escape(reply_url)}?to={comment.pk}"
            html = f'<a class="reply" href="{url}" rel="nofollow">{reply}{hidden}</a> '
        elif reply_url and not comment.parent_id:
            html = locked
        hidden = f'<span class="visually-hidden"> {report_of % name}</span>' if name else ""
        url = _url("blog:comment-report", comment.pk)
        html += f'<a class="report" href="{url}" rel="nofollow">{report}{hidden}</a>'
        return f'<p class="comment-actions">{html}</p>\n'

    return format_actions
