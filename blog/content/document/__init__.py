"""A post's blocks as one HTML document, and back.

`parser.parse` turns the editor's HTML into nodes, `validation.check` says at each node what is
wrong with it, `save.save` turns nodes into rows; `serializer.nodes_of` turns rows into nodes again
and `serializer.to_html` those into the editor's HTML. A save without a change keeps every row and
key.
"""

from blog.content.document.credits import read_changed_lines, update_credits
from blog.content.document.nodes import (
    ConflictNode,
    Document,
    FigureNode,
    ProseNode,
    QuotationNode,
)
from blog.content.document.parser import parse
from blog.content.document.save import save, unsaved_rows
from blog.content.document.serializer import block_html, nodes_of, to_html
from blog.content.document.validation import check

__all__ = [
    "ConflictNode",
    "Document",
    "FigureNode",
    "ProseNode",
    "QuotationNode",
    "block_html",
    "check",
    "nodes_of",
    "parse",
    "read_changed_lines",
    "save",
    "to_html",
    "unsaved_rows",
    "update_credits",
]
