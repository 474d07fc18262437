"""Pictures of an article, with caption and credit separated, however they are written."""

import re
from dataclasses import dataclass

from blog.extraction.blocks import Article, Block
from blog.extraction.vocabulary import load_tables
from lib.lazy_regex import compile_lazily

AGENCIES = load_tables("surroundings")["agencies"]
_LABEL = load_tables("surroundings")["credits"]
_CREDIT_LINE_RE = compile_lazily(
    rf"^[\s(\[（]*(?:(?:{_LABEL})\s?[:：=/|–—-]\s?|fot\.\s|©\s?|\(c\)\s?|copyright\s|(?:photo|image|"
    rf"picture|illustration|foto|crédit|credit)s?\s(?:by|von|de|courtesy of|"
    rf"credit)\s)(?P<credit>[^\n]{{1,160}}?)[\s)\]）.]*$",
    re.IGNORECASE,
)
_TAIL_BRACKET_RE = compile_lazily(
    rf"^(?P<caption>.*\S)\s*[(\[（](?P<credit>(?:(?:{_LABEL})\s?[:：=/–—-]?\s?|"
    rf"©\s?)?[^()\[\]（）]{{1,120}})[)\]）][\s.]*$",
    re.IGNORECASE | re.DOTALL,
)
_TAIL_LABEL_RE = compile_lazily(
    rf"^(?P<caption>.*?\S[.!?…”\"»)。]?)(?:[\s,|–—-]+|(?<=[。！？）]))(?:(?:{_LABEL})\s?[:：=]\s?|"
    rf"©\s?|\(c\)\s?|fot\.\s|"
    rf"\bcopyright\s|(?:photo|image|picture|illustration|foto|photographie|photograph|screenshot)"
    rf"s?\s(?:by|von|di|de|courtesy of|credit:?)\s)(?P<credit>[^\n]{{1,120}}?)[\s.]*$",
    re.IGNORECASE | re.DOTALL,
)
# A word of a name, of which only initials end in a full stop.
_WORD = r"(?:[A-ZÀ-ÞČŠŽ][\w’'-]+|(?:[A-ZÀ-ÞČŠŽ]\.){1,3}|(?:[JS]r|St|Dr)\.)"
_TAIL_AGENCY_RE = compile_lazily(
    rf"^(?P<caption>.*?[.!?…”\"»。,|–—/-]?)\s+(?:[|"
    rf"–—/-]\s*)?(?P<credit>(?:{_WORD}(?:\s{_WORD}){{0,3}}\s?(?:/|"
    rf"\svia\s|"
    rf"\s?\|\s?))?(?:{AGENCIES})(?:(?:\s?/\s?|\svia\s|"
    rf"\s)(?:[A-ZÀ-Þ][\w.’'-]+(?:\s[A-ZÀ-Þ][\w.’'-]+){{0,3}})){{0,4}})[\s.]*$",
    re.DOTALL,
)
_SLASH_CHAIN_RE = compile_lazily(
    r"^(?P<caption>.*?[.!?…”\"»。])\s+(?:/\s)?(?P<credit>[A-ZÀ-Þ][\w.’' -]{1,40}(?:/\s?[A-ZÀ-Þ]"
    r"[\w.’' -]{1,40}){1,4})[\s.]*$",
    re.DOTALL,
)
# 'The pier at dusk / Ann Lee', 'Il ponte | LaPresse'.
_TAIL_NAME_RE = compile_lazily(
    r"^(?P<caption>.*\S)\s(?:/|\|)\s(?P<credit>[A-ZÀ-Þ][\w.’'-]*(?:\s[A-ZÀ-Þ][\w.’'-]*){0,3})$",
    re.DOTALL,
)
_CAPITALISED = r"[A-ZÀ-ÞČĎŁŘŚŠŤŹŻŽА-Я][\w.’'-]*(?:\s[A-ZÀ-ÞČĎŁŘŚŠŤŹŻŽА-Я][\w.’'-]*){0,3}"
# Credits without a colon:
# 'Photo Ann Lee', 'Ann Lee for The Courier', '— Ann Lee / AFP'.
_TAIL_FORMS = (
    compile_lazily(
        r"^(?P<caption>.*[.!?…”»。])\s+"
        r"(?i:courtesy(?: of)?(?: the)?|photos?|foto|beeld|bild|fot\.|kuva)\s"
        rf"(?P<credit>{_CAPITALISED}(?:(?:\.\s|\s?/\s?){_CAPITALISED}|\sfamily)?)\.?$",
        re.DOTALL,
    ),
    compile_lazily(
        rf"^(?P<caption>.*[.!?…”»])\s+"
        rf"(?P<credit>{_CAPITALISED}\sfor\s(?:the\s)?{_CAPITALISED})$",
        re.DOTALL,
    ),
    compile_lazily(
        rf"^(?P<caption>.*\S)\s[—–|]\s(?P<credit>{_CAPITALISED}(?:\s?/\s?{_CAPITALISED})+)$",
        re.DOTALL,
    ),
    compile_lazily(
        rf"^(?P<caption>.*[.!?…”»])\s+(?:[/|]\s)?"
        rf"(?P<credit>[A-ZÀ-Þ .-]{{3,40}}\s\((?:{AGENCIES})\))$",
        re.DOTALL,
    ),
    compile_lazily(
        r"^(?P<caption>.*\S)\s"
        r"\((?P<credit>[A-ZÀ-Þ][A-ZÀ-Þ.-]+(?:\s[A-ZÀ-Þ.-]{2,}){1,3})\)$",
        re.DOTALL,
    ),
    compile_lazily(
        rf"^(?P<caption>.*[.!?…”»])\s+"
        rf"\((?P<credit>(?=\S+\s){_CAPITALISED}(?:,\s(?:[Tt]he\s)?{_CAPITALISED})?)\)$",
        re.DOTALL,
    ),
    # 'El presidente, este lunes en Madrid. JUAN BARBOSA'
    compile_lazily(
        r"^(?P<caption>.*[.!?…”»])\s+(?:PHOTOS?\s)?"
        r"(?P<credit>[A-ZÀ-Þ][A-ZÀ-Þ.'’-]+(?:,?\s[A-ZÀ-Þ][A-ZÀ-Þ.'’-]*){1,5})$",
        re.DOTALL,
    ),
    # 'The ford at dawn. By Ann Lee, CC BY-SA 4.0, via Wikimedia Commons'
    compile_lazily(
        rf"^(?P<caption>.*[.!?…”»])\s+(?:[Bb]y\s)?(?P<credit>(?:(?:{_CAPITALISED}(?:\s(?:via|from|"
        rf"on|at)\s{_CAPITALISED})?|"
        r"\w[\w.’'-]*)(?:,\s|\s?/\s?))?"
        r"(?:CC[ -]BY[\w .-]*|CC0[\w .]*|[Pp]ublic [Dd]omain|[Gg]emeinfrei|[Dd]omaine public|"
        rf"[Dd]ominio público)(?:,?\s(?:via|from|on)\s{_CAPITALISED})?)$",
        re.DOTALL,
    ),
    # 'Still from “The Salt Line.” Kite Films'
    compile_lazily(
        rf"^(?P<caption>.*[.!?…”»])\s+(?P<credit>(?:{_CAPITALISED}\s)(?:Films?|Pictures|Studios?|"
        rf"Productions?|Images|Archives?|"
        r"Museum|Library|Gallery|Collection|Photography|Photos|Records|Verleih|Filmverleih|Archiv|"
        r"Éditions|Filmes|Film))$",
        re.DOTALL,
    ),
    # 'Le vieux port. – Nadia Roux – Le Courrier de l’Ouest'
    compile_lazily(
        rf"^(?P<caption>.*[.!?…”»])\s+[–—]\s(?P<credit>{_CAPITALISED}\s[–—]\s{_CAPITALISED}"
        rf"(?:\s(?:de|du|des|la|l[’'])\s?(?:l[’'])?"
        rf"{_CAPITALISED})?)$",
        re.DOTALL,
    ),
    compile_lazily(
        r"^(?P<caption>.*)[、。]\s?(?P<credit>[\u3400-\u9fff々\u30a0-\u30ff]{2,10})撮影$"
    ),
    compile_lazily(
        r"^(?P<caption>.*\w)[、。]\s?(?P<credit>(?:共同|時事|共同通信|時事通信|毎日新聞|読売新聞|朝日新聞|ロイター|AP|AFP|EPA)"
        r"(?:[・=＝]\w+)?)$"
    ),
    compile_lazily(r"^(?P<caption>.*。)\s*(?:图|圖|写真)/(?P<credit>[^。]{2,40})$", re.DOTALL),
    compile_lazily(
        r"^(?P<caption>.*。)\s*(?P<credit>[^。]{2,30}?)\s?(?:[摄攝]|供[图圖])$", re.DOTALL
    ),
)
_CREDIT_CHAIN_RE = compile_lazily(r"[A-ZÀ-Þ][\w.’' -]{1,40}(?:/[A-ZÀ-Þ][\w.’' -]{1,40}){1,4}")
_AGENCY_RE = compile_lazily(rf"(?<!\w)(?:{AGENCIES})(?!\w)")
_MARKDOWN_IMAGE_RE = compile_lazily(
    r"^!\[(?P<alt>[^\]]{0,500})\]\((?P<src>[^\s)]{1,2000})"
    r"(?:\s+\"(?P<title>[^\"]{0,500})\")?\)\s*(?P<after>.*)$"
)
_CJK_RE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]{3}")
MAX_CAPTION = 1000


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture or the place of one; any field may be ''."""

    caption: str = ""
    credit: str = ""
    alt: str = ""
    src: str = ""


def split_credit(caption: str) -> tuple[str, str]:
    """Split a caption from the credit at its end.

    'Two leaders meet. Sputnik/Ann Lee/Reuters' becomes 'Two leaders meet.' and the rest.
    """
    caption = " ".join(caption.split()).replace("／", "/")
    caption = re.sub(r"\b([Cc]redit)(?:\.{3}|…)\s*", r"\1: ", caption)
    if caption[:1] in "*_" and len(caption) > 2:  # Markdown: '*The pier.* Photo: Ann Lee'.
        caption = re.sub(r"[*_]+(?=\s|$)", "", caption.lstrip("*_"))
    if len(caption) > MAX_CAPTION:
        return caption, ""
    if re.fullmatch(r"[(\[（][^()\[\]（）]+[)\]）]\.?", caption) and _is_credit(caption[1:-1]):
        return "", _clean(caption)
    if match := _CREDIT_LINE_RE.match(caption):
        return _split_labelled(caption[match.start("credit") :]) or ("", _clean(match["credit"]))
    for pattern in _TAIL_FORMS:
        if len(caption) < 400 and (match := pattern.match(caption)):
            return match["caption"].strip(" |–—-/·•"), _clean(match["credit"])
    match = _TAIL_BRACKET_RE.match(caption)
    if match and _is_credit(caption[match.end("caption") :].strip(" ([（)]）.")):
        return match["caption"].strip(), _clean(match["credit"])
    for pattern in (_TAIL_LABEL_RE, _SLASH_CHAIN_RE, _TAIL_AGENCY_RE, _TAIL_NAME_RE):
        if match := pattern.match(caption):
            return match["caption"].strip(" |–—-/·•"), _clean(match["credit"])
    if re.fullmatch(rf"(?:(?:{AGENCIES})(?:\s?/\s?[\w .’'-]+)*)", caption):
        return "", caption
    return caption, ""


def _split_labelled(text: str) -> tuple[str, str] | None:
    """Split what is behind a label and no credit alone: 'Photo: The yard at dawn. (AFP)'."""
    for pattern in (_TAIL_BRACKET_RE, _TAIL_LABEL_RE, _TAIL_AGENCY_RE):
        match = pattern.match(text)
        if not match or len(match["caption"].split()) < 3 and not _CJK_RE.match(match["caption"]):
            continue
        tail = text[match.end("caption") :].strip(" ([（)]）.,|–—-")
        ends_sentence = match["caption"].rstrip()[-1:] in ".!?…。"
        if pattern is _TAIL_BRACKET_RE and not _is_credit(tail):
            continue
        if pattern is not _TAIL_AGENCY_RE or ends_sentence:
            return match["caption"].strip(" ,|–—-/"), _clean(match["credit"])
    return None


def _is_credit(text: str) -> bool:
    text = text.strip()
    if re.match(
        rf"^(?:{_LABEL})\s?[:：/–—-]|^©|^\(c\)|^(?:photo|image|foto|photograph(?:ie)?|"
        rf"screenshot|picture|author[’']s (?:own )?(?:photo|picture|image|work)|own (?:photo|work)|"
        rf"eigene[sn]? (?:foto|bild|werk)|"
        rf"illustration|courtesy\sof|courtesy|cortesía|cortesia|credit|fot|handout|fotogramma|"
        rf"file photo|"
        rf"archivo|"
        rf"archivbild|divulgação|reproduction|reprodução)s?\b(?!\sof\b)",
        text,
        re.IGNORECASE,
    ):
        return True
    return bool(_AGENCY_RE.search(text)) or bool(
        re.fullmatch(r"[A-ZÀ-Þ][\w.’' -]{1,40}(?:/\s?[A-ZÀ-Þ][\w.’' -]{1,40}){1,4}", text)
    )


def _clean(credit: str) -> str:
    credit = credit.strip(" .,;|–—-)]）([（")
    previous = None
    while previous != credit:
        previous = credit
        credit = re.sub(
            rf"^(?:(?:{_LABEL})\s?[:：=/]\s?|©\s?|\(c\)\s?|copyright\s(?:\d{{4}}\s)?|(?:photo|"
            rf"image|picture|illustration|foto|crédit|credit|photograph|screenshot)s?\s(?:by|von|"
            rf"di|de|courtesy of(?:\sthe)?|credit)\s|courtesy of\s(?:the\s)?|"
            rf"cortes[ií]a\sd[aeio]l?\s|fot(?:o|\.)\s|beeld\s|"
            rf"photos?\s(?:d[’'])?archives?\s)",
            "",
            credit,
            flags=re.IGNORECASE,
        ).strip()
        credit = re.sub(r"^[(\[（]\s*|\s*[)\]）]$", "", credit).strip(" .")
    return credit + ")" * (credit.count("(") > credit.count(")"))


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
            and re.match(rf"^\W*(?:{_LABEL})\s?[:：/]", text, re.IGNORECASE)
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
            and _CREDIT_LINE_RE.match(following[1].text)
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
                _CREDIT_LINE_RE.match(text)
                or (_AGENCY_RE.search(text) and len(text) < 60 and not re.search(r"[.!?]\s", text))
            )
        ]
        credits = [text for text in captions if text not in rest]
        if credits and rest:
            caption, own = split_credit(" ".join(rest))
            _, credit = split_credit(credits[0])
            return caption, credit or _clean(credits[0]) or own
        # A second line that repeats the first and goes on with the credit.
        if captions[1].startswith(captions[0]):
            return captions[0], _clean(captions[1][len(captions[0]) :])
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
        return Figure(text, _clean(other[len(text) :]), alt=text), [block, below]
    if below and text == other and 15 < len(text) < 200 and text[0] not in '"“«„»':
        return Figure(text, alt=text), [block, below]
    if len(text) >= 400 or text[:1] in '"“«„»•-–—':
        return None
    above = blocks[index - 1 : index] if index and _is_caption_line(blocks, index - 1) else []
    caption_above = above[0].text.strip() if above else ""
    if above and _CREDIT_CHAIN_RE.fullmatch(text):
        return Figure(caption_above, text), [*above, block]
    caption, credit = split_credit(text)
    if credit and caption and _is_caption_text(caption, credit, text):
        return Figure(caption, credit), [block]
    is_credit_line = re.match(
        rf"^\W*(?:{_LABEL})\s?[:：=/]|^©|^fot\.\s|^[(（].*[)）]$", text, re.IGNORECASE
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
            rf"(?:(?:{_LABEL})\s?[:：/])|©|[(\[（][^()]*[)\]）]\W*$|(?:供[图圖]|[摄攝]|撮影)$",
            text,
            re.IGNORECASE,
        )
    )
    return has_mark or "/" in credit or bool(_AGENCY_RE.search(credit))
