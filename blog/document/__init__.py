"""A post's blocks as one HTML document, and back.

`reading.parse` turns the editor's HTML into nodes, `checking.check` says at each node what is wrong
with it, `saving.save` turns nodes into rows; `writing.nodes_of` turns rows into nodes again and
`writing.to_html` those into the editor's HTML. A save without a change keeps every row and key.
"""

from blog.document.checking import check
from blog.document.credits import read_changed_lines, update_credits
from blog.document.nodes import ConflictNode, Document, FigureNode, ProseNode, QuotationNode
from blog.document.reading import parse
from blog.document.saving import save, unsaved_rows
from blog.document.writing import nodes_of, passages, to_html

__all__ = [
    "ConflictNode",
    "Document",
    "FigureNode",
    "ProseNode",
    "QuotationNode",
    "check",
    "nodes_of",
    "parse",
    "passages",
    "read_changed_lines",
    "save",
    "to_html",
    "unsaved_rows",
    "update_credits",
]
