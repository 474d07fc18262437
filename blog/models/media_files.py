"""Media files: uploaded audio, video and PDF files, which posts show by embeds or link to; their
captions."""

import re
import secrets
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models.functions import Concat, Now
from django.utils.translation import gettext_lazy as _

from blog.common.db.languages import own_language_names, validate_language
from blog.common.db.relations import get_published_related
from blog.common.urls import reverse_cached

if TYPE_CHECKING:
    from blog.models.photos import Photo

# As in blog_linked_names (blog/sql/0094_linked_files.sql). The host and the folder before the name
# do not matter: both change with the settings, and nobody else has a file of this name.
LINKED_NAME_RE = re.compile(
    r'(?<= href=")[^"]*/(files/[0-9a-f]{2}/[0-9a-f]{32}\.[0-9a-z]{2,5})(?=["?#])'
)
LOCK_SQL = "SELECT * FROM blog_mediafile WHERE id = ANY (%s) ORDER BY id FOR KEY SHARE"


class MediaFileQuerySet(models.QuerySet["MediaFile"]):
    def usable_by(self, user) -> "MediaFileQuerySet":
        """Filter files that an author may use: their own uploads and those in published posts."""
        if user.has_perm("blog.edit_all"):
            return self
        published = get_published_related(MediaFile, "embeds").filter(file=models.OuterRef("pk"))
        return self.filter(models.Q(uploaded_by=user) | models.Exists(published))

    def without_taken_down(self) -> "MediaFileQuerySet":
        """Filter files that were not taken down: only these may be put into a post."""
        return self.filter(withdrawn_at=None)

    def matching(self, search_words: Iterable[str], user) -> "MediaFileQuerySet":
        """Filter files with all words in their name, or in the title, caption and credit that posts
        show with them, whatever the case and accents. Only posts that the user may see count."""
        visible = apps.get_model("blog", "Post").all_objects.visible_to(user)
        embeds = apps.get_model("blog", "Embed").objects.filter(post__in=visible).order_by()
        line_break = models.Value("\n")
        texts = Concat(
            *("title", line_break, "caption", line_break, "credit"),
            output_field=models.TextField(),
        )
        shown = embeds.exclude(file=None).alias(searched=texts).values("file")
        files = self
        for word in search_words:
            matching = shown.filter(searched__folded_contains=word)
            files = files.filter(models.Q(name__folded_contains=word) | models.Q(pk__in=matching))
        return files

    def lock(self, keys: Collection[int]) -> dict[int, "MediaFile"]:
        """Lock files against deletion until the end of the transaction, and return them by key.

        As `PhotoQuerySet.lock`: a foreign key takes the same lock, but only on commit.
        """
        rows = self.raw(LOCK_SQL, [list(keys)]) if keys else ()
        return {file.pk: file for file in rows}


class MediaFile(models.Model):
    """An uploaded file. Only its poster changes, and whether it was taken down; the embeds that
    show it have the titles, captions below the player, credits and transcripts.

    `seconds`, `width`, `height` (in pixels) and `pages` are 0 if unknown.
    """

    class Kind(models.TextChoices):
        VIDEO = "video", _("Video")
        AUDIO = "audio", _("Audio")
        DOCUMENT = "document", _("Document")

    file = models.FileField(_("file"), max_length=200, editable=False)
    name = models.CharField(_("name"), max_length=200)  # of the uploaded file, only for authors
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    content_type = models.CharField(_("format"), max_length=20)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("content hash"), max_length=64)
    seconds = models.PositiveIntegerField(_("duration in seconds"), default=0)
    width = models.PositiveIntegerField(_("width"), default=0)
    height = models.PositiveIntegerField(_("height"), default=0)
    pages = models.PositiveIntegerField(_("pages"), default=0)
    # 'avc1,mp4a', for example. Empty for other formats than MP4, and for earlier uploads.
    codecs = models.CharField(max_length=40, blank=True, default="", db_default="")
    poster = models.ForeignKey(
        "blog.Photo",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,  # Indexed below, without the files that have none.
        related_name="posters",
        verbose_name=_("poster"),
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="media_files",
        verbose_name=_("uploaded by"),
    )
    # Taken down with all uploads of the same content: no page, feed or export shows it, and its
    # content is private. See `MediaTakeDown`.
    withdrawn_at = models.DateTimeField(_("taken down"), null=True, editable=False)
    withdrawal_reason = models.CharField(
        _("reason"), max_length=500, blank=True, default="", db_default="", editable=False
    )
    created_at = models.DateTimeField(_("uploaded"), db_default=Now())
    # The same person may upload the same file again later.
    last_uploaded_at = models.DateTimeField(db_default=Now())

    objects = MediaFileQuerySet.as_manager()

    class Meta:
        default_permissions = ()  # Those on photos count: see `blog.admin.media_files`.
        verbose_name = _("media file")
        verbose_name_plural = _("media files")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["uploaded_by", "sha256"], name="mediafile_once_for_each_user"
            ),
            models.CheckConstraint(
                condition=models.Q(sha256__regex=r"^[0-9a-f]{64}$"),
                name="mediafile_hash_is_sha256",
            ),
        ]
        indexes = [
            # The targets of links in posts.
            models.Index(fields=["file"], name="mediafile_name"),
            # Candidates for the deletion of unused files, oldest first.
            models.Index(fields=["last_uploaded_at", "id"], name="mediafile_last_uploaded"),
            # Photos in use as posters.
            models.Index(
                fields=["poster"],
                condition=models.Q(poster__isnull=False),
                name="mediafile_posters",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def format_name(self) -> str:
        """Return 'MP4', 'MP3', 'PDF' and so on."""
        extension = str(self.file.name).rpartition(".")[2]
        return {"webm": "WebM", "weba": "WebM", "ogg": "Ogg"}.get(extension, extension.upper())

    @property
    def shown_poster(self) -> "Photo | None":
        """Return the poster unless it was taken down. One query if there is one."""
        poster = self.poster
        return poster if poster is not None and poster.withdrawn_at is None else None


def list_linked_names(html: str) -> list[str]:
    """Return the names in storage of the media files that HTML links to, each once."""
    return list(dict.fromkeys(LINKED_NAME_RE.findall(html))) if "/files/" in html else []


class LinkedFile(models.Model):
    """A media file that a sentence of a post links to, which is a use of it as an embed is. The
    database writes and deletes these rows: see blog/sql/0094_linked_files.sql."""

    post = models.ForeignKey(
        "blog.Post", on_delete=models.DO_NOTHING, db_constraint=False, related_name="linked_files"
    )
    file = models.ForeignKey(
        MediaFile, on_delete=models.PROTECT, db_constraint=False, related_name="links"
    )

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["post", "file"], name="linkedfile_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.post_id}: {self.file_id}"


class MediaTakeDown(models.Model):
    """A take-down of all uploads of one content, for the record and the undo.

    Until the undo, the same content cannot be uploaded. `folder` has the private files.
    """

    sha256 = models.CharField(_("content hash"), max_length=64)
    reason = models.CharField(_("reason"), max_length=500)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("who"),
    )
    created_at = models.DateTimeField(_("when"), db_default=Now())
    undone_at = models.DateTimeField(_("undone"), null=True)
    folder = models.CharField(max_length=100, blank=True, default="", editable=False)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["sha256"],
                condition=models.Q(undone_at=None),
                name="mediatakedown_one_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.reason


def create_caption_key() -> str:
    """Return a random part of a URL, so that nobody can guess the captions of a draft."""
    return secrets.token_hex(16)


class CaptionTrack(models.Model):
    """Captions of a recording in one language, as WebVTT from `read_captions`.

    `key` is part of their public URL, and changes with the text.
    """

    file = models.ForeignKey(
        MediaFile,
        on_delete=models.CASCADE,
        related_name="caption_tracks",
        verbose_name=_("media file"),
    )
    language = models.CharField(
        _("language"),
        max_length=35,
        validators=[validate_language],
        help_text=_("Language code, for example en, fr or zh-Hant."),
    )
    label = models.CharField(
        _("label"),
        max_length=100,
        blank=True,
        help_text=_("Shown in the menu of the player. Empty: the name of the language."),
    )
    text = models.TextField(_("captions"))
    key = models.CharField(max_length=32, unique=True, default=create_caption_key)
    created_at = models.DateTimeField(_("uploaded"), db_default=Now())

    class Meta:
        default_permissions = ()  # Those on the file count.
        verbose_name = _("captions")
        verbose_name_plural = _("captions")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["file", "language"],
                name="captiontrack_once_for_each_language",
                violation_error_message=_("There are captions in this language already."),
            ),
        ]

    def __str__(self) -> str:
        return self.shown_label

    def get_absolute_url(self) -> str:
        return reverse_cached("blog:captions", self.key)

    @property
    def shown_label(self) -> str:
        return self.label or own_language_names().get(self.language.lower(), self.language)
