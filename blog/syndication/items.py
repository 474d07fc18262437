"""What a feed shows of a post, a comment or a correction, whatever its format: feed_formats.py."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.core.files.storage import default_storage
from django.db.models import CharField, F, OuterRef, Subquery
from django.db.models.functions import Greatest, JSONObject
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from blog import corrections
from blog.comments.models import SHOWN, Comment, CommentQuerySet, ModerationAction
from blog.common import markup
from blog.common.db.json_rows import json_rows
from blog.common.macros import render_macro
from blog.common.urls import path_of
from blog.content.linked_data import known
from blog.corrections.models import Correction
from blog.models import Figure, Post, PullQuote
from blog.models.post_querysets import PostQuerySet


def with_extras(posts: PostQuerySet) -> PostQuerySet:
    """With what the JSON feed has more, in the same query: quotations and the first picture."""
    quotations = PullQuote.objects.filter(post=OuterRef("pk")).order_by("position")
    pictures = Figure.objects.filter(post=OuterRef("pk"), photo__isnull=False).order_by("position")
    fields = ("text", "attribution", "said_on", "said_precision", "url", "language", "translation")
    people = ("source__name", "source__slug", "speaker__name")
    row = JSONObject(**{name: name for name in (*fields, *people)})
    return posts.annotate(
        quotation_rows=json_rows(quotations.values(row=row)),
        picture=Subquery(pictures.values("photo__image")[:1], output_field=CharField()),
    )


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


def item(post: Post, is_whole: bool) -> Item:
    """Of a post of `for_readers()` and `with_told()`; with quotations and a picture after
    `with_extras()`. What was put right comes first: it is why the entry is there again."""
    assert post.published_at is not None
    picture = getattr(post, "picture", None)
    return Item(
        id=_id(post),
        url=absolute(post.get_absolute_url()),
        title=post.title,
        content=corrections.notes(post) + _content(post) if is_whole else "",
        summary=post.description if is_whole else _with_words(post),
        published=post.published_at,
        changed=post.changed_at,
        authors=[
            (str(person), absolute(path_of("author_detail", person.slug))) for person in post.byline
        ],
        labels=post.label_names,
        language=post.language,
        quotations=[_quotation(row) for row in getattr(post, "quotation_rows", [])],
        picture=urljoin(settings.SITE_URL, default_storage.url(picture)) if picture else "",
    )


def for_feeds(comments: CommentQuerySet) -> CommentQuerySet:
    """What `comment_item` reads, in one query; and since when readers see it as it is."""
    shown = comments.for_readers().select_related("post")
    named = (f"post__{name}" for name in ("kind", "title", "slug", "language", "published_at"))
    shown = shown.only(*SHOWN, *named, "post__created_at")
    approved = ModerationAction.objects.filter(
        comment=OuterRef("pk"), became=Comment.State.APPROVED
    )
    return shown.annotate(
        answered_at=F("parent__created_at"),
        seen_at=Greatest(
            "created_at", "edited_at", Subquery(approved.order_by("-at").values("at")[:1])
        ),
    )


def comment_item(comment: Comment) -> Item:
    """Of a comment from `for_feeds`. It answers a comment, or the post."""
    post = comment.post
    page = absolute(post.get_absolute_url())
    name = comment.name or pgettext("a commenter", "Anonymous")
    answers = (_id(post), page)
    if comment.parent_id:
        parent = Comment(pk=comment.parent_id, created_at=comment.answered_at)  # type: ignore[attr-defined]  # an annotation
        answers = (_id(parent), absolute(parent.get_absolute_url()))
    return Item(
        id=_id(comment),
        url=absolute(comment.get_absolute_url()),
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
        id=_id(note),
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


def _with_words(post: Post) -> str:
    """The summary, after what readers are told of changes."""
    with translation.override(post.language):
        told = [f"{note.get_kind_display()}: {note.text}" for note in post.told]
    return " ".join([*told, post.description])


def _quotation(row: dict[str, Any]) -> dict[str, str]:
    """What is known of it; what is not is left out."""
    slug = row["source__slug"]
    length = {"year": 4, "month": 7}.get(row["said_precision"], 10)
    found = {
        "text": row["text"],
        "attribution": row["attribution"],
        "source": row["source__name"],
        "source_url": absolute(path_of("source_detail", slug)) if slug else "",
        "speaker": row["speaker__name"],
        "said": (row["said_on"] or "")[:length],
        "read_at": row["url"],
        "language": row["language"],
        "translation": row["translation"],
    }
    return known(found)


def absolute(path: str) -> str:
    return settings.SITE_URL + path


def _id(row: Post | Comment | Correction) -> str:
    """A tag URI (RFC 4151): it stays when the address changes."""
    host = urlsplit(settings.SITE_URL).hostname
    day = row.at if isinstance(row, Correction) else row.created_at
    return f"tag:{host},{day:%Y-%m-%d}:{row._meta.model_name}-{row.pk}"


def _content(post: Post) -> str:
    """The post as stored, with addresses that hold outside of the site, and plain pictures: what
    readers of feeds do with sizes, or with a page's hints to a browser, is anybody's guess."""
    here = absolute(post.get_absolute_url())
    html = _SOURCE.sub("", markup.for_readers(post.html))
    html = html.replace("<picture>", "").replace("</picture>", "")
    for own in _OWN:
        html = own.sub(rf"\1{settings.SITE_URL}/", html)
    return html.replace(' href="#', f' href="{here}#')


# In cleaned HTML each attribute follows a space, in double quotation marks. One pattern for all of
# them takes as long as all the rest of a feed.
_OWN = [re.compile(rf'( {name}=")/(?!/)') for name in ("href", "src", "cite")]
_SOURCE = re.compile(r"<source(?: [a-z]+=\"[^\"]*\")*>")
