"""Imports, the blogs that they came from, and the items of their exports."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from blog.comments.models import Comment
from blog.models import Label, MediaFile, Photo, Post
from blog.revisions.models import Revision
from lib.urls import split_url
from transfer import items
from transfer.messages import compose_stored

IMPORT_PERMISSION = "transfer.change_import"
_KIND_CHOICES = [(kind.value, kind.value) for kind in items.Kind]


class Origin(models.Model):
    """A blog that was imported. `identity` recognises it in a later export."""

    identity = models.CharField(max_length=500, unique=True)
    url = models.CharField(_("URL"), max_length=500, blank=True)
    title = models.CharField(_("title"), max_length=200, blank=True)
    language = models.CharField(max_length=35, blank=True)

    class Meta:
        verbose_name = _("imported blog")
        verbose_name_plural = _("imported blogs")

    def __str__(self) -> str:
        return self.title or self.identity

    @property
    def byline(self) -> str:
        """The author of posts that name none: the title of the blog, or its host; '' if the export
        tells neither."""
        return self.title or split_url(self.url).netloc.removeprefix("www.")


class ImportQuerySet(models.QuerySet["Import"]):
    def waiting(self) -> "ImportQuerySet":
        """Filter imports that wait for a person: to be written, or to go on."""
        stages = (Import.Stage.READ, Import.Stage.PAUSED, Import.Stage.FAILED)
        return self.filter(stage__in=stages)


class Import(models.Model):
    """A run over one export. `cursor` is where reading goes on after an interruption."""

    class Stage(models.TextChoices):
        READING = "reading", pgettext_lazy("an import", "Reading")
        READ = "read", pgettext_lazy("an import", "Ready to write")
        WRITING = "writing", pgettext_lazy("an import", "Writing")
        DONE = "done", pgettext_lazy("an import", "Done")
        PAUSED = "paused", pgettext_lazy("an import", "Paused")
        FAILED = "failed", pgettext_lazy("an import", "Failed")
        CANCELLED = "cancelled", pgettext_lazy("an import", "Cancelled")
        ROLLING_BACK = "rolling", pgettext_lazy("an import", "Rolling back")
        ROLLED_BACK = "rolled_back", pgettext_lazy("an import", "Rolled back")

    class Comments(models.TextChoices):
        ALL = "all", _("All, each with its status")
        APPROVED = "approved", _("Approved ones only")
        NONE = "none", _("None")

    path = models.CharField(_("file or folder"), max_length=1000)
    # The file below `settings.IMPORT_ROOT` that somebody uploaded; `path` is its former name then.
    upload = models.CharField(max_length=300, blank=True, db_default="", editable=False)
    platform = models.CharField(_("platform"), max_length=100, blank=True)
    origin = models.ForeignKey(
        Origin, on_delete=models.PROTECT, null=True, related_name="imports", verbose_name=_("blog")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="imports",
        verbose_name=_("started by"),
    )
    stage = models.CharField(_("status"), max_length=11, choices=Stage, default=Stage.READING)
    # Workers go on with it. Each task of it has the number of a turn; those of former turns end.
    runs_in_background = models.BooleanField(default=False, db_default=False, editable=False)
    turn = models.IntegerField(default=0, db_default=0, editable=False)
    # The stage that a paused or failed import goes on with.
    paused_stage = models.CharField(max_length=11, blank=True, editable=False)
    fetches_pictures = models.BooleanField(_("fetch pictures and files"), default=True)
    comments = models.CharField(
        _("comments"), max_length=8, choices=Comments, default=Comments.ALL, db_default="all"
    )
    cursor = models.TextField(blank=True, editable=False)
    position = models.BigIntegerField(default=0, editable=False)
    total_bytes = models.BigIntegerField(default=0, editable=False)
    # Of the items to write or roll back, and how many (while reading: bytes) one second will take.
    done_count = models.IntegerField(default=0, db_default=0, editable=False)
    total_count = models.IntegerField(default=0, db_default=0, editable=False)
    pace = models.FloatField(default=0, db_default=0, editable=False)
    counts: Any = models.JSONField(default=dict, editable=False)
    # For `transfer.messages.compose_stored`.
    message = models.TextField(_("message"), blank=True)
    created_at = models.DateTimeField(_("started"), auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[Any] = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("of another blog", "import")
        verbose_name_plural = pgettext_lazy("of other blogs", "imports")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.platform or self.path} #{self.pk}"

    @property
    def composed_message(self) -> str:
        """Return the message in the current language."""
        return compose_stored(self.message)


class ImportedItemQuerySet(models.QuerySet["ImportedItem"]):
    def of_kind(self, kind: items.Kind) -> "ImportedItemQuerySet":
        return self.filter(kind=kind.value)


class ImportedItem(models.Model):
    """An item of an export, and the row that it became.

    `payload` is the compressed item as last read; `written_hash` is the hash of the version that
    was last written. `revision` is the revision of the post then: a later one is an edit here.
    Payloads of comments are emptied once they are written, because they contain e-mail addresses.
    """

    class State(models.TextChoices):
        PENDING = "pending", pgettext_lazy("an imported item", "To be written")
        WRITTEN = "written", pgettext_lazy("an imported item", "Written")
        REFUSED = "refused", pgettext_lazy("an imported item", "Refused")
        CONFLICT = "conflict", pgettext_lazy("an imported item", "Changed on both sides")

    origin = models.ForeignKey(Origin, on_delete=models.CASCADE, related_name="items")
    kind = models.CharField(max_length=10, choices=_KIND_CHOICES)
    key = models.CharField(max_length=500)
    payload = models.BinaryField()
    hash = models.CharField(max_length=64)
    written_hash = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.PENDING)
    # Both for `transfer.messages.compose_stored`.
    reason = models.TextField(blank=True)
    notes: Any = models.JSONField(default=list)
    # The URL path that a post will have, so that links to it can be rewritten before.
    slug = models.CharField(max_length=200, blank=True)
    # With it, the path itself, which depends on the date as well: '' for a draft, null if the item
    # was read again since, or by a former version.
    planned_path = models.TextField(null=True, editable=False)
    last_import = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="items")
    # The import that created the row, which a roll-back deletes, and the last that wrote to it.
    created_by = models.ForeignKey(
        Import, on_delete=models.SET_NULL, null=True, related_name="created_items"
    )
    written_by = models.ForeignKey(
        Import, on_delete=models.SET_NULL, null=True, related_name="written_items"
    )
    post = models.ForeignKey(
        Post, on_delete=models.SET_NULL, null=True, related_name="imported_items"
    )
    revision = models.ForeignKey(
        Revision, on_delete=models.SET_NULL, null=True, related_name="imported_items"
    )
    comment = models.ForeignKey(
        Comment, on_delete=models.SET_NULL, null=True, related_name="imported_items"
    )
    label = models.ForeignKey(
        Label, on_delete=models.SET_NULL, null=True, related_name="imported_items"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="imported_items",
    )

    objects: ClassVar[Any] = ImportedItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("imported item")
        verbose_name_plural = _("imported items")
        constraints = [
            models.UniqueConstraint(
                fields=["origin", "kind", "key"], name="importeditem_key_unique"
            )
        ]
        indexes = [
            # What an import has yet to write, in the order of reading.
            models.Index(
                fields=["last_import", "kind", "id"],
                condition=models.Q(state="pending"),
                name="importeditem_pending",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

    @property
    def item(self) -> items.Item:
        return items.load_item(items.Kind(self.kind), bytes(self.payload))


class ImportedAddress(models.Model):
    """A former address of a post or label, in the form of `transfer.addresses.normalize`."""

    origin = models.ForeignKey(Origin, on_delete=models.CASCADE, related_name="addresses")
    address = models.CharField(max_length=1000)
    item = models.ForeignKey(ImportedItem, on_delete=models.CASCADE, related_name="addresses")
    # The old path of its redirect; '' before there is one.
    old_path = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("former address")
        verbose_name_plural = _("former addresses")
        constraints = [
            models.UniqueConstraint(
                fields=["origin", "address"], name="importedaddress_address_unique"
            )
        ]

    def __str__(self) -> str:
        return self.address


class ImportedUpload(models.Model):
    """What is fetched from another blog: of its library, of its posts or both.

    `address` is its usual address in the form of `transfer.pictures.normalize`; `reason` is why it
    is missing, for `transfer.reasons.describe_reason`. What was missing is queued until it is
    fetched again; a file that arrives later is supplied until it is in the posts that link to it.
    """

    class State(models.TextChoices):
        AWAITING = "awaiting", pgettext_lazy("an imported picture", "To be fetched")
        FETCHED = "fetched", pgettext_lazy("an imported picture", "Fetched")
        MISSING = "missing", pgettext_lazy("an imported picture", "Missing")
        QUEUED = "queued", pgettext_lazy("an imported picture", "To be fetched again")
        SUPPLIED = "supplied", pgettext_lazy("an imported picture", "To be put into posts")

    address = models.CharField(max_length=1000)
    url = models.CharField(_("URL"), max_length=2000, blank=True)
    state = models.CharField(_("status"), max_length=8, choices=State, default=State.AWAITING)
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.address


class ImportedPicture(ImportedUpload):
    """A picture of an export."""

    origin = models.ForeignKey(Origin, on_delete=models.CASCADE, related_name="pictures")
    item = models.ForeignKey(
        ImportedItem, on_delete=models.SET_NULL, null=True, related_name="pictures"
    )
    photo = models.ForeignKey(
        Photo, on_delete=models.SET_NULL, null=True, related_name="imported_pictures"
    )
    first_import = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="pictures")

    class Meta:
        verbose_name = _("imported picture")
        verbose_name_plural = _("imported pictures")
        constraints = [
            models.UniqueConstraint(
                fields=["origin", "address"], name="importedpicture_address_unique"
            )
        ]


class ImportedFile(ImportedUpload):
    """An audio, video or PDF file of an export."""

    origin = models.ForeignKey(Origin, on_delete=models.CASCADE, related_name="files")
    item = models.ForeignKey(
        ImportedItem, on_delete=models.SET_NULL, null=True, related_name="files"
    )
    file = models.ForeignKey(
        MediaFile, on_delete=models.SET_NULL, null=True, related_name="imported_files"
    )
    first_import = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="files")

    class Meta:
        default_permissions = ()
        verbose_name = _("imported file")
        verbose_name_plural = _("imported files")
        constraints = [
            models.UniqueConstraint(
                fields=["origin", "address"], name="importedfile_address_unique"
            )
        ]
