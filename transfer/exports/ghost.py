"""The JSON that Ghost 6 imports, alone or in a zip archive with the pictures and files.

Prose is HTML, which Ghost converts for its editor. What the editor would change is in HTML cards,
which it keeps: https://docs.ghost.org/migration/content. Accounts have neither password nor e-mail
address, so Ghost gives them the role of authors who cannot sign in.
"""

import io
import json
import uuid
import zipfile
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

import lxml.html
from django.conf import settings
from django.db.models import Max, QuerySet

from accounts.models import User
from blog.common import markup
from blog.common.markup import clean_text
from blog.models import Authorship, CaptionTrack, Embed, Figure, Label, Post, PostLabel, PullQuote
from blog.syndication.dataset.export import iterate_in_batches
from transfer.exports.dialect import MORE, Dialect
from transfer.exports.media import (
    add_captions,
    add_upload,
    create_zip_info,
    iterate_names,
    name_captions,
)
from transfer.exports.posts import LoadedPost, iterate_posts
from transfer.exports.selection import Selection
from transfer.exports.urls import build_media_url, build_url

VERSION = "6.0.0"
MAX_EXCERPT_LENGTH = 300
_CARD = "<!--kg-card-begin: html-->\n{}\n<!--kg-card-end: html-->"
# Elements that Ghost's editor has, unless they contain what it does not.
_PLAIN_TAGS = {"p", "h2", "h3", "h4", "ul", "ol", "blockquote", "hr", "pre"}
# What it has in none of them, or of what it keeps the letters only.
_FOREIGN = (
    ".//sup|.//sub|.//ins|.//span|.//table|.//pre/.."
    "|.//li/blockquote|.//li/p[2]|.//li/dl|.//li/hr"
    "|self::blockquote[count(*) > 1 or not(p)]|self::hr[@data-jump]"
)
_STATUSES = {"published": "published", "draft": "draft", "review": "draft"}
# The folders of Ghost's archives by extension; all other files are in "files". It takes those in
# any folder, and what it has no other place for.
_FOLDERS = {
    "images": {"jpg", "jpeg", "png", "gif", "webp", "avif"},
    "media": {"mp4", "webm", "ogv", "mp3", "wav", "ogg", "m4a"},
}
# Ghost drops a card that has nothing but a comment.
_JUMP = '<hr data-jump="" hidden="">'

Row = dict[str, Any]


class GhostDialect(Dialect):
    def render_prose(self, html: str) -> str:
        rendered = super().render_prose(html).replace(MORE, _JUMP)
        root = markup.parse_fragment(rendered)
        parts = [f"<p>{markup.escape(root.text)}</p>"] if (root.text or "").strip() else []
        for element in root:
            part = lxml.html.tostring(element, encoding="unicode", with_tail=False)
            is_plain = element.tag in _PLAIN_TAGS and not element.xpath(_FOREIGN)
            parts.append(part if is_plain else _CARD.format(part))
        return "\n".join(parts)

    def render_notes(self, notes: list[str], key: str) -> str:
        return _CARD.format(super().render_notes(notes, key))

    def render_quotations(self, rows: list[PullQuote]) -> str:
        return _CARD.format(super().render_quotations(rows))

    def render_figure(self, figure: Figure) -> str:
        html = super().render_figure(figure)
        return html if figure.gallery else _CARD.format(html)

    def render_gallery(self, figures: list[Figure]) -> str:
        return _CARD.format(super().render_gallery(figures))

    def render_embed(self, embed: Embed) -> str:
        html = super().render_embed(embed)
        return _CARD.format(html) if html else ""

    def render_file(self, embed: Embed) -> str:
        return _CARD.format(super().render_file(embed))


class _ArchiveDialect(GhostDialect):
    """URLs of the files beside the JSON, which become those of Ghost."""

    def __init__(self) -> None:
        super().__init__(build_url, lambda name: f"__GHOST_URL__/content/{_get_member(name)}")

    def build_captions_url(self, track: CaptionTrack) -> str:
        return self.build_media_url(name_captions(track))


def write_json(path: Path, selection: Selection, report: Callable[[str, int], None]) -> None:
    """Write JSON whose pictures stay on this site until Ghost has fetched them."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        _write_database(file, selection, GhostDialect(build_url, build_media_url), report)


def write_zip(path: Path, selection: Selection, report: Callable[[str, int], None]) -> None:
    """Write an archive with the JSON and the pictures and files."""
    with zipfile.ZipFile(path, "w") as archive:
        with archive.open(create_zip_info("data.json"), "w", force_zip64=True) as member:
            file = io.TextIOWrapper(member, encoding="utf-8", newline="\n")
            _write_database(file, selection, _ArchiveDialect(), report)
            file.flush()
            file.detach()
        for count, name in enumerate(iterate_names(selection), start=1):
            add_upload(archive, name, _get_member(name))
            report("pictures and files", count)
        add_captions(archive, selection, _get_member)


def _get_member(name: str) -> str:
    extension = name.rpartition(".")[2].lower()
    kinds = (kind for kind, extensions in _FOLDERS.items() if extension in extensions)
    return f"{next(kinds, 'files')}/{name.removeprefix('files/')}"


def _write_database(
    file: TextIO, selection: Selection, dialect: Dialect, report: Callable[[str, int], None]
) -> None:
    posts = selection.list_posts()
    last_change = posts.aggregate(last=Max("updated_at"))["last"]
    exported_on = int(last_change.timestamp() * 1000) if last_change else 0
    meta = {"exported_on": exported_on, "version": VERSION}
    file.write(f'{{"db":[{{"meta":{json.dumps(meta)},"data":{{')
    tables: dict[str, Iterable[Row]] = {
        "posts": _count(_build_posts(posts, dialect), report),
        "posts_meta": _build_posts_meta(posts),
        "tags": _build_tags(posts),
        "posts_tags": _build_posts_tags(posts),
        "users": _build_users(posts),
        "posts_authors": _build_posts_authors(posts),
        "roles": [{"id": _id(1), "name": "Author", "description": "Authors"}],
        "roles_users": (
            {"id": row["id"], "role_id": _id(1), "user_id": row["id"]}
            for row in _build_users(posts)
        ),
    }
    for index, (name, rows) in enumerate(tables.items()):
        file.write(f'{"," if index else ""}\n"{name}":[')
        for number, row in enumerate(rows):
            text = json.dumps(row, ensure_ascii=False, separators=(",", ":"))
            file.write(f"{',' if number else ''}\n{text}")
        file.write("]")
    file.write("}}]}\n")


def _count(rows: Iterator[Row], report: Callable[[str, int], None]) -> Iterator[Row]:
    for count, row in enumerate(rows, start=1):
        yield row
        report("posts and pages", count)


def _id(key: int) -> str:
    """Return a key in the form of Ghost's."""
    return f"{key:024x}"


def _format_time(time: datetime | None) -> str | None:
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z") if time else None


def _build_posts(posts: QuerySet[Post], dialect: Dialect) -> Iterator[Row]:
    for loaded in iterate_posts(posts):
        yield _build_post(loaded, dialect)


def _build_post(loaded: LoadedPost, dialect: Dialect) -> Row:
    post = loaded.post
    groups = dialect.render_groups(loaded.blocks, post.language, str(post.pk))
    url = f"{settings.SITE_URL}/?p={post.pk}"
    summary = clean_text(post.summary)
    return {
        "id": _id(post.pk),
        "uuid": str(uuid.uuid5(uuid.NAMESPACE_URL, url)),
        "title": clean_text(post.title),
        "slug": post.slug,
        "html": clean_text("\n".join(groups)),
        "custom_excerpt": summary if 0 < len(summary) <= MAX_EXCERPT_LENGTH else None,
        "featured": int(post.pinned_at is not None),
        "type": post.kind,
        "status": "scheduled" if post.is_scheduled else _STATUSES[post.status],
        "visibility": "public",
        "created_at": _format_time(post.created_at),
        "updated_at": _format_time(post.updated_at),
        "published_at": _format_time(post.published_at),
        "comment_id": str(post.pk),
    }


def _build_posts_meta(posts: QuerySet[Post]) -> Iterator[Row]:
    for post in iterate_in_batches(posts.exclude(summary="")):
        summary = clean_text(post.summary)
        yield {"id": _id(post.pk), "post_id": _id(post.pk), "meta_description": summary}


def _build_tags(posts: QuerySet[Post]) -> Iterator[Row]:
    labels = Label.objects.filter(post_labels__content_object__in=posts.values("pk")).distinct()
    for label in iterate_in_batches(labels):
        yield {
            "id": _id(label.pk),
            "name": clean_text(label.name),
            "slug": label.slug,
            "description": clean_text(label.description) or None,
        }


def _build_posts_tags(posts: QuerySet[Post]) -> Iterator[Row]:
    rows = PostLabel.objects.filter(content_object__in=posts.values("pk"))
    for row in iterate_in_batches(rows):
        yield {
            "id": _id(row.pk),
            "post_id": _id(row.content_object_id),
            "tag_id": _id(row.tag_id),
            "sort_order": 0,
        }


def _build_users(posts: QuerySet[Post]) -> Iterator[Row]:
    authorships = Authorship.objects.filter(post__in=posts.values("pk"))
    for user in iterate_in_batches(User.objects.filter(pk__in=authorships.values("user"))):
        yield {
            "id": _id(user.pk),
            "name": clean_text(str(user)),
            "slug": user.slug,
            # Ghost needs an address; nobody gets mail at this one.
            "email": f"author-{user.pk}@authors.invalid",
            "bio": clean_text(user.bio)[:200] or None,
            "website": user.url or None,
            "status": "locked",
        }


def _build_posts_authors(posts: QuerySet[Post]) -> Iterator[Row]:
    rows = Authorship.objects.filter(post__in=posts.values("pk"))
    for row in iterate_in_batches(rows):
        yield {
            "id": _id(row.pk),
            "post_id": _id(row.post_id),
            "author_id": _id(row.user_id),
            "sort_order": row.position - 1,
        }
