"""Pictures, audio, video and PDF files by their names.

What a file really is, its upload finds out (`imaging.clean`, `blog.content.media_files.formats`).
"""

from urllib.parse import unquote

from lib.urls import split_url

# Those that an upload refuses, such as SVG, are among them: the report of an import names them.
PICTURE_SUFFIXES = (
    *(".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".gif", ".webp", ".avif", ".heic", ".heif"),
    *(".bmp", ".tif", ".tiff", ".svg", ".ico"),
)
# Those that may stand for a smaller picture which links to them.
_ORIGINAL_SUFFIXES = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif")
AUDIO_SUFFIXES = (".mp3", ".m4a", ".ogg", ".oga", ".opus", ".wav", ".flac", ".weba")
VIDEO_SUFFIXES = (".mp4", ".m4v", ".webm")
DOCUMENT_SUFFIXES = (".pdf",)
CAPTION_SUFFIXES = (".vtt", ".srt")
SUFFIXES = (*AUDIO_SUFFIXES, *VIDEO_SUFFIXES, *DOCUMENT_SUFFIXES)


def is_picture_name(name: str) -> bool:
    return name.lower().endswith(PICTURE_SUFFIXES)


def is_original_name(name: str) -> bool:
    """Return whether a file has the name of a picture that can replace a smaller one which links
    to it."""
    return name.lower().endswith(_ORIGINAL_SUFFIXES)


def is_media_name(name: str) -> bool:
    """Return whether a file has the name of a recording, a film or a PDF."""
    return name.lower().endswith(SUFFIXES)


def is_caption_name(name: str) -> bool:
    return name.lower().endswith(CAPTION_SUFFIXES)


def find_kind(url: str) -> str:
    """Return the kind of media file (a `MediaFile.Kind`) that the name in an address says."""
    path = unquote(split_url(url).path).lower()
    if path.endswith(DOCUMENT_SUFFIXES):
        return "document"
    return "audio" if path.endswith(AUDIO_SUFFIXES) else "video"


def is_media_url(url: str) -> bool:
    """Return whether an address ends in the name of such a file; its query does not count."""
    return is_media_name(unquote(split_url(url).path))
