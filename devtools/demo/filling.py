"""Turns the demo blog's words into rows, the way an author's save does."""

import io
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from accounts import roles
from accounts.models import User
from blog.comments.models import Comment, Decision
from blog.common import markup
from blog.content import document
from blog.content.document.nodes import (
    Document,
    FigureNode,
    Node,
    Paragraph,
    ProseNode,
    QuotationNode,
    SourceFields,
)
from blog.content.photos.uploads import store_photo
from blog.models import (
    Authorship,
    Label,
    Page,
    Photo,
    Post,
    SiteSettings,
    Source,
)
from devtools.demo import correcting, desk
from devtools.demo.comments import COMMENTS
from devtools.demo.content import AUTHORS, LABELS, PHOTOS, POSTS, SOURCES
from devtools.demo.pages import FOLLOW, PAGES, TAGLINE
from devtools.demo.parts import (
    DemoComment,
    DemoPhoto,
    DemoPost,
    Jump,
    Part,
    Picture,
    Prose,
    Quotation,
)

# The posts link to one another under this address, which is nobody's.
DEMO_SITE = "https://pullquote.example.org"
LANGUAGE = "en-gb"  # As most of it is written.


def is_filled() -> bool:
    """Is there anything to read already? One query."""
    return Post.objects.exists()


@transaction.atomic
def fill(password: str) -> None:
    """Everything or nothing. `password` is that of all accounts; `admin` may do everything."""
    users = _people(password)
    editor = next(users[author.username] for author in AUTHORS if author.editor)
    sources = {
        source.key: Source.objects.create(
            kind=source.kind,
            name=source.name,
            family_name=source.family_name,
            role=source.role,
            affiliation=source.affiliation,
            about=source.about,
            url=source.url,
            created_by=editor,
        )
        for source in SOURCES
    }
    for name, description in LABELS.items():
        Label.objects.create(name=name, description=description)
    photos = {photo.key: _photo(photo, editor) for photo in PHOTOS}
    for post in POSTS:
        _post(post, users, editor, sources, photos)
    for title, comments in COMMENTS.items():
        _comments(Post.objects.get(title=title), comments, users)
    correcting.correct()
    desk.work(users)
    _site(editor, sources, photos)


def _site(editor: User, sources: dict[str, Source], photos: dict[str, Photo]) -> None:
    SiteSettings.objects.create(
        tagline=TAGLINE,
        language=LANGUAGE,
        follow=FOLLOW,
        licence_url=SiteSettings.Licence.BY,
    )
    first = datetime.fromisoformat(min(post.published for post in POSTS if post.published))
    for minutes, page in enumerate(reversed(PAGES), start=1):
        row = Page.objects.create(
            title=page.title,
            summary=page.summary,
            language=LANGUAGE,
            status=Page.Status.PUBLISHED,
            published_at=timezone.make_aware(first) - timedelta(minutes=minutes),
        )
        _write(row, page.body, editor, sources, photos)


def _people(password: str) -> dict[str, User]:
    from django.contrib.auth.models import Group

    User.objects.create_superuser("admin", "admin@demo.example", password, byline="Admin")
    # Neither authors nor editors decide about comments.
    moderator = User.objects.create_user(
        "ines", "ines@demo.example", password, byline="Ines Falk", is_staff=True
    )
    moderator.groups.add(Group.objects.get(name=roles.MODERATOR))
    users = {}
    for author in AUTHORS:
        user = User.objects.create_user(
            author.username,
            f"{author.username}@demo.example",
            password,
            byline=author.byline,
            bio=author.bio,
            is_staff=True,
        )
        user.groups.add(Group.objects.get(name=roles.EDITOR if author.editor else roles.AUTHOR))
        users[author.username] = user
    return users


def _photo(photo: DemoPhoto, editor: User) -> Photo:
    file = io.BytesIO()
    photo.draw().save(file, "PNG", compress_level=1)
    row = store_photo(SimpleUploadedFile(f"{photo.key}.png", file.getvalue()), editor)
    row.alt, row.decorative = photo.alt, not photo.alt
    row.caption, row.credit, row.licence_url = photo.caption, photo.credit, photo.licence_url
    row.save()
    return row


def _post(
    demo: DemoPost,
    users: dict[str, User],
    editor: User,
    sources: dict[str, Source],
    photos: dict[str, Photo],
) -> None:
    published_at = None
    if demo.published:
        published_at = timezone.make_aware(datetime.fromisoformat(demo.published))
    elif demo.scheduled_in_days:
        published_at = timezone.now() + timedelta(days=demo.scheduled_in_days)
    post = Post.objects.create(
        title=demo.title,
        summary=demo.summary,
        language=demo.language,
        status=demo.status,
        published_at=published_at,
    )
    Authorship.objects.bulk_create(
        Authorship(post=post, user=users[name], position=position)
        for position, name in enumerate(demo.authors, start=1)
    )
    post.labels.set(demo.labels)
    _write(post, demo.body, editor, sources, photos)


def _comments(
    post: Post,
    comments: Iterable[DemoComment],
    users: dict[str, User],
    parent: Comment | None = None,
) -> None:
    for demo in comments:
        row = Comment.objects.create(
            post=post,
            parent=parent,
            user=users.get(demo.username),
            name=demo.name,
            website=demo.website,
            text=demo.text,
            state=demo.state,
            is_pick=demo.is_pick,
            created_at=_after(post, demo),
            waiting_since=_after(post, demo),
        )
        Decision.objects.create(comment=row, by=None, became=demo.state, at=_after(post, demo))
        _comments(post, demo.replies, users, row)


def _after(post: Post, demo: DemoComment) -> datetime:
    assert post.published_at is not None
    return post.published_at + timedelta(minutes=demo.after)


def _write(
    post: Post,
    body: Iterable[Part],
    editor: User,
    sources: dict[str, Source],
    photos: dict[str, Photo],
) -> None:
    """Through the editor's HTML, so that neighbouring prose becomes one block as it does there."""
    parts = Document([_node(part, sources, photos) for part in body])
    nodes = document.parse(document.to_html(parts))
    document.check(nodes, post, editor, publishing=post.status == Post.Status.PUBLISHED)
    if nodes.errors:
        raise ValueError(f"{post.title}: {nodes.errors}")
    document.save(post, nodes, editor)


def _node(part: Part, sources: dict[str, Source], photos: dict[str, Photo]) -> Node:
    match part:
        case Jump():
            return ProseNode(markup.JUMP)
        case Prose(html):
            return ProseNode(markup.PROSE(html.replace(f'"{DEMO_SITE}/', '"/')))
        case Picture(key, caption):
            photo = photos[key]
            return FigureNode(
                photo=photo.pk,
                alt=photo.alt,
                decorative=photo.decorative,
                caption=caption or photo.caption,
                credit=photo.credit,
                licence_url=photo.licence_url,
                original_url=photo.original_url,
            )
        case Quotation():
            return QuotationNode(
                paragraphs=[Paragraph(None, markup.escape(text)) for text in part.texts],
                attribution=part.attribution,
                source=_fields(sources[part.source]),
                speaker=_fields(sources[part.speaker]) if part.speaker else SourceFields(),
                said=part.said,
                url=part.url,
                language=part.language,
                translation="\n".join(part.translations),
            )


def _fields(source: Source) -> SourceFields:
    return SourceFields(source.pk, source.name, source.role, source.affiliation, source.kind)
