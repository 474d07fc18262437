"""The HTML of blocks as a flow collects them."""

from dataclasses import replace
from html import escape
from urllib.parse import urljoin

from blog.content.embeds.providers import find_embed
from lib.urls import is_web_url
from transfer.bodies import figures, files
from transfer.bodies.runs import Paragraph
from transfer.bodies.types import FileLink, PictureLink


class Blocks:
    """Collects the HTML of blocks.

    `outer` are the blocks around the inside of a list or block quote, whose pictures, files and
    notes it adds to. Figures and embeds that the inside cannot hold are in the outermost `lifted`,
    to follow its block.
    """

    def __init__(self, base_url: str, outer: "Blocks | None" = None) -> None:
        self.base_url = base_url
        self.outer = outer
        self.blocks: list[str] = []
        self.paragraph = Paragraph()
        self.pictures: list[PictureLink] = outer.pictures if outer else []
        self.files: list[FileLink] = outer.files if outer else []
        self.notes: list[str] = outer.notes if outer else []
        self.quotations = 0
        self.lifted: list[str] = []

    @property
    def unique_notes(self) -> list[str]:
        return list(dict.fromkeys(self.notes))

    def finish(self) -> list[str]:
        """Return the HTML of the blocks."""
        self.end_paragraph()
        return self.blocks

    def end_paragraph(self, tag: str = "p") -> None:
        html = self.paragraph.to_html() if self.paragraph.is_open else ""
        self.paragraph = Paragraph()
        if html:
            self.blocks.append(f"<{tag}>{html}</{tag}>")

    def add_block(self, html: str) -> None:
        self.end_paragraph()
        self.blocks.append(html)

    def add_unnested(self, html: str) -> None:
        """Add a block that only the post itself can hold."""
        outermost = self
        while outermost.outer:
            outermost = outermost.outer
        if outermost is self:
            self.add_block(html)
        else:
            outermost.lifted.append(html)

    def add_picture(self, picture: PictureLink) -> None:
        """Add a figure, and what of its texts it cannot hold as a paragraph."""
        picture, rest = figures.shorten(picture)
        self.pictures.append(picture)
        number = len(self.pictures)
        self.add_unnested(figures.build(picture, number))
        if rest:
            self.add_block(f"<p>{escape(rest, quote=False)}</p>")

    def add_file(
        self, file: FileLink, title: str, caption: str = "", credit: str = "", transcript: str = ""
    ) -> None:
        """Add the block of a file, which becomes a link if the file is missing."""
        texts = join_credit(caption, credit)
        paragraphs = "".join(
            f"<p>{escape(line, quote=False)}</p>" for line in transcript.split("\n")
        )
        link = _build_link(file.url, texts, title) + (paragraphs if transcript else "")
        self.files.append(replace(file, link=link))
        html, rest = files.build(len(self.files), title, caption, credit, transcript)
        self.add_unnested(html)
        if rest:
            self.add_block(f"<p>{escape(rest, quote=False)}</p>")

    def add_link_block(
        self, url: str, caption: str, title: str = "", is_card: bool = False
    ) -> None:
        """Add a page of a known provider, or a card of any page; else a link in a paragraph."""
        url = figures.mend_player_url(url)
        is_page = is_web_url(url) and len(url) <= 1000
        if is_page and (is_card or find_embed(url)):
            text = f' data-caption="{escape(caption[:1000])}"' if caption else ""
            text += f' data-title="{escape(title[:300])}"' if title else ""
            html = f'<figure data-block="embed" data-url="{escape(url)}"{text}></figure>'
            self.add_unnested(html)
        else:
            self.add_block(_build_link(url, caption, title))

    def end_nested(self) -> None:
        """Add what the inside of a block could not hold."""
        if not self.outer:
            self.blocks += self.lifted
            self.lifted = []

    def resolve(self, url: str) -> str:
        """Return an absolute address; '' for one that cannot be resolved."""
        url = "".join(url.split())
        if not url or url.startswith("#"):
            return ""
        if url.startswith("//"):
            return f"https:{url}"
        try:
            return urljoin(self.base_url, url)
        except ValueError:
            return ""


def _build_link(url: str, caption: str, title: str) -> str:
    """Return a paragraph with a link, and its caption below a title."""
    label = escape(title or caption or url, quote=False)
    rest = f"<br>{escape(caption, quote=False)}" if title and caption else ""
    return f'<p><a href="{escape(url)}">{label}</a>{rest}</p>'


def join_credit(caption: str, credit: str) -> str:
    """Return a caption with its credit, for a block that has no field for it."""
    return " ".join(filter(None, (caption, f"({credit})" if credit else "")))
