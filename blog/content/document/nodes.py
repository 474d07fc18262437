"""The nodes of a document: what stands between the editor's HTML and the rows."""

from collections.abc import Iterator
from dataclasses import dataclass, field

# What is known of a picture; a figure holds it itself as long as it has no photo.
PHOTO_WORDS = ("alt", "decorative", "credit", "licence_url", "original_url")
# The parts of a quotation's credit that are read from its attribution line.
CREDIT_PARTS = ("source", "speaker", "said")


def _place() -> int:
    """Which of the outermost elements of the editor's HTML a node begins with; 0 for one made of
    rows. It says where a node stands, not what it is."""
    return field(default=0, compare=False)


@dataclass
class ProseNode:
    html: str
    errors: list[str] = field(default_factory=list)
    at: int = _place()


@dataclass
class SourceFields:
    """A source as the editor names it: a known one by `pk`, else the parts of a new one."""

    pk: int | None = None
    name: str = ""
    role: str = ""
    affiliation: str = ""
    kind: str = ""


@dataclass
class Paragraph:
    """One quotation: the key of its row (None for a new one) and its words as inline HTML."""

    pk: int | None
    html: str


@dataclass
class QuotationNode:
    """Neighbouring quotations under one attribution.

    `said` is '2023', '2023-03' or '2023-03-22'; `translation` has one line for each paragraph.
    What the editor knows of its credit while it is written, and no row holds: `read_from` is the
    line that source, speaker and date were read from, where that is no longer the attribution;
    `by_hand` those of CREDIT_PARTS that a person set since the line changed, with spaces between.
    """

    paragraphs: list[Paragraph]
    attribution: str = ""
    source: SourceFields = field(default_factory=SourceFields)
    speaker: SourceFields = field(default_factory=SourceFields)
    said: str = ""
    url: str = ""
    language: str = ""
    translation: str = ""
    read_from: str = ""
    by_hand: str = ""
    source_is_mine: bool = True
    errors: list[str] = field(default_factory=list)
    at: int = _place()

    @property
    def translations(self) -> list[str]:
        """One for each paragraph, '' where there is none."""
        lines = [line.strip() for line in self.translation.split("\n")] if self.translation else []
        return (lines + [""] * len(self.paragraphs))[: max(len(lines), len(self.paragraphs))]


@dataclass
class FigureNode:
    """A picture with its words. `src`, `width`, `height` and `photo_is_mine` are for display."""

    pk: int | None = None
    photo: int | None = None
    alt: str = ""
    decorative: bool = False
    caption: str = ""
    credit: str = ""
    licence_url: str = ""
    original_url: str = ""
    src: str = ""
    width: int = 0
    height: int = 0
    photo_is_mine: bool = True
    errors: list[str] = field(default_factory=list)
    at: int = _place()


@dataclass
class ConflictNode:
    """A passage that two people changed: the nodes that `by` saved and those of the form that was
    sent later. It is no text of the post and never stored, until somebody chooses."""

    theirs: list["Node"]
    mine: list["Node"]
    by: str = ""
    errors: list[str] = field(default_factory=list)
    at: int = _place()


Node = ProseNode | QuotationNode | FigureNode | ConflictNode


@dataclass
class Document:
    nodes: list[Node]

    @property
    def conflicts(self) -> list[ConflictNode]:
        return [node for node in self.nodes if isinstance(node, ConflictNode)]

    @property
    def all_nodes(self) -> Iterator[Node]:
        """Iterate over the nodes, and those of both versions of each conflict."""
        for node in self.nodes:
            yield node
            if isinstance(node, ConflictNode):
                yield from Document([*node.theirs, *node.mine]).all_nodes

    @property
    def errors(self) -> list[str]:
        return [error for node in self.nodes for error in node.errors]

    @property
    def is_empty(self) -> bool:
        return not self.nodes
