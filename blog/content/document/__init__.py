"""Convert the blocks of a post to one HTML document and back.

`parser.parse` parses the editor's HTML into nodes, `validation.check` adds errors to nodes,
`save.save` stores nodes as rows; `serializer.load_document` loads rows as nodes and
`serializer.to_html` serializes nodes as the editor's HTML. A save without changes keeps every row
and its key.
"""

from blog.content.document.credits import read_changed_lines, update_credits
from blog.content.document.nodes import (
    ConflictNode,
    Document,
    EmbedNode,
    FigureNode,
    FileNode,
    GalleryNode,
    ProseNode,
    QuotationNode,
)
from blog.content.document.parser import parse
from blog.content.document.save import ChangesOtherPosts, build_rows, create, save
from blog.content.document.serializer import (
    blocks_to_html,
    build_document,
    build_figure_node,
    load_document,
    to_html,
)
from blog.content.document.validation import check

__all__ = [
    "ChangesOtherPosts",
    "ConflictNode",
    "Document",
    "EmbedNode",
    "FigureNode",
    "FileNode",
    "GalleryNode",
    "ProseNode",
    "QuotationNode",
    "blocks_to_html",
    "build_document",
    "build_figure_node",
    "build_rows",
    "check",
    "create",
    "load_document",
    "parse",
    "read_changed_lines",
    "save",
    "to_html",
    "update_credits",
]
