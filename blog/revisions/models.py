"""Revisions: the complete content of each saved version of a post or page."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from blog.models.media_files import MediaFile
from blog.models.photos import referenced_photos_field
from blog.models.posts import Post
from blog.revisions.generated_notes import GeneratedNote


class RevisionBlock(models.Model):
    """A block of the editor's document, shared by all revisions that contain it: a new revision
    stores only block IDs and the changed blocks. A figure refers to its photo by the ID."""

    sha256 = models.BinaryField(max_length=32, unique=True)  # of the HTML
    html = models.TextField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.pk}"


class RevisionQuerySet(models.QuerySet["Revision"]):
    def latest_first(self) -> "RevisionQuerySet":
        return self.order_by("-pk")

    def saved_for(self, post: Post) -> "RevisionQuerySet":
        """Filter the saved revisions of a post, the latest first, without unmerged ones."""
        return self.filter(post=post, is_aside=False).latest_first()


class Revision(models.Model):
    """A saved version of a post: `fields` are the values of FIELDS, `block_ids` the IDs of the
    document's blocks, in order.

    `by` is None for the version before the first recorded save.
    """

    FIELDS = ("title", "slug", "status", "published_at", "language", "summary")
    # Restoring a revision leaves the URL, the status and the publication time as they are.
    RESTORED_FIELDS = ("title", "language", "summary")
    # An approval covers the content, not the publication time.
    DATE_FIELDS = ("published_at",)

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="revisions")
    by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="revisions", verbose_name=_("who")
    )
    created_at = models.DateTimeField(_("when"), db_default=Now())
    note = models.CharField(_("note"), max_length=200, blank=True)  # Typed, or of a former version.
    # A code of `blog.revisions.generated_notes` with its values, in place of a typed note.
    generated_note = models.JSONField(null=True, editable=False)
    fields = models.JSONField()
    # Stored because it conflicted with another save, but never the content of the post.
    is_aside = models.BooleanField(default=False, db_default=False)
    # Saved while its author typed: the next one may replace it (`blog.revisions.record`).
    is_automatic = models.BooleanField(_("automatic"), default=False, db_default=False)
    labels: Any = ArrayField(models.CharField(max_length=100), default=list)
    # IDs of the authors, in order; None in revisions from before bylines were recorded.
    byline: Any = ArrayField(models.BigIntegerField(), null=True)
    block_ids: Any = ArrayField(models.BigIntegerField(), default=list)
    photos = referenced_photos_field()

    objects = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        default_permissions = ()
        indexes = [
            models.Index(fields=["post", "-id"], name="revision_of_post"),
            # Finds whether a photo is used in a revision.
            GinIndex(fields=["photos"], name="revision_photos"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def note_text(self) -> str:
        """Return the note as typed, or a generated one in the current language."""
        return self.note or GeneratedNote.read(self.generated_note)

    @property
    def field_values(self) -> dict[str, Any]:
        """Return everything but the document, by the names of the form fields."""
        return {**self.fields, "labels": self.labels, "byline": self.byline}

    def has_same_content(self, other: "Revision") -> bool:
        """Compare two revisions of a post, except for the publication time."""

        def get_content(revision: Revision) -> dict[str, Any]:
            values = revision.field_values
            return {name: values[name] for name in values if name not in self.DATE_FIELDS}

        return self.block_ids == other.block_ids and get_content(self) == get_content(other)


class RevisionFile(models.Model):
    """A media file in a revision. The database writes and deletes these rows: see
    blog/sql/0037_media_files.sql."""

    revision = models.ForeignKey(
        Revision, on_delete=models.DO_NOTHING, db_constraint=False, related_name="files"
    )
    file = models.ForeignKey(
        MediaFile, on_delete=models.DO_NOTHING, db_constraint=False, related_name="revision_files"
    )

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["revision", "file"], name="revisionfile_unique")
        ]

    def __str__(self) -> str:
        return f"{self.revision_id}: {self.file_id}"


def build_columns(note: str | GeneratedNote) -> dict[str, Any]:
    """Return the columns of a revision for a typed or a generated note."""
    if isinstance(note, GeneratedNote):
        return {"generated_note": note.stored}
    return {"note": note}
