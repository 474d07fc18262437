"""The date of an article: a line of its own, or behind the town that opens the text."""

import re

from blog.extraction.blocks import Block
from blog.extraction.dates import find_date, find_dates, is_date_line
from blog.extraction.people import UPPER_LETTERS
from blog.extraction.surroundings import Surroundings
from lib.lazy_regex import compile_lazily

# 'PORT ELLERY, Oct. 3 (AP) — The captain said'
DATELINE_RE = compile_lazily(
    rf"^(?:[{UPPER_LETTERS}]{{2}}[{UPPER_LETTERS} .'’-]{{0,60}}(?:,\s[^()—–\n-]{{2,30}})?"
    rf"(?:\s\([^()]{{2,30}}\))?|[{UPPER_LETTERS}][^()\n]{{2,40}}\s\([^()]{{2,30}}\))\s?(?:--|[—–-])\s+|"
    rf"^[{UPPER_LETTERS}]{{3,}}(?:[ -][{UPPER_LETTERS}]{{2,}}){{0,2}}(?:\s\([^()]{{2,20}}\))?"
    rf":\s(?!(?:I|You|S?[Hh]e|It|We|They)\s)(?=[{UPPER_LETTERS}][^\s:]*\s)"
)
# '新华社日内瓦3月3日电 世卫组织', '【ロンドン共同】英国の', '（中央社記者王小明台北3日電）'
ASIAN_DATELINE_RE = compile_lazily(
    r"^(?:[\u4e00-\u9fff]{2,5}[社网網][\u4e00-\u9fff·]{1,12}(?:\d{4}年)?\d{1,2}月\d{1,2}日[电電讯訊]\s*|"
    r"（[\u4e00-\u9fff]{2,4}社[^（）。]{2,20}[电電讯訊]）|【[^【】。]{2,16}】)"
)
_TOWN_RE = compile_lazily(
    rf"[{UPPER_LETTERS}][\w.’'-]*(?:[\s/][{UPPER_LETTERS}][\w.’'-]*){{0,3}}"
    rf"(?:,\s[{UPPER_LETTERS}][\w. ]{{1,20}})?,\s"
    rf"(?:(?:den|le|el|il|am|dne|dnia)\s)?"
)
_DATELINE_END_RE = compile_lazily(r"\s?(?:[(/][^()/]{2,30}[)/]\s?)?(?:[—–.:]|--|-\s)")


def is_attribution(text: str, above: Block | None) -> bool:
    """Return whether a line attributes the one above it, so that its date is not the article's."""
    if re.match(r"^(?:--|[—–])\s?[^\W\d_]", text):
        return True
    quoted = above.text.strip() if above else ""
    has_words = bool(re.match(r"[^\W\d_]+\s[^\W\d_]+,\s", text))
    return has_words and quoted[:1] in '"“«„»' and quoted[-1:] in '"”“»«' and len(quoted) > 2


def read_dateline(text: str) -> str:
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


def find_dateline(blocks: list[Block]) -> str:
    """Return the date behind the town that opens an article: 'KIEL, March 4, 2024 — The port …'."""
    for block in blocks[:4]:
        text = block.text.strip()
        date = next(iter(find_dates(text[:100])), None)
        if date and len(date.value) == len("2020-01-31") and _TOWN_RE.fullmatch(text[: date.start]):
            return date.value if _DATELINE_END_RE.match(text[date.end :]) else ""
    return ""


def read_bottom_date(blocks: list[Block], around: Surroundings) -> None:
    for index, block in enumerate(last := blocks[-6:]):
        text = block.text.strip()
        if is_attribution(text, last[index - 1] if index else None):
            continue
        if len(text) < 80 and (date := read_dateline(text)):
            around.date = date
            block.is_used = True
            return
