"""Labels of an article: 'Labels: War, Peace', hashtags, lists of tags."""

import re

from blog.extraction.blocks import Block
from blog.extraction.furniture import FURNITURE_RE, SHARE_ROW_RE
from blog.extraction.surroundings import Surroundings
from blog.extraction.vocabulary import load_tables
from lib.lazy_regex import compile_lazily

_TABLES = load_tables("surroundings")
_LABELS_RE = compile_lazily(
    rf"^\s*[*_]{{0,3}}(?:{_TABLES['labels']})\s*[:：][*_]{{0,3}}\s*(?P<names>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_HASHTAGS_RE = compile_lazily(r"^(?:#[\w-]{2,40}[\s,]*){1,20}$")
# Behind labels: '3 comments', 'Leave a comment'.
_COUNT_RE = compile_lazily(
    r"(?:\d+|no|keine|aucun|sin|leave a|post a)\s(?:comments?|kommentare?|commentaires?|"
    r"comentarios?|comentários?|commenti|commento|reacties?|repl(?:y|ies)|комментари\w+|komentarz\w*|yorum)",
    re.IGNORECASE,
)


def read_label_names(text: str) -> str:
    """Return the names of a line such as 'Labels: War, Peace' as written, or ''."""
    match = _LABELS_RE.match(text)
    return match["names"] if match and split_labels(match["names"]) else ""


def is_label_line(text: str) -> bool:
    """Return whether a line begins with 'Labels:' or the like; the names may follow below it."""
    return bool(_LABELS_RE.match(text))


def read_labels(blocks: list[Block], around: Surroundings) -> None:
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
            names = split_labels(match["names"]) or [name for name, _ in block.links]
            block.is_used = True
            if not names and not match["names"].strip():
                # The names follow, one a line or in one line with commas.
                for follower in blocks[index + 1 : index + 12]:
                    line = follower.text.strip()
                    if (
                        len(line) > 200
                        or re.search(r"[.!?]$", line)
                        or FURNITURE_RE.match(line)
                        or SHARE_ROW_RE.match(line)
                    ):
                        break
                    names += split_labels(line)
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


def clean_tag(name: str) -> str:
    return name.strip(" #,")


def split_labels(text: str) -> list[str]:
    text = text.strip(" .")
    if not text:
        return []
    parts = re.split(r"\s*(?:[,،、，;|•·/]|\s{2,}|\s(?=#))\s*", text)
    names = [part.strip(' #."“”') for part in parts]
    return [name for name in names if name and not _COUNT_RE.fullmatch(name)]
