"""Pictures of an article, with caption and credit separated, however they are written."""

import re
from dataclasses import dataclass

from blog.extraction.blocks import Article, Block
from blog.extraction.credit_lines import AGENCY_RE
from blog.extraction.credits import (
    CREDIT_CHAIN_RE,
    CREDIT_LINE_RE,
    LABEL,
    MAX_CAPTION,
    clean_credit,
    split_credit,
)
from lib.lazy_regex import compile_lazily

_MARKDOWN_IMAGE_RE = compile_lazily(
    r"^!\[(?P<alt>[^\]]{0,500})\]\((?P<src>[^\s)]{1,2000})"
    r"(?:\s+\"(?P<title>[^\"]{0,500})\")?\)\s*(?P<after>.*)$"
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture or the place of one; any field may be ''."""

    caption: str = ""
    credit: str = ""
    alt: str = ""
    src: str = ""


def find_figures(article: Article) -> list[Figure]:
    """Return the pictures of an article in order; their captions' blocks are marked as used."""
    if article.is_html:
        return _from_html(article)
    return [figure for figure, _ in locate_figures(article)]


def _from_html(article: Article) -> list[Figure]:
    figures: list[Figure] = []
    blocks = article.blocks
    for index, block in enumerate(blocks):
        if not block.images:
            continue
        image = block.images[-1] if len(block.images) == 1 else block.images[0]
        captions = _captions_of(blocks, index, block)
        figures += [
            Figure(alt=other.alt, src=other.src)
            for other in block.images
            if other is not image and other.src
        ]
        caption, credit = _caption_and_credit(captions)
        figures.append(Figure(caption[:MAX_CAPTION], credit, image.alt, image.src))
        if not block.text.strip():
            block.is_used = True
    for block in blocks:  # The credit of a picture that the clipboard left out.
        text = block.text.strip()
        if (
            not block.is_used
            and 0 < len(text) < 80
            and re.match(rf"^\W*(?:{LABEL})\s?[:：/]", text, re.IGNORECASE)
        ):
            caption, credit = split_credit(text)
            if credit and not caption:
                figures.append(Figure("", credit))
                block.is_used = True
    return figures


def _captions_of(blocks: list[Block], index: int, block: Block) -> list[str]:
    captions: list[str] = []
    if block.figure:
        if block.text.strip():
            captions.append(block.text.strip())
            block.is_used = True
        for place in (
            *range(index + 1, min(index + 8, len(blocks))),
            *range(index - 1, max(-1, index - 4), -1),
        ):
            other = blocks[place]
            if other.figure != block.figure:
                if place > index:
                    continue
                break
            if other.images and place > index and not other.text.strip():
                continue
            if other.text.strip() and not other.is_used:
                captions.append(other.text.strip())
                other.is_used = True
        if captions:
            return captions
    if (
        block.text.strip()
        and len(block.text) < 300
        and not re.search(r"[.!?]\s\S.*[.!?]\s\S", block.text)
    ):
        block.is_used = True
        return [block.text.strip()]
    following = [other for other in blocks[index + 1 : index + 3] if other.text.strip()]
    if following and _is_caption_block(following[0], block):
        captions = [following[0].text.strip()]
        following[0].is_used = True
        if (
            len(following) > 1
            and CREDIT_LINE_RE.match(following[1].text)
            and len(following[1].text) < 120
        ):
            captions.append(following[1].text.strip())
            following[1].is_used = True
    return captions


def _is_caption_block(block: Block, picture: Block) -> bool:
    text = block.text.strip()
    if block.figure and block.figure != picture.figure:
        return False
    if block.is_used or block.quote or len(text) > 300 or block.tag in ("h1", "h2", "h3", "h4"):
        return False
    if block.is_in(
        "figcaption",
        ".tr-caption",
        ".wp-caption-text",
        ".caption",
        ".image-caption",
        ".graf--caption",
        ".imagecaption",
        ".mw-caption",
        ".photo-caption",
        ".credit",
        ".photo-credit",
    ):
        return True
    caption, credit = split_credit(text)
    return bool(credit) or (block.is_in(".separator") and picture.is_in(".separator"))


def _caption_and_credit(captions: list[str]) -> tuple[str, str]:
    if not captions:
        return "", ""
    if len(captions) > 1:
        rest = [
            text
            for text in captions
            if not (
                CREDIT_LINE_RE.match(text)
                or (AGENCY_RE.search(text) and len(text) < 60 and not re.search(r"[.!?]\s", text))
            )
        ]
        credits = [text for text in captions if text not in rest]
        if credits and rest:
            caption, own = split_credit(" ".join(rest))
            _, credit = split_credit(credits[0])
            return caption, credit or clean_credit(credits[0]) or own
        # A second line that repeats the first and goes on with the credit.
        if captions[1].startswith(captions[0]):
            return captions[0], clean_credit(captions[1][len(captions[0]) :])
    return split_credit(" ".join(captions))


def locate_figures(article: Article) -> list[tuple[Figure, list[Block]]]:
    """Return the figures of plain text with the lines of each, which are marked as used.

    A caption is a line that occurs twice, one that ends in a credit, or one above a credit.
    """
    located: list[tuple[Figure, list[Block]]] = []
    blocks = [block for block in article.blocks if not block.is_used]
    for index, block in enumerate(blocks):
        if not block.is_used and (read := _read_figure(blocks, index)):
            for line in read[1]:
                line.is_used = True
            located.append(read)
    return located


def _read_figure(blocks: list[Block], index: int) -> tuple[Figure, list[Block]] | None:
    block = blocks[index]
    text = block.text.strip()
    below = blocks[index + 1] if index + 1 < len(blocks) else None
    other = below.text.strip() if below else ""
    if match := _MARKDOWN_IMAGE_RE.match(text):
        return _read_markdown_image(match, block, below)
    if below and 15 < len(text) < len(other) <= len(text) + 160 and other.startswith(text):
        return Figure(text, clean_credit(other[len(text) :]), alt=text), [block, below]
    if below and text == other and 15 < len(text) < 200 and text[0] not in '"“«„»':
        return Figure(text, alt=text), [block, below]
    if len(text) >= 400 or text[:1] in '"“«„»•-–—':
        return None
    above = blocks[index - 1 : index] if index and _is_caption_line(blocks, index - 1) else []
    caption_above = above[0].text.strip() if above else ""
    if above and CREDIT_CHAIN_RE.fullmatch(text):
        return Figure(caption_above, text), [*above, block]
    caption, credit = split_credit(text)
    if credit and caption and _is_caption_text(caption, credit, text):
        return Figure(caption, credit), [block]
    is_credit_line = re.match(
        rf"^\W*(?:{LABEL})\s?[:：=/]|^©|^fot\.\s|^[(（].*[)）]$", text, re.IGNORECASE
    )
    if credit and not caption and is_credit_line and len(text) < 120:
        return Figure(caption_above, credit), [*above, block]
    return None


def _read_markdown_image(
    match: re.Match[str], block: Block, below: Block | None
) -> tuple[Figure, list[Block]]:
    """Read '![alt](src "title")', with its caption after it or in italics on the next line."""
    caption, credit = split_credit(match["after"] or match["title"] or "")
    lines = [block]
    if below and not caption:
        other = below.text.strip()
        split = split_credit(other.strip("*_"))
        if not credit and split[1] and len(other) < 400:
            caption, credit = split
            lines.append(below)
        elif re.fullmatch(r"([*_]).{3,300}\1", other):
            caption = other.strip("*_")
            lines.append(below)
    return Figure(caption, credit, match["alt"], match["src"]), lines


def _is_in_marks(text: str) -> bool:
    """Return whether a whole line is in quotation marks, so that the next may attribute it."""
    text = text.strip()
    return text[:1] in '"“«„»”「『' and text[-1:] in '"”“»«」』' and len(text) > 2


def _is_caption_line(blocks: list[Block], index: int) -> bool:
    text = blocks[index].text.strip()
    return (
        not blocks[index].is_used
        and len(text) < 240
        and not re.search(r"[\"“«„「]|:$|^[>–—-]", text)
        and not (index and _is_in_marks(blocks[index - 1].text))
    )


def _is_caption_text(caption: str, credit: str, text: str) -> bool:
    if len(credit) > 80 or len(re.findall(r"[.!?]\s", caption)) > 3:
        return False
    has_mark = bool(
        re.search(
            rf"(?:(?:{LABEL})\s?[:：/])|©|[(\[（][^()]*[)\]）]\W*$|(?:供[图圖]|[摄攝]|撮影)$",
            text,
            re.IGNORECASE,
        )
    )
    return has_mark or "/" in credit or bool(AGENCY_RE.search(credit))
