"""Operations on media files: upload and delete; and cleanup of unused uploads.

Unused uploads are deleted after a week, unless they were taken down. A file that a post shows by an
embed or links to is in use, and so is one in a revision or an autosave.
"""

import hashlib
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial, reduce
from operator import or_
from typing import IO, Any, Protocol

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Now
from django.tasks import task
from django.utils.translation import gettext as _

from accounts.models import User
from blog.common.text.file_names import clean_file_name
from blog.content.media_files.facts import DamagedFile, Facts
from blog.content.media_files.formats import HEAD_BYTES, Format, Type, find_format
from blog.content.media_files.taken_down import find_private_name, find_take_down
from blog.models import Embed, LinkedFile, MediaFile
from blog.models.media_files import list_linked_names
from blog.revisions.autosave_models import Autosave
from blog.revisions.models import RevisionFile
from storage import private
from storage.incoming import open_incoming

UNUSED_LIFETIME = timedelta(days=7)
# Files that expire within this time are no longer offered to authors.
EXPIRY_MARGIN = timedelta(hours=1)
# How many unused files are deleted in one run.
MAX_DELETED = 500
CHUNK_BYTES = 1 << 16
MEGABYTE = 1024 * 1024
_REFERENCE_RE = re.compile(r'data-file="([0-9]{1,18})"')
_IN_USE = (
    Q(Exists(Embed.objects.filter(file=OuterRef("pk"))))
    | Q(Exists(LinkedFile.objects.filter(file=OuterRef("pk"))))
    | Q(Exists(RevisionFile.objects.filter(file=OuterRef("pk"))))
)


class Stream(Protocol):
    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True)
class UploadedMediaFile:
    """`is_new` is False if the same user uploaded the same file before."""

    file: MediaFile
    is_new: bool


@dataclass(frozen=True)
class DeletedMediaFiles:
    count: int


def get_max_bytes(kind: str) -> int:
    """Return the size that the settings allow to a kind of file."""
    return {
        MediaFile.Kind.VIDEO: settings.VIDEO_MAX_BYTES,
        MediaFile.Kind.AUDIO: settings.AUDIO_MAX_BYTES,
        MediaFile.Kind.DOCUMENT: settings.DOCUMENT_MAX_BYTES,
    }[MediaFile.Kind(kind)]


def upload_media_file(*, stream: Stream, length: int, name: str, by: User) -> UploadedMediaFile:
    """Store a file of `length` bytes that is read from a stream; memory does not depend on it.

    The format follows from the content; `name` is shown to authors only. Raises ValidationError for
    a file that is too large, incomplete, of another format or taken down, and OSError if it cannot
    be written. A file that is too large is not read to its end. Three queries for a new file.
    """
    head = _read_head(stream, length)
    format = find_format(head)
    if format is None:
        raise ValidationError(
            _(
                "This is no file that can be shown: upload MP4, WebM, MP3, M4A, Ogg, WAV, FLAC or"
                " PDF."
            )
        )
    _check_size(length, format.types)
    with open_incoming() as incoming:
        sha256 = _receive(stream, head, incoming, length)
        type, facts = _read_facts(format, incoming)
        _check_size(length, [type])
        _refuse_taken_down(sha256)
        if (known := _find_uploaded(sha256, by)) is not None:
            return UploadedMediaFile(known, is_new=False)
        token = secrets.token_hex(16)  # Nobody can guess the file of a draft.
        new = MediaFile(
            name=clean_file_name(name) or f"{token[:8]}.{type.extension}",
            kind=type.kind,
            content_type=type.content_type,
            size=length,
            sha256=sha256,
            seconds=facts.seconds,
            width=facts.width,
            height=facts.height,
            pages=facts.pages,
            codecs=facts.codecs,
            uploaded_by=by,
        )
        incoming.seek(0)
        path = f"files/{token[:2]}/{token}.{type.extension}"
        new.file.name = default_storage.save(path, File(incoming))
    try:
        with transaction.atomic():
            new.save()
    except IntegrityError:  # A concurrent upload of the same file was stored.
        default_storage.delete(new.file.name)
        return UploadedMediaFile(MediaFile.objects.get(uploaded_by=by, sha256=sha256), is_new=False)
    return UploadedMediaFile(new, is_new=True)


def _read_head(stream: Stream, length: int) -> bytes:
    if not length:
        raise ValidationError(_("The file is empty."))
    head = b""
    while len(head) < HEAD_BYTES and (chunk := stream.read(HEAD_BYTES - len(head))):
        head += chunk
    return head


def _check_size(length: int, types: Iterable[Type]) -> None:
    """Raise ValidationError for a file that is too large for each of the types."""
    most = max(get_max_bytes(type.kind) for type in types)
    if length > most:
        raise ValidationError(
            _("The file has %(size)d MB. It can have at most %(most)d MB.")
            % {"size": -(-length // MEGABYTE), "most": most // MEGABYTE}
        )


def _receive(stream: Stream, head: bytes, file: IO[bytes], length: int) -> str:
    """Write the head and the rest of a stream to a file; return the SHA-256 of both.

    Raises ValidationError if the stream ends early.
    """
    digest, received, chunk = hashlib.sha256(), 0, head
    while chunk:
        digest.update(chunk)
        file.write(chunk)
        received += len(chunk)
        chunk = stream.read(CHUNK_BYTES)
    if received != length:
        raise ValidationError(_("The upload was interrupted. Try again."))
    return digest.hexdigest()


def _read_facts(format: Format, file: IO[bytes]) -> tuple[Type, Facts]:
    try:
        facts = format.read(file)
        return format.choose_type(facts), facts
    except DamagedFile as error:
        message = _("The file is incomplete or damaged. Export or copy it again, then upload it.")
        raise ValidationError(message) from error


def _refuse_taken_down(sha256: str) -> None:
    if take_down := find_take_down(sha256):
        message = _("This file was taken down: %(reason)s Only an editor can put it back.")
        raise ValidationError(message % {"reason": take_down.reason})


def _find_uploaded(sha256: str, by: User) -> MediaFile | None:
    """Find a user's upload of the same file, and restart its lifetime. At most two queries."""
    same = MediaFile.objects.filter(uploaded_by=by, sha256=sha256)
    return same.first() if same.update(last_uploaded_at=Now()) else None


@transaction.atomic
def delete_media_files(*, files: Iterable[MediaFile]) -> DeletedMediaFiles:
    """Delete files, and their content after the commit. Raises ProtectedError if a post shows one
    or links to it.

    Earlier versions of posts lose it. Four queries, and one for each file that was taken down.
    """
    files = list(files)
    names = [find_private_name(file) or str(file.file.name) for file in files]
    _all, count_by_model = MediaFile.objects.filter(pk__in=[file.pk for file in files]).delete()
    for name in names:
        transaction.on_commit(partial(private.delete, [name]), robust=True)
    return DeletedMediaFiles(count_by_model.get(MediaFile._meta.label, 0))


def select_using_posts(**files: Any) -> QuerySet[Any]:
    """Select the keys of the posts that show or link to files, which are a condition on these: for
    example `file=file` or `file__sha256=sha256`. Drafts and trash count."""
    shown = Embed.objects.filter(**files).order_by().values("post")
    return shown.union(LinkedFile.objects.filter(**files).values("post"))


def exclude_expiring(files: QuerySet[MediaFile]) -> QuerySet[MediaFile]:
    """Exclude files that are about to be deleted, before an author chooses one."""
    since = Now() - UNUSED_LIFETIME + EXPIRY_MARGIN
    return files.filter(_IN_USE | Q(last_uploaded_at__gte=since))


@task
def delete_unused() -> None:
    """Delete files that nothing has used for a week, at most MAX_DELETED in one run.

    A save locks the files that it uses: locked ones are skipped, and later saves wait for this
    transaction. The second query finds files that were used before the lock.
    """
    unused = MediaFile.objects.without_taken_down().filter(~_IN_USE)
    old = unused.filter(last_uploaded_at__lt=Now() - UNUSED_LIFETIME)
    with transaction.atomic():
        oldest = old.order_by("last_uploaded_at", "pk").select_for_update(
            skip_locked=True, of=("self",)
        )
        locked = [file.pk for file in oldest[:MAX_DELETED]]
        delete_media_files(files=old.filter(pk__in=locked).exclude(_find_unsaved()))


def find_autosaves(file: MediaFile) -> QuerySet[Autosave]:
    """Filter autosaves that contain a file or link to it. Reads all autosaves, which are few."""
    return _filter_autosaves(f'data-file="{file.pk}"', f"/{file.file.name}")


def _filter_autosaves(*texts: str) -> QuerySet[Autosave]:
    autosaves = Autosave.objects.annotate(html=KT("values__document"))
    conditions = [Q(html__contains=text) for text in texts]
    return autosaves.filter(reduce(or_, conditions))


def _find_unsaved() -> Q:
    """Return a condition for all files in autosaves. One query."""
    rows = _filter_autosaves('data-file="', "/files/").values_list(
        KT("values__document"), flat=True
    )
    texts = list(rows)
    keys = {int(key) for html in texts for key in _REFERENCE_RE.findall(html)}
    names = {name for html in texts for name in list_linked_names(html)}
    return Q(pk__in=keys) | Q(file__in=names)
