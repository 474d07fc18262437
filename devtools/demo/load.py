"""Load the demo blog from the files in content/, with the same operations as the admin."""

import io
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from accounts import roles
from accounts.models import User
from blog.checks.models import Link
from blog.comments.models import Comment, ModerationAction
from blog.content import document, html_update
from blog.content.labels import save_label
from blog.editing import save_post
from blog.editing.photos import upload_photo
from blog.editing.site_settings import save_site_settings
from blog.editing.sources import save_source
from blog.models import Label, Page, Photo, Post, SiteSettings, Source
from blog.revisions.models import Revision
from devtools.demo import corrections, desk, dossiers, evidence, imports, source_facts, tenures
from devtools.demo.bodies import parse_body, refuse_errors
from devtools.demo.content_files import Entry, build, read_document, read_entries
from devtools.demo.pictures import DRAWINGS

CONTENT = Path(__file__).parent / "content"


def has_posts() -> bool:
    return Post.objects.exists()


@transaction.atomic
def load(password: str, folder: Path = CONTENT) -> None:
    """Create the demo blog in one transaction. All accounts have the same password; `admin` is a
    superuser. Raises ContentError for errors in files."""
    html_update.check_in()  # Before there are posts, so that no upgrade renders them again.
    Loader(folder, password).load()


class Loader:
    """Loads the files of `folder`, and stores the objects that later files refer to."""

    def __init__(self, folder: Path, password: str) -> None:
        self.folder = folder
        self.password = password
        self.users: dict[str, User] = {}
        self.photos: dict[str, Photo] = {}
        self.sources: set[str] = set()
        self.posts: dict[str, Post] = {}
        self.comments: dict[str, Comment] = {}

    def load(self) -> None:
        self.create_user("admin", byline="Admin", is_superuser=True)
        for entry in self.read("accounts"):
            self.load_account(entry)
        self.editor = User.objects.filter(groups__name=roles.EDITOR).earliest("pk")
        for entry in self.read("sources"):
            build(Source, entry, required="kind name")
            save_source(fields=entry.values, by=self.editor)
            self.sources.add(entry.values["name"])
        for entry in self.read("tenures"):
            tenures.load_tenure(entry)
        for entry in self.read("labels"):
            label = build(Label, entry, required="name")
            values = {"slug": label.slug, "description": label.description}
            save_label(name=label.name, **values, by=self.editor)
        for entry in self.read("photos"):
            self.load_photo(entry)
        for entry in self.read("source_facts"):
            source_facts.load(entry, self.photos, self.editor)
        for file in sorted((self.folder / "posts").glob("*.html")):
            self.load_post(read_document(file))
        for entry in self.read("comments"):
            self.load_comment(entry)
        corrections.load(self.read("corrections"), self.posts)
        for entry in self.read("transitions"):
            desk.load_transition(entry, self.posts, self.users)
        for entry in self.read("notes"):
            desk.load_note(entry, self.posts, self.users)
        for entry in self.read("dossiers"):
            dossiers.load(entry, self.posts, self.users, self.editor)
        for entry in self.read("evidence"):
            evidence.load(entry)
        for entry in self.read("site"):
            build(SiteSettings, entry)
            save_site_settings(fields=entry.values)
        self.load_pages()
        for file in sorted((self.folder / "imports").glob("*.xml")):
            imports.load(file, User.objects.get(username="admin"))
        # The URLs are invented: link checks would report them as broken.
        Link.objects.update(due_at=None)

    def read(self, name: str) -> list[Entry]:
        return read_entries(self.folder / f"{name}.toml")

    def create_user(self, username: str, **fields: Any) -> User:
        email = f"{username}@demo.example"
        return User.objects.create_user(username, email, self.password, is_staff=True, **fields)

    def load_account(self, entry: Entry) -> None:
        build(User, entry, required="username byline", other="role")
        groups = {group.name: group for group in Group.objects.all()}
        fields = {key: value for key, value in entry.values.items() if key != "role"}
        user = self.create_user(**fields)
        user.groups.add(entry.look_up("role", groups))
        self.users[user.username] = user

    def load_photo(self, entry: Entry) -> None:
        drawing = entry.look_up("key", DRAWINGS)
        build(Photo, entry, other="key agency rights_end_in_days")
        file = io.BytesIO()
        drawing().save(file, "PNG", compress_level=1)
        key = entry.values["key"]
        upload = SimpleUploadedFile(f"{key}.png", file.getvalue())
        photo = upload_photo(file=upload, by=self.editor).photo
        for name, value in entry.values.items():
            if name != "agency":
                setattr(photo, name, value)
        if "agency" in entry.values:
            entry.look_up("agency", dict.fromkeys(self.sources))
            photo.agency = Source.objects.filter(name=entry.values["agency"]).first()
        if days := entry.values.get("rights_end_in_days"):
            photo.rights_until = timezone.localdate() + timedelta(days=days)
        photo.decorative = not photo.alt
        photo.save()
        self.photos[key] = photo

    def load_post(self, entry: Entry) -> None:
        other = "authors labels published_at publish_in_days"
        post = build(Post, entry, required="title status language", other=other)
        if published_at := entry.values.get("published_at"):
            if not isinstance(published_at, datetime) or published_at.tzinfo:
                entry.fail("Write a day and time: 2026-11-01 09:00:00", "published_at")
            post.published_at = timezone.make_aware(published_at)
        elif days := entry.values.get("publish_in_days"):
            post.published_at = timezone.now() + timedelta(days=days)
        for name in entry.require("authors"):
            if name not in self.users:
                entry.fail(f"There is no account {name!r} in accounts.toml.", "authors")
        for name in entry.require("labels"):
            if not Label.objects.filter(name=name).exists():
                entry.fail(f"There is no label {name!r} in labels.toml.", "labels")
        authors = [self.users[name].pk for name in entry.values["authors"]]
        self.save(post, entry, authors=authors, labels=entry.values["labels"])
        self.posts[post.slug] = post

    def load_pages(self) -> None:
        """Load pages with dates before all posts, in the order of their links in the menu."""
        oldest = min(post.published_at for post in self.posts.values() if post.published_at)
        files = sorted((self.folder / "pages").glob("*.html"), reverse=True)
        for minutes, file in enumerate(files, start=1):
            entry = read_document(file)
            page = build(Page, entry, required="title status language")
            page.published_at = oldest - timedelta(minutes=minutes)
            self.save(page, entry)

    def save(self, post: Post, entry: Entry, **values: Any) -> None:
        """Save a new post or page, with a revision at the time of publication. Check results that
        can be overridden are not errors here."""
        nodes = parse_body(entry, self.photos, self.sources)
        document.check(nodes, post, self.editor, publishing=post.status == Post.Status.PUBLISHED)
        refuse_errors(entry, nodes)
        saved = save_post(post, by=self.editor, document=nodes, **values, is_checked=True)
        if saved.revision and post.is_public:
            Revision.objects.filter(pk=saved.revision.pk).update(created_at=post.published_at)

    def load_comment(self, entry: Entry) -> None:
        parent = entry.look_up("reply_to", self.comments) if "reply_to" in entry.values else None
        post = parent.post if parent else entry.look_up("post", self.posts)
        user = entry.look_up("username", self.users) if "username" in entry.values else None
        created_at = self.get_comment_time(post, entry)
        comment = build(
            Comment,
            entry,
            required="name text",
            other="key reply_to post username after_minutes",
            **{"post": post, "parent": parent, "user": user},
            **{"created_at": created_at, "waiting_since": created_at},
        )
        comment.state = entry.values.get("state", Comment.State.APPROVED)
        comment.save()
        ModerationAction.objects.create(
            comment=comment, by=None, became=comment.state, created_at=created_at
        )
        self.comments[entry.values.get("key", "")] = comment

    def get_comment_time(self, post: Post, entry: Entry) -> datetime:
        if post.published_at is None:
            entry.fail("This post is not published.", "post")
        return post.published_at + timedelta(minutes=entry.require("after_minutes"))
