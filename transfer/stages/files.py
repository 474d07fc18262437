"""Put audio, video and PDF files into a post, as blocks and as targets of links; one that is
missing stays a link to the other blog."""

import re
from html import escape, unescape
from urllib.parse import urljoin

from django.utils.translation import gettext_noop

from blog.content.document import Document, parse
from blog.content.document.nodes import FileNode, Node, ProseNode
from transfer.bodies import FileLink
from transfer.bodies.files import MAX_TITLE, is_file
from transfer.file_types import is_media_name, is_media_url
from transfer.items import ExportedFile
from transfer.models import ImportedFile
from transfer.pictures import Pictures

_HREF_RE = re.compile(r'(?<=<a href=")[^"]*')
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


def rewrite_links(html: str, base_url: str, pictures: Pictures) -> tuple[str, list[str]]:
    """Replace links to recordings and documents of the other blog by links to our copies.

    Return notes about those that are missing, whose links stay. `base_url` is the address of the
    post. Two queries for each file, and those of an upload.
    """
    urls: dict[str, str] = {}
    notes: list[str] = []
    for href in dict.fromkeys(_HREF_RE.findall(html)):
        address, _hash, fragment = unescape(href).partition("#")
        # Before it is resolved, which takes longest: nearly all links lead to pages.
        if not is_media_url(address):
            continue
        url = _resolve(base_url, address)
        if not is_file(url) or not pictures.is_of_blog(url, base_url):
            continue
        row = pictures.get_file([url])
        if row and row.file:
            urls[href] = escape(row.file.file.url + (f"#{fragment}" if fragment else ""))
        else:
            notes = [LINK_NOTE]
    return _HREF_RE.sub(lambda match: urls.get(match[0], match[0]), html) if urls else html, notes


def _resolve(base_url: str, href: str) -> str:
    try:
        return urljoin(base_url, href)
    except ValueError:
        return ""


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
