"""What surrounds an article: its title, date, byline and labels, and what a platform adds."""

import re
from dataclasses import dataclass, field

from blog.extraction import cues
from blog.extraction.attribution_rest import cut_day
from blog.extraction.blocks import Article, Block
from blog.extraction.dates import WEEKDAY_RE, find_date, find_dates, is_date_line
from blog.extraction.lines import is_name
from blog.extraction.people import UPPER_LETTERS
from blog.extraction.vocabulary import GIVEN_NAMES, load_tables
from lib.lazy_regex import compile_lazily

_TABLES = load_tables("surroundings")
_LABELS_RE = compile_lazily(
    rf"^\s*[*_]{{0,3}}(?:{_TABLES['labels']})\s*[:：][*_]{{0,3}}\s*(?P<names>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_HASHTAGS_RE = compile_lazily(r"^(?:#[\w-]{2,40}[\s,]*){1,20}$")
_FURNITURE_RE = compile_lazily(
    rf"^\W*(?:{_TABLES['links']})"
    r"(?:\s(?:this|on|to|us|via|with|now|by|the|post|article|story|page|our|your|a|free|today|"
    r"newsletter|auf|sur|en|in|su|na|w|в|@\w+)){0,6}\W*$",
    re.IGNORECASE,
)
_SHARE_ROW_RE = compile_lazily(
    r"^(?:(?:share|tweet|follow(?: @\w+)?|suivre(?: @\w+)?|folgen(?: @\w+)?|seguir(?: @\w+)?|"
    r"pin|email this|blogthis!?|share to (?:x|twitter|facebook|pinterest)|facebook|twitter|x|"
    r"linkedin|whatsapp|telegram|reddit|email|print|copy link|instagram|bluesky|mastodon|"
    r"flipboard|pocket)[\s|·•,/]*){1,12}$",
    re.IGNORECASE,
)
# Above the title of a press release.
_NOTICE_RE = compile_lazily(
    r"(?:for immediate release|embargoed until .{3,40}|media contacts?(?:\s?:.*)?|"
    r"zur sofortigen veröffentlichung|"
    r"sperrfrist:? .{3,40}|pour diffusion immédiate|para (?:publicación|difusión|divulgação)"
    r" inmediata|per diffusione immediata|"
    rf"{load_tables('lines')['releases']})(?:\s(?:n(?:r|o|°)\.?\s?)?[\d/-]+)?[:.]?",
    re.IGNORECASE,
)
_TOWN_RE = compile_lazily(
    rf"[{UPPER_LETTERS}][\w.’'-]*(?:[\s/][{UPPER_LETTERS}][\w.’'-]*){{0,3}}"
    rf"(?:,\s[{UPPER_LETTERS}][\w. ]{{1,20}})?,\s"
    rf"(?:(?:den|le|el|il|am|dne|dnia)\s)?"
)
_DATELINE_END_RE = compile_lazily(r"\s?(?:[(/][^()/]{2,30}[)/]\s?)?(?:[—–.:]|--|-\s)")
_CALL_RE = compile_lazily(rf"(?:{_TABLES['calls']})", re.IGNORECASE)
_BYLINE_RE = compile_lazily(
    rf"^(?:{_TABLES['bylines']})\s?[:：|]?\s+(?P<name>\S.{{1,100}})$", re.IGNORECASE
)
# Between the parts of a byline: the authors, and perhaps a town or a newspaper.
_BYLINE_PART_RE = compile_lazily(
    rf"\s*[|·•—–;/&+,、，]\s*|\s-\s|\s(?:{_TABLES['conjunctions']})\s", re.IGNORECASE
)
_AGENCY_LINE_RE = compile_lazily(
    rf"[(\[](?:{_TABLES['agencies']})(?:(?:\s?/\s?|,\s)(?:{_TABLES['agencies']})){{0,4}}[)\]]\.?"
)
_FOOTER_TAGS = (
    "nav",
    "footer",
    "header",
    "form",
    ".share",
    ".sharing",
    ".sharedaddy",
    ".jp-relatedposts",
    ".post-footer",
    ".related",
    ".related-posts",
    ".newsletter",
    ".subscription-widget-wrap",
    ".subscription-widget",
    ".kg-signup-card",
    ".kg-cta-card",
    ".comments",
    ".sidebar",
    ".navigation",
    ".breadcrumb",
    ".breadcrumbs",
    ".advertisement",
    ".ad",
    ".social",
    ".social-share",
    ".share-buttons",
    ".button-wrapper",
    ".post-ufi",
    ".wp-block-buttons",
    ".cookie",
)
# Behind labels: '3 comments', 'Leave a comment'.
_COUNT_RE = compile_lazily(
    r"(?:\d+|no|keine|aucun|sin|leave a|post a)\s(?:comments?|kommentare?|commentaires?|"
    r"comentarios?|comentários?|commenti|commento|reacties?|repl(?:y|ies)|комментари\w+|komentarz\w*|yorum)",
    re.IGNORECASE,
)
MAX_TITLE = 200
MAX_DENSE_TITLE = 30  # Characters of a Chinese or Japanese title that is a whole sentence.
MAX_LINE = 60  # Characters of a kicker or another line above a title.
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
_MAIL_HEADER_RE = compile_lazily(
    rf"^(?P<name>{_TABLES['mail_headers']})\s?:\s(?P<value>.*)$", re.IGNORECASE
)
_SUBJECT_RE = compile_lazily(rf"(?:{_TABLES['subjects']})", re.IGNORECASE)
_CALLOUTS = (".kg-callout-card", ".kg-callout-text", ".callout", ".preamble", ".cta-caption")


@dataclass(slots=True)
class Surroundings:
    """What surrounds the article; the blocks are marked as used."""

    title: str = ""
    date: str = ""
    byline: str = ""
    labels: list[str] = field(default_factory=list)
    furniture: list[str] = field(default_factory=list)


def read_surroundings(article: Article) -> Surroundings:
    """Find title, date, byline, labels and furniture, and mark their blocks as used."""
    around = Surroundings()
    blocks = [block for block in article.blocks if block.text.strip() and not block.quote]
    _read_mail_headers(blocks, around)
    _read_labels(blocks, around)
    _read_furniture(blocks, around)
    _read_agency(blocks, around)
    _read_top(article, [block for block in blocks if not block.is_used], around)
    if not around.labels:
        around.labels = list(dict.fromkeys(map(_clean_tag, article.tags)))
        around.labels = [label for label in around.labels if label and label != "Uncategorized"]
    if article.is_html:
        _read_meta(article, around)
    around.byline = _clean_byline(around.byline)
    if not around.date:
        bottom = [block for block in blocks if not (block.is_used or block.figure)]
        _read_bottom_date(bottom, around)
        around.date = around.date or _find_dateline(bottom)
    return around


def is_agency_line(text: str) -> bool:
    """Return whether a line is agencies in brackets alone: '(dpa)', '(AFP/Reuters)'."""
    return bool(_AGENCY_LINE_RE.fullmatch(text.strip()))


def _read_agency(blocks: list[Block], around: Surroundings) -> None:
    """Read the agency below an article, which is no credit of a picture."""
    last = next((block for block in reversed(blocks) if not block.is_used), None)
    if last and not last.figure and is_agency_line(last.text):
        around.furniture.append(last.text.strip())
        last.is_used = True


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
            and not (_has_meta(block) or _CALL_RE.search(text))
        ):
            return block
    return None


def is_byline_line(text: str) -> bool:
    """Return whether a line names the author: 'By Ann Lee'."""
    match = _BYLINE_RE.match(text.strip())
    return match is not None and _is_byline(match["name"])


def read_byline_names(text: str) -> list[str]:
    """Return the parts of a byline without its date and 'By': authors, or anything else."""
    names = []
    if date := find_date(text):
        text = f"{text[: date.start]}|{text[date.end :]}"
    is_after_by = False
    for part in _BYLINE_PART_RE.split(text):
        # Only at the beginning: 'By Ann Lee and De Silva' names De Silva.
        if not is_after_by and (match := _BYLINE_RE.match(part)):
            part, is_after_by = match["name"], True
        if any(map(str.isalpha, part)) and not WEEKDAY_RE.fullmatch(part):
            names.append(part.strip(" ."))
            is_after_by = True
    return names


def read_label_names(text: str) -> str:
    """Return the names of a line such as 'Labels: War, Peace' as written, or ''."""
    match = _LABELS_RE.match(text)
    return match["names"] if match and _split_labels(match["names"]) else ""


def is_label_line(text: str) -> bool:
    """Return whether a line begins with 'Labels:' or the like; the names may follow below it."""
    return bool(_LABELS_RE.match(text))


def _read_labels(blocks: list[Block], around: Surroundings) -> None:
    for index, block in enumerate(blocks):
        text = block.text.strip()
        is_tag_list = block.is_in(
            ".tags",
            ".post-tags",
            ".tag-links",
            ".cat-links",
            ".entry-tags",
            ".post-labels",
            ".labels",
            ".tagcloud",
            ".post-tag-list",
            ".tags-links",
        )
        if (match := _LABELS_RE.match(text)) and len(text) < 600:
            names = _split_labels(match["names"]) or [name for name, _ in block.links]
            block.is_used = True
            if not names and not match["names"].strip():
                # The names follow, one a line or in one line with commas.
                for follower in blocks[index + 1 : index + 12]:
                    line = follower.text.strip()
                    if (
                        len(line) > 200
                        or re.search(r"[.!?]$", line)
                        or _FURNITURE_RE.match(line)
                        or _SHARE_ROW_RE.match(line)
                    ):
                        break
                    names += _split_labels(line)
                    follower.is_used = True
                    if "," in line:
                        break
            around.labels += names
        elif is_tag_list and block.links:
            around.labels += [name.lstrip("#") for name, _ in block.links if name]
            block.is_used = True
        elif _HASHTAGS_RE.match(text) and (index > len(blocks) - 6 or index < 4):
            around.labels += re.findall(r"#([\w-]+)", text)
            block.is_used = True
    around.labels = list(dict.fromkeys(label for label in around.labels if len(label) <= 80))[:50]


def _read_mail_headers(blocks: list[Block], around: Surroundings) -> None:
    """Read 'From:', 'Date:' and 'Subject:' at the top of an e-mail."""
    headers = []
    for block in blocks[:12]:
        if not (match := _MAIL_HEADER_RE.match(block.text.strip())):
            break
        headers.append((block, match["name"], match["value"].strip()))
    if len(headers) < 2 or not any(_SUBJECT_RE.fullmatch(name) for _, name, _ in headers):
        return
    for block, name, value in headers:
        block.is_used = True
        if _SUBJECT_RE.fullmatch(name):
            around.title = around.title or re.sub(
                r"^(?:(?:re|fwd?|aw|wg|tr):\s*)+", "", value, flags=re.I
            )
        elif not around.date and "@" not in value and (date := find_date(value)):
            around.date = date.value


def _clean_tag(name: str) -> str:
    return name.strip(" #,")


def _split_labels(text: str) -> list[str]:
    text = text.strip(" .")
    if not text:
        return []
    parts = re.split(r"\s*(?:[,،、，;|•·/]|\s{2,}|\s(?=#))\s*", text)
    names = [part.strip(' #."“”') for part in parts]
    return [name for name in names if name and not _COUNT_RE.fullmatch(name)]


def _is_widget(name: str) -> bool:
    return name.startswith((".subscription-widget", ".jp-relatedposts", ".sharedaddy"))


def _has_meta(block: Block) -> bool:
    return bool(_dateline(block.text.strip()) or _BYLINE_RE.match(block.text.strip()))


def _read_furniture(blocks: list[Block], around: Surroundings) -> None:
    for index, block in enumerate(blocks):
        text = block.text.strip()
        if block.is_used or index < 8 and _dateline(text):
            continue  # 'Ann Lee · 2 min read · 9 April 2024'
        is_edge = index < 8 or index > len(blocks) - 16
        is_furniture = (
            (block.is_in(*_FOOTER_TAGS) or any(map(_is_widget, block.tags)))
            and not block.figure
            and not (block.is_in("header") and not block.is_in("nav") and _has_meta(block))
            and not re.match(r"h1", block.tag)
            and len(text) < 400
            or _SHARE_ROW_RE.match(text)
            or index < 3
            and _NOTICE_RE.fullmatch(text)
            or (
                len(text) < 90
                and _FURNITURE_RE.match(text)
                and (is_edge or len(text) < 30)
                and not re.search(r"[\"“«„]", text)
            )
            or (
                len(text) < 220
                and _CALL_RE.search(text)
                and (not re.search(r"[“«„]", text) or block.is_in(*_CALLOUTS))
            )
            or block.tag == "li"
            and len(block.links) == 1
            and block.links[0][0] == text
            and len(text) < 200
            and not block.is_in(".wp-block-quote")
        )
        if is_furniture:
            around.furniture.append(text)
            block.is_used = True


def _read_top(article: Article, blocks: list[Block], around: Surroundings) -> None:
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
        if _is_attribution(text, above if above is not title else None):
            continue
        if is_meta and not around.date and (date := _dateline(text)):
            around.date = date
            block.is_used = True
            _read_byline(text, around)
            continue
        if is_meta and (match := _BYLINE_RE.match(text)) and _is_byline(match["name"]):
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


def _clean_byline(byline: str) -> str:
    """Remove the date that pages write directly after a name."""
    byline = re.split(r"\d{4}-\d\d-\d\d", byline, maxsplit=1)[0] or byline
    date = find_date(byline)
    return cut_day(byline[: date.start] if date and date.start else byline).strip(" ,|–—-")


def _is_attribution(text: str, above: Block | None) -> bool:
    """Return whether a line attributes the one above it, so that its date is not the article's."""
    if re.match(r"^(?:--|[—–])\s?[^\W\d_]", text):
        return True
    quoted = above.text.strip() if above else ""
    has_words = bool(re.match(r"[^\W\d_]+\s[^\W\d_]+,\s", text))
    return has_words and quoted[:1] in '"“«„»' and quoted[-1:] in '"”“»«' and len(quoted) > 2


def _is_byline(name: str) -> bool:
    name = re.split(r"\s[|·•–—-]\s|,|\sand\s|\sund\s|\set\s", name)[0].strip()
    return is_name(name) or (
        len(name.split()) <= 4 and not name.endswith(".") and not name[:1].islower()
    )


def _read_byline(text: str, around: Surroundings) -> None:
    date = find_date(text)
    rest = text.replace(text[date.start : date.end], "|") if date else text
    for part in re.split(r"\s*[|·•–—]\s*|,\s", rest):
        name = part.strip(" ,")
        if match := _BYLINE_RE.match(name):
            name = match["name"].strip()
        elif not (date and " " in name and name.split()[0].casefold() in GIVEN_NAMES):
            continue  # 'Mary Lee' beside a date alone.
        if _is_byline(name):
            around.byline = around.byline or name


def _dateline(text: str) -> str:
    if is_date_line(text):
        match = find_date(text)
        return match.value if match else ""
    full = next((date for date in find_dates(text) if len(date.value) == 10), None)
    if not full or len(text) > 140:
        return ""
    rest = f"{text[: full.start]} {text[full.end :]}"
    word_list = re.findall(r"[^\W\d_]+", rest)
    has_meta = re.search(
        r"\b(?:by|posted|published|updated|on|am|le|von|par|por|publi\w+|veröffentlicht|"
        r"actualizado|mis à jour|aktualisiert|опубликован\w*|дата|date|datum|fecha|data)\b|[|"
        r"·•@]|\d{1,2}[:.h]\d\d|發佈|发布|更新|来源|來源",
        rest,
        re.IGNORECASE,
    )
    return (
        full.value
        if (has_meta and len(word_list) <= 14 and not re.search(r"[.!?]\s", rest))
        or len(word_list) <= 5
        else ""
    )


def _is_title(text: str, after: list[Block]) -> bool:
    if len(text) > 160 or not after or re.search(r"[,;:]$", text) or len(text) < 3:
        return False
    if _LABELS_RE.match(text):
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
    if len(after[0].text) <= 140 and _has_meta(after[0]):
        least //= 2  # A short article with its author or date below the title.
    return longest > max(least, len(text))


def _is_paragraph(text: str, index: int) -> bool:
    """Return whether the article has begun: no title stands below its first paragraph.

    A notice of the page may open it: 'We may earn a commission from links in this article.'
    """
    if index == 1 and _PAGE_NOTICE_RE.search(text):
        return False
    return len(text) > MAX_LINE and re.search(r"[.!?…][”\"»“]?$|[”\"»“]\.$", text) is not None


def _read_meta(article: Article, around: Surroundings) -> None:
    meta = article.meta
    if not around.title:
        around.title = (meta.get("og:title") or article.title)[: MAX_TITLE * 2]
    for when in article.times[:1]:
        if not around.date and (date := find_date(when[:10])):
            around.date = date.value
    for name in (
        "article:published_time",
        "datepublished",
        "date",
        "dc.date",
        "pubdate",
        "dcterms.created",
        "parsely-pub-date",
        "sailthru.date",
    ):
        if not around.date and (date := find_date(meta.get(name, "")[:40])):
            around.date = date.value
    if not around.labels and (tags := meta.get("news_keywords") or meta.get("article:tag")):
        around.labels = _split_labels(tags)


def _find_dateline(blocks: list[Block]) -> str:
    """Return the date behind the town that opens an article: 'KIEL, March 4, 2024 — The port …'."""
    for block in blocks[:4]:
        text = block.text.strip()
        date = next(iter(find_dates(text[:100])), None)
        if date and len(date.value) == len("2020-01-31") and _TOWN_RE.fullmatch(text[: date.start]):
            return date.value if _DATELINE_END_RE.match(text[date.end :]) else ""
    return ""


def _read_bottom_date(blocks: list[Block], around: Surroundings) -> None:
    for index, block in enumerate(last := blocks[-6:]):
        text = block.text.strip()
        if _is_attribution(text, last[index - 1] if index else None):
            continue
        if len(text) < 80 and (date := _dateline(text)):
            around.date = date
            block.is_used = True
            return
