"""Operation on the captions of an uploaded recording.

Posts with the recording are rendered and checked again.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from blog.checks.store import recheck_posts_with_file
from blog.common import markup
from blog.common.db.languages import normalize_language, validate_language
from blog.content import rendering
from blog.models import CaptionTrack, MediaFile, Post
from blog.models.media_files import create_caption_key

MAX_TRACKS = 50


@dataclass(frozen=True)
class Captions:
    """`text` is that of `read_captions`, '' to leave it as it is; `pk` None adds captions."""

    language: str
    label: str = ""
    text: str = ""
    pk: int | None = None


@dataclass(frozen=True)
class ChangedCaptions:
    saved_count: int
    deleted_count: int


@transaction.atomic
def change_captions(
    *, file: MediaFile, saved: Iterable[Captions], deleted: Collection[int] = ()
) -> ChangedCaptions:
    """Delete, add and change captions of a recording. Raises ValidationError for a document.

    Three queries, and two for each row; the first posts with the file are rendered on commit.
    """
    saved = list(saved)
    file = MediaFile.objects.select_for_update(no_key=True).get(pk=file.pk)
    if saved and file.kind == MediaFile.Kind.DOCUMENT:
        raise ValidationError(_("Only videos and audio recordings have captions."))
    count = 0
    if deleted:
        count, _each = CaptionTrack.objects.filter(file=file, pk__in=list(deleted)).delete()
    rows = {row.pk: row for row in CaptionTrack.objects.filter(file=file)}
    if len(rows) + sum(each.pk is None for each in saved) > MAX_TRACKS:
        message = _("A recording can have captions in at most %(most)d languages.")
        raise ValidationError(message % {"most": MAX_TRACKS})
    for each in saved:
        row = rows[each.pk] if each.pk else CaptionTrack(file=file)
        row.language = normalize_language(each.language)
        validate_language(row.language)
        row.label = " ".join(markup.clean_text(each.label).split())
        if each.text and each.text != row.text:
            row.text, row.key = each.text, create_caption_key()
        row.save()
    if saved or count:
        rendering.rerender_posts(Post.all_objects.filter(embeds__file=file))
        recheck_posts_with_file.enqueue(file.pk)
    return ChangedCaptions(len(saved), count)
