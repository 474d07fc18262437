"""Lines that name the authors of an article: 'By Ann Lee'."""

import re

from blog.extraction.attribution_rest import cut_day
from blog.extraction.blocks import Block
from blog.extraction.datelines import read_dateline
from blog.extraction.dates import WEEKDAY_RE, find_date
from blog.extraction.lines import is_name
from blog.extraction.surroundings import Surroundings
from blog.extraction.vocabulary import GIVEN_NAMES, load_tables
from lib.lazy_regex import compile_lazily

_TABLES = load_tables("surroundings")
BYLINE_RE = compile_lazily(
    rf"^(?:{_TABLES['bylines']})\s?[:：|]?\s+(?P<name>\S.{{1,100}})$", re.IGNORECASE
)
# Between the parts of a byline: the authors, and perhaps a town or a newspaper.
_BYLINE_PART_RE = compile_lazily(
    rf"\s*[|·•—–;/&+,、，]\s*|\s-\s|\s(?:{_TABLES['conjunctions']})\s", re.IGNORECASE
)


def is_byline_line(text: str) -> bool:
    """Return whether a line names the author: 'By Ann Lee'."""
    match = BYLINE_RE.match(text.strip())
    return match is not None and is_byline(match["name"])


def read_byline_names(text: str) -> list[str]:
    """Return the parts of a byline without its date and 'By': authors, or anything else."""
    names = []
    if date := find_date(text):
        text = f"{text[: date.start]}|{text[date.end :]}"
    is_after_by = False
    for part in _BYLINE_PART_RE.split(text):
        # Only at the beginning: 'By Ann Lee and De Silva' names De Silva.
        if not is_after_by and (match := BYLINE_RE.match(part)):
            part, is_after_by = match["name"], True
        if any(map(str.isalpha, part)) and not WEEKDAY_RE.fullmatch(part):
            names.append(part.strip(" ."))
            is_after_by = True
    return names


def has_meta(block: Block) -> bool:
    return bool(read_dateline(block.text.strip()) or BYLINE_RE.match(block.text.strip()))


def clean_byline(byline: str) -> str:
    """Remove the date that pages write directly after a name."""
    byline = re.split(r"\d{4}-\d\d-\d\d", byline, maxsplit=1)[0] or byline
    date = find_date(byline)
    return cut_day(byline[: date.start] if date and date.start else byline).strip(" ,|–—-")


def is_byline(name: str) -> bool:
    name = re.split(r"\s[|·•–—-]\s|,|\sand\s|\sund\s|\set\s", name)[0].strip()
    return is_name(name) or (
        len(name.split()) <= 4 and not name.endswith(".") and not name[:1].islower()
    )


def read_byline(text: str, around: Surroundings) -> None:
    date = find_date(text)
    rest = text.replace(text[date.start : date.end], "|") if date else text
    for part in re.split(r"\s*[|·•–—]\s*|,\s", rest):
        name = part.strip(" ,")
        if match := BYLINE_RE.match(name):
            name = match["name"].strip()
        elif not (date and " " in name and name.split()[0].casefold() in GIVEN_NAMES):
            continue  # 'Mary Lee' beside a date alone.
        if is_byline(name):
            around.byline = around.byline or name
