"""Put audio, video and PDF files into a post; one that is missing stays a link."""

from html import escape

from django.utils.translation import gettext_noop

from blog.content.document import Document, parse
from blog.content.document.nodes import FileNode, Node, ProseNode
from transfer.bodies import FileLink
from transfer.bodies.files import MAX_TITLE, is_file
from transfer.file_types import is_media_name
from transfer.items import ExportedFile
from transfer.models import ImportedFile
from transfer.pictures import Pictures

LINK_NOTE = gettext_noop("A recording or document could not be fetched and is a link.")


def place_files(document: Document, links: list[FileLink], pictures: Pictures) -> list[str]:
    """Replace the numbers of files by their keys, and blocks whose file is missing by links.

    Return notes about these.
    """
    notes: list[str] = []
    nodes: list[Node] = []
    for node in document.nodes:
        if not isinstance(node, FileNode) or node.file is None:
            nodes.append(node)
            continue
        link = links[node.file - 1]
        row = pictures.get_file_by_name(link.name) if link.name else pictures.get_file([link.url])
        if row and row.file:
            pictures.complete_file(row.file, link)
            node.file = row.file.pk
            node.title = node.title or find_title(row)
            nodes.append(node)
        else:
            html = link.link or describe_file(node, row.url if row else "")
            nodes += parse(html).nodes
            notes.append(LINK_NOTE)
    if notes:
        document.nodes[:] = _join_prose(nodes)
    return notes[:1]


def describe_file(node: FileNode, url: str = "") -> str:
    """Return the texts of a recording or document without its file, as paragraphs; the first is a
    link if `url` is that of the file."""
    lines = [node.title, node.caption, node.credit, *node.transcript.splitlines()]
    texts = [escape(line, quote=False) for line in lines if line]
    if is_file(url):
        texts[:1] = [f'<a href="{escape(url)}">{texts[0] if texts else escape(url)}</a>']
    return "".join(f"<p>{text}</p>" for text in texts)


def find_title(row: ImportedFile) -> str:
    """Return the title of a file in the library of the other blog, else its name."""
    exported = row.item.item if row.item else None
    title = exported.title if isinstance(exported, ExportedFile) else ""
    title = title or (row.file.name if row.file else "")
    stem = title.rpartition(".")[0] if is_media_name(title) else ""
    return " ".join((stem or title).split())[:MAX_TITLE]


def _join_prose(nodes: list[Node]) -> list[Node]:
    """Join prose in a row."""
    joined: list[Node] = []
    for node in nodes:
        last = joined[-1] if joined else None
        if isinstance(node, ProseNode) and isinstance(last, ProseNode):
            last.html += node.html
            last.quotations += node.quotations
        else:
            joined.append(node)
    return joined
