"""Read what a provider answers about a page (https://oembed.com/). Its HTML is never shown."""

from dataclasses import dataclass

import lxml.etree
import lxml.html

from blog.common import markup
from blog.common.text.truncate import shorten
from blog.content.embeds.providers import EmbedAddress
from lib.parsing import parse_json

MAX_BYTES = 256 * 1024
MAX_TITLE, MAX_TEXT, MAX_HTML = 300, 600, 50_000  # characters


@dataclass(frozen=True)
class PageFacts:
    """What is stored of a page of another site; '' for what is unknown."""

    title: str = ""
    author: str = ""
    text: str = ""
    image_url: str = ""


def parse_oembed(body: bytes, address: EmbedAddress) -> PageFacts:
    """Parse an answer. Raises ValueError if it is no JSON object."""
    answer = parse_json(body.decode("utf-8", errors="replace"))
    if not isinstance(answer, dict):
        raise ValueError("no JSON object")
    html = answer.get("html")
    return PageFacts(
        title=read_line(answer.get("title"), MAX_TITLE),
        author=read_line(answer.get("author_name"), MAX_TITLE),
        text=_read_quoted_text(html) if address.provider.has_text else "",
        image_url=read_line(answer.get("thumbnail_url"), 2000),
    )


def read_line(value: object, limit: int) -> str:
    """Return a text without control characters and line ends, '' for anything else."""
    if not isinstance(value, str):
        return ""
    line = " ".join(markup.clean_text(value[: limit * 4]).split())
    return shorten(line, limit) if len(line) > limit else line


def _read_quoted_text(html: object) -> str:
    """Return the first paragraph of the block quote that embeds of posts contain, as plain text."""
    if not isinstance(html, str):
        return ""
    try:
        root = markup.parse_fragment(markup.PROSE(html[:MAX_HTML]))
    except lxml.etree.ParserError:
        return ""
    paragraph = root.find(".//blockquote/p")
    return "" if paragraph is None else read_line(paragraph.text_content(), MAX_TEXT)
