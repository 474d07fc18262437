"""What surrounds an article: its title, date, byline and labels, and what a platform adds."""

import re

from blog.extraction.blocks import Article, Block
from blog.extraction.bylines import clean_byline
from blog.extraction.datelines import find_dateline, read_bottom_date
from blog.extraction.dates import find_date
from blog.extraction.furniture import read_agency, read_furniture
from blog.extraction.label_lines import clean_tag, read_labels, split_labels
from blog.extraction.surroundings import MAX_TITLE, Surroundings
from blog.extraction.titles import read_top
from blog.extraction.vocabulary import load_tables
from lib.lazy_regex import compile_lazily

_TABLES = load_tables("surroundings")
_MAIL_HEADER_RE = compile_lazily(
    rf"^(?P<name>{_TABLES['mail_headers']})\s?:\s(?P<value>.*)$", re.IGNORECASE
)
_SUBJECT_RE = compile_lazily(rf"(?:{_TABLES['subjects']})", re.IGNORECASE)


def read_surroundings(article: Article) -> Surroundings:
    """Find title, date, byline, labels and furniture, and mark their blocks as used."""
    around = Surroundings()
    blocks = [block for block in article.blocks if block.text.strip() and not block.quote]
    _read_mail_headers(blocks, around)
    read_labels(blocks, around)
    read_furniture(blocks, around)
    read_agency(blocks, around)
    read_top(article, [block for block in blocks if not block.is_used], around)
    if not around.labels:
        around.labels = list(dict.fromkeys(map(clean_tag, article.tags)))
        around.labels = [label for label in around.labels if label and label != "Uncategorized"]
    if article.is_html:
        _read_meta(article, around)
    around.byline = clean_byline(around.byline)
    if not around.date:
        bottom = [block for block in blocks if not (block.is_used or block.figure)]
        read_bottom_date(bottom, around)
        around.date = around.date or find_dateline(bottom)
    return around


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
        around.labels = split_labels(tags)
