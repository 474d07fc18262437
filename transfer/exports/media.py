"""Files of the library in exports."""

import zipfile
from collections.abc import Callable, Iterator
from shutil import copyfileobj
from typing import IO, cast

from django.core.files.storage import default_storage
from django.db.models import Q, QuerySet

from blog.models import CaptionTrack, Embed, Figure, LinkedFile, MediaFile, Photo
from blog.syndication.dataset.export import iterate_in_batches
from transfer.exports.selection import Selection

BUFFER_BYTES = 1024 * 1024
_FILE_MODE = 0o100644


def select_photos(selection: Selection) -> QuerySet[Photo]:
    """Select the pictures of the library, or those that selected posts show, posters included.
    Those that were taken down are left out."""
    photos = Photo.objects.without_taken_down()
    if selection.is_partial:
        shown = Figure.objects.filter(post__in=selection.list_posts().values("pk"))
        posters = select_files(selection).filter(poster__isnull=False)
        is_shown = Q(pk__in=shown.values("photo")) | Q(pk__in=posters.values("poster"))
        photos = photos.filter(is_shown)
    return photos


def select_files(selection: Selection) -> QuerySet[MediaFile]:
    """Select audio, video and PDF files as `select_photos`. Posts link to them, too."""
    files = MediaFile.objects.without_taken_down()
    if selection.is_partial:
        posts = selection.list_posts().values("pk")
        shown = Embed.objects.filter(post__in=posts).values("file")
        linked = LinkedFile.objects.filter(post__in=posts).values("file")
        files = files.filter(Q(pk__in=shown) | Q(pk__in=linked))
    return files


def select_captions(selection: Selection) -> QuerySet[CaptionTrack]:
    """Select the captions of the files that `select_files` selects."""
    return CaptionTrack.objects.filter(file__in=select_files(selection))


def name_captions(track: CaptionTrack) -> str:
    """Return the name of a file with captions, which are in the database here."""
    return f"captions/{track.key}.vtt"


def iterate_names(selection: Selection) -> Iterator[str]:
    """Yield the names of the uploads that `select_photos` and `select_files` select."""
    for photo in iterate_in_batches(select_photos(selection)):
        yield str(photo.image.name)
    last = ""
    for file in iterate_in_batches(select_files(selection)):
        if file.file.name != last:
            yield str(file.file.name)
        last = str(file.file.name)


def create_zip_info(name: str, is_compressed: bool = True) -> zipfile.ZipInfo:
    """Describe a member without a time: the same content makes the same archive."""
    info = zipfile.ZipInfo(name)
    info.compress_type = zipfile.ZIP_DEFLATED if is_compressed else zipfile.ZIP_STORED
    info.external_attr = _FILE_MODE << 16
    return info


def add_text(archive: zipfile.ZipFile, name: str, text: str) -> None:
    archive.writestr(create_zip_info(name), text.encode())


def add_captions(
    archive: zipfile.ZipFile, selection: Selection, name_member: Callable[[str], str]
) -> None:
    """Write captions as files, whose members `name_member` names by `name_captions`."""
    for track in iterate_in_batches(select_captions(selection)):
        add_text(archive, name_member(name_captions(track)), track.text)


def add_upload(archive: zipfile.ZipFile, name: str, member: str) -> bool:
    """Copy an upload into an archive; return False if the storage has no such file."""
    try:
        with default_storage.open(name) as source:
            info = create_zip_info(member, is_compressed=False)
            with archive.open(info, "w", force_zip64=True) as target:
                copyfileobj(cast(IO[bytes], source), target, BUFFER_BYTES)
    except FileNotFoundError:
        return False
    return True
