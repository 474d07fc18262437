"""Seals and the hashes of the files in them."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Seal(models.Model):
    """One day's Merkle tree. Without `token` the authority has not signed it yet.

    `statement` is the text that the authority signs; it contains the hash of the one before.
    `token` is the authority's response, as it was received.
    """

    day = models.DateField(_("day"), unique=True)  # UTC
    root = models.BinaryField(max_length=32)
    tile_roots = models.BinaryField()  # 32 bytes for each tile: see `blog.seals.merkle`.
    file_count = models.PositiveIntegerField(_("files"))
    statement = models.TextField()
    created_at = models.DateTimeField(_("sealed"), db_default=Now())
    token = models.BinaryField(null=True)
    stamped_at = models.DateTimeField(_("time of the authority"), null=True)
    # As they were set when the token came, to verify it later.
    authority_url = models.CharField(max_length=2000, blank=True, default="", db_default="")
    certificates = models.TextField(blank=True, default="", db_default="")  # PEM

    class Meta:
        default_permissions = ()
        ordering = ["-day"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(token__isnull=True, stamped_at__isnull=True)
                | models.Q(token__isnull=False, stamped_at__isnull=False),
                name="seal_token_has_time",
            ),
        ]
        indexes = [models.Index(fields=["-created_at", "-id"], name="seal_newest_first")]

    def __str__(self) -> str:
        return self.day.isoformat()

    @property
    def root_hex(self) -> str:
        return bytes(self.root).hex()


class SealedFile(models.Model):
    """Salted hash of a file, in the tree of `seal` or waiting for the next one.

    It outlives the file. Without the salt, which only the file's own proof contains, a hash
    confirms no guess about what is not public.
    """

    class Kind(models.TextChoices):
        TEXT = "text", _("Text of a published version")
        COPY = "copy", _("Copy of a page")
        PHOTO = "photo", _("Photo")

    kind = models.CharField(max_length=5, choices=Kind)
    # Key of a Revision, PageCopy or Photo, which may be deleted.
    object_id = models.BigIntegerField()
    file_hash = models.BinaryField(max_length=32)  # SHA-256
    salt = models.BinaryField(max_length=16)
    leaf = models.BinaryField(max_length=32)
    seal = models.ForeignKey(
        Seal, on_delete=models.PROTECT, null=True, related_name="files", db_index=False
    )
    position = models.PositiveIntegerField(null=True)  # In the tree: order of the leaves.

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id"], name="sealedfile_once"),
            models.UniqueConstraint(fields=["seal", "position"], name="sealedfile_in_order"),
            models.CheckConstraint(
                condition=models.Q(seal__isnull=True, position__isnull=True)
                | models.Q(seal__isnull=False, position__isnull=False),
                name="sealedfile_has_position",
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"], condition=models.Q(seal__isnull=True), name="sealedfile_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"
