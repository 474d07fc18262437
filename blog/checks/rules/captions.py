"""Check that videos have captions, for readers who cannot hear them."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from blog.checks.findings import Finding, excerpt
from blog.content.document import Document, FileNode
from blog.models import CaptionTrack, MediaFile


def check(document: Document) -> Iterator[Finding]:
    """Yield a finding for each video without captions. One query, none without media files."""
    nodes = [node for node in document.nodes if isinstance(node, FileNode) and node.file]
    if not nodes:
        return
    has_captions = Exists(CaptionTrack.objects.filter(file=OuterRef("pk")))
    videos = MediaFile.objects.filter(~has_captions, kind=MediaFile.Kind.VIDEO)
    missing = videos.filter(pk__in={node.file for node in nodes}).in_bulk()
    message = _("This video has no captions. Add them on its page in Desk → Media files.")
    for node in nodes:
        if (file := missing.get(node.file or 0)) is not None:
            subject, shown = str(file.pk), excerpt(node.title or file.name)
            yield Finding("captions_missing", message, subject, node.element_index, excerpt=shown)
