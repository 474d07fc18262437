"""The nodes of a document, between the editor's HTML and the rows."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from blog.content.charts.kinds import CHART_TABLE

# Facts about a picture. A figure without a photo has them itself.
PHOTO_FIELDS = ("alt", "decorative", "credit", "licence_url", "original_url")
# The parts of a quotation's credit that are parsed from its attribution line.
CREDIT_PARTS = ("source", "speaker", "date_said")


def _make_index_field() -> int:
    """Return a field for the index of a node's first top-level element in the editor's HTML.

    0 for nodes loaded from rows. Ignored in comparisons.
    """
    return field(default=0, compare=False)


@dataclass
class SourceFields:
    """A source as the editor sends it: a known one by `pk`, else the fields of a new one.

    A known one with another name is another source, unless the author renamed it: `renamed_from` is
    then the name that the form showed.
    """

    pk: int | None = None
    name: str = ""
    role: str = ""
    affiliation: str = ""
    kind: str = ""
    renamed_from: str = ""


@dataclass
class HopFields:
    """A step of a quotation's provenance as the editor sends it."""

    kind: str
    source: SourceFields = field(default_factory=SourceFields)
    url: str = ""


@dataclass
class Paragraph:
    """One quotation: the key of its row (None for a new one) and its text as inline HTML."""

    pk: int | None
    html: str


@dataclass
class QuotationNode:
    """Neighbouring quotations under one attribution, or one within a sentence (`is_inline`).

    `date_said` is '2023', '2023-03' or '2023-03-22'; `translation` has one line for each paragraph;
    `is_attribution_url` tells whether `url` was a link in the attribution.
    Two fields exist only while the document is edited: `read_from` is the line that source, speaker
    and date were parsed from, where the attribution has changed since; `by_hand` are the
    CREDIT_PARTS that a person set after that change, separated by spaces.
    """

    paragraphs: list[Paragraph]
    attribution: str = ""
    source: SourceFields = field(default_factory=SourceFields)
    speaker: SourceFields = field(default_factory=SourceFields)
    date_said: str = ""
    url: str = ""
    is_attribution_url: bool = False
    locator: str = ""
    hops: list[HopFields] = field(default_factory=list)
    language: str = ""
    translation: str = ""
    is_machine_translation: bool = False
    read_from: str = ""
    by_hand: str = ""
    source_is_mine: bool = True
    is_inline: bool = False
    errors: list[str] = field(default_factory=list)
    element_index: int = _make_index_field()

    @property
    def named_sources(self) -> list[SourceFields]:
        """The source, the speaker and the sources of the steps that have a name."""
        named = [self.source, self.speaker, *(hop.source for hop in self.hops)]
        return [fields for fields in named if fields.name]

    @property
    def translations(self) -> list[str]:
        """The translation of each paragraph, '' where there is none."""
        lines = [line.strip() for line in self.translation.split("\n")] if self.translation else []
        return (lines + [""] * len(self.paragraphs))[: max(len(lines), len(self.paragraphs))]


@dataclass
class ProseNode:
    """Paragraphs, headings and lists, as PROSE HTML.

    Each `<q>` in it is a quotation within a sentence, without its quotation marks;
    `quotations` has one inline node for each, in their order.
    """

    html: str
    quotations: list[QuotationNode] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    element_index: int = _make_index_field()


@dataclass
class FigureNode:
    """A picture with its texts. `src`, `width`, `height`, `photo_is_mine` and `removed` are for
    display; `removed` is the reason why the picture was taken down."""

    pk: int | None = None
    photo: int | None = None
    alt: str = ""
    decorative: bool = False
    caption: str = ""
    credit: str = ""
    licence_url: str = ""
    original_url: str = ""
    layout: str = ""
    is_lead: bool = False
    src: str = ""
    width: int = 0
    height: int = 0
    photo_is_mine: bool = True
    removed: str = ""
    errors: list[str] = field(default_factory=list)
    element_index: int = _make_index_field()


@dataclass
class GalleryNode:
    """Several pictures side by side. The layout of its figures is the gallery's."""

    figures: list[FigureNode]
    layout: str = ""
    errors: list[str] = field(default_factory=list)
    element_index: int = _make_index_field()


@dataclass
class EmbedNode:
    """A page of another site, by its URL, or a post of this site, by the key `post`.

    `provider`, `page_title`, `author` and `src` (of the picture) are for display.
    """

    pk: int | None = None
    url: str = ""
    title: str = ""
    caption: str = ""
    post: int | None = None
    provider: str = ""
    page_title: str = ""
    author: str = ""
    src: str = ""
    errors: list[str] = field(default_factory=list)
    element_index: int = _make_index_field()


@dataclass
class FileNode:
    """An audio, video or PDF file, by the key `file`; None until one was uploaded.

    `kind`, `name`, `details` (its format, duration and size as text), `src`, and `removed`, the
    reason of a take-down, are for display.
    """

    pk: int | None = None
    file: int | None = None
    title: str = ""
    caption: str = ""
    credit: str = ""
    transcript: str = ""
    kind: str = ""
    name: str = ""
    details: str = ""
    src: str = ""
    removed: str = ""
    errors: list[str] = field(default_factory=list)
    element_index: int = _make_index_field()


@dataclass
class ConflictNode:
    """A block that two people changed: the nodes that `by` saved and those of the later form.

    Never stored: somebody has to choose a version first.
    """

    theirs: list["Node"]
    mine: list["Node"]
    by: str = ""
    errors: list[str] = field(default_factory=list)
    element_index: int = _make_index_field()


Node = ProseNode | QuotationNode | FigureNode | GalleryNode | EmbedNode | FileNode | ConflictNode


@dataclass
class Document:
    nodes: list[Node]

    @property
    def conflicts(self) -> list[ConflictNode]:
        return [node for node in self.nodes if isinstance(node, ConflictNode)]

    @property
    def has_charts(self) -> bool:
        """Whether prose outside of conflicts has a table that is a chart."""
        return any(isinstance(node, ProseNode) and CHART_TABLE in node.html for node in self.nodes)

    @property
    def all_nodes(self) -> Iterator[Node]:
        """Iterate over the nodes, the figures of galleries, and those of both versions of each
        conflict."""
        for node in self.nodes:
            yield node
            if isinstance(node, GalleryNode):
                yield from node.figures
            if isinstance(node, ConflictNode):
                yield from Document([*node.theirs, *node.mine]).all_nodes

    @property
    def figures(self) -> list[FigureNode]:
        """The figures, those of galleries included; without those of conflicts."""
        figures: list[FigureNode] = []
        for node in self.nodes:
            if isinstance(node, FigureNode):
                figures.append(node)
            elif isinstance(node, GalleryNode):
                figures += node.figures
        return figures

    @property
    def quotations(self) -> list[QuotationNode]:
        """The quotations, those within sentences included; without those of conflicts."""
        return list(_iterate_quotations(self.nodes))

    @property
    def all_quotations(self) -> list[QuotationNode]:
        """The quotations, and those of both versions of each conflict."""
        return list(_iterate_quotations(self.all_nodes))

    @property
    def nodes_with_inline(self) -> list[Node]:
        """The nodes, then the quotations within their sentences and the figures of galleries."""
        inline = [node for node in self.quotations if node.is_inline]
        galleries = [node for node in self.nodes if isinstance(node, GalleryNode)]
        return [*self.nodes, *inline, *(each for node in galleries for each in node.figures)]

    @property
    def errors(self) -> list[str]:
        return [error for node in self.nodes_with_inline for error in node.errors]

    @property
    def is_empty(self) -> bool:
        return not self.nodes


def _iterate_quotations(nodes: Iterable[Node]) -> Iterator[QuotationNode]:
    for node in nodes:
        if isinstance(node, QuotationNode):
            yield node
        elif isinstance(node, ProseNode):
            yield from node.quotations
