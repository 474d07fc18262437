"""The HTML of a content file as a document: what the editor sends, in lines that a person edits.

Lines break anywhere between words, and empty lines stand between blocks. A figure names its photo
by key, and has the words of the photo; a quotation names its sources.
"""

import re
from collections.abc import Collection, Mapping
from itertools import zip_longest

from lxml.html import HtmlElement

from blog.common import markup
from blog.content import document
from blog.content.document import Document
from blog.models import Photo
from devtools.demo.content_files import ContentError, Entry

# Not \s: the no-break spaces of French punctuation have to stay.
LINE_BREAK = re.compile(r"[ \t]*\n[ \t\n]*")
CONTAINERS = {"div", "ul", "ol", "li", "blockquote", "section"}  # They hold elements, and no text.


def parse_body(entry: Entry, photos: Mapping[str, Photo], sources: Collection[str]) -> Document:
    """Parse the body of a post or page. Raises ContentError for an element or attribute which a
    save would remove, and for a photo or source that is in no content file."""
    root = _parse_html(entry)
    _refuse_removed(entry, root)
    for element in root.iter("figure"):
        photo = photos.get(element.get("data-photo", ""))
        if photo is None:
            raise ContentError(
                entry.file, _line_of(entry, element), "This photo is not in photos.toml."
            )
        _describe(element, photo)
    for element in root.iter("section"):
        for role in ("source", "speaker"):
            name = element.get(f"data-{role}-name")
            if name and name not in sources:
                message = f"The {role} {name!r} is not in sources.toml."
                raise ContentError(entry.file, _line_of(entry, element), message)
    return document.parse(markup.inner_html(root))


def refuse_errors(entry: Entry, checked: Document) -> None:
    """Raise ContentError for the first node in which `document.check` found an error."""
    blocks = list(_parse_html(entry).iterchildren("*"))
    for node in checked.nodes:
        if node.errors:
            message = " ".join(node.errors)
            raise ContentError(entry.file, _line_of(entry, blocks[node.element_index]), message)


def _parse_html(entry: Entry) -> HtmlElement:
    """Parse the body, with the line breaks of the file taken out of its text."""
    root = markup.parse_fragment(entry.body)
    for element in root.iter():
        parent = element.getparent()
        if isinstance(element.tag, str):
            element.text = _unwrap(element.text, element.tag in CONTAINERS)
            for name in set(element.keys()) - {"data-translation"}:  # One line for each paragraph.
                element.set(name, LINE_BREAK.sub(" ", element.get(name, "")))
        if parent is not None:
            element.tail = _unwrap(element.tail, parent.tag in CONTAINERS)
    return root


def _unwrap(text: str | None, is_between_blocks: bool) -> str:
    text = LINE_BREAK.sub(" ", text or "")
    return "" if is_between_blocks and text == " " else text


def _line_of(entry: Entry, element: HtmlElement) -> int:
    """Return the line of the file at which a tag begins; the parser knows where it ends."""
    lines = entry.body.split("\n")
    index = element.sourceline - 1
    while index and f"<{element.tag}" not in lines[index]:
        index -= 1
    return entry.body_line + index


def _refuse_removed(entry: Entry, root: HtmlElement) -> None:
    cleaned = markup.parse_fragment(markup.DOCUMENT(markup.inner_html(root)))
    for ours, theirs in zip_longest(root.iter("*"), cleaned.iter("*")):
        if ours is not None and (
            theirs is None or ours.tag != theirs.tag or ours.keys() != theirs.keys()
        ):
            tag = " ".join([ours.tag, *ours.keys()])
            message = f"Posts cannot hold <{tag}>; remove the tag or what it does not allow."
            raise ContentError(entry.file, _line_of(entry, ours), message)


def _describe(figure: HtmlElement, photo: Photo) -> None:
    """Write the words of a photo into its figure, as the editor does: a save would empty them."""
    values = {
        "photo": str(photo.pk),
        "alt": photo.alt,
        "decorative": "1" if photo.decorative else "",
        "caption": figure.get("data-caption", photo.caption),
        "credit": photo.credit,
        "licence": photo.licence_url,
        "original": photo.original_url,
    }
    for name, value in values.items():
        figure.set(f"data-{name}", value)
