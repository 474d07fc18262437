"""What a feed shows of a post, a comment or a correction, whatever its format (formats.py)."""

import re
from dataclasses import dataclass, field, fields
from datetime import datetime
from functools import cache
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
from blog.common.macros import render_macro
from blog.common.urls import reverse_cached
from blog.content.linked_data import drop_empty
from blog.corrections.models import Correction
from blog.read_models.posts import FeedPost, JSONFeedPost, PostLink


@dataclass(frozen=True)
class Item:
    """A post as all formats show it. `content` is '' where the site shows summaries."""

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
    answers: tuple[str, str] | None = None  # Of a comment: id and address of what it answers.


def item(post: FeedPost, is_whole: bool) -> Item:
    """With the quotations and the picture of a `JSONFeedPost`. What was put right comes first: it
    is why the entry is there again."""
    assert post.published_at is not None
    more: dict[str, Any] = {}
    if isinstance(post, JSONFeedPost):
        more["quotations"] = [_quotation(row) for row in post.quotation_rows]
        if post.picture:
            more["picture"] = urljoin(settings.SITE_URL, default_storage.url(post.picture))
    return Item(
        id=_id("post", post.pk, post.created_at),
        url=absolute(post.get_absolute_url()),
        title=post.title,
        content=_notes(post) + _content(post) if is_whole else "",
        summary=post.description if is_whole else _with_notes(post),
        published=post.published_at,
        changed=post.changed_at,
        authors=[(author.name, absolute(author.get_absolute_url())) for author in post.byline],
        labels=[label.name for label in post.label_links],
        language=post.language,
        **more,
    )


@dataclass(frozen=True, slots=True)
class FeedComment:
    """`answered_at` is when what it answers was written; `seen_at` since when readers see it as it
    is."""

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
    """One query."""
    approved = ModerationAction.objects.filter(
        comment=OuterRef("pk"), became=Comment.State.APPROVED
    )
    approved_at = Subquery(approved.order_by("-at").values("at")[:1])
    rows = comments.annotate(
        answered_at=F("parent__created_at"),
        seen_at=Greatest("created_at", "edited_at", approved_at),
    )
    names = [field.name for field in fields(FeedComment) if field.name != "post"]
    of_post = [f"post__{field.name}" for field in fields(PostLink)]
    found: list[FeedComment] = []
    for row in rows.values_list(*names, *of_post):
        values: list[Any] = [*row[: len(names)], PostLink(*row[len(names) :])]
        found.append(FeedComment(*values))
    return found


def comment_item(comment: FeedComment) -> Item:
    """It answers a comment, or the post."""
    post = comment.post
    name = comment.name or pgettext("a commenter", "Anonymous")
    if comment.parent_id and comment.answered_at:
        answered = _id("comment", comment.parent_id, comment.answered_at)
        answers = (answered, absolute(reverse("blog:comment-detail", args=[comment.parent_id])))
    else:
        answers = (_id("post", post.pk, post.created_at), absolute(post.get_absolute_url()))
    return Item(
        id=_id("comment", comment.pk, comment.created_at),
        url=absolute(reverse("blog:comment-detail", args=[comment.pk])),
        title=_("%(name)s on “%(post)s”") % {"name": name, "post": post.title},
        content=comment.html,
        summary="",
        published=comment.created_at,
        changed=comment.edited_at or comment.created_at,
        authors=[(name, "")],
        labels=[],
        language=post.language,
        answers=answers,
    )


def correction_item(note: Correction, publisher: str) -> Item:
    """What readers are told of a change, in the post's language, by the site. Reads the post."""
    post = note.post
    page = absolute(note.get_absolute_url())
    with translation.override(post.language):
        content = render_macro("blog/corrections/of_post.html", "entry", note, page)
        kind = note.get_kind_display()
    return Item(
        id=_id("correction", note.pk, note.at),
        url=page,
        title=f"{kind}: {post.title}",
        content=content.strip(),
        summary=note.text,
        published=note.at,
        changed=note.changed_at,
        authors=[(publisher, "")],
        labels=[],
        language=post.language,
    )


def _notes(post: FeedPost) -> str:
    """The correction notes as HTML, in the post's language; '' without any."""
    if not post.correction_notes:
        return ""
    with translation.override(post.language):
        return render_macro("blog/corrections/of_post.html", "notes", post).strip()


def _with_notes(post: FeedPost) -> str:
    """The summary, after the correction notes."""
    with translation.override(post.language):
        notes = [f"{note.get_kind_display()}: {note.text}" for note in post.correction_notes]
    return " ".join([*notes, post.description])


def _quotation(row: dict[str, Any]) -> dict[str, str]:
    """What is known of it; what is not is left out."""
    slug = row["source__slug"]
    length = {"year": 4, "month": 7}.get(row["said_precision"], 10)
    found = {
        "text": row["text"],
        "attribution": row["attribution"],
        "source": row["source__name"],
        "source_url": absolute(reverse_cached("blog:source-detail", slug)) if slug else "",
        "speaker": row["speaker__name"],
        "said": (row["said_on"] or "")[:length],
        "read_at": row["url"],
        "language": row["language"],
        "translation": row["translation"],
    }
    return drop_empty(found)


def absolute(path: str) -> str:
    return settings.SITE_URL + path


def _id(kind: str, pk: int, day: datetime) -> str:
    """A tag URI (RFC 4151): it stays when the address changes. `kind` is the name of the model."""
    return f"tag:{_host(settings.SITE_URL)},{day.date()}:{kind}-{pk}"


@cache
def _host(url: str) -> str | None:
    return urlsplit(url).hostname


def _content(post: FeedPost) -> str:
    """The post as stored, with addresses that hold outside of the site, and plain pictures: what
    readers of feeds do with sizes, or with a page's hints to a browser, is anybody's guess."""
    html = str(markup.insert_link_text(post.html))
    if "<picture>" in html:
        html = _PICTURE.sub(r"\1", html)
    # In cleaned HTML each attribute follows a space, in double quotation marks. `//` begins the
    # address of another site.
    has_foreign = '="//' in html
    for own in (' href="/', ' src="/', ' cite="/'):
        whole = f"{own[:-1]}{settings.SITE_URL}/"
        html = html.replace(own, whole)
        if has_foreign:
            html = html.replace(f"{whole}/", f"{own}/")
    return html.replace(' href="#', f' href="{absolute(post.get_absolute_url())}#')


_PICTURE = re.compile(
    r'<picture>(?:<source(?: [a-z]+="[^"]*")*>)*(<img(?: [a-z]+="[^"]*")*>)</picture>'
)
