"""The paragraph between title and text that sums up an article."""

from blog.extraction.blocks import Article, Block
from blog.extraction.bylines import has_meta
from blog.extraction.furniture import CALL_RE
from blog.extraction.surroundings import Surroundings

MAX_STANDFIRST = 600
_STANDFIRSTS = (
    ".lead",
    ".lede",
    ".lead-text",
    ".standfirst",
    ".subtitle",
    ".subheadline",
    ".subheading",
    ".dek",
    ".deck",
    ".teaser",
    ".intro",
    ".article-intro",
    ".article__lead",
    ".vorspann",
    ".chapo",
    ".chapeau",
    ".entradilla",
    ".occhiello",
    ".sommario",
    ".ingress",
)


def find_standfirst(article: Article, around: Surroundings) -> Block | None:
    """Return the block between title and text that sums up the article, by its markup; or None.

    That is one with a class of platforms, or a paragraph of sentences in the page's header.
    """
    blocks = [block for block in article.blocks if block.text.strip()][:8]
    for block in blocks:
        text = block.text.strip()
        is_line = block.tag == "p" and block.is_in("header") and text[-1:] in ".!?…"
        if (
            len(text) <= MAX_STANDFIRST
            and text not in (around.title, around.byline)
            and not (block.quote or block.figure or block.is_in("li", "nav", "h1"))
            and (block.is_in(*_STANDFIRSTS) or is_line)
            and not (has_meta(block) or CALL_RE.search(text))
        ):
            return block
    return None
