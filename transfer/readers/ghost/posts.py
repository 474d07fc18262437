"""Rows of Ghost's tables as items."""

from collections.abc import Iterator
from datetime import datetime
from hashlib import blake2b
from html import escape
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_noop

from transfer.items import CommentState, ExportedComment, ExportedPost, Status
from transfer.messages import Message
from transfer.readers.ghost.cards import Notes
from transfer.readers.ghost.html import has_words_of, normalize
from transfer.readers.ghost.lexical import render_lexical
from transfer.readers.ghost.mobiledoc import render_mobiledoc
from transfer.readers.ghost.relations import PictureText, Relations
from transfer.readers.ghost.rows import Row, Values
from transfer.readers.simple_markdown import render_markdown
from transfer.readers.values import (
    UnreadableRow,
    as_flag,
    as_line,
    as_moment,
    as_text,
    build_tag,
    to_title,
)

STATUSES = {
    "published": Status.PUBLISHED,
    "scheduled": Status.SCHEDULED,
    "draft": Status.DRAFT,
    "sent": Status.DRAFT,
}
COMMENT_STATES = {"published": CommentState.APPROVED, "pending": CommentState.WAITING}
UNTITLED = "(Untitled)"
BODY_COLUMNS = ("title", "html", "lexical", "mobiledoc", "markdown", "plaintext", "slug")


def get_post_key(values: Values) -> str:
    """Return what identifies a post in every export: its UUID, and else what the row has."""
    for column in ("uuid", "id", "url", "slug", "title"):
        if key := as_line(values.get(column)):
            return key
    body = "".join(as_text(values.get(column)) for column in BODY_COLUMNS)
    return blake2b(body.encode(), digest_size=16).hexdigest()


def name_row(values: Values) -> str:
    """Name a post for its author."""
    return as_line(values.get("title")) or as_line(values.get("slug")) or get_post_key(values)


def build_post(row: Row, relations: Relations, key: str) -> ExportedPost:
    """Build a post or page. Raises UnreadableRow."""
    values, notes = row.values, Notes()
    if not any(values.get(column) for column in BODY_COLUMNS):
        raise UnreadableRow(gettext_noop("It has neither a title nor a text."))
    is_page = row.table == "pages" or values.get("type") == "page" or as_flag(values.get("page"))
    status = _find_status(values, relations, notes)
    html = relations.resolve(_render_body(values, notes))
    title = to_title(values.get("title"))
    is_scheduled = status in (Status.PUBLISHED, Status.SCHEDULED)
    published_at = as_moment(values.get("published_at")) if is_scheduled else None
    if status == Status.PUBLISHED and published_at is None:
        published_at = as_moment(values.get("created_at"))
    return ExportedPost(
        key=key,
        is_page=is_page,
        title="" if title == UNTITLED else title,
        html=html,
        summary=as_text(values.get("custom_excerpt")).strip(),
        slug=as_line(values.get("slug")),
        language=as_line(values.get("locale")).replace("_", "-"),
        status=status,
        published_at=published_at,
        updated_at=as_moment(values.get("updated_at")),
        authors=tuple(relations.list_authors(values)),
        labels=_list_labels(values, relations),
        former_urls=tuple(_list_former_urls(values, relations, is_page)),
        lead_picture=relations.resolve(get_lead_picture(values)),
        is_pinned=as_flag(values.get("featured")),
        notes=tuple(_list_notes(values, relations, notes)),
    )


def get_lead_picture(values: Values) -> str:
    """Return the address of the picture above a post, with Ghost's placeholder."""
    return as_line(values.get("feature_image") or values.get("image"))


def build_comment(values: Values, key: str, post_key: str) -> ExportedComment:
    """Build a comment; only a name within the row itself is read, as members are not."""
    member = values.get("member")
    state = as_line(values.get("status")) or "published"
    return ExportedComment(
        key=key,
        post=post_key,
        parent=as_line(values.get("in_reply_to_id") or values.get("parent_id")),
        name=as_line(member.get("name")) if isinstance(member, dict) else "",
        html=as_text(values.get("html")),
        created_at=as_moment(values.get("created_at")),
        state=COMMENT_STATES.get(state, CommentState.REMOVED),
    )


def _find_status(values: Values, relations: Relations, notes: Notes) -> Status:
    """Find the status; what only members or readers of e-mails could see becomes a draft."""
    status = as_line(values.get("status")) or "published"
    visibility = as_line(values.get("visibility")) or "public"
    is_email_only = relations.get_meta(values).is_email_only and status != "draft"
    if status == "sent" or is_email_only:
        notes.add(gettext_noop("It was sent by e-mail only, so it is a draft here."))
        return Status.DRAFT
    if visibility != "public" and status != "draft":
        notes.add(
            Message(
                gettext_noop(
                    "Only some members could read it (%(visibility)s), so it is a draft here."
                ),
                {"visibility": visibility},
            ).stored
        )
        return Status.DRAFT
    return STATUSES.get(status, Status.DRAFT)


def _render_body(values: Values, notes: Notes) -> str:
    """Return the HTML of a post from its source, which has more structure than Ghost's own HTML.

    That is what readers saw, so it is used where the source is damaged or lacks words of it.
    """
    shown = as_text(values.get("html"))
    for column, render in (("lexical", render_lexical), ("mobiledoc", render_mobiledoc)):
        source = as_text(values.get(column))
        if not source.strip():
            continue
        try:
            html = normalize(render(source, notes), notes)
        except UnreadableRow:
            if not shown:
                raise
        else:
            # Cards show words of their own, such as the length of a recording.
            if has_words_of(html, shown) or has_words_of(html, normalize(shown, Notes())):
                return html
    if shown:
        return normalize(shown, notes)
    # Some tools write the plain text only.
    source = as_text(values.get("markdown"))
    lines = filter(None, as_text(values.get("plaintext")).split("\n\n"))
    plain = "".join(build_tag("p", escape(line.strip(), quote=False)) for line in lines)
    return normalize(render_markdown(source, breaks=True) or plain, notes)


def _list_labels(values: Values, relations: Relations) -> tuple[str, ...]:
    tags = relations.list_tags(values)
    return tuple(dict.fromkeys(tag.name for tag in tags if not tag.is_internal))


def _list_former_urls(values: Values, relations: Relations, is_page: bool) -> Iterator[str]:
    """Yield the addresses of a post, the usual one first."""
    slug, uuid = as_line(values.get("slug")), as_line(values.get("uuid"))
    addresses = [as_line(values.get("url"))]
    if slug and not addresses[0]:
        if not is_page:
            addresses.append(_fill_permalink(values, relations, slug))
        addresses.append(f"/{slug}/")
    if uuid:
        addresses += [f"/p/{uuid}/", *([f"/email/{uuid}/"] * (values.get("status") == "sent"))]
    for address in filter(None, addresses[:]):
        addresses += relations.redirects.get(address.rstrip("/"), [])
    yield from dict.fromkeys(address for address in addresses if address)


def _fill_permalink(values: Values, relations: Relations, slug: str) -> str:
    """Return the address by the setting that Ghost had before version 2; '' without it."""
    permalink = relations.get_setting("permalinks")
    moment = as_moment(values.get("published_at"))
    if not permalink or moment is None:
        return ""
    day = _to_local_time(moment, relations)
    authors = [relations.users[key].slug for key in relations.list_authors(values)]
    tags = [tag.slug for tag in relations.list_tags(values) if not tag.is_internal]
    parts = {
        ":slug": slug,
        ":year": f"{day:%Y}",
        ":month": f"{day:%m}",
        ":day": f"{day:%d}",
        ":id": as_line(values.get("id")),
        ":author": (authors or [""])[0],
        ":primary_author": (authors or [""])[0],
        ":primary_tag": (tags or ["all"])[0],
    }
    return "/".join(parts.get(part, part) for part in permalink.split("/"))


def _to_local_time(moment: datetime, relations: Relations) -> datetime:
    try:
        return moment.astimezone(ZoneInfo(get_time_zone(relations) or "UTC"))
    except (ValueError, OSError, OverflowError):
        return moment


def get_time_zone(relations: Relations) -> str:
    return relations.get_setting("timezone", "active_timezone", "activeTimezone")


def _list_notes(values: Values, relations: Relations, notes: Notes) -> list[str]:
    meta = relations.get_meta(values)
    if canonical := as_line(values.get("canonical_url")):
        notes.add(
            Message(
                gettext_noop("Its canonical address was %(url)s."),
                {"url": relations.resolve(canonical)},
            ).stored
        )
    if values.get("codeinjection_head") or values.get("codeinjection_foot"):
        notes.add(gettext_noop("Code that was added to its page is left out."))
    if meta.meta_title:
        notes.add(
            Message(
                gettext_noop("Its title for search engines was “%(title)s”."),
                {"title": meta.meta_title},
            ).stored
        )
    if meta.meta_description:
        notes.add(
            Message(
                gettext_noop("Its description for search engines was “%(text)s”."),
                {"text": meta.meta_description},
            ).stored
        )
    shown = relations.pictures.get(get_lead_picture(values), PictureText())
    if meta.picture.caption and meta.picture.caption != shown.caption:
        notes.add(
            Message(
                gettext_noop("Its lead picture had the caption “%(text)s”."),
                {"text": meta.picture.caption},
            ).stored
        )
    return notes.lines
