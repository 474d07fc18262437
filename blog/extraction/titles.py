"""The title of an article among its first blocks."""

import re

from blog.extraction import cues
from blog.extraction.blocks import Article, Block
from blog.extraction.bylines import BYLINE_RE, has_meta, is_byline, read_byline
from blog.extraction.datelines import is_attribution, read_dateline
from blog.extraction.dates import is_date_line
from blog.extraction.label_lines import is_label_line
from blog.extraction.surroundings import MAX_TITLE, Surroundings
from lib.lazy_regex import compile_lazily

MAX_DENSE_TITLE = 30  # Characters of a Chinese or Japanese title that is a whole sentence.
MAX_LINE = 60  # Characters of a kicker or another line above a title.
_MAX_SITE_NAME = 40
# At the end of a paragraph: no headline ends with a sentence in marks.
_QUOTED_SENTENCE_RE = compile_lazily(r"[“”«„\"][^“”«»„\"]+(?:\.[”\"»“]$|[”\"»“][^“”«»„\"]*\.$)")
# 'Mayor Ann Lee: “We will rebuild this town.”', without the article of a transcript.
_QUOTED_HEADLINE_RE = compile_lazily(
    r"(?!The\s)(?P<name>[^.:“”«»„\"]{3,60}):\s[“„«\"][^“”«»„\"]+[”“»\"]"
)
_PAGE_NOTICE_RE = compile_lazily(
    r"(?<!\w)(?:commission|affiliate|sponsored|newsletter|cookies|"
    r"this (?:article|page|post|story|site) (?:was|is|has|may|contains)|"
    r"diese[rs]? (?:artikel|seite|text) (?:ist|wurde|enthält)|"
    r"affilié|rémunération|cet article (?:a|est|contient)|"
    r"comisión|comissão|est[ea] (?:artículo|artigo) (?:fue|es|foi|é|contiene|contém)|"
    r"commissione|questo articolo (?:è|contiene)|dit artikel (?:is|bevat))(?!\w)",
    re.IGNORECASE,
)


def read_top(article: Article, blocks: list[Block], around: Surroundings) -> None:
    """Read title, date and byline among the first blocks, in any order."""
    headings = [
        block
        for block in blocks
        if block.tag in ("h1", "h2", "h3") and not is_date_line(block.text.strip())
    ]
    top = blocks[:8]
    title = _choose_heading(article, headings)
    if title is None and any(block.tag == "h1" for block in headings):
        around.title = around.title or article.meta.get("og:title") or article.title
    has_title = bool(around.title)
    if has_title:
        title = None
    elif title is None:
        title = next(
            (block for block in headings[:1] if block.tag != "h1" and block in top[:4]), None
        )
    for index, block in enumerate(top):
        text = block.text.strip()
        if block is title or block.figure:
            continue
        if re.match(r"^#\s+\S", text) and title is None:
            title = block
            continue
        is_meta = len(text) <= 140 and not text.endswith((":", "?", "!"))
        above = top[index - 1] if index else None
        if is_attribution(text, above if above is not title else None):
            continue
        if is_meta and not around.date and (date := read_dateline(text)):
            around.date = date
            block.is_used = True
            read_byline(text, around)
            continue
        if is_meta and (match := BYLINE_RE.match(text)) and is_byline(match["name"]):
            around.byline = around.byline or re.split(r"\s[|·•–—-]\s|,", match["name"])[0].strip()
            block.is_used = True
            continue
        if (
            title is None
            and not has_title
            and index <= 3
            and not (above and _is_paragraph(above.text.strip(), index))
            and _is_title(text, blocks[blocks.index(block) + 1 :])
        ):
            title = block
            continue
        if len(text) > 220 or text[0] in '"“«„»「『':
            break  # The article itself.
    if title is not None:
        around.title = re.sub(r"^#+\s+", "", title.text.strip())[: MAX_TITLE * 2]
        title.is_used = True


def _choose_heading(article: Article, headings: list[Block]) -> Block | None:
    """Return the heading that the page's metadata repeats, else the first that is not the site's
    name, as logos often are headings."""
    shared, site = (_fold(article.meta.get(name, "")) for name in ("og:title", "og:site_name"))
    page_title = _fold(article.title)
    main = [block for block in headings if block.tag == "h1"]
    named = [block for block in main if len(_fold(block.text)) > 2]
    for block in named:
        if shared and _fold(block.text) == shared:
            return block
    for block in named:
        text = _fold(block.text)
        is_logo = site.startswith(text) or (page_title != text and page_title.endswith(text))
        if not is_logo or len(text) > _MAX_SITE_NAME:
            return block
    return None if named and (shared or page_title) else next(iter(main), None)


def _fold(text: str) -> str:
    return " ".join(text.split()).casefold()


def _is_title(text: str, after: list[Block]) -> bool:
    if len(text) > 160 or not after or re.search(r"[,;:]$", text) or len(text) < 3:
        return False
    if is_label_line(text):
        return False
    headline = _QUOTED_HEADLINE_RE.fullmatch(text)
    is_headline = headline is not None and not cues.any_verb().search(headline["name"])
    if _QUOTED_SENTENCE_RE.search(text) and not is_headline:
        return False
    if (
        text[0] in '"“«„»-–—•*>'
        and not re.search(r"[”\"»“]\s\w", text)
        and not re.fullmatch(r"[\"“«„»][^\"“”«»„]{3,90}[^\"“”«»„.!?,…][\"”“»«]", text)
    ):
        return False
    if (
        text.endswith("。")
        and len(text) > MAX_DENSE_TITLE
        or re.search(r"[.]$", text)
        and not re.search(r"\.\.\.$|\b\w\.\w?\.$", text)
        and len(text.split()) > 12
    ):
        return False
    longest = max((len(block.text) for block in after[:12]), default=0)
    is_dense = bool(re.search(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]", text))
    least = 30 if is_dense else 80
    if len(after[0].text) <= 140 and has_meta(after[0]):
        least //= 2  # A short article with its author or date below the title.
    return longest > max(least, len(text))


def _is_paragraph(text: str, index: int) -> bool:
    """Return whether the article has begun: no title stands below its first paragraph.

    A notice of the page may open it: 'We may earn a commission from links in this article.'
    """
    if index == 1 and _PAGE_NOTICE_RE.search(text):
        return False
    return len(text) > MAX_LINE and re.search(r"[.!?…][”\"»“]?$|[”\"»“]\.$", text) is not None
