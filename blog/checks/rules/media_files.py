"""Check that videos have captions, for those who cannot hear them, and that browsers play files."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from blog.checks.findings import Finding, excerpt
from blog.content.document import Document, FileNode
from blog.models import CaptionTrack, MediaFile

# Of MP4, as the registry of MP4 names them: those that current browsers play everywhere.
PLAYED_CODECS = {"avc1", "avc3", "av01", "vp08", "vp09", "mp4a", ".mp3", "Opus", "fLaC"}
CODEC_NAMES = {
    **dict.fromkeys(("hvc1", "hev1"), "HEVC (H.265)"),
    **dict.fromkeys(("dvh1", "dvhe"), "Dolby Vision"),
    **dict.fromkeys(("ac-3", "ec-3"), "Dolby Digital"),
    **{"mp4v": "MPEG-4 Visual", "alac": "ALAC"},
}


def check(document: Document) -> Iterator[Finding]:
    """Yield the findings of media files. One query, none without files."""
    nodes = [node for node in document.nodes if isinstance(node, FileNode) and node.file]
    if not nodes:
        return
    has_captions = Exists(CaptionTrack.objects.filter(file=OuterRef("pk")))
    files = MediaFile.objects.without_taken_down().annotate(has_captions=has_captions)
    files_by_key = files.in_bulk({node.file for node in nodes})
    for node in nodes:
        if (file := files_by_key.get(node.file or 0)) is not None:
            yield from _check_file(file, node)


def _check_file(file: Any, node: FileNode) -> Iterator[Finding]:
    about: dict[str, Any] = {
        "subject": str(file.pk),
        "element_index": node.element_index,
        "excerpt": excerpt(node.title or file.name),
    }
    if file.kind == MediaFile.Kind.VIDEO and not file.has_captions:
        message = _("This video has no captions. Add them on its page in Desk → Media files.")
        yield Finding("captions_missing", message, **about)
    unplayed = [code for code in file.codecs.split(",") if code and code not in PLAYED_CODECS]
    if unplayed:
        message = _(
            "Not all browsers play %(codec)s. Export the file as MP4 with H.264 and AAC, and upload"
            " that."
        )
        names = {"codec": CODEC_NAMES.get(unplayed[0], unplayed[0])}
        yield Finding("codec_not_played", message % names, **about)
