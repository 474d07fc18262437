"""WXR 1.2, the export format of WordPress: RSS with extensions, which most systems import.

https://github.com/WordPress/WordPress/blob/6.8/wp-admin/includes/export.php writes it. Logins are
slugs of bylines: usernames and e-mail addresses stay here.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import TextIO

from django.conf import settings
from django.db.models import Exists, Max, OuterRef, QuerySet
from django.utils import timezone
from django.utils.http import http_date

from accounts.models import User
from blog.comments.models import Comment
from blog.common.markup import clean_text
from blog.content.linked_data import drop_empty
from blog.models import Authorship, CaptionTrack, Label, MediaFile, Photo, Post, SiteSettings
from blog.syndication.dataset.export import iterate_in_batches
from transfer.exports.gutenberg import GutenbergDialect
from transfer.exports.media import select_captions, select_files, select_photos
from transfer.exports.posts import LoadedPost, iterate_comments, iterate_posts
from transfer.exports.selection import Selection
from transfer.exports.sidecar import dump_sidecar
from transfer.exports.urls import build_media_url, build_url

SIDECAR_KEY = "_pullquote"
_OPENING = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" \
xmlns:content="http://purl.org/rss/1.0/modules/content/" \
xmlns:wfw="http://wellformedweb.org/CommentAPI/" \
xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
"""
_CLOSING = "</channel>\n</rss>\n"
_NO_DATE = "0000-00-00 00:00:00"
_STATUSES = {"draft": "draft", "review": "pending", "published": "publish"}
_COMMENT_STATES = {Comment.State.APPROVED: "1", Comment.State.WAITING: "0"}


@dataclass(frozen=True)
class _AttachmentIDs:
    """WordPress numbers posts and attachments together: pictures come after posts, then files, then
    captions."""

    last_post: int
    last_photo: int
    last_file: int

    def get_photo_id(self, photo: Photo) -> int:
        return self.last_post + photo.pk

    def get_file_id(self, file: MediaFile) -> int:
        return self.last_post + self.last_photo + file.pk

    def get_captions_id(self, track: CaptionTrack) -> int:
        return self.last_post + self.last_photo + self.last_file + track.pk


class _Dialect(GutenbergDialect):
    def __init__(self, ids: _AttachmentIDs) -> None:
        super().__init__(build_url, build_media_url)
        self._ids = ids

    def get_attachment_id(self, photo: Photo) -> int:
        return self._ids.get_photo_id(photo)


def write(path: Path, selection: Selection, report: Callable[[str, int], None]) -> None:
    """Write the posts, pages, comments, labels, authors and pictures of a selection.

    Memory is bounded by a batch of posts. Nine queries for each batch, and one for the comments of
    each post that has some. `report` is called with a name and a number of items.
    """
    site = SiteSettings.load()
    posts = selection.list_posts()
    rows = (Post.all_objects.all(), Photo.objects.all(), MediaFile.objects.all())
    ids = _AttachmentIDs(*map(_get_last_key, rows))
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(_OPENING)
        _write_channel(file, site, posts)
        for count, attachment in enumerate(_list_attachments(selection, ids), start=1):
            file.write(attachment)
            report("pictures and files", count)
        dialect = _Dialect(ids)
        commented = posts.annotate(has_comments=Exists(Comment.objects.filter(post=OuterRef("pk"))))
        for count, loaded in enumerate(iterate_posts(commented), start=1):
            _write_post(file, loaded, dialect, site)
            report("posts and pages", count)
        file.write(_CLOSING)


def _get_last_key(rows: QuerySet) -> int:
    return rows.aggregate(last=Max("pk"))["last"] or 0


def _element(name: str, text: str | int) -> str:
    return f"<{name}>{escape(clean_text(str(text)), quote=False)}</{name}>\n"


def _cdata(name: str, text: str) -> str:
    safe = clean_text(text).replace("\r", "").replace("]]>", "]]]]><![CDATA[>")
    return f"<{name}><![CDATA[{safe}]]></{name}>\n"


def _html(name: str, text: str) -> str:
    """Write plain text of which WordPress shows the value as HTML, and strips the tags."""
    return _cdata(name, escape(text, quote=False))


def _meta(name: str, value: str) -> str:
    parts = _cdata("wp:meta_key", name) + _cdata("wp:meta_value", value)
    return f"<wp:postmeta>\n{parts}</wp:postmeta>\n"


def _get_login(user: User) -> str:
    """Return the slug; WordPress drops letters of other scripts from logins."""
    return user.slug if user.slug.isascii() else f"author-{user.pk}"


def _format_local(time: datetime) -> str:
    return timezone.localtime(time).strftime("%Y-%m-%d %H:%M:%S").rjust(19, "0")


def _format_utc(time: datetime) -> str:
    return time.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S").rjust(19, "0")


def _write_channel(file: TextIO, site: SiteSettings, posts: QuerySet[Post]) -> None:
    file.write(_element("title", site.name))
    file.write(_element("link", settings.SITE_URL))
    file.write(_element("description", site.tagline))
    file.write(_element("language", site.language))
    file.write(_element("wp:wxr_version", "1.2"))
    file.write(_element("wp:base_site_url", settings.SITE_URL))
    file.write(_element("wp:base_blog_url", settings.SITE_URL))
    authorships = Authorship.objects.filter(post__in=posts.values("pk"))
    for user in iterate_in_batches(User.objects.filter(pk__in=authorships.values("user"))):
        parts = [
            _element("wp:author_id", user.pk),
            _cdata("wp:author_login", _get_login(user)),
            _cdata("wp:author_email", ""),
            _html("wp:author_display_name", str(user)),
            _html("wp:author_first_name", user.first_name),
            _html("wp:author_last_name", user.last_name),
        ]
        file.write(f"<wp:author>\n{''.join(parts)}</wp:author>\n")
    labels = Label.objects.filter(post_labels__content_object__in=posts.values("pk")).distinct()
    for label in iterate_in_batches(labels):
        parts = [
            _element("wp:term_id", label.pk),
            _cdata("wp:tag_slug", label.slug),
            _html("wp:tag_name", label.name),
            _html("wp:tag_description", label.description),
        ]
        file.write(f"<wp:tag>\n{''.join(parts)}</wp:tag>\n")
    file.write(_element("generator", "Pullquote"))


def _list_attachments(selection: Selection, ids: _AttachmentIDs) -> Iterator[str]:
    photos, files = select_photos(selection), select_files(selection)
    for photo in iterate_in_batches(photos.select_related("uploaded_by")):
        facts = {
            "sha256": photo.sha256,
            "credit": photo.credit,
            "copyright": photo.copyright,
            "licence_url": photo.licence_url,
            "original_url": photo.original_url,
            "rights": photo.rights,
            "decorative": photo.decorative or None,
        }
        yield _build_attachment(
            ids.get_photo_id(photo),
            url=build_media_url(str(photo.image.name)),
            title=str(photo),
            caption=photo.caption,
            description=photo.credit,
            user=photo.uploaded_by,
            created_at=photo.created_at,
            meta=[("_wp_attachment_image_alt", photo.alt)] if photo.alt else [],
            facts=facts,
        )
    for file in iterate_in_batches(files.select_related("uploaded_by")):
        yield _build_attachment(
            ids.get_file_id(file),
            url=build_media_url(str(file.file.name)),
            title=file.name,
            user=file.uploaded_by,
            created_at=file.created_at,
            facts={"sha256": file.sha256},
        )
    captions = select_captions(selection).select_related("file__uploaded_by").defer("text")
    for track in iterate_in_batches(captions):
        yield _build_attachment(
            ids.get_captions_id(track),
            url=build_url(track.get_absolute_url()),
            title=f"{track.file.name}: {track.shown_label}",
            user=track.file.uploaded_by,
            created_at=track.created_at,
            facts={},
        )


def _build_attachment(
    number: int,
    *,
    url: str,
    title: str,
    user: User | None,
    created_at: datetime,
    facts: dict[str, str | bool | None],
    caption: str = "",
    description: str = "",
    meta: Iterable[tuple[str, str]] = (),
) -> str:
    parts = [
        _html("title", title),
        _element("link", url),
        _element("pubDate", http_date(created_at.timestamp())),
        _cdata("dc:creator", _get_login(user) if user else ""),
        f'<guid isPermaLink="false">{escape(url)}</guid>\n',
        "<description></description>\n",
        _html("content:encoded", description),
        _html("excerpt:encoded", caption),
        _element("wp:post_id", number),
        _cdata("wp:post_date", _format_local(created_at)),
        _cdata("wp:post_date_gmt", _format_utc(created_at)),
        _cdata("wp:comment_status", "closed"),
        _cdata("wp:ping_status", "closed"),
        _cdata("wp:post_name", f"media-{number}"),
        _cdata("wp:status", "inherit"),
        _element("wp:post_parent", 0),
        _element("wp:menu_order", 0),
        _cdata("wp:post_type", "attachment"),
        _cdata("wp:post_password", ""),
        _element("wp:is_sticky", 0),
        _cdata("wp:attachment_url", url),
        *(_meta(key, value) for key, value in meta),
        _meta(SIDECAR_KEY, json.dumps(drop_empty(facts), ensure_ascii=False)),
    ]
    return f"<item>\n{''.join(parts)}</item>\n"


def _write_post(file: TextIO, loaded: LoadedPost, dialect: _Dialect, site: SiteSettings) -> None:
    post = loaded.post
    groups = dialect.render_groups(loaded.blocks, post.language, str(post.pk))
    status = "future" if post.is_scheduled else _STATUSES[post.status]
    published_at = _format_utc(post.published_at) if post.published_at else _NO_DATE
    url = build_url(loaded.path)
    takes_comments = (post.comments_mode or site.comments_mode) != "closed" and post.kind == "post"
    parts = [
        _html("title", post.title),
        _element("link", url),
        _element("pubDate", http_date(loaded.dated_at.timestamp())),
        _cdata("dc:creator", _get_login(loaded.authors[0]) if loaded.authors else ""),
        f'<guid isPermaLink="false">{escape(f"{settings.SITE_URL}/?p={post.pk}")}</guid>\n',
        "<description></description>\n",
        _cdata("content:encoded", "\n".join(groups)),
        _html("excerpt:encoded", post.summary),
        _element("wp:post_id", post.pk),
        _cdata("wp:post_date", _format_local(loaded.dated_at)),
        _cdata("wp:post_date_gmt", published_at),
        _cdata("wp:post_modified", _format_local(post.updated_at)),
        _cdata("wp:post_modified_gmt", _format_utc(post.updated_at)),
        _cdata("wp:comment_status", "open" if takes_comments else "closed"),
        _cdata("wp:ping_status", "closed"),
        _cdata("wp:post_name", post.slug),
        _cdata("wp:status", status),
        _element("wp:post_parent", 0),
        _element("wp:menu_order", 0),
        _cdata("wp:post_type", post.kind),
        _cdata("wp:post_password", ""),
        _element("wp:is_sticky", int(post.pinned_at is not None)),
    ]
    for label in loaded.labels:
        parts.append(_category("post_tag", label.slug, label.name))
    if len(loaded.authors) > 1:  # As the plugin Co-Authors Plus does.
        logins = [_get_login(user) for user in loaded.authors]
        parts += [_category("author", f"cap-{login}", login) for login in logins]
    parts.append(_meta(SIDECAR_KEY, dump_sidecar(loaded)))
    file.write(f"<item>\n{''.join(parts)}")
    if getattr(post, "has_comments", True):
        for comment in iterate_comments(post):
            file.write(_build_comment(comment))
    file.write("</item>\n")


def _category(domain: str, slug: str, name: str) -> str:
    opening = f'<category domain="{domain}" nicename="{escape(slug)}">'
    return opening + _html("category", name).removeprefix("<category>")


def _build_comment(comment: Comment) -> str:
    name = str(comment.user) if comment.user else comment.name
    parts = [
        _element("wp:comment_id", comment.pk),
        _html("wp:comment_author", name),
        _cdata("wp:comment_author_email", ""),
        _element("wp:comment_author_url", comment.website),
        _cdata("wp:comment_author_IP", ""),
        _cdata("wp:comment_date", _format_local(comment.created_at)),
        _cdata("wp:comment_date_gmt", _format_utc(comment.created_at)),
        _html("wp:comment_content", comment.text),
        _cdata("wp:comment_approved", _COMMENT_STATES.get(Comment.State(comment.state), "trash")),
        _cdata("wp:comment_type", "comment"),
        _element("wp:comment_parent", comment.parent_id or 0),
        _element("wp:comment_user_id", comment.user_id or 0),
    ]
    return f"<wp:comment>\n{''.join(parts)}</wp:comment>\n"
