"""Feed items of posts, comments and corrections, independent of the format."""

import re
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.core.files.storage import default_storage
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Greatest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from blog.comments.models import Comment, ModerationAction
from blog.common import markup
from blog.common.date_precision import truncate_iso_date
from blog.common.macros import render_macro
from blog.common.urls import reverse_cached
from blog.content.linked_data import drop_empty
from blog.content.prose_blocks import SIMPLIFIED_MARKS, simplify_prose_blocks
from blog.content.sources import roles
from blog.corrections.models import Correction
from blog.read_models.posts import FeedPost, JSONFeedPost, PostLink, Recording, list_related_columns

# Two feeds of posts; a long post takes 50 KB.
CONVERTED_POSTS = 40


@dataclass(frozen=True)
class Enclosure:
    """A recording that podcast players load. `size` in bytes; `seconds` are 0 if unknown."""

    url: str
    title: str
    content_type: str
    size: int
    seconds: int


@dataclass(frozen=True)
class Item:
    """Entry of a feed. `content` is '' if the site shows summaries."""

    id: str
    url: str
    title: str
    content: str
    summary: str
    published: datetime
    changed: datetime
    authors: list[tuple[str, str]]  # Name and address.
    labels: list[str]
    language: str
    quotations: list[dict[str, str]] = field(default_factory=list)
    picture: str = ""
    enclosures: list[Enclosure] = field(default_factory=list)
    in_reply_to: tuple[str, str] | None = None  # Of a comment: ID and URL of its parent.


def build_item(post: FeedPost, is_whole: bool) -> Item:
    """Build the item of a post, with quotations and picture of a `JSONFeedPost`.

    Correction notes come first, as they are the reason why readers see the entry again.
    """
    assert post.published_at is not None
    extra: dict[str, Any] = {}
    if isinstance(post, JSONFeedPost):
        extra["quotations"] = [_build_quotation(row, post) for row in post.quotation_rows]
        if post.picture:
            extra["picture"] = urljoin(settings.SITE_URL, default_storage.url(post.picture))
    return Item(
        id=build_tag_uri("post", post.pk, post.created_at),
        url=absolute_url(post.get_absolute_url()),
        title=post.title,
        content=_render_notes(post) + _build_content(post) if is_whole else "",
        summary=post.description if is_whole else _build_summary(post),
        published=post.published_at,
        changed=post.changed_at,
        authors=[(author.name, absolute_url(author.get_absolute_url())) for author in post.byline],
        labels=[label.name for label in post.label_links],
        language=post.language,
        enclosures=[_build_enclosure(recording) for recording in post.recordings],
        **extra,
    )


def _build_enclosure(recording: Recording) -> Enclosure:
    url = urljoin(settings.SITE_URL, default_storage.url(recording.name))
    size, seconds = recording.size, recording.seconds
    return Enclosure(url, recording.title, recording.content_type, size, seconds)


@dataclass(frozen=True, slots=True)
class FeedComment:
    """Comment in a feed.

    `answered_at` is the creation time of its parent; `seen_at` is when its public content last
    changed.
    """

    pk: int
    parent_id: int | None
    name: str
    html: str
    created_at: datetime
    edited_at: datetime | None
    answered_at: datetime | None
    seen_at: datetime
    post: PostLink


def read_comments(comments: QuerySet[Any]) -> list[FeedComment]:
    """Read comments. One query."""
    approved = ModerationAction.objects.filter(
        comment=OuterRef("pk"), became=Comment.State.APPROVED
    )
    approved_at = Subquery(approved.order_by("-created_at").values("created_at")[:1])
    rows = comments.annotate(
        answered_at=F("parent__created_at"),
        seen_at=Greatest("created_at", "edited_at", approved_at),
    )
    names = [field.name for field in fields(FeedComment) if field.name != "post"]
    post_fields = list_related_columns(PostLink, "post")
    feed_comments: list[FeedComment] = []
    for row in rows.values_list(*names, *post_fields):
        values: list[Any] = [*row[: len(names)], PostLink(*row[len(names) :])]
        feed_comments.append(FeedComment(*values))
    return feed_comments


def build_comment_item(comment: FeedComment) -> Item:
    """Build the item of a comment, a reply to a comment or to the post."""
    post = comment.post
    name = comment.name or pgettext("a commenter", "Anonymous")
    if comment.parent_id and comment.answered_at:
        answered = build_tag_uri("comment", comment.parent_id, comment.answered_at)
        in_reply_to = (
            answered,
            absolute_url(reverse("blog:comment-detail", args=[comment.parent_id])),
        )
    else:
        in_reply_to = (
            build_tag_uri("post", post.pk, post.created_at),
            absolute_url(post.get_absolute_url()),
        )
    return Item(
        id=build_tag_uri("comment", comment.pk, comment.created_at),
        url=absolute_url(reverse("blog:comment-detail", args=[comment.pk])),
        title=_("%(name)s on “%(post)s”") % {"name": name, "post": post.title},
        content=comment.html,
        summary="",
        published=comment.created_at,
        changed=comment.edited_at or comment.created_at,
        authors=[(name, "")],
        labels=[],
        language=post.language,
        in_reply_to=in_reply_to,
    )


def build_correction_item(note: Correction, publisher: str) -> Item:
    """Build the item of a correction note, in the post's language. Reads the post."""
    post = note.post
    page = absolute_url(note.get_absolute_url())
    with translation.override(post.language):
        content = render_macro("blog/corrections/notes.html", "entry", note, page)
        kind = note.get_kind_display()
    return Item(
        id=build_tag_uri("correction", note.pk, note.created_at),
        url=page,
        title=f"{kind}: {post.title}",
        content=content.strip(),
        summary=note.text,
        published=note.created_at,
        changed=note.changed_at,
        authors=[(publisher, "")],
        labels=[],
        language=post.language,
    )


def _render_notes(post: FeedPost) -> str:
    """Render the correction notes as HTML in the post's language, '' without any."""
    if not post.correction_notes:
        return ""
    with translation.override(post.language):
        return render_macro("blog/corrections/notes.html", "notes", post).strip()


def _build_summary(post: FeedPost) -> str:
    """Return the correction notes and the summary as plain text."""
    with translation.override(post.language):
        notes = [f"{note.get_kind_display()}: {note.text}" for note in post.correction_notes]
    return " ".join([*notes, post.description])


def _build_quotation(row: dict[str, Any], post: FeedPost) -> dict[str, str]:
    """Build the JSON of a quotation without empty values."""
    slug = row["source__slug"]
    quotation = {
        "text": row["text"],
        "attribution": row["attribution"],
        "source": row["source__name"],
        "source_url": absolute_url(reverse_cached("blog:source-detail", slug)) if slug else "",
        "speaker": row["speaker__name"],
        "role": _format_role(row, post) if row["tenures_json"] and row["said_on"] else "",
        "said": truncate_iso_date(row["said_on"] or "", row["said_precision"]),
        "read_at": row["url"],
        "language": row["language"],
        "translation": row["translation"],
    }
    return drop_empty(quotation)


def _format_role(row: dict[str, Any], post: FeedPost) -> str:
    """Return the role of the speaker or source at the date said, in the post's language."""
    said_on = date.fromisoformat(row["said_on"])
    held = roles.find_roles_in_json(row["tenures_json"], said_on, row["said_precision"])
    with translation.override(post.language):
        return roles.format_roles(held)


def absolute_url(path: str) -> str:
    return settings.SITE_URL + path


def build_tag_uri(kind: str, pk: int, day: datetime) -> str:
    """Build a tag URI (RFC 4151), independent of the page's URL. `kind` is the model's name."""
    return f"tag:{_get_host(settings.SITE_URL)},{day.date()}:{kind}-{pk}"


@cache
def _get_host(url: str) -> str | None:
    return urlsplit(url).hostname


def _build_content(post: FeedPost) -> str:
    path = post.get_absolute_url()
    return _convert_html(post.html, path, settings.SITE_URL, bool(post.recordings))


@lru_cache(maxsize=CONVERTED_POSTS)
def _convert_html(html: str, path: str, site_url: str, has_players: bool) -> str:
    """Return the HTML of the post at `path` with absolute URLs, and with plain <img> instead of
    <picture>.

    Feed readers do not handle `srcset` and browser hints reliably. This takes an eighth of the time
    of a feed, and the next feed has mostly the same posts.
    """
    if "<picture>" in html:  # First, as sources are much of the HTML.
        html = _PICTURE_RE.sub(r"\1", html)
    html = str(markup.insert_link_text(html))
    if _THEME_MARK_RE.search(html):  # Most posts have none.
        html = _CANVAS_RE.sub("", simplify_prose_blocks(html))
        html = _EMBED_RE.sub(lambda link: _FRAME_RE.sub("", link[0]), html)
    html = _PLAYER_RE.sub("", html) if has_players else html
    return make_urls_absolute(html, site_url).replace(' href="#', f' href="{site_url}{path}#')


def make_urls_absolute(html: str, site_url: str) -> str:
    """Add the site's URL to paths in cleaned HTML, where `//` starts the URL of another site.

    In cleaned HTML, attributes follow a space and have double quotes. One pass over the text takes
    half the time of three replacements.
    """
    first, *others = html.split('="/')
    parts = [first]
    for before, after in pairwise([first, *others]):
        is_path = before.endswith((" href", " src", " cite")) and not after.startswith("/")
        parts += ('="', site_url if is_path else "", "/", after)
    return "".join(parts)


# What `_convert_html` removes besides pictures and players. One pass finds each of them.
_THEME_MARK_RE = re.compile("|".join([*SIMPLIFIED_MARKS, "<canvas", markup.EMBED_MARK]))
# The shape of a picture that was taken down.
_CANVAS_RE = re.compile(r"<canvas[^>]*></canvas>")
_EMBED_RE = re.compile(rf"{markup.EMBED_MARK}[^>]*>")
# What a script of the site needs to show a frame; readers of feeds have the link.
_FRAME_RE = re.compile(r' data-(?:embed|play|note)="[^"]*"')
# Players that feed readers remove, or load without being asked; the link to the file stays.
_PLAYER_RE = re.compile(r'<(audio|video)(?: [a-z-]+="[^"]*")*>(?:<track [^>]*>)*</\1>\n?')
# In cleaned HTML, no attribute contains `>`.
_PICTURE_RE = re.compile(r"<picture>(?:<source [^>]*>)*(<img [^>]*>)</picture>")
