"""Attributions of quotations, which shortcodes of themes have as options of many names."""

from collections.abc import Mapping, Sequence

from django.conf.locale import LANG_INFO

from transfer.readers.folders.boxes import BOX_NAMES
from transfer.readers.folders.tag_options import is_url

# In the order of an attribution: who, as what, for whom, and where.
_NAMES = (
    ("author", "by", "name", "person", "speaker", "who", "attribution", "pre"),
    ("role", "job", "position"),
    ("title",),
    ("company", "organization", "organisation", "org", "affiliation"),
    ("source", "reference", "source_text", "source_name", "work", "book", "from"),
    ("detail", "page"),
)
_LINK_NAMES = ("cite", "link", "url", "href", "src", "source_link", "source_url", "author_url")
TEXT_NAMES = ("text", "quote", "content", "message")
_SIDES = {"left", "right", "center", "centre", "start", "end", "big", "small", "large"}
# What a shortcode may say of its look in place of an attribution.
_NO_NAMES = {*_SIDES, "", "true", "false", "none", "auto", "top", "bottom", "middle"}
_STYLES = {*BOX_NAMES, *_SIDES, *map(str.lower, LANG_INFO), "error", "quote", "default", "primary"}


def read_attribution(named: Mapping[str, str], placed: Sequence[str]) -> tuple[str, str]:
    """Read the attribution of a quotation, in Markdown, and the address of its page; each may be
    ''. `placed` are the options without a name, of which the first may be the attribution."""
    parts = [
        next((named[name] for name in names if named.get(name, "").lower() not in _NO_NAMES), "")
        for names in _NAMES
    ]
    link = next((named[name] for name in _LINK_NAMES if named.get(name)), "")
    if link and not is_url(link):
        if not link.startswith(("/", "#", "./", "../")):
            parts.append(link)
        link = ""
    attribution = ", ".join(filter(None, (part.strip(" ,") for part in parts)))
    return attribution or next((text for text in placed if not is_style(text)), ""), link


def is_style(text: str) -> bool:
    """Return whether an option names the look of a quotation or its language: `center`, `en`, or
    `mindmap mindmap-md`, which are classes of CSS."""
    parts = text.split()
    classes = [word for word in parts if "-" in word]
    return all(
        word in _STYLES
        or word.isdigit()
        or word.islower()
        and any(each == word or each.startswith(f"{word}-") for each in classes)
        for word in parts
    )
