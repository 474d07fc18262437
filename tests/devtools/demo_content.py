"""The parsed content files of the demo, without a database."""

from blog.content.document.nodes import FigureNode, Node, ProseNode, QuotationNode
from blog.models import Photo
from devtools.demo.bodies import parse_body
from devtools.demo.content_files import Entry, build, read_document, read_entries
from devtools.demo.load import CONTENT


def read_values(name: str) -> list[dict]:
    return [entry.values for entry in read_entries(CONTENT / f"{name}.toml")]


def read_documents(folder: str) -> list[Entry]:
    return [read_document(file) for file in sorted((CONTENT / folder).glob("*.html"))]


ACCOUNTS, LABELS, SOURCES, PHOTOS, COMMENTS = map(
    read_values, ("accounts", "labels", "sources", "photos", "comments")
)
POSTS, PAGES = map(read_documents, ("posts", "pages"))
PUBLISHED = [post for post in POSTS if "published_at" in post.values]
SOURCE_BY_NAME = {source["name"]: source for source in SOURCES}
_PHOTO_ROWS = {
    entry.values["key"]: build(Photo, entry, other="key agency rights_end_in_days", pk=number)
    for number, entry in enumerate(read_entries(CONTENT / "photos.toml"), start=1)
}


def parse_nodes(entry: Entry) -> list[Node]:
    return parse_body(entry, _PHOTO_ROWS, SOURCE_BY_NAME).nodes


NODES = {post.file.name: parse_nodes(post) for post in POSTS}
_ALL = [node for nodes in NODES.values() for node in nodes]
QUOTATIONS = [node for node in _ALL if isinstance(node, QuotationNode)]
FIGURES = [node for node in _ALL if isinstance(node, FigureNode)]
PROSE = [node for node in _ALL if isinstance(node, ProseNode)]
