"""Factories of model instances and document HTML for tests."""

import hashlib
import io
import itertools
from datetime import UTC, datetime, timedelta

from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image

from accounts import roles
from accounts.models import User
from blog.comments.models import Comment
from blog.comments.subscriptions import Subscription
from blog.content import document, rendering
from blog.content.document.nodes import ProseNode
from blog.corrections.models import Correction
from blog.dossiers.models import Dossier, DossierItem
from blog.editing.media_files import upload_media_file
from blog.models import (
    Authorship,
    MediaFile,
    Page,
    Photo,
    Post,
    Prose,
    PullQuote,
    Series,
    SeriesPart,
    SiteSettings,
    Source,
)
from lib.hashing import keyed_hash
from tests.support import sample_files

_numbers = itertools.count(1)
PASSWORD = "correct horse battery staple"


def user(role: str = "", **fields) -> User:
    """`role`: '' for a reader, 'superuser' or one of accounts.roles."""
    number = next(_numbers)
    if "byline" not in fields:  # Setting the slug saves the query for a free one.
        fields = {"byline": f"Person {number}", "slug": f"person-{number}"} | fields
    fields.setdefault("username", f"user{number}")
    person = User(is_staff=bool(role), is_superuser=role == "superuser", **fields)
    person.set_password(PASSWORD)
    person.save()
    if role in roles.ROLES:
        person.groups.add(Group.objects.get(name=role))
    return person


def post(
    html: str = "<p>Words.</p>", *, authors: tuple[User, ...] = (), labels: tuple = (), **fields
) -> Post:
    """Create a post, published an hour ago unless `status` or `published_at` differ."""
    number = next(_numbers)
    if "title" not in fields:
        fields = {"title": f"Post {number}", "slug": f"post-{number}"} | fields
    fields.setdefault("status", Post.Status.PUBLISHED)
    if fields["status"] == Post.Status.PUBLISHED:
        fields.setdefault("published_at", timezone.now() - timedelta(hours=1))
    instance = Post.objects.create(**fields)
    authors = authors or (user("Author"),)
    for position, author in enumerate(authors, start=1):
        Authorship.objects.create(post=instance, user=author, position=position)
    if labels:
        instance.labels.set(labels)
    _write_first(instance, html, authors[0])
    return instance


def write(post: Post, html: str, author: User) -> None:
    """Replace the document of a post."""
    document.save(post, _parse(post, html, author), author)


def _parse(post: Post, html: str, author: User) -> document.Document:
    nodes = document.parse(html)
    document.check(nodes, post, author, publishing=False)
    assert not nodes.errors, nodes.errors
    return nodes


def _write_first(post: Post, html: str, author: User) -> None:
    """Store the document of a new post, which takes a third less than replacing one. If it has only
    prose, skip validation too, which halves the rest."""
    nodes = document.parse(html)
    if not nodes.quotations and all(isinstance(node, ProseNode) for node in nodes.nodes):
        rows = document.build_rows(nodes, lambda named: None)
        for position, row in enumerate(rows, start=1):
            row.post, row.position = post, position
        Prose.objects.bulk_create(rows)
        rendering.store(post, blocks=rows)
        return
    nodes = _parse(post, html, author)
    [blocks] = document.create({post: nodes}, author, insert=lambda: None).values()
    if not any(isinstance(block, PullQuote) for block in blocks):
        rendering.store(post, blocks=blocks)  # With quotations, `create` stores it.


def page(html: str = "<p>Words.</p>", **fields) -> Page:
    """Create a standalone page, published an hour ago unless the fields differ."""
    fields = {"title": f"Page {next(_numbers)}", "status": Post.Status.PUBLISHED} | fields
    if fields["status"] == Post.Status.PUBLISHED:
        fields.setdefault("published_at", timezone.now() - timedelta(hours=1))
    instance = Page.objects.create(**fields)
    _write_first(instance, html, user("Editor"))
    return instance


def draft(html: str = "<p>Words.</p>", **fields) -> Post:
    return post(html, status=Post.Status.DRAFT, **fields)


def scheduled(html: str = "<p>Words.</p>", **fields) -> Post:
    return post(html, published_at=timezone.now() + timedelta(days=1), **fields)


def quotation(*texts: str, **attributes: str) -> str:
    """Return document HTML of a quotation with `attribution`, `source_name`, `said` and so on."""
    data = _format_data(attributes)
    paragraphs = "".join(f"<p>{text}</p>" for text in texts or ("“Quoted.”",))
    return f'<section data-block="quotation"{data}>{paragraphs}</section>'


def quotation_of(source: Source, *texts: str, **changes: str) -> str:
    """Return a quotation with a stored source, and `changes` to its attributes."""
    named = {
        "source": str(source.pk),
        "source_name": source.name,
        "source_role": source.role,
        "source_affiliation": source.affiliation,
        "source_kind": source.kind,
    }
    return quotation(*texts, **named | changes)


def inline_quotation(text: str, **attributes: str) -> str:
    """Return document HTML of words within a sentence, with the attributes of `quotation`."""
    return f'<q data-block="quotation"{_format_data(attributes)}>{text}</q>'


def _format_data(attributes: dict[str, str]) -> str:
    return "".join(f' data-{n.replace("_", "-")}="{v}"' for n, v in attributes.items())


def figure(photo: Photo | None = None, **attributes: str) -> str:
    """Return document HTML of a figure, with the alt text and credit of the photo."""
    if photo is not None:
        known = {"photo": str(photo.pk), "alt": photo.alt, "credit": photo.credit}
        attributes = known | attributes
    return f'<figure data-block="figure"{_format_data(attributes)}></figure>'


def gallery(*figures: str, layout: str = "") -> str:
    """Return document HTML of a gallery of figures."""
    data = _format_data({"layout": layout})
    return f'<section data-block="gallery"{data}>{"".join(figures)}</section>'


def embed(url: str, **attributes: str) -> str:
    """Return document HTML of a page of another site, with `title` and `caption`."""
    return f'<figure data-block="embed" data-url="{url}"{_format_data(attributes)}></figure>'


def media_file(uploaded_by: User, data: bytes = b"", name: str = "Low water.wav") -> MediaFile:
    """Upload an audio, video or PDF file, by default a new recording of silence."""
    data = data or sample_files.wav(1 + next(_numbers) / 1000)
    stream = io.BytesIO(data)
    uploaded = upload_media_file(stream=stream, length=len(data), name=name, by=uploaded_by)
    return uploaded.file


def file(media_file: MediaFile, **attributes: str) -> str:
    """Return document HTML of a file, with `title`, `caption`, `credit` and `transcript`."""
    data = _format_data({"file": str(media_file.pk)} | attributes)
    return f'<figure data-block="file"{data}></figure>'


def picture(color: tuple[int, int, int] = (120, 40, 40), format: str = "PNG") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (64, 40), color).save(file, format)
    return file.getvalue()


def landscape(width: int = 1600, height: int = 900, format: str = "JPEG") -> bytes:
    """Return a new picture with enough detail to be worth encoding."""
    file = io.BytesIO()
    sky = Image.linear_gradient("L").resize((width, height))
    grain = Image.effect_noise((width, height), 20)
    tint = Image.new("L", (width, height), next(_numbers) % 256)
    Image.merge("RGB", (sky, grain, tint)).save(file, format)
    return file.getvalue()


def photo(uploaded_by: User, data: bytes = b"", **fields) -> Photo:
    """Create a photo with the picture `data`, by default a small one."""
    number = next(_numbers)
    data = data or picture((number % 256, number // 256 % 256, 7))
    fields = {"alt": f"A field of colour {number}", "credit": "Agency/Someone"} | fields
    width, height = Image.open(io.BytesIO(data)).size
    instance = Photo(
        width=width,
        height=height,
        sha256=hashlib.sha256(data).hexdigest(),
        uploaded_by=uploaded_by,
        **fields,
    )
    instance.image.save(f"photos/{instance.sha256[:32]}.png", ContentFile(data), save=False)
    instance.save()
    return instance


def dossier(*items: PullQuote | Post, notes: tuple[str, ...] = (), **fields) -> Dossier:
    """Create a dossier with these items, published an hour ago unless the fields differ."""
    number = next(_numbers)
    fields = {
        "title": f"Dossier {number}",
        "published_at": timezone.now() - timedelta(hours=1),
    } | fields
    instance = Dossier.objects.create(**fields)
    for position, item in enumerate(items, start=1):
        kind = "post" if isinstance(item, Post) else "quotation"
        note = notes[position - 1] if position <= len(notes) else ""
        DossierItem.objects.create(dossier=instance, position=position, note=note, **{kind: item})
    return instance


def series(*posts: Post, name: str, **fields) -> Series:
    """Create a series of these posts, in order of their dates."""
    instance = Series.objects.create(name=name, **fields)
    SeriesPart.objects.bulk_create(SeriesPart(series=instance, post=post) for post in posts)
    return instance


def comparison(*items: PullQuote, **fields) -> Dossier:
    return dossier(*items, kind=Dossier.Kind.COMPARISON, **fields)


def subscription(to: Comment, email: str = "", **fields) -> Subscription:
    """Create a confirmed reply subscription of a guest with a unique e-mail address."""
    email = email or f"reader{next(_numbers)}@example.org"
    fields = {
        "email": email,
        "email_hash": keyed_hash("email", email.casefold()),
        "confirmed_at": timezone.now(),
    } | fields
    return Subscription.objects.create(comment=to, **fields)


def site(**fields) -> SiteSettings:
    """Change and return the site settings."""
    return SiteSettings.objects.update_or_create(pk=1, defaults=fields)[0]


def correction(post: Post, text: str = "", **fields) -> Correction:
    """Create a published correction without revisions."""
    fields = {"kind": Correction.Kind.CORRECTION} | fields
    if fields["kind"] != Correction.Kind.TYPO:
        text = text or f"Something was wrong, number {next(_numbers)}."
    return Correction.objects.create(post=post, text=text, **fields)


def moment(year: int, month: int = 1, day: int = 1, hour: int = 12) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)


def comment(post: Post, text: str = "", *, under: Comment | None = None, **fields) -> Comment:
    """Create an approved comment by a guest unless the fields differ, and read it back."""
    number = next(_numbers)
    fields = {
        "name": f"Reader {number}",
        "state": Comment.State.APPROVED,
        "email_hash": keyed_hash("email", f"reader{number}@example.org"),
    } | fields
    instance = Comment.objects.create(
        post=post, parent=under, text=text or f"Comment {number}.", **fields
    )
    instance.refresh_from_db()
    return instance
