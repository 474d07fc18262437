"""The formats that may be uploaded: recognised by content, never by name.

Each has the extension and media type that we give it, whatever the file was called.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

from blog.content.media_files import iso_media, pdf, sound, webm
from blog.content.media_files.facts import DamagedFile, Facts
from blog.models.media_files import MediaFile

HEAD_BYTES = 4096
_Kind = MediaFile.Kind


@dataclass(frozen=True)
class Type:
    """What a file is served as; the extension decides the media type (`storage.media`)."""

    kind: MediaFile.Kind
    extension: str
    content_type: str


@dataclass(frozen=True)
class Format:
    """A format. `video` is None if it has no pictures, `audio` if it has no sound."""

    name: str
    is_this: Callable[[bytes], bool]
    read: Callable[[IO[bytes]], Facts]
    video: Type | None = None
    audio: Type | None = None
    document: Type | None = None

    @property
    def types(self) -> list[Type]:
        return [each for each in (self.video, self.audio, self.document) if each]

    def choose_type(self, facts: Facts) -> Type:
        chosen = self.document or (self.video if facts.has_video else self.audio)
        if chosen is None:
            raise DamagedFile
        return chosen


FORMATS = (
    Format(
        "MP4",
        iso_media.is_iso_media,
        iso_media.read_iso_media,
        video=Type(_Kind.VIDEO, "mp4", "video/mp4"),
        audio=Type(_Kind.AUDIO, "m4a", "audio/mp4"),
    ),
    Format(
        "WebM",
        webm.is_webm,
        webm.read_webm,
        video=Type(_Kind.VIDEO, "webm", "video/webm"),
        audio=Type(_Kind.AUDIO, "weba", "audio/webm"),
    ),
    Format("Ogg", sound.is_ogg, sound.read_ogg, audio=Type(_Kind.AUDIO, "ogg", "audio/ogg")),
    Format("WAV", sound.is_wav, sound.read_wav, audio=Type(_Kind.AUDIO, "wav", "audio/wav")),
    Format("FLAC", sound.is_flac, sound.read_flac, audio=Type(_Kind.AUDIO, "flac", "audio/flac")),
    Format("MP3", sound.is_mp3, sound.read_mp3, audio=Type(_Kind.AUDIO, "mp3", "audio/mpeg")),
    Format(
        "PDF",
        pdf.is_pdf,
        pdf.read_pdf,
        document=Type(_Kind.DOCUMENT, "pdf", "application/pdf"),
    ),
)


def find_format(head: bytes) -> Format | None:
    """Find the format of a file by its first HEAD_BYTES bytes."""
    return next((each for each in FORMATS if each.is_this(head)), None)
