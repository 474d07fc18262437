"""HTML of comments, and template filters for them. No query, except `Post.byline`.

Comments are formatted as strings: with two Jinja2 macros for each, a page with fifty comments took
a third more CPU time.
"""

from collections.abc import Collection, Iterator
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext, pgettext
from markupsafe import escape

from blog.comments.models import Comment
from blog.comments.threads import CommentView, Page
from blog.common import markup
from blog.common.formatting.dates import datetime_formatter, iso_datetime
from blog.common.urls import reverse_cached
from blog.models import Post

type _Commented = Any  # A post or a read model of one: it has `language` and `byline`.


def parent_url(comment: Comment | CommentView) -> str:
    """Return the permalink of the comment that this one replies to."""
    before, after = _split_url("blog:comment-detail")
    return f"{before}{comment.parent_id or 0}{after}"


def _split_url(name: str) -> tuple[str, str]:
    """Return the parts of a comment's URL before and after its key.

    `reverse_cached` must not cache each comment.
    """
    before, _key, after = reverse_cached(name, 0).rpartition("/0/")
    return f"{before}/", f"/{after}"


def comment_count(count: int) -> str:
    """Format a count as '3 comments'; '' for none."""
    return ngettext("%(n)s comment", "%(n)s comments", count) % {"n": count} if count else ""


def author_ids(post: Post) -> Collection[int]:
    return [author.pk for author in post.byline]


def comment_body(comment: Comment, post: _Commented) -> SafeString:
    """Format a comment outside of a discussion, below a heading with its author's name."""
    authors = author_ids(post) if comment.user_id else ()
    formatter = _Formatter(post, authors, "h2")
    head = formatter.format_head(comment, str(escape(comment.name)))
    return markup.mark_clean(head + formatter.format_text(comment))


def thread_list(page: Page, post: _Commented, reply_url: str) -> SafeString:
    """Format the comments of a page of a discussion as nested lists.

    Each has a link to `reply_url`, unless that is ''.
    """
    formatter = _Formatter(post, author_ids(post), "h3", reply_url)
    return markup.mark_clean("".join(_format_entries(page, formatter)))


def _format_entries(page: Page, formatter: "_Formatter") -> Iterator[str]:
    yield '<ol class="threads">\n<li>'
    for number, (comment, is_first_reply, ended_lists) in enumerate(page.entries):
        if is_first_reply:
            yield '\n<ol class="threads">\n<li>'
        elif number:
            yield "</li></ol>" * ended_lists + "</li>\n<li>"
        yield formatter.format_entry(comment)
    yield "</li></ol>" * (page.open_lists + 1)


class _Formatter:
    """Formats comments on a post. What they have in common is looked up once."""

    def __init__(
        self, post: _Commented, authors: Collection[int], heading: str, reply_url: str = ""
    ) -> None:
        """Take the IDs of the post's authors, and the tag of the headings with names."""
        self.authors, self.heading = authors, heading
        self.format_datetime = datetime_formatter()
        self.detail_url, self.report_url = map(
            _split_url, ("blog:comment-detail", "blog:comment-report")
        )
        # Comments on a post in another language than the site's have `lang`.
        language = f' lang="{post.language}"' if post.language != get_language() else ""
        self.text_start = f'<div class="comment-text e-content"{language}>\n'
        self.reply_url = str(escape(reply_url))
        self.reply, self.reply_to = gettext("Reply"), gettext("to %(name)s")
        self.report, self.report_of = gettext("Report"), gettext("comment by %(name)s")

    def format_entry(self, comment: CommentView) -> str:
        """Format a comment of a discussion, or the placeholder of one that is not approved."""
        anchor = comment.anchor
        if not comment.is_approved:
            return f'<p class="comment not-shown" id="{anchor}">{_explain_absence(comment)}</p>'
        name = str(escape(comment.name))
        return (
            f'<article class="comment p-comment h-cite{" pick" if comment.is_pick else ""}"'
            f' id="{anchor}" aria-labelledby="{anchor}-name {anchor}-time">\n'
            f"{self.format_head(comment, name)}"
            f"{_format_parent_link(comment) if comment.is_flat else ''}"
            f"{self.format_text(comment)}{self._format_actions(comment, name)}</article>"
        )

    def format_head(self, comment: Comment | CommentView, name: str) -> str:
        """Format the escaped name and the time."""
        anchor, (before, after) = comment.anchor, self.detail_url
        iso_time, time = self.format_datetime(comment.created_at)
        return (
            '<header class="comment-head">\n'
            f'<{self.heading} class="commenter" id="{anchor}-name">'
            f"{_format_name(comment, name)}</{self.heading}>\n{self._format_marks(comment)}"
            f'<p class="comment-time" id="{anchor}-time">'
            f'<a class="u-url" href="{before}{comment.pk}{after}">'
            f'<time class="dt-published" datetime="{iso_time}">{escape(time)}</time></a>'
            f"{_format_edited(comment)}</p>\n</header>\n"
        )

    def _format_marks(self, comment: Comment | CommentView) -> str:
        marks = ""
        if comment.user_id in self.authors:
            author = pgettext("beside the name of who comments on their own post", "author")
            marks = f'<span class="mark-author">{author}</span>\n'
        if comment.is_pick:
            marks += f'<span class="mark-pick">{gettext("Editors’ pick")}</span>\n'
        return marks

    def format_text(self, comment: Comment | CommentView) -> str:
        return f"{self.text_start}{comment.html}\n</div>\n"

    def _format_actions(self, comment: CommentView, name: str) -> str:
        """Format the links below a comment."""
        html = ""
        if self.reply_url and not comment.thread_is_locked:
            hidden = _format_hidden(self.reply_to, name)
            url = f"{self.reply_url}?to={comment.pk}"
            html = f'<a class="reply" href="{url}" rel="nofollow">{self.reply}{hidden}</a> '
        elif self.reply_url and not comment.parent_id:
            html = f'<span class="thread-closed">{gettext("This thread is closed")}</span> '
        before, after = self.report_url
        hidden = _format_hidden(self.report_of, name)
        url = f"{before}{comment.pk}{after}"
        html += f'<a class="report" href="{url}" rel="nofollow">{self.report}{hidden}</a>'
        return f'<p class="comment-actions">{html}</p>\n'


def _explain_absence(comment: CommentView) -> str:
    if comment.state == Comment.State.WAITING:
        return gettext("This comment is awaiting moderation.")
    return gettext("This comment was removed.")


def _format_name(comment: Comment | CommentView, name: str) -> str:
    if not name:
        return pgettext("a commenter", "Anonymous")
    if comment.website:
        link = f'<a class="p-author h-card" href="{escape(comment.website)}"'
        return f'{link} rel="nofollow ugc" dir="auto">{name}</a>'
    return f'<span class="p-author h-card" dir="auto">{name}</span>'


def _format_edited(comment: Comment | CommentView) -> str:
    if not comment.edited_at:
        return ""
    time = f'<time class="dt-updated" datetime="{iso_datetime(comment.edited_at)}">'
    return f" · {time}{gettext('edited')}</time>"


def _format_parent_link(comment: CommentView) -> str:
    if comment.parent_name:
        text = gettext("replying to %(name)s") % {"name": escape(comment.parent_name)}
    else:
        text = gettext("replying to another comment")
    link = f'<a class="u-in-reply-to" href="{parent_url(comment)}">{text}</a>'
    return f'<p class="answers">{link}</p>\n'


def _format_hidden(text: str, name: str) -> str:
    """Format the rest of a link's text, which names the author of the comment, if it has one."""
    return f'<span class="visually-hidden"> {text % {"name": name}}</span>' if name else ""
